"""A text that waits is lodged as a proposal: what its first lines say is filled in, its base is checked, what differs is shown."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party, PartyKind
from mandata.shared.operations import Conflict, RuleBroken
from mandata.shared.rights import may
from mandata.texts.models import KINDS, Reading
from mandata.texts.operations import LONGEST_NUMBER
from mandata.texts.permissions import SPEAKERS
from mandata.texts.proposing import WrongBase, base_for, lodge_proposal
from mandata.texts.proposing_models import Proposal
from mandata.web.kit.controls import controls
from mandata.web.requests import SiteRequest
from mandata.web.texts.waiting import waiting_version

REFERENCE = re.compile(r"\b([^\W\d_][\w.]{1,15}/\d{1,4})(?:\s*\(?A(?:dd\.?\s*)?(\d{1,3})\)?)?/(\d{1,4})\b")
ACTION = re.compile(r"^\s*(ADD|MOD|SUP|NOC)\b", re.MULTILINE)
HEAD = 1500  # signs in which a proposal says what it is
PROPOSERS = (PartyKind.STATE, PartyKind.REGIONAL_ORGANISATION, PartyKind.GROUP, PartyKind.MEMBER)
BODIES = (PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP)
SHOWN = 20  # differences from the base


class LodgeForm(forms.Form):
    """What a proposal says of itself."""

    document = forms.CharField(label=_("Document"), max_length=32, help_text=_("As in AFCP/42."))
    addendum = forms.IntegerField(label=_("Addendum"), min_value=0, max_value=999, help_text=_("0 where it is none."))
    serial = forms.IntegerField(label=_("Number in the document"), min_value=1, max_value=9999)
    action = forms.ChoiceField(label=_("Action"), choices=[(one.value, one.value) for one in Proposal.Action])
    proposer = forms.ModelChoiceField(Party.objects.none(), label=_("Proposer"))
    cosignatories = forms.ModelMultipleChoiceField(Party.objects.none(), label=_("Signed also by"), required=False)
    body = forms.ModelChoiceField(Party.objects.none(), label=_("Body"))
    kind_of_text = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    number = forms.CharField(label=_("Number"), max_length=LONGEST_NUMBER, help_text=_("Of a new text its provisional number, as in [AFCP-1]."))
    session = forms.ModelChoiceField(BodySession.objects.none(), label=_("Session"))
    base_named = forms.CharField(label=_("Its base, where that is not in the library"), max_length=200, required=False)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = Party.objects.filter(organisation=organisation).prefetch_related("names")
        for name in ("proposer", "cosignatories"):
            self.fields[name].queryset = parties.filter(entity__in=PROPOSERS).order_by("entity", "key")  # type: ignore[attr-defined]
        self.fields["action"].choices = [(one.value, f"{one.value}: {one.label}") for one in Proposal.Action]  # type: ignore[attr-defined]
        self.fields["body"].queryset = parties.filter(entity__in=BODIES)  # type: ignore[attr-defined]
        self.fields["session"].queryset = BodySession.objects.filter(organisation=organisation).select_related("body").prefetch_related("body__names")  # type: ignore[attr-defined]


def lodge(request: SiteRequest, pk: int) -> HttpResponse:
    """Ask what a proposal says of itself, check its base, keep it."""
    version = waiting_version(request, pk)
    reading = version.reading
    assert reading is not None
    organisation = version.file.organisation
    form = LodgeForm(organisation, request.POST or None, initial=said_by(reading, organisation, request.acting))
    status, wrong, trouble = 200, None, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proposal = lodge_proposal(
                    acting_as=request.acting, language_version=version, **form.cleaned_data, differences_seen=request.POST.get("differences_seen") == "yes",
                )
            except WrongBase as found:
                status, wrong, trouble = 409, found.basis, str(found)
            except Conflict:
                raise
            except RuleBroken as broken:
                status, trouble = 409, str(broken)
            else:
                messages.success(request, gettext("%(reference)s is lodged.") % {"reference": proposal.reference})
                return redirect("proposal", pk=proposal.pk)
    base = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        base = base_for(organisation.pk, asked["body"], asked["kind_of_text"], asked["number"], asked["session"])
    return render(request, "proposals/lodge.html", {
        "version": version, "controls": controls(form), "answer": may(request.acting, "lodge", version), "trouble": trouble, "wrong": wrong,
        "differences": wrong.differences[:SHOWN] if wrong else (), "more": max(0, len(wrong.differences) - SHOWN) if wrong else 0,
        "back": reverse("review", args=[version.pk]), "base": base,
    }, status=status)


def said_by(reading: Reading, organisation: Organisation, acting: Acting) -> dict[str, Any]:
    """What the first lines of a proposal say of it; the proposer is the one for whom the person acts, else the one named on a line of its own, else nobody."""
    head, words = reading.head, reading.text[:HEAD]
    reference, action = REFERENCE.search(words), ACTION.search(words)
    body = Party.objects.filter(Q(organisation=organisation) & Q(actor=head.get("body") or "-")).first()
    sessions = BodySession.objects.filter(organisation=organisation, body=body).order_by("-year") if body else BodySession.objects.none()
    own = [one.party_id for one in acting.offices if one.function in SPEAKERS and one.party.entity in PROPOSERS and one.party.organisation_id == organisation.pk]
    lines = {line.strip().casefold() for line in words.split("\n")}
    named = [] if own else [
        one.pk for one in Party.objects.filter(organisation=organisation, entity__in=PROPOSERS).prefetch_related("names")
        if lines & {name.name.casefold() for name in one.names.all()}
    ]
    proposers = list(dict.fromkeys(own or named))
    return {
        "document": reference[1] if reference else "", "addendum": int(reference[2] or 0) if reference else 0, "serial": int(reference[3]) if reference else 1,
        "action": action[1] if action else "MOD", "proposer": proposers[0] if len(proposers) == 1 else None, "body": body.pk if body else None,
        "kind_of_text": head["kind"] if head["kind"] in KINDS else "resolution", "number": head.get("number") or "",
        "session": one.pk if (one := sessions.filter(year=head.get("year") or 0).first() or sessions.first()) else None,
    }
