"""The history of a text: its revisions in a line, each with its session and its days in force, the proposals against it beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from mandata.parties.capacity import Acting
from mandata.shared.rights import visible
from mandata.texts.drafting_models import Drafting
from mandata.texts.models import Citation, Layer, Revision, Work
from mandata.texts.proposing_models import Proposal
from mandata.web.proposals.listed import COLOURS
from mandata.web.requests import SiteRequest
from mandata.web.texts.citations import cited_by


@dataclass(slots=True)
class Made:
    """What was proposed to one session against a revision, with the table on which it was drafted, where there is one."""

    session: object
    proposals: list[tuple[Proposal, str]] = field(default_factory=list)  # with the colour of its state
    drafting: Drafting | None = None


@dataclass(slots=True)
class Stop:
    """A revision in the line, the adopted one before it, and what was proposed against it, the newest session first."""

    revision: Revision
    before: Revision | None = None
    made: list[Made] = field(default_factory=list)


def work_history(request: SiteRequest, pk: int) -> HttpResponse:
    """The revisions of a work, the newest first; what nobody adopted stands with what it was proposed against."""
    work = get_object_or_404(Work.objects.select_related("body", "organisation"), pk=pk)
    revisions = list(visible(request.acting, work.revisions.select_related("work", "session__body", "base")).order_by("-adopted_on", "-pk"))
    line, alone = stops(revisions, *_proposed(request.acting, work))
    return render(request, "texts/work.html", {
        "work": work, "cited_by": cited_by(work), "cites": Citation.objects.filter(version__revision__work=work).count(), "line": line, "alone": alone,
    })


def _proposed(acting: Acting, work: Work) -> tuple[list[Proposal], list[Drafting]]:
    proposals = visible(acting, Proposal.objects.filter(Q(revision__work=work) | Q(revision__base__work=work)).select_related(
        "proposer", "revision__session__body").prefetch_related("proposer__names", "revision__session__body__names"))
    draftings = visible(acting, Drafting.objects.filter(base__work=work))
    return list(proposals.order_by("-revision__session__year", "document", "addendum", "serial")), list(draftings)


def stops(revisions: Sequence[Revision], proposals: Sequence[Proposal], draftings: Sequence[Drafting]) -> tuple[list[Stop], list[Made]]:
    """The line, and what was proposed against no revision that is here: a new text, one whose base is not in the library."""
    tables = {(one.base_id, one.session_id): one for one in draftings}
    known = {one.revision_id for one in proposals}
    line = [Stop(one) for one in revisions if one.pk not in known]
    following = None
    for stop in line:
        if stop.revision.layer == Layer.ADOPTED:
            if following is not None:
                following.before = stop.revision
            following = stop
    by_base: dict[int | None, dict[int | None, Made]] = {}
    for proposal in proposals:
        base, session = proposal.revision.base_id, proposal.revision.session_id
        made = by_base.setdefault(base, {}).setdefault(session, Made(proposal.revision.session, [], tables.get((base or 0, session or 0))))
        made.proposals.append((proposal, COLOURS[proposal.outcome]))
    for stop in line:
        stop.made = list(by_base.pop(stop.revision.pk, {}).values())
    return line, [made for some in by_base.values() for made in some.values()]
