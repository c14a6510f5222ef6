"""Addresses and filters that nobody means: a page answers each, by its error, its first page or by nothing; none is a fault of the site."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.mandata.conftest import Cast, cast  # noqa: F401
from tests.web.test_pages import as_, site  # noqa: F401

LISTS = ("/owed/", "/plan/", "/calendar/", "/proposals/", "/reports/", "/circulars/", "/mandates/", "/sessions/", "/texts/compare/", "/texts/languages/",
         "/owed/overlaps/", "/owed/missing/", "/measures/mandates.confirmed/", "/measures/sums/", "/dues/", "/texts/", "/citations/")
NAMES = ("page", "year", "at", "known", "sort", "lang", "q", "state", "actor", "organisation", "show", "of", "against", "scope", "split", "part", "body",
         "session", "old", "new", "month", "view")
ODD = ("-1", "99999", "31-02", "a\0b", "\x01\uffff", "9999-12-31", "0001-01-01", "9" * 30, "²")


@pytest.mark.parametrize("address", LISTS)
def test_whatever_is_asked_of_a_list_is_answered(site: Client, address: str) -> None:  # noqa: F811
    asked = [dict.fromkeys(NAMES, one) for one in ODD] + [{name: one} for name, one in (("year", "-1"), ("year", "0"), ("at", "9999-12-31"), ("known", "0001-01-01"), ("page", "9" * 30))]
    for one in asked:
        assert site.get(address, one).status_code < 500, one
    for kind in ("json", "docx", "xlsx", "csv"):
        assert site.get(address, {"format": kind, "organisation": "\x01\uffff", "year": "-1"}).status_code < 500, kind


def test_nul_stands_in_no_address_and_in_nothing_that_is_sent(site: Client, cast: Cast) -> None:  # noqa: F811
    for path in ("/p/%00/", "/measures/%00/", "/actors/league/%00/", "/owed/came-of/a%00b/", "/owed/answer/%00/", "/invitation/%00/", "/calendar/actors/league/%00.ics"):
        assert site.get(path).status_code == 404, path
    as_(site, "ada@example.org")
    assert site.post("/texts/receive/", {"organisation": "lea\0gue", "fi\0le": "x\0y"}).status_code < 500
