"""One proposal: who proposes what, beside its base, with its reasons, and what may be done with it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from mandata.mandates.adopting import cites_before
from mandata.mandates.impact import impact_of_proposal
from mandata.shared.joining import joined_html
from mandata.shared.rights import may, visible
from mandata.texts.comparing import WHATS
from mandata.texts.drafting_models import Drafting
from mandata.texts.proposing import compared
from mandata.texts.proposing_models import Proposal, Reason
from mandata.web.acts import history_of
from mandata.web.impact import impact_told
from mandata.web.proposals.acts import ACTS
from mandata.web.requests import SiteRequest
from mandata.web.texts.compare import COLOURS, WORDS, rows_html, summary


def proposal_page(request: SiteRequest, pk: int) -> HttpResponse:
    """The proposal beside its base."""
    proposal = get_object_or_404(visible(request.acting, Proposal.objects.select_related(
        "organisation", "proposer", "revision__work__organisation", "revision__work__body", "revision__session__body", "revision__base__work__organisation",
        "revision__base__session", "adopted_in__work", "adopted_in__session",
    ).prefetch_related("proposer__names", "cosignatories__names")), pk=pk)
    found = compared(proposal, request.GET.get("lang", "") or (get_language() or "en").split("-")[0])
    reasons = list(proposal.reasons.prefetch_related("explains"))
    inline = request.GET.get("view") != "side"
    every = request.GET.get("show") == "all"
    rows = [row for row in found.rows if every or row.what != "kept"]
    names = {row.one.provision: row.one for row in found.rows}
    return render(request, "proposals/proposal.html", {
        "proposal": proposal, "revision": proposal.revision, "base": proposal.revision.base, "found": found, "inline": inline, "every": every,
        "rows": rows_html(rows, found, inline, beside_of(reasons), named=not every), "summary": summary(found),
        "counts": [(WORDS[what], n, COLOURS[what]) for what in WHATS if (n := len(found.of(what)))],
        "reasons": [(one, [names[it.pk] for it in one.explains.all() if it.pk in names], may(request.acting, "tie-reason", one)) for one in reasons],
        "acts": [(may(request.acting, verb, proposal), verb, ACTS[verb].title) for verb in ACTS] if proposal.open else [],
        "may_adopt": may(request.acting, "adopt", proposal) if proposal.open else None,
        "citing": cites_before(proposal.revision.base) if proposal.adopted_in_id and proposal.revision.base else [],
        "table": Drafting.objects.filter(base=proposal.revision.base, session=proposal.revision.session).first() if proposal.revision.base else None,
        "may_open": may(request.acting, "open-drafting", proposal.revision.base) if proposal.revision.base else None,
        "languages": list(proposal.revision.language_versions.values_list("language", "file")),
        "history": history_of(proposal), **impact_told(impact_of_proposal(proposal), proposal.organisation, proposal.open),
    })


def beside_of(reasons: list[Reason]) -> dict[int, str]:
    """The reasons beside the provisions that they explain, as HTML."""
    found: dict[int, str] = {}
    for one in reasons:
        for provision in one.explains.all():
            found[provision.pk] = found.get(provision.pk, "") + format_html(
                '<details class="reason" open><summary>{}</summary><p lang="{}" dir="auto">{}</p></details>', gettext("Reason"), one.language, one.words)
    return {key: mark_safe(words) for key, words in found.items()}


def signed(proposal: Proposal) -> str:
    """Who stands behind a proposal, as HTML."""
    return joined_html("<bdi>{}</bdi>", ((one.name,) for one in (proposal.proposer, *proposal.cosignatories.all())))
