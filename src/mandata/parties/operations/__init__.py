"""What happens to parties: entities and their dated rows, offices held, handed over and ended."""

from mandata.parties.operations.bodies import dissolve_party, exists_on, take_back_dissolution
from mandata.parties.operations.entities import (
    add_membership,
    add_party,
    classify,
    correct_class,
    correct_establishment,
    correct_membership,
    correct_party,
    end_class,
    end_establishment,
    end_membership,
    establish,
    rename_party,
    state_level,
)
from mandata.parties.operations.offices import (
    accept_invitation,
    appoint,
    change_address,
    correct_office,
    correct_person,
    end_office,
    hand_over_office,
    invite,
    record_office,
    send_again,
    withdraw_invitation,
)
from mandata.parties.operations.registrations import (
    correct_registration,
    record_attendance,
    record_contribution,
    register,
    withdraw_attendance,
    withdraw_contribution,
)
from mandata.parties.operations.responsibilities import assign_responsibility, end_responsibility, report_on

__all__ = [
    "accept_invitation", "add_membership", "add_party", "appoint", "assign_responsibility", "change_address", "classify",
    "correct_class", "correct_establishment", "correct_membership", "correct_office", "correct_party", "correct_person",
    "correct_registration", "dissolve_party", "end_class", "end_establishment", "end_membership", "end_office",
    "end_responsibility", "establish", "exists_on", "hand_over_office", "invite", "record_attendance", "record_contribution",
    "record_office", "register", "rename_party", "report_on", "send_again", "state_level", "take_back_dissolution",
    "withdraw_attendance", "withdraw_contribution", "withdraw_invitation",
]
