"""What cites what: resolved by the library, in any order of publication, else by a person; a graph that opens."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mandata.shared.operations import RuleBroken
from mandata.shared.seen import seen
from mandata.texts.models import Citation, Revision
from mandata.texts.operations import resolve_citation
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import as_, publish, site  # noqa: F401

CITING = OLD.replace("RESOLUTION 5", "RESOLUTION 6").replace(
    "b)\tthat keepers need training,",
    "b)\tResolution 5 (Rev. Dubai, 2012) of this Assembly;\nc)\tResolution 22 (Rev. New Delhi) of this Assembly;\n"
    "d)\tResolution 5 (Rev. Geneva, 2012) of this Assembly,",
)


def citation(words: str) -> Citation:
    return Citation.objects.get(printed__contains=words)


@pytest.mark.req("001-05", "004-01")
def test_citations_resolve_to_versions_and_the_others_are_listed(site: Client, cast: Cast) -> None:  # noqa: F811
    old = Revision.objects.get()
    citing = publish(cast, CITING, 2012, number="6")
    assert citation("Dubai").target == old
    assert citation("New Delhi").target is None and citation("New Delhi").status == "incomplete"
    assert citation("Geneva").target is None, "a meeting that never was resolves to nothing"
    records = json.loads(site.get("/citations/?resolved=no&format=json").content)
    assert [one["printed"] for one in records] == [citation("New Delhi").printed, citation("Geneva").printed]
    graph = json.loads(site.get(f"/citations/?cited={old.work_id}&format=json").content)
    assert [(one["text"], one["target"]) for one in graph] == [(str(citing), str(old))]
    assert "It is cited 1 time" in site.get(f"/texts/works/{old.work_id}/").content.decode()


def test_a_citation_waits_for_its_text_to_come(cast: Cast) -> None:  # noqa: F811
    publish(cast, CITING, 2012, number="6")
    assert citation("Dubai").target is None
    old = publish(cast, OLD, 2012)
    assert citation("Dubai").target == old and citation("New Delhi").target is None


@pytest.mark.req("001-05")
def test_a_person_says_what_a_citation_means(site: Client, cast: Cast) -> None:  # noqa: F811
    citing = publish(cast, CITING, 2012, number="6")
    other = publish(cast, OLD.replace("RESOLUTION 5", "RESOLUTION 22"), 2012, number="22")
    open_one = citation("New Delhi")
    as_(site, "sam@example.org")
    assert site.post(f"/citations/{open_one.pk}/", {"target": other.pk}).status_code == 403
    as_(site, "ada@example.org")
    assert f'href="/citations/{open_one.pk}/"' in site.get("/citations/?resolved=no").content.decode()
    assert site.post(f"/citations/{open_one.pk}/", {"target": other.pk, "seen": seen(open_one)}).status_code == 302
    open_one.refresh_from_db()
    assert open_one.target == other and open_one.resolved_by is not None and open_one.status == "incomplete"
    page = site.get(f"/texts/{citing.pk}/").content.decode()
    assert f'<a href="/texts/{other.pk}/">Resolution 22 (Rev. New Delhi)</a>' in page


def test_a_citation_means_a_text_of_its_organisation(cast: Cast) -> None:  # noqa: F811
    from mandata.parties.models import Organisation

    publish(cast, CITING, 2012, number="6")
    other = publish(cast, OLD, 2012)
    Organisation.objects.create(key="other", slug="other", entity="organisation", vocabulary="itu")
    other.work.organisation = Organisation.objects.get(slug="other")
    with pytest.raises(RuleBroken, match="same organisation"):
        resolve_citation(acting_as=cast.officer, citation=citation("New Delhi"), target=other)


def test_a_published_citation_is_not_written_for_each_language(site: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, CITING, 2012, number="6")
    assert Citation.objects.count() == 3
    publish(cast, NEW, 2016)
    assert Citation.objects.count() == 3


def test_every_kind_that_the_reader_cites_has_words() -> None:
    from mandata.web.texts.citations import CITED
    from textengine.languages import languages, words_of

    named = {kind for language in languages() for kind in words_of(language)["citations"]["instruments"]}
    assert named | {"document", "action-line", "resolution", "decision", "recommendation"} <= set(CITED)
