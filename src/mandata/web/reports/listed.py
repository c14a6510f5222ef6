"""The list of reports: what is owed, then drafts and published ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet, Sum
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mandata.mandates.models import Answer, MandateTerms, Obligation, ObligationState, Says
from mandata.mandates.register import live_terms, shortened
from mandata.parties.capacity import Acting
from mandata.parties.models import Organisation
from mandata.reports.models import Report, ReportState, Submission
from mandata.shared.joining import joined
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing, until_written
from mandata.texts.models import Wording
from mandata.web.kit import Column, Listing
from mandata.web.owed.overlapped import of_duties
from mandata.web.owed.telling import Told, told_to
from mandata.web.owed.telling import standing as words_of
from mandata.web.requests import SiteRequest, number_in, reader_of

ASKS_FOR_NONE = Q(report_to=[]) & ~Q(action="report")
OWED = 20  # duties on a page


class ReportFilters(django_filters.FilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label=_("Status"), choices=ReportState.choices)

    class Meta:
        model = Report
        fields: list[str] = []


class Reports(Listing):
    """Reports that the reader may see; above them the duties that ask for one."""

    name, title = "reports", _("Reports")
    template = "reports/list.html"
    filters = ReportFilters
    none_found = _("No report yet.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = Report.objects.defer("snapshot").select_related("organisation", "published_by").prefetch_related("organisation__names")
        return visible(request.acting, found).order_by("-pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return [
            Column("report", _("Report"), str, lambda one: format_html('<a href="/reports/{}/"><bdi>{}</bdi></a>', one.pk, one)),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
            Column("at", _("Situation on"), lambda one: one.at.date(), lambda one: date_format(one.at, "DATE_FORMAT"), sort=("at",)),
            Column("known", _("As known on"), lambda one: one.known.date(), lambda one: date_format(one.known, "DATE_FORMAT"), sort=("known",)),
            Column("state", _("Status"), lambda one: one.get_state_display(), lambda one: format_html(
                '<span class="tag {}">{}</span>', "good" if one.published else "", one.get_state_display()), sort=("state",)),
            Column("published", _("Published on"), lambda one: one.published_by.happened_at.date() if one.published_by else None,
                   lambda one: date_format(one.published_by.happened_at, "DATE_FORMAT") if one.published_by else ""),
            Column("sha256", "SHA-256", lambda one: one.sha256, only_files=True),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        told = told_to(request.acting)
        page = max(1, min(number_in(request.GET.get("owed", "")), reports_asked() // OWED + 1))
        name = f"reports-owed:{reader_of(request)}:{told.name}:{page}"
        return {"owed": standing(name, lambda: render_to_string("reports/_owed.html", self.owed(request, told, page))), "kept": kept_by(request.acting)}

    def owed(self, request: SiteRequest, told: Told, page: int) -> dict[str, Any]:
        """The duties that ask for a report, what is due next first, each with who asks whom and what became of the last report; a page of them."""
        found = visible(request.acting, live_terms().exclude(ASKS_FOR_NONE)).order_by(F("live__next_on").asc(nulls_last=True), "place", "pk")
        rows = list(found[(page - 1) * OWED:page * OWED])
        labels = dict(Wording.objects.filter(version__in=[one.version_id for one in rows]).order_by("-language_version").values_list("version", "label"))
        given: dict[int, Report] = {}
        asked = {terms.mandate_id for terms in rows}
        reports = visible(request.acting, Report.objects.filter(mandate__in=asked).defer("snapshot")).annotate(times=Sum("taken__times"))
        for one in reports.order_by("pk"):
            given[one.mandate_id or 0] = one
        done = Answer.objects.filter(mandate__in=asked, withdrawn_by=None, says=Says.DONE).exclude(obligation=None).order_by("day", "pk")
        delivered = {one.mandate_id: (one.day, one.pk) for one in done}
        before = {}
        for submission in Submission.objects.filter(report__in=[one.pk for one in given.values()]).select_related("body", "session__body", "submitted_by").prefetch_related(
            "body__names", "session__body__names"
        ).order_by("pk"):
            before[submission.report_id] = submission
        due: dict[int, Obligation] = {}
        for obligation in Obligation.objects.filter(mandate__in=asked, state=ObligationState.OPEN).select_related("mandate").order_by("-due_on", "-pk"):
            due[obligation.mandate_id] = obligation
        beside: dict[int, list[Any]] = {}
        for each in of_duties(asked):
            beside.setdefault(each.decision.mandate_id, []).append(each)
        return {
            "owed": [
                {"terms": one, "place": joined(filter(None, [str(one.version.revision), labels.get(one.version_id)])), "who": joined(named["text"] for named in one.addressees),
                 "delivered": delivered.get(one.mandate_id), "standing": words_of(asks, told.of(asks, one), told.today) if (asks := due.get(one.mandate_id)) else None, "recommended": beside.get(one.mandate_id, ()), "words": shortened(one.summary), "to": joined(named["text"] for named in one.report_to),
                 "due": one.due.get("text", ""), "on": due.get(one.mandate_id), "given": (report := given.get(one.mandate_id)),
                 "before": before.get(report.pk) if report else None, "times": getattr(report, "times", None) or 0} for one in rows
            ],
            "owed_count": reports_asked(), "earlier": page - 1, "later": page + 1 if len(rows) == OWED and found[page * OWED:][:1] else 0,
        }


@until_written
def reports_asked() -> int:
    """How many live duties ask for a report; everybody sees the same."""
    return MandateTerms.objects.filter(current=True).exclude(ASKS_FOR_NONE).count()


def kept_by(acting: Acting) -> list[Organisation]:
    """The organisations for which somebody may draft a report."""
    return [one for one in Organisation.objects.prefetch_related("names").order_by("slug") if may(acting, "draft-report", one)]
