"""A published text as HTML: words with citations and notes in place, duties in the margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mandata.texts.models import LanguageVersion, Revision, Wording, Work


@dataclass(frozen=True, slots=True)
class Row:
    """One provision as the page shows it."""

    wid: str
    pk: int
    part: str
    depth: int
    state: str
    label: str
    words: SafeString
    is_call: bool


def rows_of(language_version: LanguageVersion) -> list[Row]:
    """The provisions of a language version in order, with links, notes and anchors; three queries."""
    wordings = list(
        Wording.objects.filter(language_version=language_version)
        .select_related("version__provision").order_by("version__order")
    )
    works = _works(language_version)
    return [
        Row(
            wid=one.version.provision.wid, pk=one.version_id, part=one.version.part, depth=min(one.version.depth, 3),
            state=one.version.state, label=one.label, words=_words(one, works),
            is_call=not one.label and one.version.depth == 0 and bool(one.version.call),
        )
        for one in wordings
    ]


def _works(language_version: LanguageVersion) -> dict[tuple[str, str, str], list[Revision]]:
    organisation = language_version.file.organisation_id
    works: dict[tuple[str, str, str], list[Revision]] = {}
    for revision in Revision.objects.filter(work__organisation=organisation).select_related("work__body", "session"):
        work: Work = revision.work
        works.setdefault((work.kind_of_text, work.body.actor or work.body.key, work.number), []).append(revision)
    return works


def _words(wording: Wording, works: dict[tuple[str, str, str], list[Revision]]) -> SafeString:
    """The words with citations as links and note marks in place."""
    inserts: list[tuple[int, int, str]] = []
    for one in wording.citations:
        start, end = one["span"][0] - wording.start, one["span"][1] - wording.start
        if 0 <= start < end <= len(wording.text):
            inserts.append((start, end, _citation(one, wording.text[start:end], works)))
    for note in wording.notes:
        at = note["at"] - wording.start
        if 0 <= at <= len(wording.text):
            inserts.append((at, at, format_html('<sup class="note-mark" title="{}">{}</sup>', note["text"], note["marker"])))
    out, at = [], 0
    for start, end, html in sorted(inserts):
        if start < at:
            continue
        out += [escape(wording.text[at:start]), html]
        at = end
    out.append(escape(wording.text[at:]))
    return mark_safe("".join(out))


def _citation(one: dict[str, Any], words: str, works: dict[tuple[str, str, str], list[Revision]]) -> str:
    marks = {
        "superseded": gettext("superseded when cited"), "impossible": gettext("no such meeting"),
        "incomplete": gettext("incomplete"),
    }
    revisions = works.get((one["kind"], one.get("body") or "", one["number"] or ""), [])
    cited = next((r for r in revisions if r.session and r.session.year == one.get("year")), None)
    newest = max((r for r in revisions if r.session and r.layer == "adopted"), key=lambda r: r.session.order, default=None)  # type: ignore[union-attr]
    mark = marks.get(one["status"], "")
    if cited and newest and newest != cited and not mark:
        mark = gettext("newer today")
    if not revisions and not mark:
        mark = gettext("not in the library")
    tag = format_html(' <span class="tag {}">{}</span>', "warn" if one["status"] != "unknown" else "", mark) if mark else ""
    target = cited or newest
    if target:
        return format_html('<a href="/texts/{}/">{}</a>{}', target.pk, words, tag)
    return format_html("<cite>{}</cite>{}", words, tag)


def margin_of(revision: Revision) -> dict[int, list[Any]]:
    """The live duties of each provision of a revision, also those whose old terms stay until its words are confirmed."""
    from mandata.mandates.models import MandateTerms

    found: dict[int, list[Any]] = {}
    live = MandateTerms.objects.filter(mandate__ended_by=None, current=True)
    for terms in live.filter(Q(version__revision=revision) | Q(words_changed__revision=revision)).select_related("version"):
        here = terms.version.revision_id == revision.pk
        found.setdefault(terms.version_id if here else terms.words_changed_id or 0, []).append(terms)
    return found


def outline_of(rows: list[Row]) -> list[Row]:
    """The call lines, for the outline at the side."""
    return [row for row in rows if row.is_call]


def version_in(revision: Revision, language: str) -> LanguageVersion | None:
    """The language version asked for, else the reference language's, else any."""
    versions = {one.language: one for one in revision.language_versions.select_related("file__organisation", "revision")}
    return versions.get(language) or versions.get(revision.work.organisation.reference_language) or next(iter(versions.values()), None)

