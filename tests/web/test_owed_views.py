"""Views of what is owed: the desk, an actor, a text in one line, a body, a session, what is missing, where texts overlap."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from mandata.mandates.asked import name_actors
from mandata.mandates.mailing import digest
from mandata.mandates.models import LiveDuty, Mandate, MandateTerms, Obligation, OverlapDecision
from mandata.mandates.operations import (
    announce_session,
    answer_duty,
    ask_answer,
    confirm_mandate,
    hand_to,
    publish_revision,
    recommend_on_overlap,
    record_answer,
    review_plan,
)
from mandata.mandates.relating import overlaps
from mandata.mandates.summing import period_start, summed
from mandata.parties.capacity import HOUSE
from mandata.parties.models import Office, Organisation, Party
from mandata.parties.operations import appoint
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts.models import Provision, ProvisionVersion, Revision
from mandata.web.kit import Listing
from mandata.web.organisations import one_of
from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.mandata.test_owed import TODAY, Owed, made
from tests.web.test_owed import page
from tests.web.test_pages import as_


@pytest.fixture
def owed(cast: Cast) -> Owed:  # noqa: F811
    """The league and what it owes."""
    return made(cast)


def second_text(owed: Owed) -> None:
    """Another text of the league that asks the Director for nearly the same, and cites the first."""
    cast = owed.cast  # noqa: F811
    reading = cast.read(
        "RESOLUTION 7 (Hammamet, 2016)\nMore lighthouses\n(Hammamet, 2016)\nThe World Telecommunication Standardization Assembly (Hammamet, 2016),\n"
        "recalling\nResolution 5 (Rev. Hammamet, 2016) of this assembly,\ninstructs the Director of the Telecommunication Standardization Bureau\n"
        "to submit a report on lighthouses to the Council every year.\n", "seven.txt")
    for finding in reading.findings.filter(what="mandate"):
        confirm_mandate(acting_as=cast.officer, finding=finding)
    publish_revision(acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution", number="7",
                     session=cast.sessions[2016], layer="adopted")


def test_the_desk_shows_what_waits_for_me(owed: Owed, client: Client) -> None:
    as_(client, "dee@example.org")
    found = page(client, "/desk/")
    assert "Due from me" in found and "overdue" in found and f"/owed/act/answer/{owed.duties['lighthouses to the Council'].pk}/?obligation=" in found
    clerk = appoint(acting_as=HOUSE, party=owed.cast.secretariat, function="officer", email="cleo@example.org", name="Cleo").person
    as_(client, "cleo@example.org")
    assert "Due from me" not in page(client, "/desk/")
    hand_to(acting_as=owed.director, mandate=owed.duties["lighthouses to the Council"], office=Office.objects.get(function="director"), person=clerk)
    assert "Due from me" in page(client, "/desk/")
    as_(client, "ada@example.org")
    found = page(client, "/desk/")
    assert re.search(r'href="/owed/\?state=overdue">What is owed <span class="tag bad">\d+ overdue', found) and f'href="/parties/{owed.cast.league.pk}/imports/"' in found and 'href="/rights/mine/"' in found


def test_the_figures_of_a_body_lead_to_the_lines_that_they_count(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="it grows")
    as_(client, "ada@example.org")
    found = page(client, f"/owed/bodies/{owed.cast.assembly.pk}/").split("What its texts ask for")[1]
    links = re.findall(r'<a href="(/plan/\?[^"]+)">(?:Of )?(\d+) ([^<]+)</a>', found)
    assert {words.split()[0] for _address, _n, words in links} >= {"duties:", "reported", "overdue", "continuing"}
    for address, number, words in links:
        assert re.search(rf">{number} rows?<", page(client, unescape(address))), (words, number)
    assert client.get("/plan/?body=99999999").status_code == 200 and "0 rows" in page(client, "/plan/?body=99999999")


def test_a_body_shows_what_falls_due_until_its_next_session_and_says_how_much_comes_later(owed: Owed, client: Client) -> None:
    address = f"/owed/bodies/{owed.council.pk}/"
    every = Obligation.objects.filter(body=owed.council, state="open")
    Obligation.objects.filter(pk=every.order_by("-due_on")[0].pk).update(due_on=TODAY + timedelta(days=4000))
    found = page(client, address)
    shown = set(re.findall(r'href="/owed/(\d+)/"', found))
    assert shown and str(every.order_by("-due_on")[0].pk) not in shown
    assert f"and {every.count() - len(shown)} more, later" in found


def test_a_desk_counts_on_top_what_waits_and_each_count_leads_to_it(owed: Owed, client: Client) -> None:
    for email in ("ada@example.org", "dee@example.org"):
        as_(client, email)
        found = page(client, "/desk/")
        top, below = found.split('<ul class="chips">')[1].split("</ul>", 1)
        jumps = re.findall(r'href="#(\w+)"', top)
        assert all(f'<h2 id="{one}">' in below for one in jumps) and re.findall(r'<h2 id="(\w+)">', below) == jumps, "in the order of the counts"
        assert not re.search(r'<span class="tag[^>]*>0\b', found) and "None." not in below
        for address in re.findall(r'href="(/[^"]+)"', top):
            assert client.get(unescape(address)).status_code == 200, address
    assert re.search(r'href="#due">Due from me <span class="tag">\d+</span>', top)
    as_(client, "sam@example.org")
    assert "Nothing waits for you." in page(client, "/desk/") and "chips" not in page(client, "/desk/")


def test_a_desk_begins_with_what_is_late_and_ends_with_what_waits_for_means(owed: Owed, client: Client) -> None:
    soon, late, poor = Obligation.objects.filter(mandate__in=[owed.duties[one].pk for one in ("lighthouses to the Council", "names", "on lamps")]).order_by("pk")[:3]
    Obligation.objects.exclude(pk__in=[soon.pk, late.pk, poor.pk]).update(state="void")
    for one, day, unmet, binding in ((soon, TODAY - timedelta(days=400), False, False), (late, TODAY - timedelta(days=3), False, True), (poor, TODAY - timedelta(days=900), True, True)):
        Obligation.objects.filter(pk=one.pk).update(state="open", due_on=day, unmet=unmet, binding=binding)
    as_(client, "dee@example.org")
    found = page(client, "/desk/").split('<h2 id="due">')[1]
    places = [found.index(f'href="/owed/{one.pk}/"') for one in (late, soon, poor)]
    assert places == sorted(places) and found.index("Conditional, and no means are recorded") < places[2]


def test_the_first_five_of_a_list_stand_open_on_the_desk(owed: Owed, client: Client) -> None:
    mandate = owed.duties["lighthouses to the Council"]
    Obligation.objects.all().update(state="void")
    made_ = [Obligation(mandate=mandate, slot=f"x-{n}", due_on=TODAY + timedelta(days=n), state="open", opened_by=mandate.created_by) for n in range(7)]
    Obligation.objects.bulk_create(made_)
    as_(client, "dee@example.org")
    found = page(client, "/desk/")
    before, after = found.split("<summary>The others</summary>")
    assert before.count("?obligation=") == 5 and after.count("?obligation=") == 2


def test_a_question_by_mail_stands_on_the_desk_until_it_is_answered_in_whatever_way(owed: Owed, client: Client) -> None:
    duty, office = owed.duties["a list"], Office.objects.select_related("person").get(function="director")
    as_(client, "dee@example.org")
    assert "You were asked by mail" not in page(client, "/desk/")
    ask_answer(acting_as=owed.cast.officer, mandate=duty, office=office)
    found = page(client, "/desk/")
    assert f'href="/owed/act/answer/{duty.pk}/"' in found and 'href="#asked">You were asked by mail <span class="tag warn">1</span>' in found
    as_(client, "ada@example.org")
    assert "You were asked by mail" not in page(client, "/desk/"), "nor on another's"
    told = digest("waiting", office.person, owed.cast.league, timezone.now())
    assert told is not None and any("asked by mail" in one.note for one in told.rows)
    answer_duty(acting_as=owed.director, mandate=duty, says="under-way")
    as_(client, "dee@example.org")
    assert "You were asked by mail" not in page(client, "/desk/")
    told = digest("waiting", office.person, owed.cast.league, timezone.now())
    assert told is None or not any("asked by mail" in one.note for one in told.rows)


def test_a_desk_with_fifty_rows_costs_no_more_queries(owed: Owed, client: Client) -> None:
    as_(client, "dee@example.org")

    def queries() -> int:
        client.get("/desk/")
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get("/desk/").status_code == 200
        return len(found)

    Obligation.objects.exclude(pk__in=[owed.of("lighthouses to the Council")[0].pk]).update(state="void")
    few = queries()
    Obligation.objects.update(state="open", due_on=TODAY)
    assert queries() == few


def test_thirty_duties_of_an_actor_cost_no_more_queries_than_one(owed: Owed, client: Client) -> None:
    kept = owed.duties["a list"].terms.get()
    Obligation.objects.all().update(state="void")
    MandateTerms.objects.exclude(pk=kept.pk).update(current=False)

    def queries(path: str) -> int:
        client.get(path)
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    def counts() -> list[int]:
        as_(client, "dee@example.org")
        of_debtor = [queries(path) for path in ("/desk/", "/actors/league/tsb-director/", "/owed/?actor=tsb-director", "/plan/?actor=tsb-director")]
        as_(client, "ada@example.org")
        return [*of_debtor, queries("/desk/")]

    few, work = counts(), kept.version.revision.work
    provisions = Provision.objects.bulk_create(Provision(work=work) for _ in range(29))
    versions = ProvisionVersion.objects.bulk_create(
        ProvisionVersion(provision=one, revision=kept.version.revision, part="operative", order=100 + n, depth=0) for n, one in enumerate(provisions))
    mandates = Mandate.objects.bulk_create(
        Mandate(organisation=owed.cast.league, provision=one, created_by=kept.confirmed_by) for one in provisions)
    name_actors(MandateTerms.objects.bulk_create(
        MandateTerms(mandate=one, version=version, force="instruct", addressees=kept.addressees, actors=kept.actors, summary="to keep lamps",
                     place=kept.place, confirmed_by=kept.confirmed_by) for one, version in zip(mandates, versions, strict=True)))
    assert counts() == few
    as_(client, "dee@example.org")
    assert "30 duties of your office" in page(client, "/desk/") and "30 live duties" in page(client, "/actors/league/tsb-director/")


def test_the_page_of_an_actor_says_what_became_of_each_duty_and_what_falls_due_first(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="it grows")
    first = owed.of("lighthouses to the Council")[0]
    rows = page(client, "/actors/league/tsb-director/").split("<tr>")
    said = next(one for one in rows if f'href="/mandates/{owed.duties["a list"].pk}/"' in one)
    due = next(one for one in rows if f'href="/mandates/{first.mandate_id}/"' in one)
    assert 'continuing</span> <span class="note">last reported on' in said and "nothing reported</span>" in due
    assert date_format(first.due_on) in due and "each year" in due


def test_the_duties_of_an_actor_stand_on_pages(owed: Owed, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Listing, "page_size", 2)
    terms = list(MandateTerms.objects.filter(current=True, actors__contains=" tsb-director ").order_by("place", "pk").values_list("mandate", flat=True))
    whole, path = page(client, "/actors/league/tsb-director/"), "/actors/league/tsb-director/?page=2"
    assert len(terms) > 2 and f"{len(terms)} live duties" in whole and 'href="?page=2"' in whole
    assert f'href="/mandates/{terms[1]}/"' in whole and f'href="/mandates/{terms[2]}/"' not in whole
    assert f'href="/mandates/{terms[2]}/"' in page(client, path) and f'href="/mandates/{terms[1]}/"' not in page(client, path)
    assert f"{len(terms)} live duties" in page(client, path) and page(client, "/actors/league/tsb-director/?page=none")


def test_a_desk_kept_for_one_is_shown_to_no_other(owed: Owed, client: Client) -> None:
    as_(client, "ada@example.org")
    assert "Ask all who owe" in page(client, "/desk/")
    as_(client, "dee@example.org")
    assert "Ask all who owe" not in page(client, "/desk/") and "Due from me" in page(client, "/desk/")
    answer_duty(acting_as=owed.director, mandate=owed.duties["lighthouses to the Council"],
                obligation=owed.of("lighthouses to the Council")[0], says="done", words="C/12", evidence="https://example.org/12")
    assert f"/owed/{owed.of('lighthouses to the Council')[0].pk}/" not in page(client, "/desk/")  # an act: the desk is made anew


def test_a_text_an_actor_and_a_body_are_told_in_one_line(owed: Owed, client: Client) -> None:
    answer_duty(acting_as=owed.director, mandate=owed.duties["a list"], says="continuing", words="as ever")
    revision = Revision.objects.get(work__number="5")
    found = page(client, f"/texts/{revision.pk}/")
    assert "Of 7 duties:" in found and "1 reported since" in found and "1 conditional without means" in found and "overdue" not in found
    assert "Of 5 duties:" in page(client, "/actors/league/tsb-director/")
    as_(client, "dee@example.org")
    assert "1 overdue" in page(client, "/actors/league/tsb-director/")
    body = page(client, f"/owed/bodies/{owed.council.pk}/")
    assert "Due to it" in body and body.count("<tr>") > 5 and "expected" in body
    assert "What its texts ask for" in page(client, f"/owed/bodies/{owed.cast.assembly.pk}/") and client.get("/owed/bodies/99999/").status_code == 404
    as_(client, "ada@example.org")
    assert "overdue" in page(client, f"/texts/{revision.pk}/")
    for address, least in ((f"/texts/{revision.pk}/", 5), ("/actors/league/tsb-director/", 5)):  # each figure opens to the duties that it counts
        found = re.findall(r'<a href="(/plan/[^"]+)">(?:Of )?(\d+) ', page(client, address))
        assert len(found) >= least
        for link, number in found:
            assert len(page(client, unescape(link) + "&format=csv").strip().split("\n")) - 1 == int(number), link


def test_counts_of_states_add_up(owed: Owed) -> None:
    first = owed.of("lighthouses to the Council")[0]
    answer_duty(acting_as=owed.director, mandate=first.mandate, obligation=first, says="done")
    record_answer(acting_as=owed.cast.officer, mandate=owed.duties["old lamps"], says="done", source="letter", party=Party.objects.filter(entity="state")[0])
    league = Organisation.objects.get(pk=owed.cast.league.pk)
    summary = summed(LiveDuty.objects.all(), period_start(league))
    assert summary.duties == 7 == sum(summary.states.values())
    assert summary.states == {"continuing": 1, "of-some": 1, "no-means": 1, "not-started": 4}  # one of several delivered: it continues
    assert summary.reported == 2 and summary.overdue == 2
    assert period_start(league) == date(2016, 11, 10)


@pytest.mark.req("002-10")
def test_related_duties_and_overlaps(owed: Owed, client: Client) -> None:
    second_text(owed)
    pairs = list(overlaps(MandateTerms.objects.filter(current=True).select_related("mandate", "version__revision")))
    assert [(one.actor, one.likeness > 80) for one in pairs] == [("tsb-director", True)]
    found = page(client, "/owed/overlaps/?organisation=league")
    assert "1 pair:" in found and "every year" in found
    duty = page(client, f"/mandates/{owed.duties['lighthouses to the Council'].pk}/")
    assert "Related duties" in duty and "asks the same actor for nearly the same" in duty


def test_whoever_owes_recommends_on_an_overlap_and_the_duty_stands_until_a_text_ends_it(owed: Owed, client: Client) -> None:
    second_text(owed)
    old = owed.duties["lighthouses to the Council"]
    new = Mandate.objects.get(provision__work__number="7")
    open_before = Obligation.objects.filter(mandate=old, state="open").count()
    with pytest.raises(Refused):
        recommend_on_overlap(acting_as=owed.cast.stranger, mandate=old, other=new, what="stop", reason="tired", text_must_say="no more")
    for broken, words in ((("merge", "one report is enough", ""), "only a text ends it"), (("burn", "x", "y"), "continues, is merged"), (("stop", " ", "y"), "has to be written")):
        with pytest.raises(RuleBroken, match=words):
            recommend_on_overlap(acting_as=owed.director, mandate=old, other=new, what=broken[0], reason=broken[1], text_must_say=broken[2])
    with pytest.raises(RuleBroken, match="live one of the same"):
        recommend_on_overlap(acting_as=owed.director, mandate=old, other=old, what="stop", reason="x", text_must_say="y")
    assert "Continue, merge or stop?" not in page(Client(), "/owed/overlaps/?organisation=league")
    as_(client, "dee@example.org")
    assert f"/owed/overlaps/{old.pk}/beside/{new.pk}/" in page(client, "/owed/overlaps/?organisation=league&reports=1")
    form = {"what": "merge", "reason": "one report is enough", "text_must_say": ""}
    bad = client.post(f"/owed/overlaps/{old.pk}/beside/{new.pk}/", form)
    assert bad.status_code == 409 and "one report is enough" in bad.content.decode()
    said = "Resolution 5, resolves 1: suppressed"
    assert client.post(f"/owed/overlaps/{old.pk}/beside/{new.pk}/", form | {"text_must_say": said}).status_code == 302
    old.refresh_from_db()
    assert old.ended_by_id is None and Obligation.objects.filter(mandate=old, state="open").count() == open_before
    assert "Recommended: merge into the other" in page(Client(), "/owed/overlaps/?organisation=league")
    for address in (f"/mandates/{old.pk}/", f"/owed/came-of/{old.provision.wid}/", f"/owed/bodies/{owed.council.pk}/", f"/owed/bodies/{owed.cast.assembly.pk}/"):
        shown = page(Client(), address)
        assert "one report is enough" in shown and said in shown and "ends no duty" in shown, address
    assert "Recommended: merge into the other" in page(Client(), "/reports/")
    assert client.get(f"/owed/came-of/{old.provision.wid}/?format=json").json()["recommended"][0]["text_must_say"] == said
    recommend_on_overlap(acting_as=owed.director, mandate=old, other=new, what="continue", reason="they differ after all", text_must_say="ignored")
    assert [(one.what, one.text_must_say) for one in OverlapDecision.objects.known()] == [("continue", "")]
    decision = OverlapDecision.objects.known().get()
    assert client.post(f"/owed/overlaps/recommendations/{decision.pk}/withdraw/").status_code == 302
    assert not OverlapDecision.objects.known().exists() and "they differ after all" not in page(Client(), f"/mandates/{old.pk}/")


def test_what_duties_lack_is_on_one_page(owed: Owed, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = page(client, "/owed/missing/?organisation=league")
    assert "Duties without a date" not in found and "Duties without a date" in page(client, "/measures/of/lacking/?organisation=league")
    assert "Duties without a date" in page(client, "/owed/missing/?organisation=league"), "once made they are kept"
    monkeypatch.setattr("mandata.web.lacking.SHOWN", 0)
    cache.clear()
    shortened = page(client, "/owed/missing/?organisation=league")
    assert "/plan/texts/?review=none&amp;organisation=league" in shortened and "Resolution 5<" in page(client, "/plan/texts/?review=none&organisation=league")
    review_plan(acting_as=owed.cast.officer, work=Revision.objects.get(work__number="5").work, year=TODAY.year, needs="as ever", source="the group",
                decisions={owed.duties["a list"].uid: "kept"})
    assert "Resolution 5<" not in page(client, "/plan/texts/?review=none&organisation=league")
    assert f"/plan/{Revision.objects.get(work__number='5').work_id}/" in found
    assert client.get("/owed/missing/?organisation=nobody").status_code == 404


def test_a_session_lists_what_is_due_to_it(owed: Owed, client: Client) -> None:
    session = announce_session(acting_as=owed.cast.officer, body=owed.council, start=date(TODAY.year + 1, 5, 15))
    found = page(client, f"/calendar/sessions/{session.pk}/")
    assert "Due to this session" in found and "lighthouses to the Council" in found
    due = found.partition("Due to this session")[2].partition("</ul>")[0]
    assert '<a href="/actors/league/tsb-director/">' in due, "and who owes it"


def test_an_obligation_says_who_owes_it(owed: Owed, client: Client) -> None:
    found = page(client, f"/owed/{owed.of('lighthouses to the Council')[0].pk}/")
    assert '<dt>Owed by</dt><dd><a href="/actors/league/tsb-director/">' in found


def test_a_page_of_several_organisations_opens_on_the_one_that_has_texts(owed: Owed) -> None:
    other = Organisation.objects.create(key="abacus", slug="abacus", entity="organisation", vocabulary="itu")
    league = Organisation.objects.get(slug="league")
    assert one_of([other, league], "") == league == one_of([other, league], "nobody") and one_of([other, league], "abacus") == other
    assert one_of([other], "") == other and one_of([], "abacus") is None
