"""From a reading to provisions: identities kept from the neighbouring revision, words in each language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from mandata.shared.models import Act
from mandata.shared.operations import RuleBroken
from mandata.texts.models import (
    Finding,
    LanguageVersion,
    Provision,
    ProvisionLink,
    ProvisionVersion,
    Reading,
    Revision,
    Wording,
)
from mandata.texts.pairing import candidates, propose_pairing


def lay_provisions(
    language_version: LanguageVersion, revision: Revision, reading: Reading, before: Revision | None, after: Revision | None,
    pairing: dict[str, int] | None, act: Act, comes_of: Sequence[Revision] = (),
) -> None:
    """Lay the provisions of a new revision; those that continue a neighbour's, before or after it, or a proposal's, keep their identity."""
    findings = provision_findings(reading)
    old = {one.pk: one for one in candidates(before, after, comes_of)}
    if pairing is None:
        pairing = {
            pair.finding.provision_id_read: pair.old.pk for pair in propose_pairing(reading, before, after, comes_of)
            if pair.finding is not None and pair.old is not None
        }
    if len(set(pairing.values())) != len(pairing) or not set(pairing.values()) <= set(old):
        raise RuleBroken(gettext("The pairing names a provision twice, or one of another text. Look at it again."), revision)
    provisions = {
        f.provision_id_read: old[pairing[f.provision_id_read]].provision
        if f.provision_id_read in pairing else Provision(work=revision.work)
        for f in findings
    }
    Provision.objects.bulk_create([one for one in provisions.values() if one.pk is None])
    versions: dict[str, ProvisionVersion] = {}
    for order, finding in enumerate(findings):
        value = finding.value
        version = ProvisionVersion(
            provision=provisions[finding.provision_id_read], revision=revision, part=value["part"],
            call=value.get("call") or "", order=order, depth=value.get("depth", 0),
            state=value.get("state", "both"), parent=versions.get(value.get("parent") or ""),
        )
        version.save()
        versions[finding.provision_id_read] = version
    by_provision = {version.provision_id: version for version in versions.values()}
    _link(before, by_provision, act, onward=False)
    _link(after, by_provision, act, onward=True)
    _words(language_version, revision, reading, findings, versions)


def _link(neighbour: Revision | None, versions: dict[int, ProvisionVersion], act: Act, *, onward: bool) -> None:
    """Record how the provisions of a neighbour and of the new revision continue one another, the older from the newer."""
    if neighbour is None:
        return
    ProvisionLink.objects.bulk_create(
        ProvisionLink(from_version=mine if onward else theirs, to_version=theirs if onward else mine, act=act)
        for theirs in neighbour.provision_versions.filter(provision__in=list(versions))
        if (mine := versions.get(theirs.provision_id)) is not None
    )


def attach_language(language_version: LanguageVersion, revision: Revision, reading: Reading) -> None:
    """Attach a further language to the provisions that exist; a provision without counterpart refuses the whole."""
    findings = provision_findings(reading)
    versions = list(revision.provision_versions.order_by("order"))
    if len(findings) != len(versions):
        raise RuleBroken(
            gettext(
                "This language version has %(mine)s provisions and the revision has %(theirs)s. Correct its structure first: "
                "both must have the same provisions."
            ) % {"mine": len(findings), "theirs": len(versions)}, language_version,
        )
    paired: dict[str, ProvisionVersion] = {}
    for finding, version in zip(findings, versions, strict=True):
        if finding.value["part"] != version.part or finding.value.get("depth", 0) != version.depth:
            raise RuleBroken(
                gettext("“%(words)s” stands in another place than in the revision. Correct the structure first.") % {
                    "words": f"{finding.value.get('label') or ''} {finding.value['text'][:60]}".strip()}, language_version,
            )
        paired[finding.provision_id_read] = version
    _words(language_version, revision, reading, findings, paired)


def provision_findings(reading: Reading) -> list[Finding]:
    """The provisions of a reading that no person rejected, in reading order."""
    return list(
        reading.findings.filter(what=Finding.What.PROVISION).exclude(state=Finding.State.REJECTED).order_by("position")
    )


def _words(
    language_version: LanguageVersion, revision: Revision, reading: Reading, findings: list[Finding],
    versions: dict[str, ProvisionVersion],
) -> None:
    notes = [one.value for one in reading.findings.filter(what=Finding.What.NOTE)]
    citations: dict[str, list[dict[str, Any]]] = {}
    for one in reading.findings.filter(what=Finding.What.CITATION).exclude(state=Finding.State.REJECTED):
        citations.setdefault(one.provision_id_read, []).append(one.value)
    Wording.objects.bulk_create(
        Wording(
            version=versions[f.provision_id_read], language_version=language_version,
            label=f.value.get("label") or "", label_base=f.value.get("label_base") or "",
            call_text=f.value.get("call_text") or "", text=f.value["text"], start=f.value["span"][0],
            end=f.value["span"][1],
            notes=[note for note in notes if f.value["span"][0] <= note["at"] <= f.value["span"][1]],
            citations=citations.get(f.provision_id_read, []),
        )
        for f in findings
    )
    language_version.revision = revision
    language_version.save(update_fields=["revision"])
