"""The duty goes with the heir: where one provision became several, or several one."""

from __future__ import annotations

from collections.abc import Sequence

from mandata.mandates.carrying import end_mandate
from mandata.mandates.models import Mandate, MandateTerms
from mandata.mandates.rolling import roll_touched
from mandata.parties.capacity import Acting
from mandata.shared.operations import ask, doing, operation
from mandata.shared.written import together
from mandata.texts import heirs
from mandata.texts.models import ProvisionVersion, Revision

Heir = tuple[ProvisionVersion, ProvisionVersion]


def name_heir(
    *, acting_as: Acting, revision: Revision, old: Sequence[ProvisionVersion], new: Sequence[ProvisionVersion], heir: Heir | None,
) -> None:
    """Name the provision that goes on, with its duty: its old terms stay live until the heir's words are confirmed."""
    ask(acting_as, "name-heir", revision)  # before the transaction: a refusal in it would be undone with it
    with together():
        stood = revision.provision_versions.filter(provision=heir[0].provision_id).first() if heir else None
        given = heir[1].provision_id if heir else None
        heirs.name_heir(acting_as=acting_as, revision=revision, old=old, new=new, heir=heir)
        if heir is not None and stood != heir[1]:
            follow_heir(acting_as=acting_as, revision=revision, heir=heir, stood=stood, given=given or 0)


@operation("carry-over", on="revision")
def follow_heir(*, acting_as: Acting, revision: Revision, heir: Heir, stood: ProvisionVersion | None, given: int) -> None:
    """Let the duty of the old provision go on at its heir; what the heir carried as a duty of its own ends in it."""
    act = doing().write(revision)
    for own in Mandate.objects.filter(provision=given, ended_by=None):
        end_mandate(own, act)
    for terms in MandateTerms.objects.filter(mandate__provision=heir[0].provision_id, current=True).select_related("mandate"):
        if revision.in_force_until is None and revision.layer == "adopted" and (terms.words_changed == stood or terms.version == stood or stood is None):
            terms.words_changed = heir[1]
            terms.save(update_fields=["words_changed"])
            doing().also(terms.mandate)
    roll_touched(act)
