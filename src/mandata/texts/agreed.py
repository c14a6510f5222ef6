"""The text that a session agrees on: without what a proposal says of itself, its reasons and its marks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from mandata.shared.operations import RuleBroken
from mandata.texts.comparing import laid_in
from mandata.texts.exchange import after
from mandata.texts.fused import places_of
from mandata.texts.models import Finding, LanguageVersion, ProvisionVersion, Reading
from mandata.texts.proposing_models import Proposal
from mandata.texts.publishing import provision_findings
from textengine.fused import settled
from textengine.model import Span


def agreed_version(proposal: Proposal) -> LanguageVersion:
    """The language version of a proposal from which its text is taken: the reference language's, else the first."""
    reference = proposal.organisation.reference_language
    versions = list(proposal.revision.language_versions.exclude(reading=None).select_related("reading", "revision", "file__organisation").order_by("pk"))
    if not versions:
        raise RuleBroken(gettext("This proposal has no text that was read."), proposal)
    return next((one for one in versions if one.language == reference), versions[0])


def agreed_words(proposal: Proposal) -> tuple[str, list[int]]:
    """The text of a proposal as it would be adopted, and the provisions that it lays, by key, in order.

    What stands before the title, the introduction and the reasons are no part of it; nor is what stands behind its last provision.
    """
    version = agreed_version(proposal)
    reading = version.reading
    assert reading is not None
    places = list(places_of(reading))
    if any(one.state == Finding.State.OPEN for one in places):
        raise RuleBroken(gettext("Old and new words stand fused in this proposal at places on which nobody has decided: choose their reading in the review first."), proposal)
    laid = [one.provision for one in laid_in(version, places)]
    text = reading.text
    front = [range(*one.value["span"]) for one in provision_findings(reading) if one.value["part"] == "front"]
    ends = [one.value["span"][1] for one in provision_findings(reading) if one.value["part"] != "front"]
    start, end = _title_start(reading), max(ends, default=0)
    gone = [(Span(*one.found["span"]), after(one)) for one in places]
    gone += [(Span(start_of, min(one.stop, len(text))), "") for one in front if (start_of := text.rfind("\n", 0, one.start) + 1) >= start and one.stop <= end]
    words = settled(text[:end], [one for one in gone if one[0].end <= end])[0]
    return words[len(settled(text[:start], [one for one in gone if one[0].end <= start])[0]):].lstrip("\n") + "\n", laid


def _title_start(reading: Reading) -> int:
    """Where the line that names the text begins: the one before its title."""
    title = str(reading.head.get("title") or "")
    at = reading.text.find(title) if title else -1
    if at <= 0:
        return 0
    before = reading.text.rstrip("\n").rfind("\n", 0, max(0, at - 1))
    while before > 0 and not reading.text[before + 1:at].strip():
        before = reading.text.rfind("\n", 0, before)
    return before + 1


def pairing_of(provisions: Sequence[dict[str, str]], laid: Sequence[int], candidates: Sequence[ProvisionVersion]) -> dict[str, int] | None:
    """The pairing of a text read anew with what is known to be the same provisions; none where it was read otherwise."""
    if len(provisions) != len(laid):
        return None
    by_provision = {one.provision_id: one.pk for one in candidates}
    return {one["id"]: by_provision[key] for one, key in zip(provisions, laid, strict=True) if key in by_provision}
