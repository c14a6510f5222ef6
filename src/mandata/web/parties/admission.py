"""What admission adds to the page of a party: the routes in which a group takes part, the definition that a State applies."""

from __future__ import annotations

from typing import Any

from mandata.membership.models import Definition, Participation, Route
from mandata.parties.models import Party, PartyKind
from mandata.shared.rights import may
from mandata.web.parties.rows import known
from mandata.web.requests import SiteRequest


def admission_of(request: SiteRequest, party: Party) -> dict[str, Any]:
    """Of a group: the ways of admission in which it takes part; of a State: the definition of an SME that it applies."""
    if party.entity == PartyKind.STATE:
        return {
            "is_state": True, "definitions": known(Definition.objects.filter(state_party=party)),
            "may_declare": may(request.acting, "declare-definition", party),
        }
    if party.entity == PartyKind.GROUP and Route.objects.filter(organisation=party.organisation).exists():
        taking = list(known(Participation.objects.filter(group=party)).select_related("route"))
        return {
            "routes": True, "taking": taking, "takes_part": any(one.until is None for one in taking),
            "may_opt": may(request.acting, "opt-out" if taking else "opt-in", party),
        }
    return {}
