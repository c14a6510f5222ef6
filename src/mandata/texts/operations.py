"""What happens to texts: receive, read, decide on findings, publish, read again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

import textengine
from mandata.parties.actors import vocabulary_of
from mandata.parties.capacity import HOUSE, Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.models import Record
from mandata.shared.operations import Conflict, RuleBroken, doing, operation
from mandata.texts import findings as reading_findings
from mandata.texts.citing import join_citations, lay_citations
from mandata.texts.fused import keep_choices, refuse_fused
from mandata.texts.models import (
    Citation,
    Finding,
    LanguageVersion,
    Layer,
    Reading,
    ReceivedFile,
    RegisteredInstrument,
    Revision,
    Work,
)
from mandata.texts.pairing import Pair, neighbours_of, propose_pairing
from mandata.texts.proposing_models import suppressed_on
from mandata.texts.publishing import attach_language, lay_provisions
from mandata.texts.reading import CannotRead, understood, understood_words

__all__ = [
    "DuplicateFile", "Pair", "adopt_reading", "confirm_finding", "confirm_structure", "correct_provision",
    "neighbours_of", "propose_pairing", "publish_text", "read_again", "read_received", "receive_file", "reject_finding", "resolve_citation", "set_aside_file",
]


LONGEST_NUMBER = 32


class DuplicateFile(RuleBroken):
    """The same bytes were received before; ``first`` is that file."""

    def __init__(self, first: ReceivedFile) -> None:
        super().__init__(gettext("This file was received already, as “%(name)s”.") % {"name": first.name}, first)
        self.first = first


def larger_than_taken(name: str) -> str:
    """What is told of a file that is too large."""
    limit = settings.MAX_RECEIVED_BYTES // (1024 * 1024)
    return gettext("“%(name)s” is larger than %(limit)s MB. Send the text alone, without images.") % {"name": name, "limit": limit}


@operation("receive", on="organisation")
def receive_file(*, acting_as: Acting, organisation: Organisation, name: str, content: bytes) -> ReceivedFile:
    """Keep a file as received and have it read in the background; the same bytes are kept once."""
    if len(content) > settings.MAX_RECEIVED_BYTES:
        raise RuleBroken(larger_than_taken(name), organisation)
    digest = hashlib.sha256(content).hexdigest()
    if first := ReceivedFile.objects.filter(organisation=organisation, sha256=digest).first():
        raise DuplicateFile(first)
    file = ReceivedFile.objects.create(
        organisation=organisation, name=name, sha256=digest, size=len(content), content=content,
        received_by=acting_as.user,
    )
    doing().also(file)
    from mandata.texts.tasks import enqueue_reading

    transaction.on_commit(lambda: enqueue_reading(file))
    return file


def read_received(*, acting_as: Acting = HOUSE, file: ReceivedFile) -> Reading | None:
    """Read a file once; a file that cannot be read keeps the sentence that says why, and nothing else is stored."""
    if file.state != ReceivedFile.State.WAITING:
        return None
    try:
        found: dict[str, Any] | CannotRead = understood(file)
    except CannotRead as trouble:
        found = trouble
    return keep_reading(acting_as=acting_as, file=file, found=found)


@operation("read", on="receivedfile", argument="file")
def keep_reading(*, acting_as: Acting, file: ReceivedFile, found: dict[str, Any] | CannotRead) -> Reading | None:
    """Keep what was read of a file, or why it could not be read; a file that was read meanwhile is left alone."""
    if file.state != ReceivedFile.State.WAITING:
        return None
    if isinstance(found, CannotRead):
        file.state, file.trouble, file.trouble_code = ReceivedFile.State.UNREADABLE, str(found), found.code
        file.save(update_fields=["state", "trouble", "trouble_code"])
        return None
    version = LanguageVersion.objects.create(
        file=file, language=found["language"] or file.organisation.reference_language, title=found["title"] or "",
    )
    reading = _store(found, version)
    version.reading = reading
    version.save(update_fields=["reading"])
    file.state = ReceivedFile.State.READ
    file.save(update_fields=["state"])
    doing().also(reading)
    return reading


@operation("set-aside", on="receivedfile", argument="file")
def set_aside_file(*, acting_as: Acting, file: ReceivedFile) -> None:
    """Take a file that cannot be read off the desk; it is kept as received."""
    if file.state != ReceivedFile.State.UNREADABLE:
        raise RuleBroken(gettext("Only a file that cannot be read is set aside."), file)
    file.state = ReceivedFile.State.SET_ASIDE
    file.save(update_fields=["state"])


@operation("confirm-structure", on="reading")
def confirm_structure(*, acting_as: Acting, reading: Reading) -> None:
    """Say that the outline of the text is right as a whole."""
    hold(reading)
    act = doing().write(reading)
    reading.structure_confirmed_by = act
    reading.save(update_fields=["structure_confirmed_by"])
    confirmed = list(reading.findings.select_for_update().filter(what=Finding.What.PROVISION, state=Finding.State.OPEN))
    for one in confirmed:
        one.state, one.decided_by = Finding.State.CONFIRMED, act
    Finding.objects.bulk_update(confirmed, ["state", "decided_by"])
    doing().also(*confirmed)


@operation("confirm", on="finding")
def confirm_finding(*, acting_as: Acting, finding: Finding) -> None:
    """Say that a finding is right as it stands."""
    decide(finding, Finding.State.CONFIRMED)


@operation("reject", on="finding")
def reject_finding(*, acting_as: Acting, finding: Finding) -> None:
    """Say that a finding is wrong; it stays rejected when the text is read again."""
    if finding.what == Finding.What.PROVISION:
        _may_be_moved(finding)
        under = finding.reading.findings.filter(what=Finding.What.PROVISION).exclude(state=Finding.State.REJECTED)
        if any(one.value.get("parent") == finding.provision_id_read for one in under):
            raise RuleBroken(gettext("Provisions stand under this one: say first what they stand under."), finding)
    decide(finding, Finding.State.REJECTED)


def _may_be_moved(finding: Finding) -> None:
    if hold(finding.reading).revision_id is not None:
        raise RuleBroken(
            gettext("This text is published: its provisions have their places. Publish a new language version instead."), finding
        )


@operation("correct", on="finding")
def correct_provision(*, acting_as: Acting, finding: Finding, part: str, label: str, parent: str) -> None:
    """Say where a provision stands: its part, its label, what it stands under; what stands under it moves with it."""
    reading = finding.reading
    _may_be_moved(finding)
    provisions = list(reading.findings.filter(what=Finding.What.PROVISION).order_by("position"))
    above = next((one for one in provisions if one.provision_id_read == parent), None)
    if parent and (above is None or above.position >= finding.position or above.state == Finding.State.REJECTED):
        raise RuleBroken(gettext("A provision stands under one that comes before it."), finding)
    depth = above.value.get("depth", 0) + 1 if above else 0
    moved = depth - finding.value.get("depth", 0)
    finding.corrected = {**finding.value, "part": part, "label": label.strip() or None, "parent": parent or None, "depth": depth}
    decide(finding, Finding.State.CORRECTED)
    inside = {finding.provision_id_read}
    for one in provisions:
        if one.value.get("parent") in inside:
            inside.add(one.provision_id_read)
            one.corrected = {**one.value, "part": part, "depth": one.value.get("depth", 0) + moved}
            decide(one, Finding.State.CORRECTED)
            doing().also(one)
    reading.structure_confirmed_by = None
    reading.save(update_fields=["structure_confirmed_by"])
    doing().also(reading)


def hold(reading: Reading) -> LanguageVersion:
    """Lock the language version of a reading while somebody decides on it; a reading that was replaced is refused."""
    version = LanguageVersion.objects.select_for_update().get(pk=reading.language_version_id)
    if version.reading_id != reading.pk:
        raise Conflict(gettext("A newer reading has taken the place of this one. Look at the review again."), reading)
    reading.language_version = version
    return version


def decide(finding: Finding, state: Finding.State) -> None:
    """Store a decision under the act that runs."""
    hold(finding.reading)
    finding.decided_by = doing().write()
    finding.state = state
    finding.save(update_fields=["state", "decided_by", "corrected"])


def read_again(*, acting_as: Acting, language_version: LanguageVersion) -> Reading:
    """Read the words again with the engine as it is now; decisions whose words still stand are taken over.

    Words that persons settled in a fused text are read as settled. The text as shown does not change until the reading is adopted.
    """
    last = Reading.objects.filter(pk__in=LanguageVersion.objects.filter(pk=language_version.pk).values("reading")).first()
    try:
        if last is None or last.settled_from_id is None:
            found = understood(language_version.file)
        else:
            notes = [one.found for one in last.findings.filter(what=Finding.What.NOTE).order_by("position")]
            found = {**understood_words(language_version.file, last.text), "settled_from": last.settled_from_id}
            found["notes"] = found["notes"] or notes
    except CannotRead as trouble:
        raise RuleBroken(str(trouble), language_version) from trouble
    return keep_new_reading(acting_as=acting_as, language_version=language_version, found=found)


@operation("read-again", on="languageversion", argument="language_version")
def keep_new_reading(*, acting_as: Acting, language_version: LanguageVersion, found: dict[str, Any]) -> Reading:
    """Keep a newer reading beside the last, with the decisions whose words still stand."""
    old = language_version.reading
    if old is None:
        raise RuleBroken(gettext("This text was never read."), language_version)
    reading = _store(found, language_version)
    before, after = list(old.findings.select_related("decided_by")), list(reading.findings.all())
    taken = []
    for one, other in reading_findings.take_over(before, old.text, after, reading.text):
        other.state, other.decided_by = one.state, one.decided_by
        other.corrected = reading_findings.correction_on(one, other)
        taken.append(other)
    Finding.objects.bulk_update(taken, ["state", "corrected", "decided_by"])
    Finding.objects.bulk_create(reading_findings.added_again(before, after, reading))
    if reading.settled_from_id is None:
        keep_choices(old.settled_from or old, reading)
    reading.structure_confirmed_by = old.structure_confirmed_by if _same_outline(before, after) else None
    reading.save(update_fields=["structure_confirmed_by"])
    doing().also(reading)
    if language_version.revision_id is None:
        adopt_reading(acting_as=acting_as, reading=reading)
    return reading


@operation("adopt", on="reading")
def adopt_reading(*, acting_as: Acting, reading: Reading) -> None:
    """Make a newer reading the one in use; what a person decided stands."""
    version = LanguageVersion.objects.select_for_update().get(pk=reading.language_version_id)
    decided = reading.findings.exclude(state=Finding.State.OPEN)
    doing().also(reading, *decided)
    replaced = version.reading
    version.reading = reading
    if version.revision is not None and not _same_outline(
        list(replaced.findings.all()) if replaced else [], list(reading.findings.all())
    ):
        raise RuleBroken(
            gettext("This text is published and the newer reading has another outline: its provisions stay as they are."), reading,
        )
    version.save(update_fields=["reading"])
    if replaced is not None and replaced != reading:
        replace_reading(acting_as=acting_as, reading=replaced)


@operation("replace", on="reading")
def replace_reading(*, acting_as: Acting, reading: Reading) -> None:
    """Say that a newer reading stands in the place of this one: what it found counts no more."""


@operation("publish", on="languageversion", argument="language_version")
def publish_text(
    *, acting_as: Acting, language_version: LanguageVersion, body: Party, kind_of_text: str, number: str,
    session: BodySession | None, layer: str, in_force_from: date | None = None,
    pairing: dict[str, int] | None = None, language_of: Revision | None = None, comes_of: Sequence[Revision] = (),
) -> Revision:
    """Publish a text as a revision of its work, or as a further language of a revision that is there.

    A session adopts one text of a number, but may have many proposals on it: ``language_of`` names the one that this is
    another language of.

    ``pairing`` maps the reading's provision ids to the provision versions of the revisions beside it that they
    continue; ``None`` takes the proposed one.
    """
    if language_version.revision_id is not None:
        raise RuleBroken(gettext("This text is published already."), language_version)
    reading = language_version.reading
    if reading is None:
        raise RuleBroken(gettext("This text has not been read yet."), language_version)
    if layer == Layer.ADOPTED and session is None:
        raise RuleBroken(gettext("An adopted text needs the session that adopted it."), language_version)
    if len(number.strip()) > LONGEST_NUMBER:
        raise RuleBroken(gettext("A number has at most 32 signs."), language_version)
    if not number.strip():
        raise RuleBroken(gettext("A text needs a number, or a short name where it has none."), language_version)
    organisation = language_version.file.organisation
    if body.organisation_id != organisation.pk and body.pk != organisation.party_ptr_id:
        raise RuleBroken(gettext("The body belongs to another organisation than the file."), language_version)
    if session is not None and session.organisation_id != organisation.pk:
        raise RuleBroken(gettext("The session belongs to another organisation than the file."), language_version)
    if layer == Layer.ADOPTED and session is not None and session.body_id != body.pk:
        raise RuleBroken(
            gettext("This session is one of %(theirs)s: a text of %(body)s is adopted at one of its own.") % {
                "theirs": session.body, "body": body}, language_version,
        )
    dates_in_order(language_version, session, layer, in_force_from)
    refuse_fused(language_version, reading, layer)
    act = doing().write(language_version)
    work, _ = Work.objects.get_or_create(
        organisation=organisation, body=body, kind_of_text=kind_of_text, number=number.strip()
    )
    work = Work.objects.select_for_update().get(pk=work.pk)  # two texts of one session are published one after the other
    registered = RegisteredInstrument.objects.filter(file=language_version.file_id).first()
    seen = registered is None
    if registered is not None and (layer, body.pk, session) != (Layer.ADOPTED, registered.body_id, registered.session):
        raise RuleBroken(gettext("What is registered of an instrument is published as adopted, by the body and session that it was registered with."), language_version)
    if not seen and work.revisions.filter(session=session, layer=layer, instrument_seen=True).exists():
        raise RuleBroken(gettext("The instrument itself is in the library: what was registered of it is not needed."), language_version)
    present = language_of or (
        None if layer == Layer.PROPOSED else work.revisions.filter(session=session, layer=layer, instrument_seen=seen).first()
    )
    if present is not None and present.work_id != work.pk:
        raise RuleBroken(gettext("This is no language of a text of another number."), language_version)
    if present is not None and not present.language_versions.filter(language=language_version.language).exists():
        attach_language(language_version, present, reading)
        doing().also(present, work)
        return present
    if present is not None:
        raise RuleBroken(gettext("This revision has a text in this language already."), language_version)
    before, after = neighbours_of(work, session, layer, seen)
    revision = Revision.objects.create(
        instrument_seen=seen, work=work, session=session, layer=layer, published_by=act, in_force_from=in_force_from,
        adopted_on=(session.end or session.start or date(session.year, 1, 1)) if session else None,
        base=before if layer == Layer.PROPOSED else None,
        base_named=_amended(reading.head) if layer == Layer.PROPOSED else "",
    )
    _set_forces(work)
    lay_provisions(language_version, revision, reading, before, after, pairing, act, comes_of)
    lay_citations(language_version, revision)
    join_citations(revision)
    doing().also(revision, work)
    return revision


def dates_in_order(subject: Record, session: BodySession | None, layer: str, in_force_from: date | None) -> None:
    """A text enters into force neither before its session begins nor before it can be seen to hold."""
    if in_force_from is None or layer != Layer.ADOPTED or session is None:
        return
    if in_force_from < (session.start or date(session.year, 1, 1)):
        raise RuleBroken(gettext("A text enters into force no earlier than the session that adopts it begins."), subject)
    if in_force_from > timezone.now().date():
        raise RuleBroken(gettext("This text enters into force later: publish it on that day, since its duties hold from then on."), subject)


@operation("resolve", on="citation")
def resolve_citation(*, acting_as: Acting, citation: Citation, target: Revision) -> None:
    """Say which version a citation means, where the text leaves it open or the reader took another."""
    if target.work.organisation_id != citation.version.revision.work.organisation_id:
        raise RuleBroken(gettext("A citation is resolved to a text of the same organisation."), citation)
    citation.resolved_by = doing().write()
    citation.target = target
    citation.save(update_fields=["target", "resolved_by"])
    doing().also(target)


def _set_forces(work: Work) -> None:
    """At most one revision is in force at a time: each ends where the next adopted one begins."""
    adopted = sorted(
        (one for one in work.revisions.filter(layer=Layer.ADOPTED).select_related("session") if one.session),
        key=lambda one: (one.session.order if one.session else (0, ""), one.instrument_seen),
    )
    for one, following in zip(adopted, [*adopted[1:], None], strict=False):
        until = (following.in_force_from or following.adopted_on) if following else suppressed_on(one)
        if one.in_force_until != until:
            one.in_force_until = until
            one.save(update_fields=["in_force_until"])


def _amended(head: dict[str, Any]) -> str:
    amends = head.get("amends") or {}
    named = [str(amends.get(key)) for key in ("body", "number", "place", "year") if amends.get(key)]
    return " ".join(named)


def _store(text: dict[str, Any], version: LanguageVersion) -> Reading:
    vocabulary = vocabulary_of(version.file.organisation.vocabulary)
    reading = Reading.objects.create(
        language_version=version, engine=textengine.__version__, vocabulary=vocabulary.version[:64], text=text["text"],
        head=reading_findings.head_of(text), compared_with_id=text.get("compared_with"), settled_from_id=text.get("settled_from"),
    )
    Finding.objects.bulk_create(reading_findings.findings_of(text, reading))
    return reading


def _same_outline(one: list[Finding], other: list[Finding]) -> bool:
    def outline(findings: list[Finding]) -> list[tuple[Any, ...]]:
        return [
            (f.found["part"], f.found["label"], f.found["parent"], f.found["text"])
            for f in findings if f.what == Finding.What.PROVISION
        ]

    return outline(one) == outline(other)
