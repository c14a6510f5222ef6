"""Action plans as files: the lines that were asked for, by text with what changed since the last issue, or as they were sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.mandates.models import PlanIssue
from mandata.mandates.plan import Change, change_of, changes_since, last_issues
from mandata.shared.joining import joined
from mandata.texts.models import Revision, Work
from mandata.web.owed.plan_cells import LABELS, SHOWS, Cells, with_lines
from mandata.web.owed.plan_files import BESIDE, Part, Printed, as_table, as_word
from mandata.web.owed.plan_front import abstract, difference, front
from mandata.web.owed.plan_kept import Kept, kept_rows
from mandata.web.owed.telling import Told
from mandata.web.requests import SiteRequest

OF_A_TEXT = tuple(name for name in LABELS if name != "text")
SHEET = (*LABELS, *BESIDE)
MOST = 2000  # lines of a Word file: more nobody reads, and few programs open


def asked_as(request: SiteRequest, kind: str = "") -> str:
    """The address of the same lines in the same order as a file, or as the page."""
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    if kind:
        query["format"] = kind
    return "?" + query.urlencode()


def sheets(request: SiteRequest, lines: Iterable[Any], cells: Cells, change: Callable[[Any], Change | None]) -> Iterator[dict[str, Any]]:
    """The rows of a table."""
    for one in lines:
        yield {**cells.sheet(one), "changed": in_words(change(one)), "address": request.build_absolute_uri(f"/p/{one.wid}/")}


def in_words(change: Change | None) -> str:
    """What is otherwise in a line, for a cell of a table: that it is new, or which cells changed."""
    if change is None:
        return ""
    return gettext("new") if change.what == "new" else joined(LABELS[name] for name, tells in SHOWS.items() if tells & change.cells)


def printed(now: Sequence[Any], cells: Cells, before: Mapping[str, Kept], cells_before: Cells, changes: Mapping[str, Change], gone: bool = True) -> list[Printed]:
    """Lines as a file prints them beside those of an issue before; ``gone``: also those that it had and that are there no more."""
    rows = []
    for one in now:
        change = changes.get(one.line.uid)
        if change is None or change.what == "new":
            rows.append(Printed(cells.plain(one), new=change is not None))
            continue
        old = cells_before.plain(before[one.line.uid]) if one.line.uid in before else {}
        otherwise = {name for name, tells in SHOWS.items() if tells & change.cells}
        rows.append(Printed(cells.plain(one), {name: words for name, words in old.items() if name in otherwise}))
    there = {one.line.uid for one in now}
    if gone:
        rows += [Printed(None, cells_before.plain(one)) for uid, one in before.items() if uid not in there]
    return rows


def beside(cells: Cells) -> Cells:
    """The cells of the lines of an issue, of which nobody is told that they are overdue."""
    return Cells(cells.organisations, Told(cells.told.today))


def text_file(
    request: SiteRequest, work: Work, revision: Revision, lines: Sequence[Any], cells: Cells, against: PlanIssue | None, tasks: Sequence[dict[str, str]],
) -> HttpResponse:
    """The plan of one text as a file, with what is otherwise than in an issue."""
    organisation, states = cells.organisations[work.organisation_id], [one.line.state for one in lines]
    title, name = gettext("Action plan: %(text)s") % {"text": revision}, f"action-plan-{work.pk}"
    last = work.plan_issues.order_by("-number").first()
    document = gettext("Draft to follow issue %(number)s of %(day)s") % {"number": last.number, "day": date_format(last.day)} if last else gettext("Draft, not issued yet")
    changes, gone = changes_since([one.line for one in lines], against)
    head = front(organisation, document, states, work.body, [(gettext("Changes"), difference(against, len(changes) + len(gone)))] if against else [])
    if request.GET["format"] == "xlsx":
        return as_table(name, title, head, sheets(request, lines, cells, lambda one: changes.get(one.mandate.uid)), SHEET)
    before = kept_rows([against])[against.pk] if against else {}
    rows = printed(lines, cells, before, beside(cells), changes)
    return as_word(name, title, organisation.name, head, OF_A_TEXT, [Part(rows)], tasks,
                   gettext("Live through the provision that carries the annex; reported, never overdue by themselves."))


def plan_file(request: SiteRequest, found: QuerySet[Any], cells: Cells, form: forms.Form, by_text: bool) -> HttpResponse:
    """The lines of many texts as a file: by text, with what changed since the last issue of each, or in one table as they were sorted."""
    name, title = "action-plan", gettext("Action plan")
    issues = last_issues(found.order_by().values_list("version__revision__work", flat=True).distinct())
    kept = {uid: line for one in issues.values() for uid, line in one.lines.items()}

    def change(one: Any) -> Change | None:
        return change_of(one.line, kept.get(one.mandate.uid)) if one.version.revision.work_id in issues else None

    asked = [(gettext("Lines"), words)] if (words := asked_for(form)) else []
    if request.GET["format"] == "xlsx":
        return as_table(name, title, asked, sheets(request, with_lines(found.iterator(500)), cells, change), SHEET)
    if (count := found.count()) > MOST:
        messages.warning(request, gettext(
            "These are %(n)s lines; a Word file holds at most %(most)s. Choose a text, an actor or a body; the table (XLSX) holds all.") % {"n": count, "most": MOST})
        return redirect(request.path + asked_as(request))
    lines = list(with_lines(found))
    organisations = sorted({one.mandate.organisation_id for one in lines})
    states, whole = [one.line.state for one in lines], not asked
    document = gettext("All texts in force") if whole else gettext("Extract")
    if len(organisations) == 1:
        head = front(cells.organisations[organisations[0]], document, states, None, asked)
    else:
        head = [(gettext("Organisation"), joined(cells.organisations[pk].name for pk in organisations)), (gettext("Document"), document),
                (gettext("Date"), date_format(timezone.now().date())), (gettext("Summary"), abstract(states)), *asked]
    names = joined(cells.organisations[pk].name for pk in organisations)
    if not by_text:
        return as_word(name, title, names, head, tuple(LABELS), [Part([Printed(cells.plain(one)) for one in lines])])
    return as_word(name, title, names, head, OF_A_TEXT, parts(lines, cells, issues, change, whole))


def parts(lines: Sequence[Any], cells: Cells, issues: Mapping[int, PlanIssue], change: Callable[[Any], Change | None], whole: bool) -> Iterator[Part]:
    """The lines of each text under its name; those gone since its last issue where all its lines are asked for."""
    rows = kept_rows(issues.values())
    for work, some in groupby(lines, key=lambda one: one.version.revision.work_id):
        own, issue = list(some), issues.get(work)
        changes = {one.mandate.uid: found for one in own if (found := change(one)) is not None}
        before = rows[issue.pk] if issue else {}
        there = printed(own, cells, before, beside(cells), changes, whole)
        revision = max((one.version.revision for one in own), key=lambda one: (one.adopted_on is not None, one.adopted_on, one.pk))
        yield Part(there, str(revision), difference(issue, sum(one.new or one.before is not None for one in there)) if issue else "")


def asked_for(form: forms.Form) -> str:
    """What the lines were looked for by, in words."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name) if form.is_bound and form.is_valid() else None
        if value:
            named = dict(getattr(field, "choices", ())) or {}
            found.append(f"{field.label}: {next((label for code, label in named.items() if str(code) == str(value)), value)}")
    return " · ".join(found)
