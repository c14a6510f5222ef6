"""Words as a person looks for them: without case and accents, alike on both databases."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import Func, QuerySet, TextField
from django.dispatch import receiver

# What stands on a letter: accents of Latin, Greek and Cyrillic, vowels and hamza of Arabic, and the stroke that lengthens a word there.
MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
_MARK = re.compile(f"[{MARKS}]")


def folded(words: str | None) -> str | None:
    """The words in small letters without their marks."""
    if words is None or words.isascii():
        return words and words.lower()
    return _MARK.sub("", unicodedata.normalize("NFKD", words.lower()))


class Folded(Func):
    """A column as ``folded`` gives it, made by the database."""

    function = "mandata_folded"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """By functions that every PostgreSQL has: no extension is asked for."""
        template = f"regexp_replace(normalize(lower(%(expressions)s), NFKD), '[{MARKS}]', '', 'g')"
        return self.as_sql(compiler, connection, template=template, **extra)


def containing(queryset: QuerySet[Any], field: str, words: str) -> QuerySet[Any]:
    """The records in whose field the words stand, whatever their case and accents."""
    return queryset.alias(folded=Folded(field)).filter(folded__contains=folded(words))


@receiver(connection_created)
def teach(connection: Any, **others: Any) -> None:
    """SQLite knows small letters of English alone: it is given the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("mandata_folded", 1, folded, deterministic=True)
