"""The page of a text: words made once, citations marked as things stand, notes where they are called, duties beside."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.register import live_terms
from mandata.texts.models import Finding, Revision
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
    assert len(found) <= 8


def test_what_no_person_has_confirmed_is_told_and_is_no_duty(site: Client) -> None:  # noqa: F811
    revision = Revision.objects.get()
    address = f"/texts/{revision.pk}/"
    assert "once a person has confirmed" not in site.get(address).content.decode()
    duty = Finding.objects.filter(reading__language_version__revision=revision, what="mandate").first()
    assert duty is not None
    Finding.objects.filter(pk=duty.pk).update(state="open")
    assert "1 more provision seems to ask something" in Client().get(address).content.decode()


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
    assert "a longer list" in "".join(article_of(version).pieces)


def test_a_permanent_link_leads_to_the_adopted_text_and_not_to_an_undated_one(site: Client, cast: Cast) -> None:  # noqa: F811
    old = Revision.objects.get()
    wid = live_terms().filter(summary__startswith="to keep").get().version.provision.wid
    publish(cast, NEW, 2016, layer="proposed")
    assert site.get(f"/p/{wid}/")["Location"] == f"/texts/{old.pk}/#{wid}"
    newer = publish(cast, NEW + "\n", 2016)
    Revision.objects.filter(pk=old.pk).update(adopted_on=None)
    assert site.get(f"/p/{wid}/")["Location"] == f"/texts/{newer.pk}/#{wid}"


PLANNED = OLD.replace("to lend their old lamps to other coasts.", "to lend their old lamps to other coasts.\n\n" + """ANNEX[footnoteRef:1]
(to Resolution 5)
Plan of the lamps
I\tProgramme 1: Lamps
1)\tTSB holds one course for keepers a year, in collaboration with ITU-D.
II\tProgramme 2: Oil
1)\tMember States tell TSB how much oil they need.
____________
[1: Agreed by the keepers.]
""").replace("RESOLUTION 5 (", "RESOLUTION 9 (")


def shown_words(page: str) -> list[str]:
    """The words of an article as a reader meets them, without what the page adds: marks, links, the margin."""
    article = page[page.index("<article"):page.index("</article>")]
    article = re.sub(r'<aside.*?</aside>|<span class="tag.*?</span>|<sup.*?</sup>|<p class="footnote".*?</p>|<a class="anchor".*?</a>', " ", article)
    return re.findall(r"[^\W_]+", unescape(re.sub(r"<[^>]+>", "", article)))


def test_every_word_after_the_title_block_is_on_the_page_in_its_order(site: Client, cast: Cast) -> None:  # noqa: F811
    revision = publish(cast, PLANNED, 2012, number="9")
    page = site.get(f"/texts/{revision.pk}/").content.decode()
    reading = revision.language_versions.get().reading
    assert reading is not None
    text = reading.text
    words = re.findall(r"[^\W_]+", text[text.index("considering"):])
    assert shown_words(page)[-len(words):] == words
    assert re.search(r'<p class="between" id="between-\d+">II\tProgramme 2: Oil</p>', page)
    assert "____" not in page and '<p class="between" id="between-0">RESOLUTION 9' in page
    assert "Lighthouses of the league</p>" not in page, "the page's heading says it"


def test_the_headings_of_an_annex_stand_in_the_outline_and_carry_their_notes(site: Client, cast: Cast) -> None:  # noqa: F811
    revision = publish(cast, PLANNED, 2012, number="9")
    page = site.get(f"/texts/{revision.pk}/").content.decode()
    outline = page[page.index('class="outline"'):page.index("<article")]
    for words in ("ANNEX", "I Programme 1: Lamps", "II Programme 2: Oil"):
        place = re.search(rf'href="#(between-\d+)">{words}<', outline)
        assert place and f'id="{place.group(1)}"' in page
    assert "The World" not in outline, "a title block is no heading"
    assert re.search(r'ANNEX<sup class="note-mark">.*\n?.*Agreed by the keepers', page)


def test_what_a_person_said_is_no_provision_is_still_on_the_page(site: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.mandates.operations import publish_revision
    from mandata.texts.models import Finding
    from mandata.texts.operations import reject_finding

    reading = cast.read(PLANNED, "nine.txt")
    found = reading.findings.filter(what=Finding.What.PROVISION)
    reject_finding(acting_as=cast.officer, finding=next(one for one in found if "how much oil" in one.value["text"]))
    revision = publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="9", session=cast.sessions[2012], layer="adopted",
    )
    page = site.get(f"/texts/{revision.pk}/").content.decode()
    assert re.search(r'<p class="between" id="between-\d+">1\)\tMember States tell TSB', page)


def test_activities_of_a_plan_stand_beside_their_provision_and_are_no_duties(site: Client, cast: Cast) -> None:  # noqa: F811
    before = live_terms().count()
    revision = publish(cast, PLANNED, 2012, number="9")
    page = site.get(f"/texts/{revision.pk}/").content.decode()
    course = next(one for one in page.split('<div class="provision') if "holds one course" in one)
    assert "activity of the plan" in course and "live only through" in course
    assert "activity of the plan" not in next(one for one in page.split('<div class="provision') if "to keep a list" in one)
    assert live_terms().count() - before == 4, "the activities made no duty"
