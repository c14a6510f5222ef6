"""The page kit: exports, sorting, layers, buttons that explain themselves, histories in words."""

from __future__ import annotations

import io
import json
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mandata.mandates.operations import assign_mandate, publish_revision
from mandata.mandates.register import live_terms
from mandata.parties.models import Party
from mandata.shared.measures import observe
from mandata.shared.operations import operations
from mandata.shared.rights import Answer, _policies
from mandata.texts.operations import read_again
from mandata.web.acts import VERBS, history_of
from mandata.web.kit import SentFile, harmless
from mandata.web.kit.controls import controls
from mandata.web.kit.tags import act
from tests.mandata.conftest import NEW, OLD, Cast, cast  # noqa: F401
from tests.web.test_pages import as_, publish, site  # noqa: F401


def test_a_cell_is_never_a_formula() -> None:
    assert harmless("=1+1") == "'=1+1" and harmless("@x") == "'@x" and harmless("plain - words") == "plain - words"


def test_the_register_is_saved_in_three_formats_with_what_the_filters_leave(site: Client) -> None:  # noqa: F811
    from openpyxl import load_workbook

    address = "/mandates/?actor=tsb-director&format="
    wanted = live_terms().filter(actors__contains=" tsb-director ").count()
    assert wanted == 3 and live_terms().count() == 4
    csv = site.get(address + "csv")
    assert csv["Content-Disposition"] == 'attachment; filename="duties.csv"'
    assert len(csv.content.decode("utf-8-sig").splitlines()) == wanted + 1
    sheet = load_workbook(io.BytesIO(site.get(address + "xlsx").content)).active
    assert sheet.max_row == wanted + 1 and sheet["A1"].value == "words"
    records = json.loads(site.get(address + "json").content)
    assert [one["force"] for one in records] == ["instruct"] * wanted
    assert {"provision", "report_to", "limits", "owner"} <= set(records[0])


def test_a_column_sorts_both_ways_and_says_so(site: Client) -> None:  # noqa: F811
    def forces(sort: str) -> list[str]:
        return [one["force"] for one in json.loads(site.get(f"/mandates/?format=json&sort={sort}").content)]

    assert forces("force") == sorted(forces("force")) and forces("-force") == forces("force")[::-1] != forces("force")
    assert 'aria-sort="descending"' in site.get("/mandates/?sort=-force").content.decode()


def test_what_is_not_live_is_told_and_opens(site: Client, cast: Cast) -> None:  # noqa: F811
    cast.read(NEW, "waiting.txt")
    page = site.get("/mandates/").content.decode()
    assert "3 wait for review" in page and "?layer=waiting" in page
    assert "lighthouses and buoys" not in site.get("/mandates/?layer=waiting").content.decode()
    as_(site, "ada@example.org")
    assert "lighthouses and buoys" in site.get("/mandates/?layer=waiting").content.decode()


def test_a_proposal_is_shown_with_its_layer_to_everybody(site: Client, cast: Cast) -> None:  # noqa: F811
    publish(cast, NEW, 2016, layer="proposed")
    assert "lighthouses and buoys" not in site.get("/mandates/").content.decode()
    page = site.get("/mandates/?layer=proposed").content.decode()
    assert "lighthouses and buoys" in page and "make no duty" in page


def test_a_refused_button_is_drawn_with_its_reason(cast: Cast) -> None:  # noqa: F811
    answer = Answer(False, "Only an officer may do this.", "House rule 1")
    html = act({"acting": cast.stranger}, answer, "/x/", "Publish")
    assert "disabled" in html and "Only an officer may do this." in html and "House rule 1" in html and "<form" not in html
    assert act({"acting": None}, answer, "/x/", "Publish") == ""
    allowed = act({"acting": cast.officer, "csrf_token": "t"}, Answer(True, "Yes."), "/x/", "Publish", group="a<b")
    assert "<form" in allowed and 'value="a&lt;b"' in allowed and "disabled" not in allowed


def test_every_operation_has_a_rule_and_words() -> None:
    assert len(operations()) > 15
    assert [one for one in operations() if one not in _policies] == []
    assert [one for one in operations() if one not in VERBS] == []


def test_a_history_tells_the_act_in_words_and_the_office(site: Client, cast: Cast) -> None:  # noqa: F811
    terms = live_terms().first()
    assert terms is not None
    assign_mandate(acting_as=cast.officer, mandate=terms.mandate, party=cast.secretariat, basis="house rule 3")
    lines = history_of(terms.mandate)
    assert [line.what for line in lines][-1] == "owner named" and lines[-1].basis == "house rule 3"
    assert "Officer" in lines[-1].who and "Ada" not in lines[-1].who


@pytest.mark.parametrize("query", ["sort=nonsense", "page=9999", "due=x", "condition=maybe", "actor=%00", "format=exe", "text=\u00b2"])
def test_a_malformed_question_is_no_fault(site: Client, query: str) -> None:  # noqa: F811
    assert site.get(f"/mandates/?{query}").status_code == 200


def test_an_actor_that_nobody_knows_is_not_found(site: Client) -> None:  # noqa: F811
    assert site.get("/actors/league/nobody-at-all/").status_code == 404
    assert site.get("/actors/league/tsb-director/").status_code == 200


def test_a_duty_stands_among_its_neighbours(site: Client, cast: Cast) -> None:  # noqa: F811
    terms = live_terms().filter(summary__startswith="to submit").get()
    page = site.get(f"/mandates/{terms.mandate_id}/").content.decode()
    assert 'class="self depth-1"' in page and "to keep a list" in page and "instruct the Director" in page
    assert "confirmed with the certain ones" in page


def test_a_figure_opens_to_its_records_each_with_its_page(site: Client, cast: Cast) -> None:  # noqa: F811
    as_(site, "ada@example.org")
    for name in ("mandates.confirmed", "provisions.published", "texts.published"):
        address = f"/measures/{name}/"
        records = json.loads(site.get(f"{address}?format=json").content)
        page = site.get(address).content.decode()
        assert f'<span class="figure">{len(records)}</span>' in page and records
    terms = live_terms().first()
    assert terms is not None
    assert f'href="/mandates/{terms.mandate_id}/">{terms.summary}' in site.get("/measures/mandates.confirmed/").content.decode()
    cast.read(NEW, "waiting.txt")
    assert "lighthouses and buoys" in site.get("/measures/mandates.unconfirmed/").content.decode()


def test_a_visitor_is_told_that_records_are_not_open(site: Client, cast: Cast) -> None:  # noqa: F811
    cast.read(NEW, "waiting.txt")
    page = site.get("/measures/mandates.unconfirmed/").content.decode()
    assert "open only to officers" in page and "lighthouses and buoys" not in page


def test_an_officers_desk_shows_what_waits_with_a_button_each(site: Client, cast: Cast) -> None:  # noqa: F811
    reading = cast.read(NEW, "waiting.txt")
    as_(site, "ada@example.org")
    page = site.get("/desk/").content.decode()
    assert f'href="/texts/review/{reading.language_version_id}/">Review' in page and "3 duties to confirm" in page
    publish_revision(
        acting_as=cast.officer, language_version=reading.language_version, body=cast.assembly, kind_of_text="resolution",
        number="5", session=cast.sessions[2016], layer="adopted",
    )
    page = site.get("/desk/").content.decode()
    assert page.count("Compare and confirm") == live_terms().exclude(words_changed=None).count() == 1
    assert "Published texts with duties to confirm" in page


def test_the_desk_of_a_delegate_is_empty(site: Client) -> None:  # noqa: F811
    as_(site, "sam@example.org")
    page = site.get("/desk/").content.decode()
    assert "Texts to review" not in page and "Name the owners" not in page


def test_the_desk_counts_the_problems_of_the_figure(cast: Cast, client: Client) -> None:  # noqa: F811
    reading = cast.read(OLD.replace("3\tto publish", "7\tto publish"))
    assert reading.findings.filter(what="problem").exists()
    read_again(acting_as=cast.officer, language_version=reading.language_version)
    client.force_login(cast.officer.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/desk/").content.decode()
    assert f'Problems open <span class="tag">{observe("problems.open").value}</span>' in page


def test_a_record_behind_a_figure_leads_to_a_page_that_is_open(cast: Cast, client: Client) -> None:  # noqa: F811
    revision = publish(cast, OLD.replace("3\tto publish", "7\tto publish"), 2012, layer="proposed")
    page = client.get("/measures/problems.open/").content.decode()
    assert f'href="/texts/{revision.pk}/"' in page and "/texts/review/" not in page


class Unread(SimpleUploadedFile):
    """A file that says its size and must not be read."""

    def read(self, *args: object) -> bytes:
        raise AssertionError("a file that is too large was read")


def test_a_file_that_is_too_large_is_refused_by_its_size_before_it_is_read() -> None:
    from mandata.web.admission.acts import AnswerForm
    from mandata.web.agreements import ConcludeForm
    from mandata.web.circulars import LetterForm
    from mandata.web.parties.taking import FileForm
    from mandata.web.reports.checking import FileForm as ReportFile

    fields = [AnswerForm.base_fields["letter"], ConcludeForm.base_fields["text"], LetterForm.base_fields["letter"],
              FileForm.base_fields["file"], ReportFile.base_fields["file"]]
    for field in fields:
        assert isinstance(field, SentFile)
        file = Unread("big.pdf", b"x")
        file.size = field.most
        assert field.clean(file) is file
        file.size = field.most + 1
        with pytest.raises(ValidationError, match=f"big.pdf” is too large: at most {field.most // 2**20} MB"):
            field.clean(file)


def test_every_form_with_a_file_bounds_it() -> None:
    """A plain file field takes whatever is sent."""
    from pathlib import Path

    import mandata.web

    unbound = [path.name for path in Path(mandata.web.__file__).parent.rglob("*.py") if "forms.FileField(" in path.read_text(encoding="utf-8")]
    assert not unbound


def test_a_box_stands_beside_its_words_and_shows_whether_it_is_ticked() -> None:
    from mandata.web.admission.terms import TermsForm

    drawn = str(controls(TermsForm(initial={"pilot": True})))
    assert re.search(r'<div class="form-check"><input type="checkbox" name="pilot"[^>]*class="form-check-input"[^>]*checked> <label class="form-check-label" for="id_pilot">', drawn), drawn
    assert "form-control" not in re.findall(r'<input type="checkbox"[^>]*>', drawn)[1]


@pytest.mark.django_db
def test_an_act_words_an_empty_choice_as_none_and_a_filter_as_any() -> None:
    form = forms.Form()
    form.fields["under"] = forms.ModelChoiceField(Party.objects.none(), label="Under", required=False)
    assert '<option value="" selected>–</option>' in str(controls(form, "–")) and '<option value="" selected>any</option>' in str(controls(form))
