"""Fees on the pages: the table for everybody with its bases, dues for officers and for the member itself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mandata.membership.models import Due
from mandata.parties.models import Membership, Party
from mandata.shared.models import Act
from tests.mandata.conftest import cast  # noqa: F401
from tests.mandata.test_admission import admission  # noqa: F401
from tests.mandata.test_fees import Fees, fees  # noqa: F401
from tests.web.test_admission import client_of


@pytest.mark.req("002-09", "001-07")
def test_from_the_formula_to_the_payment(fees: Fees, client: Client) -> None:  # noqa: F811
    page = client.get("/fees/").content.decode()
    assert "1/32" in page and "Resolution 8, on fees" in page and "not in the library" in page and "raise-dues" not in page
    officer, school = client_of(fees.officer), client_of(fees.focal)
    page = officer.post("/fees/of/league/set-unit/", {"amount": "70000", "currency": "eur", "since": "2020-01-01", "until": "2021-12-31", "basis": "C19"})
    assert page.status_code == 409 and b"70000" in page.content, "what was typed stays"
    assert officer.post("/fees/of/league/raise-dues/", {"year": "2018"}).status_code == 302
    assert school.post("/fees/of/league/raise-dues/", {"year": "2019"}).status_code == 403
    due = Due.objects.get(member=fees.school)
    listed = officer.get("/dues/?format=csv").content.decode()
    assert "school" in listed and "1988" in listed and "63600" in listed
    own = school.get("/dues/?format=csv").content.decode()
    assert "1988" in own and "63600" not in own and "college" not in own
    assert "1988" not in client.get("/dues/?format=csv").content.decode() and client.get(f"/dues/{due.pk}/").status_code == 404
    assert client_of(fees.admission.avonian).get(f"/dues/{due.pk}/").status_code == 404
    assert officer.post(f"/dues/{due.pk}/pay/", {"amount": "5000", "day": "2018-03-01", "reference": ""}).status_code == 409
    assert officer.post(f"/dues/{due.pk}/pay/", {"amount": "1000", "day": "2018-03-01", "reference": "bank 7"}).status_code == 302
    assert "payment recorded" not in client.get(f"/parties/{fees.school.pk}/").content.decode(), "who has paid is not everybody's to know"
    page = school.get(f"/dues/{due.pk}/").content.decode()
    assert "bank 7" in page and "988" in page and "1/32" in page and "/pay/" not in page
    assert f'href="{"/dues/"}"' in school.get(f"/parties/{fees.school.pk}/").content.decode()
    figure = officer.get("/measures/fees.arrears/").content.decode()
    assert " / " not in figure.split('class="figure">')[1].split("</span>")[0], "a sum is no part of the dues on which it rests"
    assert f"/dues/{due.pk}/" in figure and f"/dues/{due.pk}/" not in client.get("/measures/fees.arrears/").content.decode()
    council = Party.objects.create(organisation=fees.league, key="council", entity="council", parent=fees.league)
    review = {"body": council.pk, "day": "2018-04-01", "next_on": "2019-04-01", "source": "C18"}
    assert officer.post(f"/fees/routes/{fees.admission.route.pk}/review/", review).status_code == 302
    assert "overdue; nothing lapses" in client.get("/fees/").content.decode()


def test_lists_cost_as_many_queries_for_one_as_for_thirty(fees: Fees) -> None:  # noqa: F811
    officer = client_of(fees.officer)
    officer.post("/fees/of/league/raise-dues/", {"year": "2018"})

    def cost(path: str) -> int:
        officer.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(path).status_code == 200
        return len(queries)

    paths = ("/fees/", "/dues/", "/measures/fees.due/", "/measures/fees.arrears/")
    before = [cost(path) for path in paths]
    for number in range(30):
        school = Party.objects.create(organisation=fees.league, key=f"school-{number}", entity="member", parent=fees.league)
        Membership.objects.create(member=school, of=fees.league, category="academia", opened_by=Act.objects.first())
    officer.post("/fees/of/league/raise-dues/", {"year": "2018"})
    assert [cost(path) for path in paths] == before
