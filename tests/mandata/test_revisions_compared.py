"""Two revisions compared by identity: what became of each provision, its words, its address; the heir of a split."""

from __future__ import annotations

import pytest

from mandata.mandates.heirs import name_heir
from mandata.mandates.operations import confirm_certain, publish_revision, roll_obligations
from mandata.mandates.register import live_terms
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.comparing import changes_of, compare_revisions
from mandata.texts.models import ProvisionLink, Revision
from tests.mandata.conftest import NEW, OLD, Cast
from tests.mandata.test_owed import rule

RENUMBERED = NEW.replace("considering\na)\tthat lighthouses", "considering\na)\tthat fog is thick;\nb)\tthat lighthouses").replace("b)\tthat keepers", "c)\tthat keepers")
SPLIT = OLD.replace("Geneva, 2012", "Hammamet, 2016").replace(
    "2\tto submit a report on lighthouses to TSAG each year;\n",
    "2\tto submit a report on lighthouses;\n3\tto bring that report to TSAG each year;\n",
).replace("3\tto publish", "4\tto publish")


def publish(cast: Cast, words: str, year: int, layer: str = "adopted") -> Revision:
    """Read, confirm and publish Resolution 5."""
    reading = cast.read(words, f"{year}-{layer}.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="5",
        session=cast.sessions[year], layer=layer,
    )


def test_each_provision_stands_in_one_row_by_its_identity(cast: Cast) -> None:
    old, new = publish(cast, OLD, 2012), publish(cast, RENUMBERED, 2016)
    found = compare_revisions(old, new)
    what = {row.one.text: row.what for row in found.rows}
    assert what["that fog is thick;"] == "added"
    assert what["that lighthouses are useful to all coasts;"] == "renumbered"
    assert what["to publish the names of the keepers,"] == "suppressed"
    assert what["to lend their old lamps to other coasts."] == "kept"
    (changed,) = found.of("changed")
    assert [(one.kind, one.text) for one in changed.words if one.kind != "same"] == [("added", " and buoys"), ("removed", ";"), ("added", ",")]
    assert changed.old and changed.new and changed.old.wid == changed.new.wid, "a link to it survives"
    assert sum(1 for row in found.rows if row.old) == old.provision_versions.count()
    addresses = [address for address, _row, _piece in changes_of(found.rows)]
    assert len(set(addresses)) == len(addresses) and f"{changed.one.wid}.3" in addresses


@pytest.mark.req("002-115")
def test_a_clause_without_counterpart_in_a_proposal_stays_in_force_in_the_base(cast: Cast) -> None:
    base = publish(cast, OLD, 2012)
    publish(cast, NEW, 2016, "proposed")
    proposal = Revision.objects.get(layer="proposed")
    found = compare_revisions(base, proposal)
    (gone,) = found.of("suppressed")
    assert gone.old and gone.old.text == "to publish the names of the keepers," and gone.new is None
    assert live_terms().get(summary=gone.old.text).version.revision == base, "until adoption it is in force as it stands"


def test_a_person_names_the_heir_of_a_split_and_the_duty_goes_with_it(cast: Cast) -> None:
    old, new = publish(cast, OLD, 2012), publish(cast, SPLIT, 2016)
    (link,) = compare_revisions(old, new).links
    assert link.kind == "split" and [one.label for one in link.new] == ["2", "3"]
    duty = live_terms().get(summary__startswith="to submit").mandate
    own = live_terms().get(summary__startswith="to bring").mandate
    rule(cast, "owed-from", "2017-01-01")
    roll_obligations(acting_as=cast.officer, organisation=cast.league)
    versions = {one.wordings.get().label: one for one in new.provision_versions.filter(call="instruct") if one.wordings.get().label}
    before = old.provision_versions.get(provision=duty.provision)
    parts = [versions["2"], versions["3"]]
    with pytest.raises(Refused):
        name_heir(acting_as=cast.stranger, revision=new, old=[before], new=parts, heir=(before, parts[1]))
    name_heir(acting_as=cast.officer, revision=new, old=[before], new=parts, heir=(before, parts[1]))
    parts[1].refresh_from_db()
    assert parts[1].provision == duty.provision, "the heir keeps the identity, and with it every link"
    terms = duty.terms.get(current=True)
    assert terms.words_changed == parts[1] and terms.version.revision == old, "the old terms stay live until its words are confirmed"
    assert set(own.obligations.values_list("state", flat=True)) == {"void"}, "what is due is due once"
    assert set(duty.obligations.values_list("state", flat=True)) == {"open"}
    assert not compare_revisions(old, new).links
    assert ProvisionLink.objects.filter(what="split").count() == 2 and Act.objects.filter(verb="name-heir").count() == 1
    with pytest.raises(RuleBroken):
        name_heir(acting_as=cast.officer, revision=new, old=[before], new=parts, heir=None)
