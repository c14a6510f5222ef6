"""The records of all topics, in the order of their layers."""

from mandata.mandates.models import Assignment, Mandate, MandateTerms, TermsQuote
from mandata.membership.models import (
    Application,
    Candidacy,
    Definition,
    Letter,
    Participation,
    Right,
    Route,
    RouteTerms,
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
    "Act", "ActSubject", "Application", "Assignment", "BodySession", "Candidacy", "Citation", "Classification",
    "CodeName", "Definition", "Establishment", "Finding", "Function", "HouseRule", "ImportFile", "ImportSource",
    "Invitation", "LanguageVersion", "Letter", "Mandate", "MandateTerms", "Membership", "Misreading", "Office",
    "Organisation", "Participation", "Party", "PartyName", "Person", "Provision", "ProvisionLink", "ProvisionVersion",
    "Reading", "ReceivedFile", "Refusal", "RegisteredInstrument", "Responsibility", "ResponsibilityReport",
    "Revision", "Right", "Route", "RouteTerms", "StateAnswer", "TermsQuote", "Waiting", "Wording", "Work",
]
