"""Published texts as documents for other programs, Akoma Ntoso and Word, and what such a file says of identities when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from mandata.parties.actors import vocabulary_of
from mandata.texts.fused import words_after
from mandata.texts.models import Finding, LanguageVersion, Layer, Revision, Wording
from mandata.texts.proposing_models import Proposal
from mandata.texts.publishing import provision_findings
from textengine.akn import Names, write_akn
from textengine.fused import settled
from textengine.model import Span, Text, from_plain
from textengine.pipeline import read
from textengine.wordout import By, write_clean, write_marked

DECIDED = (Finding.State.CONFIRMED, Finding.State.CORRECTED)


def text_of(version: LanguageVersion, *, as_found: bool = False) -> Text:
    """A language version as the engine's text, with what persons decided: structure as corrected, of its duties the confirmed ones.

    ``as_found`` has all duties that nobody rejected. Where old and new words stand fused, the text is the one after the changes.
    """
    reading = version.reading
    assert reading is not None
    fused = list(reading.findings.filter(what=Finding.What.FUSED).order_by("position"))
    if fused:
        words = settled(reading.text, [(Span(*one.found["span"]), words_after(one)) for one in fused])[0]
        text = read(words.encode(), f"{version.file.name}.txt", vocabulary_of(version.file.organisation.vocabulary))
        return text if as_found else replace(text, mandates=())  # nobody confirmed them, and a proposal is no law
    adopted = version.revision is not None and version.revision.layer == Layer.ADOPTED
    found: dict[str, list[Mapping[str, Any]]] = {what: [] for what in ("note", "citation", "mandate", "task", "change")}
    for one in reading.findings.filter(what__in=list(found)).exclude(state=Finding.State.REJECTED).order_by("position"):
        if one.what != Finding.What.MANDATE or as_found or (adopted and one.state in DECIDED):
            found[one.what].append(one.value)
    head = {**reading.head, "language": version.language, "title": version.title or None}
    kind = "docx" if bytes(version.file.content[:2]) == b"PK" else "txt"
    return from_plain(Text, {
        **head, "source": {"name": version.file.name, "sha256": version.file.sha256, "format": kind}, "text": reading.text,
        "provisions": [one.value for one in provision_findings(reading)], "problems": [],
        "notes": found["note"], "citations": found["citation"], "mandates": found["mandate"], "tasks": found["task"], "changes": found["change"],
    })


def names_of(version: LanguageVersion) -> Names:
    """What a language version is called: its work is the series, its expression this revision in this language."""
    revision = version.revision
    assert revision is not None
    work = revision.work
    years = [year for year in work.revisions.filter(layer=Layer.ADOPTED).values_list("session__year", flat=True) if year]
    if version.reading is not None:
        years += [year for _, year in version.reading.head.get("history") or ()]
    kind = "proposal" if revision.layer == Layer.PROPOSED else work.kind_of_text
    day = revision.adopted_on.isoformat() if revision.adopted_on else None
    draft = Proposal.objects.filter(revision=revision).first() if kind == "proposal" else None
    return Names(
        kind, work.body.actor or work.body.key, work.number, min(years, default=None), day, version.language, draft=draft.reference if draft else None)


def akn_of(version: LanguageVersion) -> bytes:
    """A published language version as Akoma Ntoso, each provision with its identity in the library."""
    wids = {
        (one.start, one.text): one.version.provision.wid
        for one in Wording.objects.filter(language_version=version).select_related("version__provision")
    }
    text = text_of(version)
    known = {one.id: wids[one.span.start, one.text] for one in text.provisions if (one.span.start, one.text) in wids}
    vocabulary = vocabulary_of(version.file.organisation.vocabulary)
    return write_akn(text, vocabulary=vocabulary, names=names_of(version), wids=known)


def word_of(version: LanguageVersion, against: LanguageVersion | None = None) -> bytes:
    """A published language version as a Word file; with what changed since another one, marked as by the body that adopted it."""
    if against is None:
        return write_clean(text_of(version))
    revision = version.revision
    assert revision is not None
    with override(version.language):
        by = By(str(revision.session) if revision.session else str(revision), f"{revision.adopted_on:%Y-%m-%d}T00:00:00Z" if revision.adopted_on else None)
    return write_marked(text_of(against), text_of(version), by)


def before(revision: Revision) -> Revision | None:
    """What a revision is compared with and marked against: a proposal its base, an adopted text the one adopted before it."""
    if revision.base is not None:
        return revision.base
    if revision.adopted_on is None:
        return None
    earlier = revision.work.revisions.filter(layer=Layer.ADOPTED, adopted_on__lt=revision.adopted_on).exclude(pk=revision.pk)
    return earlier.select_related("work__organisation", "work__body", "session", "base").order_by("adopted_on", "pk").last()


def file_name(version: LanguageVersion, kind: str, against: Revision | None = None) -> str:
    """A name for a file of a text."""
    revision = version.revision
    assert revision is not None
    work = revision.work
    year = f"-{revision.session.year}" if revision.session else ""
    marked = f"-marked-against-{against.session.year if against.session else against.pk}" if against else ""
    return f"{work.kind_of_text}-{work.number}{year}{marked}.{version.language}.{kind}"
