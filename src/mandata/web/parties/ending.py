"""Forms that end a body: dissolved by a decision, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import duties_asked
from mandata.mandates.register import live_terms, shortened
from mandata.parties import operations
from mandata.parties.models import Dissolution, Party
from mandata.shared.rights import visible
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.keeping import BODIES, allowed, day, of_party, sent
from mandata.web.requests import SiteRequest

SHOWN = 50


class DissolveForm(forms.Form):
    """By which decision a body exists no more, from when, and who takes over."""

    source = forms.CharField(label=_("By which decision"), max_length=300)
    first_day = day(_("First day without it"))
    successor = forms.ModelChoiceField(Party.objects.none(), label=_("Its work is taken over by"), required=False, empty_label=_("nobody"))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Party.objects.filter(organisation_id=party.root_id, entity__in=BODIES).exclude(pk=party.pk)
        self.fields["successor"].queryset = found.exclude(  # type: ignore[attr-defined]
            pk__in=Dissolution.objects.known().values("party")).prefetch_related("names")


def dissolve(request: SiteRequest, pk: int) -> HttpResponse:
    """Record that a body exists no more; what texts ask of it is shown first: it will wait for an owner."""
    party = of_party(request, pk)
    asked = live_terms().filter(mandate__in=duties_asked([party.actor], party.root_id)) if party.actor else live_terms().none()

    def act(values: Mapping[str, Any]) -> str:
        operations.dissolve_party(acting_as=request.acting, party=party, **values)
        messages.success(request, gettext("It is recorded. What was due to it, and its offices, ended by the same act."))
        return reverse("party", args=[pk])

    duties = [(one, shortened(one.summary)) for one in visible(request.acting, asked).order_by("place")[:SHOWN]]
    return act_form(
        request, DissolveForm(party, sent(request)), title=gettext("Dissolve: %(party)s") % {"party": apart(party)}, button=gettext("Dissolve"), act=act,
        answer=allowed(request, "dissolve", party), back=reverse("party", args=[pk]), seen=[party],
        words=gettext("Its offices end, its coming sessions are not held, and what is due to them is void. A duty ends only with its text."),
        besides=render_to_string("parties/_asked_of.html", {"duties": duties, "count": asked.count()}),
    )


def take_back(request: SiteRequest, pk: int) -> HttpResponse:
    """Take back a dissolution recorded in error."""
    found = visible(request.acting, Dissolution.objects.known().select_related("party__organisation"))
    dissolution = get_object_or_404(found, pk=pk)

    def act(values: Mapping[str, Any]) -> str:
        operations.take_back_dissolution(acting_as=request.acting, dissolution=dissolution)
        return reverse("party", args=[dissolution.party_id])

    return act_form(
        request, forms.Form(sent(request)), title=gettext("Take the dissolution back: %(party)s") % {"party": apart(dissolution.party)},
        button=gettext("Take back"), act=act, answer=allowed(request, "take-back", dissolution), back=reverse("party", args=[dissolution.party_id]),
        seen=[dissolution.party], words=gettext("It exists again as before; offices that ended are given again by invitation."),
    )
