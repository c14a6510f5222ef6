"""Issues of action plans: kept lines told in the reader's language, as pages and in files; each beside the one before it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mandata.mandates import operations
from mandata.mandates.models import PlanIssue
from mandata.mandates.plan import changes_since
from mandata.parties.models import Organisation
from mandata.shared.rights import visible
from mandata.texts.models import Layer, Revision, Work
from mandata.web.kit.listing import rows_html
from mandata.web.owed.plan_cells import Cells
from mandata.web.owed.plan_export import OF_A_TEXT, SHEET, beside, printed, sheets
from mandata.web.owed.plan_files import Part, as_table, as_word
from mandata.web.owed.plan_front import abstract, difference, front, issued
from mandata.web.owed.plan_kept import kept_rows
from mandata.web.owed.telling import Told
from mandata.web.register import choices
from mandata.web.requests import SiteRequest


def work_and_revision(request: SiteRequest, pk: int) -> tuple[Work, Revision]:
    """A text and its revision in force; 404 where it has none that the reader may see."""
    work = get_object_or_404(Work.objects.select_related("organisation", "body").prefetch_related("organisation__names", "body__names"), pk=pk)
    found = visible(request.acting, Revision.objects.filter(work=work, layer=Layer.ADOPTED)).select_related("work__organisation", "session")
    revision = found.order_by("adopted_on", "in_force_from", "pk").last()
    if revision is None:
        raise Http404
    return work, revision


@require_POST
def issue(request: SiteRequest, pk: int) -> HttpResponse:
    """Issue the plan as it stands."""
    work, _revision = work_and_revision(request, pk)
    made = operations.issue_plan(acting_as=request.acting, work=work)
    messages.success(request, gettext("Issue %(number)s is kept, with what changed since the one before; the plan now shows what changes from here on.") % {"number": made.number})
    return redirect("plan_issue", pk=made.pk)


def issue_page(request: SiteRequest, pk: int) -> HttpResponse:
    """An issue as it was, with what was otherwise than in the one before it; as a page and as files."""
    found = get_object_or_404(visible(request.acting, PlanIssue.objects.select_related("work__organisation", "work__body", "by")), pk=pk)
    before = PlanIssue.objects.filter(work=found.work, number__lt=found.number).order_by("-number").first()
    rows = kept_rows([found, before] if before else [found])
    now, old = list(rows[found.pk].values()), rows[before.pk] if before else {}
    changes, gone = changes_since([one.line for one in now], before)
    organisations = choices().by_pk
    cells = Cells(organisations, Told(found.day), changes)
    work, organisation = found.work, Organisation.objects.prefetch_related("names").get(pk=found.work.organisation_id)
    title = gettext("Action plan: %(text)s") % {"text": now[0].version.revision if now else work}
    more = [(gettext("Changes"), difference(before, len(changes) + len(gone)))] if before else []
    states = [one.line.state for one in now]
    if (kind := request.GET.get("format")) in ("docx", "xlsx"):
        name, head = f"action-plan-{work.pk}-{found.number}", front(organisation, issued(found), states, work.body, more)
        if kind == "xlsx":
            return as_table(name, title, head, sheets(request, now, cells, lambda one: changes.get(one.line.uid)), SHEET)
        lines = printed(now, cells, old, beside(cells), changes)
        return as_word(name, title, organisation.name, head, OF_A_TEXT, [Part(lines)])
    columns = [replace(one, sort=()) for one in cells.columns(text=False)]
    return render(request, "owed/issue.html", {
        "issue": found, "work": work, "before": before, "title": title, "abstract": abstract(states), "changed": len(changes), "gone": gone,
        "labels": [one.label for one in columns], "rows": rows_html(now, columns), "columns": len(columns),
        "later": PlanIssue.objects.filter(work=work, number__gt=found.number).order_by("number").first(),
    })
