"""The page of a figure: its counts, sources and bases, its parts, what reports printed of it; all figures; sums with both times."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from mandata.mandates.models import Answer, Obligation, PlanProgramme
from mandata.mandates.operations import answer_duty, excuse_obligation
from mandata.parties.models import Organisation
from mandata.reports.models import ReportObservation
from mandata.reports.operations import publish_report
from mandata.shared.balances import balances, close
from mandata.shared.measures import measure_of, measures, observe
from mandata.web.measured import names_of
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_admission import Admission, admission, somebody  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made
from tests.mandata.test_reports import drafted, pilot, taken_over  # noqa: F401
from tests.web.test_owed import page


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def test_a_figure_tells_its_counts_its_sources_and_the_settings_on_which_it_rests(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    shown = page(client, f"/measures/mandates.reported/?scope={owed.cast.league.pk}")
    for words in ("1 / 7", "<dt>Numerator</dt><dd>1</dd>", "<dt>Denominator</dt><dd>7</dd>", "14 %", "version 1", "Live duties on which an answer", "as known on"):
        assert words in shown, words
    assert re.search(r"<dt>Sources</dt><dd>[^<(]+ \(1\)", shown), "the acts that made the records, each with how many"
    rests = page(client, f"/measures/obligations.overdue/?scope={owed.cast.league.pk}").split("<dt>Bases</dt>")[1].split("</dd>")[0]
    assert "resolve instruct" in rests and "study-period" in rests and "48 months" in rests, "the settings by which it is computed, as they hold"
    parts = page(client, f"/measures/mandates.confirmed/?scope={owed.cast.league.pk}&by=text").split('id="parts"')[1]
    assert "Resolution 5" in parts and ">7</a>" in parts, "parts are called as people call them"
    assert "No record that is open to you" not in page(client, "/measures/obligations.excused/"), "none is counted: nothing is kept from the reader"
    found = client.get(f"/measures/mandates.reported/?scope={owed.cast.league.pk}&as=json").json()
    assert (found["value"], found["numerator"], found["denominator"], found["version"], found["hidden"]) == (1, 1, 7, 1, False)
    assert found["records"] == [owed.duties["a list"].uid] and found["at"] and found["known"]


def test_parts_are_called_as_people_call_them(owed: Owed) -> None:
    league, tsag = owed.cast.league, owed.tsag
    work = owed.duties["a list"].provision.work
    programme = PlanProgramme.objects.create(work=work, number="1", names={"en": "Lamps"}, opened_by=owed.duties["a list"].created_by)
    assert str(programme)
    names = names_of({"chair", f"chair:{tsag.pk}:", "wtsa/resolution/5", "wtsa/5/1", "wtsa/5/1/under-way", "unheard", ""}, league)
    assert names["chair"] == "chair" and names[f"chair:{tsag.pk}:"] == f"chair, {tsag.name}"
    assert names_of({f"{tsag.pk}"}, league) == {f"{tsag.pk}": f"{tsag.pk}"}, "alone a number may be a year"
    assert (names["wtsa/resolution/5"], names["wtsa/5/1"]) == (str(work), str(programme))
    assert names_of({"zh", "fr"}, league, "language") == {"zh": "Simplified Chinese", "fr": "French"} and names_of({"to-do"}, league) == {"to-do": "to-do"}
    assert names_of({"open"}, league, "state", Obligation) == {"open": "open"} != names_of({"not-yet"}, league, "says", Answer) == {"not-yet": "not yet, because …"}
    assert names["wtsa/5/1/under-way"] == f"{programme}, under way" and names["unheard"] == "unheard" and names[""] == "not recorded"


def test_what_a_report_printed_is_computed_again_on_the_page_of_the_figure(pilot: Admission) -> None:  # noqa: F811
    report = drafted(pilot)
    publish_report(acting_as=pilot.cast.officer, report=report)
    shown = page(Client(), f"/measures/sme.approved/?scope={pilot.cast.league.pk}")
    behind = shown.split("<dt>Printed in reports</dt>")[1].split("</dd>")[0]
    assert f'href="/reports/{report.pk}/"' in behind and "<strong>5" in behind
    told = shown.split("<dt>Sources</dt>")[1].split("</dd>")[0]
    assert "(5)" in told and "answer of the administration recorded from its letter" in told, "an application says not who made it: the acts about it are told"
    assert "<dt>Bases</dt>" in shown
    again = re.search(r'href="(/measures/sme\.approved/\?[^"]+)"', behind)
    assert again is not None
    address = again[1].replace("&amp;", "&")
    assert "computed again, the same" in page(Client(), address)
    ReportObservation.objects.filter(measure="sme.approved", split="").update(value=6)
    assert "computed again, another" in page(Client(), address)


def test_all_figures_are_asked_of_one_organisation_at_a_day(owed: Owed, client: Client) -> None:
    league = owed.cast.league
    shown = page(client, f"/measures/?scope={league.pk}&at={TODAY}")
    assert f"/measures/sums/?at={TODAY}" in shown and f'name="scope" value="{league.pk}"' in shown
    assert f'href="/measures/of/duties/?organisation={league.slug}&amp;at={TODAY}"' in shown, "what is fetched is asked alike"
    some = page(client, f"/measures/of/duties/?organisation={league.slug}&at={TODAY}")
    assert f'href="/measures/mandates.confirmed/?scope={league.pk}&amp;at={TODAY}"><span class="figure">7<' in some
    assert 'class="figure">7<' in page(client, f"/measures/?scope={league.pk}&at={TODAY}"), "what was made is kept"
    before = page(client, "/measures/of/duties/?at=2001-01-01").split("/measures/mandates.confirmed/")[1]
    assert re.search(r'class="figure">0<', before)


def test_stocks_of_duties_and_obligations_reconcile_with_their_flows(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    first, second = owed.of("lighthouses to the Council")[:2]
    answer_duty(acting_as=owed.director, mandate=first.mandate, says="done", words="C5", obligation=first)
    excuse_obligation(acting_as=owed.cast.officer, obligation=second, decision="Council decision 4")
    league = owed.cast.league
    own = [close(one, league) for one in balances() if one.equals in ("obligations.open", "mandates.confirmed")]
    assert [one.amiss for one in own] == [0, 0] and {one.measure.name: one.value for _sign, one in own[-1].terms}["obligations.delivered"] == 1
    shown = page(client, f"/measures/sums/?at={TODAY}&known={TODAY}")
    assert f"/measures/obligations.excused/?scope={league.pk}&amp;at={TODAY}&amp;known={TODAY}" in shown, "a figure opens at the times for which it is added up"
    assert f"/measures/obligations.open/?scope={league.pk}&amp;at={TODAY}&amp;known={TODAY}" in shown


def test_a_formula_that_was_replaced_can_be_run(owed: Owed, client: Client) -> None:
    assert measure_of("mandates.unconfirmed", 1).words != measure_of("mandates.unconfirmed").words
    assert observe("mandates.unconfirmed", version=1).value >= observe("mandates.unconfirmed").value
    assert "This formula was replaced" in page(client, "/measures/mandates.unconfirmed/?version=1")
    for one in measures():
        for version in range(1, one.version):
            assert measure_of(one.name, version), "no number of a version is skipped"


def test_the_page_of_a_figure_costs_the_same_whatever_it_counts(owed: Owed, client: Client, django_assert_max_num_queries: Any) -> None:
    assert Organisation.objects.count() == 1
    with django_assert_max_num_queries(40):
        client.get("/measures/mandates.confirmed/?by=text")


def test_numbers_agree_between_pages_and_add_up(owed: Owed, client: Client) -> None:
    league, text = owed.cast.league, owed.duties["a list"].provision.work
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="under-way", words="begun")
    answer_duty(acting_as=owed.director, mandate=owed.duties["buoys"], says="not-yet", words="no paint")
    first = owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=first.mandate, says="done", words="C5", obligation=first)

    def count(address: str) -> int:
        found = re.search(r"(\d+) rows?<", page(client, address))
        assert found, address
        return int(found[1])

    def figure(name: str, **asked: str) -> int:
        return int(client.get(f"/measures/{name}/", {"scope": league.pk, "as": "json", **asked}).json()["value"])

    revision = text.revisions.get()
    duties = figure("mandates.confirmed")
    assert duties == count("/mandates/") == count("/plan/") == len(client.get("/plan/?format=json").json()) == len(client.get("/mandates/?format=json").json()) == 7
    assert duties == figure("mandates.confirmed", split="text", part="wtsa/resolution/5") == figure("mandates.made") - figure("mandates.ended")
    for address in (f"/texts/{revision.pk}/", "/actors/league/tsb-director/"):
        told = re.sub(r"<[^>]+>", " ", re.search(r'<p class="in-line">(?:(?!</p>).)*Of \d+ dut.*?</p>', page(client, address), re.S)[0])  # type: ignore[index]
        of = int(re.search(r"Of (\d+)", told)[1])  # type: ignore[index]
        parts = [int(one) for one in re.findall(r"(\d+) (?:conditional|continuing|silent|done|of which)", told)] + [int(one) for one in re.findall(r": (\d+)", told)]
        assert sum(parts) == of == count("/plan/?actor=tsb-director" if "actors" in address else f"/plan/?text={text.pk}"), (address, told)
    states = dict(re.findall(r"(under way|not yet|continuing|nothing reported|conditional, without means): (\d+)", page(client, f"/plan/{text.pk}/")))
    assert sum(map(int, states.values())) == 7 and (states["under way"], states["not yet"]) == ("1", "1")
    assert figure("mandates.reported") == 3 and figure("mandates.reported", at="2001-01-01") == 0 == figure("mandates.reported", known="2001-01-01")
    assert figure("obligations.delivered") == count("/owed/?state=delivered") == 1


def test_a_figure_of_a_day_before_records_began_says_so(client: Client, owed: Owed) -> None:
    before = "/measures/mandates.confirmed/?at=2001-01-01"
    assert "Records begin here on" in page(client, before) and "Records begin here on" in page(client, "/measures/mandates.confirmed/?known=2001-01-01")
    assert "Records begin here on" not in page(client, "/measures/mandates.confirmed/")
