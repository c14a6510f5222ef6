"""Pages of what is owed: the list by day, one obligation, the panel of a duty, forms of whoever answers, links in mails, many asked in one act, mails."""

from mandata.web.owed.asking import Askings, ask_many, asking_page, remind
from mandata.web.owed.forms import act
from mandata.web.owed.links import answer_link
from mandata.web.owed.listed import obligations
from mandata.web.owed.mailings import Mails, my_mails, send_again, stop
from mandata.web.owed.overlapped import recommend, withdraw
from mandata.web.owed.page import obligation_page
from mandata.web.owed.plan import plan_page, review, text_plan
from mandata.web.owed.plan_issues import issue, issue_page
from mandata.web.owed.plans import Plans
from mandata.web.owed.programmes import (
    end_programme,
    move_activity,
    open_programme,
    programme_page,
    programmes,
    record_activity,
)

__all__ = [
    "Askings", "Mails", "Plans", "act", "answer_link", "ask_many", "asking_page", "end_programme", "issue", "issue_page", "move_activity",
    "my_mails", "obligation_page", "obligations", "open_programme", "plan_page", "programme_page", "programmes", "recommend",
    "record_activity", "remind", "review", "send_again", "stop", "text_plan", "withdraw",
]
