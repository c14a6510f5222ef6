"""Chairs and vice-chairs by region and class: who leads what, which regions are absent, the share of developing countries."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from mandata.parties.measures import developing_declared
from mandata.parties.models import CodeName, Function, Organisation, Party, PartyKind
from mandata.shared.joining import joined
from mandata.shared.measures import observe, observe_by
from mandata.shared.standing import until_written
from mandata.web.moments import Moments, moment, moments
from mandata.web.organisations import organisation_shown
from mandata.web.parties.figures import parts
from mandata.web.parties.naming import organisations
from mandata.web.requests import SiteRequest

WITH_LEADERS = (PartyKind.GROUP, PartyKind.CONFERENCE, PartyKind.COUNCIL)
VICE, CHAIR = "vice-chair", "chair"


def leadership(request: SiteRequest) -> HttpResponse:
    """The table of an organisation, as of a day and as known on a day; it tells what is missing and refuses nothing."""
    organisation = organisation_shown(request)
    when = moments(request)
    return render(request, "parties/leadership.html", {
        "organisation": organisation, "organisations": organisations(), "asked": when.asked,
        "table": leadership_table(organisation.pk, when.at_text, when.known_text) if organisation else None,
    })


@until_written
def leadership_table(pk: int, at: str, known: str) -> dict[str, Any]:
    """All figures of the page for an organisation."""
    organisation = Organisation.objects.get(pk=pk)
    moment_at = moment(at) or timezone.now()
    when = Moments(at, known, moment_at, moment(known))
    regions = _codes(organisation, "region")
    classes = _codes(organisation, "development")
    bodies = sorted(Party.objects.filter(organisation=organisation, entity__in=WITH_LEADERS).prefetch_related("names"), key=lambda one: one.name)
    found = {code: one.value for code, one in observe_by("leadership.terms", "body-region", organisation, when.at, when.known).items()}
    crossed = {code: one.value for code, one in observe_by("leadership.terms", "region-class", organisation, when.at, when.known).items()}
    unknown = any(code.endswith(":") for code in found)
    heads = regions | ({"": gettext("not recorded")} if unknown else {})
    led = [one for one in bodies if any(code.split(":")[1] == str(one.pk) for code in found)]
    absent = {
        one: [name for code, name in regions.items() if not found.get(f"{VICE}:{one.pk}:{code}")]
        for one in led if any(code.startswith(f"{VICE}:{one.pk}:") for code in found)
    }
    present = {code.split(":", 2)[2] for code in found if code.startswith(VICE)}
    total = observe("leadership.terms", organisation, when.at, when.known)
    developing = observe("leadership.developing", organisation, when.at, when.known)
    functions = {"function:" + one.code: str(one) for one in Function.objects.filter(organisation=organisation)}
    return {
        "total": total.value, "total_address": when.measured("leadership.terms", pk), "developing": developing.value,
        "developing_address": when.measured("leadership.developing", pk),
        "source": developing_declared(organisation, when.at, when.known or timezone.now()),
        "bodies": _matrix(gettext("Body"), heads, [
            (one.name, f"/parties/{one.pk}/", {code: [(function, found.get(f"{function}:{one.pk}:{code}", 0), when.measured(
                "leadership.terms", pk, "body-region", f"{function}:{one.pk}:{code}")) for function in (CHAIR, VICE)] for code in heads})
            for one in led
        ]),
        "classes": _matrix(gettext("Class"), heads, [
            (name, "", {code: [(function, crossed.get(f"{function}:{code}:{held}", 0), when.measured(
                "leadership.terms", pk, "region-class", f"{function}:{code}:{held}")) for function in (CHAIR, VICE)] for code in heads})
            for held, name in [*classes.items(), ("", gettext("in no class recorded"))]
        ]),
        "absent_everywhere": [name for code, name in regions.items() if code not in present],
        "absent": [(one.name, one.pk, joined(names)) for one, names in absent.items() if names],
        "without_chair": [(one.name, one.pk) for one in bodies if one.entity == PartyKind.GROUP and not any(
            code.startswith(f"{CHAIR}:{one.pk}:") for code in found)],
        "persons": parts("persons.in-functions", "function", organisation, when, gettext("Persons by function"), {
            code.removeprefix("function:"): name for code, name in functions.items()}),
    }


def _codes(organisation: Organisation, scheme: str) -> dict[str, str]:
    """The classes of a scheme by the organisation's table, with their names."""
    return {one.code: str(one) for one in CodeName.objects.filter(organisation=organisation, scheme=scheme).order_by("pk")}


def _matrix(head: str, columns: dict[str, str], rows: list[tuple[str, str, dict[str, list[tuple[str, int, str]]]]]) -> SafeString:
    """A table with a row for each body or class and a column for each region: chairs, then vice-chairs, each a link to its records."""
    def said(function: str, number: int) -> str:
        words = ngettext("%(n)s chair", "%(n)s chairs", number) if function == CHAIR else ngettext(
            "%(n)s vice-chair", "%(n)s vice-chairs", number)
        return words % {"n": number}

    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns.values())
    lines = []
    for name, address, cells in rows:
        told = []
        for code, region in columns.items():
            shown = "<br>".join(
                f'<a href="{escape(link)}">{escape(said(function, number))}</a>' for function, number, link in cells[code] if number)
            told.append(f'<td data-label="{escape(region)}">{shown or "<span class=note>0</span>"}</td>')
        title = format_html('<a href="{}">{}</a>', address, name) if address else escape(name)
        lines.append(f'<tr><th scope="row">{title}</th>{"".join(told)}</tr>')
    return format_html(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table class="register crossed"><thead><tr><th scope="col">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>", head, head, mark_safe(heads), mark_safe("".join(lines)))
