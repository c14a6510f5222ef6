"""The form of the plenary's act: from when, by which decision, what else it takes up, and which duties are as read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.adopting import adopt_proposal
from mandata.mandates.impact import DutyChange, impact_of_proposal
from mandata.shared.joining import joined
from mandata.shared.rights import may, visible
from mandata.texts.operations import LONGEST_NUMBER
from mandata.texts.proposing_models import Proposal
from mandata.web.forces import FORCES
from mandata.web.kit import act_form
from mandata.web.requests import SiteRequest


class Beside(forms.ModelMultipleChoiceField):
    """Other proposals, each with who made it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference} {obj.proposer.name}"


def adopt(request: SiteRequest, pk: int) -> HttpResponse:
    """Record that the plenary adopted a proposal as it stands."""
    proposal = get_object_or_404(visible(request.acting, Proposal.objects.select_related(
        "organisation", "proposer", "revision__base__work__organisation", "revision__work__organisation", "revision__work__body", "revision__session",
    )), pk=pk)
    form = adoption_form(request, proposal, impact_of_proposal(proposal).duties)
    back = reverse("proposal", args=[pk])

    def act(values: Any) -> str:
        revision = adopt_proposal(acting_as=request.acting, proposal=proposal, **adopted(values))
        messages.success(request, gettext("Adopted: %(text)s.") % {"text": revision})
        return reverse("text", args=[revision.pk]) if revision.pk != proposal.revision.base_id else back

    return act_form(
        request, form, title=gettext("%(reference)s: record its adoption") % {"reference": proposal.reference}, button=gettext("Record the adoption"),
        act=act, back=back, answer=may(request.acting, "adopt", proposal), seen=[proposal],
    )


def adoption_form(request: SiteRequest, proposal: Proposal, duties: Sequence[DutyChange]) -> forms.Form:
    """What is asked of whoever records an adoption."""
    session = proposal.revision.session
    form = forms.Form(request.POST if request.method == "POST" else None)
    form.fields["decision"] = forms.CharField(label=_("By which decision of the plenary"), max_length=2000)
    form.fields["in_force_from"] = forms.DateField(label=_("In force from"), widget=forms.DateInput, initial=(session.end or session.start) if session else None)
    if proposal.action == Proposal.Action.ADD:
        form.fields["number"] = forms.CharField(label=_("Number"), max_length=LONGEST_NUMBER)
    beside = Proposal.objects.filter(revision__work=proposal.revision.work_id, revision__session=proposal.revision.session_id, outcome="").exclude(pk=proposal.pk)
    beside = beside.select_related("proposer").prefetch_related("proposer__names")
    if beside:
        form.fields["others"] = Beside(
            beside, label=_("It takes up besides"), required=False, widget=forms.CheckboxSelectMultiple)
    shown = [one for one in duties if one.fate in ("changed", "new")]
    if shown:
        form.fields["confirmed"] = forms.MultipleChoiceField(
            label=_("Duties that are as read"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(str(one.row.one.provision), _duty(one)) for one in shown], initial=[str(one.row.one.provision) for one in shown],
            help_text=_("These are live by this act. Of the others a person says so later; until then the old terms of a changed duty stay live."),
        )
    return form


def adopted(values: dict[str, Any]) -> dict[str, Any]:
    """The values of the form as the operation takes them."""
    return {
        "decision": values["decision"], "in_force_from": values["in_force_from"], "number": values.get("number", ""),
        "others": list(values.get("others") or ()), "confirmed": {int(one) for one in values.get("confirmed", ())},
    }


def _duty(one: DutyChange) -> str:
    """A duty in a line: its words, its force, its addressees."""
    terms = one.new
    assert terms is not None
    said = joined(filter(None, [str(FORCES.get(terms.said["force"], terms.said["force"])), terms.said["who"], terms.said["by when"]]))
    return f"{one.row.one.name}: {Truncator(one.row.one.text).words(16)} ({said})"
