"""The activity sheet of a regional office, a group or a bureau: what it is asked, what it did, day by day, as of a day and as known on one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import asks
from mandata.mandates.models import ActivityStanding, Answer, Assignment, Handling, MandateTerms, Means
from mandata.mandates.operations.programmes import DOES
from mandata.mandates.settings import parties_of_class, settings_of
from mandata.membership.models import Cooperation, HelpGiven, JointAct, Mechanism, Opportunity
from mandata.membership.support_measures import OFFICES
from mandata.parties.models import BodySession, Office, Organisation, Party, PartyKind
from mandata.shared.measures import measure_of, observe
from mandata.shared.models import Act
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.moments import Moments, moments
from mandata.web.parties.regional import IN_ITS_NAME
from mandata.web.records import address_of
from mandata.web.register import shortened
from mandata.web.requests import SiteRequest

SHOWN = 300  # lines
OF_ALL = ("plan.activities", "plan.activities-done", "regional.joint-acts", "regional.links", "coordination.mechanisms", "help.given")
OF_OFFICES = ("offices.help-vice-chairs", "support.initiatives", "support.regional-groups", "offices.spent", "expert-places.offered")
ORGANISES, MEANS, COORDINATES, FOLLOWS, HELPS = _("organises"), _("finds means"), _("coordinates"), _("follows"), _("helps")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done: the day, the kind of work, what, in which words, with whom, where it is written down."""

    day: date | None
    aspect: Any
    what: str
    words: str
    others: tuple[Party, ...] = ()
    document: str = ""
    address: str = ""


def activity(request: SiteRequest, pk: int) -> HttpResponse:
    """What an office, group or bureau is asked and did, as of a day and as known on a day."""
    found = visible(request.acting, Party.objects.filter(entity__in=DOES).select_related("organisation", "parent").prefetch_related("names"))
    party = get_object_or_404(found, pk=pk)
    when = moments(request)
    known = when.known or timezone.now()
    names = (*OF_ALL, *(OF_OFFICES if party.entity in OFFICES else ()), *(("expert-places.offered",) if party.entity == PartyKind.GROUP else ()))
    lines = sorted(done_by(request, party, when), key=lambda one: (one.day or date.min, str(one.what)), reverse=True)
    aspects: dict[str, int] = {}
    for one in lines:
        aspects[str(one.aspect)] = aspects.get(str(one.aspect), 0) + 1
    chosen = request.GET.get("kind", "")
    return render(request, "regional/activity.html", {
        "party": party, "kind": PartyKind(party.entity).label, "asked": when.asked, "aspects": sorted(aspects.items()), "chosen": chosen,
        "lines": [one for one in lines if not chosen or str(one.aspect) == chosen][:SHOWN], "shown": SHOWN, "when": when,
        "figures": [(observe(name, scope, when.at, known), when.measured(name, scope.pk)) for name in names
                    for scope in [party if measure_of(name).of_parties else None] if scope is not None],
        "duties": [(one, shortened(one.summary)) for one in duties_of(party)],
        "acts": [(verb, may(request.acting, verb, party)) for verb in IN_ITS_NAME.get(PartyKind(party.entity), ())] if request.acting.user else (),
        "may_act": may(request.acting, "record-activity", party), "history": history_of(party)[-20:],
    })


def duties_of(party: Party) -> QuerySet[Any]:
    """The live duties that are addressed to it, to a class of which it is one, to one of its offices, or that were assigned or handed to it."""
    organisation = Organisation.objects.get(pk=party.root_id)
    now = timezone.now()
    codes = {party.actor} | set(Office.objects.at(now).filter(party=party).values_list("actor", flat=True))
    codes |= {code for code, how in settings_of(organisation).classes.items() if any(one.pk == party.pk for one in parties_of_class(organisation, how, now))}
    assigned = Assignment.objects.at(now).filter(Q(party=party) | Q(office__party=party)).values("mandate")
    handed = handed_to(party).values("mandate")
    found = MandateTerms.objects.filter(current=True, mandate__organisation=organisation).filter(
        asks(codes - {""}) | Q(mandate__in=assigned) | Q(mandate__in=handed))
    return found.select_related("version__revision__work", "version__revision__session").order_by("place", "pk")


def handed_to(party: Party) -> QuerySet[Any]:
    """The duties on which whoever holds an office in it works for the debtor today."""
    now = timezone.now()
    return Handling.objects.at(now).filter(person__offices__in=Office.objects.at(now).filter(party=party))


def done_by(request: SiteRequest, party: Party, when: Moments) -> Iterable[Line]:
    """The lines of the sheet, as far as the reader may see them, without order."""
    def rows(model: Any) -> Any:
        """Dated rows that had begun by the day asked for, as known then."""
        return visible(request.acting, model.objects.known(when.known).filter(since__lte=when.at.date()))

    for one in rows(ActivityStanding).filter(activity__party=party).select_related("activity__programme__work"):
        words = f"{one.activity.words} ({one.activity.programme})" + (f": {one.words}" if one.words else "")
        yield Line(one.since, ORGANISES, gettext("activity: %(state)s") % {"state": one.get_state_display()}, words, (), one.document, address_of(one.activity))
    for one in rows(JointAct).filter(parties=party).prefetch_related("parties__names"):
        yield Line(one.since, COORDINATES, one.get_what_display(), one.subject, _but(party, one.parties.all()), one.document, address_of(one))
    for one in rows(Cooperation).filter(ours=party).select_related("body").prefetch_related("body__names"):
        yield Line(one.since, COORDINATES, gettext("cooperation entered"), f"{one.matter}: {one.mechanism}", (one.body,), "", address_of(one))
    for one in rows(Mechanism).filter(ours=party).prefetch_related("bodies__names"):
        yield Line(one.since, COORDINATES, gettext("mechanism of coordination set up"), one.title, tuple(one.bodies.all()), one.document, address_of(one))
    for one in rows(HelpGiven).filter(giver=party).select_related("request__asking", "request__responsibility").prefetch_related("request__asking__names"):
        to = gettext("help to a vice-chair") if one.request.responsibility_id else gettext("help given")
        words = f"{one.words} ({one.request.get_what_for_display()})"
        yield Line(one.since, HELPS, to, words, (one.request.asking,), one.document, address_of(one))
    offices = list(Office.objects.filter(party=party).values_list("uid", flat=True))
    handed = list(handed_to(party).values_list("mandate", flat=True))
    means = visible(request.acting, Means.objects.known(when.known).filter(
        Q(opened_by__acting_as__in=offices) | Q(mandate__in=handed), since__lte=when.at.date()))
    for one in means.select_related("mandate"):
        yield Line(one.since, MEANS, gettext("means: %(what)s") % {"what": one.get_what_display()}, one.words, (), one.source, address_of(one.mandate))
    by = Act.objects.filter(acting_as__in=offices, happened_at__lte=when.at, known_at__lte=when.known or timezone.now())
    answers = Answer.objects.filter(Q(by__in=by) | Q(mandate__in=handed), withdrawn_by=None, day__lte=when.at.date(), by__known_at__lte=when.known or timezone.now())
    for one in visible(request.acting, answers).select_related("mandate"):
        yield Line(one.day, FOLLOWS, gettext("answer: %(says)s") % {"says": one.get_says_display()}, one.words, (), one.evidence, address_of(one.mandate))
    for one in visible(request.acting, Opportunity.objects.filter(offered_by=party, by__in=by)).select_related("tied_to").prefetch_related("tied_to__names"):
        yield Line(one.by.happened_at.date(), ORGANISES, gettext("places for experts offered"), one.meeting, (one.tied_to,), "", address_of(one))
    for one in visible(request.acting, BodySession.objects.filter(body=party, start__lte=when.at.date())).select_related("body").prefetch_related("body__names"):
        yield Line(one.start, ORGANISES, gettext("session"), str(one), (), "", f"/calendar/sessions/{one.pk}/")


def _but(party: Party, parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(one for one in parties if one.pk != party.pk)
