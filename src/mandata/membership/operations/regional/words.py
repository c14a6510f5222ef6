"""What is typed of regional matters, cleaned; a gap or a wrong day is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext

from mandata.membership.operations.waiting import day_of
from mandata.parties.models import CodeName, Party, PartyKind
from mandata.parties.tables import LANGUAGES
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, doing

SHORT, LONG = 200, 300
BODIES = (PartyKind.REGIONAL_ORGANISATION, PartyKind.STANDARDS_BODY)


def said(words: str, what: str, subject: Any, most: int = LONG) -> str:
    """Words that must be there, in one line, not longer than is kept."""
    found = " ".join(words.split())
    if not found:
        raise RuleBroken(gettext("Say: %(what)s.") % {"what": what}, subject)
    if len(found) > most:
        raise RuleBroken(gettext("%(what)s: at most %(most)s signs.") % {"what": what, "most": most}, subject)
    return found


def by_language(words: dict[str, str], subject: Any, most: int = 0) -> dict[str, str]:
    """Words in at least one language of the site."""
    found = {language: text.strip() for language, text in words.items() if text.strip()}
    if unknown := sorted(set(found) - set(LANGUAGES)):
        raise RuleBroken(gettext("“%(language)s” is no language of the names. There are: %(languages)s.") % {
            "language": joined(unknown), "languages": joined(LANGUAGES)}, subject)
    if not found:
        raise RuleBroken(gettext("Give it in at least one language."), subject)
    if most and any(len(text) > most for text in found.values()):
        raise RuleBroken(gettext("A name has at most %(most)s signs.") % {"most": most}, subject)
    return found


def not_later(day: date | None, subject: Any) -> date:
    """The day on which something was done: the act's own where none is named, and not after it."""
    act_day = day_of(doing().act)
    if day is not None and day > act_day:
        raise RuleBroken(gettext("What was done was done today or earlier: mend the day."), subject)
    return day or act_day


def known_region(party: Party, *codes: str) -> None:
    """A region stands in the organisation's table."""
    names = {one.code: str(one) for one in CodeName.objects.filter(organisation_id=party.root_id, scheme="region")}
    for code in codes:
        if code not in names:
            raise RuleBroken(gettext("“%(code)s” is no region of this organisation. There are: %(codes)s.") % {
                "code": code, "codes": joined(sorted(names)) or gettext("none")}, party)


def regional_body(party: Party) -> Party:
    """A regional organisation or a standards body."""
    if party.entity not in BODIES:
        raise RuleBroken(gettext("%(party)s is no regional organisation and no standards body.") % {"party": party}, party)
    return party


def same_house(subject: Party, parties: Iterable[Party]) -> None:
    """All belong to one organisation."""
    for one in parties:
        if one.root_id != subject.root_id:
            raise RuleBroken(gettext("%(party)s belongs to another organisation.") % {"party": one}, subject)
