"""Whether a file of a published report still prints what was published, and what was published still follows from the acts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from django.utils.translation import gettext, override
from rapidfuzz import process
from rapidfuzz.distance import Indel

from mandata.reports.building import paper_from
from mandata.reports.figures import stamp
from mandata.reports.models import Report, ReportState
from mandata.reports.package import DESCRIPTION, FIGURES, annex_of
from mandata.reports.pdf import as_pdf
from mandata.reports.printed import Line, Printed, read_printed
from mandata.reports.veiled import COMPUTED, HIDDEN
from mandata.reports.verifying import Verified, verify
from mandata.reports.word import OBSERVATIONS, RECORDS, as_word
from mandata.shared.operations import RuleBroken

HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")  # of the report, in its last line; of a PDF file a line is a word
NUMBER = re.compile(r"\d[\d\s.,'’\u00a0\u202f٬٫]*\d|\d")
ALIKE = 0.6  # from here on two lines are one that was changed
LONG = 1_000_000  # signs of one line times those of the other
FOLLOWS, OTHER, MOVED, UNMARKED, STALE, VEILED = "follows", "other", "moved", "unmarked", "stale", "veiled"
UNACCOUNTED, ADDED, MISSING, CHANGED, PICTURE = "unaccounted", "added", "missing", "changed", "picture"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: where, its code and observation, what stands there, what was published there, and what follows.

    ``verdict``: ``follows``; ``other``, printed otherwise than published; ``moved``, under another figure's code; ``unmarked``, it lost its
    code; ``stale``, as published, but the acts known then give another value; ``veiled``, in a line of which not all is seen as it stands.
    """

    place: str
    code: str
    observation: str
    printed: str
    published: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that is not as published: ``unaccounted``, added with a figure; ``added``, ``missing`` or ``changed`` words; a ``picture``.

    ``hidden``: some of its letters are not to be seen; ``computed``: the program that opens the file makes some of what it prints.
    """

    place: str
    what: str
    words: str
    published: str = ""


@dataclass(slots=True)
class FileChecked:
    """What checking a file came to."""

    report: Report
    language: str
    verified: Verified
    package: str  # "as published", "missing" or "other"
    annex: str  # of records: "as given out" (its lines are compared like all), "none", "other" where unsigned, "unknown" without the package
    figures: list[Figure] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether each figure follows, nothing was added, taken out or changed, and the data inside are those published."""
        return (
            self.verified.holds and self.package == "as published" and self.annex in ("as given out", "none")
            and not self.remarks and all(one.verdict == FOLLOWS for one in self.figures)
        )


def check_file(data: bytes) -> FileChecked:
    """Compare a file with the report of which it is a copy, line by line and figure by figure.

    The expected lines are made anew from the snapshot; whatever a program changed in the layout does not matter. Raises ``RuleBroken``
    where the file is none of a published report that is kept here.
    """
    printed = read_printed(data)
    told = _told(printed)
    report = _report_of(printed, told)
    language = _language_of(printed, report, str(told.get("language")))
    paper = paper_from(report.snapshot[language])
    behind = annex_of(told.get("annex", ""), report, language)
    render = as_pdf if printed.kind == "pdf" else as_word
    with override(language):
        name = report.organisation.name
    expected = read_printed(render(paper, name, behind or (), report))
    annex = "as given out" if behind else "none" if behind is not None else "unknown" if printed.package is None else "other"
    own = printed.lines
    if behind is None:
        with override(language):
            own = _without_annex(own, gettext(RECORDS).split(), gettext(OBSERVATIONS).split())
    if len(own) > 3 * len(expected.lines) + 500:
        raise RuleBroken(gettext("This file says much more than the report of which it bears the hash: it is no copy of it."))
    found = FileChecked(report, language, verify(report), _package(printed, expected), annex)
    identities = _identities(expected)
    stale = {f"{one.key}/{stamp(report.at)}/{stamp(report.known)}" for one in found.verified.changed}
    for here, there in _paired(own, expected.lines):
        _compare(found, here, there, identities, stale)
    if printed.kind == "pdf":
        found.remarks = list(_joined(found.remarks))
    if sum(printed.fills) > sum(expected.fills):
        most = max(range(len(printed.fills)), key=lambda page: printed.fills[page] - (expected.fills[page] if page < len(expected.fills) else 0))
        found.remarks.append(Remark(f"{most + 1}", PICTURE, ""))
    return found


def _joined(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """Words that follow one another, as one remark: a figure among words that were added makes all of them unaccounted."""
    for key, group in groupby(remarks, key=lambda one: (one.place, one.what if one.what in (MISSING, CHANGED, PICTURE, HIDDEN, COMPUTED) else ADDED)):
        words = list(group)
        what = UNACCOUNTED if any(one.what == UNACCOUNTED for one in words) else key[1]
        yield Remark(key[0], what, " ".join(one.words for one in words), " ".join(one.published for one in words).strip())


def _told(printed: Printed) -> dict[str, object]:
    try:
        told = json.loads((printed.package or {}).get(DESCRIPTION, "{}"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _report_of(printed: Printed, told: dict[str, object]) -> Report:
    """The report that the hash printed in the file names, else the one that its package names."""
    published = Report.objects.filter(state=ReportState.PUBLISHED).select_related("organisation")
    hashes = [found for line in printed.lines for found in HASH.findall(line.text)]
    report = published.filter(sha256=hashes[-1]).first() if hashes else None
    named = str(told.get("id", "")).encode("ascii", "ignore").decode().replace("\0", "")
    report = report or published.filter(uid=named).first()
    if report is None and Report.objects.filter(uid=named, state=ReportState.DRAFT).exists():
        raise RuleBroken(gettext("This is a file of a draft: only what is published is checked, by the file of the published report."))
    if report is None:
        raise RuleBroken(gettext(
            "No published report is kept here from which this file could be: it carries no hash that is known, and its data name no report that is known."
        ))
    return report


def _language_of(printed: Printed, report: Report, told: str) -> str:
    """The language that the data tell, but where the titles of sections stand in the words of another; a PDF file may not give back words as they are read."""
    words = {word for line in printed.lines for word in line.text.split()}

    def share(language: str) -> float:
        titles = {word for one in report.snapshot[language]["sections"] for word in one["title"].split()}
        return len(titles & words) / max(1, len(titles))

    read = max(report.snapshot, key=share)
    return told if told in report.snapshot and (share(told) > 0.5 or share(read) < 0.8) else read


def _without_annex(lines: list[Line], begins: list[str], ends: list[str]) -> list[Line]:
    """The lines without the annex that tells of records, which depends on who took the file along."""
    words = [(word, place) for place, line in enumerate(lines) for word in line.text.split()]

    def found(wanted: list[str], after: int = 0) -> int | None:
        return next((n for n in range(after, len(words)) if [word for word, _ in words[n:n + len(wanted)]] == wanted), None)

    start = found(begins)
    end = found(ends, start) if start is not None else None
    return lines if start is None or end is None else [*lines[:words[start][1]], *lines[words[end][1]:]]


def _package(printed: Printed, expected: Printed) -> str:
    if printed.package is None:
        return "missing"

    def own(package: dict[str, str]) -> tuple[object, dict[str, str]]:
        try:
            described = json.loads(package.get(DESCRIPTION, "{}"))
        except (ValueError, RecursionError):
            return None, {}
        if isinstance(described, dict):
            described.pop("annex", None)
        return described, {name: text for name, text in package.items() if name != DESCRIPTION}

    assert expected.package is not None
    return "as published" if own(printed.package) == own(expected.package) else "other"


def _identities(expected: Printed) -> dict[str, str]:
    """Code -> observation, of this paper."""
    assert expected.package is not None
    rows = (line.split(",", 2) for line in expected.package[FIGURES].splitlines()[1:])
    return {row[0]: row[1] for row in rows}


def _masked(line: Line) -> str:
    """A line without its numbers: a changed one is found in its place."""
    return " ".join(NUMBER.sub("#", line.text).split())


def _paired(own: Sequence[Line], expected: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Each line with its counterpart; None on the side that has none."""
    matcher = SequenceMatcher(None, [_masked(one) for one in own], [_masked(one) for one in expected], autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield from zip(own[i:j], expected[k:m], strict=True)
            continue
        here = [(one, _masked(one)) for one in own[i:j]]
        there = [(one, _masked(one)) for one in expected[k:m]]
        for one, words in here:
            alike = process.extractOne(words, [other for _line, other in there], scorer=Indel.normalized_similarity, score_cutoff=ALIKE)
            if alike is not None and _alike(words, alike[0]):
                yield one, there.pop(alike[2])[0]
            else:
                yield one, None
        for other, _words in there:
            yield None, other


def _alike(one: str, other: str) -> bool:
    """Whether two lines are likely one line that was changed; of very long ones common signs in their order are enough."""
    return len(one) * len(other) > LONG or SequenceMatcher(None, one, other, autojunk=False).ratio() > ALIKE


def _compare(found: FileChecked, here: Line | None, there: Line | None, identities: dict[str, str], stale: set[str]) -> None:
    """Judge one line and each figure in it."""
    if here is None:
        assert there is not None
        found.remarks.append(Remark(there.place, MISSING, there.text))
        return
    if here.pictures > (there.pictures if there else 0):
        found.remarks.append(Remark(here.place, PICTURE, here.text))
    veiled = here.veiled - (there.veiled if there else set())
    found.remarks += [Remark(here.place, what, here.text) for what in sorted(veiled)]
    if there is None:
        if here.text.strip():
            found.remarks.append(Remark(here.place, UNACCOUNTED if re.search(r"\d", here.text) else ADDED, here.text))
        return
    marked = list(here.figures)
    for place, (code, published) in enumerate(there.figures):
        if place < len(marked) and len(marked) == len(there.figures):
            own_code, text = marked[place]
        else:
            own_code, text = next(((c, t) for c, t in marked if c == code), ("", ""))
        observation = identities.get(code, "")
        verdict = (
            UNMARKED if not own_code else OTHER if text != published else MOVED if own_code != code
            else STALE if observation in stale else VEILED if veiled else FOLLOWS
        )
        found.figures.append(Figure(here.place, own_code or code, observation, text, published, verdict))
    if _without(here) != _without(there) and not (len(marked) < len(there.figures) and here.text == there.text):
        found.remarks.append(Remark(here.place, CHANGED, here.text, there.text))


def _without(line: Line) -> str:
    """The words of a line beside its marked figures."""
    text = line.text
    for _code, figure in line.figures:
        text = text.replace(figure, "#", 1) if figure else text
    return " ".join(text.split())
