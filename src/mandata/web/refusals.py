"""A refusal is shown with its reason and basis, a conflict with what changed; a broken rule goes back to the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from mandata.parties.capacity import acting_for
from mandata.shared.operations import Conflict, Refused, RuleBroken
from mandata.shared.seen import having_seen
from mandata.web.acts import lines


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
            return render(request, "403.html", {"answer": exception.answer}, status=403)
        if isinstance(exception, RuleBroken):
            back = request.META.get("HTTP_REFERER", "")
            if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
                back = ""
            if isinstance(exception, Conflict):
                return render(request, "conflict.html", {
                    "broken": str(exception), "back": back,
                    "meanwhile": lines(exception.acts),
                }, status=409)
            if back and not getattr(request, "htmx", False):
                messages.error(request, str(exception))
                return HttpResponseRedirect(back)
            return render(request, "403.html", {"broken": str(exception)}, status=409)
        return None


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not open to the reader."""
    return render(request, "403.html", status=403)
