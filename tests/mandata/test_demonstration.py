"""The demonstration as a visitor finds it: the sample shows what a newer revision does to duties."""

from __future__ import annotations

import logging
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import CharField, Max
from django.db.models.functions import Length
from django.test import override_settings

from mandata.cli.commands import mandata
from mandata.cli.demonstration import SAMPLE
from mandata.mandates.models import Mandate
from mandata.mandates.register import live_terms, others
from mandata.membership.bases import Found, bases_of, basis_of
from mandata.membership.models import Due, FeeFormula, Right, UnitValue
from mandata.parties.capacity import acting_for
from mandata.parties.models import Membership, Organisation, Party, Person
from mandata.shared.measures import observe
from mandata.shared.rights import may
from mandata.texts.fused import places_of
from mandata.texts.models import Finding, LanguageVersion, Reading
from tests.web.post_routes import post_routes
from tests.web.role_matrix import WITHOUT_RECORDS, allowed, matrix
from textengine import Text
from textengine import read as read_text
from textengine.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any, demonstration: Callable[[], None]) -> Iterator[None]:
    """The profile and the sample, loaded once for the tests of this file, which only read."""
    queue = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_db_blocker.unblock(), override_settings(TASKS=queue, DEMO=True), transaction.atomic():
        demonstration()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def prepared(sample: None, db: None) -> None:
    """The sample, in the transaction of one test."""


def test_the_sample_shows_duties_that_live_on_change_and_end(prepared: None) -> None:
    terms = list(live_terms())
    changed = [one for one in terms if one.words_changed_id]
    carried = [
        one for one in terms
        if one.version.revision.work.number == "7" and one.version.revision.session and one.version.revision.session.year == 2024
    ]
    assert sorted(one.summary[:20] for one in changed) == ["to agree on one fund", "to submit a report o"]
    assert len(carried) == 7
    assert Mandate.objects.exclude(ended_by=None).count() == 1
    published = Finding.objects.exclude(reading__language_version__revision=None).exclude(reading__language_version__revision__layer="proposed")
    waits = published.filter(what="mandate", state="open").select_related("reading__language_version")
    assert Counter(one.reading.language_version.language for one in waits) == {"en": 5, "fr": 5}
    assert {one.reading.language_version.revision.work.number for one in waits} == {"7"}
    unpublished = Finding.objects.filter(what="mandate", state="open", reading__language_version__revision=None)
    assert others().waiting == 10 + unpublished.count()


def read(name: str, language: str) -> Text:
    """A text of the sample as the reader gives it, without the database."""
    path = SAMPLE / "texts" / f"{name}.{language}.txt"
    return read_text(path.read_bytes(), path.name, load_vocabulary(SAMPLE / "vocabulary"))


def owners(duties: Iterable[Any]) -> Counter[str]:
    """How many duties name each owner."""
    return Counter(named.actor or named.text for duty in duties for named in duty.addressees)


def test_the_duties_of_each_owner_are_those_that_the_texts_give(prepared: None) -> None:
    old, new, firms, members, regions = (
        read(name, "en") for name in ("resolution-7-2020", "resolution-7-2024", "resolution-12-2024", "resolution-4-2020", "resolution-15-2024")
    )
    said = {duty.provision: words_of(new, duty) for duty in new.mandates}
    lives_on = [duty for duty in old.mandates if opening(words_of(old, duty)) in map(opening, said.values())]
    assert len(old.mandates) - len(lives_on) == 1, "one duty of the older revision has no counterpart"
    expected = owners([*lives_on, *firms.mandates, *members.mandates, *regions.mandates])
    live = Counter(named["actor"] or named["text"] for terms in live_terms().filter(mandate__organisation__slug="iuts") for named in terms.addressees)
    assert live == expected and live["director-signals"] > 7
    assert live["secretary"] == 7, "two of the members' resolution, three of the firms', two of them joint, one joint of the ports', one of the regions'"


def words_of(text: Any, duty: Any) -> str:
    """The words of a duty in its text."""
    return text.text[duty.span.start:duty.span.end]


def opening(words: str) -> str:
    """What a changed sentence keeps."""
    return " ".join(words.split()[:6]).rstrip(",;.")


@pytest.mark.parametrize("name", ["resolution-7-2020", "resolution-7-2024", "resolution-12-2024", "resolution-4-2020", "resolution-15-2024", "council-report-2025"])
def test_both_languages_of_a_text_say_the_same(name: str) -> None:
    english, french = read(name, "en"), read(name, "fr")
    assert english.language == "en" and french.language == "fr"

    def shape(text: Any) -> list[Any]:
        return [
            [(one.id, one.part, one.call, one.label) for one in text.provisions],
            [(one.provision, one.force, [n.actor for n in one.addressees], [n.actor for n in one.report_to],
              [limit.kind for limit in one.limits]) for one in text.mandates],
            [(one.number, one.year, one.status) for one in text.citations],
            [(one.provision, [n.actor for n in one.addressees]) for one in text.tasks],
            [one.code for one in text.problems], len(text.notes),
        ]

    assert shape(english) == shape(french)


def test_the_sample_shows_each_state_of_a_citation_and_no_problem_but_two(prepared: None) -> None:
    texts = [read(name, "en") for name in ("resolution-7-2020", "resolution-7-2024", "resolution-12-2024")]
    assert {one.status for text in texts for one in text.citations} == {"ok", "superseded", "impossible", "incomplete"}
    assert sum(len(text.tasks) for text in texts) == 4
    problems = Finding.objects.filter(what="problem", reading__language_version__file__organisation__slug="iuts")
    places = {(one.value["code"], one.reading.language_version.revision.work.number) for one in problems}
    assert places == {("place-year-impossible", "7"), ("revision-without-year", "12")}


@pytest.mark.req("002-02")
def test_a_flattened_proposal_waits_with_its_fused_places_read_beside_its_base(prepared: None) -> None:
    reading = Reading.objects.exclude(compared_with=None).get()
    assert reading.language_version.revision is None and str(reading.compared_with) == "Resolution 7 (Port-Alder, 2020)"
    assert observe("fused.open").value == places_of(reading).count() >= 20


def test_every_language_attaches_to_the_provisions_that_exist(prepared: None) -> None:
    languages = Counter()
    for english in LanguageVersion.objects.filter(language="en", file__organisation__slug="iuts").exclude(revision=None):
        order = list(english.wordings.order_by("version__order").values_list("version_id", flat=True))
        for other in LanguageVersion.objects.filter(revision=english.revision):
            languages[other.language] += 1
            assert list(other.wordings.order_by("version__order").values_list("version_id", flat=True)) == order and order
    assert languages == {"en": 10, "fr": 7, "ar": 2, "zh": 2, "es": 1, "ru": 1}


def test_the_union_has_the_members_and_the_people_that_an_officer_expects(prepared: None) -> None:
    members = Membership.objects.filter(of__key="iuts")
    assert Counter(members.values_list("category", flat=True)) == {
        "member-state": 12, "firm": 5, "small-firm": 4, "academia": 2, "association": 1, "regional-organization": 3,
    }
    assert set(Party.objects.filter(classifications__code="SME").values_list("key", flat=True)) == set(
        members.filter(category="small-firm").values_list("member__key", flat=True)
    )
    persons = Person.objects.filter(sample=True)
    assert persons.exclude(offices=None).distinct().count() == 26 and persons.exclude(user=None).count() == 11
    assert not persons.filter(offices=None, applications=None).exists(), "whoever holds no office has applied for a firm"
    assert not Party.objects.filter(organisation__slug="iuts", sample=False).exists(), "all of it is marked as sample"
    for group in Party.objects.filter(key__startswith="study-group-"):
        assert {"chair", "vice-chair"} <= set(group.offices.values_list("function", flat=True)), group.key


def test_every_role_has_an_account_and_the_itu_its_states(prepared: None) -> None:
    functions = {
        office.function for user in get_user_model().objects.all()
        for office in acting_for(user).offices
    }
    assert functions == {
        "officer", "director", "chair", "vice-chair", "rapporteur", "head-of-administration", "focal-point", "delegate", "head-of-office",
    }
    itu = Organisation.objects.get(slug="itu")
    assert Membership.objects.filter(of=itu, category="member-state").count() == 194
    assert Party.objects.get(organisation=itu, key="plw").memberships.get().since.year == 2024


def test_every_basis_of_the_samples_rights_opens_and_those_of_the_itu_say_what_is_missing(prepared: None) -> None:
    found = {}
    for slug in ("iuts", "itu"):
        organisation = Organisation.objects.get(slug=slug)
        rights = list(Right.objects.known().filter(organisation=organisation).order_by("pk"))
        assert rights
        found[slug] = Counter(one.found for one in bases_of(rights, organisation))
    assert set(found["iuts"]) == {Found.PROVISION, Found.HOUSE_RULE}
    assert set(found["itu"]) == {Found.NOT_LOADED, Found.NOT_SEEN, Found.HOUSE_RULE}


def test_a_small_firm_takes_part_in_its_group_and_is_refused_decisions(prepared: None) -> None:
    lin = acting_for(get_user_model().objects.get(email="sme@example.org"))
    groups = {one.key: one for one in Party.objects.filter(organisation__slug="iuts", entity="group")}
    for verb in ("attend", "speak", "contribute"):
        assert may(lin, verb, groups["study-group-1"])
        assert not may(lin, verb, groups["study-group-2"])
    for verb in ("take-part-in-decisions", "approve-recommendations", "chair", "be-rapporteur"):
        answer = may(lin, verb, groups["study-group-1"])
        assert not answer and answer.basis


def test_the_sample_shows_what_came_of_contacts_and_agreements(prepared: None) -> None:
    union = Organisation.objects.get(slug="iuts")
    assert observe("agreements.in-force", union, datetime(2026, 11, 1, tzinfo=UTC)).value == 2, "one of three has ended"
    steps = [observe(f"promotion.{name}", union) for name in ("contacts", "contacts-applied", "applications", "approved", "admitted")]
    assert [(one.value, one.denominator) for one in steps] == [(9, None), (5, 9), (5, None), (3, 5), (2, 3)]


def test_the_sample_shows_who_answered_a_circular_and_who_is_silent(prepared: None) -> None:
    union = Organisation.objects.get(slug="iuts")
    part = ("circular", "CL 1")
    seen = {one: observe(f"circulars.{one}", union, part=part).value for one in ("addressed", "answered", "acknowledged", "silent")}
    assert seen == {"addressed": 12, "answered": 2, "acknowledged": 1, "silent": 9}


def test_the_sample_shows_fees_with_their_bases_and_who_owes(prepared: None) -> None:
    union, itu = (Organisation.objects.get(slug=slug) for slug in ("iuts", "itu"))
    due, paid, owed = (observe(f"fees.{one}", union).value for one in ("due", "paid", "arrears"))
    assert due - paid == owed > 0 and paid > 0
    small = FeeFormula.objects.get(organisation=union, category="small-firm")
    assert basis_of(small, union).found == Found.PROVISION
    assert {one.amount for one in Due.objects.filter(category="small-firm", year=2026)} == {310}, "the fee of an observer, 1/40 of 12 400"
    assert {one.amount for one in Due.objects.filter(category="academia", year=2026)} == {775, 388}, "1/16, and 1/32 in a small island State"
    assert {one.category for one in FeeFormula.objects.filter(organisation=union) if basis_of(one, union).found != Found.PROVISION} == set()
    school = FeeFormula.objects.get(organisation=itu, category="academia")
    assert (school.numerator, school.denominator) == (1, 32) and basis_of(school, itu).found != Found.PROVISION, "its Resolution 169 is not in the library"
    assert not UnitValue.objects.filter(organisation=itu).exists(), "what is not certain is not set"
    assert observe("fees.reviews-overdue", union).value == 1


def test_no_value_is_longer_than_its_column(prepared: None) -> None:
    """SQLite keeps longer ones; PostgreSQL refuses them."""
    longest = {
        (model.__name__, field.name): model._default_manager.aggregate(most=Max(Length(field.name)))["most"] or 0
        for model in apps.get_models() for field in model._meta.local_concrete_fields
        if model.__module__.startswith("mandata.") and isinstance(field, CharField) and field.max_length
    }
    most = {(model.__name__, field.name): field.max_length for model in apps.get_models() for field in model._meta.local_concrete_fields}
    assert len(longest) > 100 and not {key: value for key, value in longest.items() if value > most[key]}


@pytest.mark.walk
def test_no_form_in_wrong_hands_leaves_an_act_and_none_is_a_fault(prepared: None) -> None:
    """Every route that takes a form, sent as a browser would by each kind of account: a fault would be raised here."""
    logging.disable(logging.WARNING)  # some thousand refusals
    try:
        found = matrix()
    finally:
        logging.disable(logging.NOTSET)
    wrong = {(row, who): sent.acts for row, by in found.items() for who, sent in by.items() if sent.acts and who not in allowed(row)}
    assert not wrong
    assert {row.split()[0] for row in found} >= {name for name, _names in post_routes()} - WITHOUT_RECORDS, "say in role_matrix.py of which records a new route is asked"
    for row, by in found.items():
        assert by["visitor"].acts == [] or row.split()[0] == "apply", row
        for who, sent in by.items():
            assert sent.status < 500, (row, who)
            actors = [actor for _verb, _kind, actor in sent.acts]  # the site's own acts, of mails that it plans, follow
            assert not actors or (actors[0] == sent.user and {*actors} <= {sent.user, None}), (row, who)
    told = [row for row, by in found.items() if any(sent.acts for sent in by.values())]
    assert len(told) >= 55, (len(told), "forms that nobody can send show nothing")


README = Path(__file__).parents[2] / "README.md"
ASK = ("mandates", "compare", "export", "report")  # commands of the README that change nothing


def test_each_command_of_the_readme_answers_on_the_demonstration_as_it_stands_there(prepared: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.removeprefix(".venv/bin/mandata ") for line in README.read_text().splitlines() if line.startswith(".venv/bin/mandata ")]
    asking = [words for words in (shlex.split(line.partition("#")[0]) for line in lines) if words[0] in ASK]
    assert {words[0] for words in asking} == set(ASK)
    asking += [["export", *words[1:2], "--docx", "--marked-against", "2020"] for words in asking if words[0] == "export"]
    monkeypatch.chdir(tmp_path)
    for words in asking:
        done = CliRunner().invoke(mandata, words)
        assert done.exit_code == 0, (words, done.output)
        if words[0] == "mandates":
            assert "[live]" in done.output, "an actor that the demonstration knows"
