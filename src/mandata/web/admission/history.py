"""Applications from before the records were kept here: pasted as a table, looked at row by row, then taken over as known then."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Route
from mandata.membership.operations import Known
from mandata.parties.models import Party
from mandata.shared.joining import joined
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from mandata.shared.written import writing
from mandata.web.kit.controls import controls
from mandata.web.requests import SiteRequest

COLUMNS = ("firm", "state", "groups", "applied", "approved", "admitted", "signatory")
MOST = 500  # rows at a time


class HistoryForm(forms.Form):
    """A table of applications, what tells of it, and when that became known."""

    told_in = forms.CharField(label=_("Told in"), max_length=200, help_text=_("Document and paragraph."))
    known = forms.DateField(label=_("Known since"), widget=forms.DateInput, help_text=_("The day on which the organisation knew of all this."))
    rows = forms.CharField(label=_("Rows"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}), help_text=_(
        "Separated by commas, with the head: firm, state, groups, applied, approved, admitted, signatory. States and groups by their keys, several groups by a "
        "semicolon, days as 2018-04-17; what did not happen stays empty."))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what would be taken over, or what is wrong with it."""

    number: int
    firm: str
    known: Known | None
    trouble: str


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def rows_of(route: Route, values: Mapping[str, Any]) -> list[Row]:
    """The lines of the table, each with its fault named by its place."""
    reader = csv.DictReader(StringIO(values["rows"].strip()))
    try:
        lines = [cells for cells, _n in zip(reader, range(MOST + 1), strict=False)]
    except csv.Error as error:
        raise RuleBroken(gettext("Line %(n)s of the table cannot be read: %(why)s.") % {"n": reader.line_num + 1, "why": error}, route) from error
    missing = [one for one in COLUMNS[:4] if one not in (reader.fieldnames or ())]
    if missing:
        raise RuleBroken(gettext("The head of the table lacks: %(columns)s.") % {"columns": joined(missing)}, route)
    parties = {one.key: one for one in Party.objects.filter(organisation=route.organisation_id)}
    found = []
    if len(lines) > MOST:
        raise RuleBroken(gettext("At most %(n)s rows at a time.") % {"n": MOST}, route)
    for number, cells in enumerate(lines, start=2):
        try:
            found.append(Row(number, cells["firm"] or "", _known(parties, cells, values), ""))
        except ValueError as error:
            found.append(Row(number, cells.get("firm") or "", None, str(error)))
    return found


def _known(parties: dict[str, Party], cells: dict[str, Any], values: Mapping[str, Any]) -> Known:
    def party(key: str) -> Party:
        if key not in parties:
            raise ValueError(gettext("No party has the key “%(key)s”.") % {"key": key})
        return parties[key]

    def moment(column: str) -> datetime | None:
        said = (cells.get(column) or "").strip()
        try:
            return _noon(date.fromisoformat(said)) if said else None
        except ValueError as error:
            raise ValueError(gettext("“%(day)s” in “%(column)s” is no day: write it as 2018-04-17.") % {"day": said, "column": column}) from error

    firm, applied = (cells.get("firm") or "").strip(), moment("applied")
    if not firm or applied is None:
        raise ValueError(gettext("A row has a firm and the day on which it applied."))
    line = ",".join(cells.get(one) or "" for one in COLUMNS)
    return Known(
        firm_name=firm, state=party((cells["state"] or "").strip().lower()), groups=[party(one.strip()) for one in (cells["groups"] or "").split(";") if one.strip()],
        applied=applied, approved=moment("approved"), admitted=moment("admitted"), known=_noon(values["known"]), signatory=(cells.get("signatory") or "").strip(),
        document=(f"{values['told_in']}.txt"[:255], f"{values['told_in']}\n{line}\n".encode()),
    )


def take_over(request: SiteRequest, route: Route, rows: list[Row], *, keep: bool) -> list[Row]:
    """Take each good row over by its own act; without ``keep`` all is undone, so that what would happen is known."""
    done = []
    with transaction.atomic():
        with writing():
            for row in rows:
                trouble = row.trouble
                if row.known is not None:
                    try:
                        with transaction.atomic():
                            operations.import_application(acting_as=request.acting, route=route, row=row.known)
                    except RuleBroken as broken:
                        trouble = str(broken)
                done.append(Row(row.number, row.firm, row.known if not trouble else None, trouble))
        if not keep:
            transaction.set_rollback(True)
    return done


def history(request: SiteRequest, pk: int) -> HttpResponse:
    """Look at the rows, then take over the good ones; a bad one is refused alone."""
    route = get_object_or_404(visible(request.acting, Route.objects.select_related("organisation")), pk=pk)
    if not (answer := may(request.acting, "import", route)):
        raise Refused(answer, "import", route)
    form = HistoryForm(request.POST if request.method == "POST" else None)
    rows: list[Row] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keep = request.POST.get("step") == "take"
                rows, status = take_over(request, route, rows_of(route, form.cleaned_data), keep=keep), 200
            except RuleBroken as broken:
                form.add_error("rows", str(broken))
            else:
                if keep and not any(one.trouble for one in rows):
                    messages.success(request, gettext("Taken over: %(n)s.") % {"n": len(rows)})
                    return HttpResponseRedirect(reverse("applications"))
    return render(request, "admission/history.html", {
        "route": route, "controls": controls(form), "rows": rows, "good": sum(not one.trouble for one in rows), "taken": request.POST.get("step") == "take",
    }, status=status)
