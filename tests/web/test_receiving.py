"""Receiving files: twice the same, ones that cannot be read, ones that wait."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mandata.shared.seen import seen
from mandata.texts.models import Finding
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import as_
from tests.web.test_review import officer  # noqa: F401


def test_a_file_received_twice_leads_to_the_first(officer: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(OLD, "first.txt")
    answer = officer.post(
        "/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile("again.txt", OLD.encode())}, follow=True
    )
    page = answer.content.decode()
    assert "first.txt" in page and f'href="/texts/review/{reading.language_version_id}/"' in page
    assert officer.get("/texts/receive/").status_code == 302


def test_what_cannot_be_read_says_what_to_do_and_stores_nothing_half(officer: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.models import LanguageVersion, ReceivedFile
    from mandata.texts.operations import read_received

    bad = {"empty.txt": b"", "scan.pdf": b"%PDF-1.7 ...", "old.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
           "cut.docx": b"PK\x03\x04cut", "latin.txt": "considérant".encode("latin-1")}
    for name, content in bad.items():
        officer.post("/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile(name, content)})
    for file in ReceivedFile.objects.filter(state=ReceivedFile.State.WAITING):
        assert read_received(file=file) is None
    page = officer.get("/texts/").content.decode()
    stored = set(ReceivedFile.objects.values_list("name", "state"))
    for name in bad:
        assert (name, "unreadable") in stored or name not in {one for one, _state in stored}
        assert name in page or (name, "unreadable") not in stored
    assert page.count("cannot be read") >= 4 and not LanguageVersion.objects.exists() and not Finding.objects.exists()


def test_a_file_beyond_the_limit_is_refused_with_the_limit(officer: Client, cast: Cast, settings: Any) -> None:  # noqa: F811
    from mandata.texts.models import ReceivedFile

    settings.MAX_RECEIVED_BYTES = 1024 * 1024
    answer = officer.post("/texts/receive/", {
        "organisation": "league", "files": SimpleUploadedFile("big.txt", b"x" * (1024 * 1024 + 1))}, follow=True)
    assert "larger than 1 MB" in answer.content.decode() and not ReceivedFile.objects.exists()


def test_only_the_table_of_waiting_files_comes_again_while_one_waits(officer: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.models import ReceivedFile
    from mandata.texts.operations import read_received

    officer.post("/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile("one.txt", OLD.encode())})
    assert 'hx-trigger="every' in officer.get("/texts/").content.decode()
    read_received(file=ReceivedFile.objects.get())
    part = officer.get("/texts/?part=waiting", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "to review" in part and "hx-trigger" not in part, "it asks no more"
    assert "htmx" not in officer.get("/texts/").content.decode()
    officer.logout()
    assert "one.txt" not in officer.get("/texts/?part=waiting", headers={"HX-Request": "true"}).content.decode()


def test_a_file_that_cannot_be_read_is_set_aside(officer: Client, cast: Cast) -> None:  # noqa: F811
    from mandata.texts.models import ReceivedFile
    from mandata.texts.operations import read_received

    officer.post("/texts/receive/", {"organisation": "league", "files": SimpleUploadedFile("scan.pdf", b"%PDF-1.7 ...")})
    file = ReceivedFile.objects.get()
    read_received(file=file)
    address = f"/texts/files/{file.pk}/set-aside/"
    assert f'action="{address}"' in officer.get("/texts/").content.decode()
    assert "is set aside" in officer.post(address, {"seen": seen(file)}, follow=True).content.decode()
    assert "scan.pdf" not in officer.get("/texts/").content.decode() and "scan.pdf" not in officer.get("/desk/").content.decode()
    file.refresh_from_db()
    assert bytes(file.content).startswith(b"%PDF")
    answer = as_(officer, "sam@example.org").post(address)
    assert answer.status_code in (403, 404)
