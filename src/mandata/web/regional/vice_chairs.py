"""Vice-chairs with special responsibilities: which programme was due, what came, whom they reached; one row a responsibility."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.mobilisation_measures import asks_for_programme
from mandata.mandates.models import Obligation, ObligationState
from mandata.membership.models import MobilisationProgramme, RegionalWork
from mandata.parties.models import Organisation, PartyKind, Responsibility, name_functions
from mandata.shared.measures import observe
from mandata.shared.rights import visible
from mandata.web.kit import Column, Listing
from mandata.web.requests import SiteRequest

FIGURES = ("mobilisation.due", "mobilisation.received", "mobilisation.missing", "members.mobilised", "members.informed", "offices.help-vice-chairs")


class ViceChairs(Listing):
    """Each responsibility that an act laid on a vice-chair, with the programme that is due and what was done under it."""

    name, title, template = "vice-chairs", _("Vice-chairs with special responsibilities"), "regional/vice_chairs.html"
    none_found = _("No act has given a vice-chair a special responsibility.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """Those that hold today."""
        found = Responsibility.objects.at(timezone.now()).filter(office__function="vice-chair", office__party__entity=PartyKind.GROUP)
        return visible(request.acting, found.select_related("office__party").prefetch_related("office__party__names")).order_by(
            "office__party__organisation", "office__party__key", "pk")

    def prepared(self, records: Any) -> Iterable[Any]:
        """With the programmes, what is due, and how many acts: four queries, whatever their number."""
        rows = list(records)
        name_functions([one.office for one in rows])
        programmes = {one.responsibility_id: one for one in MobilisationProgramme.objects.known().filter(
            responsibility__in=rows, until=None).order_by("since", "pk")}
        due: dict[tuple[int, int, str], list[Obligation]] = {}
        offices = {(one.office.person_id, one.office.party_id, one.office.function) for one in rows}
        owed = Obligation.objects.filter(asks_for_programme(), office__person__in=[person for person, _party, _function in offices]).exclude(
            state=ObligationState.VOID).select_related("office").order_by("due_on", "pk")
        for one in owed:
            if one.office is not None:
                due.setdefault((one.office.person_id, one.office.party_id, one.office.function), []).append(one)
        acts = dict(RegionalWork.objects.known().filter(responsibility__in=rows).order_by().values_list("responsibility").annotate(n=Count("pk")))
        today = timezone.now().date()
        for one in rows:
            mine = due.get((one.office.person_id, one.office.party_id, one.office.function), [])
            one.programme, one.acts = programmes.get(one.pk), acts.get(one.pk, 0)
            begun = [row for row in mine if row.due_on <= today or row.state != ObligationState.OPEN]
            one.due = next((row for row in begun if row.state == ObligationState.OPEN), begun[-1] if begun else mine[0] if mine else None)
            one.missing = one.due is not None and one.due.state == ObligationState.OPEN and one.due.due_on <= today
        return rows

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Vice-chair, responsibility, programme, due, acts."""
        def programme(one: Any) -> str:
            if one.programme is None:
                return format_html('<span class="tag{}">{}</span>', " bad" if one.missing else "", standing(one))
            return format_html('<a href="/regional/records/mobilisationprogramme/{}/"><bdi>{}</bdi></a>', one.programme.pk, one.programme.title)

        def standing(one: Any) -> str:
            return one.programme.title if one.programme else gettext("missing") if one.missing else gettext("none yet")

        def due(one: Any) -> str:
            if one.due is None:
                return gettext("nothing asks for one")
            return format_html('<a href="/owed/{}/">{}</a> <span class="note">{}</span>', one.due.pk, date_format(one.due.due_on), one.due.get_state_display())

        return [
            Column("office", _("Vice-chair"), lambda one: str(one.office), lambda one: format_html('<a href="/offices/{}/">{}</a>', one.office_id, one.office), css="words"),
            Column("responsibility", _("Responsible for"), lambda one: one.words, lambda one: format_html("<bdi>{}</bdi>", one.words), css="words"),
            Column("source", _("Decided by"), lambda one: one.source, lambda one: format_html("<bdi>{}</bdi>", one.source)),
            Column("programme", _("Mobilisation programme"), standing, programme, css="words"),
            Column("due", _("Due at the first meeting"), lambda one: one.due.due_on if one.due else "", due),
            Column("acts", _("Acts in the region"), lambda one: one.acts, css="number"),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The figures of each organisation that has any."""
        now = timezone.now()
        return {"figures": [
            (organisation, [(one, f"/measures/{one.measure.name}/?scope={organisation.pk}") for one in (observe(name, organisation, now) for name in FIGURES)])
            for organisation in Organisation.objects.filter(parties__offices__responsibilities__in=self.records(request)).distinct().prefetch_related("names").order_by("pk")
        ]}
