"""The records of all topics, in the order of their layers."""

from mandata.mandates.models import Assignment, Mandate, MandateTerms, TermsQuote
from mandata.membership.models import (
    Agreement,
    AgreementTerm,
    AgreementText,
    Application,
    Candidacy,
    Contact,
    ContactResult,
    Definition,
    Letter,
    Participation,
    Right,
    Route,
    RouteTerms,
    SigningPower,
    StateAnswer,
    Waiting,
)
from mandata.parties.importing_models import ImportFile, ImportSource
from mandata.parties.models import (
    BodySession,
    Classification,
    CodeName,
    Establishment,
    Function,
    HouseRule,
    Invitation,
    Membership,
    Office,
    Organisation,
    Party,
    PartyName,
    Person,
    Responsibility,
    ResponsibilityReport,
)
from mandata.shared.models import Act, ActSubject, Refusal
from mandata.texts.models import (
    Citation,
    Finding,
    LanguageVersion,
    Misreading,
    Provision,
    ProvisionLink,
    ProvisionVersion,
    Reading,
    ReceivedFile,
    RegisteredInstrument,
    Revision,
    Wording,
    Work,
)

__all__ = [
    "Act", "ActSubject", "Agreement", "AgreementTerm", "AgreementText", "Application", "Assignment", "BodySession",
    "Candidacy", "Citation", "Classification", "CodeName", "Contact", "ContactResult", "Definition", "Establishment",
    "Finding", "Function", "HouseRule", "ImportFile", "ImportSource", "Invitation", "LanguageVersion", "Letter",
    "Mandate", "MandateTerms", "Membership", "Misreading", "Office", "Organisation", "Participation", "Party",
    "PartyName", "Person", "Provision", "ProvisionLink", "ProvisionVersion", "Reading", "ReceivedFile", "Refusal",
    "RegisteredInstrument", "Responsibility", "ResponsibilityReport", "Revision", "Right", "Route", "RouteTerms",
    "SigningPower", "StateAnswer", "TermsQuote", "Waiting", "Wording", "Work",
]
