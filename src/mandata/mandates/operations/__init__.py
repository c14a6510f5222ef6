"""What happens to duties and to the calendar against which they are owed."""

from mandata.mandates.operations.duties import (
    NOTHING_FOUND,
    add_mandate,
    assign_mandate,
    carry_duties,
    confirm_certain,
    confirm_changed_terms,
    confirm_mandate,
    correct_mandate,
    publish_revision,
    reject_mandate,
)
from mandata.mandates.operations.sessions import announce_session, cancel_session, move_session

__all__ = [
    "NOTHING_FOUND", "add_mandate", "announce_session", "assign_mandate", "cancel_session", "carry_duties", "confirm_certain", "confirm_changed_terms",
    "confirm_mandate", "correct_mandate", "move_session", "publish_revision", "reject_mandate",
]
