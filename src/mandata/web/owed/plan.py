"""The action plan: all lines of all texts, sorted and filtered; of one text with what changed since the last issue; issues and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates import operations
from mandata.mandates.following import DutyState
from mandata.mandates.models import MandateTerms, Obligation, ObligationState, PlanIssue, PlanProgramme
from mandata.mandates.operations.plans import VERDICTS
from mandata.mandates.plan import changes_since, planned, tasks_of
from mandata.mandates.register import live_terms, shortened
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation
from mandata.shared.joining import joined
from mandata.shared.rights import may, visible
from mandata.shared.standing import until_next_act
from mandata.texts.models import Layer, Revision, Work
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.listing import rows_html
from mandata.web.moments import moments_of
from mandata.web.owed.plan_cells import LABELS, SHOWS, Cells, with_lines
from mandata.web.owed.plan_files import as_table, as_word
from mandata.web.owed.programmes import rows_of
from mandata.web.owed.telling import Told, answered_words, told_to
from mandata.web.parties.keeping import allowed, sent
from mandata.web.register import DutyFilters, choices, for_lists
from mandata.web.requests import SiteRequest, number_in

RECEIVERS = 3  # bodies named at most to which one duty reports
ALL = tuple(LABELS)
OF_A_TEXT = tuple(name for name in ALL if name != "text")


@until_next_act
def receivers() -> list[tuple[str, str]]:
    """The bodies to which a report is asked by a live duty."""
    by_pk = choices().by_pk
    found = {}
    for pk, told in live_terms().exclude(report_to=[]).values_list("mandate__organisation_id", "report_to"):
        found.update({one["actor"]: actor_name(by_pk[pk], one["actor"]) for one in told if one.get("actor")})
    return sorted(found.items(), key=lambda one: one[1])


class PlanFilters(DutyFilters):
    """What a line of the plan can be looked for by."""

    report = django_filters.ChoiceFilter(label=_("Report to"), choices=(), method="told_to")
    state = django_filters.ChoiceFilter("state", label=_("Status"), choices=[one for one in DutyState.choices if one[0] != DutyState.ENDED])
    since = django_filters.DateFilter("reported_on", "gte", label=_("Reported since"))
    overdue = django_filters.ChoiceFilter(label=_("Overdue"), choices=(("yes", _("yes")),), method="late")

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.filters["report"].extra["choices"] = receivers()

    def late(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Lines of which something is overdue, as far as the reader is told."""
        return queryset.filter(Exists(Obligation.objects.filter(self.told.overdue(), mandate=OuterRef("mandate"))))

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
        found = self.sorted(filtered.qs if not filtered.is_bound or filtered.form.is_valid() else filtered.qs.none(), self.columns(request), request.GET.get("sort", ""))
        cells = Cells(choices().by_pk, self.told)
        rows = [cells.plain(one) for one in with_lines(found.iterator(500))]
        if request.GET["format"] == "xlsx":
            return as_table(self.name, rows, ALL)
        asked = request.GET.get("organisation")
        names = joined(sorted(one.name for one in choices().by_pk.values() if asked in (None, "", one.slug)))
        return as_word(self.name, str(self.title), names, ALL, ((row, frozenset()) for row in rows))

    def __init__(self, told: Told) -> None:
        self.told = told

    def readers(self) -> str:
        return self.told.name

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, plan_terms(live_terms()))

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        return PlanFilters(request.GET or None, queryset=records, request=request, found=choices(), told=self.told)

    def prepared(self, records: Any) -> Iterable[Any]:
        return with_lines(records)

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return Cells(choices().by_pk, self.told).columns()

    def context(self, request: SiteRequest) -> dict[str, Any]:
        query = request.GET.copy()
        query.pop("page", None)
        query["format"] = "docx"
        return {"word": "?" + query.urlencode(), "works": choices().works}


def plan_page(request: SiteRequest) -> HttpResponse:
    """All action lines, with what is overdue as far as this reader is told."""
    return ActionPlan(told_to(request.acting))(request)


def work_and_revision(request: SiteRequest, pk: int) -> tuple[Work, Revision]:
    """A text and its revision in force; 404 where it has none that the reader may see."""
    work = get_object_or_404(Work.objects.select_related("organisation", "body").prefetch_related("organisation__names", "body__names"), pk=pk)
    found = visible(request.acting, Revision.objects.filter(work=work, layer=Layer.ADOPTED)).select_related("work__organisation", "session")
    revision = found.order_by("adopted_on", "in_force_from", "pk").last()
    if revision is None:
        raise Http404
    return work, revision


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
    if (kind := request.GET.get("format")) in ("docx", "xlsx"):
        rows = [(cells.plain(one), marked(changes, one)) for one in lines]
        if kind == "xlsx":
            return as_table(f"action-plan-{work.pk}", [row for row, _changed in rows], ALL)
        notes = [gettext("Changes since issue %(number)s of %(day)s are underlined.") % {"number": against.number, "day": date_format(against.day)}] if against else []
        notes += [gettext("Gone since then: %(words)s") % {"words": shortened(one["summary"])} for one in gone]
        return as_word(f"action-plan-{work.pk}", gettext("Action plan: %(text)s") % {"text": revision}, work.organisation.name, OF_A_TEXT, rows, notes, told,
                       gettext("Live through the provision that carries the annex; reported, never overdue by themselves."))
    columns = cells.columns(text=False)
    return render(request, "owed/text_plan.html", {
        "work": work, "revision": revision, "head": listing.head(request, columns), "rows": rows_html(lines, columns), "count": len(lines), "columns": len(columns),
        "issues": issues, "against": against, "changed": len(changes), "gone": gone, "tasks": told, "carrying": carrying,
        "reviews": work.plan_reviews.select_related("by"), "may_issue": may(request.acting, "issue-plan", work), "may_review": may(request.acting, "review-plan", work),
        "summary": summed_up(lines), "may_open": may(request.acting, "open-programme", work),
        "programmes": rows_of(Organisation.objects.get(pk=work.organisation_id), list(visible(request.acting, PlanProgramme.objects.at(timezone.now()).filter(
            work=work)).select_related("work__body").order_by("number", "pk")), moments_of("", "")),
    })


def marked(changes: Mapping[str, Any], one: Any) -> frozenset[str]:
    """The cells of a line that changed; of a new one all."""
    change = changes.get(one.mandate.uid)
    if change is None:
        return frozenset()
    return frozenset(ALL) if change.what == "new" else frozenset(name for name, tells in SHOWS.items() if tells & change.cells)


def summed_up(lines: Sequence[Any]) -> list[tuple[str, int]]:
    """How many lines are in each state, in the order of the states."""
    counts: dict[str, int] = {}
    for one in lines:
        counts[one.line.state] = counts.get(one.line.state, 0) + 1
    return [(str(DutyState(code).label), counts[code]) for code in DutyState.values if code in counts]


@require_POST
def issue(request: SiteRequest, pk: int) -> HttpResponse:
    """Issue the plan as it stands."""
    work, _revision = work_and_revision(request, pk)
    made = operations.issue_plan(acting_as=request.acting, work=work)
    messages.success(request, gettext("Issue %(number)s is kept; the page now shows what changes since.") % {"number": made.number})
    return redirect("text_plan", pk=pk)


def issue_page(request: SiteRequest, pk: int) -> HttpResponse:
    """An issue as it was."""
    found = get_object_or_404(visible(request.acting, PlanIssue.objects.select_related("work__organisation", "work__body", "by")), pk=pk)
    organisation = found.work.organisation
    rows = [{
        "words": one["summary"], "lead": actor_name(organisation, one["lead"]) if one["lead"] else "", "mandate": one["mandate"],
        "report": joined(actor_name(organisation, code) for code in one["report"]), "milestone": one["milestone"] or one["due_words"],
        "state": answered_words(one["came"], one["parties"]) if one.get("parties") else DutyState(one["state"]).label, "said": one["said"],
    } for one in found.lines.values()]
    return render(request, "owed/issue.html", {"issue": found, "work": found.work, "rows": rows, "language": organisation.reference_language})


def review(request: SiteRequest, pk: int) -> HttpResponse:
    """Record the yearly examination of a plan."""
    work, revision = work_and_revision(request, pk)
    answer = allowed(request, "review-plan", work)
    terms = list(MandateTerms.objects.filter(current=True, version__revision__work=work).select_related("mandate").order_by("place"))
    words = {"kept": _("kept"), "changed": _("to be changed"), "dropped": _("to be dropped")}
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
            label=format_html("<bdi>{}</bdi>", shortened(one.summary)[:120]), choices=[("", _("not examined")), *((code, words[code]) for code in VERDICTS)], required=False)

    def act(values: Mapping[str, Any]) -> str:
        decisions = {one.mandate.uid: values[f"line_{one.pk}"] for one in terms if values[f"line_{one.pk}"]}
        operations.review_plan(
            acting_as=request.acting, work=work, year=values["year"], needs=values["needs"], source=values["source"], decisions=decisions,
            obligation=due.filter(pk=number_in(values.get("obligation") or "")).first())
        return reverse("text_plan", args=[pk]) + "#reviews"

    return act_form(request, form, title=gettext("Record the review of the year"), button=gettext("Record the review"), act=act, answer=answer,
                    back=reverse("text_plan", args=[pk]), words=str(revision), seen=[work])
