"""Who holds what: invite, accept, send again, withdraw, hand over, end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mandata.parties import operations
from mandata.parties.accounts import account_of
from mandata.parties.capacity import VISITOR
from mandata.parties.invitations import invitation_of
from mandata.parties.models import (
    Function,
    Invitation,
    InvitationState,
    Office,
    Party,
    Person,
    Responsibility,
    ResponsibilityReport,
    functions_of,
)
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import Answer, may, visible
from mandata.web.acts import history_of
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.apart import apart
from mandata.web.owed.summaries import owed_by_office
from mandata.web.requests import SiteRequest

TAGS = {InvitationState.WAITING: "warn", InvitationState.ACCEPTED: "good", InvitationState.EXPIRED: "bad"}


def one_line(words: str) -> None:
    """A name stands in the head of a mail and in lists: it is one line."""
    if len(words.splitlines()) > 1:
        raise ValidationError(_("Write the name in one line."))


class PersonAsked(forms.Form):
    """Who is asked to take an office."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False, validators=[one_line])
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class InviteForm(PersonAsked):
    """Who is asked to take which office of a party."""

    function = forms.ChoiceField(label=_("Function"))
    field_order = ("function", "email", "name", "language")

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].choices = [(one.code, str(one)) for one in functions_of(party)]  # type: ignore[attr-defined]
        self.fields["language"].required = False


class HandOverForm(PersonAsked):
    """Who takes the office over, from when."""

    first_day = forms.DateField(label=_("First day of the successor"), required=False, widget=forms.DateInput, help_text=_(
        "Left empty: today. A successor without account is invited by mail; until the invitation is accepted the holder stays."
    ))
    field_order = ("email", "name", "first_day", "language")


class EndForm(forms.Form):
    """When an office ends."""

    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput, help_text=_("Left empty: the office ends at once.")
    )


def office_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One office held: by whom, since when, its history, and what may be done with it."""
    office = _office(request, pk)
    laid = Responsibility.objects.known().filter(
        office__person=office.person_id, office__party=office.party_id, office__function=office.function).select_related(
        "office__party__organisation").order_by("pk")
    reports = ResponsibilityReport.objects.filter(
        responsibility__office__person=office.person_id, responsibility__office__party=office.party_id).select_related("responsibility")
    in_office = office.closed_by_id is None and (office.until is None or office.until >= timezone.now().date())
    return render(request, "parties/office.html", {
        "responsibilities": [
            (one, [said for said in reports if said.responsibility.words == one.words], may(request.acting, "report", one),
             may(request.acting, "end", one)) for one in laid
        ],
        "may_assign": may(request.acting, "assign-responsibility", office),
        "office": office, "holder": visible(request.acting, Person.objects.filter(pk=office.person_id)).first(),
        "held": in_office, "corrected": office.closed_by_id is not None, "history": history_of(office),
        "may_hand_over": may(request.acting, "hand-over", office), "may_end": (own := may(request.acting, "end", office)),
        "owed": _owed(office) if own and in_office else "",
    })


def invite(request: SiteRequest, pk: int) -> HttpResponse:
    """Invite a person into an office of a party, by mail."""
    party = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation")), pk=pk)
    answer = _allowed(request, "invite", party)

    def act(values: Mapping[str, Any]) -> str:
        invitation = operations.invite(
            acting_as=request.acting, party=party, function=values["function"], email=values["email"],
            name=values["name"] or values["email"], language=values["language"] or get_language() or "en",
        )
        send_invitation(request, invitation)
        return reverse("invitation", args=[invitation.pk])

    form = InviteForm(party, _sent(request), initial={
        "language": get_language(), "function": request.GET.get("function", "")})
    return act_form(
        request, form, title=gettext("Invite into an office: %(party)s") % {"party": apart(party)}, button=gettext("Send the invitation"),
        act=act, answer=answer, back=reverse("party", args=[party.pk]), seen=[party],
        words=gettext("The person gets a mail with a link that accepts the office, and makes the account where there is none."),
    )


def hand_over(request: SiteRequest, pk: int) -> HttpResponse:
    """Hand an office over to a successor."""
    office = _office(request, pk)
    answer = _allowed(request, "hand-over", office)

    def act(values: Mapping[str, Any]) -> str:
        given = operations.hand_over_office(
            acting_as=request.acting, office=office, email=values["email"], name=values["name"], first_day=values["first_day"],
            language=values["language"],
        )
        if isinstance(given, Invitation):
            send_invitation(request, given)
            return reverse("invitation", args=[given.pk])
        messages.success(request, gettext("The office is handed over: %(person)s holds it from %(day)s.") % {
            "person": given.person, "day": date_format(given.since or timezone.now().date())})
        return reverse("party", args=[office.party_id])

    form = HandOverForm(_sent(request), initial={"language": get_language()})
    return act_form(
        request, form, title=gettext("Hand over: %(office)s") % {"office": apart(office)}, button=gettext("Hand over"), act=act,
        answer=answer, back=reverse("office", args=[office.pk]), seen=[office], words=_holder_words(request, office), besides=_owed(office),
    )


def end_office(request: SiteRequest, pk: int) -> HttpResponse:
    """End an office."""
    office = _office(request, pk)
    answer = _allowed(request, "end", office)

    def act(values: Mapping[str, Any]) -> str:
        operations.end_office(acting_as=request.acting, office=office, last_day=values["last_day"])
        messages.success(request, gettext("The office is ended."))
        return reverse("party", args=[office.party_id])

    return act_form(
        request, EndForm(_sent(request)), title=gettext("End: %(office)s") % {"office": apart(office)}, button=gettext("End the office"),
        act=act, answer=answer, back=reverse("office", args=[office.pk]), seen=[office], words=_holder_words(request, office), besides=_owed(office),
    )


def _owed(office: Office) -> str:
    """What the office owes, for whoever hands it over, ends it or has taken it over."""
    return render_to_string("owed/_of_office.html", owed_by_office(office))


class InvitationFilters(django_filters.FilterSet):
    """What an invitation can be looked for by."""

    q = django_filters.CharFilter(label=_("Name or address"), method="called")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=InvitationState.choices, method="in_state")

    def called(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Part of the name or of the address."""
        return queryset.filter(name__icontains=value) | queryset.filter(email__icontains=value)

    def in_state(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        """In a state now."""
        return queryset.in_state(value, timezone.now())  # type: ignore[no-any-return]


class Invitations(Listing):
    """Who was invited into which office, by whom, and what became of it."""

    name, title, filters = "invitations", _("Invitations"), InvitationFilters
    none_found = _("Nobody is invited.")

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """For officers only: it holds mail addresses."""
        if not (answer := may(request.acting, "invite", "party")):
            raise Refused(answer, "view", "invitation")
        return super().__call__(request)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The invitations of the reader's organisations."""
        found = Invitation.objects.select_related("party__organisation", "invited_by__actor__person").prefetch_related("party__names")
        return visible(request.acting, found)

    def columns(self, request: SiteRequest) -> list[Column]:
        """Whom, into what, by whom, until when, in which state."""
        now = timezone.now()
        names = {(one.organisation_id, one.code): str(one) for one in Function.objects.all()}

        def office(one: Invitation) -> str:
            function = names.get((one.party.root_id, one.function), one.function)
            return gettext("%(function)s, %(party)s") % {"function": function, "party": one.party}

        def state(one: Invitation) -> str:
            found = one.state(now)
            return format_html('<span class="tag {}">{}</span>', TAGS.get(found, ""), found.label)

        return [
            Column("name", _("Person"), lambda one: one.name, sort=("name",), cell=lambda one: format_html(
                '<a href="{}">{}</a><br><span class="note">{}</span>', reverse("invitation", args=[one.pk]), one.name, one.email)),
            Column("email", _("Mail address"), lambda one: one.email, only_files=True),
            Column("office", _("Office"), office),
            Column("state", _("Status"), lambda one: one.state(now).label, cell=state),
            Column("invited_by", _("Invited by"), inviter),
            Column("expires", _("Open until"), lambda one: one.expires_at.date(), sort=("expires_at",),
                   cell=lambda one: date_format(one.expires_at)),
        ]


def inviter(invitation: Invitation) -> str:
    """Who invited, for officers."""
    user = invitation.invited_by.actor if invitation.invited_by else None
    person = getattr(user, "person", None)
    return str(person or user or "")


def invitation_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One invitation: its state, its history, and what may be done with it."""
    invitation = get_object_or_404(visible(request.acting, Invitation.objects.select_related(
        "party__organisation", "invited_by__actor__person", "replaces__person", "replaces__party")), pk=pk)
    state = invitation.state(timezone.now())
    return render(request, "parties/invitation_state.html", {
        "invitation": invitation, "state": state, "tag": TAGS.get(state, ""), "inviter": inviter(invitation),
        "history": history_of(invitation), "open": state in (InvitationState.WAITING, InvitationState.EXPIRED),
        "may_send": may(request.acting, "send-again", invitation), "may_withdraw": may(request.acting, "withdraw", invitation),
    })


@contextmanager
def _as_not_there(request: SiteRequest, pk: int) -> Iterator[Invitation]:
    """An invitation to act on; to whom its page is not there the act is not either, though the attempt is kept."""
    found = Invitation.objects.select_related("party__organisation")
    invitation = get_object_or_404(found, pk=pk)
    try:
        yield invitation
    except Refused as refused:
        if visible(request.acting, found.filter(pk=pk)).exists():
            raise
        raise Http404 from refused


@require_POST
def send_again(request: SiteRequest, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    with _as_not_there(request, pk) as invitation:
        send_invitation(request, operations.send_again(acting_as=request.acting, invitation=invitation))
    return redirect("invitation", pk=pk)


@require_POST
def withdraw(request: SiteRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    with _as_not_there(request, pk) as invitation:
        operations.withdraw_invitation(acting_as=request.acting, invitation=invitation)
    messages.success(request, gettext("The invitation is withdrawn."))
    return redirect("invitation", pk=pk)


@never_cache
def accept_invitation(request: SiteRequest, secret: str) -> HttpResponse:
    """Accept an office: shows what it will do, does it on the button alone, since mail scanners follow links."""
    invitation = invitation_of(secret)
    if invitation is None:
        return render(request, "parties/invitation.html", status=404)
    account = account_of(invitation.email)
    context = {
        "invitation": invitation, "account": account, "state": invitation.state(timezone.now()),
        "first_day": max(invitation.begins or timezone.now().date(), timezone.now().date()),
        "another": request.user.is_authenticated and request.user != account,
    }
    if request.method != "POST":
        return render(request, "parties/invitation.html", context, status=200 if context["state"] == InvitationState.WAITING else 410)
    try:
        office = operations.accept_invitation(
            acting_as=VISITOR, invitation=invitation, secret=secret, password=request.POST.get("password", "")
        )
    except RuleBroken as broken:
        context["state"] = invitation.state(timezone.now())
        return render(request, "parties/invitation.html", {**context, "broken": str(broken)}, status=409)
    messages.success(request, gettext("You hold the office: %(office)s.") % {"office": office})
    if account is not None:
        # The link proves the mail address, never the password of an account that exists: that person logs in.
        return redirect("desk")
    login(request, office.person.user, backend="django.contrib.auth.backends.ModelBackend")
    response = HttpResponseRedirect(reverse("desk"))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, invitation.language, samesite="Lax")
    return response


def _office(request: SiteRequest, pk: int) -> Office:
    found = Office.objects.select_related("party__organisation", "party__parent", "person")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


def _sent(request: SiteRequest) -> Any:
    """What a form is bound to; an empty form that was sent is sent all the same."""
    return request.POST if request.method == "POST" else None


def _holder_words(request: SiteRequest, office: Office) -> str:
    holder = visible(request.acting, Person.objects.filter(pk=office.person_id)).first()
    return gettext("Held by %(person)s.") % {"person": holder} if holder else ""


def _allowed(request: SiteRequest, verb: str, subject: Any) -> Answer:
    """The answer that guards an act; its form is refused with the same words, an attempt by the operation itself."""
    answer = may(request.acting, verb, subject)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, subject)
    return answer


def send_invitation(request: SiteRequest, invitation: Invitation) -> None:
    """The mail with the link; where it cannot be sent the officer is told, and may send it again."""
    link = request.build_absolute_uri(reverse("accept_invitation", args=[invitation.secret]))
    with override(invitation.language):
        words = render_to_string("parties/invitation_mail.txt", {"invitation": invitation, "link": link})
        subject = gettext("An office at %(party)s") % {"party": invitation.party}
    try:
        send_mail(" ".join(subject.split()), words, None, [invitation.email])
    except OSError:
        messages.error(request, gettext("The mail could not be sent. Look at the mail settings, then send the invitation again."))
    else:
        messages.success(request, gettext("The invitation is sent to %(email)s.") % {"email": invitation.email})
