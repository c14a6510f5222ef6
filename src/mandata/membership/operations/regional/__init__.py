"""What happens between the regions and the groups: the register, regional groups, work done together, places for experts."""

from mandata.membership.operations.regional.cooperation import (
    ask_help,
    conclude_help,
    give_help,
    link_body,
    record_joint_act,
    unlink_body,
    withdraw_joint_act,
)
from mandata.membership.operations.regional.frameworks import (
    create_body,
    end_framework,
    end_mechanism,
    hold_framework,
    set_up_mechanism,
)
from mandata.membership.operations.regional.groups import (
    agree_group,
    approve_terms,
    ask_for_group,
    charge,
    discharge,
    draft_terms,
    refuse_group,
    return_terms,
    translate_terms,
)
from mandata.membership.operations.regional.initiatives import end_initiative, enter_initiative
from mandata.membership.operations.regional.register import describe_coverage, join_regional_body
from mandata.membership.operations.regional.work import inform, mobilise, offer_places, submit_programme, take_place

__all__ = [
    "agree_group", "approve_terms", "ask_for_group", "ask_help", "charge", "conclude_help", "create_body", "describe_coverage", "discharge", "draft_terms",
    "end_framework", "end_initiative", "end_mechanism", "enter_initiative", "give_help", "hold_framework", "inform", "join_regional_body", "link_body", "mobilise", "offer_places",
    "record_joint_act", "refuse_group", "return_terms", "set_up_mechanism", "submit_programme", "take_place", "translate_terms", "unlink_body", "withdraw_joint_act",
]
