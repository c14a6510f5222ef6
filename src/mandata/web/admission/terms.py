"""The terms of a way of admission: a text opens it, extends a pilot, or makes a lasting status of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Application, Route, RouteTerms
from mandata.membership.models.admission import ApplicationState
from mandata.parties.models import CodeName
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.web.kit import act_form, apart
from mandata.web.requests import SiteRequest


class TermsForm(forms.Form):
    """What the way gives from today on, and by which text."""

    basis = forms.CharField(label=_("By which text"), max_length=400, help_text=_(
        "The provision as you would quote it. Only a text opens, extends, converts or ends this: nothing lapses without one."))
    cited = forms.CharField(label=_("Provision"), max_length=200, required=False, help_text=_(
        "Its permanent link (p-…), or body/kind/number#call and label, for example assembly/resolution/12#resolve 1."))
    category = forms.ChoiceField(label=_("Category of the admitted"), help_text=_("In another category than before, members go over into it by the same act."))
    pilot = forms.BooleanField(label=_("It is a pilot"), required=False, help_text=_("Unticked: a lasting status, with no term."))
    term = forms.DateField(label=_("A decision is due by"), required=False, widget=forms.DateInput, help_text=_("The term of a pilot; nothing lapses when it passes."))
    by_administration = forms.BooleanField(label=_("The State's administration approves first"), required=False)
    by_group = forms.BooleanField(label=_("Each group decides for itself whether it takes part"), required=False)


def set_terms(request: SiteRequest, pk: int) -> HttpResponse:
    """Set the terms of a way of admission by a text; what they were stays in the history."""
    route = get_object_or_404(visible(request.acting, Route.objects.select_related("organisation")), pk=pk)
    answer = may(request.acting, "set-terms", route)
    if not answer and request.method != "POST":
        raise Refused(answer, "set-terms", route)
    now = RouteTerms.objects.at(timezone.now()).filter(route=route).order_by("-since").first()
    initial = {name: getattr(now, name) for name in ("category", "pilot", "term", "by_administration", "by_group")} if now else {"by_administration": True, "by_group": True}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    names = CodeName.objects.filter(organisation=route.organisation_id, scheme="category").order_by("pk")
    form.fields["category"].choices = [(one.code, str(one)) for one in names]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        operations.change_terms(acting_as=request.acting, route=route, **values)
        messages.success(request, gettext("The terms are set; those before stay in the history."))
        return reverse("routes")

    admitted = Application.objects.filter(route=route, state=ApplicationState.ADMITTED).count()
    words = [gettext("Firms admitted: %(n)s.") % {"n": admitted}]
    if now is not None and now.pilot and now.term is not None and now.term < timezone.localdate():
        words.insert(0, gettext("The term of the pilot passed on %(day)s, and no text has decided: it runs on, and no right lapses.") % {"day": date_format(now.term)})
    return act_form(
        request, form, title=gettext("Terms: %(route)s") % {"route": apart(route)}, button=gettext("Set the terms"), act=act, answer=answer,
        back=reverse("routes"), seen=[route], words=" ".join(words),
    )
