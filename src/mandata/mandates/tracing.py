"""Both ways: where a thing comes from, back to the file as received; and what came of a provision, down to the answers."""

from __future__ import annotations

from typing import Any

from mandata.mandates.evidence import acts_citing
from mandata.mandates.models import Answer, Evidence, Mandate, MandateTerms, Obligation, PlanIssue, PlanReview
from mandata.shared.models import Act
from mandata.texts.models import Provision

MOST = 100


def act_of(act: Act | None) -> dict[str, Any] | None:
    """An act as it is told to anybody: no person, no office."""
    if act is None:
        return None
    return {"number": act.pk, "verb": act.verb, "on": act.subject_kind, "happened": act.happened_at, "known": act.known_at, "basis": act.basis}


def source_of(terms: MandateTerms) -> dict[str, Any]:
    """The words of a duty: provision, text, and the file as received with its hash, in each language."""
    version = terms.version
    revision = version.revision
    files = []
    for wording in version.wordings.select_related("language_version__file").order_by("language_version__language"):
        file = wording.language_version.file
        files.append({"language": wording.language_version.language, "label": wording.label, "words": wording.text, "file": file.name, "sha256": file.sha256, "pk": file.pk})
    return {
        "provision": {"wid": version.provision.wid, "version": version.uid}, "text": {
            "name": str(revision), "revision": revision.pk, "layer": revision.layer, "in_force_from": revision.in_force_from, "in_force_until": revision.in_force_until},
        "files": files, "confirmed": act_of(terms.confirmed_by),
    }


def where_from(mandate: Mandate, obligation: Obligation | None = None, answer: Answer | None = None) -> list[tuple[str, Any]]:
    """The chain of a thing, the nearest first: answer, obligation, duty, words, file."""
    terms = mandate.terms.select_related("version__provision", "version__revision__work", "version__revision__session", "confirmed_by").order_by("-current", "-pk").first()
    found: list[tuple[str, Any]] = []
    if answer is not None:
        found.append(("answer", {"says": answer.says, "words": answer.words, "evidence": answer.evidence, "day": answer.day, "way": answer.way, "act": act_of(answer.by)}))
    if obligation is not None:
        standings = [
            {"state": one.state, "due_on": one.due_on, "act": act_of(one.opened_by)} for one in obligation.standings.select_related("opened_by")]
        found.append(("obligation", {"uid": obligation.uid, "pk": obligation.pk, "due_on": obligation.due_on, "state": obligation.state, "standings": standings}))
    found.append(("duty", {"uid": mandate.uid, "pk": mandate.pk, "made": act_of(mandate.created_by), "ended": act_of(mandate.ended_by)}))
    if terms is not None:
        found.append(("words", source_of(terms)))
    return found


def what_came(provision: Provision) -> dict[str, Any]:
    """What became of a provision: its duties, what each owes, what was answered, the acts that cite it, the plans and reviews that name it."""
    duties = []
    mandates = Mandate.objects.filter(provision=provision).select_related("organisation", "provision", "created_by", "ended_by").order_by("pk")
    for mandate in mandates:
        terms = mandate.terms.select_related("version__revision__work__body", "version__revision__session").order_by("-current", "-pk").first()
        judged = dict(Evidence.objects.filter(mandate=mandate).values_list("act", "counts"))
        duties.append({
            "uid": mandate.uid, "pk": mandate.pk, "made": act_of(mandate.created_by), "ended": act_of(mandate.ended_by),
            "obligations": [{"pk": one.pk, "due_on": one.due_on, "state": one.state} for one in Obligation.objects.filter(mandate=mandate).order_by("due_on")[:MOST]],
            "answers": [
                {"pk": one.pk, "says": one.says, "words": one.words, "evidence": one.evidence, "day": one.day, "way": one.way, "act": act_of(one.by)}
                for one in Answer.objects.filter(mandate=mandate, withdrawn_by=None).select_related("by").order_by("day", "pk")[:MOST]],
            "acts": [{**(act_of(one) or {}), "counts": judged.get(one.pk)} for one in acts_citing(mandate, terms)[:MOST]] if terms else [],
        })
    uids = {one["uid"] for one in duties}
    issues = PlanIssue.objects.filter(work=provision.work_id)
    reviews = PlanReview.objects.filter(work=provision.work_id)
    return {
        "provision": provision.wid, "duties": duties,
        "plans": [{"pk": one.pk, "number": one.number, "day": one.day} for one in issues if uids & set(one.lines)],
        "reviews": [{"year": one.year, "decision": next(one.decisions[uid] for uid in uids if uid in one.decisions)} for one in reviews if uids & set(one.decisions)],
    }
