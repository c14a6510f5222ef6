"""Figures in parts: a table whose rows are parts of a measure, each with a bar and a link to its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mandata.parties.measures import developing_declared
from mandata.parties.models import HouseRule, Organisation
from mandata.shared.measures import observe, observe_by, suppressed
from mandata.shared.standing import until_written
from mandata.web.moments import Moments, moment
from mandata.web.parties.naming import code_names

SCHEMES = ("category", "region", "development", "size", "secretariat-level")


def bar(value: int, largest: int) -> str:
    """A bar whose length says the value; a picture beside the number, hidden from screen readers."""
    width = round(100 * value / largest, 1) if largest else 0
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{width}" height="10"/></svg>'
    )


def table(caption: str, head: str, rows: Sequence[tuple[str, int, str]], shown: Mapping[str, str] | None = None) -> SafeString:
    """A table of parts, the largest first: name, bar, number with the address of its records; ``shown`` words a number otherwise."""
    shown = shown or {}
    largest = max((value for name, value, _address in rows if name not in shown), default=0)
    lines = "".join(
        f'<tr><th scope="row"><bdi>{escape(name)}</bdi></th><td class="drawn">{"" if name in shown else bar(value, largest)}</td><td class="number">'
        + (escape(shown[name]) if name in shown else f'<a href="{escape(address)}">{value}</a>') + "</td></tr>"
        for name, value, address in sorted(rows, key=lambda one: (0 if one[0] in shown else -one[1], one[0]))  # what is not shown has no order
    )
    return format_html(
        '<table class="parts"><caption>{}</caption><thead><tr><th scope="col">{}</th><th scope="col"><span class="visually-hidden">{}</span></th>'
        '<th scope="col" class="number">{}</th></tr></thead><tbody>{}</tbody></table>',
        caption, head, gettext("Bar"), gettext("Number"), mark_safe(lines),
    )


def parts(
    name: str, split: str, scope: Organisation, when: Moments, caption: str, names: Mapping[str, str] | None = None
) -> SafeString:
    """The parts of a measure as a table; small cells of persons are not shown."""
    observed = observe_by(name, split, scope, when.at, when.known)
    if not observed:
        return format_html('<p class="note">{}: {}</p>', caption, gettext("none recorded."))
    if (unsaid := next(iter(observed.values())).unsaid) is not None:
        return format_html('<p class="note">{}: {}</p>', caption, unsaid)
    measure = next(iter(observed.values())).measure
    found = {code: one.value for code, one in observed.items()}
    words = {code: str(known) for (pk, code), known in code_names(*SCHEMES).items() if pk == scope.pk} | dict(names or {})
    words = {code: words.get(code, code) or gettext("not recorded") for code in found}
    hidden = suppressed(found) if measure.unit == "person" else set()
    return table(
        caption, str(measure.splits[split].label),
        [(words[code], value, when.measured(name, scope.pk, split, code)) for code, value in found.items()],
        {words[code]: gettext("not shown") for code in hidden},
    )


def places_of(organisation: Organisation) -> dict[str, tuple[float, float]]:
    """Where each region stands on the organisation's map, by its setting: code -> right and down, in hundredths; empty without one."""
    rule = HouseRule.objects.at(timezone.now()).filter(organisation=organisation, code="region-map").first()
    found = {}
    for one in (rule.value if rule else "").split(";"):
        code, _, place = one.strip().rpartition(" at ")
        right, _, down = place.partition(" ")
        if code and right.isdecimal() and down.isdecimal():
            found[code] = (float(right), float(down))
    return found


def region_map(name: str, scope: Organisation, when: Moments, caption: str) -> SafeString:
    """A measure by region on a map: a circle a region, its area by the number, each a link to its records; nothing without places."""
    places = places_of(scope)
    observed = {code: one.value for code, one in observe_by(name, "region", scope, when.at, when.known).items() if one.value and code in places}
    if not observed:
        return mark_safe("")
    names, largest = {code: str(known) for (pk, code), known in code_names("region").items() if pk == scope.pk}, max(observed.values())
    drawn = [(code, value, 2 * places[code][0], places[code][1], 3 + 11 * (value / largest) ** 0.5) for code, value in observed.items()]
    circles = "".join(
        f'<a href="{escape(when.measured(name, scope.pk, "region", code))}"><circle cx="{right:g}" cy="{down:g}" r="{radius:.1f}"/>'
        f'<text class="count" x="{right:g}" y="{down + 1.8:g}">{value}</text><text x="{right:g}" y="{down + radius + 5.5:.1f}">{escape(names.get(code, code))}</text></a>'
        for code, value, right, down, radius in drawn
    )
    lines = "".join(f'<path d="M0 {y}H200"/>' for y in (25, 50, 75)) + "".join(f'<path d="M{x} 0V100"/>' for x in (40, 80, 120, 160))
    return format_html(
        '<figure class="region-map"><svg viewBox="0 0 200 100" role="group" aria-label="{}">{}</svg><figcaption>{}</figcaption></figure>',
        caption, mark_safe(f'<g class="grid" aria-hidden="true">{lines}</g>{circles}'), caption,
    )


@until_written
def members_figures(scope: int, at: str, known: str) -> dict[str, Any]:
    """The figures of the members page for an organisation: members by region, category and class, States by their secretariat."""
    organisation = Organisation.objects.get(pk=scope)
    when = Moments(at, known, moment(at) or observe("members", organisation).at, moment(known))
    total = observe("members", organisation, when.at, when.known)
    states = observe("members", organisation, when.at, when.known, ("category", "member-state"))
    secretariat = observe("states.with-secretariat", organisation, when.at, when.known)
    without = observe("states.without-secretariat", organisation, when.at, when.known)
    return {
        "name": organisation.name, "at": when.at, "known": when.known, "total": total.value, "total_address": when.measured("members", scope),
        "states": states.value, "states_address": when.measured("members", scope, "category", "member-state"),
        "map": region_map("members", organisation, when, gettext("Members on the map, by region")),
        "tables": [
            parts("members", "region", organisation, when, gettext("Members by region")),
            parts("members", "category", organisation, when, gettext("Members by category")),
            parts("members", "development", organisation, when, gettext("Members by class")),
            parts("states.with-secretariat", "secretariat-level", organisation, when, gettext("States with a national secretariat, by level")),
        ],
        "secretariat": secretariat.value, "of": secretariat.denominator, "secretariat_address": when.measured("states.with-secretariat", scope),
        "developing": developing_declared(organisation, when.at, when.known or timezone.now()),
        "unsaid": secretariat.unsaid, "without": without.value, "without_address": when.measured("states.without-secretariat", scope),
    }
