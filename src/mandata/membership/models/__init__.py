"""The records of membership: how somebody is admitted, and what a member may do."""

from mandata.membership.models.admission import (
    Application,
    Definition,
    Letter,
    Participation,
    Route,
    RouteTerms,
    StateAnswer,
    Suspension,
    Waiting,
)
from mandata.membership.models.agreements import Agreement, AgreementTerm, AgreementText, SigningPower
from mandata.membership.models.candidacy import Candidacy
from mandata.membership.models.circulars import Addressee, Circular, CircularDeadline, CircularText, Reply
from mandata.membership.models.contacts import Contact, ContactResult
from mandata.membership.models.fees import Due, FeeFormula, Payment, TermsReview, UnitValue
from mandata.membership.models.frameworks import Framework, Mechanism
from mandata.membership.models.pilot import PilotCost, PilotView
from mandata.membership.models.regional import (
    Cooperation,
    Coverage,
    ExpertPlace,
    GroupRequest,
    GroupRequestStanding,
    HelpGiven,
    HelpOpen,
    HelpRequest,
    Initiative,
    JointAct,
    MobilisationProgramme,
    Opportunity,
    PlaceTaken,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsInForce,
    RegionalTermsText,
    RegionalWork,
)
from mandata.membership.models.rights import Right

__all__ = [
    "Addressee", "Agreement", "AgreementTerm", "AgreementText", "Application", "Candidacy", "Circular",
    "CircularDeadline", "CircularText", "Contact", "ContactResult", "Cooperation", "Coverage", "Definition", "Due",
    "ExpertPlace", "FeeFormula", "Framework", "GroupRequest", "GroupRequestStanding", "HelpGiven", "HelpOpen", "HelpRequest",
    "Initiative", "JointAct", "Letter", "Mechanism", "MobilisationProgramme", "Opportunity", "Participation", "Payment", "PilotCost", "PilotView", "PlaceTaken", "RegionalCharge", "RegionalTerms",
    "RegionalTermsInForce", "RegionalTermsText", "RegionalWork", "Reply", "Right", "Route", "RouteTerms",
    "SigningPower", "StateAnswer", "Suspension", "TermsReview", "UnitValue", "Waiting",
]
