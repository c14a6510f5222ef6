"""Agreements: signed by an office with the power to sign, in force from–to, ended by an act; the text open to its parties."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mandata.membership import operations
from mandata.membership.models import Agreement, AgreementTerm, AgreementText
from mandata.parties.capacity import VISITOR, Acting
from mandata.parties.models import Function, Party
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from tests.mandata.conftest import Cast
from tests.mandata.test_admission import moment, somebody

POWER = "house rule: the secretary signs the agreements of the league"


class Signing:
    """A league whose secretary has the power to sign, and an association with a focal point."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for code, entity in (("secretary", "secretariat"), ("focal-point", "association")):
            Function.objects.create(organisation=cast.league, code=code, entity=entity, names={"en": code})
        self.makers = Party.objects.create(organisation=cast.league, key="smiths", entity="association", parent=cast.league)
        self.maker = somebody(self.makers, "focal-point", "makers@example.org")
        self.secretary = somebody(cast.secretariat, "secretary", "secretary@example.org")
        operations.give_signing_power(
            acting_as=cast.officer, organisation=cast.league, function="secretary", basis=POWER, since=date(2010, 1, 1), happened_at=moment("2010-01-01"))

    def office(self, function: str = "secretary") -> Function:
        """An office of the secretariat."""
        return Function.objects.get(code=function, organisation=self.cast.league)

    def conclude(self, acting_as: Acting | None = None, **changed: Any) -> Agreement:
        """The memorandum with the makers."""
        return operations.conclude(acting_as=acting_as or self.cast.officer, organisation=self.cast.league, **{
            "title": "Memorandum with the makers", "object": "to make the pilot known", "parties": [self.makers], "signatory": self.office(), "signed_in": self.cast.secretariat,
            "signed_on": date(2020, 3, 1), "until": date(2023, 2, 28), "text": ("memorandum.txt", b"Both sides agree."), **changed,
        })


@pytest.fixture
def signing(cast: Cast) -> Signing:
    return Signing(cast)


def test_an_agreement_holds_from_its_signature_to_its_end_by_the_power_to_sign(signing: Signing) -> None:
    agreement = signing.conclude()
    assert {one.pk for one in agreement.parties.all()} == {signing.cast.league.pk, signing.makers.pk}
    act = Act.objects.get(verb="conclude")
    assert act.basis == POWER and act.happened_at == moment("2020-03-01")

    def in_force(day: str) -> Any:
        return observe("agreements.in-force", signing.cast.league, moment(day)).value

    assert [in_force(day) for day in ("2020-02-29", "2020-03-01", "2023-02-28", "2023-03-01")] == [0, 1, 1, 0]
    operations.prolong(acting_as=signing.cast.officer, agreement=agreement, until=date(2026, 2, 28), happened_at=moment("2022-12-01"))
    assert in_force("2023-03-01") == 1
    operations.end_agreement(acting_as=signing.cast.officer, agreement=agreement, reason="The makers have dissolved.", happened_at=moment("2024-05-02"))
    assert (in_force("2024-05-01"), in_force("2024-05-02")) == (1, 0)
    assert AgreementTerm.objects.known().get().reason == "The makers have dissolved."
    with pytest.raises(RuleBroken, match="not in force"):
        operations.end_agreement(acting_as=signing.cast.officer, agreement=agreement, reason="again", happened_at=moment("2024-06-01"))


@pytest.mark.parametrize(("changed", "message"), [
    ({"parties": []}, "two parties"), ({"title": " "}, "title"), ({"until": date(2019, 1, 1)}, "end before"),
    ({"signed_on": date(2099, 1, 1), "until": None}, "future"), ({"signed_on": date(2009, 1, 1)}, "power to sign"), ({"text": ("empty.txt", b"")}, "Attach"),
])
def test_what_is_no_agreement_is_refused_whole(signing: Signing, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        signing.conclude(**changed)
    assert not Agreement.objects.exists() and not Act.objects.filter(verb="conclude").exists()


def test_an_office_without_the_power_has_signed_nothing(signing: Signing) -> None:
    with pytest.raises(RuleBroken, match="power to sign"):
        signing.conclude(signatory=signing.office("officer"))
    with pytest.raises(RuleBroken, match="power to sign"):
        signing.conclude(signatory=signing.office("focal-point"), signed_in=signing.makers)


def test_only_officers_record_and_the_parties_read_the_text(signing: Signing) -> None:
    for other in (signing.maker, signing.cast.stranger, signing.secretary, VISITOR):
        with pytest.raises(Refused):
            signing.conclude(acting_as=other)
    agreement = signing.conclude()
    for who, seen in ((signing.maker, True), (signing.cast.officer, True), (signing.cast.stranger, False), (VISITOR, False)):
        assert bool(may(who, "view", agreement.texts.get())) == seen == visible(who, AgreementText.objects.all()).exists()
        assert visible(who, Agreement.objects.all()).count() == 1, "the register is open to all"


def test_two_ends_at_once_leave_one(signing: Signing) -> None:
    agreement = signing.conclude(until=None)
    stale = Agreement.objects.get(pk=agreement.pk)
    operations.end_agreement(acting_as=signing.cast.officer, agreement=agreement, reason="once")
    with pytest.raises(RuleBroken, match="not in force"):
        operations.end_agreement(acting_as=signing.cast.officer, agreement=stale, reason="twice")
    assert Act.objects.filter(verb="end", subject_kind="agreement").count() == 1
