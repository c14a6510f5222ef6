"""The demonstration as a visitor finds it: the sample shows what a newer revision does to duties."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from mandata.cli.demonstration import prepare
from mandata.mandates.models import Mandate
from mandata.mandates.register import live_terms, others
from mandata.parties.capacity import acting_for
from mandata.parties.models import Membership, Organisation, Party
from mandata.texts.models import LanguageVersion


@pytest.fixture
def prepared(db: Any, settings: Any) -> None:
    """The profile and the sample, loaded."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.DEMO = True
    prepare()


def test_the_sample_shows_duties_that_live_on_change_and_end(prepared: None) -> None:
    terms = list(live_terms())
    changed = [one for one in terms if one.words_changed_id]
    carried = [one for one in terms if one.version.revision.session and one.version.revision.session.year == 2024]
    assert len(changed) == 1 and "lost signals" in changed[0].summary
    assert len(carried) > 6
    assert Mandate.objects.exclude(ended_by=None).count() == 1
    assert others().waiting > 0


def test_a_second_language_attaches_to_the_provisions_that_exist(prepared: None) -> None:
    french = LanguageVersion.objects.filter(language="fr", revision__work__number="12").get()
    english = LanguageVersion.objects.filter(language="en", revision__work__number="12").get()
    assert french.revision == english.revision
    assert list(french.wordings.order_by("version__order").values_list("version_id", flat=True)) == list(
        english.wordings.order_by("version__order").values_list("version_id", flat=True)
    )


def test_every_role_has_an_account_and_the_itu_its_states(prepared: None) -> None:
    functions = {
        office.function for user in get_user_model().objects.all() for office in acting_for(user).offices
    }
    assert functions == {"officer", "director", "chair", "head-of-administration", "focal-point", "delegate"}
    itu = Organisation.objects.get(slug="itu")
    assert Membership.objects.filter(of=itu, category="member-state").count() == 194
    assert Party.objects.get(organisation=itu, key="plw").memberships.get().since.year == 2024
