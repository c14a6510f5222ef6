"""Pages of members and entities and of their sessions."""

from mandata.web.parties.members import Parties, organisations
from mandata.web.parties.party import party_page
from mandata.web.parties.sessions import Sessions

__all__ = ["Parties", "Sessions", "organisations", "party_page"]
