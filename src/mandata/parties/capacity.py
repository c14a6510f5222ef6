"""Who is acting: a user in the offices that the person behind it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils import timezone

from mandata.parties.models import Office, Organisation, Party, Person, offices_held
from mandata.shared.standing import under_all


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody acting, with the offices held at the time; a visitor has no user and no office."""

    user: Any = None
    person: Person | None = None
    offices: tuple[Office, ...] = ()
    office: Office | None = field(default=None)
    house: bool = False  # the installation itself: set up by whoever runs the machine
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # what topics loaded for this request

    @property
    def office_uid(self) -> str:
        """The office acted in, for the act."""
        return self.office.uid if self.office else ("house" if self.house else "")

    def holds(self, *functions: str, organisation: Organisation | None = None) -> bool:
        """Whether one of the functions is held in a party of the organisation (in any, where none is named)."""
        if self.house:
            return True
        return any(
            office.function in functions
            and (organisation is None or office.party.root_id == organisation.pk)
            for office in self.offices
        )


VISITOR = Acting()
HOUSE = Acting(house=True)


def acting_for(user: Any) -> Acting:
    """The capacity of a user logged in, by the offices held now; a visitor's for anybody else."""
    if user is None or not user.is_authenticated:
        return VISITOR
    person = Person.objects.filter(user=user).first()
    if person is None:
        return Acting(user=user)
    offices = tuple(offices_held(person, timezone.now()))
    return Acting(user=user, person=person, offices=offices, office=offices[0] if offices else None)


# who reads, for whom and by which settings is known before anything is made for him
under_all(lambda: (model for model in apps.get_models() if model.__module__ == Party.__module__))
