"""A text laid out as a document: what is preface, preamble, body, conclusions and annex, and what stands under what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from textengine.akn.naming import NOT_IN_XML
from textengine.languages import languages, words_of
from textengine.model import Provision, Text
from textengine.rules.calls import bare
from textengine.rules.opening import COMMAS

LONGEST_HEADING = 80
DEEPEST = 60  # elements in one another; readers of XML take no more than 256


@dataclass(slots=True)
class Block:
    """A stretch of the text: a provision with its label, or a line that is none; ``joined`` goes on the line before it."""

    start: int
    end: int
    provision: Provision | None = None
    joined: bool = False
    opens: bool = False  # the line that names the body
    lines: list[Block] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Laid:
    """The parts of a document in order; ``aside`` are provisions that share their words with others or that XML cannot hold, by their place in the list."""

    preface: list[Block]
    preamble: list[Block]
    main: list[Block]
    conclusions: list[Block]
    annexes: list[list[Block]]
    aside: list[tuple[int, Provision]]


def lay(text: Text) -> Laid:
    """Lay out a text: every sign of it stands in one block."""
    told: list[Provision] = []
    aside = []
    end = 0
    for place, one in enumerate(text.provisions):
        own = "" if one.text == text.text[one.span.start:one.span.end] else one.text
        if end <= one.span.start < one.span.end and not NOT_IN_XML.search(f"{one.call_text}{one.label}{one.label_base}{own}"):
            told.append(one)
            end = one.span.end
        else:
            aside.append((place, one))
    blocks = list(_blocks(text.text, told))
    first = next((at for at, one in enumerate(blocks) if _part(one) not in (None, "front")), None)
    if first is None:
        first = next((at for at, one in enumerate(blocks) if one.provision is not None), 0)
    last = max((at for at, one in enumerate(blocks) if _part(one) not in (None, "annex", "back")), default=first - 1)
    last = max(last, first - 1)
    if _part(blocks[first]) in ("annex", "back") or all(one.provision is None for one in blocks):
        last, first = len(blocks) - 1, 0  # a text that is an annex alone, or has no provision at all
    tail = blocks[last + 1:]
    begins = [at for at, one in enumerate(tail) if one.provision is None and _is_annex(text, one)]
    annexed = next((at for at, one in enumerate(tail) if _part(one) == "annex"), None)
    if annexed is not None and (not begins or annexed < begins[0]):
        begins = [annexed, *begins]
    if annexed is None:
        begins = []
    front, main = blocks[:first], blocks[first:last + 1]
    preamble: list[Block] = []
    if main and _part(main[0]) == "preamble":
        body = next((at for at, one in enumerate(main) if _part(one) not in (None, "preamble")), len(main))
        until = max(at for at, one in enumerate(main[:body]) if one.provision is not None) + 1
        preamble, main = main[:until], main[until:]
    if front and front[-1].provision is None and text.text[front[-1].start:front[-1].end].rstrip().endswith(COMMAS):
        front[-1].opens = True
        if preamble:
            preamble.insert(0, front.pop())
    edges = [*begins, len(tail)]
    annexes = [tail[start:stop] for start, stop in zip(edges, edges[1:], strict=False)]
    return Laid(_nested(front), _nested(preamble), _nested(main), _nested(tail[:edges[0]]), [_nested(one) for one in annexes], aside)


def _blocks(text: str, provisions: Sequence[Provision]) -> Iterator[Block]:
    """Tile a text by its provisions and the lines between them."""
    at = 0
    for number, one in enumerate(provisions):
        line = max(at, text.rfind("\n", 0, one.span.start) + 1)
        yield from _loose(text, at, line)
        follows = provisions[number + 1].span.start if number + 1 < len(provisions) else len(text) + 1
        found = text.find("\n", one.span.end)
        end = len(text) if found < 0 else found
        joined = line > 0 and text[line - 1] != "\n"
        if follows < end:
            end = one.span.end
        yield Block(line, end, one, joined)
        at = end if end == one.span.end and text[end:end + 1] not in ("\n", "") else end + 1
    yield from _loose(text, at, len(text) + 1)


def _loose(text: str, start: int, stop: int) -> Iterator[Block]:
    """The lines from ``start`` on that end before ``stop``."""
    while start < stop:
        found = text.find("\n", start)
        end = len(text) if found < 0 else found
        yield Block(start, end)
        start = end + 1


def _part(block: Block) -> str | None:
    return None if block.provision is None else block.provision.part


def _is_annex(text: Text, block: Block) -> bool:
    """Whether a line is the heading of an annex."""
    if text.language not in languages():
        return False
    words = words_of(text.language)
    line = bare(text.text[block.start:block.end].strip()[:LONGEST_HEADING])
    spaced = bool(words.get("genre", {}).get("spaced", True))
    return len(line) < LONGEST_HEADING and any(
        line.startswith(word) and (not line[len(word):len(word) + 1].isalpha() or not spaced) for word in words.get("annex", {}).get("heading", ())
    )


def _nested(blocks: Sequence[Block]) -> list[Block]:
    """Provisions under their parents; a line stands in the provision before it where what follows stands under an open one."""
    roots: list[Block] = []
    stack: list[Block] = []
    ahead: list[Provision | None] = []
    following: Provision | None = None
    for one in reversed(blocks):
        ahead.append(following)
        following = one.provision or following
    for one, follows in zip(blocks, reversed(ahead), strict=True):
        open_ids = {above.provision.id for above in stack if above.provision}
        if one.provision is None:
            if stack and follows is not None and follows.parent in open_ids:
                stack[-1].lines.append(one)
            else:
                stack.clear()
                roots.append(one)
            continue
        while stack and (stack[-1].provision is None or stack[-1].provision.id != one.provision.parent):
            stack.pop()
        del stack[DEEPEST:]
        (stack[-1].children if stack else roots).append(one)
        stack.append(one)
    return roots
