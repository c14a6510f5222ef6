"""What the page of a duty shows of what became of it: state, obligations, period, means, who answers, evidence, related duties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from mandata.mandates.evidence import acts_citing
from mandata.mandates.following import (
    answered,
    debtors,
    handled_by,
    lead_of,
    parties_of,
    silent_since,
)
from mandata.mandates.keeping import with_state
from mandata.mandates.models import (
    Answer,
    DutyState,
    Evidence,
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationState,
    PeriodFixed,
)
from mandata.mandates.owed import period_open
from mandata.mandates.register import shortened
from mandata.mandates.relating import related
from mandata.mandates.settings import settings_of
from mandata.parties.actors import actor_name
from mandata.parties.capacity import Acting
from mandata.parties.models import Person, name_functions
from mandata.shared.rights import may, visible
from mandata.web.acts import lines
from mandata.web.owed.forms import PERIODS
from mandata.web.owed.overlapped import of_duties
from mandata.web.owed.telling import answered_words, standing, told_to
from mandata.web.records import address_of, subjects_of, words_of
from mandata.web.requests import SiteRequest

SHOWN = 12
MOST = 200  # acts that cite a duty, where all are asked for
CSS = {
    DutyState.DONE: "good", DutyState.CONTINUING: "good", DutyState.UNDER_WAY: "good", DutyState.NO_MEANS: "warn", DutyState.SILENT: "warn",
    DutyState.NOT_YET: "warn",
}


def state_words(state: str) -> tuple[str, str]:
    """The state of a duty in words, and the colour beside them."""
    found = DutyState(state)
    return str(found.label), CSS.get(found, "")


def period_words(fixed: PeriodFixed) -> str:
    """How often, as it was fixed, in the reader's language."""
    return str(dict(PERIODS).get(fixed.every or "session", fixed.every))


def withdrawable(acting: Acting, mandate: Mandate, answers: Iterable[Answer]) -> set[int]:
    """Which of some answers of a duty the reader may take back."""
    found = set()
    for one in answers:
        one.mandate = mandate
        if one.withdrawn_by_id is None and may(acting, "withdraw", one):
            found.add(one.pk)
    return found


def duty_context(request: SiteRequest, mandate: Mandate, terms: MandateTerms) -> dict[str, Any]:
    """What the panel of a duty shows."""
    acting, told = request.acting, told_to(request.acting)
    stated: Any = with_state(MandateTerms.objects.filter(pk=terms.pk)).get()
    obligations = list(Obligation.objects.filter(mandate=mandate).exclude(state=ObligationState.VOID).select_related(
        "mandate", "body", "session", "office__party").prefetch_related("body__names", "office__party__names"))
    shown = [one for one in obligations if one.due_on >= told.today or one.state == ObligationState.OPEN][:SHOWN]
    sees = told.of(Obligation(mandate=mandate), terms)

    def stands(one: Obligation) -> tuple[Obligation, str, str]:
        return (one, *standing(one, sees or one.office_id in told.offices, told.today))

    offices = debtors(mandate.organisation, [terms]).get(mandate.pk, [])
    name_functions(offices)
    seen = set(visible(acting, Person.objects.filter(offices__in=offices)).values_list("pk", flat=True))
    parties = parties_of(mandate) if terms.current else None
    came = answered(mandate, parties) if parties is not None else None
    judged = {one.act_id: one for one in Evidence.objects.filter(mandate=mandate).select_related("by")}
    most = MOST if request.GET.get("evidence") == "all" else SHOWN
    citing = list(acts_citing(mandate, terms)[:most + 1])
    more, citing = len(citing) > most, citing[:most]
    subjects = subjects_of(acting, citing)
    periods = list(PeriodFixed.objects.known().filter(mandate=mandate).select_related("body").prefetch_related("body__names").order_by("-since", "-pk"))
    lead, kept = lead_of(mandate), bool(may(acting, "take-back", Means(mandate=mandate)))
    answers = list(mandate.answers.select_related("by", "withdrawn_by", "party", "obligation").prefetch_related("party__names").order_by("-day", "-pk")[:SHOWN])
    silent = silent_since([mandate.pk], timezone.now()).get(mandate.pk)
    words, css = state_words(stated.state)
    now = timezone.now()
    links = list(visible(acting, mandate.links.select_related("asked_by", "office__party", "answer").prefetch_related("office__party__names").order_by("-pk"))[:SHOWN])
    if came is not None and came.came and stated.state == DutyState.OF_SOME:
        words, css = answered_words(came.came, len(came.parties)), "good" if came.all else ""
    return {
        "state": words, "state_css": css, "reported_on": stated.reported_on, "silent_since": silent if not stated.reported_on or (
            silent and silent > stated.reported_on) else None,
        "obligations": [stands(one) for one in shown], "other_obligations": [stands(one) for one in obligations if one not in shown],
        "delivered_count": sum(one.state == ObligationState.DELIVERED for one in obligations),
        "reported_only": bool(obligations) and terms.current and not any(one.binding for one in obligations),
        "no_day": not obligations and not period_open(terms) and terms.current and bool(terms.due.get("text")),
        "period_open": period_open(terms), "fixed": next(((one, period_words(one)) for one in periods if one.until is None), None),
        "periods": [(one, period_words(one)) for one in periods if one.until is not None],
        "means": [(one, kept) for one in mandate.means.known().select_related("opened_by")], "answers": answers, "withdrawable": withdrawable(acting, mandate, answers),
        "debtors": [(one, one.person if one.person_id in seen else None) for one in offices], "came": came, "lead": lead,
        "lead_name": actor_name(mandate.organisation, lead.actor) if lead else "", "several": len(terms.actors.split()) > 1 and (parties is None or bool(
            set(terms.actors.split()) - set(settings_of(mandate.organisation).classes_among(terms.actors.split())))),
        "handlings": [(one, one.person if may(acting, "end", one) else None, may(acting, "end", one)) for one in handled_by(mandate)],
        "evidence": [(line, act, judged.get(act.pk), on_what(subjects.get(act.pk))) for act, line in zip(citing, lines(citing), strict=True)],
        "evidence_more": more, "evidence_all": most == MOST,
        "links": links, "asked_open": any(one.answer_id is None and one.expires_at >= now for one in links),
        "recommended": of_duties([mandate.pk]), "may_withdraw": bool(may(acting, "recommend", mandate)) if acting.offices else False,
        "now": now, "may": {
            verb.replace("-", "_"): may(acting, verb, mandate) for verb in (
                "answer", "record-answer", "record-means", "fix-period", "name-lead", "hand-to", "ask-answer", "judge-evidence")
        }, **related_to(request, mandate, terms),
    }


def on_what(record: Any) -> tuple[str, str] | None:
    """The record on which an act was done: its name and its page."""
    return (shortened(words_of(record)), address_of(record)) if record is not None else None


def related_to(request: SiteRequest, mandate: Mandate, terms: MandateTerms) -> dict[str, Any]:
    """Duties that belong beside this one: linked by the citations of its text, or asked of the same actor in the same matter."""
    found = related(mandate, terms)
    own = visible(request.acting, MandateTerms.objects.filter(pk__in=[one.terms.pk for one in found]))
    pks = set(own.values_list("pk", flat=True))
    return {"related": [one for one in found if one.terms.pk in pks]}
