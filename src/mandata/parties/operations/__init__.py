"""What happens to parties: offices held, handed over and ended."""

from mandata.parties.operations.offices import (
    accept_invitation,
    appoint,
    change_address,
    end_office,
    hand_over_office,
    invite,
    send_again,
    withdraw_invitation,
)

__all__ = [
    "accept_invitation", "appoint", "change_address", "end_office", "hand_over_office", "invite", "send_again", "withdraw_invitation",
]
