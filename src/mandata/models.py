"""The records of all topics, in the order of their layers."""

from mandata.mandates.models import Assignment, Mandate, MandateTerms, TermsQuote
from mandata.parties.models import (
    BodySession,
    Classification,
    CodeName,
    Function,
    HouseRule,
    Invitation,
    Membership,
    Office,
    Organisation,
    Party,
    PartyName,
    Person,
)
from mandata.shared.models import Act, ActSubject, Refusal
from mandata.texts.models import (
    Citation,
    Finding,
    LanguageVersion,
    Provision,
    ProvisionLink,
    ProvisionVersion,
    Reading,
    ReceivedFile,
    Revision,
    Wording,
    Work,
)

__all__ = [
    "Act", "ActSubject", "Assignment", "BodySession", "Citation", "Classification", "CodeName", "Finding", "Function", "HouseRule", "Invitation",
    "LanguageVersion", "Mandate", "MandateTerms", "Membership", "Office", "Organisation", "Party", "PartyName",
    "Person", "Provision", "ProvisionLink", "ProvisionVersion", "Reading", "ReceivedFile", "Refusal", "Revision",
    "TermsQuote", "Wording", "Work",
]
