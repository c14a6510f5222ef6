"""Pages of what is owed: the list by day, one obligation, the panel of a duty, forms of whoever answers, the page of a link in a mail."""

from mandata.web.owed.forms import act
from mandata.web.owed.links import answer_link
from mandata.web.owed.listed import obligations
from mandata.web.owed.page import obligation_page
from mandata.web.owed.plan import issue, issue_page, plan_page, review, text_plan

__all__ = [
    "act", "answer_link", "issue", "issue_page", "obligation_page", "obligations", "plan_page", "review", "text_plan",
]
