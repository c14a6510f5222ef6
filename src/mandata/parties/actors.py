"""The names of actors, by their codes in an organisation's vocabulary."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from mandata.parties.models import Organisation
from textengine.vocabulary import ITU, Vocabulary, load_vocabulary

PACKAGE = Path(__file__).resolve().parent.parent


def vocabulary_folder(name: str) -> Path:
    """Where a profile's vocabulary lies: the engine's own, or a folder of this package."""
    return ITU if name == "itu" else PACKAGE / name


@lru_cache
def vocabulary_of(name: str) -> Vocabulary:
    """The vocabulary of an organisation, loaded once a process."""
    return load_vocabulary(vocabulary_folder(name))


def actor_name(organisation: Organisation, code: str) -> str:
    """The actor's name in the reader's language; the code where the vocabulary has none."""
    actor = vocabulary_of(organisation.vocabulary).actor(code)
    if actor is None:
        return code
    language = (get_language() or "en").split("-")[0]
    return actor.names.get(language) or actor.names.get("en") or code


def known_actor(organisation: Organisation, code: str) -> bool:
    """Whether the organisation's vocabulary, or one of its parties, has this code."""
    return vocabulary_of(organisation.vocabulary).actor(code) is not None or organisation.parties.filter(actor=code).exists()
