"""The register as a reader uses it: what ended, who owns what, under which provision, found by words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.models import Mandate
from mandata.mandates.operations import assign_mandate, confirm_certain, publish_revision, reject_mandate
from mandata.mandates.register import live_terms, others, waiting_findings
from mandata.parties.models import Office
from mandata.shared.operations import Refused
from mandata.texts.models import Finding, Revision
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import as_, publish, site  # noqa: F401


def test_ended_duties_are_listed_with_what_ended_them(site: Client, cast: Cast) -> None:  # noqa: F811
    rejected = live_terms().get(summary__startswith="to lend")
    assert rejected.finding is not None
    reject_mandate(acting_as=cast.officer, finding=rejected.finding)
    newer = publish(cast, NEW, 2016)
    assert others().ended == Mandate.objects.exclude(ended_by=None).count() == 2
    assert 'href="?layer=ended">2 ended' in site.get("/mandates/").content.decode()
    page = site.get("/mandates/?layer=ended").content.decode()
    assert page.index("to publish the names") < page.index("to lend their old lamps"), "the one that ended last stands first"
    assert "to keep a list" not in page
    rows = site.get("/mandates/?layer=ended&format=json").json()
    assert [(one["by"], one["newer"]) for one in rows] == [
        ("not carried over by the newer text", str(newer)), ("rejected: it asks nobody for anything", ""),
    ]
    duty = Mandate.objects.exclude(ended_by=None).get(terms__summary__startswith="to publish")
    page = site.get(f"/mandates/{duty.pk}/").content.decode()
    assert "not carried over by the newer text" in page and f'href="/texts/{newer.pk}/">' in page


def test_a_duty_of_a_revision_that_came_late_ended_by_the_one_that_followed(cast: Cast, client: Client) -> None:  # noqa: F811
    newer = publish(cast, NEW, 2016)
    reading = cast.read(OLD, "late.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )
    rows = client.get("/mandates/?layer=ended&format=json").json()
    assert [(one["words"][:10], one["newer"]) for one in rows if one["words"].startswith("to publish")] == [("to publish", str(newer))]


def test_ended_duties_cost_the_same_for_more_rows(site: Client, cast: Cast) -> None:  # noqa: F811
    def queries() -> int:
        site.get("/mandates/?layer=ended")
        with CaptureQueriesContext(connection) as found:
            site.get("/mandates/?layer=ended")
        return len(found)

    def reject(words: str) -> None:
        finding = live_terms().get(summary__startswith=words).finding
        assert finding is not None
        reject_mandate(acting_as=cast.officer, finding=finding)

    reject("to lend")
    before = queries()
    reject("to publish")
    reject("to submit")
    assert queries() == before


def test_a_layer_that_nobody_knows_is_not_found(site: Client) -> None:  # noqa: F811
    assert site.get("/mandates/?layer=nonsense").status_code == 404
    assert site.get("/mandates/?layer=live").status_code == 200


def test_an_ended_duty_gets_no_owner(site: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, NEW, 2016)
    duty = Mandate.objects.exclude(ended_by=None).get()
    with pytest.raises(Refused, match="has ended"):
        assign_mandate(acting_as=cast.officer, mandate=duty, party=cast.secretariat, basis="house rule 3")
    as_(site, "ada@example.org")
    page = site.get(f"/mandates/{duty.pk}/").content.decode()
    assert "disabled>Assign" in page and "This duty has ended" in page and "no owner: waits" not in page
    assert "<form method" not in site.get(f"/mandates/{duty.pk}/assign/").content.decode().split("<main")[1]


def test_an_owner_is_a_party_or_an_office_and_the_page_then_says_so(site: Client, cast: Cast) -> None:  # noqa: F811
    duty = live_terms().get(summary__startswith="to lend").mandate
    live_terms().filter(mandate=duty).update(actors="", addressees=[])
    as_(site, "ada@example.org")
    form = site.get(f"/mandates/{duty.pk}/assign/").content.decode()
    assert '<option value="" selected>choose</option>' in form
    office = Office.objects.get(function="officer")
    assert f'<option value="office-{office.pk}">{office} (Ada Officer)</option>' in form
    assert site.post(f"/mandates/{duty.pk}/assign/", {"party": "", "basis": "rule 3"}).status_code == 422
    assert "no owner" in site.get(f"/mandates/{duty.pk}/").content.decode()
    response = site.post(f"/mandates/{duty.pk}/assign/", {"party": f"office-{office.pk}", "basis": "rule 3"})
    assert response.status_code == 302
    owner = duty.assignments.get(closed_by=None)
    assert (owner.office, owner.party) == (office, cast.secretariat)
    for page in (f"/mandates/{duty.pk}/", "/mandates/?q=lamps"):
        shown = site.get(page).content.decode()
        assert str(office) in shown and "no owner" not in shown


def test_a_row_says_under_which_provision(site: Client, cast: Cast) -> None:  # noqa: F811
    terms = live_terms().get(summary__startswith="to submit")
    anchor = f'href="/texts/{terms.version.revision_id}/#{terms.version.provision.wid}">'
    page = site.get("/mandates/?q=submit").content.decode()
    assert f"{anchor}{terms.version.revision}, <bdi>2</bdi></a>" in page
    assert f"{anchor}<bdi>2</bdi></a>" in site.get("/actors/league/tsb-director/").content.decode()
    row = site.get("/mandates/?q=submit&format=json").json()[0]
    assert (row["label"], row["provision"], row["actors"]) == ("2", terms.version.provision.wid, "tsb-director")


def test_a_provision_below_another_says_its_whole_path(cast: Cast, client: Client) -> None:  # noqa: F811
    words = OLD.replace(
        "3\tto publish the names of the keepers,",
        "3\tto publish, for each lighthouse:\ni)\tthe names of the keepers;\nii)\tto tell TSAG of its lamps each year,",
    )
    publish(cast, words, 2012)
    rows = client.get("/mandates/?format=json").json()
    paths = {one["words"][:10]: one["label"] for one in rows}
    below = [path for path in paths.values() if " " in path]
    assert all(path.startswith("3 ") for path in below)
    assert below or "3" in paths.values()


@pytest.mark.parametrize("asked", ["PHARES", "côtes", "cotes", "CÔTES", "Ćôtés"])
def test_words_are_found_without_case_and_accents(site: Client, asked: str) -> None:  # noqa: F811
    live_terms().filter(summary__startswith="to keep").update(summary="tenir la liste des phares de toutes les Côtes;")
    assert [one["words"][:9] for one in site.get("/mandates/", {"q": asked, "format": "json"}).json()] == ["tenir la "]


@pytest.mark.parametrize("asked", ["اعداد", "إعداد", "إِعْدَاد", "إعـداد"])
def test_arabic_words_are_found_without_vowels_and_hamza(site: Client, asked: str) -> None:  # noqa: F811
    live_terms().filter(summary__startswith="to keep").update(summary="إعداد قائمة المنارات؛")
    assert len(site.get("/mandates/", {"q": asked, "format": "json"}).json()) == 1


def test_signs_of_a_pattern_are_plain_signs(site: Client) -> None:  # noqa: F811
    for asked in ("%", "_", "\\", "'"):
        assert site.get("/mandates/", {"q": asked, "format": "json"}).json() == []


def test_what_a_newer_text_followed_waits_for_nobody(cast: Cast, client: Client) -> None:  # noqa: F811
    reading = cast.read(OLD, "old.txt")
    old = publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )
    assert others().waiting == waiting_findings().count() == 4
    publish(cast, NEW, 2016)
    old.refresh_from_db()
    assert old.in_force_until is not None
    assert Finding.objects.filter(what="mandate", state="open", reading=reading).count() == 4
    assert others().waiting == waiting_findings().count() == 0
    as_(client, "ada@example.org")
    assert "Published texts with duties to confirm" not in client.get("/desk/").content.decode()


def test_a_visitor_is_told_why_the_list_is_empty(site: Client, cast: Cast) -> None:  # noqa: F811
    cast.read(NEW, "waiting.txt")
    page = site.get("/mandates/?layer=waiting").content.decode()
    assert "3 of them are open only to the officers" in page
    as_(site, "ada@example.org")
    assert "open only to the officers" not in site.get("/mandates/?layer=waiting").content.decode()


def test_the_desk_counts_the_problems_that_its_figure_opens_to(cast: Cast, client: Client) -> None:  # noqa: F811
    from mandata.shared.measures import observe
    from mandata.texts.operations import adopt_reading

    reading = cast.read(OLD.replace("(Geneva, 2012)\nThe", "(Hammamet, 2016; Geneva, 2012)\nThe"), "odd.txt")
    as_(client, "ada@example.org")

    def shown() -> str:
        return client.get("/desk/").content.decode()

    open_ones = observe("problems.open").value
    assert open_ones and f'Problems open <span class="tag">{open_ones}</span>' in shown()
    from mandata.texts.operations import read_again

    newer: Any = read_again(acting_as=cast.officer, language_version=reading.language_version)
    if newer is not None:
        adopt_reading(acting_as=cast.officer, reading=newer)
    assert Revision.objects.count() == 0
    assert f'Problems open <span class="tag">{observe("problems.open").value}</span>' in shown()


def test_a_proposal_is_named_as_one(site: Client, cast: Cast) -> None:  # noqa: F811
    from django.utils.translation import override

    proposal = publish(cast, NEW, 2016, layer="proposed")
    adopted = Revision.objects.get(layer="adopted")
    assert (str(adopted), str(proposal)) == ("Resolution 5 (Geneva, 2012)", "Proposal: Resolution 5 (Hammamet, 2016)")
    with override("ar"):
        assert "Geneva، 2012" in str(adopted)
    page = site.get("/mandates/?layer=proposed").content.decode()
    assert f'<a href="/texts/{proposal.pk}/">{proposal}</a>' in page


def test_records_behind_a_figure_name_their_text(site: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, NEW, 2016, layer="proposed")
    as_(site, "ada@example.org")
    for name in ("mandates.confirmed", "provisions.published"):
        rows = site.get(f"/measures/{name}/?format=json").json()
        assert rows and {one["text"] for one in rows} <= {str(one) for one in Revision.objects.all()}
    cast.read(OLD.replace("RESOLUTION 5", "RESOLUTION 6"), "six.txt")
    assert all(one["text"] for one in site.get("/measures/mandates.unconfirmed/?format=json").json())
