"""A refusal is shown with its reason, its basis and the record it was about, a conflict with what changed; a broken rule goes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from mandata.mandates.register import shortened
from mandata.parties.capacity import acting_for
from mandata.shared.models import Record
from mandata.shared.operations import Conflict, Refused, RuleBroken
from mandata.shared.rights import visible
from mandata.shared.seen import having_seen
from mandata.web.acts import lines
from mandata.web.records import address_of, described, words_of


class RefusalMiddleware:
    """Gives each request its capacity, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(lambda: acting_for(request.user))  # type: ignore[attr-defined]
        if request.method != "POST":
            return self.get_response(request)
        with having_seen(*request.POST.getlist("seen")):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the reason and the basis of a refusal; tell a broken rule where the person was."""
        if isinstance(exception, Refused):
            return render(request, "403.html", {"answer": exception.answer, **way_back(request, exception.subject)}, status=403)
        if isinstance(exception, RuleBroken):
            back = came_by(request)
            if isinstance(exception, Conflict):
                return render(request, "conflict.html", {
                    "broken": str(exception), "back": back,
                    "meanwhile": lines(exception.acts),
                }, status=409)
            if back and not getattr(request, "htmx", False):
                messages.error(request, str(exception))
                return HttpResponseRedirect(back)
            return render(request, "403.html", {"broken": str(exception), **way_back(request, exception.subject)}, status=409)
        return None


def came_by(request: HttpRequest) -> str:
    """The page of this site by which a request came; empty where none is told."""
    back = request.META.get("HTTP_REFERER", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else ""


def way_back(request: HttpRequest, subject: Any) -> dict[str, str]:
    """Where whoever was refused goes on: the record that the attempt was about, where its page is open to them; else the page they came by."""
    if isinstance(subject, Record):
        model = type(subject)
        found = described(visible(request.acting, model._default_manager.filter(pk=subject.pk))).first()  # type: ignore[attr-defined]
        if found is not None and (address := address_of(found)) and not _is_here(request, address):
            return {"back": address, "record": shortened(words_of(found)), "next": _wanted(request, address)}
    back = came_by(request)
    back = "" if _is_here(request, back) else back
    return {"back": back, "next": _wanted(request, back)}


def _is_here(request: HttpRequest, address: str) -> bool:
    return request.method == "GET" and urlsplit(address).path == request.path


def _wanted(request: HttpRequest, back: str) -> str:
    """Where a log-in leads: to what was asked for; what was sent cannot be asked for, so back."""
    return request.get_full_path() if request.method == "GET" else back


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not open to the reader."""
    return render(request, "403.html", way_back(request, None), status=403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose page was open before a log-in or without cookies, or that another site sends: nothing of it was done."""
    return render(request, "403.html", {"stale": True, **way_back(request, None)}, status=403)
