"""A refusal is shown with its reason and basis; a broken rule goes back to where the person was."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from mandata.parties.capacity import acting_for
from mandata.shared.operations import Refused, RuleBroken


class RefusalMiddleware:
    """Gives each request its capacity, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(lambda: acting_for(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the reason and the basis of a refusal; tell a broken rule where the person was."""
        if isinstance(exception, Refused):
            return render(request, "403.html", {"answer": exception.answer}, status=403)
        if isinstance(exception, RuleBroken):
            back = request.META.get("HTTP_REFERER", "")
            if url_has_allowed_host_and_scheme(back, {request.get_host()}):
                messages.error(request, str(exception))
                return HttpResponseRedirect(back)
            return render(request, "403.html", {"broken": str(exception)}, status=409)
        return None


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not open to the reader."""
    return render(request, "403.html", status=403)
