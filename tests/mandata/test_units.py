"""What a measure counts is told in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from mandata.shared.measures import measures
from mandata.shared.units import UNITS, unit_in_words


@pytest.mark.parametrize("language", ["ar", "ru", "zh-hans"])
def test_no_unit_of_a_measure_is_left_in_english(language: str) -> None:
    with override(language):
        left = {one.name: one.unit_words for one in measures() if any("a" <= sign <= "z" for sign in one.unit_words)}
    assert measures() and not left


def test_a_unit_that_the_table_lacks_is_told_by_its_own_words() -> None:
    assert "lamp" not in UNITS and unit_in_words("lamp") == "lamp"
