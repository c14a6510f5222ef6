"""What a proposal would change in duties and rights: each kind of fate, and nothing of it law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mandata.mandates.impact import impact_of_proposal, impact_of_revision
from mandata.mandates.operations import reject_mandate
from mandata.mandates.register import live_terms
from mandata.membership.models import Right
from mandata.parties.actors import vocabulary_of
from mandata.parties.models import Dissolution, Establishment, Party
from mandata.shared.models import Act
from tests.mandata.conftest import NEW, OLD, Cast
from tests.mandata.test_proposals import MARKED, lodge, word_file
from tests.mandata.test_revisions_compared import publish
from tests.web.test_pages import publish as numbered
from textengine.dissolving import dissolved

WIDER = MARKED.replace("to TSAG each year", "to [-TSAG-]{+the Council+} [-each year-]{+every two years+}").replace(
    "to lend their old lamps", "to lend their old {+and new +}lamps")


def test_duties_are_renewed_changed_new_and_ended(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    before = set(live_terms().values_list("pk", flat=True))
    found = impact_of_proposal(lodge(cast, word_file(cast, WIDER)))
    assert [one.row.one.label for one in found.of("renewed")] == ["1"]
    changed = {one.row.one.label or "invites": {name: (old, new) for name, old, new in one.differs} for one in found.of("changed")}
    assert set(changed) == {"2", "invites"} and changed["invites"] == {}
    assert changed["2"]["by when"] == ("each year", "every two years") and changed["2"]["report to"][1] == "ITU Council"
    (ended,) = found.of("ended")
    assert ended.row.one.text == "to publish the names of the keepers," and ended.old and ended.old.mandate
    assert not found.of("new") and set(live_terms().values_list("pk", flat=True)) == before


def test_a_duty_that_was_read_in_error_is_neither_renewed_nor_ended(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    for words in ("to keep a list", "to publish the names"):
        finding = live_terms().get(summary__startswith=words).finding
        assert finding is not None
        reject_mandate(acting_as=cast.officer, finding=finding)
    found = impact_of_proposal(lodge(cast, word_file(cast, MARKED)))
    assert {fate: [one.row.one.label for one in found.of(fate)] for fate in ("renewed", "changed", "new", "ended")} == {
        "renewed": [""], "changed": ["2"], "new": [], "ended": []}


def test_a_report_to_a_body_that_has_ended_is_orphaned(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    proposal = lodge(cast, word_file(cast, MARKED))
    assert not impact_of_proposal(proposal).orphaned
    tsag = Party.objects.create(organisation=cast.league, key="tsag", entity="group", actor="tsag", parent=cast.league)
    act = Act.objects.order_by("-pk")[0]
    state = Party.objects.create(organisation=cast.league, key="sui", entity="state", parent=cast.league)
    Establishment.objects.create(party=tsag, state=state, source="invented", until=timezone.now().date(), opened_by=act)
    assert not impact_of_proposal(proposal).orphaned, "on its last day it is there"
    Establishment.objects.update(until=timezone.now().date() - timedelta(days=1))
    (orphan,) = impact_of_proposal(proposal).orphaned
    assert orphan.row.one.label == "2" and orphan.orphaned == ("tsag",)
    Establishment.objects.create(party=tsag, state=state, source="invented again", since=date(2015, 1, 2), opened_by=act)
    assert not impact_of_proposal(proposal).orphaned
    assert base


def test_a_proposal_that_dissolves_a_body_orphans_what_reports_to_it(cast: Cast) -> None:
    publish(cast, OLD, 2012)
    other = numbered(cast, OLD.replace("RESOLUTION 5", "RESOLUTION 6").replace("lighthouses", "bells"), 2012, number="6")
    words = MARKED.replace("to keep a list of lighthouses;", "to keep a list of lighthouses{+, and to dissolve TSAG+};")
    found = impact_of_proposal(lodge(cast, word_file(cast, words)))
    assert len(found.dissolved) == 1 and [one.row.one.label for one in found.orphaned] == ["2"] and found.orphaned[0].orphaned == found.dissolved
    assert [one.version.revision for one in found.elsewhere] == [other], "a duty of another text would report to nobody"
    Dissolution.objects.create(party=Party.objects.create(organisation=cast.league, key="tsag", entity="group", actor="tsag", parent=cast.league), source="x",
                               since=date(2015, 1, 1), opened_by=Act.objects.order_by("-pk")[0])
    unsaid = impact_of_proposal(lodge(cast, word_file(cast, MARKED, "unsaid.docx"), serial=2))
    assert not unsaid.dissolved and [one.row.one.label for one in unsaid.orphaned] == ["2"], "it was dissolved before"


@pytest.mark.parametrize(("language", "words", "bodies"), [
    ("en", "to dissolve the Telecommunication Standardization Advisory Group", ["tsag"]), ("en", "that TSAG is dissolved;", ["tsag"]), ("en", "not to dissolve TSAG", []),
    ("en", "to suppress the reports of TSAG", []), ("fr", "de dissoudre le Groupe consultatif de la normalisation des télécommunications", ["tsag"]),
    ("fr", "que le GCNT est dissous", ["tsag"]), ("es", "disolver el Grupo Asesor de Normalización de las Telecomunicaciones", ["tsag"]),
    ("ru", "распустить Консультативную группу по стандартизации электросвязи", ["tsag"]), ("zh", "解散电信标准化顾问组", ["tsag"]), ("ar", "حل الفريق الاستشاري لتقييس الاتصالات", ["tsag"]),
])
def test_which_body_words_dissolve(language: str, words: str, bodies: list[str]) -> None:
    assert dissolved(words, language, vocabulary_of("itu")) == bodies


def test_rights_whose_provision_changes_are_named(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    act = Act.objects.order_by("-pk")[0]
    wid = base.provision_versions.get(wordings__text__startswith="to lend").provision.wid
    for verb, cited in (("speak", "wtsa/resolution/5#instruct 3"), ("light", wid), ("read", "wtsa/resolution/5#instruct 1")):
        Right.objects.create(organisation=cast.league, category="firm", verb=verb, place="group", says="yes", cited=cited, basis="Resolution 5", opened_by=act)
    found = impact_of_proposal(lodge(cast, word_file(cast, WIDER)))
    assert {one.right.verb: one.turn for one in found.rights} == {"speak": "suppressed", "light": "other words"}


def test_a_revision_tells_the_same_of_what_it_changed(cast: Cast) -> None:
    old, new = publish(cast, OLD, 2012), publish(cast, NEW, 2016)
    found = impact_of_revision(old, new)
    assert [len(found.of(fate)) for fate in ("renewed", "changed", "new", "ended")] == [2, 1, 0, 1]
    back = impact_of_revision(new, old)
    assert [len(back.of(fate)) for fate in ("renewed", "changed", "new", "ended")] == [2, 1, 1, 0]
