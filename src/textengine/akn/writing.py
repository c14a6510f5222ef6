"""A reading as Akoma Ntoso: every sign of the text in its place, so that reading the file gives the same text and structure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from textengine.akn.facts import NAME, Head, put
from textengine.akn.laying import Block, Laid, lay
from textengine.akn.metadata import identify, refer
from textengine.akn.naming import AKN, NOT_IN_XML, OWN, Names, cited_iri, names_of
from textengine.model import Provision, Text
from textengine.vocabulary import Vocabulary, load_vocabulary

A = f"{{{AKN}}}"
NAMESPACES: dict[str, str] = {None: AKN, "m": OWN}  # type: ignore[dict-item]
CELLS = 2  # tabs in a line that make it a row of a table
SHORT = {"recitals": "recs", "recital": "rec", "hcontainer": "hcont", "paragraph": "para", "blockContainer": "bcont", "blockList": "list"}


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch inside a paragraph that is an element: a citation, the title."""

    start: int
    end: int
    tag: str
    href: str | None = None


def write_akn(
    text: Text, *, vocabulary: Vocabulary | None = None, names: Names | None = None, wids: Mapping[str, str] | None = None,
) -> bytes:
    """The text as an Akoma Ntoso file (UTF-8), valid by the schema.

    ``wids`` are identities of provisions by their ids in this reading; where there are none, a provision's place is its
    identity, which is the same in every language of the text.
    """
    vocabulary = vocabulary or load_vocabulary()
    return _Writer(text, vocabulary, names or names_of(text, vocabulary), wids or {}).file()


class _Writer:
    def __init__(self, text: Text, vocabulary: Vocabulary, names: Names, wids: Mapping[str, str]) -> None:
        self.text, self.names, self.wids, self.vocabulary = text, names, wids, vocabulary
        self.counts: Counter[str] = Counter()
        self.eids: dict[str, str] = {}
        order = sorted(range(len(text.notes)), key=lambda at: text.notes[at].at)
        self.notes = [(at, text.notes[at]) for at in reversed(order)]  # the next one last
        self.in_order = order == list(range(len(order)))
        self.inlines: list[Inline] = []

    def file(self) -> bytes:
        laid = lay(self.text)
        self.inlines = self._inlines(laid)
        root = etree.Element(A + "akomaNtoso", nsmap=NAMESPACES)
        document = etree.SubElement(root, A + self.names.element, name=self.names.name, contains="singleVersion")
        meta = etree.SubElement(document, A + "meta")
        for tag, blocks in (("preface", laid.preface), ("preamble", laid.preamble), ("mainBody", laid.main), ("conclusions", laid.conclusions)):
            if blocks or tag == "mainBody":
                self._region(document, tag, blocks)
        if laid.annexes:
            attachments = etree.SubElement(document, A + "attachments")
            for number, blocks in enumerate(laid.annexes, start=1):
                attachment = etree.SubElement(attachments, A + "attachment", eId=f"att_{number}")
                annex = etree.SubElement(attachment, A + "doc", name="annex")
                identify(etree.SubElement(annex, A + "meta"), self.names, f"annex_{number}")
                self._region(annex, "mainBody", blocks, f"att_{number}__")
        identify(meta, self.names, "main")
        self._analysis(meta, laid.aside)
        refer(meta, self.text, self.names, self.vocabulary)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    # what is not text

    def _inlines(self, laid: Laid) -> list[Inline]:
        """Citations as references, and the title and number of the text in its preface; where two overlap the first stands."""
        found = [Inline(one.span.start, one.span.end, "ref", cited_iri(one, self.vocabulary, self.names.jurisdiction)) for one in self.text.citations]
        end = max((one.end for one in laid.preface), default=0)
        for tag, words in (("docTitle", self.text.title), ("docNumber", self.text.number)):
            at = self.text.text.find(words, 0, end) if words else -1
            if at >= 0 and words:
                found.append(Inline(at, at + len(words), tag))
        kept: list[Inline] = []
        for one in sorted(found, key=lambda one: (one.start, -one.end)):
            if one.end > one.start and (not kept or kept[-1].end <= one.start):
                kept.append(one)
        return kept[::-1]

    def _analysis(self, meta: etree._Element, aside: Sequence[tuple[int, Provision]]) -> None:
        analysis = etree.SubElement(meta, A + "analysis", source="#writer")
        other = etree.SubElement(analysis, A + "otherAnalysis", source="#writer")
        text = self.text
        digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
        put(other, "reading", Head(
            digest, text.language, text.kind, text.body, text.number, text.place, text.year, text.revised, text.history, text.title, text.amends,
        ))
        put(other, "source", text.source)
        for place, provision in aside:
            put(other, "provision", provision).set("place", str(place))
        for name, values in (
            ("mandate", text.mandates), ("task", text.tasks), ("citation", text.citations), ("change", text.changes), ("problem", text.problems),
        ):
            for value in values:
                element = put(other, name, value)
                if (eid := self.eids.get(getattr(value, "provision", None) or "")) is not None:
                    element.set("href", f"#{eid}")

    # regions

    def _region(self, document: etree._Element, tag: str, blocks: list[Block], under: str = "") -> None:
        """One of the parts of a document; the body and annexes are hierarchies, which start their identifiers with ``under``."""
        region = etree.SubElement(document, A + tag)
        parts = Counter(one.part for one in _provisions(blocks))
        part = parts.most_common(1)[0][0] if parts else None
        if part is not None:
            region.set(NAME + "part", part)
        recitals = None
        loose: list[Block] = []
        for one in blocks:
            if one.provision is None and not one.opens:
                loose.append(one)
                recitals = None
                continue
            self._lines(region, loose)
            loose = []
            if one.provision is None:
                self._lines(etree.SubElement(region, A + "formula", name="enactingFormula"), [one])
            elif tag == "mainBody":
                self._hierarchical(region, one, under, part, 0)
            elif tag != "preamble":
                self._container(region, one, under, part)
            elif one.children:
                recitals = None
                self._recitals(region, one, part)
            else:
                if recitals is None:
                    recitals = etree.SubElement(region, A + "recitals", eId=self._number("", "recitals"))
                self._recital(recitals, "recital", one, part)
        self._lines(region, loose)
        if not len(region):
            etree.SubElement(region, A + "hcontainer", name="empty", eId=self._number(under, "hcontainer"))

    def _hierarchical(self, parent: etree._Element, block: Block, under: str, part: str | None, depth: int) -> None:
        provision = block.provision
        assert provision is not None
        tag = "hcontainer" if provision.call_text is not None and provision.label is None and depth == 0 else "paragraph"
        tag = "point" if depth and parent.tag != A + "hcontainer" else tag
        element = self._element(parent, tag, block, under, part)
        if tag == "hcontainer":
            element.set("name", provision.call or "call")
        self._num(element, block)
        words = etree.SubElement(element, A + ("intro" if block.children else "content"))
        self._own(words, block)
        for child in block.children:
            self._hierarchical(element, child, f"{element.get('eId')}__", _part_of(element, part), depth + 1)

    def _recitals(self, region: etree._Element, block: Block, part: str | None) -> None:
        """A call with its recitals."""
        element = self._element(region, "recitals", block, "", part)
        self._num(element, block)
        self._own(etree.SubElement(element, A + "intro"), block)
        for child in block.children:
            self._recital(element, "recital", child, _part_of(element, part))

    def _recital(self, parent: etree._Element, tag: str, block: Block, part: str | None) -> None:
        element = self._element(parent, tag, block, f"{parent.get('eId')}__", part)
        self._num(element, block)
        self._own(element, block)
        if block.children:
            items = etree.SubElement(element, A + "blockList", eId=self._number(f"{element.get('eId')}__", "blockList"))
            for child in block.children:
                self._recital(items, "item", child, _part_of(element, part))

    def _container(self, parent: etree._Element, block: Block, under: str, part: str | None) -> None:
        element = self._element(parent, "blockContainer", block, under, part)
        self._num(element, block)
        self._own(element, block)
        for child in block.children:
            self._container(element, child, f"{element.get('eId')}__", _part_of(element, part))

    # provisions

    def _element(self, parent: etree._Element, tag: str, block: Block, under: str, part: str | None) -> etree._Element:
        """The element of a provision, with what the reading says of it."""
        one = block.provision
        assert one is not None
        eid = self._number(under, tag)
        self.eids[one.id] = eid
        element = etree.SubElement(parent, A + tag, eId=eid, wId=self.wids.get(one.id, eid))
        element.set(NAME + "id", one.id)
        around = [identity for up in (parent, *parent.iterancestors()) if (identity := up.get(NAME + "id"))]
        told = {
            "part": one.part if one.part != part else None, "call": one.call, "callText": one.call_text, "label": one.label,
            "labelBase": one.label_base, "state": one.state if one.state != "both" else None,
            "certainty": one.certainty if one.certainty != "certain" else None,
            "parent": (one.parent or "") if one.parent != (around[0] if around else None) else None,
            "depth": str(one.depth) if one.depth != len(around) else None,
            "text": one.text if one.text != self.text.text[one.span.start:one.span.end] else None,
            "joined": "true" if block.joined else None,
        }
        for name, value in told.items():
            if value is not None:
                element.set(NAME + name, _held(value))
        if one.call is not None and one.parent is None:
            element.set("refersTo", f"#concept_{one.call}")
        return element

    def _number(self, under: str, tag: str) -> str:
        name = f"{under}{SHORT.get(tag, tag)}"
        self.counts[name] += 1
        return f"{name}_{self.counts[name]}"

    def _num(self, element: etree._Element, block: Block) -> None:
        """What is printed before the words of a provision; a number that Word's lists print is marked, as it is no sign of the text."""
        one = block.provision
        assert one is not None
        if self.text.text[block.start:one.span.start].strip():
            self._fill(etree.SubElement(element, A + "num"), block.start, one.span.start)
        elif one.label and not one.text.startswith(one.label):
            number = etree.SubElement(element, A + "num")
            number.set(NAME + "printed", "false")
            number.text = _held(one.label)

    def _own(self, parent: etree._Element, block: Block) -> None:
        one = block.provision
        assert one is not None
        start = one.span.start if self.text.text[block.start:one.span.start].strip() else block.start
        words = etree.SubElement(parent, A + "p")
        if (start, block.end) != one.span:
            words.set(NAME + "own", f"{one.span.start - start} {one.span.end - start}")
        self._fill(words, start, block.end)
        self._lines(parent, block.lines)

    # words

    def _lines(self, parent: etree._Element, blocks: Sequence[Block]) -> None:
        """Lines that are no provisions; those with several tabs are the rows of a table."""
        table = None
        for one in blocks:
            words = self.text.text[one.start:one.end]
            if words.count("\t") < CELLS:
                table = None
                self._fill(etree.SubElement(parent, A + "p"), one.start, one.end)
                continue
            if table is None:
                table = etree.SubElement(parent, A + "table")
                table.set(NAME + "cells", "tab")
            row = etree.SubElement(table, A + "tr")
            at = one.start
            for cell in words.split("\t"):
                self._fill(etree.SubElement(etree.SubElement(row, A + "td"), A + "p"), at, at + len(cell))
                at += len(cell) + 1

    def _fill(self, element: etree._Element, start: int, end: int) -> None:
        """Put the words of a stretch into an element, with the notes and references in them."""
        at = start
        while self.inlines and self.inlines[-1].start < end:
            one = self.inlines.pop()
            if one.start < at or one.end > end:
                continue  # it reaches over the edge of a paragraph
            self._words(element, at, one.start)
            inside = etree.SubElement(element, A + one.tag)
            if one.href is not None:
                inside.set("href", one.href)
            self._words(inside, one.start, one.end)
            at = one.end
        self._words(element, at, end)

    def _words(self, element: etree._Element, start: int, end: int) -> None:
        at = start
        while self.notes and self.notes[-1][1].at <= end:
            place, note = self.notes.pop()
            _say(element, self.text.text[at:note.at])
            at = max(at, note.at)
            written = etree.SubElement(element, A + "authorialNote", marker=_held(note.marker), placement="bottom", eId=self._number("", "fn"))
            if not self.in_order:
                written.set(NAME + "place", str(place))
            _say(etree.SubElement(written, A + "p"), note.text)
        _say(element, self.text.text[at:end])


def _part_of(element: etree._Element, part: str | None) -> str | None:
    """The part of what stands in an element."""
    return element.get(NAME + "part", part)


def _provisions(blocks: Sequence[Block]) -> list[Provision]:
    found = []
    for one in blocks:
        if one.provision is not None:
            found += [one.provision, *_provisions(one.children)]
    return found


def _say(element: etree._Element, words: str) -> None:
    """Add words to an element; ends of lines and signs that XML cannot hold are elements."""
    at = 0
    for sign in re.finditer(f"\n|{NOT_IN_XML.pattern}", words):
        _append(element, words[at:sign.start()])
        if sign[0] == "\n":
            etree.SubElement(element, A + "eol")
        else:
            etree.SubElement(element, A + "inline", name="sign").set(NAME + "code", f"{ord(sign[0]):x}")
        at = sign.end()
    _append(element, words[at:])


def _append(element: etree._Element, words: str) -> None:
    if not words:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _held(words: str) -> str:
    """Words of an attribute, without signs that XML cannot hold."""
    return NOT_IN_XML.sub("\ufffd", words)
