"""Pages of texts: the library and the text itself, the review of what was read, the publication."""

from mandata.web.texts.citations import Citations, resolve
from mandata.web.texts.compare import clean_text, compare_page, name_the_heir
from mandata.web.texts.files import akn_file, word_file
from mandata.web.texts.fused import one_text, open_places, settle, take_certain
from mandata.web.texts.history import work_history
from mandata.web.texts.instruments import Instruments
from mandata.web.texts.instruments import register as register_instrument
from mandata.web.texts.languages import Languages, languages_page
from mandata.web.texts.languages import ask as ask_translation
from mandata.web.texts.languages import record as record_translation
from mandata.web.texts.languages import settle_page as settle_divergence
from mandata.web.texts.library import (
    PublishedTexts,
    provision_link,
    receive,
    received_file,
    set_aside,
    text_page,
)
from mandata.web.texts.misreadings import Misreadings, case_file, report
from mandata.web.texts.publish import publish
from mandata.web.texts.review import (
    add_duty,
    confirm_group,
    confirm_structure,
    correct_structure,
    decide,
    read_again,
    review,
)

__all__ = [
    "Citations", "Instruments", "Languages", "Misreadings", "PublishedTexts", "add_duty", "akn_file", "ask_translation", "case_file", "clean_text", "compare_page", "confirm_group", "confirm_structure", "correct_structure", "decide", "languages_page", "name_the_heir", "one_text", "open_places", "provision_link", "publish",
    "read_again", "receive", "received_file", "record_translation", "register_instrument", "report", "resolve", "review", "set_aside", "settle", "settle_divergence", "take_certain", "text_page", "word_file", "work_history",
]
