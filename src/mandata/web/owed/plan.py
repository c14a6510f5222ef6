"""The action plan: all lines of all texts, sorted and filtered; of one text with what changed since the last issue; reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates import operations
from mandata.mandates.models import DutyState, MandateTerms, Obligation, ObligationState, PlanProgramme, PlanReview
from mandata.mandates.operations.plans import VERDICTS
from mandata.mandates.plan import changes_since, planned, tasks_of
from mandata.mandates.register import live_terms, shortened
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.shared.rights import may, visible
from mandata.shared.standing import until_written
from mandata.texts.models import Work
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.listing import rows_html
from mandata.web.moments import moments_of
from mandata.web.owed.plan_cells import Cells, with_lines
from mandata.web.owed.plan_export import asked_as, plan_file, text_file
from mandata.web.owed.plan_front import counted
from mandata.web.owed.plan_issues import work_and_revision
from mandata.web.owed.programmes import rows_of
from mandata.web.owed.telling import Told, told_to
from mandata.web.parties.keeping import allowed, sent
from mandata.web.register import DutyFilters, asks_for_some, choices, for_lists, live_count
from mandata.web.requests import SiteRequest, number_in

TOLD = ("state", "since")  # filters by what is told of a line, and not by its words
VERDICT_WORDS = {"kept": _("kept"), "changed": _("to be changed"), "dropped": _("to be dropped")}
RECEIVERS = 3  # bodies named at most to which one duty reports


@until_written
def receivers() -> list[tuple[str, str]]:
    """The bodies to which a report is asked by a live duty."""
    by_pk = choices().by_pk
    found = {}
    for pk, told in live_terms().exclude(report_to=[]).order_by().values_list("mandate__organisation_id", "report_to").distinct():
        found.update({one["actor"]: actor_name(by_pk[pk], one["actor"]) for one in told if one.get("actor")})
    return sorted(found.items(), key=lambda one: one[1])


class PlanFilters(DutyFilters):
    """What a line of the plan can be looked for by."""

    report = django_filters.ChoiceFilter(label=_("Report to"), choices=(), method="told_to")
    state = django_filters.ChoiceFilter("state", label=_("Status"), choices=[one for one in DutyState.choices if one[0] != DutyState.ENDED])
    since = django_filters.DateFilter("reported_on", "gte", label=_("Reported since"))
    overdue = django_filters.ChoiceFilter(label=_("Overdue"), choices=(("yes", _("yes")),), method="late")
    several = django_filters.ChoiceFilter(label=_("Owed by several"), choices=(("yes", _("yes")),), method="of_several")

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.filters["report"].extra["choices"] = receivers()

    def late(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Lines of which something is overdue, as far as the reader is told."""
        return queryset.filter(Exists(Obligation.objects.filter(self.told.overdue(), mandate=OuterRef("mandate"))))

    def of_several(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Lines that several owe, with or without a lead; between two codes stand two blanks."""
        return queryset.filter(pk__in=MandateTerms.objects.filter(current=True, actors__contains="  ").values("pk"))

    def told_to(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Lines that ask for a report to a body."""
        asked = Q()
        for place in range(RECEIVERS):
            asked |= Q(**{f"report_to__{place}__actor": value})
        return queryset.filter(asked)


def plan_terms(terms: QuerySet[MandateTerms]) -> QuerySet[Any]:
    """Terms with what their lines need."""
    return planned(for_lists(terms).defer(None).select_related("mandate", "version"))


class ActionPlan(Listing):
    """All action lines."""

    name, title, default_sort, filters, template = "action-plan", _("Action plan"), "place", PlanFilters, "owed/plan.html"
    none_found = _("No duty here.")

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if request.GET.get("format") not in ("docx", "xlsx"):
            return super().__call__(request)
        filtered = self.filtered(request, self.records(request))
        found, sort = filtered.qs if not filtered.is_bound or filtered.form.is_valid() else filtered.qs.none(), request.GET.get("sort", "")
        return plan_file(request, self.sorted(found, self.columns(request), sort), Cells(choices().by_pk, self.told), filtered.form, sort in ("", "place"))

    def __init__(self, told: Told) -> None:
        self.told = told

    def readers(self, request: SiteRequest) -> str:
        return self.told.name

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, plan_terms(live_terms()))

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return PlanFilters(request.GET or None, queryset=records, request=request, found=choices(), told=self.told)

    def how_many(self, request: SiteRequest, records: QuerySet[Any], page: int) -> tuple[int, bool]:
        """The lines; what is told of each besides is made for counting only where it is asked for."""
        if not asks_for_some(request):
            return live_count(), False
        if not any(request.GET.get(name) for name in TOLD):
            found = PlanFilters(request.GET or None, queryset=visible(request.acting, MandateTerms.objects.filter(current=True)), request=request, found=choices(), told=self.told)
            if not found.is_bound or found.form.is_valid():
                records = found.qs
        return super().how_many(request, records, page)

    def prepared(self, records: Any) -> Iterable[Any]:
        return with_lines(records)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return Cells(choices().by_pk, self.told).columns()

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {"word": asked_as(request, "docx")}


def plan_page(request: SiteRequest) -> HttpResponse:
    """All action lines, with what is overdue as far as this reader is told."""
    return ActionPlan(told_to(request.acting))(request)


def text_plan(request: SiteRequest, pk: int) -> HttpResponse:
    """The action plan of one text, beside its last issue; as a Word file or a table too."""
    work, revision = work_and_revision(request, pk)
    organisations = choices().by_pk
    told_of = told_to(request.acting)
    columns_of = Cells(organisations, told_of).columns(text=False)
    listing = ActionPlan(told_of)
    terms = listing.sorted(visible(request.acting, plan_terms(live_terms()).filter(version__revision__work=work)), columns_of, request.GET.get("sort", "") or "place")
    lines = list(with_lines(terms))
    issues = list(work.plan_issues.select_related("by"))
    against = next((one for one in issues if str(one.number) == request.GET.get("against")), issues[0] if issues else None)
    changes, gone = changes_since([one.line for one in lines], against)
    cells = Cells(organisations, told_of, changes)
    carrying, tasks = tasks_of(revision)
    told = [{"words": one.words, "lead": joined(actor_name(work.organisation, code) for code in one.who),
             "collaborators": joined(actor_name(work.organisation, code) for code in one.collaborators), "language": one.language} for one in tasks]
    if request.GET.get("format") in ("docx", "xlsx"):
        return text_file(request, work, revision, lines, cells, against, told)
    columns = cells.columns(text=False)
    return render(request, "owed/text_plan.html", {
        "work": work, "revision": revision, "head": listing.head(request, columns), "rows": rows_html(lines, columns), "count": len(lines), "columns": len(columns),
        "files": {kind: asked_as(request, kind) for kind in ("docx", "xlsx")}, "issues": issues, "against": against, "changed": len(changes), "gone": gone, "tasks": told, "carrying": carrying,
        "reviews": reviewed(work, lines), "may_issue": may(request.acting, "issue-plan", work), "may_review": may(request.acting, "review-plan", work),
        "summary": counted(one.line.state for one in lines), "may_open": may(request.acting, "open-programme", work),
        "programmes": rows_of(Organisation.objects.get(pk=work.organisation_id), list(visible(request.acting, PlanProgramme.objects.at(timezone.now()).filter(
            work=work)).select_related("work__body").order_by("number", "pk")), moments_of("", "")),
    })


def reviewed(work: Work, lines: Sequence[Any]) -> list[tuple[PlanReview, list[tuple[str, list[tuple[int, str, str]]]]]]:
    """The reviews of a plan, each with the lines that it would have changed or dropped: duty, words, language; those that ended since by their last words."""
    reviews = list(work.plan_reviews.select_related("by"))
    known = {one.mandate.uid: (one.mandate_id, shortened(one.words), one.language) for one in lines}
    gone = {uid for one in reviews for uid in one.decisions} - set(known)
    for one in MandateTerms.objects.filter(mandate__uid__in=gone).select_related("mandate").order_by("pk") if gone else ():
        known[one.mandate.uid] = (one.mandate_id, shortened(one.summary), "")
    return [(one, [
        (str(VERDICT_WORDS[verdict]), found) for verdict in ("changed", "dropped")
        if (found := [known[uid] for uid, said in one.decisions.items() if said == verdict and uid in known])
    ]) for one in reviews]


def review(request: SiteRequest, pk: int) -> HttpResponse:
    """Record the yearly examination of a plan."""
    work, revision = work_and_revision(request, pk)
    answer = allowed(request, "review-plan", work)
    terms = list(MandateTerms.objects.filter(current=True, version__revision__work=work).select_related("mandate").order_by("place"))
    form = forms.Form(sent(request), initial={"year": timezone.now().year})
    form.fields["year"] = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2200)
    form.fields["needs"] = forms.CharField(label=_("In the light of which needs"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    form.fields["source"] = forms.CharField(label=_("Examined by which meeting"), max_length=300)
    due = Obligation.objects.filter(mandate__provision__work=work, state=ObligationState.OPEN, due_on__year__lte=timezone.now().year, mandate__terms__current=True,
                                    mandate__terms__due_kind="period").distinct()
    if options := [(one.pk, date_format(one.due_on)) for one in due]:
        form.fields["obligation"] = forms.ChoiceField(label=_("Delivers what is due on"), choices=[("", _("none of them")), *options], required=False)
    for one in terms:
        form.fields[f"line_{one.pk}"] = forms.ChoiceField(
            label=format_html("<bdi>{}</bdi>", shortened(one.summary)[:120]), choices=[("", _("not examined")), *((code, VERDICT_WORDS[code]) for code in VERDICTS)], required=False)

    def act(values: Mapping[str, Any]) -> str:
        decisions = {one.mandate.uid: values[f"line_{one.pk}"] for one in terms if values[f"line_{one.pk}"]}
        operations.review_plan(
            acting_as=request.acting, work=work, year=values["year"], needs=values["needs"], source=values["source"], decisions=decisions,
            obligation=due.filter(pk=number_in(values.get("obligation") or "")).first())
        return reverse("text_plan", args=[pk]) + "#reviews"

    return act_form(request, form, title=gettext("Record the review of the year"), button=gettext("Record the review"), act=act, answer=answer,
                    back=reverse("text_plan", args=[pk]), words=str(revision), seen=[work])
