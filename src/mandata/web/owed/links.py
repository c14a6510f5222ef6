"""The page of a link in a mail: it shows what is asked and, before anything is recorded, what would be: scanners of mail follow links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from mandata.mandates.models import Answer, AnswerLink, Says
from mandata.mandates.operations import answer_by_link, is_another, link_holds, link_of
from mandata.mandates.wordings import told_in
from mandata.shared.operations import RuleBroken
from mandata.web.kit.controls import controls
from mandata.web.requests import SiteRequest


class LinkForm(forms.Form):
    """An answer in a line."""

    says = forms.ChoiceField(label=_("Status"), choices=Says.choices)
    words = forms.CharField(label=_("In a line"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(label=_("Where it can be seen"), max_length=500, required=False, help_text=_("A document or an address."))


@never_cache
@sensitive_variables("secret")
def answer_link(request: SiteRequest, secret: str) -> HttpResponse:
    """One duty, one person, one answer; looking at it records nothing.

    In the language of the person, as the mail was, unless the reader has chosen one.
    """
    link = link_of(secret)
    if link is None:
        raise Http404
    with override(link.person.language if "django_language" not in request.COOKIES else get_language()):
        return _shown(request, link, secret)


@sensitive_variables("secret")
def _shown(request: SiteRequest, link: AnswerLink, secret: str) -> HttpResponse:
    terms = link.mandate.terms.select_related("version__revision__work", "version__revision__session").order_by("-current", "-pk").first()
    if terms is not None:
        told_in([terms])
    said = Answer.objects.filter(mandate=link.mandate, party=link.party, withdrawn_by=None).order_by("-day", "-pk").first()
    context: dict[str, Any] = {
        "link": link, "terms": terms, "holds": link_holds(link, timezone.now()), "organisation": link.mandate.organisation, "said": said,
        "another": is_another(request.acting, link)}
    status = 200
    form = LinkForm(request.POST or None)
    if request.method == "POST" and context["another"] and context["holds"]:
        status = 409
    elif request.method == "POST" and context["holds"]:
        if not form.is_valid():
            status = 422
        elif "confirm" in request.POST:
            try:
                context["answer"] = answer_by_link(acting_as=request.acting, link=link, secret=secret, **form.cleaned_data)
            except RuleBroken as broken:
                form.add_error(None, str(broken))
                status = 409
        elif form.cleaned_data["says"] == Says.NOT_YET and not form.cleaned_data["words"].strip():
            form.add_error("words", _("Say why not yet."))
            status = 422
        else:
            context["shown"] = form.cleaned_data | {"says_words": dict(Says.choices)[form.cleaned_data["says"]]}
    context["controls"] = controls(form)
    response = render(request, "owed/link.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
