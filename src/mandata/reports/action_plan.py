"""The action plan of all texts in force, for an advisory group: each line with its lead, collaborators, the report it asks for, its milestone and state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.mandates.models import Lead, MandateTerms
from mandata.parties.actors import actor_name
from mandata.reports.annexes import changes, method
from mandata.reports.building import Writer
from mandata.reports.duties_state import (
    BY_TEXT,
    asked_of_class,
    first_open,
    how_they_stand,
    last_answers,
    line,
    owners_then,
    standing_terms,
    state_then,
    text_by_text,
    told,
    unmet_then,
)
from mandata.reports.figures import Figures
from mandata.reports.kinds import report_kind
from mandata.reports.tables import DataTable
from mandata.shared.joining import joined

LINES = 400  # printed: some forty pages in all
SOME = 2000  # lines at a time


def summary(w: Writer) -> None:
    """How many lines the plan has, and how they stand."""
    live = w.figures.whole(BY_TEXT[0])
    w.say(ngettext("The plan has %(live)s line: the live duty of a text in force.", "The plan has %(live)s lines: the live duties of texts in force.", live.value),
          live=w.figure(live))
    if live.value:
        how_they_stand(w)


def action(w: Writer) -> None:
    """What the addressee is asked to do."""
    addressee = w.name(w.report.addressee) if w.report.addressee else w.words(_("The body to which this report is addressed"))
    w.say(_("%(addressee)s is invited to review this plan, and to advise which lines go on, change or end."), addressee=addressee)


def by_text(w: Writer) -> None:
    """How many lines each text has."""
    text_by_text(w, _("Lines"), _("The first texts are printed; the table “lines” of the data that go with this report has the lines of all."))


def each(w: Writer) -> None:
    """Line by line."""
    terms: list[Any] = list(standing_terms(w.figures)[:LINES + 1])
    if not terms:
        w.missing(_("No duty of a text in force is live on this day."))
        return
    if len(terms) > LINES:
        live = w.figures.whole(BY_TEXT[0])
        w.say(_("The first lines are printed, in the order of the texts; the table “lines” of the data that go with this report has all: %(live)s."), live=w.figure(live))
    terms = told(terms[:LINES])
    pks = [one.mandate_id for one in terms]
    said, unmet, asked, leads, days = stood(w.figures, pks)
    owners = owners_then(w.figures, pks)

    def name(code: str) -> str:
        return actor_name(w.report.organisation, code)

    rows = []
    for one in terms:
        lead, others = led(one, leads.get(one.mandate_id, ""))
        last = said.get(one.mandate_id, [None])[-1]
        rows.append((
            w.of_duty(one.place_told, one.mandate_id), w.of_duty(line(one.summary), one.mandate_id), w.name(name(lead) if lead else owners.get(one.mandate_id, "–")), w.name(joined(map(name, others)) or "–"),
            w.name(joined(map(name, codes(one.report_to))) or "–"), w.day(day) if (day := days.get(one.mandate_id)) else w.name(one.due.get("text") or "–"),
            w.words(str(state_then(one, said, unmet, asked, days))), w.name("" if last is None or last.party_id else line(last.words)),
        ))
    w.table([_("Text"), _("Action line"), _("Lead"), _("Collaborators"), _("Report to"), _("Milestone"), _("Status"), _("Last answer")], rows)


def stood(figures: Figures, pks: list[int]) -> tuple[Any, set[int], Any, dict[int, str], dict[int, date]]:
    """Of some duties, as known then: answers, those without means, the parties of classes, the leads, the first day on which something was open."""
    leads = dict(Lead.objects.at(figures.at, figures.known).filter(mandate__in=pks).order_by("pk").values_list("mandate", "actor"))
    unmet = set(unmet_then(figures).filter(pk__in=pks).values_list("pk", flat=True))
    return last_answers(figures, pks), unmet, asked_of_class(figures), leads, first_open(figures, pks)


def led(terms: MandateTerms, named: str) -> tuple[str, list[str]]:
    """Who leads a line, named or alone, and who works with the lead."""
    who = codes(terms.addressees)
    lead = named if named in who else who[0] if len(who) == 1 else ""
    return lead, [code for code in who if code != lead] + codes(terms.with_whom)


def codes(named: Sequence[dict[str, Any]]) -> list[str]:
    """Actors by their codes, those of no table by the words of the text."""
    return list(dict.fromkeys(one.get("actor") or one["text"] for one in named))


def all_lines(figures: Figures) -> Iterator[Sequence[object]]:
    """Each line of the plan."""
    rows = standing_terms(figures).select_related("mandate__provision__work__body").iterator(chunk_size=SOME)
    while some := list(islice(rows, SOME)):
        said, unmet, asked, leads, days = stood(figures, [one.mandate_id for one in some])
        for one in some:
            work, (lead, others), last = one.mandate.provision.work, led(one, leads.get(one.mandate_id, "")), said.get(one.mandate_id, [None])[-1]
            yield (
                one.mandate.uid, f"{work.body.key}/{work.kind_of_text}/{work.number}", one.mandate.provision.wid, line(one.summary), one.force, lead, "; ".join(others),
                "; ".join(codes(one.report_to)), days.get(one.mandate_id), one.due.get("text") or "", one.mandate_id in unmet,
                None if last is None else "of-some" if last.party_id else last.says, last.day if last else None, "" if last is None or last.party_id else line(last.words))


LINE_FIELDS = (
    ("duty", "string", "the duty, for ever"), ("text", "string", "body/kind/number of the text"), ("wid", "string", "the provision, through all revisions"),
    ("words", "string", "what is to be done"), ("force", "string", "resolve, instruct, invite, encourage ..."), ("lead", "string", "the actor that leads, by its code, or that owes it alone"),
    ("collaborators", "string", "the other actors, else in the words of the text"), ("report_to", "string", "actors to whom a report is asked for"),
    ("milestone", "date", "the first day on which something is open"), ("due", "string", "the time in the words of the text"),
    ("without_means", "boolean", "conditional, and no means were recorded as given"), ("state", "string", "what was said last; of-some: answers of parties of a class"),
    ("said_on", "date", "on which day"), ("said", "string", "in which words"),
)
ACTION_PLAN = report_kind("action-plan", gettext_lazy("Action plan of the texts in force"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("texts", gettext_lazy("Text by text"), by_text),
    ("lines", gettext_lazy("Line by line"), each),
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
], tables=(DataTable("lines", LINE_FIELDS, all_lines),))
