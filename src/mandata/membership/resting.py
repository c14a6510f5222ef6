"""Which rights of members rest on the provisions of a text."""

from __future__ import annotations

from dataclasses import dataclass

from mandata.membership.bases import provisions_by_point
from mandata.membership.models import Right
from mandata.texts.models import ProvisionVersion, Revision


@dataclass(frozen=True, slots=True)
class Resting:
    """A right and the provision of a revision that gives it; ``by_number`` where it is cited by call and label, which may change."""

    right: Right
    version: ProvisionVersion
    by_number: bool


def rights_on(revision: Revision) -> list[Resting]:
    """The rights that hold now and rest on a provision of this revision."""
    work = revision.work
    rights = list(Right.objects.known().filter(organisation=work.organisation_id).exclude(cited="").order_by("pk"))
    text = f"{work.body.key}/{work.kind_of_text}/{work.number}#"
    named = [one for one in rights if one.cited.startswith(text)]
    points = provisions_by_point([revision]) if named else {}
    by_wid = {one.provision.wid: one for one in revision.provision_versions.filter(
        provision__wid__in=[one.cited for one in rights if "/" not in one.cited]).select_related("provision")}
    found = [Resting(one, version, True) for one in named if (version := points.get((revision.pk, one.cited[len(text):]))) is not None]
    return found + [Resting(one, by_wid[one.cited], False) for one in rights if one.cited in by_wid]
