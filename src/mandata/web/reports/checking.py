"""Check a file of a report: whoever holds one may ask whether what it prints was published and follows."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from mandata.reports.file_check import FileChecked, check_file
from mandata.reports.models import Report
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import visible
from mandata.web.kit import SentFile
from mandata.web.requests import SiteRequest

LARGEST = 20 * 2**20  # bytes
VERDICTS = {
    "follows": _("follows"), "other": _("printed otherwise than published"), "moved": _("stands under the code of another figure"),
    "unmarked": _("has lost its code"), "stale": _("as published, but the acts known then give another value"),
    "veiled": _("stands in a line of which some is hidden, or made by the program that opens the file"),
}
REMARKS = {
    "unaccounted": _("added, with a figure that no record accounts for"), "added": _("added"), "missing": _("missing"),
    "changed": _("changed"), "picture": _("a picture or object was added"),
    "hidden": _("some of its letters are hidden: marked so, struck out, pale, too small, or shown as other signs"),
    "computed": _("the program that opens the file makes some of what it prints: a field, a number of a list, a note, a sign"),
}


class FileForm(forms.Form):
    """The file."""

    file = SentFile(label=gettext_lazy("Report (.docx or .pdf)"), max_length=255, most=LARGEST)


def check(request: SiteRequest) -> HttpResponse:
    """The form, and what checking the file came to."""
    form = FileForm(request.POST or None, request.FILES or None)
    found: FileChecked | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = check_file(file.read())
            if not visible(request.acting, Report.objects.filter(pk=found.report.pk)).exists():
                found = None
                raise RuleBroken(gettext("The report of this file is not open to you."))
        except RuleBroken as broken:
            form.add_error("file", str(broken))
    context = {"form": form, "found": found, "name": getattr(form.cleaned_data.get("file"), "name", "") if found else ""}
    if found is not None:
        context |= {
            "wrong": [(one, VERDICTS[one.verdict]) for one in found.figures if one.verdict != "follows"],
            "remarks": [(one, REMARKS[one.what]) for one in found.remarks],
            "good": sum(one.verdict == "follows" for one in found.figures), "all": len(found.figures),
        }
    return render(request, "reports/check.html", context, status=422 if form.errors else 200)
