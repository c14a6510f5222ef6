"""Comparisons and alignments for people: a summary that can be read aloud, then line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textengine.aligning import Alignment
from textengine.comparing import Comparison, Piece, Row
from textengine.model import Provision, Text

MOST = 12
MARKS = {"ADD": "+", "SUP": "-", "MOD": "~", "MOVE": ">", "NOC": "="}
BRACKETS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
LEGEND = "= the same words   ~ other words   > moved   + new   - suppressed   [-words taken out-] {+words put in+}"


def comparison_outline(old: Text, new: Text, found: Comparison) -> str:
    """The summary, then every provision in the order of the new text; runs of unchanged ones on one line."""
    lines = [f"Old: {_head(old)}", f"New: {_head(new)}", "", *summary(old, new, found), "", LEGEND, ""]
    same: list[Row] = []
    for row in [*found.rows, None]:
        if row is not None and row.op == "NOC":
            same.append(row)
            continue
        if same:
            first, last = same[0].new, same[-1].new
            ids = first.id if first and first is last else f"{first and first.id} to {last and last.id}"
            lines.append(f"  = {ids}: {'the same words' if len(same) == 1 else f'{len(same)} provisions with the same words'}")
            same = []
        if row is not None:
            lines.append(_line(row))
    return "\n".join(lines)


def summary(old: Text, new: Text, found: Comparison) -> list[str]:
    """What happened in a few sentences, with the provisions by their part and number as one says them."""
    names, new_names = spoken_names(old.provisions), spoken_names(new.provisions)
    count: Counter[str] = Counter(row.op for row in found.rows)
    if not set(count) - {"NOC"}:
        return [f"Nothing is changed: {_number(count['NOC'], 'provision stands', 'provisions stand')} word for word."]
    told = [
        _number(count[op], one, many) for op, one, many in (
            ("NOC", "provision stands word for word", "provisions stand word for word"), ("MOD", "has other words", "have other words"),
            ("MOVE", "has moved", "have moved"), ("ADD", "is new", "are new"), ("SUP", "is suppressed", "are suppressed"),
        ) if count[op]
    ]
    said = [f"The old text has {_number(len(old.provisions), 'provision', 'provisions')}, the new one {len(new.provisions)}: {_listed(told)}."]
    stops = sum(1 for row in found.rows if row.op == "MOD" and row.likeness == 1)
    if stops:
        said.append(f"{_number(stops, 'of those with other words differs', 'of those with other words differ')} only in capitals or stops.")
    relabelled = sum(1 for row in found.rows if row.old and row.new and row.op == "NOC" and row.old.label != row.new.label)
    if relabelled:
        said.append(f"{_number(relabelled, 'of those that stand has', 'of those that stand have')} another number.")
    for op, words in (("MOD", "Other words in"), ("MOVE", "Moved"), ("ADD", "New"), ("SUP", "Suppressed")):
        places = [new_names[row.new.id] if row.new else names[row.old.id] for row in found.rows if row.op == op and (row.new or row.old)]  # type: ignore[union-attr]
        if places:
            said.append(f"{words}: {_listed(places)}.")
    for link in found.links:
        before, after = [names[one] for one in link.old], [new_names[one] for one in link.new]
        verb = "seems to have become" if link.kind == "split" else "seem to have become"
        said.append(f"In the old text, {_listed(before)} {verb} {_listed(after)}: say which one goes on.")
    duties = {one.provision for one in old.mandates}, {one.provision for one in new.mandates}
    touched = [
        new_names[row.new.id] if row.new else f"{names[row.old.id]} of the old text"  # type: ignore[union-attr]
        for row in found.rows
        if row.op != "NOC" and ((row.old and row.old.id in duties[0]) or (row.new and row.new.id in duties[1]))
    ]
    if touched:
        said.append(f"Of these, {_number(len(touched), 'carries a duty', 'carry a duty')}: {_listed(touched)}.")
    return said


def spoken_names(provisions: Sequence[Provision]) -> dict[str, str]:
    """Each provision as one names it: its part, and its labels from the outside in, or its place in the part."""
    names: dict[str, str] = {}
    place: Counter[tuple[str, str | None]] = Counter()
    for one in provisions:
        place[one.part, one.parent] += 1
        above = names.get(one.parent or "", one.part)
        if one.call_text and one.label is None:
            names[one.id] = f"{one.part} “{_short(one.call_text, 40)}”"
        elif one.label and any(map(str.isalnum, one.label)):
            names[one.id] = f"{above} {one.label if above == one.part else f'({one.label})'}"
        else:
            names[one.id] = f"{above}{'' if above == one.part else ','} paragraph {place[one.part, one.parent]}"
    return names


def alignment_outline(texts: Sequence[Text], found: Alignment) -> str:
    """How far the versions agree, then each divergence and difference in a sentence."""
    whole = sum(1 for row in found.rows if all(row))
    lines = [
        f"{len(texts)} versions ({', '.join(text.language or '?' for text in texts)}), "
        f"{_number(len(found.rows), 'provision', 'provisions')} side by side, {whole} of them in every version."
    ]
    names = [spoken_names(text.provisions) for text in texts]
    for one in found.divergences:
        at = next(at for at, text in enumerate(texts) if any(one.provision is provision for provision in text.provisions))
        place = names[at][one.provision.id]
        says = f"lacks {place} of {found.names[at]}" if one.kind == "missing" else f"alone has {place}"
        if one.kind == "extra" and "\n" in one.provision.text:
            says = f"breaks {place} in two"
        lines.append(f"  ! {found.names[one.file]} {says}: {_short(one.provision.text, 80)}")
    for other in found.differences:
        row = found.rows[other.row]
        at = next(at for at, cell in enumerate(row) if cell)
        said = "; ".join(f"{name}: {', '.join(value) or 'none'}" for name, value in zip(found.names, other.values, strict=True))
        cell = row[at]
        lines.append(f"  ? {names[at][cell.id] if cell else ''}, another {other.kind}: {said}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "No divergence was found."])


def _line(row: Row) -> str:
    places = " → ".join(dict.fromkeys(one.id for one in (row.old, row.new) if one))
    one = row.new or row.old
    text = "".join(map(_marked, row.words)) if row.words else one.text if one else ""
    return f"  {MARKS[row.op]} {places}: {' '.join(text.split())}"


def _marked(piece: Piece) -> str:
    """Words in the brackets of their kind, which stand behind the space before them."""
    words = piece.text.lstrip()
    return piece.text[:len(piece.text) - len(words)] + (BRACKETS[piece.kind].format(words) if words else "")


def _head(text: Text) -> str:
    parts = [text.kind, text.number, f"({text.place}, {text.year})" if text.place else None, text.title]
    return f"{' '.join(one for one in parts if one)} [{text.source.name}]"


def _number(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _listed(names: list[str]) -> str:
    if len(names) > MOST:
        return f"{', '.join(names[:MOST])} and {len(names) - MOST} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(text: str, length: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= length else words[:length - 1] + "…"
