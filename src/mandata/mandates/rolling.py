"""Let obligations follow the calendar, the terms and the settings: opened, moved, void; in one transaction, by the act that runs.

Computed from records alone, so that it may run twice, be killed in the middle, or meet a clock that jumped: what stands afterwards is
what the records ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mandata.mandates.calendar import calendar_of
from mandata.mandates.models import (
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationStanding,
    ObligationState,
    PeriodFixed,
)
from mandata.mandates.owed import Ground, Holder, Wanted, difference, first_day, wanted
from mandata.mandates.settings import settings_of
from mandata.parties.models import Office, Organisation, Party, Responsibility
from mandata.shared.models import Act
from mandata.shared.operations import doing

CHUNK = 1000  # duties at a time
COPIED = ("state", "due_on", "session_id", "expected", "binding", "unmet")


@dataclass(slots=True)
class Rolled:
    """How many obligations an act opened, changed and ended."""

    opened: int = 0
    changed: int = 0
    void: int = 0


def roll(organisation: Organisation, act: Act, mandates: Iterable[int] | None = None, today: date | None = None) -> Rolled:
    """Bring the obligations of an organisation, or of some of its duties, to what the records ask for now."""
    ground = ground_of(organisation, today)
    rolled = Rolled()
    found = Mandate.objects.filter(organisation=organisation)
    pks = list(found.values_list("pk", flat=True)) if mandates is None else list(dict.fromkeys(mandates))
    for some in _batches(pks):
        _roll_some(some, ground, act, rolled)
    return rolled


def ground_of(organisation: Organisation, today: date | None = None) -> Ground:
    """The calendar, the settings and those with a responsibility, as they stand now."""
    settings = settings_of(organisation)
    return Ground(calendar_of(organisation, today=today), settings, holders_of(organisation, settings.responsible) if settings.responsible else {})


def holders_of(organisation: Organisation, actors: Iterable[str], at: datetime | None = None) -> dict[str, list[Holder]]:
    """To whom an act gave a responsibility, by the actor that a text names: the office's own code, or « <function>s » of groups.

    The earliest day of several responsibilities of one office counts.
    """
    codes = set(actors)
    now = at or timezone.now()
    laid = Responsibility.objects.at(now).filter(office__party__organisation=organisation).select_related("office__party__parent").order_by("since", "pk")
    offices = {one.pk for one in Office.objects.at(now).filter(party__organisation=organisation, responsibilities__in=[row.pk for row in laid])}
    found: dict[str, dict[int, Holder]] = {}
    for one in laid:
        if one.office_id not in offices:
            continue
        for code in codes:
            if owes_as(one.office, code):
                found.setdefault(code, {}).setdefault(one.office_id, Holder(one.office, one.since))
    return {code: list(some.values()) for code, some in found.items()}


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(pks), CHUNK):
        yield pks[at:at + CHUNK]


def roll_touched(act: Act) -> None:
    """Roll the obligations of the duties that the operation that runs named."""
    touched = {one.pk: one for one in doing().further if isinstance(one, Mandate)}
    by_organisation: dict[int, list[int]] = {}
    for one in touched.values():
        by_organisation.setdefault(one.organisation_id, []).append(one.pk)
    for organisation in Organisation.objects.filter(pk__in=by_organisation):
        roll(organisation, act, by_organisation[organisation.pk])


def owes_as(office: Office, code: str) -> bool:
    """Whether a text that names an actor means the holder of an office: by the office's own code, or as one of « <function>s »."""
    return office.actor == code or (not office.actor and code.endswith(f"{office.function}s"))


def roll_body(body: Party, act: Act) -> Rolled:
    """Roll the obligations that hang on the sessions of a body: due to it, told to it, or at the first session of a period that it opens."""
    organisation = body.organisation
    if organisation is None:
        return Rolled()
    opens = body.key in calendar_of(organisation).period_bodies
    hang = set(Obligation.objects.filter(body=body, mandate__organisation=organisation).values_list("mandate", flat=True))
    hang |= set(PeriodFixed.objects.known().filter(body=body).values_list("mandate", flat=True))
    found = MandateTerms.objects.filter(current=True, mandate__organisation=organisation, due_kind__in=("meeting", "period"))
    for pk, due, told in found.values_list("mandate", "due", "report_to"):
        value = due.get("value") or {}
        if value.get("body") in (body.actor, None) or (opens and value.get("which") == "first") or any(one.get("actor") == body.actor for one in told):
            hang.add(pk)
    return roll(organisation, act, sorted(hang))


def _roll_some(pks: list[int], ground: Ground, act: Act, rolled: Rolled) -> None:
    list(Mandate.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))  # two at once, one after the other
    terms = {
        one.mandate_id: one for one in MandateTerms.objects.filter(current=True, mandate__in=pks, mandate__ended_by=None).select_related(
            "mandate__created_by", "version__revision__session").order_by("pk")
    }
    have: dict[int, list[Obligation]] = {}
    for obligation in Obligation.objects.filter(mandate__in=pks).order_by("due_on", "pk"):
        have.setdefault(obligation.mandate_id, []).append(obligation)
    fixed: dict[int, list[PeriodFixed]] = {}
    for period in PeriodFixed.objects.known().filter(mandate__in=pks).order_by("since", "pk"):
        fixed.setdefault(period.mandate_id, []).append(period)
    met = set(Means.objects.known().filter(mandate__in=pks, what=Means.What.GIVEN).values_list("mandate_id", flat=True))
    new: list[tuple[Obligation, str]] = []
    changed: list[tuple[Obligation, str]] = []
    ended = _ended_on([pk for pk in pks if pk in have])
    for pk in pks:
        held = have.get(pk, [])
        if (one := terms.get(pk)) is None:
            last = ended.get(pk)
            for obligation in held:
                if obligation.state == ObligationState.OPEN and last is not None and obligation.due_on >= last:
                    changed.append((_with(obligation, state=ObligationState.VOID), "ended"))
                    rolled.void += 1
            continue
        binding, unmet = one.force in ground.settings.forces, one.conditional and pk not in met
        found = difference(wanted(one, fixed.get(pk, ()), ground), held, first_day(one, ground.settings), ground.calendar)
        for want in found.opened:
            new.append((Obligation(
                mandate_id=pk, slot=want.slot, body_id=want.body.pk if want.body else None, opened_by_id=act.pk,
                state=ObligationState.OPEN, due_on=want.due_on, session_id=want.session.pk if want.session else None, expected=want.expected, office_id=want.office.pk if want.office else None, binding=binding, unmet=unmet), ""))
        for obligation, want in found.kept:
            if _moved(obligation, want, binding, unmet):
                changed.append((obligation, "moved"))
                rolled.changed += 1
        for obligation in found.void:
            changed.append((_with(obligation, state=ObligationState.VOID), "not-asked"))
            rolled.void += 1
    rolled.opened += len(new)
    write_new(new, act)
    done = _done_meanwhile([one.pk for one, _words in changed])
    write_changed([(one, words) for one, words in changed if one.pk not in done], act)


def _done_meanwhile(pks: list[int]) -> set[int]:
    """Lock obligations that are about to change; those that somebody excused or delivered since they were read stay as they were done."""
    stored = Obligation.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", "state")
    return {pk for pk, state in stored if state in (ObligationState.DELIVERED, ObligationState.EXCUSED)}


def _ended_on(pks: list[int]) -> dict[int, date]:
    """From which day on nothing is due of duties that have ended: that on which their words were followed, whenever it was recorded here.

    Where the words are in force, somebody said that they ask for nothing, or for nothing of their own: nothing ever was due.
    """
    ended = MandateTerms.objects.filter(mandate__in=pks).exclude(mandate__ended_by=None).order_by("pk")
    return {pk: until or date.min for pk, until in ended.values_list("mandate", "version__revision__in_force_until")}


def _moved(obligation: Obligation, want: Wanted, binding: bool, unmet: bool) -> bool:
    """Take over what is wanted now into an obligation that stands; whether anything changed. What is done stays as it was done."""
    if obligation.state in (ObligationState.DELIVERED, ObligationState.EXCUSED):
        return False
    wanted_now: dict[str, Any] = {
        "slot": want.slot, "state": ObligationState.OPEN, "due_on": want.due_on, "session_id": want.session.pk if want.session else None,
        "expected": want.expected, "binding": binding, "unmet": unmet,
        "body_id": want.body.pk if want.body else None,
    }
    if all(getattr(obligation, name) == value for name, value in wanted_now.items()):
        return False
    _with(obligation, **wanted_now)
    return True


def _with(obligation: Obligation, **values: Any) -> Obligation:
    for name, value in values.items():
        setattr(obligation, name, value)
    return obligation


def write_new(new: list[tuple[Obligation, str]], act: Act) -> None:
    """Store obligations with their first standing."""
    made = Obligation.objects.bulk_create([one for one, _words in new], batch_size=500)
    ObligationStanding.objects.bulk_create([_standing(one, act, "") for one in made], batch_size=500)


def write_changed(changed: list[tuple[Obligation, str]], act: Act) -> None:
    """Store what obligations are now, and close by the act what they were."""
    obligations = [one for one, _words in changed]
    for at in range(0, len(obligations), 500):
        ObligationStanding.objects.filter(obligation__in=[one.pk for one in obligations[at:at + 500]], closed_by=None).update(closed_by=act)
    now = ["slot", "state", "due_on", "session", "body", "expected", "binding", "unmet"]
    Obligation.objects.bulk_create(obligations, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=now)  # each is there: by its key
    ObligationStanding.objects.bulk_create([_standing(one, act, words) for one, words in changed], batch_size=500)


def _standing(obligation: Obligation, act: Act, words: str) -> ObligationStanding:
    return ObligationStanding(obligation_id=obligation.pk, words=words, opened_by_id=act.pk, **{name: getattr(obligation, name) for name in COPIED})
