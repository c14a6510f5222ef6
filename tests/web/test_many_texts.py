"""Lists of many thousands: a text is found by its number or title and not in a list of all; nobody waits for figures and counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.mandates.asked import actors_asked
from mandata.mandates.models import Obligation
from mandata.mandates.operations import answer_duty, reject_mandate
from mandata.shared.measures import measures
from mandata.texts.calling import works_called
from mandata.texts.models import LanguageVersion, Revision, Work
from mandata.web.figures import SECTIONS, names_of
from mandata.web.owed.listed import Obligations
from mandata.web.register import actors_named, live_count
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import Owed, made
from tests.web.test_owed import page
from tests.web.test_plan import rows


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


@pytest.mark.parametrize("words,found", [
    ("5", True), ("Resolution 5", True), ("lighthouses", True), ("LIGHTHOUSES of", True), ("resolution lighthouses", True), ("", True), ("· —", True),
    ("6", False), ("55", False), ("decision 5", False), ("lighthouses 6", False), ("%", True), ("_ighthouses", False),
])
def test_a_text_is_called_by_number_kind_and_title(owed: Owed, words: str, found: bool) -> None:
    assert Work.objects.filter(works_called(words)).exists() is found


def test_a_number_that_a_text_has_is_looked_for_in_no_title(owed: Owed) -> None:
    five = Work.objects.get()
    LanguageVersion.objects.filter(revision__work=five).update(title="Lighthouses by 2030, first of 15")
    for words in ("2030", "by 2030", "15"):
        assert Work.objects.filter(works_called(words)).get() == five
    fifteen = Work.objects.create(organisation=five.organisation, body=five.body, kind_of_text="resolution", number="15")
    assert Work.objects.filter(works_called("15")).get() == fifteen and Work.objects.filter(works_called("5")).get() == five


def test_a_text_is_called_in_the_language_of_the_reader(owed: Owed) -> None:
    from django.utils.translation import override

    with override("fr"):
        assert Work.objects.filter(works_called("résolution 5")).exists() and not Work.objects.filter(works_called("décision 5")).exists()


def test_a_filter_asks_for_a_text_by_its_name_and_lists_none(owed: Owed, client: Client) -> None:
    work = Work.objects.get()
    for path in ("/mandates/", "/plan/"):
        plain = page(client, path)
        assert 'name="title"' in plain and 'name="text"' not in plain, "three thousand texts are not listed in a filter"
        assert rows(page(client, f"{path}?title=resolution+5")) == rows(plain) == 7
        assert "No duty here" in page(client, f"{path}?title=6")
        named = page(client, f"{path}?text={work.pk}")
        assert rows(named) == 7 and f'<option value="{work.pk}" selected' in named, "addresses that name a text hold"
        assert "No duty here" in page(client, f"{path}?text=99999") and "No duty here" in page(client, f"{path}?text=x")


def test_the_plans_are_listed_text_by_text(owed: Owed, client: Client) -> None:
    work = Work.objects.get()
    found = page(client, "/plan/texts/?q=lighthouses")
    assert f'<a href="/plan/{work.pk}/">' in found and "Lighthouses of the league" in found and '<td data-label="Live duties">7</td>' in found
    assert rows(page(client, "/plan/texts/?q=6")) == 0 or "Nothing is published yet" in page(client, "/plan/texts/?q=6")
    assert 'href="/plan/texts/"' in page(client, "/plan/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, "/plan/texts/")
        return len(asked)

    cache.clear()
    few = queries()
    for number in range(60, 90):
        copy = Work.objects.create(organisation=work.organisation, body=work.body, kind_of_text="resolution", number=str(number))
        Revision.objects.create(work=copy, layer="adopted", adopted_on=date(2016, 11, 1))
    cache.clear()
    found = page(client, "/plan/texts/")
    assert rows(found) == 31 and found.index("Resolution 5<") < found.index("Resolution 60<")
    cache.clear()
    assert queries() == few
    Work.objects.filter(number="61").update(number="600")
    cache.clear()
    found = page(client, "/texts/")
    assert found.index("Resolution 5 (") < found.index("Resolution 60<") < found.index("Resolution 600<"), "numbers are no words"
    assert page(client, "/texts/?sort=text").index("Resolution 5 (") < page(client, "/texts/?sort=text").index("Resolution 60<")


def test_what_is_open_is_listed_first_and_all_by_asking(owed: Owed, client: Client) -> None:
    one = owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=one.mandate, obligation=one, says="done", words="sent")
    link = f'href="/owed/{one.pk}/"'
    assert link not in page(client, "/owed/") and '<option value="open" selected' in page(client, "/owed/")
    assert link in page(client, "/owed/?state=") and link in page(client, f"/owed/?year={one.due_on.year}"), "a question is answered as it was asked"
    assert one.due_on.isoformat() in page(client, "/owed/?format=csv"), "the file that an address names holds all"
    assert "state=open&amp;format=csv" in page(client, "/owed/"), "the one that the page offers holds what it shows"


def test_very_many_rows_are_counted_so_far_as_a_reader_pages_on(owed: Owed, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Obligations, "page_size", 2)
    monkeypatch.setattr(Obligations, "counted_to", 6)
    monkeypatch.setattr("mandata.web.kit.listing.AHEAD", 2)
    total = Obligation.objects.filter(state="open").count()
    first = page(client, "/owed/")
    assert total > 14 and "6 rows or more" in first and "page=3" in first and "page=4" not in first
    third = page(client, "/owed/?state=open&page=3")
    assert "10 rows or more" in third and "page=5" in third and f'href="/owed/{Obligation.objects.filter(state="open").order_by("due_on", "pk")[4].pk}/"' in third
    monkeypatch.setattr(Obligations, "counted_to", 1000)
    assert f"{total} rows<" in page(client, "/owed/?state=open&page=2")


def test_every_figure_stands_in_one_section_and_is_made_when_asked_for(owed: Owed, client: Client) -> None:
    found = [name for slug in SECTIONS for name in names_of(slug)]
    assert sorted(found) == sorted(one.name for one in measures())
    assert all(names_of(slug) for slug in SECTIONS)
    shown = page(client, "/measures/")
    for slug in SECTIONS:
        assert f'hx-get="/measures/of/{slug}/"' in shown and f'href="/measures/of/{slug}/"' in shown, "a reader without script follows the link"
    part = client.get("/measures/of/duties/", headers={"hx-request": "true"}).content.decode()
    assert 'href="/measures/obligations.open/"' in part and "<html" not in part
    assert "<html" in page(client, "/measures/of/duties/") and 'hx-get="/measures/of/duties/"' not in page(client, "/measures/"), "once made it is kept"
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    assert 'hx-get="/measures/of/duties/"' in page(client, "/measures/"), "until an answer comes"
    assert client.get("/measures/of/nothing/").status_code == 404


def test_figures_have_their_thousands_parted(owed: Owed, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.models.query.QuerySet.count", lambda _self: 12345)
    assert ">12,345<" in page(client, "/measures/of/owed/")
    for language in ("fr", "ar", "zh-hans", "ru", "es"):
        assert ">12\xa0345<" in Client(headers={"accept-language": language}).get("/measures/of/owed/").content.decode(), language


def test_what_is_counted_of_terms_is_kept_until_terms_are_written(owed: Owed) -> None:
    assert live_count() == 7 and actors_asked() and dict(actors_named()).keys() == set(actors_asked())
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    with CaptureQueriesContext(connection) as asked:
        assert live_count() == 7
    assert not any("COUNT" in one["sql"] for one in asked), "another act lets it stand"
    finding = owed.duties["a list"].terms.get().finding
    assert finding is not None
    reject_mandate(acting_as=owed.cast.officer, finding=finding)
    assert live_count() == 6


def test_actors_of_whom_nothing_is_asked_now_are_in_no_filter(owed: Owed) -> None:
    assert "tsag" in dict(actors_named())
    finding = owed.duties["review"].terms.get().finding
    assert finding is not None
    reject_mandate(acting_as=owed.cast.officer, finding=finding)
    assert "tsag" not in actors_asked() and "tsag" not in dict(actors_named())
