"""Accounts are made by invitation or appointment, never by whoever comes."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.signals import email_changed
from django.contrib.auth.decorators import login_required
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mandata.parties.capacity import acting_for
from mandata.parties.models import Person
from mandata.parties.operations import change_address
from mandata.web.requests import SiteRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: officers invite persons into offices."""
        return False


class LogIn(LoginForm):  # type: ignore[misc]
    """Address and password; the page itself says where to go with a forgotten one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


@login_required
def account(request: SiteRequest) -> HttpResponse:
    """One's own account: address, password, offices held."""
    return render(request, "account/account.html")


@receiver(email_changed)
def take_over_address(user: Any, to_email_address: Any, **others: Any) -> None:
    """A person is known by the address that they proved last."""
    person = Person.objects.filter(user=user).first()
    if person is not None:
        change_address(acting_as=acting_for(user), person=person, email=to_email_address.email)
