"""Which provision of a revision continues which of its neighbour: proposed here, confirmed by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mandata.texts.identities import identities_in
from mandata.texts.models import BodySession, Finding, Layer, ProvisionVersion, Reading, Revision, Wording, Work
from textengine.model import Provision, Span
from textengine.pairing import pair_provisions


@dataclass(frozen=True, slots=True)
class Pair:
    """A provision of the text read, one of a revision beside it, or both: kept, changed, new, ended, or new only later."""

    finding: Finding | None
    old: ProvisionVersion | None
    likeness: float
    what: Literal["kept", "changed", "new", "ended", "later"]
    old_words: str = ""


def neighbours_of(
    work: Work, session: BodySession | None, layer: str = Layer.ADOPTED, seen: bool = True
) -> tuple[Revision | None, Revision | None]:
    """The revisions adopted last before and first after ``session``; a proposal has only its base, a report none.

    Where the instrument itself arrives (``seen``), what was registered of it at the same session stands before it.
    """
    if layer in (Layer.REPORTED, Layer.INFORMATION):
        return None, None
    adopted = [one for one in work.revisions.filter(layer=Layer.ADOPTED).select_related("session") if one.session]
    adopted.sort(key=lambda one: (_session_order(one), one.instrument_seen))
    before = [
        one for one in adopted if session is None or _session_order(one) < session.order
        or (seen and one.session_id == session.pk and not one.instrument_seen)
    ]
    after = [one for one in adopted if session is not None and _session_order(one) > session.order]
    return before[-1] if before else None, after[0] if after and layer == Layer.ADOPTED else None


def _session_order(revision: Revision) -> tuple[int, str]:
    return revision.session.order if revision.session else (0, "")


def candidates(before: Revision | None, after: Revision | None, proposed: Sequence[Revision] = ()) -> list[ProvisionVersion]:
    """The provisions that a text beside these revisions may continue: those of the one before, then those that only the one after has, or a proposal."""
    found: list[ProvisionVersion] = []
    for revision in filter(None, (before, after, *proposed)):
        known = {one.provision_id for one in found}
        versions = revision.provision_versions.select_related("provision", "revision").order_by("order")
        found += [one for one in versions if one.provision_id not in known]
    return found


def propose_pairing(
    reading: Reading, before: Revision | None, after: Revision | None = None, proposed: Sequence[Revision] = (),
) -> list[Pair]:
    """Pair a reading's provisions with those of the revisions beside it: by words, place and order, as the engine compares texts.

    In a language that a neighbour does not have, provisions are paired by place alone.
    """
    language = reading.language_version.language
    findings = list(reading.findings.filter(what=Finding.What.PROVISION, state__in=_STANDING))
    versions = candidates(before, after, proposed)
    words = {
        one.version_id: one
        for one in Wording.objects.filter(version__in=[one.pk for one in versions], language_version__language=language)
    }
    labels = dict(Wording.objects.filter(version__in=[one.pk for one in versions]).order_by("-language_version").values_list("version", "label"))
    keys = {version.pk: _place(version, labels) for version in versions}
    pairs = _by_identity(reading, findings, versions)
    taken = {version.pk for version, _ in pairs.values()}
    pairs |= _by_words([one for one in findings if one.pk not in pairs], [one for one in versions if one.pk not in taken], words)
    free = [one for one in versions if one not in {version for version, _ in pairs.values()}]
    for finding in findings:
        here = next((one for one in free if one.pk not in words and keys[one.pk] == _finding_place(finding)), None)
        if finding.pk not in pairs and here is not None:
            pairs[finding.pk] = (here, 100.0)
            free.remove(here)
    rows = []
    for finding in findings:
        if finding.pk in pairs:
            version, score = pairs[finding.pk]
            old = words.get(version.pk)
            kept = old is not None and old.text == finding.value.get("text")
            rows.append(Pair(finding, version, score, "kept" if kept else "changed", old.text if old else ""))
        else:
            rows.append(Pair(finding, None, 0.0, "new"))
    rows.extend(
        Pair(None, one, 0.0, "ended" if one.revision == before else "later", words[one.pk].text if one.pk in words else "")
        for one in free if one.revision not in proposed
    )
    return rows


def _by_identity(reading: Reading, findings: Sequence[Finding], versions: Sequence[ProvisionVersion]) -> dict[int, tuple[ProvisionVersion, float]]:
    """The pairs that a file says itself, which bears the identities of provisions of the library."""
    named = identities_in(reading.language_version.file)
    by_wid = {one.provision.wid: one for one in versions} if named else {}
    return {one.pk: (by_wid[wid], 100.0) for one in findings if (wid := named.get(one.provision_id_read, "")) in by_wid}


def _by_words(
    findings: Sequence[Finding], versions: Sequence[ProvisionVersion], words: dict[int, Wording]
) -> dict[int, tuple[ProvisionVersion, float]]:
    """The pairs that the engine finds in a language that both have, by finding."""
    old = [
        Provision(str(one.pk), one.part, one.call or None, None, words[one.pk].label or None, one.depth, None, Span(0, 0), words[one.pk].text)  # type: ignore[arg-type]
        for one in versions if one.pk in words
    ]
    new = [
        Provision(str(one.pk), value["part"], value.get("call"), None, value.get("label"), value.get("depth", 0), None, Span(0, 0), str(value.get("text", "")))
        for one in findings for value in [one.value]
    ]
    by_key = {str(one.pk): one for one in versions}
    return {
        int(new[pair.new].id): (by_key[old[pair.old].id], 100 * pair.likeness) for pair in pair_provisions(old, new)
        if old[pair.old].part == new[pair.new].part
    }


_STANDING = (Finding.State.OPEN, Finding.State.CONFIRMED, Finding.State.CORRECTED)


def _place(version: ProvisionVersion, labels: dict[int, str]) -> tuple[str, str, str, int]:
    return version.part, version.call, labels.get(version.pk, ""), version.depth


def _finding_place(finding: Finding) -> tuple[str, str, str, int]:
    value = finding.value
    return value["part"], value.get("call") or "", value.get("label") or "", value.get("depth", 0)
