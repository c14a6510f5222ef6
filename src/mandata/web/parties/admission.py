"""What admission adds to the page of a party: the routes in which a group takes part, the definition that a State applies."""

from __future__ import annotations

from typing import Any

from mandata.membership.models import Candidacy, Definition, Participation, Route
from mandata.parties.capacity import Acting
from mandata.parties.models import Party, PartyKind
from mandata.shared.rights import may, visible
from mandata.web.moments import Moments
from mandata.web.parties.rows import held


def admission_of(acting: Acting, party: Party, when: Moments) -> dict[str, Any]:
    """Of a group: the ways of admission in which it takes part; of a State: the definition of an SME that it applies."""
    if party.entity == PartyKind.STATE:
        from mandata.web.admission.definitions import thresholds  # its page stands on the pages of parties

        return {
            "is_state": True, "definitions": [(one, thresholds(one)) for one in held(Definition.objects.filter(state_party=party), when)],
            "may_declare": may(acting, "declare-definition", party),
        }
    if party.entity == PartyKind.GROUP and Route.objects.filter(organisation=party.organisation).exists():
        taking = list(held(Participation.objects.filter(group=party), when).select_related("route"))
        return {
            "routes": True, "taking": taking, "takes_part": any(one.until is None for one in taking),
            "may_opt": may(acting, "opt-out" if taking else "opt-in", party),
        }
    return {}


def nomination_to(acting: Acting, party: Party) -> dict[str, Any]:
    """Of a body or group: whether the reader may nominate somebody for one of its offices, and who stands."""
    if party.entity not in (PartyKind.GROUP, PartyKind.CONFERENCE, PartyKind.COUNCIL) or not acting.offices:
        return {}
    answers = [may(acting, verb, party) for verb in ("nominate-leader", "nominate-rapporteur")]
    standing = visible(acting, Candidacy.objects.known().filter(body=party, outcome=Candidacy.Outcome.OPEN))
    return {"may_nominate": next((one for one in answers if one), answers[0]), "standing": standing.count()}
