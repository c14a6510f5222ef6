"""Every address that takes a form, with what a browser would send: asked for and sent by each kind of account in turn."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from mandata.shared.models import Act
from mandata.web.urls import urlpatterns

TAKES = ("POST", "act_form(", "sent(")  # what the source of a view that takes a form says


def post_routes() -> list[tuple[str, list[str]]]:
    """Each route of the site that takes a form, with the names of its parameters."""
    found = []
    for pattern in urlpatterns:
        view = getattr(pattern, "callback", None)
        if not inspect.isfunction(view):
            continue  # a list is only read
        words = inspect.getsource(view) + inspect.getsource(inspect.unwrap(view))
        if any(one in words for one in TAKES):
            found.append((pattern.name, list(pattern.pattern.converters)))
    return found


@dataclass
class Sent:
    """What became of one form sent by one account."""

    status: int
    user: Any  # its number; none of a visitor
    acts: list[tuple[str, str, Any]] = field(default_factory=list)  # verb, kind, account of each act that was written


def filled(page: bytes, address: str) -> dict[str, Any] | None:
    """What a browser would send with the form of a page, each field filled; none where the page has no such form."""
    forms = [one for one in html.fromstring(page).xpath("//main//form[@method='post']") if (one.get("action") or address).split("?")[0] == address]
    if not forms:
        return None
    values: dict[str, Any] = {}
    form = max(forms, key=lambda one: len(one.xpath(".//input|.//select|.//textarea")))
    for one in form.xpath(".//input|.//select|.//textarea|.//button[@name]"):
        name, kind = one.get("name"), one.get("type", "text") if one.tag == "input" else one.tag
        if not name or name == "csrfmiddlewaretoken":
            continue
        if kind == "select":
            options = [option.get("value") for option in one.xpath(".//option")]
            chosen = one.xpath("string(.//option[@selected]/@value)")
            values[name] = chosen or next((option for option in options if option), "")
        elif kind in ("checkbox", "radio"):
            values.setdefault(name, one.get("value") or "on")
        elif kind == "file":
            values[name] = SimpleUploadedFile("sent.csv", b"key,kind\nsent,member\n")
        elif kind == "date":
            values[name] = one.get("value") or date.today().isoformat()
        elif name == "currency":
            values[name] = one.get("value") or "CHF"
        elif kind in ("number", "email"):
            values[name] = one.get("value") or (one.get("min") or "1" if kind == "number" else "new@example.org")
        elif kind == "hidden" or kind == "button":
            values.setdefault(name, one.get("value") or "")
        else:
            typed = (one.text if kind == "textarea" else one.get("value")) or ""
            values[name] = typed.strip() or ("https://example.org" if name == "website" else "some words")
    return values


@dataclass
class Form:
    """What a browser would send, and the account to which the form was shown first."""

    who: str
    values: dict[str, Any]
    there: bool  # shown to somebody, or a button without a page of its own


class Undone:
    """Requests whose acts are taken back, so that each meets the same records."""

    def __init__(self, accounts: dict[str, Any]) -> None:
        self.clients, self.users = {}, {name: getattr(user, "pk", None) for name, user in accounts.items()}
        for name, user in accounts.items():
            self.clients[name] = Client(raise_request_exception=True)
            if user is not None:
                self.clients[name].force_login(user)

    def send(self, who: str, address: str, values: dict[str, Any]) -> Sent:
        """Send a form and take back what it did."""
        last = Act.objects.order_by("-id").values_list("id", flat=True).first() or 0
        for one in values.values():
            if isinstance(one, SimpleUploadedFile):
                one.seek(0)
        with transaction.atomic():
            answer = self.clients[who].post(address, values)
            acts = [(one.verb, one.subject_kind, one.actor_id) for one in Act.objects.filter(id__gt=last).order_by("id")]
            transaction.set_rollback(True)
        cache.clear()  # numbers of acts come again
        return Sent(answer.status_code, self.users[who], acts)

    def form(self, address: str) -> Form:
        """The form of an address, from the first account to which it is shown."""
        for who, client in self.clients.items():
            with transaction.atomic():
                answer = client.get(address)
                transaction.set_rollback(True)
            if answer.status_code == 405:
                return Form(who, {}, True)
            if answer.status_code == 200 and (values := filled(answer.content, address)) is not None:
                return Form(who, values, True)
        return Form("visitor", {}, False)


def addresses(name: str, names: list[str], arguments: Iterable[Any]) -> list[str]:
    """The addresses of a route with arguments."""
    return [reverse(name, args=one if isinstance(one, tuple) else (one,) if names else ()) for one in arguments]
