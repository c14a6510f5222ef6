"""Reporting a misreading, and the list of reports for officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.texts.misreadings import LONGEST, as_case, report_misreading
from mandata.texts.models import Finding, LanguageVersion, Misreading
from mandata.web.kit import Column, Listing, act_form
from mandata.web.requests import SiteRequest


class MisreadingForm(forms.Form):
    """Where, what, and what it should be."""

    provision = forms.ChoiceField(label=_("Provision"), required=False)
    field = forms.ChoiceField(label=_("What is misread"), choices=Misreading.Field.choices)
    should_be = forms.CharField(label=_("What it should be, as the text prints it"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    remark = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


def report(request: SiteRequest, pk: int) -> HttpResponse:
    """Say what the reader read wrongly in a text."""
    version = get_object_or_404(
        visible(request.acting, LanguageVersion.objects.select_related("file__organisation", "reading").defer("file__content")), pk=pk,
    )
    provisions = version.reading.findings.filter(what=Finding.What.PROVISION).order_by("position") if version.reading else Finding.objects.none()
    form = MisreadingForm(request.POST or None, initial={"provision": request.GET.get("at", "")})
    form.fields["provision"].widget.attrs["lang"] = version.language
    form.fields["provision"].choices = [("", gettext("the text as a whole"))] + [  # type: ignore[attr-defined]
        (one.provision_id_read, f"{one.value.get('label') or ''} {Truncator(one.value['text']).chars(80)}".strip()) for one in provisions
    ]
    back = reverse("text", args=[version.revision_id]) if version.revision_id else reverse("review", args=[version.pk])

    def act(values: Any) -> str:
        report_misreading(acting_as=request.acting, language_version=version, **values)
        messages.success(request, gettext("Thank you: the misreading is reported to the secretariat."))
        return back

    return act_form(
        request, form, title=gettext("Report a misreading"), button=gettext("Report a misreading"), act=act, back=back,
        answer=may(request.acting, "report-misreading", version), words=version.title,
        language=version.language,
    )


class Misreadings(Listing):
    """What persons reported as misread, the newest first."""

    name, title = "misreadings", _("Misreadings")
    none_found = _("No misreading was reported.")

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """For officers only: it holds what unconfirmed readings found."""
        if not (answer := may(request.acting, "export-misreadings", "misreading")):
            raise Refused(answer, "view", "misreading")
        return super().__call__(request)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The reports on texts of the reader's organisations."""
        return visible(request.acting, Misreading.objects.select_related(
            "language_version__file", "language_version__revision__work", "reading", "reported_by",
        ).defer("language_version__file__content", "reading__text"))

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Which text, where, what was found, what it should be, when, read by which version."""
        case = gettext("Case file")

        def text(one: Misreading) -> str:
            version = one.language_version
            address = f"/texts/{version.revision_id}/" if version.revision_id else f"/texts/review/{version.pk}/"
            return format_html('<a href="{}"><bdi>{}</bdi></a>', address, str(version))

        def words(value: str) -> str:
            return format_html("<bdi>{}</bdi>", Truncator(value).chars(160))

        return [
            Column("text", _("Text"), lambda one: one.language_version, text, sort=("language_version",)),
            Column("provision", _("Provision"), lambda one: one.provision_id_read, only_files=True),
            Column("words", _("Words"), lambda one: one.words, lambda one: words(one.words)),
            Column("field", _("What is misread"), lambda one: one.get_field_display(), sort=("field",)),
            Column("found", _("Found"), lambda one: one.found, only_files=True),
            Column("should_be", _("What it should be, as the text prints it"), lambda one: one.should_be, lambda one: words(one.should_be)),
            Column("remark", _("Remark"), lambda one: one.remark, lambda one: words(one.remark)),
            Column("at", _("Reported"), lambda one: one.reported_by.happened_at.date(), sort=("id",),
                   cell=lambda one: date_format(one.reported_by.happened_at)),
            Column("engine", _("Version of the reader"), lambda one: one.reading.engine),
            Column("case", "", lambda one: "", lambda one: format_html('<a href="/texts/misreadings/{}/case/">{}</a>', one.pk, case), only_page=True),
        ]


def case_file(request: SiteRequest, pk: int) -> HttpResponse:
    """A report as a case file, only ever as an attachment."""
    found = get_object_or_404(visible(request.acting, Misreading.objects.select_related("reading", "language_version__file__organisation")
                                      .defer("language_version__file__content")), pk=pk)
    if not (answer := may(request.acting, "export-misreadings", found)):
        raise Refused(answer, "view", "misreading")
    response = HttpResponse(str(as_case(found)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="misreading-{found.pk}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
