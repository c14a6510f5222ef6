"""Six languages on an equal footing: versions side by side, divergences settled by acts, translations with their delay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandata.mandates.models import MandateTerms
from mandata.mandates.operations import confirm_certain, publish_revision
from mandata.shared.measures import observe, observe_by, records_of
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.texts import divergences
from mandata.texts.divergences import open_divergences
from mandata.texts.language_models import SettledDivergence
from mandata.texts.languages import side_by_side
from mandata.texts.models import LanguageVersion, Revision
from mandata.texts.translations import ask_translation, record_translation, settle_divergence
from tests.mandata.conftest import Cast
from tests.web.test_admission import client_of

EN = """RESOLUTION 5 (Rev. Geneva, 2012)
Lighthouses of the league
The World Telecommunication Standardization Assembly (Geneva, 2012),
considering
a)\tthat 40 lighthouses stood in 2009;
b)\tthat Resolution 7 (Geneva, 2008) asks for lamps,
resolves to instruct the Director of the Telecommunication Standardization Bureau
1\tto keep a list of lighthouses;
2\tto submit a report on lighthouses to TSAG each year.
"""
FR = """RÉSOLUTION 5 (Rév. Genève, 2012)
Phares de la ligue
L'Assemblée mondiale de normalisation des télécommunications (Genève, 2012),
considérant
a)\tque 40 phares existaient en 2009;
b)\tque la Résolution 7 (Genève, 2008) demande des lampes,
décide de charger le Directeur du Bureau de la normalisation des télécommunications
1\tde tenir une liste des phares;
2\tde soumettre chaque année au GCNT un rapport sur les phares.
"""
ES = """RESOLUCIÓN 5 (Rev. Ginebra, 2012)
Faros de la liga
La Asamblea Mundial de Normalización de las Telecomunicaciones (Ginebra, 2012),
considerando
a)\tque 40 faros existían en 2009;
b)\tque la Resolución 7 (Ginebra, 2008) pide lámparas,
resuelve encargar al Director de la Oficina de Normalización de las Telecomunicaciones
1\tque lleve una lista de los faros;
2\tque presente cada año al GANT un informe sobre los faros.
"""


def publish(cast: Cast, words: str, name: str) -> Revision:
    reading = cast.read(words, name)
    confirm_certain(acting_as=cast.officer, reading=reading)
    return publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2012], layer="adopted",
    )


def published(cast: Cast, *versions: str) -> Revision:
    """Resolution 5 in the versions given, English first."""
    found = [publish(cast, words, f"{number}.txt") for number, words in enumerate(versions)]
    assert len({one.pk for one in found}) == 1
    return found[0]


def test_versions_stand_side_by_side_by_identity(cast: Cast) -> None:
    found = side_by_side(published(cast, EN, FR, ES))
    assert (found.languages, found.waiting, found.diverging) == (("en", "es", "fr"), (), ())
    line = next(one for one in found.lines if one.cells["en"].text.startswith("to keep"))
    assert (line.cells["fr"].text, line.cells["fr"].printed) == ("de tenir une liste des phares;", "1")
    assert all(set(one.cells) == {"en", "es", "fr"} for one in found.lines)


@pytest.mark.parametrize(("change", "what", "values"), [
    (("40 faros", "50 faros"), "number", {"en": "40", "es": "50", "fr": "40"}),
    (("en 2009", "en 2008"), "date", {"en": "2009", "es": "2008", "fr": "2009"}),
    (("Resolución 7 (", "Resolución 8 ("), "citation", {"en": "7", "es": "8", "fr": "7"}),
    (("resuelve encargar al Director", "invita al Director"), "force", {"en": "instruct", "es": "invite", "fr": "instruct"}),
])
def test_another_figure_date_citation_or_force_is_told(cast: Cast, change: tuple[str, str], what: str, values: dict[str, str]) -> None:
    found = side_by_side(published(cast, EN, FR, ES.replace(*change)))
    told = next(one for one in found.diverging if one.what == what)
    assert told.values == values
    assert told.odd == ("es",)


def test_a_version_that_waits_is_aligned_and_lacks_a_provision(cast: Cast) -> None:
    revision = published(cast, EN, FR)
    cast.read(ES.replace("b)\tque la Resolución 7 (Ginebra, 2008) pide lámparas,\n", "").replace("en 2009;", "en 2009,"), "es.txt")
    assert side_by_side(revision).languages == ("en", "fr")
    found = side_by_side(revision, with_waiting=True)
    assert (found.languages, found.waiting) == (("en", "fr", "es"), ("es",))
    told = next(one for one in found.diverging if one.what == "missing")
    assert (told.odd, told.values["es"]) == (("es",), "")
    assert told.values["fr"].startswith("que la Résolution 7")


def test_a_divergence_is_settled_by_an_act_and_changes_no_term(cast: Cast) -> None:
    revision = published(cast, EN, FR, ES.replace("40 faros", "50 faros"))
    terms = list(MandateTerms.objects.order_by("pk").values())
    one = side_by_side(revision).diverging[0]
    with pytest.raises(RuleBroken, match="which language version"):
        settle_divergence(acting_as=cast.officer, revision=revision, key=one.key, outcome="mend", decider="Editorial committee")
    with pytest.raises(RuleBroken, match="who decided"):
        settle_divergence(acting_as=cast.officer, revision=revision, key=one.key, outcome="none", decider=" ")
    with pytest.raises(Refused):
        settle_divergence(acting_as=cast.stranger, revision=revision, key=one.key, outcome="none", decider="I")
    settled = settle_divergence(
        acting_as=cast.officer, revision=revision, key=one.key, outcome="mend", language="es", decider="Editorial committee", words="40 faros",
    )
    assert (settled.what, settled.values, settled.language) == ("number", {"en": "40", "es": "50", "fr": "40"}, "es")
    assert settled.version is not None and settled.settled_by.verb == "settle-divergence"
    assert list(MandateTerms.objects.order_by("pk").values()) == terms
    assert observe("divergences.settled", cast.league).value == 1
    with pytest.raises(RuleBroken, match="others by now"):
        settle_divergence(acting_as=cast.officer, revision=revision, key="0" * 32, outcome="none", decider="Editorial committee")


def test_divergences_and_translations_under_way_stand_on_the_desk_of_officers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = published(cast, EN, FR, ES.replace("40 faros", "50 faros"))
    asked = ask_translation(acting_as=cast.officer, revision=revision, language="ru", due=date(2012, 12, 1))
    assert open_divergences([cast.league.pk]) == ([(revision, len(side_by_side(revision).diverging))], 0) and not open_divergences([])[0]
    page = client_of(cast.officer).get("/desk/").content.decode()
    assert f'href="/texts/{revision.pk}/languages/#divergences"' in page and "asked for 1" in page and "1 late" in page
    assert "Languages that diverge" not in client_of(cast.stranger).get("/desk/").content.decode()
    for one in side_by_side(revision).diverging:
        settle_divergence(acting_as=cast.officer, revision=revision, key=one.key, outcome="none", decider="Editorial committee")
    assert open_divergences([cast.league.pk]) == ([], 0) and "Languages that diverge" not in client_of(cast.officer).get("/desk/").content.decode()
    record_translation(acting_as=cast.officer, revision=asked.revision, language="ru", state="draft")
    assert "draft 1" in client_of(cast.officer).get("/desk/").content.decode()
    cache.clear()
    monkeypatch.setattr(divergences, "AT_ONCE", 0)
    assert open_divergences([cast.league.pk]) == ([], 1), "a text not compared yet is told, not left out"


def test_a_translation_is_asked_for_comes_is_checked_and_published(cast: Cast) -> None:
    revision = published(cast, EN)
    asked = timezone.now() - timedelta(days=30)
    with pytest.raises(RuleBroken, match="Ask for this translation first"):
        record_translation(acting_as=cast.officer, revision=revision, language="fr", state="draft")
    ask_translation(acting_as=cast.officer, revision=revision, language="fr", due=date(2012, 12, 1), happened_at=asked)
    ask_translation(acting_as=cast.officer, revision=revision, language="es", happened_at=asked + timedelta(days=10))
    with pytest.raises(RuleBroken, match="asked for already"):
        ask_translation(acting_as=cast.officer, revision=revision, language="fr")
    with pytest.raises(RuleBroken, match="published in this language"):
        ask_translation(acting_as=cast.officer, revision=revision, language="en")
    with pytest.raises(RuleBroken, match="none of the six"):
        ask_translation(acting_as=cast.officer, revision=revision, language="it")
    with pytest.raises(RuleBroken, match="Only a draft"):
        record_translation(acting_as=cast.officer, revision=revision, language="fr", state="checked")
    with pytest.raises(Refused):
        record_translation(acting_as=cast.stranger, revision=revision, language="fr", state="draft")
    for state in ("draft", "checked"):
        record_translation(acting_as=cast.officer, revision=revision, language="fr", state=state)
    assert {code: one.value for code, one in observe_by("translations.waiting", "language", cast.league).items() if not one.empty} == {"es": 20, "fr": 30}
    publish(cast, FR, "fr.txt")
    assert {code: one.value for code, one in observe_by("translations.waiting", "language", cast.league).items() if not one.empty} == {"es": 20}
    assert {code: one.value for code, one in observe_by("translations.delay", "language", cast.league).items() if not one.empty} == {"fr": 30}
    lacking = observe_by("languages.texts", "lacks", cast.league)
    assert {code: one.value for code, one in lacking.items()} == {"ar": 1, "en": 0, "es": 1, "fr": 0, "ru": 1, "zh": 1}
    assert {code: one.value for code, one in observe_by("languages.published", "language", cast.league).items() if one.value} == {"en": 1, "fr": 1}
    assert [one.revision for one in records_of("translations.waiting", cast.league)] == [revision]


def test_figures_are_those_known_then(cast: Cast) -> None:
    revision = published(cast, EN)
    ask_translation(acting_as=cast.officer, revision=revision, language="fr", happened_at=datetime(2020, 1, 1, tzinfo=UTC))
    at = timezone.now()
    publish(cast, FR, "fr.txt")
    assert observe("translations.waiting", cast.league, at, at).denominator == 1
    assert observe("translations.waiting", cast.league).denominator == 0
    assert observe("languages.published", cast.league, at, at).value == 1
    assert observe("languages.published", cast.league).value == 2


# pages


@pytest.mark.req("002-07")
def test_the_page_shows_the_versions_the_states_and_the_divergences(cast: Cast, client: Client) -> None:
    revision = published(cast, EN, FR, ES.replace("40 faros", "50 faros"))
    ask_translation(acting_as=cast.officer, revision=revision, language="ru", due=date(2012, 12, 1))
    page = client.get(f"/texts/{revision.pk}/languages/?with=en&with=es&with=fr").content.decode()
    assert "Another number" in page and "At 1 place the versions differ" in page
    assert '<td class="words" lang="es" dir="ltr"' in page and "que 50 faros" in page
    assert page.count('">asked for</span>') == 1 and "needed by" in page
    assert f'href="/texts/{revision.pk}/languages/' in client.get(f"/texts/{revision.pk}/").content.decode()
    only = client.get(f"/texts/{revision.pk}/languages/?with=en&with=es&show=divergences").content.decode()
    assert "que 50 faros" in only and "que lleve una lista" not in only
    public = client.get("/texts/languages/").content.decode()
    assert f'<a href="/texts/{revision.pk}/languages/">' in public
    assert public.count('<span class="tag good">published</span>') == 3
    assert 'href="/measures/translations.delay/?split=language&amp;part=fr"' in public
    table = client.get("/texts/languages/?format=csv").content.decode()
    assert "published" in table and "asked for" in table
    for name in ("languages.published", "languages.texts", "translations.delay", "translations.waiting", "divergences.settled"):
        assert client.get(f"/measures/{name}/").status_code == 200


def test_an_officer_settles_asks_and_records_on_the_page(cast: Cast, client: Client) -> None:
    revision = published(cast, EN, FR.replace("40 phares", "50 phares"))
    one = side_by_side(revision).diverging[0]
    address = f"/texts/{revision.pk}/divergences/{one.key}/"
    assert "that 40 lighthouses stood in 2009;" in client.get(address).content.decode()
    assert cast.officer.user is not None
    client.force_login(cast.officer.user)
    assert client.get(address.replace(one.key, "none")).status_code == 404
    assert client.post(address, {"outcome": "mend", "language": "fr", "decider": "", "words": "40"}).status_code == 422
    answer = client.post(address, {"outcome": "mend", "language": "fr", "decider": "Editorial committee", "words": "40"}, follow=True)
    page = answer.content.decode()
    assert "translation to mend: French" in page and "Editorial committee" in page and "Every divergence is settled." in page
    assert SettledDivergence.objects.get().language == "fr"
    client.post(f"/texts/{revision.pk}/languages/zh/ask/", {"due": "2031-01-01"})
    client.post(f"/texts/{revision.pk}/languages/zh/record/", {"state": "draft"})
    assert revision.translation_steps.get(state="draft").due == date(2031, 1, 1)
    assert [one.verb for one in Act.objects.filter(subject_id=revision.uid).order_by("id")][-3:] == ["settle-divergence", "ask-translation", "record-translation"]
    assert client.get(f"/texts/{revision.pk}/languages/it/ask/").status_code == 404


def test_what_waits_is_for_officers(cast: Cast, client: Client) -> None:
    revision = published(cast, EN, FR)
    cast.read(ES.replace("40 faros", "50 faros"), "es.txt")
    assert "50 faros" not in client.get(f"/texts/{revision.pk}/languages/?with=es").content.decode()
    assert cast.officer.user is not None
    client.force_login(cast.officer.user)
    page = client.get(f"/texts/{revision.pk}/languages/?with=es").content.decode()
    assert "50 faros" in page and "not published" in page


def test_the_list_costs_the_same_for_many_texts(cast: Cast, client: Client) -> None:
    def more(number: int) -> None:
        reading = cast.read(EN.replace("RESOLUTION 5", f"RESOLUTION {number}"), f"{number}.txt")
        publish_revision(
            acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
            number=str(number), session=cast.sessions[2012], layer="adopted",
        )

    more(100)
    with CaptureQueriesContext(connection) as one:
        client.get("/texts/languages/")
    for number in range(101, 106):
        more(number)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/texts/languages/").content.decode().count('/languages/">Resolution') == 6
    assert len(many) <= len(one)
    assert LanguageVersion.objects.count() == 6
