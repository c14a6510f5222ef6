"""What the reader makes of a received file: read apart, outside every transaction, so that one slow file stops nobody."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

from django.conf import settings

import textengine
from mandata.parties.actors import vocabulary_folder, vocabulary_of
from mandata.texts.models import LanguageVersion, Layer, ReceivedFile, Revision
from textengine.fused import read_with_places

log = logging.getLogger(__name__)

LONGEST_ID = 64  # what a finding can hold
DAMAGED = "This Word file is damaged: open it in Word, save it again and send the copy."
TOO_SLOW = "This file takes too long to read: send its parts one by one."


class CannotRead(Exception):
    """A file that cannot be read: a code for programs, one sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def understood(file: ReceivedFile) -> dict[str, Any]:
    """The reading of a file as the contract's plain values; ``CannotRead`` where there is none.

    Where words stand fused in it and its base is in the library, the places are found with the base's words, and
    ``compared_with`` is that revision's key. In a process of its own, limited in time and memory; tests and the sample,
    which trust their texts, read in this one.
    """
    found = _read(file, bytes(file.content))
    base = _base_of(file, found) if found["fused"] else None
    if base is not None and base.reading is not None:
        found = {**_read(file, bytes(file.content), base.reading.text), "compared_with": base.revision_id}
    return found


def understood_words(file: ReceivedFile, words: str) -> dict[str, Any]:
    """The reading of words that persons settled in a file: nothing is fused in them any more."""
    return {**_read(file, words.encode(), name=f"{file.name}.txt"), "fused": []}


def _read(file: ReceivedFile, data: bytes, base: str | None = None, name: str = "") -> dict[str, Any]:
    found = (_apart if settings.READ_APART else _here)(file, data, base, name or file.name)
    if any(len(one["id"]) > LONGEST_ID for one in found["provisions"]):
        raise CannotRead("damaged", DAMAGED)
    return found


def _base_of(file: ReceivedFile, found: dict[str, Any]) -> LanguageVersion | None:
    """The adopted text that a flattened one changes, in its language: the one it names, else the newest before it."""
    named = found["amends"] or found
    if not named.get("number"):
        return None
    adopted = Revision.objects.filter(
        work__organisation=file.organisation_id, work__number=named["number"], layer=Layer.ADOPTED, session__isnull=False,
        language_versions__language=found["language"],
    )
    if named.get("body"):
        adopted = adopted.filter(work__body__actor=named["body"])
    if found["amends"] and named.get("year"):
        adopted = adopted.filter(session__year=named["year"])
    elif found.get("year"):
        adopted = adopted.filter(session__year__lt=found["year"])
    revision = adopted.order_by("-session__year", "-adopted_on").first()
    versions = LanguageVersion.objects.filter(revision=revision, language=found["language"]).select_related("reading")
    return versions.first() if revision is not None else None


def _here(file: ReceivedFile, data: bytes, base: str | None, name: str) -> dict[str, Any]:
    try:
        return read_with_places(data, name, vocabulary_of(file.organisation.vocabulary), base)
    except textengine.Unreadable as error:
        raise CannotRead(error.code, str(error)) from error


def _apart(file: ReceivedFile, data: bytes, base: str | None, name: str) -> dict[str, Any]:
    before = b"" if base is None else base.encode()
    command = [
        sys.executable, "-m", "textengine.apart", name.replace("\0", ""), str(vocabulary_folder(file.organisation.vocabulary)),
        str(settings.READING_SECONDS), str(settings.READING_MEGABYTES),
        *((str(len(before)),) if base is not None else ()),
    ]
    try:
        done = subprocess.run(command, input=before + data, capture_output=True, timeout=2 * settings.READING_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CannotRead("too-slow", TOO_SLOW) from error
    if done.returncode < 0:  # ended by a signal: the limit of time, or of memory
        raise CannotRead("too-slow", TOO_SLOW)
    if done.returncode:
        log.error("%s could not be read: %s", file.name, done.stderr.decode("utf-8", "replace")[-2000:])
        raise CannotRead("damaged", DAMAGED)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "unreadable" in answer:
        raise CannotRead(answer["unreadable"], answer["message"])
    return answer
