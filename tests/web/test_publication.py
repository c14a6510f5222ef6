"""The publication: revisions in any order, the pairing and its differences, proposals and reports."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from mandata.mandates.models import Mandate, MandateTerms
from mandata.mandates.operations import confirm_certain
from mandata.mandates.register import live_terms
from mandata.texts.models import Provision, ProvisionLink, ProvisionVersion, Reading, Revision
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import publish
from tests.web.test_review import officer, provision_of, publish_reading  # noqa: F401

MIDDLE_YEAR = 2014


def test_an_older_revision_that_comes_later_joins_the_provisions_that_are_there(cast: Cast) -> None:  # noqa: F811
    newer = publish(cast, NEW, 2016)
    live = {(one.pk, one.summary) for one in live_terms()}
    older = publish(cast, OLD, 2012)
    newer.refresh_from_db()
    older.refresh_from_db()
    assert newer.in_force_until is None and older.in_force_until is not None
    kept = set(newer.provision_versions.values_list("provision", flat=True)) & set(older.provision_versions.values_list("provision", flat=True))
    assert len(kept) == newer.provision_versions.count(), "all that the newer one has continues the older"
    assert Provision.objects.count() == older.provision_versions.count()
    links = ProvisionLink.objects.filter(from_version__revision=older, to_version__revision=newer)
    assert links.count() == len(kept)
    assert {(one.pk, one.summary) for one in live_terms()} == live, "history changes no duty that is live"
    ended = Mandate.objects.exclude(ended_by=None)
    assert [one.provision.versions.get().revision for one in ended] == [older]
    assert not MandateTerms.objects.filter(mandate__in=ended, current=True).exists()


def test_a_revision_between_two_joins_both(cast: Cast) -> None:  # noqa: F811
    from datetime import date

    from mandata.parties.models import BodySession

    cast.sessions[MIDDLE_YEAR] = BodySession.objects.create(
        organisation=cast.league, body=cast.assembly, year=MIDDLE_YEAR, places={"en": "Busan"},
        start=date(MIDDLE_YEAR, 10, 1), end=date(MIDDLE_YEAR, 10, 9),
    )
    first = publish(cast, OLD, 2012)
    last = publish(cast, NEW.replace("invites Member States", "4\tto light the lamps at dusk,\ninvites Member States"), 2016)
    middle = publish(cast, NEW.replace("invites Member States", "3\tto light the lamps at dusk,\ninvites Member States").replace("Hammamet, 2016", "Busan, 2014"), MIDDLE_YEAR)
    lamps = ProvisionVersion.objects.filter(wordings__text__contains="at dusk")
    assert lamps.count() == 2 and len({one.provision_id for one in lamps}) == 1
    assert ProvisionLink.objects.filter(from_version__revision=middle, to_version__revision=last).exists()
    assert ProvisionLink.objects.filter(from_version__revision=first, to_version__revision=middle).exists()
    middle.refresh_from_db()
    assert middle.in_force_until is not None


def test_a_pairing_shown_for_other_values_is_shown_again(officer: Client, cast: Cast) -> None:  # noqa: F811
    old = publish(cast, OLD, 2012)
    reading = cast.read(NEW, "new.txt")
    confirm_certain(acting_as=cast.officer, reading=reading)
    address = f"/texts/versions/{reading.language_version.pk}/publish/"
    asked = {"step": "publish", "body": cast.assembly.pk, "kind": "resolution", "number": "5", "session": cast.sessions[2016].pk,
             "layer": "adopted", "in_force": "2016-11-09"}
    answer = officer.post(address, {**asked, "beside": ""})
    assert answer.status_code == 409 and "look at the pairing" in answer.content.decode()
    assert officer.post(address, {**asked, "in_force": "soon", "beside": str(old.pk)}).status_code == 409
    assert Revision.objects.count() == 1
    reader_found = provision_of(reading, "lighthouses and buoys")
    names = {
        f"pair-{one['finding']}": one["old"] for one in (
            {"finding": pair.finding.provision_id_read, "old": pair.old.pk} for pair in _pairs(reading, old) if pair.finding and pair.old
        )
    }
    assert f"pair-{reader_found.provision_id_read}" in names
    del names[f"pair-{reader_found.provision_id_read}"]
    assert officer.post(address, {**asked, "beside": str(old.pk), **names}).status_code == 302
    buoys = ProvisionVersion.objects.get(wordings__text__contains="and buoys")
    assert buoys.provision.versions.count() == 1, "a tick taken away makes it another provision"


def _pairs(reading: Reading, old: Revision) -> list[Any]:
    from mandata.texts.operations import propose_pairing

    return propose_pairing(reading, old)


def test_a_pairing_shows_what_changed_word_by_word_and_folds_what_is_kept(officer: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    reading = cast.read(NEW, "new.txt")
    page = officer.get(f"/texts/versions/{reading.language_version_id}/publish/").content.decode()
    assert "report on lighthouses <ins>and buoys </ins>to TSAG each year" in page, "the new words"
    shown, folded = page.split("<main", 1)[1].split("<details", 1)
    assert "each year<del>;</del>" in shown and ">ended<" in shown and ">kept<" not in shown
    kept = folded.split("</details>")[0]
    assert kept.count(">kept<") == kept.count("checked") == 7 and "7 provisions are kept" in kept
    assert page.count('value="publish"') == 2 and page.index('value="publish"') < page.index("<table")


def test_a_changed_duty_shows_the_difference(officer: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, OLD, 2012)
    publish_reading(cast, cast.read(NEW, "new.txt"), 2016)
    terms = MandateTerms.objects.exclude(words_changed=None).get(current=True)
    assert "report on lighthouses <ins>and buoys </ins>to" in officer.get(f"/mandates/{terms.mandate_id}/").content.decode()


REPORT = "Report on lamps\nSummary\nThis document tells what the keepers did.\nAction required\nThe Council is invited to note this report.\n1\tBackground\n1.1\tLamps were lit.\n"


def test_a_report_is_published_by_one_click(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(REPORT, "lamps-2016.txt")
    assert reading.head["kind"] == "report"
    address = f"/texts/versions/{reading.language_version_id}/publish/"
    page = officer.get(address).content.decode()
    form = {
        **dict(re.findall(r'<input[^>]* name="([a-z_]+)"[^>]* value="([^"]*)"', page)),
        **{name: chosen for name, options in re.findall(r'<select id="\w+" name="([a-z_]+)"[^>]*>(.*?)</select>', page)
           for chosen in re.findall(r'value="([^"]*)" selected', options)},
    }
    assert form["number"] == "lamps-2016" and "Organisation: league" in page
    answer = officer.post(address, {**form, "step": "publish"})
    assert answer.status_code == 302, answer.content.decode()
    assert str(Revision.objects.get()) == "Report lamps-2016"
    text = officer.get(answer["Location"]).content.decode()
    assert "Action required</p>" in text and "1\tBackground</p>" in text


def test_sessions_of_one_year_are_told_apart_by_their_first_day(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD)
    page = officer.get(f"/texts/versions/{reading.language_version_id}/publish/").content.decode()
    assert re.search(r">wtsa \(Geneva, 2012\) · [^<]*Nov[^<]*2012<", page)


def test_a_second_proposal_is_another_one_unless_the_officer_says_that_it_is_a_language(officer: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.models import LanguageVersion

    first = publish(cast, NEW, 2016, layer="proposed")
    reading = cast.read(NEW + "\n", "other.txt")
    LanguageVersion.objects.filter(pk=reading.language_version_id).update(language="fr")
    address = f"/texts/versions/{reading.language_version_id}/publish/"
    asked = {"body": cast.assembly.pk, "kind": "resolution", "number": "5", "session": cast.sessions[2016].pk, "layer": "proposed"}
    assert "another language of" in officer.post(address, {**asked, "step": "look"}).content.decode()
    assert officer.post(address, {**asked, "step": "publish", "beside": "", "language_of": first.pk}).status_code == 302
    assert sorted(first.language_versions.values_list("language", flat=True)) == ["en", "fr"]
    assert Revision.objects.count() == 1
