"""Circulars on the pages: drafted, translated, sent by mail in each language, answered by administrations and by letter."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.membership import operations
from mandata.membership.models import Circular
from mandata.parties.models import Person
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import admission  # noqa: F401
from tests.mandata.test_circulars import Writing, writing  # noqa: F401
from tests.web.test_admission import client_of


@pytest.mark.req("000-17")
def test_from_the_draft_to_the_silent(writing: Writing, client: Client) -> None:  # noqa: F811
    officer = client_of(writing.officer)
    Person.objects.filter(email="avn@example.org").update(language="fr")
    typed = {"series": "CL", "kind_of_letter": "circular", "to": "states", "code": "", "answer_asked": "on", "language": "en", "title": "Lamps",
             "words": "Which lamps do you use?"}
    page = officer.post("/circulars/of/league/draft/", {**typed, "to": "named"})
    assert page.status_code == 409 and b"Which lamps do you use?" in page.content, "what was typed stays"
    assert officer.post("/circulars/of/league/draft/", typed).status_code == 302
    circular = Circular.objects.get()
    address = f"/circulars/{circular.pk}/"
    assert client.get(address).status_code == 404, "a draft is its authors' own"
    officer.post(address + "write/", {"language": "fr", "title": "Lampes", "words": "Quelles lampes ?"})
    officer.post(address + "ask-translation/", {"languages": ["ar"]})
    assert b"Which lamps" not in officer.get(address + "write/?language=ar").content, "the words of one language are never offered for another"
    assert officer.post(address + "set-deadline/", {"day": "2001-06-01", "what": "answers", "note": ""}).status_code == 409
    officer.post(address + "set-deadline/", {"day": "2099-06-01", "what": "answers", "note": ""})
    assert b"are not checked yet" in officer.get(address + "send/").content
    for language in ("en", "fr"):
        assert officer.post(address + "check/", {"language": language}).status_code == 302
    assert officer.get(address).content.count(b"missing") == 3, "es, ru and zh were not even asked for"
    asked = officer.get(address + "send/").content.decode()
    assert "To: 2 (avn, brl)." in asked and "In: English, Français." in asked and "2099" in asked
    assert "sent to 2 addressees" in officer.post(address + "send/", {}, follow=True).content.decode()
    sent = {one.to[0]: one for one in mail.outbox}
    assert "Quelles lampes" in sent["avn@example.org"].body and "Which lamps" in sent["brl@example.org"].body
    assert address in sent["avn@example.org"].body and "2099" in sent["avn@example.org"].body
    page = client.get(address + "?language=fr").content.decode()
    assert "Quelles lampes" in page and 'lang="fr"' in page and "avn" not in page, "the words are public, who answered is not"
    avonian = client_of(writing.admission.avonian)
    assert b"CL 1" in avonian.get("/desk/").content
    own, other = (writing.to(circular, party) for party in (writing.admission.avonia, writing.admission.brelland))
    assert avonian.post(f"/circulars/to/{other.pk}/answer/", {"words": "theirs"}).status_code == 404
    assert avonian.post(f"/circulars/to/{own.pk}/acknowledge/").status_code == 302
    assert avonian.post(f"/circulars/to/{own.pk}/answer/", {"words": "Oil lamps."}).status_code == 302
    assert "head-of-administration" not in client.get(address).content.decode(), "the history, which names who answered, is the officers' own"
    page = officer.get(address).content.decode()
    assert "head-of-administration" in page
    assert page.count(">silent<") == 1 and "Oil lamps." in page and f"/circulars/to/{other.pk}/record-answer/" in page
    assert "To: 1 (brl)." in officer.get(address + "remind/").content.decode()
    assert "Which lamps" in client.get(address + "?language=ru").content.decode(), "where a language lacks, the words stand in the reference language"
    assert officer.post(address + "remind/", {}).status_code == 302 and mail.outbox[-1].to == ["brl@example.org"]
    letter = {"signed_on": "2018-05-20", "signatory": "O. Strand", "words": "", "letter": SimpleUploadedFile("letter.pdf", b"%PDF gas")}
    assert officer.post(f"/circulars/to/{other.pk}/record-answer/", letter).status_code == 409, "signed before the circular was sent"
    letter |= {"signed_on": circular.drafted_by.recorded_at.date().isoformat(), "letter": SimpleUploadedFile("letter.pdf", b"%PDF gas")}
    assert officer.post(f"/circulars/to/{other.pk}/record-answer/", letter).status_code == 302
    kept = other.replies.get()
    assert officer.get(f"/circulars/replies/{kept.pk}/letter/").content == b"%PDF gas"
    assert avonian.get(f"/circulars/replies/{kept.pk}/letter/").status_code == 404
    assert b"CL 1" in client.get("/circulars/?format=csv").content and b'<span class="figure">2</span>' in client.get("/circulars/").content


def test_the_list_and_a_letter_cost_as_many_queries_for_one_as_for_thirty(writing: Writing) -> None:  # noqa: F811
    officer, first = client_of(writing.officer), writing.sent()
    operations.acknowledge(acting_as=writing.admission.avonian, addressee=writing.to(first, writing.admission.avonia))

    def cost(path: str) -> int:
        officer.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(path).status_code == 200
        return len(queries)

    paths = ("/circulars/", "/measures/circulars.silent/", f"/circulars/{first.pk}/")
    before = [cost(path) for path in paths]
    for _number in range(20):
        writing.sent()
    assert [cost(path) for path in paths] == before


def test_the_list_is_filtered_by_words_that_a_reader_knows(writing: Writing) -> None:  # noqa: F811
    officer = client_of(writing.officer)
    assert "Unknown" not in officer.get("/circulars/").content.decode()
    assert officer.get("/circulars/?sent=true").status_code == officer.get("/circulars/?sent=false").status_code == 200
