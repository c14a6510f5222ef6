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
from mandata.membership.operations.agreements import conclude, end_agreement, give_signing_power, prolong
from mandata.membership.operations.candidacies import (
    decide_candidacy,
    nominate_leader,
    nominate_rapporteur,
    withdraw_candidacy,
)
from mandata.membership.operations.circulars import (
    acknowledge,
    answer_circular,
    ask_translation,
    check_text,
    draft_circular,
    record_reply,
    remind_silent,
    send_circular,
    set_deadline,
    write_text,
)
from mandata.membership.operations.contacts import record_contact, tell_result
from mandata.membership.operations.fees import (
    raise_dues,
    record_payment,
    remit_due,
    review_terms,
    set_fee,
    set_unit,
    take_back_payment,
)
from mandata.membership.operations.history import Known, import_application
from mandata.membership.operations.pilots import give_view, record_cost, take_back_cost
from mandata.membership.operations.rights import Cell, set_right, set_rule
from mandata.membership.operations.routes import change_terms, declare_definition, opt_in, opt_out

__all__ = [
    "Cell", "Known", "acknowledge", "admit", "answer_circular", "apply", "approve", "ask_translation", "change_terms",
    "check_text", "conclude", "confirm_address", "decide_candidacy", "declare_definition", "draft_circular",
    "end_agreement", "expire", "give_signing_power", "give_view", "import_application", "nominate_leader",
    "nominate_rapporteur", "opt_in", "opt_out", "prolong", "raise_dues", "record_answer", "record_contact",
    "record_cost", "record_payment", "record_reply", "refuse", "remind", "remind_silent", "remit_due", "resume",
    "review_terms", "send_circular", "set_deadline", "set_fee", "set_right", "set_rule", "set_unit", "suspend",
    "take_back", "take_back_cost", "take_back_payment", "tell_result", "withdraw", "withdraw_approval",
    "withdraw_candidacy", "write_text",
]
