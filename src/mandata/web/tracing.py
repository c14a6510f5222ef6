"""Where does this come from, what came of it: as pages and as JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from mandata.mandates.models import Answer, Mandate, Obligation, ObligationState, Says
from mandata.mandates.tracing import what_came, where_from
from mandata.reports.models import Report
from mandata.shared.rights import visible
from mandata.texts.models import Provision
from mandata.web.acts import verb_words
from mandata.web.owed.overlapped import of_duties
from mandata.web.requests import SiteRequest


def answered(request: SiteRequest, plain: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    """The same as JSON where it is asked for."""
    if request.GET.get("format") == "json":
        return JsonResponse(plain, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return render(request, template, context)


def spoken(act: dict[str, Any] | None) -> dict[str, Any] | None:
    """An act with its verb in the reader's words."""
    return {**act, "words": verb_words(act["verb"], act["on"])} if act else None


def came_from(request: SiteRequest, kind: str, pk: int) -> HttpResponse:
    """The chain of an answer, an obligation or a duty, back to the file as received."""
    if kind not in ("answer", "obligation", "duty"):
        raise Http404
    answer = obligation = None
    if kind == "answer":
        answer = get_object_or_404(visible(request.acting, Answer.objects.select_related("mandate__organisation", "obligation", "by")), pk=pk)
        mandate, obligation = answer.mandate, answer.obligation
    elif kind == "obligation":
        obligation = get_object_or_404(visible(request.acting, Obligation.objects.select_related("mandate__organisation")), pk=pk)
        mandate = obligation.mandate
    else:
        mandate = get_object_or_404(visible(request.acting, Mandate.objects.select_related("organisation", "created_by", "ended_by")), pk=pk)
    chain = where_from(mandate, obligation, answer)
    plain = {"of": kind, "chain": [{"kind": name, **value} for name, value in chain]}
    steps = dict(chain)
    for step, name in (("answer", "act"), ("duty", "made"), ("duty", "ended"), ("words", "confirmed")):
        if step in steps:
            steps[step] = {**steps[step], name: spoken(steps[step][name])}
    if obligation is not None:
        steps["obligation"] = {**steps["obligation"], "standings": [
            {**one, "act": spoken(one["act"]), "state": ObligationState(one["state"]).label} for one in steps["obligation"]["standings"]]}
    if answer is not None:
        steps["answer"] = {**steps["answer"], "says": Says(answer.says).label}
    return answered(request, plain, "owed/where_from.html", {"steps": steps, "mandate": mandate, "language": mandate.organisation.reference_language})


def came_of(request: SiteRequest, wid: str) -> HttpResponse:
    """All that came of a provision."""
    provision = get_object_or_404(Provision.objects.select_related("work__organisation"), wid=wid)
    found = what_came(provision)
    reports = visible(request.acting, Report.objects.filter(mandate__provision=provision)).order_by("-pk")
    recommended = of_duties(one["pk"] for one in found["duties"])
    plain = {**found, "recommended": [{
        "duty": one.decision.mandate_id, "recommends": one.decision.what, "beside": one.decision.other_id, "reason": one.decision.reason,
        "text_must_say": one.decision.text_must_say} for one in recommended], "reports": [{"pk": one.pk, "number": one.number, "state": one.state} for one in reports]}
    duties = [{
        **one, "made": spoken(one["made"]), "ended": spoken(one["ended"]), "acts": [spoken(act) for act in one["acts"]],
        "obligations": [{**each, "state": ObligationState(each["state"]).label} for each in one["obligations"]],
        "answers": [{**each, "says": Says(each["says"]).label} for each in one["answers"]],
    } for one in found["duties"]]
    return answered(request, plain, "owed/came_of.html", {
        "provision": provision, "found": found, "duties": duties, "reports": reports, "recommended": recommended})
