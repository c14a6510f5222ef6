"""Two wordings marked word by word."""

from __future__ import annotations

import re
from html import unescape

import pytest

from mandata.web.differences import marked_difference, new_words_marked, old_words_marked

PAIRS = [
    ("to keep a list;", "to keep a long list;"), ("to lend old lamps", "to give new lamps"), ("", "new"), ("old", ""), ("the same", "the same"),
    ("每年保存灯塔清单", "每两年保存灯塔和浮标清单"), ("إعداد قائمة", "إعداد قائمة أطول"), ("a < b & c", "a < b & d"),
]


def plain(marked: str) -> str:
    return unescape(re.sub(r"</?(?:ins|del)>", "", marked))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_without_the_marks_each_wording_is_whole(old: str, new: str) -> None:
    assert plain(old_words_marked(old, new)) == old and plain(new_words_marked(old, new)) == new


def test_words_are_marked_whole() -> None:
    assert marked_difference("to lend old lamps", "to give new lamps") == "to <del>lend old</del><ins>give new</ins> lamps"
    assert marked_difference("每年保存", "每两年保存") == "每<ins>两</ins>年保存"
    assert "<script>" not in marked_difference("a", "<script>")
