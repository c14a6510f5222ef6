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
from mandata.texts.models import ReceivedFile

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

    In a process of its own, limited in time and memory; tests and the sample, which trust their texts, read in this one.
    """
    found = _apart(file) if settings.READ_APART else _here(file)
    if any(len(one["id"]) > LONGEST_ID for one in found["provisions"]):
        raise CannotRead("damaged", DAMAGED)
    return found


def _here(file: ReceivedFile) -> dict[str, Any]:
    try:
        return textengine.read(bytes(file.content), file.name, vocabulary_of(file.organisation.vocabulary)).as_dict()
    except textengine.Unreadable as error:
        raise CannotRead(error.code, str(error)) from error


def _apart(file: ReceivedFile) -> dict[str, Any]:
    command = [
        sys.executable, "-m", "textengine.apart", file.name.replace("\0", ""), str(vocabulary_folder(file.organisation.vocabulary)),
        str(settings.READING_SECONDS), str(settings.READING_MEGABYTES),
    ]
    try:
        done = subprocess.run(command, input=bytes(file.content), capture_output=True, timeout=2 * settings.READING_SECONDS)
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
