"""What is held on me: a person sees it, takes it away as a file, and corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from mandata.mandates.models import Mail, MailChoice
from mandata.membership.models import Application
from mandata.parties.models import Invitation, Office, Person, Responsibility, name_functions
from mandata.parties.operations import correct_person
from mandata.parties.registering_models import Registration
from mandata.shared.models import Act, Refusal
from mandata.shared.rights import may, visible
from mandata.web.acts import verb_words
from mandata.web.kit import act_form
from mandata.web.kit.exports import exported
from mandata.web.parties.keeping import sent
from mandata.web.requests import SiteRequest

ACTS_SHOWN = 100


class PersonForm(forms.Form):
    """What a person corrects of what is held on them; the mail address is changed by proving the new one."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


def held_on(person: Person) -> list[dict[str, str]]:
    """Everything held on a person, as rows: what, value, from, until; acts by their verb and time, without what others did."""
    offices = list(Office.objects.filter(person=person).select_related("party", "nominated_by").prefetch_related("party__names").order_by("pk"))
    name_functions(offices)

    def row(what: str, value: Any, since: Any = "", until: Any = "") -> dict[str, str]:
        return {"what": what, "value": str(value), "from": str(since or ""), "until": str(until or "")}

    rows = [row("name", person.name), row("mail address", person.email), row("language", person.language)]
    if person.user is not None:
        rows += [row("account", person.user.email, person.user.date_joined.date()), row("last login", person.user.last_login or "")]
    rows += [row("office" if one.closed_by_id is None else "office, row closed", one, one.since, one.until) for one in offices]
    rows += [row("responsibility", one.words, one.since, one.until) for one in Responsibility.objects.filter(office__person=person).order_by("pk")]
    rows += [row("registration" if one.closed_by_id is None else "registration, row closed", f"{one} {one.role}".strip(), one.since, one.until) for one in
             Registration.objects.filter(person=person).select_related("session__body", "party").order_by("pk")]
    rows += [row("mails wanted", f"{one.what}: {one.every}", one.since, one.until) for one in MailChoice.objects.known().filter(person=person).order_by("pk")]
    rows += [row("mail", f"{one.what}, {one.state}", one.when.isoformat()) for one in Mail.objects.filter(person=person).select_related("planned_by").order_by("pk")]
    rows += [row("invitation", one, one.begins) for one in Invitation.objects.filter(
        email__iexact=person.email).select_related("party").prefetch_related("party__names")] if person.email else []
    rows += [row("application, contact", f"{one.firm_name}: {one.contact_name}, {one.contact_email}") for one in _applications(person)]
    if person.user is not None:
        rows += [row("act", f"{one.verb} {one.subject_kind}", one.happened_at.isoformat()) for one in Act.objects.filter(actor=person.user)]
        rows += [row("refusal", f"{one.verb} {one.subject_kind}", one.recorded_at.isoformat()) for one in Refusal.objects.filter(actor=person.user)]
    return rows


def _applications(person: Person) -> QuerySet[Application]:
    """The applications in which a person is named as the contact."""
    named = Q(contact=person) | (Q(contact_email__iexact=person.email) if person.email else Q(pk__in=[]))
    return Application.objects.filter(named).order_by("pk")


@never_cache
@login_required
def held_on_me(request: SiteRequest) -> HttpResponse:
    """All that is held on whoever is logged in; as JSON or CSV to take away."""
    person = request.acting.person
    if person is None:
        return render(request, "account/held.html", {"person": None})
    if (kind := request.GET.get("format")) in ("json", "csv"):
        rows = held_on(person)
        if kind == "csv":
            return exported("csv", "held-on-me", list(rows[0]), (list(one.values()) for one in rows))
        response = JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = 'attachment; filename="held-on-me.json"'
        return response
    offices = list(Office.objects.known().filter(person=person).select_related("party").prefetch_related("party__names").order_by("-until", "pk"))
    name_functions(offices)
    acts = Act.objects.filter(actor=person.user).order_by("-id")
    return render(request, "account/held.html", {
        "person": person, "offices": offices, "answer": may(request.acting, "correct", person),
        "invitations": Invitation.objects.filter(email__iexact=person.email).select_related("party").prefetch_related("party__names") if person.email else (),
        "applications": _applications(person), "seen_applications": set(visible(request.acting, _applications(person)).values_list("pk", flat=True)),
        "responsibilities": Responsibility.objects.known().filter(office__person=person).select_related("office"),
        "registrations": Registration.objects.known().filter(person=person).select_related("session__body", "party").order_by("-pk"),
        "acts": [(one.happened_at, verb_words(one.verb, one.subject_kind)) for one in acts[:ACTS_SHOWN]], "act_count": acts.count(),
        "refusals": Refusal.objects.filter(actor=person.user).count(),
    })


@login_required
def correct_me(request: SiteRequest) -> HttpResponse:
    """Correct one's own name and language."""
    person = request.acting.person
    back = reverse("held_on_me")
    if person is None:
        return render(request, "account/held.html", {"person": None}, status=404)

    def act(values: Mapping[str, Any]) -> str:
        correct_person(acting_as=request.acting, person=person, name=values["name"], language=values["language"])
        messages.success(request, gettext("It is corrected."))
        return back

    form = PersonForm(sent(request), initial={"name": person.name, "language": person.language})
    return act_form(request, form, title=gettext("Correct what is held on me"), button=gettext("Correct"), act=act,
                    answer=may(request.acting, "correct", person), back=back, seen=[person])
