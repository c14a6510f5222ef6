"""Forms of what is done with a proposal; one table says which form does which act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Party
from mandata.shared.rights import may, visible
from mandata.texts import proposing
from mandata.texts.comparing import Row
from mandata.texts.proposing import changed_rows
from mandata.texts.proposing_models import Proposal, Reason
from mandata.web.kit import act_form
from mandata.web.proposals.lodging import PROPOSERS
from mandata.web.requests import SiteRequest


@dataclass(frozen=True, slots=True)
class OneAct:
    """A form: its title, its fields by the proposal, and what calls the operation."""

    title: Any
    fields: Callable[[Proposal], dict[str, forms.Field]]
    run: Callable[[Any, Proposal, dict[str, Any]], Any]


def words(label: Any, required: bool = True) -> forms.CharField:
    """A text to type."""
    return forms.CharField(label=label, max_length=20_000, required=required, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))


def explained(rows: list[Row]) -> forms.MultipleChoiceField:
    """The changed provisions, of which some are explained."""
    return forms.MultipleChoiceField(
        label=_("Explains"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(row.one.provision), Truncator(f"{row.one.name}: {row.one.text}").words(18)) for row in rows],
    )


def _signatories(proposal: Proposal) -> dict[str, forms.Field]:
    found = Party.objects.filter(organisation=proposal.organisation, entity__in=PROPOSERS).exclude(pk=proposal.proposer_id)
    found = found.exclude(pk__in=proposal.cosignatories.values("pk")).prefetch_related("names").order_by("entity", "key")
    return {"party": forms.ModelChoiceField(found, label=_("Signed also by"))}


def _language(proposal: Proposal) -> str:
    return proposal.revision.language_versions.order_by("pk").values_list("language", flat=True).first() or proposal.organisation.reference_language


ACTS: dict[str, OneAct] = {
    "give-reason": OneAct(
        _("Give a reason"), lambda one: {"words": words(_("Reason")), "explains": explained(changed_rows(one))},
        lambda acting, one, values: proposing.give_reason(
            acting_as=acting, proposal=one, words=values["words"], language=_language(one), explains=[int(it) for it in values["explains"]]),
    ),
    "co-sign": OneAct(_("Enter a co-signatory"), _signatories, lambda acting, one, values: proposing.co_sign(acting_as=acting, proposal=one, **values)),
    "withdraw": OneAct(
        _("Take the proposal back"), lambda one: {"words": words(_("Why"), required=False)},
        lambda acting, one, values: proposing.withdraw_proposal(acting_as=acting, proposal=one, **values),
    ),
    "end": OneAct(
        _("Record how it ended"), lambda one: {
            "outcome": forms.ChoiceField(label=_("Outcome"), choices=[(it.value, it.label) for it in proposing.ENDS]),
            "words": words(_("By which decision"))},
        lambda acting, one, values: proposing.end_proposal(acting_as=acting, proposal=one, **values),
    ),
}


def act_on_proposal(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """One act on a proposal."""
    proposal = get_object_or_404(visible(request.acting, Proposal.objects.select_related(
        "organisation", "proposer", "revision__base__work__organisation", "revision__work__organisation")), pk=pk)
    if verb not in ACTS:
        raise Http404
    one = ACTS[verb]
    form = forms.Form(request.POST if request.method == "POST" else None)
    form.fields.update(one.fields(proposal))
    back = reverse("proposal", args=[pk])

    def act(values: Any) -> str:
        one.run(request.acting, proposal, dict(values))
        messages.success(request, gettext("It is recorded."))
        return back

    return act_form(
        request, form, title=f"{proposal.reference}: {one.title}", button=str(one.title), act=act, back=back, answer=may(request.acting, verb, proposal),
        seen=[proposal],
    )


def tie(request: SiteRequest, pk: int) -> HttpResponse:
    """Say which provisions a reason explains."""
    reason = get_object_or_404(visible(request.acting, Reason.objects.select_related(
        "proposal__organisation", "proposal__revision__base__work__organisation", "proposal__revision__work__organisation")), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None, initial={"explains": [str(one) for one in reason.explains.values_list("pk", flat=True)]})
    form.fields["explains"] = explained(changed_rows(reason.proposal))
    back = reverse("proposal", args=[reason.proposal_id])

    def act(values: Any) -> str:
        proposing.tie_reason(acting_as=request.acting, reason=reason, explains=[int(one) for one in values["explains"]])
        return back

    return act_form(
        request, form, title=gettext("What a reason explains"), button=gettext("Save"), act=act, back=back, answer=may(request.acting, "tie-reason", reason),
        words=reason.words[:400], language=reason.language, seen=[reason],
    )
