"""The action plan of texts: a line a duty, with who leads, with whom, by when, what report is asked, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from mandata.mandates.following import parties_among
from mandata.mandates.keeping import with_state
from mandata.mandates.models import (
    Answer,
    Assignment,
    Lead,
    MandateTerms,
    PeriodFixed,
    PlanIssue,
)
from mandata.mandates.owed import period_open
from mandata.mandates.settings import settings_of
from mandata.parties.models import Organisation
from mandata.texts.models import Finding, ProvisionVersion, Revision, Wording

ANNEX = re.compile(r"\bannex|\banexo|приложени|附件|附录|附錄|ملحق", re.IGNORECASE)
NOT_KEPT = ("overdue",)  # told to some only
COMPARED = (
    "summary", "force", "conditional", "who", "lead", "owner", "collaborators", "report", "milestone", "period_open", "due_words", "state", "reported_on",
    "said", "came",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One action line, in codes and in the words of the text; days as days."""

    mandate: int
    uid: str
    wid: str
    force: str
    who: tuple[str, ...]  # actors, else the words of the text
    lead: str
    collaborators: tuple[str, ...]
    report: tuple[str, ...]
    milestone: date | None  # the first day on which something open is due
    period_open: bool  # asked for again and again, and nobody has said how often
    conditional: bool
    due_words: str
    state: str
    reported_on: date | None
    said: str
    came: int  # parties of a class that answered
    parties: int  # that it has, where any answered
    overdue: bool
    summary: str
    owner: str = ""  # the uid of the office that was named to own it, else of the party

    def kept(self) -> dict[str, Any]:
        """The line as an issue keeps it."""
        values = asdict(self)
        for name in ("milestone", "reported_on"):
            values[name] = values[name].isoformat() if values[name] else None
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if name not in NOT_KEPT}


def line_kept(values: Mapping[str, Any]) -> Line:
    """The line that an issue keeps; one of before something was kept of lines says nothing of it."""
    found: dict[str, Any] = {one.name: values[one.name] for one in fields(Line) if one.name in values}
    for name in ("milestone", "reported_on"):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    found.setdefault("parties", 0)
    found |= {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return Line(**found, overdue=False)


def planned(terms: QuerySet[MandateTerms]) -> QuerySet[Any]:
    """Terms with what their lines need that can be sorted by: ``state``, ``reported_on``, ``milestone``; and whether anything is ``late``."""
    late = Q(live__late_on__isnull=False, live__late_on__lt=timezone.now().date())
    return with_state(terms).annotate(milestone=F("live__next_on"), late=ExpressionWrapper(late, BooleanField()))


def lines_of(terms: Iterable[Any]) -> list[Line]:
    """The lines of terms taken by ``planned``, in their order; five queries, whatever their number, and some for each class that answered."""
    terms = list(terms)
    pks = [one.mandate_id for one in terms]
    leads = {one.mandate_id: one.actor for one in Lead.objects.at(timezone.now()).filter(mandate__in=pks).order_by("pk")}
    fixed = set(PeriodFixed.objects.known().filter(mandate__in=pks, until=None).values_list("mandate", flat=True))
    wids = dict(ProvisionVersion.objects.filter(pk__in={one.version_id for one in terms}).values_list("pk", "provision__wid"))
    came = came_of(terms)
    held = Assignment.objects.at(timezone.now()).filter(mandate__in=pks).order_by("-pk")
    owners = {pk: office or party for pk, office, party in held.values_list("mandate", "office__uid", "party__uid")}
    return [_line(one, leads, fixed, wids, came, owners) for one in terms]


def came_of(terms: Iterable[MandateTerms]) -> dict[int, tuple[int, int]]:
    """Of duties of a class on which somebody answered: how many of its parties did, and how many it has; by mandate."""
    by_mandate = {one.mandate_id: one for one in terms}
    rows = Answer.objects.filter(mandate__in=by_mandate, withdrawn_by=None).exclude(party=None).order_by().values_list("mandate", "party").distinct()
    answers: dict[int, set[int]] = {}
    for mandate, party in rows:
        answers.setdefault(mandate, set()).add(party)
    organisations = Organisation.objects.in_bulk({by_mandate[pk].mandate.organisation_id for pk in answers})
    settings = {pk: settings_of(one) for pk, one in organisations.items()}
    asked: dict[tuple[int, str], set[int]] = {}
    found = {}
    for pk, some in answers.items():
        key = (by_mandate[pk].mandate.organisation_id, by_mandate[pk].actors)
        if key not in asked:
            asked[key] = {one.pk for one in parties_among(organisations[key[0]], key[1].split(), settings[key[0]]) or ()}
        if some & asked[key]:  # whoever is of the class no more is not counted
            found[pk] = (len(some & asked[key]), len(asked[key]))
    return found


def _line(
    one: Any, leads: dict[int, str], fixed: set[int], wids: dict[int, str], came: dict[int, tuple[int, int]], owners: dict[int, str]
) -> Line:
    who = _codes(one.addressees)
    named = leads.get(one.mandate_id, "")
    lead = named if named in who else who[0] if len(who) == 1 else ""
    return Line(
        one.mandate_id, one.mandate.uid, wids.get(one.version_id, ""), one.force, who, lead, (*(code for code in who if code != lead), *_codes(one.with_whom)),
        _codes(one.report_to), one.milestone, period_open(one) and one.mandate_id not in fixed, one.conditional, one.due.get("text") or "", one.state,
        one.reported_on, "" if came.get(one.mandate_id) else one.reported or "", *came.get(one.mandate_id, (0, 0)), one.late, one.summary,
        owners.get(one.mandate_id, ""),
    )


def _codes(named: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Actors by their codes, those of no table by the words of the text."""
    return tuple(dict.fromkeys(one.get("actor") or one["text"] for one in named))


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise in a line than in the last issue: ``new``, ``changed`` with the names of its cells, or ``gone``."""

    what: str
    cells: frozenset[str] = frozenset()


def change_of(line: Line, old: Mapping[str, Any] | None) -> Change | None:
    """What is otherwise in a line than as an issue kept it; without one it is new."""
    if old is None:
        return Change("new")
    now = line.kept()
    cells = frozenset(name for name in COMPARED if name in old and now[name] != old[name])
    return Change("changed", cells) if cells else None


def changes_since(lines: Iterable[Line], issue: PlanIssue | None) -> tuple[dict[str, Change], list[dict[str, Any]]]:
    """By duty, what changed since an issue, and the lines that it had and that are gone."""
    if issue is None:
        return {}, []
    before, found = dict(issue.lines), {}
    for line in lines:
        if (change := change_of(line, before.pop(line.uid, None))) is not None:
            found[line.uid] = change
    return found, list(before.values())


def last_issues(works: Iterable[int]) -> dict[int, PlanIssue]:
    """The last issue of each of some texts that has one."""
    found: dict[int, PlanIssue] = {}
    for one in PlanIssue.objects.filter(work__in=set(works)).select_related("by").order_by("number"):
        found[one.work_id] = one
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """A task of an annexed plan: reported through the provision that carries the annex, never overdue by itself."""

    words: str
    who: tuple[str, ...]
    collaborators: tuple[str, ...]
    language: str


def tasks_of(revision: Revision) -> tuple[ProvisionVersion | None, list[Task]]:
    """The tasks of the plan annexed to a text, and the provision that carries it, where one speaks of the annex."""
    language = revision.work.organisation.reference_language
    versions = list(revision.language_versions.select_related("reading"))
    version = next((one for one in versions if one.language == language), versions[0] if versions else None)
    if version is None or version.reading is None:
        return None, []
    read = Finding.objects.filter(reading=version.reading_id).exclude(state=Finding.State.REJECTED).order_by("position")
    spans = {one.provision_id_read: one.value["span"] for one in read.filter(what=Finding.What.PROVISION)}
    tasks = []
    for one in read.filter(what=Finding.What.TASK):
        start, end = spans.get(one.provision_id_read, (0, 0))
        tasks.append(Task(version.reading.text[start:end], _codes(one.value["addressees"]), _codes(one.value["with"]), version.language))
    if not tasks:
        return None, []
    carrying = Wording.objects.filter(version__revision=revision, version__part="operative", language_version=version).select_related(
        "version__provision").order_by("version__order")
    return next((one.version for one in carrying if ANNEX.search(one.text)), None), tasks
