"""What the lines of an action plan say in the reader's language: as cells of a page, and as words of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import Obligation
from mandata.mandates.plan import Change, lines_of
from mandata.mandates.register import shortened
from mandata.mandates.settings import settings_of
from mandata.mandates.wordings import told_in
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.web.forces import FORCES
from mandata.web.kit import Column
from mandata.web.owed.duty import state_words
from mandata.web.owed.telling import Told, answered_words
from mandata.web.register import CHUNK, owner_name, owner_of, placed

LABELS = {
    "text": _("Text"), "place": _("Provision"), "words": _("Action line"), "force": _("Force"), "lead": _("Lead"), "collaborators": _("With"),
    "milestone": _("Milestone"), "report": _("Report to"), "state": _("Status"), "said": _("Last answer"),
}
SHOWS = {  # which cells of a line tell of what changed since the last issue
    "words": {"summary"}, "force": {"force", "conditional"}, "lead": {"who", "lead", "owner"}, "collaborators": {"collaborators"},
    "milestone": {"milestone", "period_open", "due_words"}, "report": {"report"}, "state": {"state", "reported_on", "came"}, "said": {"said"},
}


def with_lines(terms: Iterable[Any]) -> Iterator[Any]:
    """Terms taken by ``planned``, each with its ``line``, its provision and path; as many queries for one as for fifty."""
    rest = placed(terms)
    while some := list(islice(rest, CHUNK)):
        for one, line in zip(some, lines_of(some), strict=True):
            one.line = line  # type: ignore[attr-defined]
        yield from told_in(some)


class Cells:
    """The cells of lines, names made once."""

    def __init__(self, organisations: dict[int, Organisation], told: Told, changes: Mapping[str, Change] | None = None) -> None:
        self.organisations, self.told, self.changes = organisations, told, changes or {}
        self.classes: dict[int, frozenset[str]] = {}
        self.names: dict[tuple[int, str], str] = {}

    def name(self, one: Any, code: str) -> str:
        """An actor in the reader's language; words of the text as they stand."""
        key = (one.mandate.organisation_id, code)
        if key not in self.names:
            self.names[key] = actor_name(self.organisations[key[0]], code)
        return self.names[key]

    def all_classes(self, one: Any) -> bool:
        """Whether classes alone are addressed, of whose parties none leads."""
        key = one.mandate.organisation_id
        if key not in self.classes:
            self.classes[key] = frozenset(settings_of(self.organisations[key]).classes)
        return set(one.line.who) <= self.classes[key]

    def lead(self, one: Any) -> str:
        """Who leads; the owner that was named; that several owe it and none leads."""
        if one.line.lead:
            return self.name(one, one.line.lead)
        if (owner := owner_of(one)) is not None:
            return owner_name(owner)
        if len(one.line.who) > 1 and self.all_classes(one):
            return joined(self.name(one, code) for code in one.line.who)
        if len(one.line.who) > 1:
            return gettext("no lead named: %(names)s") % {"names": joined(self.name(one, code) for code in one.line.who)}
        return gettext("no owner")

    def force(self, one: Any) -> str:
        """The force; of a duty that hangs on means or consent also that it does."""
        words = str(FORCES.get(one.force, one.force))
        return joined((words, gettext("conditional"))) if one.conditional else words

    def collaborators(self, one: Any) -> str:
        """Who takes part besides the lead."""
        return joined(self.name(one, code) for code in one.line.collaborators) if one.line.lead or len(one.line.who) < 2 else ""

    def milestone(self, one: Any) -> str:
        """The first day on which something is due, else why there is none."""
        if one.line.period_open:
            return gettext("period not fixed")
        if one.line.milestone is None:
            return str(one.line.due_words)
        day = date_format(one.line.milestone, "DATE_FORMAT")
        return gettext("%(day)s, overdue") % {"day": day} if self.late(one) else day

    def late(self, one: Any) -> bool:
        """Whether something is overdue, and the reader is told of it."""
        return bool(one.line.overdue) and self.told.of(Obligation(mandate=one.mandate), one)

    def report(self, one: Any) -> str:
        """To whom a report is asked."""
        return joined(self.name(one, code) for code in one.line.report)

    def state(self, one: Any) -> str:
        """The state, and when it was last reported."""
        words = answered_words(one.line.came, one.line.parties) if one.line.came else state_words(one.line.state)[0]
        return joined((words, date_format(one.line.reported_on))) if one.line.reported_on else words

    def plain(self, one: Any) -> dict[str, str]:
        """All cells as words."""
        place = joined(filter(None, (one.path or "¶", gettext("words changed, to confirm") if one.words_changed_id else "")))
        return {
            "text": str(one.version.revision), "place": place, "words": one.words, "force": self.force(one), "lead": self.lead(one), "collaborators": self.collaborators(one), "milestone": self.milestone(one), "report": self.report(one),
            "state": self.state(one), "said": one.line.said,
        }

    def sheet(self, one: Any) -> dict[str, Any]:
        """The same for a table: a milestone as a day, and apart from it that it is overdue."""
        late = self.late(one)
        day = {} if one.line.period_open or one.line.milestone is None else {"milestone": one.line.milestone}
        return {**self.plain(one), **day, "overdue": gettext("overdue") if late else ""}

    def mark(self, name: str, cell: Callable[[Any], str]) -> Callable[[Any], str]:
        """A cell that says where it is otherwise than in the last issue."""
        def marked(one: Any) -> str:
            change = self.changes.get(one.mandate.uid)
            if change is None or not (change.cells & SHOWS.get(name, set())):
                return cell(one)
            return format_html('{} <span class="tag warn">{}</span>', cell(one), gettext("changed"))
        return marked

    def columns(self, *, text: bool = True) -> list[Column]:
        """The columns; each sorts."""
        def words(one: Any) -> str:
            language = one.language or self.organisations[one.mandate.organisation_id].reference_language
            marks = format_html(' <span class="tag warn">{}</span>', gettext("conditional")) if one.conditional else ""
            marks += format_html(' <span class="tag warn">{}</span>', gettext("words changed, to confirm")) if one.words_changed_id else ""
            change = self.changes.get(one.mandate.uid)
            marks += format_html(' <span class="tag good">{}</span>', gettext("new")) if change is not None and change.what == "new" else ""
            return f'<a dir="auto" lang="{language}" href="/mandates/{one.mandate_id}/">{escape(shortened(one.words))}</a>{marks}'

        def provision(one: Any) -> str:
            revision = one.version.revision
            name = f"{revision}, {one.path}" if text and one.path else str(revision) if text else one.path or "¶"
            return format_html('<a href="/texts/{}/#{}"><bdi>{}</bdi></a>', revision.pk, one.wid, name)

        def state(one: Any) -> str:
            named, css = (answered_words(one.line.came, one.line.parties), "good" if one.line.came == one.line.parties else "") if one.line.came else state_words(one.line.state)
            day = format_html(' <span class="note">{}</span>', date_format(one.line.reported_on)) if one.line.reported_on else ""
            return format_html('<span class="tag {}">{}</span>{}', css, named, day)

        def milestone(one: Any) -> str:
            if one.line.period_open:
                return format_html('<span class="tag warn">{}</span>', gettext("period not fixed"))
            if self.late(one):
                return format_html('{} <span class="tag bad">{}</span>', date_format(one.line.milestone), gettext("overdue"))
            return escape(self.milestone(one)) if one.line.milestone else format_html("<bdi>{}</bdi>", one.line.due_words)

        def value(name: str) -> Callable[[Any], str]:
            return lambda one: self.plain(one)[name]

        sorts = {"force": ("force", "place"), "lead": ("actors", "place"), "milestone": ("milestone", "place"), "report": ("report_to__0__actor", "place"),
                 "state": ("state", "place"), "place": ("place",), "words": ("summary", "place"), "said": ("reported", "place"),
                 "collaborators": ("with_whom__0__text", "actors", "place")}
        shown: dict[str, Callable[[Any], str]] = {
            "place": provision, "words": words, "force": lambda one: escape(str(FORCES.get(one.force, one.force))), "lead": lambda one: format_html("<bdi>{}</bdi>", self.lead(one)),
            "collaborators": lambda one: format_html("<bdi>{}</bdi>", self.collaborators(one)), "milestone": milestone,
            "report": lambda one: format_html("<bdi>{}</bdi>", self.report(one)), "state": state, "said": lambda one: format_html("<bdi>{}</bdi>", one.line.said),
        }
        return [
            Column(name, LABELS["text"] if name == "place" and text else LABELS[name], value("text" if name == "place" and text else name), self.mark(name, cell),
                   sort=sorts.get(name, ()), css="words" if name == "words" else "")
            for name, cell in shown.items()
        ]
