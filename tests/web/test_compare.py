"""The comparison on its page: side by side, inline, as a file, with clean texts; heirs named by officers."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.texts.models import ProvisionLink
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.mandata.test_revisions_compared import RENUMBERED, SPLIT, publish
from tests.web.test_admission import client_of


@pytest.mark.req("002-01")
def test_every_insertion_and_deletion_of_a_proposal_can_be_addressed(cast: Cast, client: Client) -> None:  # noqa: F811
    base = publish(cast, OLD, 2012)
    proposal = publish(cast, NEW, 2016, "proposed")
    address = f"/texts/compare/?old={base.pk}&new={proposal.pk}"
    page = client.get(address).content.decode()
    assert "until the proposal is adopted" in page and "1 provision is suppressed" in page
    marked = re.findall(r'<(?:ins|del) id="([^"]+)">', page)
    assert marked and len(set(marked)) == len(marked)
    inline = client.get(address + "&view=inline").content.decode()
    assert sorted(re.findall(r'<(?:ins|del) id="([^"]+)">', inline)) == sorted(marked)
    rows = list(csv.DictReader(io.StringIO(client.get(address + "&format=csv").content.decode("utf-8-sig"))))
    assert sorted(row["address"] for row in rows) == sorted(marked)
    assert any((row["kind"], row["words"]) == ("removed", "to publish the names of the keepers,") for row in rows)
    old, new = (client.get(f"/texts/{one.pk}/clean.txt").content.decode() for one in (base, proposal))
    assert "3\tto publish the names of the keepers," in old and "keepers," not in new and "buoys" in new
    only = client.get(address + "&show=changes").content.decode()
    assert "their old lamps" not in only and "buoys" in only
    assert client.get(f"/texts/compare/?new={base.pk}").status_code == 200, "without a base the page says so"
    assert client.get("/texts/compare/?new=999").status_code == 404


def test_texts_without_a_common_language_are_told(cast: Cast, client: Client) -> None:  # noqa: F811
    from tests.mandata.test_from_text_to_duty import FRENCH

    base, newer = publish(cast, OLD, 2012), publish(cast, FRENCH.replace("Genève, 2012", "Hammamet, 2016"), 2016)
    page = client.get(f"/texts/compare/?old={base.pk}&new={newer.pk}").content.decode()
    assert "no language in common (en, fr)" in page and "<ins" not in page


def test_the_page_asks_as_much_for_few_provisions_as_for_many(cast: Cast, client: Client) -> None:  # noqa: F811
    counts = []
    for words in (OLD, OLD.replace("3\tto publish", "".join(f"{n}\tto light lamp {n};\n" for n in range(3, 30)) + "30\tto publish")):
        number = str(len(counts) + 5)
        versions = [publish(cast, one.replace("RESOLUTION 5", f"RESOLUTION {number}"), year) for one, year in ((words, 2012), (words.replace("2012", "2016"), 2016))] if number == "5" else None
        if versions is None:
            from tests.web.test_pages import publish as numbered

            versions = [numbered(cast, words.replace("RESOLUTION 5", "RESOLUTION 6"), 2012, number="6"),
                        numbered(cast, words.replace("RESOLUTION 5", "RESOLUTION 6").replace("Geneva, 2012", "Hammamet, 2016"), 2016, number="6")]
        with CaptureQueriesContext(connection, ) as found:
            assert client.get(f"/texts/compare/?old={versions[0].pk}&new={versions[1].pk}").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_an_officer_names_the_heir_on_the_page(cast: Cast, client: Client) -> None:  # noqa: F811
    old, new = publish(cast, OLD, 2012), publish(cast, SPLIT, 2016)
    officer = client_of(cast.officer)
    address = f"/texts/compare/?old={old.pk}&new={new.pk}"
    page = officer.get(address).content.decode()
    assert "seems to have become several" in page
    link = re.search(r'name="link" value="([^"]+)"', page)
    heir = re.findall(r'name="heir" value="(\d+)"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert link and seen and len(heir) == 2
    sent = {"link": link[1], "heir": heir[1], "seen": seen[1], "query": f"old={old.pk}&new={new.pk}"}
    assert officer.post(f"/texts/{new.pk}/heir/", {**sent, "heir": ""}, follow=True).context is not None
    assert not ProvisionLink.objects.filter(what="split").exists()
    assert "seems to have become" in client.get(address).content.decode(), "a visitor sees it, and no button"
    assert officer.post(f"/texts/{new.pk}/heir/", sent).status_code == 302
    assert ProvisionLink.objects.filter(what="split", heir=True).count() == 1
    assert "seems to have become" not in officer.get(address).content.decode()


def test_a_link_to_a_provision_survives_its_new_number(cast: Cast, client: Client) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    new = publish(cast, RENUMBERED, 2016)
    wid = new.provision_versions.get(wordings__text__startswith="that lighthouses").provision.wid
    assert client.get(f"/p/{wid}/")["Location"] == f"/texts/{new.pk}/#{wid}"
