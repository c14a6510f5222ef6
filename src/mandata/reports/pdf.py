"""A report as PDF: the same paper, each figure with its code beside it, the data attached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language_info, gettext, override

from mandata.reports.building import FIGURE, Block, Paper, Pieces
from mandata.reports.columns import shares
from mandata.reports.models import Report
from mandata.reports.package import Behind, package_of
from mandata.reports.typesetting import fonts, typeset
from mandata.reports.word import OBSERVATIONS, RECORDS
from mandata.shared.operations import RuleBroken

LATIN = "Libertinus Serif"  # within Typst, with Cyrillic
FOR_LANGUAGE = {  # the first that there is; those of Chinese are the system's, for they are large
    "ar": ("Noto Naskh Arabic",),
    "zh": (
        "Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Source Han Sans SC", "Songti SC", "PingFang SC", "SimSun",
        "Microsoft YaHei", "WenQuanYi Zen Hei", "AR PL UMing CN",
    ),
}


@cache
def known_families() -> frozenset[str]:
    """The names of the fonts that are at hand."""
    return frozenset(fonts().families())


def fonts_for(language: str) -> list[str]:
    """The fonts for a language, the first one with its own signs; a rule is broken where the system has none."""
    wanted = FOR_LANGUAGE.get(language.partition("-")[0])
    if wanted is None:
        return [LATIN]
    found = [one for one in wanted if one in known_families()]
    if not found:
        raise RuleBroken(gettext(
            "This system has no font for Chinese, so no PDF can be made: install one (on Debian the package fonts-noto-cjk), or take the Word file along."
        ))
    return [LATIN, found[0]]


def _words(block: Block) -> list[list[str]]:
    return [["".join(one.text for one in cell) for cell in row] for row in block.rows]


def as_pdf(paper: Paper, organisation: str, behind: Behind = (), published: Report | None = None, tables: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a PDF file with all that the Word file of the report has; one of a published report has its data attached."""
    codes: dict[str, str] = {}

    def plain(pieces: Pieces) -> list[dict[str, str]]:
        return [
            {"text": one.text, "code": codes.setdefault(one.obs, f"F{len(codes) + 1}") if one.kind == FIGURE and one.obs else ""} for one in pieces
        ]

    with override(paper.language):
        data: dict[str, Any] = {
            "title": paper.title, "organisation": paper.organisation or organisation, "lang": paper.language.partition("-")[0], "fonts": fonts_for(paper.language),
            "rtl": bool(get_language_info(paper.language)["bidi"]),
            "header": [{"label": label, "pieces": plain(pieces)} for label, pieces in paper.header],
            "sections": [
                {"title": f"{number}\u2002{section.title}", "blocks": [
                    {"kind": block.kind, "head": block.head, "rtl": bool(get_language_info(block.language or paper.language)["bidi"]), "widths": shares(block.head, _words(block)) if block.kind == "table" else [], "mark": block.mark, "signed": gettext("Signed: %(who)s") % {"who": block.signed},
                     "rows": [[plain(cell) for cell in row] for row in block.rows]} for block in section.blocks
                ]} for number, section in enumerate(paper.sections, start=1)
            ],
            "annex": [{"label": label, "lines": list(lines)} for label, lines in behind],
            "words": {
                "records": gettext(RECORDS), "observations": gettext(OBSERVATIONS), "code": gettext("Code"), "observation": gettext("Observation"),
            },
        }
    data["codes"] = [{"code": code, "identity": identity} for identity, code in codes.items()]
    data["sha256"] = published.sha256 if published else ""
    data["package"] = package_of(published, paper.language, codes, behind) if published else dict(tables or {})
    return typeset(json.dumps(data, ensure_ascii=False))
