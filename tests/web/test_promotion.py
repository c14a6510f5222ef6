"""Agreements and contacts on the pages: recorded by whoever may, counted for everybody, listed for those whom they concern."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.membership import operations
from mandata.membership.models import Agreement, Contact
from mandata.shared.models import Refusal
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import admission  # noqa: F401
from tests.mandata.test_agreements import Signing, signing  # noqa: F401
from tests.mandata.test_promotion import Promotion, promotion  # noqa: F401
from tests.web.test_admission import client_of


@pytest.mark.req("000-11")
def test_an_agreement_is_recorded_prolonged_and_ended_on_its_pages(signing: Signing, client: Client) -> None:  # noqa: F811
    officer = client_of(signing.cast.officer)
    typed = {"title": "Memorandum with the makers", "object": "to make the pilot known", "parties": [signing.makers.pk], "signatory": "1",
             "signed_on": "2020-03-01", "until": "2099-02-28", "revision": ""}
    address = "/agreements/of/league/conclude/"
    page = officer.post(address, {**typed, "until": "2019-01-01"})
    assert page.status_code == 409 and b"to make the pilot known" in page.content
    assert officer.post(address, {**typed, "text": SimpleUploadedFile("mémorandum.pdf", b"%PDF both")}).status_code == 302
    agreement = Agreement.objects.get()
    listed = client.get("/agreements/").content.decode()
    assert "Memorandum with the makers" in listed and "smiths" in listed and "in force" in listed
    page = client.get(f"/agreements/{agreement.pk}/").content.decode()
    assert "house rule: the secretary signs" in page and "pdf" not in page, "the text is open to its parties"
    text = agreement.texts.get()
    assert client.get(f"/agreements/texts/{text.pk}/").status_code == 404
    given = client_of(signing.maker).get(f"/agreements/texts/{text.pk}/")
    assert given.content == b"%PDF both" and given["Content-Disposition"].startswith("attachment")
    assert client_of(signing.maker).post(f"/agreements/{agreement.pk}/end/", {"reason": "no"}).status_code == 403
    assert Refusal.objects.get().verb == "end"
    assert officer.post(f"/agreements/{agreement.pk}/end/", {"reason": "The makers have dissolved."}).status_code == 302
    assert "dissolved" in client.get(f"/agreements/{agreement.pk}/").content.decode()
    assert b"Memorandum" in client.get("/agreements/?format=csv&state=ended").content


@pytest.mark.req("000-10")
def test_contacts_are_recorded_and_lead_to_admissions(promotion: Promotion, client: Client) -> None:  # noqa: F811
    found, director = promotion.admission, client_of(promotion.director)
    typed = {"by": promotion.bureau.pk, "firm_name": "Brightbuoy", "association": "", "state_party": found.avonia.pk, "agreement": "",
             "channel": "meeting", "day": "2018-02-01", "result": "interested", "note": "", "address": "", "consent": ""}
    page = director.post("/promotion/record/", {**typed, "address": "lin@example.org"})
    assert page.status_code == 409 and b"consent" in page.content and b"Brightbuoy" in page.content
    assert director.post("/promotion/record/", typed).status_code == 302
    contact = Contact.objects.get()
    application = found.applied("Brightbuoy")
    assert b"Brightbuoy" not in director.get(f"/promotion/{contact.pk}/result/").content.replace(b"Brightbuoy (2018", b""), "not open to the bureau"
    officer = client_of(promotion.cast.officer)
    answer = {"result": "applied", "application": application.pk, "note": ""}
    assert officer.post(f"/promotion/{contact.pk}/result/", answer).status_code == 302
    operations.approve(acting_as=found.avonian, application=application)
    operations.admit(acting_as=promotion.cast.officer, application=application)
    page = client.get("/promotion/").content.decode()
    assert page.count('<span class="figure">1</span>') == 5 and page.count("of 1") == 3, "each share stands with its denominator"
    assert "Brightbuoy" not in page and "North" in page, "figures are for everybody, contacts for those whom they concern"
    assert b"Brightbuoy" in officer.get("/promotion/?format=csv").content
    assert client.get(f"/promotion/{contact.pk}/").status_code == 404
    assert b"Brightbuoy" in officer.get(f"/promotion/{contact.pk}/").content, "a firm stands by its name, without an association"
    assert "Brightbuoy" in officer.get("/measures/promotion.contacts/").content.decode()


def test_whoever_promotes_nothing_gets_the_reason(promotion: Promotion, client: Client) -> None:  # noqa: F811
    assert client.get("/promotion/record/").status_code in (302, 403)
    assert client_of(promotion.cast.stranger).get("/promotion/record/").status_code == 403


def test_a_list_costs_as_many_queries_for_one_as_for_thirty(promotion: Promotion, signing: Signing) -> None:  # noqa: F811
    officer = client_of(promotion.cast.officer)

    def fill(number: int) -> None:
        for n in range(number):
            agreement = signing.conclude(title=f"Memorandum {n}")
            operations.record_contact(acting_as=promotion.director, by=promotion.bureau, channel="call", day=date(2021, 1, 1), firm_name=f"Firm {n}",
                                      agreement=agreement, state_party=promotion.admission.avonia)

    def cost(path: str) -> int:
        officer.get(path)
        with CaptureQueriesContext(connection, ) as queries:
            assert officer.get(path).status_code == 200
        return len(queries)

    fill(1)
    paths = ("/agreements/", "/promotion/", "/measures/promotion.contacts/", "/measures/agreements.in-force/")
    before = [cost(path) for path in paths]
    fill(30)
    assert [cost(path) for path in paths] == before
