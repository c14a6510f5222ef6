"""Pages of proposals: the list, one proposal beside its base, the forms that lodge it and act on it."""

from mandata.web.proposals.acts import act_on_proposal, tie
from mandata.web.proposals.adopting import adopt
from mandata.web.proposals.listed import Proposals
from mandata.web.proposals.lodging import lodge
from mandata.web.proposals.page import proposal_page

__all__ = ["Proposals", "act_on_proposal", "adopt", "lodge", "proposal_page", "tie"]
