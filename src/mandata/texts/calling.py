"""Texts as people call them: by a number, a kind, words of a title, a body; alike in every list."""

from __future__ import annotations

import re

from django.db.models import Q

from mandata.parties.models import PartyName
from mandata.shared.folding import containing, folded
from mandata.texts.models import KINDS, LanguageVersion, Work

SIGNS = re.compile(r"\w[\w./'’-]*")
WORDS = 8  # of one search; whatever is typed beyond narrows nothing


def works_called(words: str) -> Q:
    """The works that each of the words fits: the number, the kind in the reader's language, a title in any language, or the body.

    « Resolution 44 », « 44 » and « gap developing » find the same text; what holds no word finds all. A number that some text has is meant as its
    number: it is not looked for in titles.
    """
    found = Q()
    for word in SIGNS.findall(words)[:WORDS]:
        if Work.objects.filter(number__iexact=word).exists():
            found &= Q(number__iexact=word)
            continue
        titled = containing(LanguageVersion.objects.exclude(revision=None), "title", word).values("revision__work")
        kinds = [code for code, name in KINDS.items() if (folded(str(name)) or "").startswith(folded(word) or "") or code == word.lower()]
        bodies = containing(PartyName.objects.all(), "name", word).values("party")
        found &= Q(kind_of_text__in=kinds) | Q(pk__in=titled) | Q(body__in=bodies)
    return found
