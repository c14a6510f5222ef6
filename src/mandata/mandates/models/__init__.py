"""The records of duties: who must do what, by when; the calendar against which they are owed; what became of them."""

from mandata.mandates.models.calendar import SessionChange
from mandata.mandates.models.duties import Assignment, Mandate, MandateTerms, TermsActor, TermsQuote
from mandata.mandates.models.live import DutyState, LiveDuty
from mandata.mandates.models.mails import DIGESTS, Asking, Every, Mail, MailChoice, MailKind
from mandata.mandates.models.overlaps import OverlapDecision, Recommends
from mandata.mandates.models.owed import (
    Answer,
    AnswerLink,
    Evidence,
    Handling,
    Lead,
    Means,
    Obligation,
    ObligationStanding,
    ObligationState,
    PeriodFixed,
    Says,
    overdue_at,
)
from mandata.mandates.models.plan import ActivityStanding, PlanActivity, PlanIssue, PlanProgramme, PlanReview
from mandata.mandates.models.touched import duties_touched

__all__ = [
    "ActivityStanding", "Answer", "AnswerLink", "Asking", "Assignment", "DIGESTS", "DutyState", "Every", "Evidence", "Handling", "Lead",
    "LiveDuty", "Mail", "MailChoice", "MailKind", "Mandate", "MandateTerms", "Means", "Obligation", "ObligationStanding", "ObligationState",
    "OverlapDecision", "PeriodFixed", "PlanActivity", "PlanIssue", "PlanProgramme", "PlanReview", "Recommends", "Says",
    "SessionChange", "TermsActor", "TermsQuote", "duties_touched", "overdue_at",
]
