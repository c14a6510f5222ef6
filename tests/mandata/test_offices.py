"""Offices: invited into, accepted, handed over, ended; what each refuses, and what it writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.invitations import invitation_of
from mandata.parties.models import HouseRule, Invitation, InvitationState, Office, Party
from mandata.parties.operations import (
    accept_invitation,
    appoint,
    end_office,
    hand_over_office,
    invite,
    send_again,
    withdraw_invitation,
)
from mandata.shared.models import Act, Refusal
from mandata.shared.operations import Refused, RuleBroken
from tests.mandata.conftest import Cast

PASSWORD = "a-long-password"
DAY = timedelta(days=1)


def invited(cast: Cast, email: str = "cy@example.org", function: str = "chair") -> Invitation:
    """Cy Chair, invited by the officer."""
    return invite(acting_as=cast.officer, party=cast.assembly, function=function, email=email, name="Cy Chair")


def accepted(invitation: Invitation) -> Office:
    """The office that the invitation gives."""
    return accept_invitation(acting_as=VISITOR, invitation=invitation, secret=invitation.secret, password=PASSWORD)


def acting(email: str) -> Acting:
    """Somebody who has an account."""
    return acting_for(get_user_model().objects.get(email=email))


def moved(office: Office, **days: Any) -> Office:
    """An office whose row has other days, as if time had passed."""
    Office.objects.filter(pk=office.pk).update(**days)
    office.refresh_from_db()
    return office


def today() -> Any:
    """This day, as offices count it."""
    return timezone.now().date()


# Invitations


def test_only_the_hash_of_the_secret_is_kept_and_no_act_names_it(cast: Cast) -> None:
    invitation = invited(cast)
    assert len(invitation.secret) > 40 and invitation_of(invitation.secret) == invitation
    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert invitation.secret not in map(str, stored.values())
    assert invitation_of(invitation.uid) is None and invitation_of("") is None
    act = Act.objects.latest("id")
    assert act.verb == "invite" and act == invitation.invited_by and act.actor == cast.officer.user
    assert invitation.secret not in str(act.changes) and "cy@" not in str(act.changes)


def test_an_invitation_makes_the_account_and_opens_the_office_once(cast: Cast) -> None:
    invitation = invited(cast)
    office = accepted(invitation)
    cy = acting("cy@example.org")
    assert cy.holds("chair", organisation=cast.league) and not cy.holds("officer")
    assert cy.user.check_password(PASSWORD) and cy.user.emailaddress_set.get().verified
    act = office.opened_by
    assert (act.verb, act.actor, act.subject_id) == ("accept", cy.user, invitation.uid)
    with pytest.raises(RuleBroken, match="accepted already"):
        accepted(invitation)


def test_a_link_lapses_after_the_days_of_the_house_rule_and_can_be_sent_again(cast: Cast) -> None:
    rule_act = Act.objects.latest("id")
    HouseRule.objects.create(
        organisation=cast.league, code="invitation-days", words="Three days.", value="3", decider="Ada", since=today(),
        opened_by=rule_act,
    )
    invitation = invited(cast)
    assert timedelta(days=2) < invitation.expires_at - timezone.now() < timedelta(days=4)
    Invitation.objects.update(expires_at=timezone.now() - DAY)
    old = invitation.secret
    with pytest.raises(RuleBroken, match="no longer"):
        accepted(invitation)
    invitation = send_again(acting_as=cast.officer, invitation=invitation)
    assert invitation.secret != old and invitation_of(old) is None
    with pytest.raises(RuleBroken, match="no longer"):
        accept_invitation(acting_as=VISITOR, invitation=invitation, secret=old, password=PASSWORD)
    assert accept_invitation(
        acting_as=VISITOR, invitation=invitation, secret=invitation.secret, password=PASSWORD
    ).function == "chair"


def test_without_the_rule_a_link_holds_fourteen_days(cast: Cast) -> None:
    assert timedelta(days=13) < invited(cast).expires_at - timezone.now() < timedelta(days=15)


def test_a_withdrawn_invitation_gives_nothing(cast: Cast) -> None:
    invitation = invited(cast)
    withdraw_invitation(acting_as=cast.officer, invitation=invitation)
    with pytest.raises(RuleBroken, match="no longer"):
        accepted(invitation)
    with pytest.raises(RuleBroken):
        send_again(acting_as=cast.officer, invitation=invitation)
    with pytest.raises(RuleBroken):
        withdraw_invitation(acting_as=cast.officer, invitation=invitation)


def test_each_state_is_found_as_the_record_says_it(cast: Cast) -> None:
    now = timezone.now()
    ones = [invited(cast, f"{name}@example.org", "vice-chair") for name in "abcd"]
    accepted(ones[0])
    withdraw_invitation(acting_as=cast.officer, invitation=ones[1])
    Invitation.objects.filter(pk=ones[2].pk).update(expires_at=now - DAY)
    for state in InvitationState:
        assert {one.pk for one in Invitation.objects.all() if one.state(now) == state} == set(
            Invitation.objects.in_state(state, now).values_list("pk", flat=True)
        )
    assert [Invitation.objects.get(pk=one.pk).state(now) for one in ones] == ["accepted", "withdrawn", "expired", "waiting"]


@pytest.mark.parametrize("function", ["officer", "rapporteur", ""])
def test_only_an_office_that_exists_in_the_party_is_offered(cast: Cast, function: str) -> None:
    with pytest.raises(RuleBroken, match="has no office"):
        invited(cast, function=function)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", ["", "nobody", "a@", "a b@example.org"])
def test_only_an_address_is_invited(cast: Cast, email: str) -> None:
    with pytest.raises(RuleBroken, match="no mail address"):
        invited(cast, email)


def test_nobody_is_invited_twice_nor_into_what_another_holds_alone(cast: Cast) -> None:
    invitation = invited(cast)
    with pytest.raises(RuleBroken, match="invited to the office already"):
        invited(cast, "CY@example.org")
    accepted(invitation)
    with pytest.raises(RuleBroken, match="holds the office already"):
        invited(cast)
    with pytest.raises(RuleBroken, match="One person holds"):
        invited(cast, "dee@example.org")


def test_of_two_invited_into_a_single_office_the_second_finds_it_held(cast: Cast) -> None:
    first, second = invited(cast), invited(cast, "dee@example.org")
    accepted(first)
    with pytest.raises(RuleBroken, match="One person holds"):
        accepted(second)
    assert not get_user_model().objects.filter(email="dee@example.org").exists()


def test_a_weak_password_makes_no_account(cast: Cast) -> None:
    invitation = invited(cast)
    for password in ("", "short", "password123"):
        with pytest.raises(RuleBroken):
            accept_invitation(acting_as=VISITOR, invitation=invitation, secret=invitation.secret, password=password)
    assert not get_user_model().objects.filter(email="cy@example.org").exists()
    assert invitation_of(invitation.secret).accepted_at is None  # type: ignore[union-attr]


def test_a_closed_account_takes_no_office(cast: Cast) -> None:
    get_user_model().objects.filter(email="sam@example.org").update(is_active=False)
    with pytest.raises(RuleBroken, match="closed"):
        accepted(invited(cast, "sam@example.org"))


# Hand over


def test_one_act_ends_the_holders_row_and_opens_the_successors(cast: Cast) -> None:
    chair = moved(accepted(invited(cast)), since=today() - 30 * DAY)
    at = today() + 10 * DAY
    opened = hand_over_office(acting_as=cast.officer, office=chair, email="sam@example.org", first_day=at)
    assert isinstance(opened, Office) and opened.person == cast.stranger.person
    chair.refresh_from_db()
    rows = Office.objects.known().filter(party=cast.assembly, function="chair").order_by("since")
    assert [(one.since, one.until) for one in rows] == [(chair.since, at - DAY), (at, None)]
    assert chair.closed_by == opened.opened_by and chair.closed_by is not None and chair.closed_by.verb == "hand-over"
    for day in (today(), at - DAY, at, at + DAY):
        held = Office.objects.known().filter(party=cast.assembly, function="chair", since__lte=day).exclude(until__lt=day)
        assert held.count() == 1, day


def test_a_successor_without_account_is_invited_and_the_holder_stays_till_then(cast: Cast) -> None:
    chair = moved(accepted(invited(cast)), since=today() - 30 * DAY)
    invitation = hand_over_office(acting_as=cast.officer, office=chair, email="dee@example.org", name="Dee")
    assert isinstance(invitation, Invitation) and invitation.replaces == chair
    assert acting("cy@example.org").holds("chair")
    office = accepted(invitation)
    assert not acting("cy@example.org").holds("chair") and acting("dee@example.org").holds("chair")
    chair.refresh_from_db()
    assert chair.closed_by == office.opened_by


def test_a_hand_over_begins_not_before_the_day_it_names(cast: Cast) -> None:
    chair = moved(accepted(invited(cast)), since=today() - 30 * DAY)
    at = today() + 5 * DAY
    invitation = hand_over_office(acting_as=cast.officer, office=chair, email="dee@example.org", first_day=at)
    assert isinstance(invitation, Invitation)
    assert accepted(invitation).since == at
    assert acting("cy@example.org").holds("chair") and not acting("dee@example.org").holds("chair")


def test_what_cannot_be_handed_over_says_why(cast: Cast) -> None:
    chair = accepted(invited(cast))
    with pytest.raises(RuleBroken, match=r"The holder began on .*: choose a later first day"):
        hand_over_office(acting_as=cast.officer, office=chair, email="sam@example.org")
    chair = moved(chair, since=today() - 30 * DAY)
    for email, first_day, words in (
        ("cy@example.org", None, "is the holder"), ("sam@example.org", today() - DAY, "today or later"), ("x", None, "no mail address"),
    ):
        with pytest.raises(RuleBroken, match=words):
            hand_over_office(acting_as=cast.officer, office=chair, email=email, first_day=first_day)
    end_office(acting_as=cast.officer, office=chair)
    with pytest.raises(RuleBroken, match="ended already"):
        hand_over_office(acting_as=cast.officer, office=chair, email="sam@example.org")


# End


def test_an_office_ends_at_once_and_who_laid_it_down_acts_in_it_no_more(cast: Cast) -> None:
    office = moved(accepted(invited(cast)), since=today() - 30 * DAY)
    ended = end_office(acting_as=cast.officer, office=office)
    assert ended is not None and (ended.since, ended.until) == (office.since, today() - DAY)
    assert not acting("cy@example.org").offices
    with pytest.raises(RuleBroken, match="ended already"):
        end_office(acting_as=cast.officer, office=ended)


def test_an_office_begun_today_and_ended_today_was_held_on_no_day(cast: Cast) -> None:
    office = accepted(invited(cast))
    assert end_office(acting_as=acting("cy@example.org"), office=office) is None
    assert not Office.objects.known().filter(function="chair").exists()


def test_an_office_ends_on_a_day_to_come(cast: Cast) -> None:
    office = moved(accepted(invited(cast)), since=today() - 30 * DAY)
    with pytest.raises(RuleBroken, match="last day"):
        end_office(acting_as=cast.officer, office=office, last_day=today() - 5 * DAY)
    ended = end_office(acting_as=cast.officer, office=office, last_day=today() + 5 * DAY)
    assert ended is not None and ended.until == today() + 5 * DAY and acting("cy@example.org").holds("chair")


def test_the_last_officer_cannot_be_ended_even_by_two_who_leave_together(cast: Cast) -> None:
    ada = cast.officer.office
    assert ada is not None
    with pytest.raises(RuleBroken, match="last officer"):
        end_office(acting_as=cast.officer, office=ada)
    bo = appoint(acting_as=HOUSE, party=cast.secretariat, function="officer", email="bo@example.org", name="Bo")
    end_office(acting_as=cast.officer, office=bo, last_day=today() + 5 * DAY)
    with pytest.raises(RuleBroken, match="last officer"):
        end_office(acting_as=cast.officer, office=ada)


def test_an_officer_who_cannot_log_in_is_no_other_officer(cast: Cast) -> None:
    bo = appoint(acting_as=HOUSE, party=cast.secretariat, function="officer", email="bo@example.org", name="Bo")
    assert cast.officer.office is not None
    get_user_model().objects.filter(email="bo@example.org").update(is_active=False)
    with pytest.raises(RuleBroken, match="last officer"):
        end_office(acting_as=cast.officer, office=cast.officer.office)
    get_user_model().objects.filter(email="bo@example.org").update(is_active=True)
    assert end_office(acting_as=acting("bo@example.org"), office=cast.officer.office) is None
    assert bo.closed_by is None


# Who may not


def test_the_wrong_roles_are_refused_and_the_refusal_is_kept(cast: Cast) -> None:
    invitation = invited(cast)
    chair = accepted(invited(cast, "dee@example.org", "vice-chair"))
    sam = cast.stranger
    attempts: list[Any] = [
        ("end", lambda: end_office(acting_as=sam, office=chair)),
        ("hand-over", lambda: hand_over_office(acting_as=sam, office=chair, email="sam@example.org")),
        ("invite", lambda: invite(acting_as=sam, party=cast.assembly, function="chair", email="sam@example.org", name="Sam")),
        ("withdraw", lambda: withdraw_invitation(acting_as=sam, invitation=invitation)),
        ("send-again", lambda: send_again(acting_as=sam, invitation=invitation)),
        ("appoint", lambda: appoint(acting_as=sam, party=cast.secretariat, function="officer", email="sam@example.org")),
    ]
    for verb, attempt in attempts:
        with pytest.raises(Refused):
            attempt()
        assert Refusal.objects.latest("id").verb == verb and Refusal.objects.latest("id").actor == sam.user
    assert Refusal.objects.count() == len(attempts)
    with pytest.raises(Refused):
        end_office(acting_as=VISITOR, office=chair)
    assert Refusal.objects.count() == len(attempts)


def test_an_officer_of_one_organisation_is_none_of_another(cast: Cast) -> None:
    from mandata.parties.models import Function, Organisation

    guild = Organisation.objects.create(key="guild", slug="guild", entity="organisation", vocabulary="itu")
    Function.objects.create(organisation=guild, code="officer", entity="secretariat")
    office = Party.objects.create(organisation=guild, key="secretariat", entity="secretariat", parent=guild)
    for party in (guild.party_ptr, office):
        with pytest.raises(Refused):
            invite(acting_as=cast.officer, party=party, function="officer", email="x@example.org", name="X")
