"""Drawings, text boxes and doubles of things in a Word file: what stands in them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DOUBLES = (MC + "Choice", MC + "Fallback")
GROUPS = ("wgp", "wpc", "group")


def outside_boxes(node: etree._Element) -> Iterator[etree._Element]:
    """A node and what stands in it, down to its text boxes and no further: each box is read for itself."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if one.tag != W + "txbxContent":
            waiting += reversed(one)


def boxed_paragraphs(drawing: etree._Element) -> list[str]:
    """The words of each paragraph in a drawing."""
    found: list[list[str]] = [[]]
    for one in drawing.iter(W + "p", W + "t"):
        if one.tag == W + "p":
            found.append([])
        else:
            found[-1].append(one.text or "")
    return [words for one in found if (words := " ".join("".join(one).split()))]


def worded(root: etree._Element) -> set[etree._Element]:
    """The doubles of things that have words; found in one walk, for they stand in each other."""
    found: set[etree._Element] = set()
    has_words = [False]
    for event, one in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            has_words.append(one.tag == W + "t" and bool((one.text or "").strip()))
        elif has_words.pop():
            has_words[-1] = True
            if one.tag in DOUBLES:
                found.add(one)
    return found


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def short(words: str) -> str:
    """Words in one line, cut where they run on."""
    plain = " ".join(words.split())
    return plain if len(plain) <= 120 else plain[:119] + "…"
