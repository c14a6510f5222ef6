"""Pages of what is owed: the list by day, one obligation, the panel of a duty, forms of whoever answers, links in mails, many asked in one act, mails."""

from mandata.web.owed.asking import Askings, ask_many, asking_page, remind
from mandata.web.owed.forms import act
from mandata.web.owed.links import answer_link
from mandata.web.owed.listed import obligations
from mandata.web.owed.mailings import Mails, my_mails, send_again, stop
from mandata.web.owed.overlapped import recommend, withdraw
from mandata.web.owed.page import obligation_page
from mandata.web.owed.plan import issue, issue_page, plan_page, review, text_plan

__all__ = [
    "Askings", "Mails", "act", "answer_link", "ask_many", "asking_page", "issue", "issue_page", "my_mails", "obligation_page", "obligations",
    "plan_page", "recommend", "remind", "review", "send_again", "stop", "text_plan", "withdraw",
]
