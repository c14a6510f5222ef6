"""The list of what is owed, by day: past, coming and six years ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import duties_asked
from mandata.mandates.following import parties_among
from mandata.mandates.models import Answer, MandateTerms, Obligation, ObligationState
from mandata.mandates.settings import Settings, settings_of
from mandata.mandates.wordings import told_in
from mandata.parties.models import Party, name_functions
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing as kept
from mandata.web.figures import figures_of
from mandata.web.kit import Column, Listing
from mandata.web.organisations import kept_by_reader
from mandata.web.owed.telling import Told, answered_words, standing, tag, terms_by_mandate, told_to
from mandata.web.register import CHUNK, choices, duty_columns, for_lists, placed
from mandata.web.requests import SiteRequest

STATES = (
    ("open", ObligationState.OPEN.label), ("overdue", _("overdue")), ("unmet", _("conditional, no means recorded")),
    ("delivered", ObligationState.DELIVERED.label), ("excused", ObligationState.EXCUSED.label), ("void", ObligationState.VOID.label),
)
OF_OFFICE = ("office__party__names",)


def bodies() -> list[tuple[int, str]]:
    """The bodies to whose sessions something is due."""
    found = Party.objects.filter(Exists(Obligation.objects.filter(body=OuterRef("pk")))).prefetch_related("names")
    return sorted(((one.pk, one.name) for one in found), key=lambda one: one[1])


def next_month(day: date) -> tuple[date, date]:
    """The first and the last day of the month after a day's."""
    first = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class ObligationFilters(django_filters.FilterSet):
    """What an obligation can be looked for by."""

    state = django_filters.ChoiceFilter(label=_("Status"), choices=STATES, method="in_state")
    actor = django_filters.ChoiceFilter(label=_("Who"), choices=(), method="of_actor")
    body = django_filters.ChoiceFilter("body", label=_("Due to"), choices=bodies)
    year = django_filters.NumberFilter("due_on__year", label=_("Year"), min_value=1, max_value=9999, decimal_places=0)
    since = django_filters.DateFilter("due_on", "gte", label=_("From day"))
    until = django_filters.DateFilter("due_on", "lte", label=_("Until"))
    organisation = django_filters.ChoiceFilter("mandate__organisation__slug", label=_("Organisation"), choices=())

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.filters["actor"].extra["choices"] = choices().actors
        self.filters["organisation"].extra["choices"] = choices().organisations

    def in_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Overdue only as far as the reader is told."""
        if value == "overdue":
            return queryset.filter(self.told.overdue())
        if value == "unmet":
            return queryset.filter(state=ObligationState.OPEN, unmet=True)
        return queryset.filter(state=value)

    def of_actor(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Owed by an actor, alone or with others."""
        return queryset.filter(mandate__in=duties_asked([value]))


def obligation_columns(told: Told, organisations: dict[int, Any]) -> list[Column]:
    """The columns of obligations prepared by ``with_terms``."""
    duty = {one.name: one for one in duty_columns(organisations)}

    def day(one: Any) -> str:
        expected = format_html(' <span class="tag warn">{}</span>', gettext("expected")) if one.expected and one.state == "open" else ""
        return format_html('<a href="/owed/{}/">{}</a>{}', one.pk, date_format(one.due_on), expected)

    def to(one: Any) -> str:
        if one.body is None:
            return ""
        if one.session_id:
            return format_html('<a href="/calendar/sessions/{}/">{}</a>', one.session_id, one.body.name)
        return str(escape(one.body.name))

    def stands(one: Any) -> str:
        words = tag(one, told.of(one, one.terms), told.today)
        return format_html('{} <span class="note">{}</span>', words, answered_words(*one.came)) if one.came and one.state == "open" else words

    def of(name: str) -> dict[str, Any]:
        column = duty[name]
        return {"value": lambda one: column.value(one.terms) if one.terms else "", "cell": lambda one: column.html(one.terms) if one.terms else ""}

    return [
        Column("due", _("Due on"), lambda one: one.due_on, day, sort=("due_on",)),
        Column("words", _("Duty"), **of("words"), css="words"), who_owes(duty["who"]),
        Column("to", _("Due to"), lambda one: one.body.name if one.body else "", to, sort=("body__key", "due_on")),
        Column("state", _("Status"), lambda one: standing(one, told.of(one, one.terms), told.today)[0], stands),
        Column("answered", _("Answered of a class"), lambda one: "{} / {}".format(*one.came) if one.came else "", only_files=True),
        Column("text", _("Text"), **of("text")),
        Column("expected", _("Expected"), lambda one: "yes" if one.expected else "no", only_files=True),
        Column("provision", _("Permanent name"), lambda one: one.terms.wid if one.terms else "", only_files=True),
    ]


def who_owes(asked: Column) -> Column:
    """Who owes an obligation with ``terms``: the office that owes it alone, else those whom the duty asks, told by the column of duties."""
    def value(one: Any) -> Any:
        return str(one.office) if one.office else asked.value(one.terms) if one.terms else ""

    def cell(one: Any) -> str:
        if one.office:
            return format_html('<a href="/offices/{}/">{}</a>', one.office_id, one.office)
        return asked.html(one.terms) if one.terms else ""

    return Column("who", _("Who"), value, cell)


def with_owers(records: Iterable[Any]) -> list[Any]:
    """Obligations with ``terms`` as the reader's language tells them, each with ``owed_by``: who owes it, in words that lead there."""
    found: list[Any] = list(with_terms(records))
    told_in([one.terms for one in found if one.terms])
    name_functions([one.office for one in found if one.office])
    column = who_owes(next(one for one in duty_columns(choices().by_pk) if one.name == "who"))
    for one in found:
        one.owed_by = mark_safe(column.html(one))  # a cell of the register, escaped there
    return found


def with_terms(records: Iterable[Obligation]) -> Iterator[Obligation]:
    """Obligations each with the ``terms`` of its duty; as many queries for one as for fifty."""
    rest = iter(records)
    while some := list(islice(rest, CHUNK)):
        pks = {one.mandate_id for one in some}
        found = terms_by_mandate(pks, for_lists(MandateTerms.objects.filter(mandate__in=pks)))
        by_mandate = {one.mandate_id: one for one in placed(found.values())}
        for one in some:
            one.terms = by_mandate.get(one.mandate_id)  # type: ignore[attr-defined]
            yield one


def with_answers(records: Iterable[Any]) -> Iterator[Any]:
    """Obligations with ``terms``, those of a class each with ``came``: how many of its parties answered on it, and how many it has.

    Those of one with a responsibility know what the office is called.
    """
    rest = iter(records)
    while some := list(islice(rest, CHUNK)):
        name_functions([one.office for one in some if one.office])
        heard: dict[int, set[int]] = {}
        answers = Answer.objects.filter(obligation__in=some, withdrawn_by=None).exclude(party=None).order_by()
        for obligation, party in answers.values_list("obligation", "party"):
            heard.setdefault(obligation, set()).add(party)
        settings: dict[int, Settings] = {}
        parties: dict[tuple[int, str], set[int] | None] = {}
        for one in some:
            organisation, actors = one.mandate.organisation, one.terms.actors if one.terms else ""
            if organisation.pk not in settings:
                settings[organisation.pk] = settings_of(organisation)
            if (key := (organisation.pk, actors)) not in parties:
                found = parties_among(organisation, actors.split(), settings[organisation.pk])
                parties[key] = None if found is None else {party.pk for party in found}
            of = parties[key]
            one.came = None if of is None else (len(of & heard.get(one.pk, set())), len(of))
            yield one


class Obligations(Listing):
    """Obligations by day."""

    name, title, default_sort, filters, template = "obligations", _("What is owed"), "due", ObligationFilters, "owed/list.html"
    none_found = _("Nothing is owed here.")
    counted_to = 10_000

    def __init__(self, told: Told) -> None:
        self.told = told

    def readers(self, request: SiteRequest) -> str:
        return self.told.name

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = Obligation.objects.select_related("mandate__organisation", "body", "office__party").prefetch_related("body__names", *OF_OFFICE)
        asked = request.GET.get("state")
        return visible(request.acting, found if asked == ObligationState.VOID else found.exclude(state=ObligationState.VOID))

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return ObligationFilters(request.GET or None, queryset=records, request=request, told=self.told)

    def prepared(self, records: Any) -> Iterable[Any]:
        return with_answers(with_terms(records))

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return obligation_columns(self.told, choices().by_pk)

    def context(self, request: SiteRequest) -> dict[str, Any]:
        month, figures = next_month(self.told.today), figures_of("owed")
        due_next, overdue = kept(f"owed:{self.told.name}", lambda: (
            Obligation.objects.filter(state=ObligationState.OPEN, due_on__range=month).count(), Obligation.objects.filter(self.told.overdue()).count()))
        return {
            "figures": figures, "fetches": figures.shown is None, "next_month": month, "due_next": due_next, "overdue": overdue, "year_now": self.told.today.year,
            "rolls": [(one, may(request.acting, "roll-obligations", one)) for one in kept_by_reader(request)],
        }


def obligations(request: SiteRequest) -> HttpResponse:
    """The list, as far as this reader is told of it; without a question what is open: that of years ago which was delivered is found by asking."""
    if not any(name in request.GET for name in (*ObligationFilters.base_filters, "format")):
        asked = request.GET.copy()
        asked["state"] = ObligationState.OPEN
        request.GET = asked  # type: ignore[assignment]
    return Obligations(told_to(request.acting))(request)
