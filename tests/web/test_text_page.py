"""The page of a text: words made once, citations marked as things stand, notes where they are called, duties beside."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.register import live_terms
from mandata.texts.models import Revision
from mandata.web.rendering import article_of
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import publish, site  # noqa: F401

CITING = OLD.replace(
    "b)\tthat keepers need training,",
    "b)\tResolution 5 (Rev. Dubai, 2012[footnoteRef:1]) of this Assembly,",
) + "[1: The one on lighthouses.]\n"


def test_the_words_are_made_once_and_the_margin_is_as_things_stand(site: Client) -> None:  # noqa: F811
    revision = Revision.objects.get()
    address = f"/texts/{revision.pk}/"
    page = site.get(address).content.decode()
    assert "<b>a)</b>" in page and "<b>1</b>" in page, "labels as printed"
    assert page.count('<aside class="margin"') == live_terms().count() and "instructs" in page
    with CaptureQueriesContext(connection) as found:
        site.get(address)
    assert not [one for one in found if "mandata_wording" in one["sql"]]
    assert len(found) <= 7


def test_the_margin_names_the_owner_in_the_language_of_the_reader(site: Client) -> None:  # noqa: F811
    site.cookies["django_language"] = "fr"
    page = site.get(f"/texts/{Revision.objects.get().pk}/").content.decode()
    assert ">Directeur du Bureau de la normalisation des télécommunications</a>" in page


@pytest.mark.req("001-05")
def test_a_citation_says_that_it_is_newer_today(site: Client, cast: Cast) -> None:  # noqa: F811
    plain = CITING.replace("RESOLUTION 5 (", "RESOLUTION 6 (").replace("[footnoteRef:1]", "").split("[1:")[0]
    citing = publish(cast, plain, 2012, number="6")
    address = f"/texts/{citing.pk}/"
    assert "newer today" not in site.get(address).content.decode()
    newer = publish(cast, NEW, 2016)
    page = site.get(address).content.decode()
    assert "newer today" in page and f'href="/texts/{newer.pk}/"' not in page


def test_a_citation_of_a_revision_that_is_not_here_leads_to_the_newer_one_and_says_so(site: Client, cast: Cast) -> None:  # noqa: F811
    plain = CITING.replace("RESOLUTION 5 (", "RESOLUTION 6 (").replace("[footnoteRef:1]", "").split("[1:")[0]
    citing = publish(cast, plain.replace("Resolution 5", "Resolution 8"), 2012, number="6")
    newer = publish(cast, NEW.replace("RESOLUTION 5", "RESOLUTION 8"), 2016, number="8")
    page = site.get(f"/texts/{citing.pk}/").content.decode()
    assert "newer today" in page and f'href="/texts/{newer.pk}/"' in page


def test_a_citation_never_leads_to_a_proposal(site: Client, cast: Cast) -> None:  # noqa: F811
    plain = CITING.replace("RESOLUTION 5 (", "RESOLUTION 6 (").replace("[footnoteRef:1]", "").split("[1:")[0]
    citing = publish(cast, plain.replace("Resolution 5 (Rev. Dubai", "Resolution 8 (Rev. Geneva"), 2012, number="6")
    proposal = publish(cast, OLD.replace("RESOLUTION 5", "RESOLUTION 8"), 2012, number="8", layer="proposed")
    page = site.get(f"/texts/{citing.pk}/").content.decode()
    assert "Resolution 8" in page and f'href="/texts/{proposal.pk}/"' not in page


def test_a_note_called_inside_a_citation_stands_in_place(site: Client, cast: Cast) -> None:  # noqa: F811
    citing = publish(cast, CITING.replace("RESOLUTION 5 (", "RESOLUTION 6 ("), 2012, number="6")
    page = site.get(f"/texts/{citing.pk}/").content.decode()
    line = next(one for one in page.splitlines() if "footnote" in one)
    assert '2012<sup class="note-mark">' in line and "The one on lighthouses." in line


def test_words_of_a_text_are_never_markup(site: Client, cast: Cast) -> None:  # noqa: F811
    words = OLD.replace("that keepers need training", "that <script>alert(1)</script> keepers | need training").replace("RESOLUTION 5", "RESOLUTION 7")
    revision = publish(cast, words, 2012, number="7")
    page = site.get(f"/texts/{revision.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "keepers | need" in page
    assert "\ue000" not in page and "\ue001" not in page


def test_signs_of_private_use_open_no_place(site: Client, cast: Cast) -> None:  # noqa: F811
    words = OLD.replace("keepers need", "keepers \ue000margin|1\ue001 need").replace("RESOLUTION 5", "RESOLUTION 7")
    revision = publish(cast, words, 2012, number="7")
    assert "margin|1" in site.get(f"/texts/{revision.pk}/").content.decode()


def test_an_article_is_made_again_for_a_newer_reading(site: Client, cast: Cast) -> None:  # noqa: F811
    version = Revision.objects.get().language_versions.get()
    first = article_of(version)
    version.wordings.filter(text__startswith="to keep").update(text="to keep a longer list")
    assert article_of(version) == first
    version.reading_id = 10**6
    assert "a longer list" in article_of(version).html


def test_a_permanent_link_leads_to_the_adopted_text_and_not_to_an_undated_one(site: Client, cast: Cast) -> None:  # noqa: F811
    old = Revision.objects.get()
    wid = live_terms().filter(summary__startswith="to keep").get().version.provision.wid
    publish(cast, NEW, 2016, layer="proposed")
    assert site.get(f"/p/{wid}/")["Location"] == f"/texts/{old.pk}/#{wid}"
    newer = publish(cast, NEW + "\n", 2016)
    Revision.objects.filter(pk=old.pk).update(adopted_on=None)
    assert site.get(f"/p/{wid}/")["Location"] == f"/texts/{newer.pk}/#{wid}"
