"""A form that calls one operation: what a person typed is never lost to an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from mandata.shared.models import Record
from mandata.shared.operations import Conflict, RuleBroken
from mandata.shared.rights import Answer
from mandata.web.acts import lines
from mandata.web.kit.controls import controls
from mandata.web.requests import SiteRequest


def act_form(
    request: SiteRequest, form: forms.BaseForm, *, title: str, button: str, act: Callable[[Mapping[str, Any]], str],
    answer: Answer | None = None, back: str = "", words: str = "", language: str = "", seen: Sequence[Record] = (),
    besides: str = "",
) -> HttpResponse:
    """Show a form; when it is sent and valid, call ``act`` with its values and go to the address that ``act`` gives.

    ``words`` stand above the form; ``language`` says in which language they are where they come from a text; ``besides``, as HTML, below it.
    A broken rule is told above the form with everything as it was typed, with status 409; so is what was done meanwhile
    to the records ``seen`` on which the form rests.
    """
    status, meanwhile = 200, []
    if request.method == "POST":
        if form.is_valid():
            try:
                return HttpResponseRedirect(act(form.cleaned_data))
            except RuleBroken as broken:
                form.add_error(None, str(broken))
                meanwhile = lines(broken.acts) if isinstance(broken, Conflict) else []
                status = 409
        else:
            status = 422
    return render(request, "kit/form.html", {
        "title": title, "words": words, "language": language, "controls": controls(form, "–"), "button": button or gettext("Save"),
        "answer": answer, "back": back, "multipart": form.is_multipart(),
        "seen_records": seen, "meanwhile": meanwhile, "besides": besides,
    }, status=status)
