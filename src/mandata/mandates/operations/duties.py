"""What happens to duties: confirm, correct, reject, publish with their text, assign."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from mandata.mandates.carrying import (
    carry_over,
    duties_read,
    end_mandate,
    make_mandate,
    said_in_reference,
    settle_language,
    version_of,
    write_terms,
)
from mandata.mandates.models import Assignment, Mandate, MandateTerms
from mandata.mandates.operations.sessions import is_cancelled
from mandata.mandates.rolling import roll_touched
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Office, Party
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, ask, doing, operation
from mandata.shared.written import together
from mandata.texts.findings import ADDED
from mandata.texts.joining import join_waiting
from mandata.texts.models import Finding, LanguageVersion, Reading, Revision
from mandata.texts.operations import decide, hold, publish_text

LONGEST_ACTORS = 480  # what the column of codes holds, with the signs around them
NOTHING_FOUND: dict[str, Any] = {
    "force": "instruct", "addressees": [], "with": [], "action": "other", "report_to": [], "beneficiaries": [],
    "due": {"text": None, "span": None, "kind": "none", "value": None}, "limits": [], "certainty": ADDED,
}
DECIDED = (Finding.State.CONFIRMED, Finding.State.CORRECTED)


@operation("confirm", on="finding")
def confirm_mandate(*, acting_as: Acting, finding: Finding) -> Mandate | None:
    """Say that a duty is as the engine read it; in an adopted text it is live from now on."""
    _only_mandates(finding)
    decide(finding, Finding.State.CONFIRMED)
    if _provision_rejected(finding):
        raise RuleBroken(gettext("Somebody said that these words are no provision, so they make no duty."), finding)
    act = doing().write(finding)
    made = make_mandate(finding, act)
    roll_touched(act)
    return made


@operation("correct", on="finding")
def correct_mandate(*, acting_as: Acting, finding: Finding, corrected: dict[str, Any]) -> Mandate | None:
    """Put a person's terms in the place of the engine's; in an adopted text they are live from now on."""
    _only_mandates(finding)
    unknown = set(corrected) - set(finding.found)
    if unknown:
        raise RuleBroken(gettext("A duty has no field %(names)s.") % {"names": joined(sorted(unknown))}, finding)
    if len(" ".join(one.get("actor") or "" for one in corrected.get("addressees") or ())) > LONGEST_ACTORS:
        raise RuleBroken(gettext("These are too many addressees for one duty."), finding)
    before, after = finding.value, {**finding.found, **corrected}
    changed = [name for name in after if after[name] != before.get(name)]
    doing().write(finding, changes={
        "before": {name: before.get(name) for name in changed}, "after": {name: after[name] for name in changed},
    })
    finding.corrected = after
    decide(finding, Finding.State.CORRECTED)
    version = version_of(finding)
    if version is not None and said_in_reference(finding, version):
        raise RuleBroken(
            gettext("The terms of this duty stand in the reference language (%(language)s): correct them there.") % {
                "language": version.revision.work.organisation.reference_language}, finding,
        )
    act = doing().write(finding)
    made = make_mandate(finding, act)
    roll_touched(act)
    return made


@operation("add-duty", on="finding", argument="provision")
def add_mandate(*, acting_as: Acting, provision: Finding, terms: dict[str, Any]) -> Finding:
    """Add a duty that the reader did not find in a provision; it is confirmed by the same act, and stays when the text is read again."""
    if provision.what != Finding.What.PROVISION or provision.state == Finding.State.REJECTED:
        raise RuleBroken(gettext("A duty stands in a provision."), provision)
    if provision.value["part"] != "operative":
        raise RuleBroken(gettext("Only an operative provision makes a duty."), provision)
    hold(provision.reading)
    of_it = Finding.objects.filter(
        reading=provision.reading, what=Finding.What.MANDATE, provision_id_read=provision.provision_id_read
    ).exclude(state=Finding.State.REJECTED)
    if of_it.exists():
        raise RuleBroken(gettext("A duty was found in this provision: correct that one."), provision)
    last = provision.reading.findings.order_by("-position").values_list("position", flat=True).first() or 0
    found = {**NOTHING_FOUND, "provision": provision.provision_id_read, "span": provision.value["span"], **terms}
    act = doing().write(provision)
    finding = Finding.objects.create(
        reading=provision.reading, what=Finding.What.MANDATE, position=last + 1, provision_id_read=provision.provision_id_read,
        certainty=ADDED, found=found, state=Finding.State.CONFIRMED, decided_by=act,
    )
    doing().also(finding)
    make_mandate(finding, act)
    roll_touched(act)
    return finding


@operation("reject", on="finding")
def reject_mandate(*, acting_as: Acting, finding: Finding) -> None:
    """Say that the provision asks nobody for anything; a duty made of it before ends by this act.

    So does one whose words changed into these, unless the reference language still carries it.
    """
    _only_mandates(finding)
    decide(finding, Finding.State.REJECTED)
    act = doing().write(finding)
    version = version_of(finding)
    if version is None or said_in_reference(finding, version):
        return
    # A newer reading of a published text has findings of its own: the duty is known by its provision.
    made_of_it = Q(version=version) | Q(words_changed=version)
    for terms in MandateTerms.objects.filter(made_of_it, current=True, mandate__ended_by=None).select_related("mandate"):
        end_mandate(terms.mandate, act)
    for settled in duties_read(version).filter(state=Finding.State.CONFIRMED).exclude(pk=finding.pk):
        settled.state, settled.decided_by = Finding.State.REJECTED, act  # it was settled by these terms, and ends with them
        settled.save(update_fields=["state", "decided_by"])
        doing().also(settled)
    roll_touched(act)


@operation("confirm-certain", on="reading", argument="reading")
def confirm_certain(*, acting_as: Acting, reading: Reading, group: str = "") -> int:
    """Confirm every open duty of a group that the engine is certain of; gives how many."""
    hold(reading)
    findings = list(
        reading.findings.filter(what=Finding.What.MANDATE, state=Finding.State.OPEN, certainty="certain")
    )
    if group:
        inside = {group}
        for one in reading.findings.filter(what=Finding.What.PROVISION).order_by("position"):
            if one.value.get("parent") in inside:
                inside.add(one.provision_id_read)
        findings = [one for one in findings if one.provision_id_read in inside]
    act = doing().write(reading, changes={"group": group, "confirmed": len(findings)})
    for finding in findings:
        finding.state, finding.decided_by = Finding.State.CONFIRMED, act
        doing().also(finding)
    Finding.objects.bulk_update(findings, ["state", "decided_by"])
    for finding in findings:
        make_mandate(finding, act)
    roll_touched(act)
    return len(findings)


def publish_revision(
    *, acting_as: Acting, language_version: LanguageVersion, body: Party, kind_of_text: str, number: str,
    session: BodySession | None, layer: str, in_force_from: date | None = None,
    pairing: dict[str, int] | None = None, language_of: Revision | None = None,
) -> Revision:
    """Publish a text with its duties: confirmed ones live, those of the revision before carried, marked or ended."""
    ask(acting_as, "publish", language_version)  # before the transaction: a refusal in it would be undone with it
    if session is not None and is_cancelled(session):
        raise RuleBroken(gettext("This session was cancelled: no text was adopted at it. Choose another, or hold it after all."), language_version)
    with together():
        revision = publish_text(
            acting_as=acting_as, language_version=language_version, body=body, kind_of_text=kind_of_text,
            number=number, session=session, layer=layer, in_force_from=in_force_from, pairing=pairing,
            language_of=language_of,
        )
        carry_duties(acting_as=acting_as, revision=revision, language_version=language_version)
        join_waiting(acting_as, revision)
    return revision


@operation("carry-over", on="revision", argument="revision")
def carry_duties(*, acting_as: Acting, revision: Revision, language_version: LanguageVersion) -> None:
    """Let the duties of the revision before live on, be marked or end, and make those confirmed in this text live."""
    act = doing().write(revision)
    carry_over(revision, act)
    language_version.refresh_from_db()
    for finding in Finding.objects.filter(
        reading=language_version.reading, what=Finding.What.MANDATE, state__in=DECIDED
    ):
        make_mandate(finding, act)
    settle_language(language_version, act)
    roll_touched(act)


@operation("assign", on="mandate")
def assign_mandate(*, acting_as: Acting, mandate: Mandate, party: Party, basis: str, office: Office | None = None) -> Assignment:
    """Name who owns a duty, a party or an office in it, with what that rests on; the assignment before ends the day before."""
    if mandate.ended_by_id is not None:
        raise RuleBroken(gettext("This duty has ended: nobody owns it any more."), mandate)
    if not basis.strip():
        raise RuleBroken(gettext("Say on which provision or house rule the assignment rests."), mandate)
    act = doing().write(mandate, basis=basis)
    today = timezone.now().date()
    for before in mandate.assignments.filter(closed_by=None, until=None):
        before.closed_by = act
        before.save(update_fields=["closed_by"])
        doing().also(before)
        if before.since is None or before.since < today:
            doing().also(Assignment.objects.create(
                mandate=mandate, party=before.party, office=before.office, basis=before.basis, since=before.since,
                until=today - timedelta(days=1), opened_by=act,
            ))
    assignment = Assignment.objects.create(mandate=mandate, party=party, office=office, basis=basis, since=today, opened_by=act)
    doing().also(party, assignment)
    return assignment


@operation("confirm-changed", on="mandateterms", argument="terms")
def confirm_changed_terms(*, acting_as: Acting, terms: MandateTerms) -> MandateTerms:
    """Say that a duty lives on under the changed words, with the terms read from them."""
    version = terms.words_changed
    if version is None:
        raise RuleBroken(gettext("The words of this duty have not changed."), terms)
    reference = version.revision.work.organisation.reference_language
    read = duties_read(version).exclude(state=Finding.State.REJECTED).select_related("reading__language_version")
    finding = min(read, key=lambda one: (one.reading.language_version.language != reference, one.pk), default=None)
    if finding is None:
        raise RuleBroken(gettext("The changed words carry no duty that was read. Confirm or correct it on the review page."), terms)
    act = doing().write(terms)
    decide_with = finding.state if finding.state in DECIDED else Finding.State.CONFIRMED
    finding.state, finding.decided_by = decide_with, act
    finding.save(update_fields=["state", "decided_by"])
    doing().also(finding, terms.mandate)
    written = write_terms(terms.mandate, version, finding, act)
    roll_touched(act)
    return written


def _provision_rejected(finding: Finding) -> bool:
    return Finding.objects.filter(
        reading=finding.reading_id, what=Finding.What.PROVISION, provision_id_read=finding.provision_id_read,
        state=Finding.State.REJECTED,
    ).exists()


def _only_mandates(finding: Finding) -> None:
    if finding.what != Finding.What.MANDATE:
        raise RuleBroken(gettext("This finding is no duty."), finding)
