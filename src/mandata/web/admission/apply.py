"""A visitor applies: what is asked, the form, the link that came by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from mandata.membership import operations
from mandata.membership.bases import bases_of
from mandata.membership.models import Application, Participation, Route, RouteTerms
from mandata.membership.models.admission import ApplicationState
from mandata.parties.capacity import VISITOR
from mandata.parties.invitations import hash_of
from mandata.parties.models import Party, PartyKind
from mandata.shared.folding import folded
from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.admission.letters import mail_administration, mail_applicant
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.requests import SiteRequest

FORM_SENDS_PER_ADDRESS = 5  # applications that wait for their confirmation at one mail address
A_DAY_PER_ADDRESS = 10  # applications of one mail address in a day, whatever became of them


def open_routes(request: SiteRequest) -> list[Route]:
    """The routes that a text in force opens, with their terms and the groups that take part."""
    now = timezone.now()
    found = visible(request.acting, Route.objects.select_related("organisation").prefetch_related(
        "organisation__names", Prefetch("terms", RouteTerms.objects.at(now), "terms_now"),
        Prefetch("terms", RouteTerms.objects.known(), "terms_ever"),
        Prefetch("participations", Participation.objects.at(now).select_related("group").prefetch_related("group__names"), "taking_part"),
    ))
    return [one for one in found if one.terms_now]


def routes(request: SiteRequest) -> HttpResponse:
    """Ways to become a member: who approves, which groups take part, and on which basis."""
    shown = []
    for route in open_routes(request):
        terms = route.terms_now[0]  # type: ignore[attr-defined]
        shown.append({
            "route": route, "terms": terms, "since": min((one.since for one in route.terms_ever if one.since), default=None),  # type: ignore[attr-defined]
            "basis": bases_of([terms], route.organisation)[0],
            "groups": [one.group for one in route.taking_part],  # type: ignore[attr-defined]
            "past": terms.term is not None and terms.term < timezone.now().date(), "may_set": may(request.acting, "set-terms", route),
        })
    return render(request, "admission/routes.html", {"routes": shown})


class CurrencyField(forms.RegexField):
    """Three letters, kept as capitals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Za-z]{3}$", **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value).upper()


class ApplyForm(forms.Form):
    """What a firm says of itself; no more is asked than the approval needs."""

    firm_name = forms.CharField(label=_("Name of the firm"), max_length=200)
    state_party = forms.ModelChoiceField(Party.objects.none(), label=_("State"), help_text=_("Its administration approves the application."))
    groups = forms.ModelMultipleChoiceField(
        Party.objects.none(), label=_("Groups in which the firm wants to take part"), required=False, widget=forms.CheckboxSelectMultiple)
    staff = forms.IntegerField(label=_("Persons employed"), min_value=0, max_value=10_000_000, required=False)
    turnover = forms.DecimalField(label=_("Turnover of the last year"), min_value=0, max_digits=18, decimal_places=2, required=False)
    currency = CurrencyField(label=_("Currency of the turnover"), required=False, help_text=_("Three letters, for example CHF."))
    website = forms.URLField(  # a browser would refuse an address without its scheme
        label=_("Website"), required=False, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}))
    contact_name = forms.CharField(label=_("Your name"), max_length=200)
    contact_email = forms.EmailField(label=_("Your mail address"), help_text=_("A link is sent to it; the application waits until you open it."))
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)

    def __init__(self, route: Route, groups: list[Party], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = Party.objects.filter(organisation=route.organisation_id, entity=PartyKind.STATE).prefetch_related("names")
        self.fields["state_party"].queryset = states  # type: ignore[attr-defined]
        self.fields["state_party"].choices = [("", "---------"), *sorted(((one.pk, one.name) for one in states), key=lambda one: folded(one[1]) or "")]  # type: ignore[attr-defined]
        chosen = self.fields["groups"]
        chosen.queryset = Party.objects.filter(pk__in=[one.pk for one in groups])  # type: ignore[attr-defined]
        chosen.choices = [(one.pk, one.name) for one in groups]  # type: ignore[attr-defined]


def apply(request: SiteRequest, pk: int) -> HttpResponse:
    """The form of an application by one route."""
    get_object_or_404(visible(request.acting, Route.objects.all()), pk=pk)
    route = next((one for one in open_routes(request) if one.pk == pk), None)
    if route is None:
        messages.error(request, gettext("No text in force opens this way any more."))
        return redirect("routes")
    groups = [one.group for one in route.taking_part]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        email = values["contact_email"]
        not_too_many(request, email)
        application = operations.apply(acting_as=request.acting, route=route, **values)
        consume(request, action="apply")
        link = request.build_absolute_uri(reverse("apply_link", args=[application.secret]))
        mail_applicant(request, application, "confirm", link=link)
        messages.success(request, gettext("Open the link that was sent to %(email)s: the application waits until then.") % {"email": email})
        return reverse("routes")

    form = ApplyForm(route, groups, request.POST if request.method == "POST" else None, initial={"language": get_language()})
    return act_form(
        request, form, title=gettext("Apply: %(route)s") % {"route": apart(route)}, button=gettext("Send the application"), act=act, back=reverse("routes"),
        words=gettext("Your State's administration approves the application; then the secretariat admits the firm to the groups."),
    )


def not_too_many(request: SiteRequest, email: str) -> None:
    """Who sends applications is slowed, by mail address and by the network's address, so that nobody's letter box is filled by a stranger."""
    now = timezone.now()
    of_address = Application.objects.filter(contact_email__iexact=email)
    if of_address.filter(state=ApplicationState.UNCONFIRMED, expires_at__gte=now).count() >= FORM_SENDS_PER_ADDRESS:
        raise RuleBroken(gettext("Several applications of this address wait for their link to be opened. Open one of them first."))
    sent = Act.objects.filter(verb="apply", subject_kind="application", subject_id__in=of_address.values("uid"), recorded_at__gte=now - timedelta(days=1))
    if sent.count() >= A_DAY_PER_ADDRESS:
        raise RuleBroken(gettext("This mail address has applied many times today. Apply again tomorrow, or write to the secretariat."))
    if not consume(request, action="apply", dry_run=True):
        raise RuleBroken(gettext("Many applications came from your network lately. Nothing is lost: send the form again in an hour."))


@never_cache
def apply_link(request: SiteRequest, secret: str) -> HttpResponse:
    """What the link from the mail shows: confirms on the button alone, since mail scanners follow links; then, how it stands."""
    application = Application.objects.select_related("route__organisation", "state_party").filter(secret_hash=hash_of(secret)).first()
    if application is None:
        return render(request, "admission/link.html", status=404)
    if request.method == "POST":
        try:
            if "take_back" in request.POST:
                operations.take_back(acting_as=VISITOR, application=application, secret=secret)
                messages.success(request, gettext("The application is taken back."))
            else:
                operations.confirm_address(acting_as=VISITOR, application=application, secret=secret)
                mail_administration(request, application)
                messages.success(request, gettext("Your mail address is confirmed. The application is on its way."))
        except RuleBroken as broken:
            messages.error(request, str(broken))
        return HttpResponseRedirect(reverse("apply_link", args=[secret]))
    answer = application.answers.filter(closed_by=None).order_by("-pk").first()
    return render(request, "admission/link.html", {
        "application": application, "history": history_of(application), "groups": application.groups.prefetch_related("names"),
        "waits": application.state in (ApplicationState.ADMINISTRATION, ApplicationState.SECRETARIAT),
        "unconfirmed": application.state == ApplicationState.UNCONFIRMED, "answer": answer,
    })
