"""The records of membership: how somebody is admitted, and what a member may do."""

from mandata.membership.models.admission import (
    Application,
    Definition,
    Letter,
    Participation,
    Route,
    RouteTerms,
    StateAnswer,
    Waiting,
)
from mandata.membership.models.candidacy import Candidacy
from mandata.membership.models.rights import Right

__all__ = ["Application", "Candidacy", "Definition", "Letter", "Participation", "Right", "Route", "RouteTerms", "StateAnswer", "Waiting"]
