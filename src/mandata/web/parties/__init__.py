"""Pages of members and entities: list and figures, a party, a State, groups, leadership, sessions; forms that keep their records."""

from mandata.web.parties.groups import groups
from mandata.web.parties.keeping import add_membership, add_party, classify, establish, rename_party, row_form
from mandata.web.parties.leadership import leadership
from mandata.web.parties.members import Parties
from mandata.web.parties.naming import called, organisations
from mandata.web.parties.party import party_page
from mandata.web.parties.sessions import Sessions

__all__ = [
    "Parties", "Sessions", "add_membership", "add_party", "called", "classify", "establish", "groups", "leadership", "organisations", "party_page",
    "rename_party", "row_form",
]
