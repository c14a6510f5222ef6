"""What the reader says, in the reader's language: the sentences for files that it cannot read, the names of problems.

``textengine`` speaks English and gives each its code; a code without words here is shown as the engine says it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mandata.shared.joining import joined
from mandata.texts.models import KINDS, ProvisionVersion, Wording
from mandata.web.differences import marked_difference

register = template.Library()

PLACED = ("not-well-formed", "not-valid")  # whose own sentence names the line
UNREADABLE = {
    "empty": _("This file is empty: send the file that holds the text."),
    "pdf": _("This is a PDF, which has lost its paragraphs: send the Word file or the plain text."),
    "rtf": _("This is a rich text file (.rtf): open it in Word and save it as .docx."),
    "utf-16": _("This is text in UTF-16: save it as UTF-8 or send it as .docx."),
    "picture": _("This is a picture, not a text: send the Word file or the plain text."),
    "old-word": _("This is an old .doc or an encrypted Word file: open it in Word and save it as .docx without a password."),
    "not-well-formed": _("This file is no well-formed XML: save it again where it was written, and send the copy."),
    "not-valid": _("This is no valid Akoma Ntoso: send a file that is valid by its schema, version 3.0."),
    "encrypted": _("This archive is locked with a password: send the Word file without it."),
    "truncated": _("This Word file is damaged or cut short: open it in Word, save it again and send the copy."),
    "damaged": _("This Word file is damaged: open it in Word, save it again and send the copy."),
    "no-document": _("This is no Word document: send the text as .docx or .txt."),
    "too-large": _("This Word file unpacks to more than 60 MB of text or 6 million tags: send its parts one by one."),
    "too-slow": _("This file takes too long to read: send its parts one by one."),
    "too-long": _("This text is longer than 20 million characters or 50,000 paragraphs: send its parts one by one."),
    "entities": _("This Word file defines XML entities, which Word never does: send a copy saved by Word."),
    "not-utf-8": _("This file is not UTF-8 text: save it as UTF-8 or send it as .docx."),
    "binary": _("This file holds binary data, not text: send the text as .txt (UTF-8) or .docx."),
}

READ_KINDS = {**KINDS, "proposal": _("proposal")}  # what the reader takes a text for: a proposal, of whatever kind its base is
PROBLEMS = {
    "revision-without-year": _("A revision is named without its year"),
    "place-year-impossible": _("No such meeting: the place and the year do not belong together"),
    "history-out-of-order": _("The revisions are printed out of order"),
    "numbering-gap": _("A number is missing in a list"),
    "doubled-label": _("A label stands twice"),
    "fused-words": _("Old and new words stand fused"),
    "language-unsure": _("The language is not sure"),
    "part-unread": _("A part of the file was not read"),
    "outside-text": _("A part of the file is no part of the text"),
    "lines-joined": _("Printed lines were joined to paragraphs"),
    "changed-since": _("The file was changed after it was written: it is read anew"),
}


@register.filter
def trouble_words(file: Any) -> str:
    """Why a received file could not be read, and what to do."""
    words = str(UNREADABLE.get(file.trouble_code, file.trouble))
    if file.trouble_code in PLACED:
        return format_html('{} <bdi lang="en">{}</bdi>', words, file.trouble)
    return words


@register.filter
def problem_words(code: str) -> str:
    """The name of a problem."""
    return str(PROBLEMS.get(code, code))


@register.filter
def named(version: Any) -> str:
    """What a language version is called: its title, else what its title block says, else the file's name."""
    if version.title:
        return str(version.title)
    head = version.reading.head if version.reading else {}
    when = joined(str(head[key]) for key in ("place", "year") if head.get(key))
    if head.get("kind") not in READ_KINDS or not (head.get("number") or when):
        return str(version.file.name)
    kind = str(READ_KINDS[head["kind"]])
    return " ".join(filter(None, [kind[:1].upper() + kind[1:], head.get("number"), f"({when})" if when else ""]))


@register.filter
def changed_from(new: Wording, version: ProvisionVersion) -> SafeString:
    """The words of a provision, marked where they differ from those of another version of it in the same language."""
    old = version.wordings.filter(language_version__language=new.language_version.language).first()
    return marked_difference(f"{old.label} {old.text}" if old else "", f"{new.label} {new.text}")
