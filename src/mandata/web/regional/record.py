"""The page of one thing done between the regions and the groups: what, when, by and with whom, its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership.models import (
    Cooperation,
    Framework,
    HelpRequest,
    Initiative,
    JointAct,
    Mechanism,
    MobilisationProgramme,
    Opportunity,
    PlaceTaken,
    RegionalWork,
)
from mandata.parties.models import Party
from mandata.shared.joining import joined_html
from mandata.shared.models import Record
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.parties.naming import code_names
from mandata.web.requests import SiteRequest

Facts = list[tuple[Any, Any]]
PAGE = '<a href="/regional/records/{}/{}/"><bdi>{}</bdi></a>'


def of_parties(*parties: Party) -> str:
    """Parties as links."""
    return joined_html('<a href="/parties/{}/">{}</a>', ((one.pk, one.name) for one in parties))


def days(one: Any) -> str:
    """From when until when, or the day alone."""
    return " – ".join(date_format(day) for day in (one.since, one.until) if day)


def _joint_act(one: Any) -> Facts:
    facts: Facts = [(_("Kind"), one.get_what_display()), (_("Day"), days(one)), (_("With whom"), of_parties(*one.parties.all())),
                    (_("Place"), one.place), (_("Hosted by"), of_parties(one.hosted_by) if one.hosted_by else ""), (_("Document"), one.document), (_("Recorded by"), of_parties(one.recorded_by))]
    return [*facts, (_("Status"), gettext("taken back as recorded in error"))] if one.closed_by_id else facts


def _cooperation(one: Any) -> Facts:
    return [(_("With whom"), of_parties(one.ours, one.body)), (_("Matter"), one.matter), (_("Mechanism"), one.mechanism), (_("Since"), days(one))]


def _help(one: Any) -> Facts:
    given = [
        (_("Help given"), format_html("{} · {} · {} {}{}", date_format(held.since), of_parties(held.giver), held.words, held.document, _cost(held)))
        for held in one.given.filter(closed_by=None).select_related("giver").order_by("since", "pk")
    ]
    asked = one.open.order_by("pk").first()
    served: Facts = [(_("Regional group that it is for"), of_parties(one.group) if one.group else "")]
    if one.initiative is not None:
        served.append((_("National initiative"), format_html(PAGE, "initiative", one.initiative_id, one.initiative.title)))
    if one.responsibility is not None:
        served.append((_("Responsibility of the vice-chair"), format_html("<bdi>{}</bdi> · <bdi>{}</bdi>", one.responsibility.words, one.responsibility.office)))
    return [(_("Asked by"), of_parties(one.asking)), (_("For"), one.get_what_for_display()), *served, (_("Since"), days(asked) if asked else ""), *given,
            (_("Result"), one.result or gettext("open"))]


def _cost(held: Any) -> str:
    """What an act of help cost, and from which means."""
    if held.amount is None:
        return ""
    return format_html(" · {} <bdi>{}</bdi> (<bdi>{}</bdi>)", number_format(held.amount, decimal_pos=0 if held.amount == int(held.amount) else 2, force_grouping=True), held.unit, held.paid_from)


def _initiative(one: Any) -> Facts:
    """A State's initiative, with the help that it asked for."""
    asked = HelpRequest.objects.filter(initiative__state=one.state, initiative__title=one.title).order_by("pk")
    return [(_("State"), of_parties(one.state)), (_("Since"), days(one)), (_("What it does"), _own_words(one)), (_("Document"), one.document),
            (_("Help asked for"), format_html_join(mark_safe("<br>"), PAGE, (("helprequest", held.pk, held.words) for held in asked)))]


def _programme(one: Any) -> Facts:
    session = format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("session", args=[one.session_id]), str(one.session)) if one.session else ""
    return [(_("In"), of_parties(one.responsibility.office.party)), (_("Under the responsibility"), one.responsibility.words), (_("Since"), days(one)),
            (_("Submitted to the session"), session), (_("The programme"), _own_words(one))]


def _work(one: Any) -> Facts:
    region = code_names("region").get((one.responsibility.office.party.root_id, one.region), one.region)
    return [(_("What"), one.get_what_display()), (_("Day"), days(one)), (_("Region"), region), (_("Members reached"), of_parties(*one.members.all())),
            (_("Under the responsibility"), one.responsibility.words), (_("In"), of_parties(one.responsibility.office.party))]


def _opportunity(one: Any) -> Facts:
    states = [held.state for held in PlaceTaken.objects.known().filter(place__opportunity=one).select_related("state")]
    counted = one.places.aggregate(offered=Count("pk", distinct=True), taken=Count("pk", filter=Q(taken__closed_by=None, taken__pk__gt=0), distinct=True))
    return [(_("Day"), date_format(one.day)), (_("Offered by"), of_parties(one.offered_by)), (_("Group whose work it serves"), of_parties(one.tied_to)),
            (_("Places"), gettext("%(taken)s of %(offered)s taken") % counted), (_("Taken by"), of_parties(*states))]


def _own_words(one: Any) -> str:
    """Paragraphs of a record, in whatever language they are."""
    return format_html('<div class="words" dir="auto">{}</div>', mark_safe(linebreaks(one.words, autoescape=True)))


def _framework(one: Any) -> Facts:
    return [(_("Held by"), of_parties(one.body)), (_("Since"), days(one)), (_("What it says"), _own_words(one)),
            (_("With the help of"), of_parties(*one.helped_by.prefetch_related("names"))), (_("Document"), one.document)]


def _mechanism(one: Any) -> Facts:
    """The dossier: how it works, with whom, under which resolutions, and what was done together under it."""
    bodies = list(one.bodies.prefetch_related("names"))
    done = JointAct.objects.known().filter(parties=one.ours).filter(parties__in=bodies).distinct().order_by("-since", "-pk")
    links = Cooperation.objects.known().filter(ours=one.ours, body__in=bodies).order_by("-since", "-pk")
    page = '<a href="/regional/records/{}/{}/"><bdi>{}</bdi></a> ({})'
    works = joined_html('<a href="/texts/works/{}/"><bdi>{}</bdi></a>', ((work.pk, str(work)) for work in one.works.select_related("body")))
    return [(_("Of"), of_parties(one.ours)), (_("With whom"), of_parties(*bodies)), (_("Resolutions whose bodies they are"), works),
            (_("Since"), days(one)), (_("How it works"), _own_words(one)), (_("Document"), one.document),
            (_("Done together"), format_html_join(mark_safe("<br>"), page, (("jointact", held.pk, held.subject, days(held)) for held in done))),
            (_("Links that hold"), format_html_join(mark_safe("<br>"), page, (("cooperation", held.pk, held.matter, days(held)) for held in links)))]


KINDS: dict[str, tuple[type[Record], Any, Callable[[Any], Facts], tuple[tuple[str, str], ...]]] = {
    "jointact": (JointAct, _("Joint act"), _joint_act, (("withdraw-joint-act", "withdraw"),)),
    "cooperation": (Cooperation, _("Cooperation"), _cooperation, (("end-link", "end"),)),
    "helprequest": (HelpRequest, _("Help asked for"), _help, (("conclude-help", "conclude-help"),)),
    "regionalwork": (RegionalWork, _("Work of a vice-chair in a region"), _work, ()),
    "framework": (Framework, _("Regional framework"), _framework, (("end-framework", "end"),)),
    "mechanism": (Mechanism, _("Mechanism of coordination"), _mechanism, (("end-mechanism", "end"),)),
    "initiative": (Initiative, _("National initiative"), _initiative, (("end-initiative", "end"),)),
    "mobilisationprogramme": (MobilisationProgramme, _("Mobilisation programme"), _programme, ()),
    "opportunity": (Opportunity, _("Places for experts of developing countries"), _opportunity, ()),
}


def record_page(request: SiteRequest, kind: str, pk: int) -> HttpResponse:
    """One record with its facts, what may be done with it, and its history."""
    if kind not in KINDS:
        raise Http404
    model, what, facts, acts = KINDS[kind]
    one = get_object_or_404(visible(request.acting, model._default_manager.all()), pk=pk)
    return render(request, "regional/record.html", {
        "record": one, "what": what, "facts": [(label, value) for label, value in facts(one) if value], "history": history_of(one),
        "acts": [(slug, may(request.acting, verb, one)) for slug, verb in acts] if still_open(one) else (),
        "gives": getattr(one, "result", None) == "" and kind == "helprequest",
    })


def still_open(one: Any) -> bool:
    """Whether anything is left to be done with a record."""
    if isinstance(one, HelpRequest):
        return not one.result
    return getattr(one, "closed_by_id", None) is None and getattr(one, "until", None) is None
