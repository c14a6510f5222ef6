"""What happens to duties and to the calendar against which they are owed."""

from mandata.mandates.operations.answers import (
    answer_by_link,
    answer_duty,
    ask_answer,
    end_handling,
    hand_to,
    is_another,
    judge_evidence,
    link_holds,
    link_of,
    name_lead,
    record_answer,
    withdraw_answer,
)
from mandata.mandates.operations.asking import ask_answers, remind_silent
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
from mandata.mandates.operations.mails import choose_mails, plan_digests, send_mail_again, stop_mails, take_up_mail
from mandata.mandates.operations.overlaps import recommend_on_overlap, withdraw_recommendation
from mandata.mandates.operations.owed import (
    excuse_obligation,
    fix_period,
    record_means,
    reopen_obligation,
    roll_obligations,
    take_back_means,
)
from mandata.mandates.operations.plans import issue_plan, review_plan
from mandata.mandates.operations.programmes import end_programme, move_on, open_programme, record_activity
from mandata.mandates.operations.sessions import announce_session, cancel_session, move_session

__all__ = [
    "NOTHING_FOUND", "add_mandate", "announce_session", "answer_by_link", "answer_duty", "ask_answer", "ask_answers",
    "assign_mandate", "cancel_session", "carry_duties", "choose_mails", "confirm_certain", "confirm_changed_terms",
    "confirm_mandate", "correct_mandate", "end_handling", "end_programme", "excuse_obligation", "fix_period", "hand_to",
    "is_another", "issue_plan", "judge_evidence", "link_holds", "link_of", "move_on", "move_session", "name_lead", "open_programme",
    "plan_digests", "publish_revision", "recommend_on_overlap", "record_activity", "record_answer", "record_means",
    "reject_mandate", "remind_silent", "reopen_obligation", "review_plan", "roll_obligations", "send_mail_again", "stop_mails",
    "take_back_means", "take_up_mail", "withdraw_answer", "withdraw_recommendation",
]
