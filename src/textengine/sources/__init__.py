"""From a file's bytes to paragraphs; what cannot be read says what it is and what to do."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read: ``code`` for programs, one sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


MAX_CHARACTERS, MAX_PARAGRAPHS = 20_000_000, 50_000


def too_long() -> Unreadable:
    """What is said of a text that is longer than any governing text."""
    return Unreadable("too-long", "This text is longer than 20 million characters or 50,000 paragraphs: send its parts one by one.")


OLE, ENCRYPTED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
KINDS = (
    (b"%PDF", "pdf", "This is a PDF, which has lost its paragraphs: send the Word file or the plain text."),
    (b"{\\rtf", "rtf", "This is a rich text file (.rtf): open it in Word and save it as .docx."),
    (b"\xff\xfe", "utf-16", "This is text in UTF-16: save it as UTF-8 or send it as .docx."),
    (b"\xfe\xff", "utf-16", "This is text in UTF-16: save it as UTF-8 or send it as .docx."),
    (b"\x89PNG", "picture", "This is a picture, not a text: send the Word file or the plain text."),
    (b"\xff\xd8\xff", "picture", "This is a picture, not a text: send the Word file or the plain text."),
)


def refusal(data: bytes) -> Unreadable | None:
    """Why a file cannot be read at all, by its first bytes; none where it may be."""
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        return Unreadable("empty", "This file is empty: send the file that holds the text.")
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return Unreadable("encrypted", "This Word file is locked with a password: save it without one and send that copy.")
        return Unreadable("old-word", "This is an old .doc file: open it in Word and save it as .docx.")
    return next((Unreadable(code, message) for head, code, message in KINDS if data.startswith(head)), None)


HEAD = 4000  # bytes in which an Akoma Ntoso file names its root


def is_akn(data: bytes) -> bool:
    """Whether the first bytes are those of an Akoma Ntoso file, of whatever version."""
    return b"akomaNtoso" in data[:HEAD] and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
