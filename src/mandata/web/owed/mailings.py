"""Mails about duties: what a person wants, stopping a kind by the link of a mail, and what was sent to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from mandata.mandates.daily import send_mails
from mandata.mandates.mailing import read_token, wanted_by
from mandata.mandates.models import DIGESTS, Every, Mail, MailKind
from mandata.mandates.operations import choose_mails, send_mail_again, stop_mails
from mandata.parties.models import Person
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.kit import Column, Listing, act_form
from mandata.web.parties.keeping import sent
from mandata.web.requests import SiteRequest

SHOWN = 30
NOTES = {
    MailKind.WAITING: _("What of your duties is overdue, and what you were asked."),
    MailKind.DUE: _("What of your duties falls due within sixty days."),
    MailKind.REPORTED: _("What was answered about duties that you owe, or that are reported to a body that you chair; officers hear of all."),
}
TAGS = {Mail.State.SENT: "good", Mail.State.FAILED: "bad", Mail.State.UNKNOWN: "warn"}


class ChoiceForm(forms.Form):
    """How often each kind of digest comes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in DIGESTS:
            self.fields[what.value] = forms.ChoiceField(label=capfirst(what.label), choices=Every.choices, help_text=NOTES[what])


@never_cache
@login_required
def my_mails(request: SiteRequest) -> HttpResponse:
    """What mails come to me and how often, and which came."""
    person = request.acting.person
    if person is None:
        return render(request, "mails/mine.html", {"mails": ()})
    form = ChoiceForm(sent(request), initial=wanted_by(person))

    def act(values: Mapping[str, Any]) -> str:
        choose_mails(acting_as=request.acting, person=person, wanted=values)
        messages.success(request, gettext("It is recorded."))
        return reverse("my_mails")

    came = Mail.objects.filter(person=person).select_related("organisation", "planned_by").prefetch_related(
        "organisation__names").annotate(duty_count=Count("duties"))[:SHOWN]
    return act_form(
        request, form, title=gettext("Mails that come to me"), button=gettext("Save"), act=act, answer=may(request.acting, "choose-mails", person),
        back=reverse("account"), seen=[person],
        words=gettext("They come in your language. Questions about single duties are asked by the secretariat and come whatever you choose here."),
        besides=render_to_string("mails/mine.html", {"mails": [(one, TAGS.get(Mail.State(one.state), "")) for one in came]}),
    )


@csrf_exempt  # a mail program posts it without any cookie (RFC 8058); the signed link says who asks, and for what
@sensitive_variables("token")
def stop(request: SiteRequest, token: str) -> HttpResponse:
    """Stop one kind of mail by the link in it; looking at it changes nothing: scanners of mail follow links."""
    found = read_token(token)
    if found is None:
        return _told(request, {"person": None}, 404)
    person, what = found
    context: dict[str, Any] = {"person": person, "what": MailKind(what).label, "stopped": wanted_by(person)[what] == Every.NEVER}
    if request.method == "POST" and not context["stopped"]:
        try:
            stop_mails(acting_as=request.acting, person=person, token=token)
        except RuleBroken as broken:
            return _told(request, {**context, "broken": str(broken)}, 409)
        context |= {"stopped": True, "now": True}
    return _told(request, context, 200)


def _told(request: SiteRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """In the language of the person, as the mail was, unless the reader has chosen one."""
    person: Person | None = context["person"]
    language = person.language if person is not None and "django_language" not in request.COOKIES else get_language() or "en"
    with override(language):
        if person is not None and "what" in context:
            context["what"] = str(context["what"])
        response = render(request, "mails/stop.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


class MailFilters(django_filters.FilterSet):
    """What a mail can be looked for by."""

    what = django_filters.ChoiceFilter("what", label=_("Kind"), choices=MailKind.choices)
    state = django_filters.ChoiceFilter("state", label=_("Status"), choices=Mail.State.choices)


class Mails(Listing):
    """To whom a mail went, of which kind, when, about how many duties; neither its words nor the address."""

    name, title, filters, template = "mails", _("Mails about duties"), MailFilters, "mails/list.html"
    none_found = _("No mail here.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = Mail.objects.select_related("organisation", "person", "planned_by").prefetch_related("organisation__names")
        return visible(request.acting, found).annotate(duty_count=Count("duties")).order_by("-pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        def again(one: Any) -> str:
            label = one.get_state_display()
            shown = format_html('<span class="tag {}">{}</span>{}', TAGS.get(Mail.State(one.state), ""), label, f" {one.trouble}" if one.trouble else "")
            if one.state in (Mail.State.FAILED, Mail.State.UNKNOWN) and may(request.acting, "send-again", one):
                return format_html('{} <a href="{}">{}</a>', shown, reverse("send_mail_again", args=[one.pk]), gettext("Send again"))
            return shown

        return [
            Column("when", _("Day"), lambda one: one.when, lambda one: date_format(one.when, "DATETIME_FORMAT"), sort=("pk",)),
            Column("to", _("To whom"), lambda one: one.person.name, lambda one: format_html("<bdi>{}</bdi>", one.person.name)),
            Column("what", _("Kind"), lambda one: one.get_what_display(), sort=("what", "pk")),
            Column("duties", _("Duties"), lambda one: one.duty_count, sort=("duty_count",)),
            Column("state", _("Status"), lambda one: one.get_state_display(), again, sort=("state", "pk")),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]


def send_again(request: SiteRequest, pk: int) -> HttpResponse:
    """Plan a mail again that failed or was interrupted."""
    mail = get_object_or_404(visible(request.acting, Mail.objects.select_related("organisation", "person")), pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        send_mail_again(acting_as=request.acting, mail=mail)
        send_mails.enqueue()
        messages.success(request, gettext("It is planned; the worker sends it."))
        return reverse("mails")

    words = gettext("Nobody knows whether it left: sent again, the person may get it twice.") if mail.state == Mail.State.UNKNOWN else ""
    return act_form(request, forms.Form(sent(request)), title=gettext("Send again"), button=gettext("Send again"), act=act, back=reverse("mails"),
                    answer=may(request.acting, "send-again", mail), seen=[mail], words=words)

