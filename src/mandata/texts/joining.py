"""A base that arrives after its proposals: their provisional provisions become those of the base."""

from __future__ import annotations

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Layer, Provision, ProvisionLink, ProvisionVersion, Revision
from mandata.texts.pairing import neighbours_of, propose_pairing


@operation("join", on="revision")
def join_provisions(*, acting_as: Acting, revision: Revision, base: Revision, pairs: dict[int, int] | None = None) -> None:
    """Join a proposal to the base that arrived: a provision that is the base's takes its identity, and its old link leads there.

    ``pairs`` maps provision versions of the proposal to those of the base; ``None`` takes the proposed pairing.
    """
    if revision.layer != Layer.PROPOSED or revision.base_id is not None:
        raise RuleBroken(gettext("Only a proposal whose base was not in the library is joined to one."), revision)
    if base.layer != Layer.ADOPTED or base.work_id != revision.work_id:
        raise RuleBroken(gettext("A proposal is joined to an adopted text of its own number."), revision)
    mine = {one.pk: one for one in revision.provision_versions.select_related("provision")}
    theirs = {one.pk: one for one in base.provision_versions.select_related("provision")}
    pairs = proposed_pairs(revision, base) if pairs is None else pairs
    if len(set(pairs.values())) != len(pairs) or not set(pairs) <= set(mine) or not set(pairs.values()) <= set(theirs):
        raise RuleBroken(gettext("The pairing names a provision twice, or one of another text. Look at it again."), revision)
    act = doing().write(revision)
    for own, other in pairs.items():
        provisional, kept = mine[own].provision, theirs[other].provision
        if provisional == kept:
            continue
        Provision.objects.filter(pk=provisional.pk).update(joined_to=kept)
        ProvisionVersion.objects.filter(pk=own).update(provision=kept)
        doing().also(provisional, kept)
    ProvisionLink.objects.bulk_create(
        ProvisionLink(from_version=theirs[other], to_version=mine[own], act=act) for own, other in pairs.items()
    )
    revision.base = base
    revision.save(update_fields=["base"])
    doing().also(base)


def proposed_pairs(revision: Revision, base: Revision) -> dict[int, int]:
    """The provision versions of a proposal and those of the base that they are, as the words say."""
    for version in revision.language_versions.exclude(reading=None).select_related("reading"):
        if version.reading is None or not base.language_versions.filter(language=version.language).exists():
            continue
        laid = [one.version_id for one in version.wordings.order_by("version__order", "start")]
        read = [pair for pair in propose_pairing(version.reading, base) if pair.finding is not None]
        if len(laid) == len(read):
            return {own: pair.old.pk for own, pair in zip(laid, read, strict=True) if pair.old is not None}
    return {}


def join_waiting(acting_as: Acting, base: Revision) -> None:
    """Join the proposals that waited for this base."""
    if base.layer != Layer.ADOPTED or not base.instrument_seen:
        return
    waiting = base.work.revisions.filter(layer=Layer.PROPOSED, base=None).exclude(proposal=None).exclude(proposal__action="ADD")
    for revision in waiting.select_related("session", "work"):
        if neighbours_of(base.work, revision.session, Layer.PROPOSED)[0] == base:
            join_provisions(acting_as=acting_as, revision=revision, base=base)
