"""Names in a row stand with the comma of the reader's language, on pages alone: files of rows keep a plain one."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from mandata.shared.joining import joined, joined_html
from mandata.web.kit import Column
from mandata.web.kit.exports import plain
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "mandata"
FOR_MACHINES = {  # a plain comma in every language
    "web/kit/exports.py",  # files of rows
    "texts/languages.py",  # the key of a divergence
    "shared/written.py",  # a statement for the database
    "parties/loading.py", "parties/tables.py", "shared/catalogues.py",  # what the terminal tells of tables of a profile and of catalogues
}
IN_CODE = re.compile(r"""(["']), \1\.join\(|join\(["'], ["']""")
IN_TEMPLATES = re.compile(r"""join:["'],|not forloop\.last %\},""")


@pytest.mark.parametrize(("language", "wanted"), [("en", "A, B"), ("fr", "A, B"), ("ar", "A، B"), ("zh-hans", "A、B")])
def test_names_are_joined_as_the_language_joins_them(language: str, wanted: str) -> None:
    with override(language):
        assert joined(iter("AB")) == wanted
        column = Column("names", "Names", lambda one: list(one))
        assert column.html("AB") == "".join(f"<bdi>{one}</bdi>" if one in "AB" else one for one in wanted)
        assert plain(column.value("AB")) == "A, B", "a file of rows is for machines"
        assert joined_html("<a>{}</a>", [("<",), ("B",)]) == f"<a>&lt;</a>{wanted[1:-1]}<a>B</a>"
        shown = Template("{% load kit %}{% for one in names %}{{ one }}{% if not forloop.last %}{% comma %}{% endif %}{% endfor %}|{{ names|joined }}")
        assert shown.render(Context({"names": "AB"})) == f"{wanted}|{column.html('AB')}"


def test_no_page_joins_names_by_a_comma_of_its_own() -> None:
    """``joined`` of shared/joining.py, or a column that gives a list, or the tags of the kit."""
    code = [one for one in sorted(SOURCE.rglob("*.py")) if one.relative_to(SOURCE).parts[0] not in ("cli", "migrations")]
    found = {str(one.relative_to(SOURCE)) for one in code if IN_CODE.search(one.read_text(encoding="utf-8"))}
    assert found == FOR_MACHINES
    templates = sorted((SOURCE / "web" / "templates").rglob("*.html"))
    assert len(templates) > 50 and not [one.name for one in templates if IN_TEMPLATES.search(one.read_text(encoding="utf-8"))]
