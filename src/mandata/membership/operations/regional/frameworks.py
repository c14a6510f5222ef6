"""Regional frameworks, standards bodies that a region creates, and mechanisms of coordination with the bodies of resolutions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext

from mandata.membership.models import Framework, Mechanism
from mandata.membership.operations.regional.register import MEMBER
from mandata.membership.operations.regional.words import (
    SHORT,
    by_language,
    known_region,
    regional_body,
    said,
    same_house,
)
from mandata.membership.operations.waiting import day_of
from mandata.membership.permissions.regional import regions_of
from mandata.parties.capacity import Acting
from mandata.parties.dated import alone, in_order, replaced
from mandata.parties.models import Classification, Membership, Party, PartyKind, PartyName
from mandata.parties.operations.entities import known_code
from mandata.shared.models import Record
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Work

LONGEST = 20_000


@operation("hold-framework", on="party", argument="body")
def hold_framework(*, acting_as: Acting, body: Party, title: str, words: str, helped_by: Sequence[Party] = (), document: str = "",
                   since: date | None = None, until: date | None = None, happened_at: datetime | None = None) -> Framework:
    """Enter a regional framework that a regional body holds: its words, and who helped to set it up."""
    regional_body(body)
    same_house(body, helped_by)
    in_order(since, until, body)
    if body in helped_by:
        raise RuleBroken(gettext("Help comes from another."), body)
    title, words = said(title, gettext("what the framework is called"), body, SHORT), _text(words, body)
    act = doing().write(body)
    since = since or day_of(act)
    alone(Framework.objects.known().filter(body=body, title=title), since, until, body)
    opened = Framework.objects.create(body=body, title=title, words=words, document=" ".join(document.split())[:300], since=since, until=until, opened_by=act)
    opened.helped_by.set(helped_by)
    doing().also(opened, *helped_by)
    return opened


@operation("end", on="framework")
def end_framework(*, acting_as: Acting, framework: Framework, last_day: date, happened_at: datetime | None = None) -> Framework:
    """A regional framework holds no longer."""
    _still_open(framework)
    in_order(framework.since, last_day, framework)
    helped_by = list(framework.helped_by.all())
    ended = replaced(framework, doing().write(framework), until=last_day)
    ended.helped_by.set(helped_by)
    doing().also(ended, framework.body)
    return ended


@operation("create-body", on="party", argument="founder")
def create_body(*, acting_as: Acting, founder: Party, key: str, region: str, names: dict[str, str], source: str, since: date | None = None,
                happened_at: datetime | None = None) -> Party:
    """Enter, for a State or regional organisation of a region, the standards body that the region created; a State that tells of it belongs to it."""
    if founder.entity not in (PartyKind.STATE, PartyKind.REGIONAL_ORGANISATION):
        raise RuleBroken(gettext("A State or a regional organisation creates a regional standards body."), founder)
    known_region(founder, region)
    if region not in regions_of(founder):
        raise RuleBroken(gettext("%(party)s is not classed in this region.") % {"party": founder}, founder)
    key, names = said(key, gettext("a short key of the body"), founder, 100), by_language(names, founder, 300)
    source = said(source, gettext("by what act it was created"), founder)
    if Party.objects.filter(organisation_id=founder.root_id, key=key).exists():
        raise RuleBroken(gettext("“%(key)s” is the key of another entity: choose another.") % {"key": key}, founder)
    act = doing().write(founder)
    since = since or day_of(act)
    body = Party.objects.create(organisation_id=founder.root_id, key=key, entity=PartyKind.STANDARDS_BODY, parent_id=founder.root_id, sample=founder.sample)
    PartyName.objects.bulk_create(PartyName(party=body, language=language, name=name) for language, name in names.items())
    opened: list[Record] = [Classification.objects.create(party=body, scheme="region", code=region, source=source, since=since, opened_by=act)]
    if founder.entity == PartyKind.STATE:
        known_code(body, "category", MEMBER)
        opened.append(Membership.objects.create(member=founder, of=body, category=MEMBER, since=since, opened_by=act))
    doing().also(body, *opened)
    return body


@operation("set-up-mechanism", on="party", argument="ours")
def set_up_mechanism(*, acting_as: Acting, ours: Party, title: str, words: str, bodies: Sequence[Party], works: Sequence[Work],
                     document: str = "", since: date | None = None, until: date | None = None, happened_at: datetime | None = None) -> Mechanism:
    """Set up how a body or office coordinates with the bodies that resolutions name: in words, with whom, under which resolutions."""
    same_house(ours, bodies)
    in_order(since, until, ours)
    if not [one for one in bodies if one.pk != ours.pk]:
        raise RuleBroken(gettext("Name at least one body with which it coordinates."), ours)
    for work in works:
        if work.organisation_id != ours.root_id:
            raise RuleBroken(gettext("%(work)s is a text of another organisation.") % {"work": work}, ours)
    title, words = said(title, gettext("what the mechanism is called"), ours, SHORT), _text(words, ours)
    act = doing().write(ours)
    since = since or day_of(act)
    alone(Mechanism.objects.known().filter(ours=ours, title=title), since, until, ours)
    opened = Mechanism.objects.create(ours=ours, title=title, words=words, document=" ".join(document.split())[:300], since=since, until=until, opened_by=act)
    opened.bodies.set([one for one in bodies if one.pk != ours.pk])
    opened.works.set(works)
    doing().also(opened, *bodies, *works)
    return opened


@operation("end", on="mechanism")
def end_mechanism(*, acting_as: Acting, mechanism: Mechanism, last_day: date, happened_at: datetime | None = None) -> Mechanism:
    """A mechanism of coordination holds no longer."""
    _still_open(mechanism)
    in_order(mechanism.since, last_day, mechanism)
    bodies, works = list(mechanism.bodies.all()), list(mechanism.works.all())
    ended = replaced(mechanism, doing().write(mechanism), until=last_day)
    ended.bodies.set(bodies)
    ended.works.set(works)
    doing().also(ended, mechanism.ours)
    return ended


def _still_open(row: Framework | Mechanism) -> None:
    if row.closed_by_id is not None:
        raise RuleBroken(gettext("This row was closed by an act already: look at the page again."), row)


def _text(words: str, subject: Party) -> str:
    """Words of several paragraphs, which must be there."""
    found = words.strip()
    if not found:
        raise RuleBroken(gettext("Say it in words: what is agreed, who does what, how it is told."), subject)
    if len(found) > LONGEST:
        raise RuleBroken(gettext("The words have at most %(most)s signs: point to a document for more.") % {"most": LONGEST}, subject)
    return found
