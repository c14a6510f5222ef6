"""Who may confirm and assign duties, set the days of sessions, and answer for what is owed: importing this package registers it."""

from mandata.mandates.permissions import calendar, duties, mails, overlaps, owed, plan

__all__ = ["calendar", "duties", "mails", "overlaps", "owed", "plan"]
