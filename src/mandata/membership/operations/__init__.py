"""What happens to applications, routes, groups that take part, and the table of rights."""

from mandata.membership.operations.admission import (
    admit,
    apply,
    approve,
    confirm_address,
    expire,
    record_answer,
    refuse,
    remind,
    resume,
    suspend,
    take_back,
    withdraw,
    withdraw_approval,
)
from mandata.membership.operations.history import Known, import_application
from mandata.membership.operations.rights import Cell, set_right
from mandata.membership.operations.routes import change_terms, declare_definition, opt_in, opt_out

__all__ = [
    "Cell", "Known", "admit", "apply", "approve", "change_terms", "confirm_address", "declare_definition", "expire",
    "import_application", "opt_in", "opt_out", "record_answer", "refuse", "remind", "resume", "set_right", "suspend",
    "take_back", "withdraw", "withdraw_approval",
]
