"""What happens to texts: receive, read, decide on findings, publish, read again."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

import textengine
from mandata.parties.actors import vocabulary_of
from mandata.parties.capacity import HOUSE, Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts import findings as reading_findings
from mandata.texts.citing import join_citations, lay_citations
from mandata.texts.models import Citation, Finding, LanguageVersion, Layer, Reading, ReceivedFile, Revision, Work
from mandata.texts.pairing import Pair, neighbours_of, propose_pairing
from mandata.texts.publishing import attach_language, lay_provisions

__all__ = [
    "DuplicateFile", "Pair", "adopt_reading", "confirm_finding", "confirm_structure", "correct_finding", "correct_provision",
    "neighbours_of", "propose_pairing", "publish_text", "read_again", "read_received", "receive_file", "reject_finding", "resolve_citation",
]


class DuplicateFile(RuleBroken):
    """The same bytes were received before; ``first`` is that file."""

    def __init__(self, first: ReceivedFile) -> None:
        super().__init__(gettext("This file was received already, as “%(name)s”.") % {"name": first.name}, first)
        self.first = first


@operation("receive", on="organisation")
def receive_file(*, acting_as: Acting, organisation: Organisation, name: str, content: bytes) -> ReceivedFile:
    """Keep a file as received and have it read in the background; the same bytes are kept once."""
    if len(content) > settings.MAX_RECEIVED_BYTES:
        limit = settings.MAX_RECEIVED_BYTES // (1024 * 1024)
        raise RuleBroken(
            gettext("“%(name)s” is larger than %(limit)s MB. Send the text alone, without images.") % {"name": name, "limit": limit},
            organisation,
        )
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


@operation("read", on="receivedfile", argument="file")
def read_received(*, acting_as: Acting = HOUSE, file: ReceivedFile) -> Reading | None:
    """Read a file once; a file that cannot be read keeps the sentence that says why, and nothing else is stored."""
    if file.state != ReceivedFile.State.WAITING:
        return None
    try:
        text = _read(file)
    except textengine.Unreadable as error:
        file.state, file.trouble, file.trouble_code = ReceivedFile.State.UNREADABLE, str(error), error.code
        file.save(update_fields=["state", "trouble", "trouble_code"])
        return None
    version = LanguageVersion.objects.create(
        file=file, language=text.language or file.organisation.reference_language,
        title=text.title or "",
    )
    reading = _store(text, version)
    version.reading = reading
    version.save(update_fields=["reading"])
    file.state = ReceivedFile.State.READ
    file.save(update_fields=["state"])
    doing().also(reading)
    return reading


@operation("confirm-structure", on="reading")
def confirm_structure(*, acting_as: Acting, reading: Reading) -> None:
    """Say that the outline of the text is right as a whole."""
    act = doing().write(reading)
    reading.structure_confirmed_by = act
    reading.save(update_fields=["structure_confirmed_by"])
    reading.findings.filter(what=Finding.What.PROVISION, state=Finding.State.OPEN).update(
        state=Finding.State.CONFIRMED, decided_by=act
    )


@operation("confirm", on="finding")
def confirm_finding(*, acting_as: Acting, finding: Finding) -> None:
    """Say that a finding is right as it stands."""
    decide(finding, Finding.State.CONFIRMED)


@operation("reject", on="finding")
def reject_finding(*, acting_as: Acting, finding: Finding) -> None:
    """Say that a finding is wrong; it stays rejected when the text is read again."""
    decide(finding, Finding.State.REJECTED)


@operation("correct", on="finding")
def correct_finding(*, acting_as: Acting, finding: Finding, corrected: dict[str, Any]) -> None:
    """Put a person's reading in the place of the engine's; what the engine found is kept beside it."""
    finding.corrected = {**finding.found, **corrected}
    decide(finding, Finding.State.CORRECTED)


@operation("correct", on="finding")
def correct_provision(*, acting_as: Acting, finding: Finding, part: str, label: str, parent: str) -> None:
    """Say where a provision stands: its part, its label, what it stands under; what stands under it moves with it."""
    reading = finding.reading
    if reading.language_version.revision_id is not None:
        raise RuleBroken(gettext("This text is published: its provisions have their places. Publish a new language version instead."), finding)
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


def decide(finding: Finding, state: Finding.State) -> None:
    """Store a decision under the act that runs."""
    finding.decided_by = doing().write()
    finding.state = state
    finding.save(update_fields=["state", "decided_by", "corrected"])


@operation("read-again", on="languageversion", argument="language_version")
def read_again(*, acting_as: Acting, language_version: LanguageVersion) -> Reading:
    """Read the words again with the engine as it is now; decisions whose words still stand are taken over.

    The text as shown does not change until the reading is adopted.
    """
    old = language_version.reading
    if old is None:
        raise RuleBroken(gettext("This text was never read."), language_version)
    reading = _store(_read(language_version.file), language_version)
    before, after = list(old.findings.select_related("decided_by")), list(reading.findings.all())
    taken = []
    for one, other in reading_findings.take_over(before, old.text, after, reading.text):
        other.state, other.corrected, other.decided_by = one.state, one.corrected, one.decided_by
        taken.append(other)
    Finding.objects.bulk_update(taken, ["state", "corrected", "decided_by"])
    reading.structure_confirmed_by = old.structure_confirmed_by if _same_outline(before, after) else None
    reading.save(update_fields=["structure_confirmed_by"])
    doing().also(reading)
    if language_version.revision_id is None:
        adopt_reading(acting_as=acting_as, reading=reading)
    return reading


@operation("adopt", on="reading")
def adopt_reading(*, acting_as: Acting, reading: Reading) -> None:
    """Make a newer reading the one in use; what a person decided stands."""
    version = reading.language_version
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
    pairing: dict[str, int] | None = None,
) -> Revision:
    """Publish a text as a revision of its work, or as a further language of a revision that is there.

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
    if not number.strip():
        raise RuleBroken(gettext("A text needs a number, or a short name where it has none."), language_version)
    organisation = language_version.file.organisation
    if body.organisation_id != organisation.pk and body.pk != organisation.party_ptr_id:
        raise RuleBroken(gettext("The body belongs to another organisation than the file."), language_version)
    act = doing().write(language_version)
    work, _ = Work.objects.get_or_create(
        organisation=organisation, body=body, kind_of_text=kind_of_text, number=number.strip()
    )
    present = work.revisions.filter(session=session, layer=layer).first() if session else None
    if present is not None and not present.language_versions.filter(language=language_version.language).exists():
        attach_language(language_version, present, reading)
        doing().also(present, work)
        return present
    if present is not None and layer != Layer.PROPOSED:
        raise RuleBroken(gettext("This revision has a text in this language already."), language_version)
    before, after = neighbours_of(work, session, layer)
    revision = Revision.objects.create(
        work=work, session=session, layer=layer, published_by=act, in_force_from=in_force_from,
        adopted_on=(session.end or session.start or date(session.year, 1, 1)) if session else None,
        base=before if layer == Layer.PROPOSED else None,
        base_named=_amended(reading.head) if layer == Layer.PROPOSED else "",
    )
    _set_forces(work)
    lay_provisions(language_version, revision, reading, before, after, pairing, act)
    lay_citations(language_version, revision)
    join_citations(revision)
    doing().also(revision, work)
    return revision


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
        key=lambda one: one.session.order if one.session else (0, ""),
    )
    for one, following in zip(adopted, [*adopted[1:], None], strict=False):
        until = (following.in_force_from or following.adopted_on) if following else None
        if one.in_force_until != until:
            one.in_force_until = until
            one.save(update_fields=["in_force_until"])


def _amended(head: dict[str, Any]) -> str:
    amends = head.get("amends") or {}
    named = [str(amends.get(key)) for key in ("body", "number", "place", "year") if amends.get(key)]
    return " ".join(named)


def _read(file: ReceivedFile) -> textengine.Text:
    return textengine.read(bytes(file.content), file.name, vocabulary_of(file.organisation.vocabulary))


def _store(text: textengine.Text, version: LanguageVersion) -> Reading:
    vocabulary = vocabulary_of(version.file.organisation.vocabulary)
    reading = Reading.objects.create(
        language_version=version, engine=textengine.__version__, vocabulary=vocabulary.version[:64], text=text.text,
        head=reading_findings.head_of(text),
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
