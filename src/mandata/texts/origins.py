"""Where the words of a provision come from: the decision that made them so, and the proposals that it adopted."""

from __future__ import annotations

from dataclasses import dataclass

from mandata.texts.models import Layer, ProvisionVersion, Revision, Wording
from mandata.texts.proposing import changed_rows
from mandata.texts.proposing_models import Proposal


@dataclass(frozen=True, slots=True)
class Origin:
    """The adopted text in which a provision got the words that it has, and the proposals from which they come."""

    revision: Revision
    proposals: tuple[Proposal, ...]


def origin_of(version: ProvisionVersion) -> Origin:
    """The decision behind a provision's words, with its proposals; where none is recorded that changed it, those of the text as a whole."""
    own = version.revision
    adopted = list(ProvisionVersion.objects.filter(provision=version.provision_id, revision__layer=Layer.ADOPTED).exclude(revision__adopted_on=None)
                   .select_related("revision__work__organisation", "revision__session__body").order_by("-revision__adopted_on"))
    if own.adopted_on is not None:
        adopted = [one for one in adopted if one.revision.adopted_on and one.revision.adopted_on <= own.adopted_on]
    words: dict[int, dict[str, str]] = {}
    for wording in Wording.objects.filter(version__in=adopted).select_related("language_version").defer("notes", "citations"):
        words.setdefault(wording.version_id, {})[wording.language_version.language] = wording.text
    found = own
    for one, older in zip(adopted, [*adopted[1:], None], strict=True):
        found = one.revision
        if older is None or not _same(words.get(one.pk, {}), words.get(older.pk, {})):
            break
    proposals = list(Proposal.objects.filter(adopted_in=found).select_related(
        "proposer", "revision__base__work__organisation", "revision__work__organisation", "revision__session__body",
    ).prefetch_related("proposer__names", "cosignatories__names"))
    changed = [one for one in proposals if version.provision_id in {row.one.provision for row in changed_rows(one)}]
    return Origin(found, tuple(changed or proposals))


def _same(one: dict[str, str], other: dict[str, str]) -> bool:
    shared = set(one) & set(other)
    return bool(shared) and all(one[language] == other[language] for language in shared)
