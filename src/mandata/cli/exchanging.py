"""``mandata export`` and ``mandata import``: published texts as Akoma Ntoso and Word, and such files received."""

from __future__ import annotations

from pathlib import Path

import click

from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation
from mandata.texts.exchange import akn_of, file_name, word_of
from mandata.texts.identities import known_in
from mandata.texts.models import LanguageVersion, Layer, Revision, Work
from mandata.texts.operations import receive_file
from textengine.sources import Unreadable


def export_text(
    number: str, organisation: Organisation | None, kind: str | None, body: str | None, year: int | None, language: str | None,
    as_akn: bool, against: int | None, output: Path | None,
) -> Path:
    """Write a published text to a file; the path of what was written. Texts are named by their number, revisions by the year of their session."""
    work = work_named(number, organisation, kind, body)
    revision = revision_of(work, year)
    wanted = language or work.organisation.reference_language
    version = _version(revision, wanted)
    other = revision_of(work, against) if against is not None else None
    content = akn_of(version) if as_akn else word_of(version, _version(other, wanted) if other else None)
    path = output or Path(file_name(version, "akn.xml" if as_akn else "docx", other))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    return path


def import_file(path: Path, person: Acting, organisation: Organisation) -> str:
    """Receive an Akoma Ntoso file; what is said of it. One that is not valid is refused with its line, and not kept."""
    data = path.read_bytes()
    try:
        known, named = known_in(data)
    except Unreadable as error:
        raise click.ClickException(f"{path}: {error}") from error
    receive_file(acting_as=person, organisation=organisation, name=path.name, content=data)
    told = f"{known} of its {named} provisions are in the library by their identities; " if named else ""
    return f"{path.name}: received; {told}it waits for the worker"


def work_named(number: str, organisation: Organisation | None, kind: str | None, body: str | None) -> Work:
    """The text of a number; where several have it, a sentence that says how to name one."""
    found = Work.objects.filter(number=number).select_related("organisation", "body")
    found = found.filter(organisation=organisation) if organisation else found
    found = found.filter(kind_of_text=kind) if kind else found
    found = found.filter(body__key=body) if body else found
    works = list(found)
    if not works:
        raise click.UsageError(f"No text has the number {number}" + (" with these options." if organisation or kind or body else "."))
    if len(works) > 1:
        some = "; ".join(f"--organisation {one.organisation.slug} --kind {one.kind_of_text} --body {one.body.key}" for one in works[:12])
        raise click.UsageError(f"{len(works)} texts have the number {number}; say which: {some}.")
    return works[0]


def revision_of(work: Work, year: int | None) -> Revision:
    """The revision adopted at the session of a year; without a year the one in force, else the newest."""
    found = work.revisions.select_related("work__organisation", "work__body", "session").order_by("-adopted_on", "-pk")
    if year is None:
        revision = found.filter(layer=Layer.ADOPTED, in_force_until=None).first() or found.first()
    else:
        revision = found.filter(session__year=year, layer=Layer.ADOPTED).first() or found.filter(session__year=year).first()
    if revision is None:
        years = ", ".join(str(one.session.year) for one in found if one.session)
        raise click.UsageError(f"{work} has no revision of {year}. There are: {years or 'none'}.")
    return revision


def _version(revision: Revision, language: str) -> LanguageVersion:
    versions = revision.language_versions.exclude(reading=None).select_related("reading", "file__organisation", "revision__work__body", "revision__session")
    found = versions.filter(language=language).first()
    if found is None:
        raise click.UsageError(f"{revision} is not here in “{language}”. It is in: {', '.join(one.language for one in versions)}.")
    return found
