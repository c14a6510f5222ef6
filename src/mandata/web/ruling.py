"""Which settings about the calendar and what is owed can be set, what each is called, and how its value is written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.calendar import CYCLE, PERIODS
from mandata.mandates.settings import CLASS, FORCES, FROM, LINK_DAYS, PUBLIC, RESPONSIBLE
from mandata.parties.actors import actor_name, vocabulary_of
from mandata.parties.models import HouseRule, Organisation, Party

LABELS: dict[str, Any] = {
    FORCES: _("Which forces of a duty can be overdue"), FROM: _("From which day on what is due is counted"),
    PUBLIC: _("From which day on everybody is told what is overdue"), RESPONSIBLE: _("Who owes a duty only where an act gave the responsibility"),
    PERIODS: _("Whose sessions open a study period"), LINK_DAYS: _("For how many days the link of a mail serves"),
}
WRITTEN: dict[str, Any] = {
    FORCES: _("forces as “resolve instruct”"), FROM: _("a day as “2027-06-01”"), PUBLIC: _("a day as “2027-06-01”"),
    RESPONSIBLE: _("codes of actors"), PERIODS: _("keys of bodies"), LINK_DAYS: _("a number of days"),
    CYCLE: _("a number of months as “12 months”"),
    CLASS: _("“category CODE”, “kind KIND under KEY but KEY”, “class SCHEME CODE” or “party KEY KEY”"),
}
CLASSES = ("class", "member-class", "official", "office")  # kinds of actors of whom there may be several


def how_written(code: str) -> str:
    """How the value of a setting is written; nothing of one that this topic does not read."""
    return str(WRITTEN.get(code) or next((words for prefix, words in WRITTEN.items() if prefix in (CYCLE, CLASS) and code.startswith(prefix)), ""))


def not_set(organisation: Organisation) -> list[tuple[str, str]]:
    """What an organisation has not set: by code, in words."""
    held = set(HouseRule.objects.known().filter(organisation=organisation, until=None).values_list("code", flat=True))
    found = [(code, str(label)) for code, label in LABELS.items()]
    bodies = Party.objects.filter(organisation=organisation, entity__in=("conference", "council", "group")).prefetch_related("names")
    found += sorted(((f"{CYCLE}{one.key}"[:64], gettext("How often it meets: %(body)s") % {"body": one.name}) for one in bodies), key=lambda one: one[1])
    actors = [code for code, actor in vocabulary_of(organisation.vocabulary).actors.items() if actor.kind in CLASSES]
    found += sorted(((f"{CLASS}{code}"[:64], gettext("Who answers for: %(actor)s") % {"actor": actor_name(organisation, code)}) for code in actors), key=lambda one: one[1])
    return [one for one in found if one[0] not in held]
