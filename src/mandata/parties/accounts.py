"""The account behind a person: one mail address, one login."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from mandata.parties.models import Office, Person, name_functions
from mandata.shared.operations import RuleBroken


def account_of(email: str) -> Any:
    """The account that logs in with this address; None where there is none."""
    return get_user_model().objects.filter(email__iexact=email).first()


def only_an_address(email: str, subject: Any) -> None:
    """A mail address, and nothing besides."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise RuleBroken(gettext("“%(email)s” is no mail address.") % {"email": email}, subject) from error


class LongEnough(MinimumLengthValidator):
    """A password has a least length, told in every language of this interface."""

    def get_error_message(self) -> str:
        """What is told of a password that is too short."""
        return ngettext(
            "This password is too short: it needs at least %(n)s character.",
            "This password is too short: it needs at least %(n)s characters.", self.min_length,
        ) % {"n": self.min_length}


def person_of(email: str, name: str, language: str, sample: bool) -> Person:
    """The person with this address, by the account first; made where there is none."""
    account = account_of(email)
    person = Person.objects.filter(user=account).first() if account else None
    if person is None:
        person = Person.objects.filter(email__iexact=email, user=None).first()
    return person or Person.objects.create(name=name, email=email, language=language, sample=sample)


def open_account(person: Person, password: str | None, must_choose: bool = False) -> Any:
    """The person's account, made where there is none; one that exists keeps its password, whoever brings another."""
    if person.user is None:
        user = account_of(person.email)
        if user is None:
            if password is None and must_choose:
                raise RuleBroken(gettext("Choose a password."), person)
            user = get_user_model()(username=person.email.lower()[:150], email=person.email.lower())
            if password is not None and must_choose:
                try:
                    validate_password(password, user)
                except ValidationError as error:
                    raise RuleBroken(" ".join(error.messages), person) from error
            user.set_password(password)
            user.save()
            verified(user, user.email)
        person.user = user
        person.save(update_fields=["user"])
    return person.user


def verified(user: Any, email: str) -> None:
    """Note that the address is the person's: a link came back from it, or whoever runs the installation says so."""
    EmailAddress.objects.update_or_create(
        user=user, email=email.lower(),
        defaults={"verified": True, "primary": user.email.lower() == email.lower()},
    )


def sample_accounts() -> list[Person]:
    """The persons of the sample who log in, each with the offices held today (``held``); nobody who was invited later."""
    held = Prefetch("offices", Office.objects.at(timezone.now()).select_related("party").prefetch_related("party__names"), "held")
    persons = list(Person.objects.filter(user__isnull=False, sample=True).prefetch_related(held).order_by("id"))
    name_functions([office for one in persons for office in one.held])  # type: ignore[attr-defined]
    return [one for one in persons if one.held]  # type: ignore[attr-defined]
