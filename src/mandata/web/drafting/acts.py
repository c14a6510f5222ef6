"""What opens a table, hands it on, and turns the text agreed into law."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.adopting import adopt_draft as adopt_operation
from mandata.shared.rights import may, visible
from mandata.texts import drafting as operations
from mandata.texts.drafting_models import Drafting
from mandata.texts.proposing_models import Proposal
from mandata.web.drafting.table import drafting_in
from mandata.web.kit import act_form
from mandata.web.requests import SiteRequest
from mandata.web.texts.languages import NAMES


def open_table(request: SiteRequest, pk: int) -> HttpResponse:
    """The table of the proposals beside this one; it is opened where nobody has."""
    proposal = get_object_or_404(visible(request.acting, Proposal.objects.select_related(
        "organisation", "revision__session", "revision__base__work__organisation")), pk=pk)
    base, session = proposal.revision.base, proposal.revision.session
    found = Drafting.objects.filter(base=base, session=session).first() if base and session else None
    back = reverse("proposal", args=[pk])
    if found is not None or base is None or session is None:
        return HttpResponseRedirect(reverse("drafting", args=[found.pk]) if found else back)
    reference = proposal.organisation.reference_language
    languages = sorted(base.language_versions.exclude(reading=None).values_list("language", flat=True), key=lambda one: (one != reference, one))
    form = forms.Form(request.POST if request.method == "POST" else None)
    form.fields["language"] = forms.ChoiceField(
        label=_("Language of the draft"), choices=[(one, NAMES.get(one, one)) for one in languages], required=False,
        help_text=_("A draft is written in one language, and stays in it. The others follow as translations of the text adopted."))

    def act(values: Any) -> str:
        opened = operations.open_drafting(acting_as=request.acting, base=base, session=session, language=values["language"] or languages[0])
        return reverse("drafting", args=[opened.pk])

    return act_form(request, form, title=gettext("Lay all proposals on this text side by side"), button=gettext("Open the table"), act=act, back=back,
                    answer=may(request.acting, "open-drafting", base), seen=[])


def move(request: SiteRequest, pk: int) -> HttpResponse:
    """Hand the draft on."""
    drafting = drafting_in(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    stages = [(one.value, one.label) for one in Drafting.Stage if one.value not in (drafting.stage, "published")]
    following = operations.STAGES[min(len(operations.STAGES) - 2, operations.STAGES.index(Drafting.Stage(drafting.stage)) + 1)]
    form.fields["stage"] = forms.ChoiceField(label=_("Stage"), choices=stages, initial=following.value)
    form.fields["meeting"] = forms.CharField(label=_("By which meeting"), max_length=300)
    back = reverse("drafting", args=[pk])

    def act(values: Any) -> str:
        operations.move_stage(acting_as=request.acting, drafting=drafting, **values)
        return back

    return act_form(request, form, title=gettext("Hand the draft on"), button=gettext("Hand on"), act=act, back=back,
                    answer=may(request.acting, "move-stage", drafting), seen=[drafting])


def adopt_draft(request: SiteRequest, pk: int) -> HttpResponse:
    """Record that the plenary adopted the text agreed."""
    drafting = drafting_in(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    form.fields["decision"] = forms.CharField(label=_("By which decision of the plenary"), max_length=2000)
    form.fields["in_force_from"] = forms.DateField(label=_("In force from"), widget=forms.DateInput, initial=drafting.session.end or drafting.session.start)
    form.fields["confirmed"] = forms.BooleanField(
        label=_("Duties in new words are as read"), required=False,
        help_text=_("They are live by this act; else the old terms stay live and a person confirms the new ones later."))
    back = reverse("drafting", args=[pk])

    def act(values: Any) -> str:
        revision = adopt_operation(acting_as=request.acting, drafting=drafting, decision=values["decision"], in_force_from=values["in_force_from"],
                                   as_read=values["confirmed"])
        messages.success(request, gettext("Adopted: %(text)s.") % {"text": revision})
        return reverse("text", args=[revision.pk])

    return act_form(request, form, title=gettext("Record the adoption of the draft"), button=gettext("Record the adoption"), act=act, back=back,
                    answer=may(request.acting, "adopt-draft", drafting), seen=[drafting])
