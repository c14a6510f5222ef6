"""What a published text cites: each mention resolved to a version where the library has it, else by a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from mandata.texts.models import Citation, LanguageVersion, Revision, Wording


def lay_citations(language_version: LanguageVersion, revision: Revision) -> None:
    """Lay the citations of a revision, from its first language version, and resolve those whose version is there."""
    laid = []
    for wording in Wording.objects.filter(language_version=language_version).select_related("version"):
        for one in wording.citations:
            if one["kind"] == "internal":
                continue  # a point of the text itself: nothing is to be resolved
            start, end = one["span"][0] - wording.start, one["span"][1] - wording.start
            laid.append(Citation(
                version=wording.version, language=language_version.language, start=max(start, 0), end=max(end, 0), printed=one["text"],
                kind_of_text=one["kind"], body=one.get("body") or "", number=one.get("number") or "", place=one.get("place") or "",
                year=one.get("year"), point=str(one.get("point") or ""), status=one["status"],
            ))
    organisation = revision.work.organisation_id
    known = {_key(one): one for one in _dated(Revision.objects.filter(work__organisation=organisation))}
    for citation in laid:
        if citation.status != "impossible":
            citation.target = known.get((citation.kind_of_text, citation.body, citation.number, citation.year))
    Citation.objects.bulk_create(laid)


def join_citations(revision: Revision) -> None:
    """Resolve the citations that waited for this revision to come."""
    for one in _dated(Revision.objects.filter(pk=revision.pk)):
        kind, body, number, year = _key(one)
        Citation.objects.filter(
            target=None, resolved_by=None, kind_of_text=kind, body=body, number=number, year=year,
            version__revision__work__organisation=one.work.organisation_id,
        ).exclude(status="impossible").update(target=one)


def _dated(revisions: QuerySet[Revision]) -> Iterable[Revision]:
    return revisions.exclude(session=None).exclude(layer="proposed").select_related("work__body", "session")


def _key(revision: Revision) -> tuple[str, str, str, int | None]:
    work, session = revision.work, revision.session
    assert session is not None
    return work.kind_of_text, work.body.actor or work.body.key, work.number, session.year
