"""``mandata compare``: two published revisions of a text on the terminal, provision by provision."""

from __future__ import annotations

from typing import Any

import click

from mandata.cli.exchanging import revision_of, work_named
from mandata.parties.models import Organisation
from mandata.texts.comparing import WHATS, Compared, Row, changes_of, compare_revisions
from mandata.texts.models import Revision

SIGNS = {"changed": "~", "renumbered": "#", "moved": ">", "added": "+", "suppressed": "-"}


def compare_text(
    number: str, organisation: Organisation | None, kind: str | None, body: str | None, year: int | None, against: int, language: str | None,
) -> tuple[Revision, Revision, Compared]:
    """The older revision, the newer one and their comparison, in whichever order their years are given."""
    work = work_named(number, organisation, kind, body)
    one, other = revision_of(work, year), revision_of(work, against)
    if one == other:
        raise click.UsageError(f"{one} is one revision: name two years.")
    old, new = sorted((one, other), key=lambda it: (it.session.year if it.session else 0, it.pk))
    for it in (old, new):
        if language and not it.language_versions.filter(language=language).exclude(reading=None).exists():
            raise click.UsageError(f"{it} is not here in “{language}”.")
    return old, new, compare_revisions(old, new, language or "")


def lines_of(old: Revision, new: Revision, found: Compared) -> list[str]:
    """What became of the text: the counts, then each provision that is not as it was, words taken out as ``[-…-]`` and put in as ``{+…+}``."""
    counts = ", ".join(f"{len(found.of(what))} {what}" for what in WHATS if found.of(what))
    lines = [f"{old} → {new} ({'/'.join(dict.fromkeys(found.languages))})", counts or "no provisions"]
    if found.across:
        lines.append("The two have no language in common: provisions stand by identity, and no words are marked.")
    lines += [f"{SIGNS[row.what]} {_named(row)}: {_marked(row)}" for row in found.rows if row.what != "kept"]
    for link in found.links:
        names = [", ".join(one.name for one in some) for some in (link.old, link.new)]
        lines.append(f"? {names[0]} may have become {names[1]} ({link.kind}): a person names the heir")
    return lines


def record_of(old: Revision, new: Revision, found: Compared) -> dict[str, Any]:
    """The comparison as JSON: every provision by its permanent ``wid``, every insertion and deletion with its address."""
    return {
        "old": {"revision": str(old.uid), "name": str(old), "language": found.languages[0]},
        "new": {"revision": str(new.uid), "name": str(new), "language": found.languages[1]},
        "counts": {what: len(found.of(what)) for what in WHATS},
        "provisions": [{
            "wid": row.one.wid, "what": row.what, "name": row.one.name, "label_old": row.old.printed if row.old else None,
            "label_new": row.new.printed if row.new else None, "old": row.old.text if row.old else None, "new": row.new.text if row.new else None,
        } for row in found.rows],
        "changes": [{"address": address, "what": row.what, "kind": piece.kind, "words": piece.text} for address, row, piece in changes_of(found.rows)],
        "links": [{"kind": link.kind, "old": [one.wid for one in link.old], "new": [one.wid for one in link.new]} for link in found.links],
    }


def _named(row: Row) -> str:
    if row.old and row.new and row.old.name != row.new.name:
        return f"{row.old.name} → {row.new.name}"
    return row.one.name


def _marked(row: Row) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in row.marks)
