"""The sample's translations: asked for, come as drafts, checked, on the days of its table."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path

from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation
from mandata.texts.models import Layer, Revision
from mandata.texts.translations import ask_translation, record_translation


def translate_texts(officer: Acting, union: Organisation, folder: Path) -> None:
    """Ask for the translations and record how far they are."""
    with (folder / "translations.toml").open("rb") as file:
        translations = tomllib.load(file)["translations"]
    for one in translations:
        revision = Revision.objects.get(work__organisation=union, work__number=one["number"], session__year=one["year"], layer=Layer.ADOPTED)
        for state, day in one["steps"].items():
            if state == "asked":
                ask_translation(acting_as=officer, revision=revision, language=one["language"], due=one.get("needed"), happened_at=_noon(day))
            else:
                record_translation(acting_as=officer, revision=revision, language=one["language"], state=state, happened_at=_noon(day))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
