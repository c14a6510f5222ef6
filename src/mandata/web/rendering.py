"""A published text as HTML: its words rendered once, with places for what changes around them.

The words do not change, so an article is made once a language version and kept. What changes are the marks of its citations
(another text is published, the reader's language) and the duties in its margin; they are put in at each view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext

from mandata.mandates.models import MandateTerms
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.texts.findings import printed_label
from mandata.texts.models import Citation, Finding, LanguageVersion, Layer, Reading, Revision, Wording
from mandata.texts.publishing import provision_findings
from mandata.web.between import Line, Place, between
from mandata.web.forces import FORCES

KEPT = 24 * 60 * 60
FORM = 3  # of the articles kept: another form, another key
OPEN, CLOSE = "\ue000", "\ue001"  # around a place in the article, of signs that no text has
NUMBER = 5  # where in the place of a citation the number of the text stands
PLACE = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")

Work = tuple[str, str, str]  # kind, body, number
Mention = tuple[int, str, str, str]  # provision version, kind, number, year as printed


@dataclass(frozen=True, slots=True)
class Article:
    """The words of a language version with places left open, its outline, (id, first words) of each call and heading, and its plan.

    ``activities`` are those of an annexed plan, as read, by the provision version that they stand in.
    """

    pieces: list[str]  # words and places in turn
    outline: list[tuple[str, str]]
    activities: dict[int, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Target:
    """A revision that a citation may mean."""

    pk: int
    year: int
    order: tuple[int, str]
    adopted: bool


def article_of(version: LanguageVersion) -> Article:
    """The article of a language version, made once: again only where a newer reading was adopted, or a fused place decided."""
    fused = fused_in(version)
    chosen = sha256(repr([(one.pk, one.state, one.corrected) for one in fused]).encode()).hexdigest()[:16] if fused else ""
    key = f"article:{FORM}:{version.uid}:{version.reading_id}:{chosen}"
    article = cache.get(key)
    if article is None:
        article = _article(version, fused)
        cache.set(key, article, KEPT)
    return article  # type: ignore[no-any-return]


def fused_in(version: LanguageVersion) -> list[Finding]:
    """The fused places of a text that is published as proposed: both readings are shown; a law has none."""
    if version.revision is None or version.revision.layer == Layer.ADOPTED:
        return []
    return list(Finding.objects.filter(reading=version.reading_id, what=Finding.What.FUSED).order_by("position"))


def filled(article: Article, of: Organisation, margin: dict[int, list[MandateTerms]], resolved: dict[Mention, Revision]) -> SafeString:
    """The article with its citations marked and linked as things stand, its duties and the activities of its plan in the margin."""
    works = works_of(of.pk, {parts[NUMBER] for piece in article.pieces[1::2] if len(parts := piece.split("|")) > NUMBER})
    aside = margin_html(of, margin, article.activities)
    permanent = escape(gettext("Permanent link"))

    def place(named: str) -> str:
        if named == "permanent":
            return permanent
        kind, *parts = named.split("|")
        if kind == "margin":
            return aside.get(int(parts[0]), "")
        version, status, kind_of_text, body, number, year, words = parts
        target = resolved.get((int(version), kind_of_text, number, year))
        return citation(status, (kind_of_text, body, number), year, mark_safe(words), works, target)

    filling = list(article.pieces)
    filling[1::2] = map(place, article.pieces[1::2])
    return mark_safe("".join(filling))


def _article(version: LanguageVersion, fused: Sequence[Finding] = ()) -> Article:
    wordings = list(
        Wording.objects.filter(language_version=version).select_related("version__provision").order_by("version__order", "start")
    )
    shown: set[int] = set()
    reading = Reading.objects.filter(pk=version.reading_id or 0).first()
    text = reading.text if reading else ""
    read = provision_findings(reading) if reading else []
    if [one.value["text"] for one in read] != [one.text for one in wordings]:
        read, fused = [], ()
    places: list[Place] = [
        (*one.value["span"], one.found.get("label") or "") for one in read
    ] or [(one.start, one.end, one.label) for one in wordings]
    notes = [one.value for one in Finding.objects.filter(reading=version.reading_id, what=Finding.What.NOTE).order_by("position")]
    gaps = between(text, places)
    gaps[0] = [line for line in gaps[0] if line.words.strip() not in version.title]  # the page's own heading says it
    blocks, outline = [], []
    for lines, one in zip(gaps, wordings, strict=False):
        blocks.append(_between(lines, notes, shown, fused))
        blocks.append(_provision(one, text, shown, fused))
        outline += _headings(lines) if one.version.part not in ("preamble", "operative") else []
        if not one.label and one.version.depth == 0 and one.version.call:
            outline.append((one.version.provision.wid, Truncator(one.call_text or one.text).words(9)))
    blocks.append(_between(gaps[-1], notes, shown, fused))
    blocks.append(_notes([note for note in notes if note["at"] not in shown]))
    version_of = {one.provision_id_read: wording.version_id for one, wording in zip(read, wordings, strict=False)}
    activities: dict[int, list[dict[str, Any]]] = {}
    for task in Finding.objects.filter(reading=version.reading_id, what=Finding.What.TASK).exclude(state=Finding.State.REJECTED):
        if task.provision_id_read in version_of:
            activities.setdefault(version_of[task.provision_id_read], []).append(task.value)
    return Article(PLACE.split("\n".join(filter(None, blocks))), outline, activities)


def _between(lines: Sequence[Line], notes: Sequence[dict[str, Any]], shown: set[int], fused: Sequence[Finding]) -> str:
    """Headings and other lines that stand in no provision, quietly, with their notes."""
    out = []
    for line in lines:
        called = [note for note in notes if note["at"] not in shown and 0 <= note["at"] - line.start <= len(line.words)]
        shown.update(note["at"] for note in called)
        out.append(f'<p class="between" id="between-{line.start}">{_marked(line.words, line.start, called, fused)}</p>{_notes(called)}')
    return "\n".join(out)


def _headings(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """What the outline names of the lines before a provision: the first, and the last where it is another."""
    ends = dict.fromkeys([lines[0], lines[-1]]) if lines else {}
    return [(f"between-{one.start}", Truncator(" ".join(one.words.split())).words(9)) for one in ends]


def _provision(one: Wording, text: str, shown: set[int], fused: Sequence[Finding]) -> str:
    version, wid = one.version, one.version.provision.wid
    call = " call" if not one.label and version.depth == 0 and version.call else ""
    stands = text[one.start:one.start + len(one.text)] == one.text  # a newer reading may have moved the words
    printed = printed_label(text, one.start, one.label) if stands else one.label
    notes = [note for note in one.notes if 0 <= note["at"] - one.start <= len(one.text)]
    shown.update(note["at"] for note in notes)
    first = text.rfind(printed, 0, one.start) if stands and printed else one.start
    here = _inside(fused, first, one.start + len(one.text)) if stands and first >= 0 else []
    label = f"<b>{_marked(printed, first, (), here)}</b>&ensp;" if printed else ""
    span = (one.start, one.start + len(one.text))
    whole = next((it for it in here if it.found["span"][0] <= span[0] and it.found["span"][1] == span[1]), None)
    words = _words(one, notes, here)
    if whole is not None and whole.state == Finding.State.OPEN:
        words = f"<mark>{words}</mark>"
    return (
        f'<div class="provision depth-{min(version.depth, 3)} {escape(_state(whole) or version.state)}" id="{wid}"><div class="words{call}">'
        f'{label}{words} <a class="anchor" href="/p/{wid}/" aria-label="{OPEN}permanent{CLOSE}">¶</a></div>'
        f"{OPEN}margin|{version.pk}{CLOSE}{_notes(notes)}</div>"
    )


def _state(whole: Finding | None) -> str:
    """What a person chose for a provision that is one fused place: taken out, put in, or neither."""
    if whole is None or whole.state == Finding.State.OPEN:
        return ""
    if whole.state == Finding.State.REJECTED or bool(whole.value["before"]) == bool(whole.value["after"]):
        return "both"
    return "proposed" if whole.value["after"] else "base"


def _notes(notes: Sequence[dict[str, Any]]) -> str:
    """Footnotes where they are called."""
    return "".join(
        f'<p class="footnote" id="note-{note["at"]}"><sup>{escape(note["marker"])}</sup> {escape(note["text"])}</p>' for note in notes
    )


def _words(wording: Wording, notes: list[dict[str, Any]], fused: Sequence[Finding]) -> str:
    """The words with a place for each citation, and note marks in place, inside a citation too."""
    out, at = [], 0
    for one in sorted(wording.citations, key=lambda cited: cited["span"]):
        start, end = one["span"][0] - wording.start, one["span"][1] - wording.start
        if not at <= start < end <= len(wording.text) or _cut(fused, one["span"]):
            continue
        cited = "|".join((
            str(wording.version_id), one["status"], one["kind"], one.get("body") or "", one["number"] or "",
            str(one.get("year") or ""), _bar(_with_marks(wording, notes, start, end, fused)),
        ))
        out += [_with_marks(wording, notes, at, start, fused), f"{OPEN}cited|{cited}{CLOSE}"]
        at = end
    out.append(_with_marks(wording, notes, at, len(wording.text) + 1, fused))
    return "".join(out)


def _with_marks(wording: Wording, notes: list[dict[str, Any]], start: int, end: int, fused: Sequence[Finding]) -> str:
    called = [note for note in notes if start <= note["at"] - wording.start < end]
    return _marked(wording.text[start:end], wording.start + start, called, fused)


def _marked(words: str, start: int, called: Sequence[dict[str, Any]], fused: Sequence[Finding] = ()) -> str:
    """Words that start at ``start`` of the text, with the marks of the notes called in them and of its fused places."""
    out, at = [], 0
    for note in called:
        out += [_both_readings(words[at:note["at"] - start], start + at, fused),
                f'<sup class="note-mark"><a href="#note-{note["at"]}">{escape(note["marker"])}</a></sup>']
        at = note["at"] - start
    return "".join([*out, _both_readings(words[at:], start + at, fused)])


def _both_readings(words: str, start: int, fused: Sequence[Finding]) -> str:
    """Words with the fused places in them: what was taken out and put in where a person decided, else a mark that none did."""
    out, at = [], 0
    for place in _inside(fused, start, start + len(words)):
        first, last = (offset - start for offset in place.found["span"])
        if first < at:
            continue
        out.append(_plain(words[at:first]))
        if place.state == Finding.State.OPEN:
            out.append(f"<mark>{_plain(words[first:last])}</mark>")
        elif place.state == Finding.State.REJECTED:
            out.append(_plain(words[first:last]))
        else:
            before, after = (_plain(place.value[side]) for side in ("before", "after"))
            out.append((f"<del>{before}</del>" if before else "") + (f"<ins>{after}</ins>" if after else ""))
        at = last
    return "".join([*out, _plain(words[at:])])


def _inside(fused: Sequence[Finding], start: int, end: int) -> list[Finding]:
    """The places that stand whole in a stretch of the text."""
    return [one for one in fused if start <= one.found["span"][0] and one.found["span"][1] <= end]


def _cut(fused: Sequence[Finding], span: Sequence[int]) -> bool:
    """Whether a stretch begins or ends inside a place: the place is shown whole, and the stretch without a link."""
    return any(first < at < last for at in span for first, last in (one.found["span"] for one in fused))


def _plain(words: str) -> str:
    """Words as HTML; signs of private use that a text may carry open no place."""
    return escape(words.replace(OPEN, "").replace(CLOSE, ""))


def _bar(words: str) -> str:
    return words.replace("|", "&#124;")


def works_of(organisation: int, numbers: set[str]) -> dict[Work, list[Target]]:
    """The published revisions of some numbers by kind, body and number, for citations to find theirs; nobody cites a proposal so."""
    works: dict[Work, list[Target]] = {}
    if not numbers:
        return works
    published = Revision.objects.filter(work__organisation=organisation, work__number__in=numbers).exclude(layer=Layer.PROPOSED).order_by("pk")
    for one in published.select_related("work__body", "session"):
        if one.session is not None:
            key = (one.work.kind_of_text, one.work.body.actor or one.work.body.key, one.work.number)
            works.setdefault(key, []).append(Target(one.pk, one.session.year, one.session.order, one.layer == "adopted"))
    return works


def resolved_by_persons(revision: Revision) -> dict[Mention, Revision]:
    """The citations of a revision of which a person said what they mean; the same in every language."""
    found = Citation.objects.filter(version__revision=revision).exclude(resolved_by=None).select_related("target")
    found = found.only("version", "kind_of_text", "number", "year", "target__in_force_until")
    return {
        (one.version_id, one.kind_of_text, one.number, str(one.year or "")): one.target for one in found if one.target is not None
    }


def citation(
    status: str, work: Work, year: str, words: SafeString, works: dict[Work, list[Target]], said: Revision | None = None
) -> str:
    """A citation as a link where its text is in the library, with its mark; what a person said goes before."""
    if said is not None:
        tag = format_html(' <span class="tag warn">{}</span>', gettext("newer today")) if said.in_force_until else ""
        return format_html('<a href="/texts/{}/">{}</a>{}', said.pk, words, tag)
    found = works.get(work, [])
    cited = next((one for one in found if str(one.year) == year), None)
    newest = max((one for one in found if one.adopted), key=lambda one: one.order, default=None)
    mark = {
        "superseded": gettext("superseded when cited"), "impossible": gettext("no such meeting"),
        "incomplete": gettext("incomplete"),
    }.get(status, "")
    if not mark and newest and (newest != cited if cited else year.isdigit() and newest.year > int(year)):
        mark = gettext("newer today")
    if not mark and not found:
        mark = gettext("not in the library")
    tag = format_html(' <span class="tag {}">{}</span>', "warn" if status != "unknown" else "", mark) if mark else ""
    target = cited or newest
    if target is None:
        return format_html("<cite>{}</cite>{}", words, tag)
    return format_html('<a href="/texts/{}/">{}</a>{}', target.pk, words, tag)


def margin_of(revision: Revision) -> dict[int, list[MandateTerms]]:
    """The live duties of each provision of a revision, also those whose old terms stay until its words are confirmed."""
    found: dict[int, list[MandateTerms]] = {}
    shown = ("force", "addressees", "due", "conditional", "words_changed", "mandate", "version__revision", "place")
    live = MandateTerms.objects.filter(current=True).order_by()
    either = live.filter(version__revision=revision).values("pk").union(live.filter(words_changed__revision=revision).values("pk"))  # by « or » all duties are asked
    for terms in sorted(MandateTerms.objects.filter(pk__in=either).select_related("version").only(*shown).order_by(), key=lambda one: one.place):
        here = terms.version.revision_id == revision.pk
        found.setdefault(terms.version_id if here else terms.words_changed_id or 0, []).append(terms)
    return found


def margin_html(
    of: Organisation, margin: dict[int, list[MandateTerms]], activities: dict[int, list[dict[str, Any]]]
) -> dict[int, str]:
    """The margin beside each provision: the force, who in the reader's language, by when, and what a person should know of the state.

    An activity of an annexed plan is no duty of its own: it says so.
    """
    nobody, conditional = gettext("no owner"), format_html('<br><span class="tag warn">{}</span>', gettext("conditional"))
    changed = format_html('<br><span class="tag warn">{}</span>', gettext("words changed, to confirm"))
    label, of_the_plan = escape(gettext("Duty")), escape(gettext("activity of the plan"))
    as_read = escape(gettext("as read; live only through the provision that carries the annex"))

    def names(named: Sequence[dict[str, Any]]) -> str:
        return joined(actor_name(of, one["actor"]) if one["actor"] else one["text"] for one in named)

    def one_of(terms: MandateTerms) -> str:
        due = terms.due.get("text")
        return (
            f'<span class="force">{escape(FORCES.get(terms.force, terms.force))}</span> '
            f'<a dir="auto" href="/mandates/{terms.mandate_id}/">{escape(names(terms.addressees) or nobody)}</a>'
            f'{f"<br><bdi>{escape(due)}</bdi>" if due else ""}'
            f'{conditional if terms.conditional else ""}{changed if terms.words_changed_id else ""}'
        )

    def activity(one: dict[str, Any]) -> str:
        who = [f"<bdi>{escape(names(named))}</bdi>" for named in (one["addressees"], one["with"]) if named]
        return f'<span class="tag">{of_the_plan}</span> {" · ".join(who)}<br><span class="note">{as_read}</span>'

    found = {
        pk: f'<aside class="margin" aria-label="{label}">{"<hr>".join(one_of(terms) for terms in duties)}</aside>'
        for pk, duties in margin.items()
    }
    for pk, some in activities.items():
        found[pk] = found.get(pk, "") + (
            f'<aside class="margin activity" aria-label="{of_the_plan}">{"<hr>".join(activity(one) for one in some)}</aside>'
        )
    return found


def version_in(versions: Iterable[LanguageVersion], language: str, reference: str) -> LanguageVersion | None:
    """The language version asked for, else the reference language's, else any."""
    by_language = {one.language: one for one in versions}
    return by_language.get(language) or by_language.get(reference) or next(iter(by_language.values()), None)
