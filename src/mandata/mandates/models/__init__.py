"""The records of duties: who must do what, by when; the calendar against which they are owed."""

from mandata.mandates.models.calendar import SessionChange
from mandata.mandates.models.duties import Assignment, Mandate, MandateTerms, TermsQuote

__all__ = ["Assignment", "Mandate", "MandateTerms", "SessionChange", "TermsQuote"]
