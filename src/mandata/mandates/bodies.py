"""Bodies and offices that begin or end: what is owed follows by the same act, not by the next night."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mandata.mandates.asked import duties_asked
from mandata.mandates.following import parties_among
from mandata.mandates.models import (
    Answer,
    Assignment,
    Mandate,
    MandateTerms,
    Obligation,
    ObligationStanding,
    ObligationState,
    Says,
    TermsActor,
)
from mandata.mandates.register import live_terms
from mandata.mandates.rolling import owes_as, roll, roll_body, write_changed
from mandata.mandates.settings import settings_of
from mandata.parties.models import Dissolution, Membership, Office, Organisation, Party, Responsibility
from mandata.shared.models import Act
from mandata.shared.operations import after, doing


@after("appoint", on="office")
@after("accept", on="invitation")
@after("hand-over", on="office")
@after("end", on="office")
@after("correct", on="office")
@after("record-office", on="party")
@after("decide", on="candidacy")
@after("assign-responsibility", on="office")
@after("end", on="responsibility")
def roll_offices(act: Act, subject: Any) -> None:
    """Roll, by the act that began or ended an office or a responsibility, the duties due only from one who has it."""
    named = [subject, *doing().further]
    offices = [one for one in named if isinstance(one, Office)] + [one.office for one in named if isinstance(one, Responsibility)]
    by_organisation: dict[int, list[Office]] = {}
    for one in offices:
        by_organisation.setdefault(one.party.root_id, []).append(one)
    for organisation in Organisation.objects.filter(pk__in=by_organisation):
        held = by_organisation[organisation.pk]
        codes = [code for code in settings_of(organisation).responsible if any(owes_as(one, code) for one in held)]
        if codes and (touched := list(duties_asked(codes, organisation).values_list("mandate", flat=True))):
            roll(organisation, act, touched)


@after("add-party", on="organisation")
@after("dissolve", on="party")
@after("take-back", on="dissolution")
def roll_bodies(act: Act, subject: Any) -> None:
    """Roll what hangs on a body that begins or ends: due to its sessions, told to it, asked of it; and of its offices."""
    bodies = {one.pk: one for one in [subject, *doing().further] if type(one) is Party and one.organisation_id}
    for body in bodies.values():
        if body.organisation is None or not body.actor and not Dissolution.objects.filter(party=body).exists():
            continue
        roll_body(body, act)
        if body.actor and (asked := list(duties_asked([body.actor], body.organisation).values_list("mandate", flat=True))):
            roll(body.organisation, act, asked)
        deliver_answered(body.organisation, act)
    roll_offices(act, subject)


@after("end", on="membership")
@after("correct", on="membership")
@after("end", on="classification")
@after("correct", on="classification")
@after("correct", on="party")
def deliver_left(act: Act, subject: Any) -> None:
    """Deliver, by the act by which one left a class, what all who are left of it have answered."""
    place: Party = subject if isinstance(subject, Party) else subject.of if isinstance(subject, Membership) else subject.party
    if (organisation := Organisation.objects.filter(pk=place.root_id).first()) is not None:
        deliver_answered(organisation, act)


@after("roll-obligations", on="organisation")
def deliver_as_time_goes(act: Act, subject: Organisation) -> None:
    """Deliver each day what all of a class have answered of whom one left it by a day that came, or by a setting."""
    deliver_answered(subject, act)


def deliver_answered(organisation: Organisation, act: Act, at: datetime | None = None) -> int:
    """Deliver what all who are left of a class have answered, once one that had not is gone; how many. What was opened again waits for a person."""
    settings = settings_of(organisation)
    done = Answer.objects.filter(obligation=OuterRef("pk"), says=Says.DONE, withdrawn_by=None).exclude(party=None)
    again = ObligationStanding.objects.filter(obligation=OuterRef("pk"), opened_by__verb="reopen")
    waits = Obligation.objects.filter(Exists(done), ~Exists(again), state=ObligationState.OPEN, mandate__in=duties_asked(settings.classes, organisation))
    list(Mandate.objects.select_for_update().filter(pk__in=list(waits.values_list("mandate", flat=True))).order_by("pk").values_list("pk"))  # duties first, as all do
    open_ones = list(waits.select_for_update(of=("self",)).order_by("pk"))
    actors = dict(MandateTerms.objects.filter(current=True, mandate__in={one.mandate_id for one in open_ones}).values_list("mandate", "actors"))
    found, left = [], {some: {one.pk for one in parties_among(organisation, some.split(), settings, at) or ()} for some in set(actors.values())}
    for one in open_ones:
        answered = set(Answer.objects.filter(obligation=one, says=Says.DONE, withdrawn_by=None).exclude(party=None).values_list("party", flat=True))
        if (parties := left[actors[one.mandate_id]]) and answered >= parties:
            one.state = ObligationState.DELIVERED
            found.append((one, ""))
    write_changed(found, act)
    return len(found)


def dissolved_codes(at: datetime | None = None) -> dict[int, set[str]]:
    """The codes of bodies that exist no more and that no other body of the organisation has, by organisation."""
    gone = Dissolution.objects.at(at or timezone.now()).exclude(party__actor="")
    found: dict[int, set[str]] = {}
    for organisation, code in gone.values_list("party__organisation", "party__actor"):
        found.setdefault(organisation, set()).add(code)
    if found:
        there = Party.objects.filter(actor__in=set().union(*found.values())).exclude(pk__in=gone.values("party"))
        for one, code in there.exclude(organisation=None).values_list("organisation", "actor"):
            if one in found:
                found[one].discard(code)
    return found


def asked_of_nobody(at: datetime | None = None) -> Q:
    """The terms that name no known actor, or none that exists still."""
    nobody = Q(actors="")
    for organisation, codes in dissolved_codes(at).items():
        named = TermsActor.objects.filter(terms=OuterRef("pk"))
        nobody |= Q(Exists(named.filter(actor__in=codes)), ~Exists(named.exclude(actor__in=codes)), mandate__organisation=organisation)
    return nobody


def unowned_terms() -> QuerySet[MandateTerms]:
    """Live duties that name no known actor, or none that exists still, and that nobody was assigned."""
    assigned = Assignment.objects.at(timezone.now()).filter(mandate=OuterRef("mandate"))
    return live_terms().filter(asked_of_nobody()).exclude(Exists(assigned))
