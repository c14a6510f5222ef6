"""Which provision goes on where one became several, or several one: a person names the heir, which keeps identity and duty."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Provision, ProvisionLink, ProvisionVersion, Revision


@operation("name-heir", on="revision")
def name_heir(
    *, acting_as: Acting, revision: Revision, old: Sequence[ProvisionVersion], new: Sequence[ProvisionVersion],
    heir: tuple[ProvisionVersion, ProvisionVersion] | None,
) -> None:
    """Say how provisions of the revision before became those of this one: a split (one old) or a merge (one new).

    ``heir`` is the old provision and the new one that goes on as it, with its identity; the others are new, or end, and say
    whence they come. Without an heir it was neither: the provisions stay as they are paired.
    """
    if not old or not new or (len(old) > 1) == (len(new) > 1):
        raise RuleBroken(gettext("One provision became several, or several became one."), revision)
    if any(one.revision_id != revision.pk for one in new) or any(one.revision.work_id != revision.work_id for one in old):
        raise RuleBroken(gettext("These provisions are of another text."), revision)
    if heir is not None and (heir[0] not in old or heir[1] not in new):
        raise RuleBroken(gettext("The heir is one of the provisions named."), revision)
    what = ProvisionLink.What.SPLIT if len(new) > 1 else ProvisionLink.What.MERGED
    links = [(one, other) for one in old for other in new]
    if ProvisionLink.objects.filter(from_version__in=old, to_version__in=new).exclude(what=ProvisionLink.What.CONTINUES).exists():
        raise RuleBroken(gettext("Somebody said already which one goes on."), revision)
    act = doing().write(revision)
    if heir is not None:
        _give_identity(revision, *heir)
    ProvisionLink.objects.bulk_create(
        ProvisionLink(from_version=one, to_version=other, what=what, heir=heir == (one, other), act=act) for one, other in links
    )
    doing().also(*{one.provision for one in (*old, *new)})


@transaction.atomic
def _give_identity(revision: Revision, old: ProvisionVersion, new: ProvisionVersion) -> None:
    """The heir takes the identity of the old provision; what had it in this revision takes the heir's."""
    kept, given = old.provision_id, new.provision_id
    if kept == given:
        return
    other = revision.provision_versions.filter(provision=kept).first()
    if revision.work.revisions.filter(provision_versions__provision=given).exclude(pk=revision.pk).exists():
        raise RuleBroken(gettext("This provision stands in another revision too: its identity is older than this choice."), revision)
    ProvisionLink.objects.filter(from_version=old, to_version__revision=revision, what=ProvisionLink.What.CONTINUES).update(to_version=new)
    if other is not None:
        ProvisionVersion.objects.filter(pk=other.pk).update(provision=Provision.objects.create(work=revision.work))
    ProvisionVersion.objects.filter(pk=new.pk).update(provision=kept)
    new.provision_id = kept
