"""From a file's bytes to paragraphs; what cannot be read says what it is and what to do."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read: ``code`` for programs, one sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
