"""What happens to proposals: lodged against a base, given reasons, signed by others, joined to a base that arrives, ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, ask, doing, operation
from mandata.texts.basing import Basis, basis_of, contradictions
from mandata.texts.comparing import Compared, Row, compare_alone, compare_revisions
from mandata.texts.models import LanguageVersion, Layer, ProvisionVersion, Revision, Wording, Work
from mandata.texts.operations import hold, neighbours_of, publish_text
from mandata.texts.proposing_models import Proposal, Reason

DOCUMENT = re.compile(r"[^\W_][\w.\- ]{0,20}/[\w.\-]{1,10}", re.UNICODE)
ENDS = (Proposal.Outcome.REJECTED, Proposal.Outcome.LAPSED)

CALL = 3  # words of a call by which it is known


class WrongBase(RuleBroken):
    """The proposal was written on another text than the base named; ``basis`` says where."""

    def __init__(self, message: str, subject: Any, basis: Basis) -> None:
        super().__init__(message, subject)
        self.basis = basis


def base_for(organisation_id: int, body: Party, kind_of_text: str, number: str, session: BodySession | None) -> Revision | None:
    """The adopted text that a proposal to a session changes: the last before it."""
    work = Work.objects.filter(organisation=organisation_id, body=body, kind_of_text=kind_of_text, number=number.strip()).first()
    return neighbours_of(work, session, Layer.PROPOSED)[0] if work else None


def lodge_proposal(
    *, acting_as: Acting, language_version: LanguageVersion, document: str, addendum: int, serial: int, proposer: Party,
    cosignatories: Sequence[Party], action: str, body: Party, kind_of_text: str, number: str, session: BodySession,
    base_named: str = "", differences_seen: bool = False, pairing: dict[str, int] | None = None,
) -> Proposal:
    """Lodge a text that waits as a proposal to a session, against the text in force before it; its base is checked first.

    With ``differences_seen`` a person takes it though its text before the changes is not word for word the base.
    """
    ask(acting_as, "lodge", language_version)
    if language_version.reading is None:
        raise RuleBroken(gettext("This text has not been read yet."), language_version)
    base = base_for(language_version.file.organisation_id, body, kind_of_text, number, session)
    basis = basis_of(language_version, base, says_nothing=action in (Proposal.Action.SUP, Proposal.Action.NOC))
    proposal = keep_proposal(
        acting_as=acting_as, language_version=language_version, document=document, addendum=addendum, serial=serial, proposer=proposer,
        cosignatories=cosignatories, action=action, body=body, kind_of_text=kind_of_text, number=number, session=session, base=base,
        basis=basis, base_named=base_named, differences_seen=differences_seen, pairing=pairing,
    )
    proposal.refresh_from_db()
    return proposal


@operation("lodge", on="languageversion", argument="language_version")
def keep_proposal(
    *, acting_as: Acting, language_version: LanguageVersion, document: str, addendum: int, serial: int, proposer: Party,
    cosignatories: Sequence[Party], action: str, body: Party, kind_of_text: str, number: str, session: BodySession, base: Revision | None,
    basis: Basis, base_named: str, differences_seen: bool, pairing: dict[str, int] | None,
) -> Proposal:
    """Keep a proposal whose base was checked, with the reasons that stand in its file."""
    reading = language_version.reading
    assert reading is not None
    hold(reading)
    organisation = language_version.file.organisation
    document = document.strip()
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two files that bear one reference are judged one after the other
    _well_named(language_version, document, addendum, serial, proposer, cosignatories)
    if session.body_id != body.pk:
        raise RuleBroken(gettext("A proposal is made to a session of the body whose text it changes."), language_version)
    if base is None and action in (Proposal.Action.MOD, Proposal.Action.SUP, Proposal.Action.NOC) and not (base_named.strip() or basis.named_in_words):
        raise RuleBroken(gettext("Its base is not in the library: name the base, so that both can be joined when it arrives."), language_version)
    if base is not None and action == Proposal.Action.ADD:
        raise RuleBroken(gettext("It proposes a new text, and this number has a text: %(base)s.") % {"base": base}, language_version)
    if said := contradictions(reading, action, basis.form):
        raise RuleBroken(" ".join([gettext("This proposal contradicts itself."), *said[:3]]), language_version)
    if base is not None:
        _base_fits(language_version, base, basis, differences_seen)
    revision = publish_text(
        acting_as=acting_as, language_version=language_version, body=body, kind_of_text=kind_of_text, number=number, session=session,
        layer=Layer.PROPOSED, pairing=pairing,
    )
    if base is None:
        revision.base_named = (base_named.strip() or revision.base_named or basis.named_in_words)[:200]
        revision.save(update_fields=["base_named"])
    act = doing().write(language_version, changes={"differences": [one.place for one in basis.differences]} if basis.differences else None)
    proposal = Proposal.objects.create(
        organisation=organisation, revision=revision, document=document, addendum=addendum, serial=serial, proposer=proposer, action=action,
        lodged_by=act,
    )
    proposal.cosignatories.set(cosignatories)
    doing().also(proposal, revision, proposer, *cosignatories)
    _take_reasons(acting_as, proposal, language_version)
    return proposal


def _well_named(subject: LanguageVersion, document: str, addendum: int, serial: int, proposer: Party, cosignatories: Sequence[Party]) -> None:
    organisation = subject.file.organisation
    if not DOCUMENT.fullmatch(document) or not 1 <= serial <= 9999 or not 0 <= addendum <= 999:
        raise RuleBroken(gettext("A proposal is named by its document, its addendum and its number in it, as in AFCP/42, 1, 1."), subject)
    for one in (proposer, *cosignatories):
        if one.organisation_id != organisation.pk:
            raise RuleBroken(gettext("%(party)s belongs to another organisation than the file.") % {"party": one}, subject)
    if proposer in cosignatories:
        raise RuleBroken(gettext("Whoever proposes does not sign beside."), subject)
    if found := Proposal.objects.filter(organisation=organisation, document=document, addendum=addendum, serial=serial).first():
        raise RuleBroken(gettext("%(reference)s is there already.") % {"reference": found.reference}, subject)


def _base_fits(subject: LanguageVersion, base: Revision, basis: Basis, differences_seen: bool) -> None:
    """The base named, its language and its words; only words may be taken as they are by a person who saw where they differ."""
    if not base.language_versions.filter(language=subject.language).exists():
        languages = joined(sorted(base.language_versions.values_list("language", flat=True)))
        raise RuleBroken(gettext("This proposal is in another language (%(own)s) than its base (%(base)s): bring the base in that language first.") % {
            "own": subject.language, "base": languages}, subject)
    year = basis.named.get("year")
    if year and base.session is not None and base.session.year != year and not differences_seen:
        raise WrongBase(gettext("It changes the text of %(named)s, and the text in force before that session is %(base)s.") % {
            "named": basis.named_in_words, "base": base}, subject, basis)
    if basis.differences and not differences_seen:
        more = len(basis.differences) - 1
        said = [gettext("It was written on another text than %(base)s.") % {"base": base}, str(basis.differences[0])]
        if more:
            said.append(gettext("Other places that differ: %(n)s.") % {"n": more})
        raise WrongBase(" ".join(said), subject, basis)


def _take_reasons(acting_as: Acting, proposal: Proposal, language_version: LanguageVersion) -> None:
    """What stands before and after the text is its introduction and its reasons, each tied to the provisions that it names."""
    front = Wording.objects.filter(language_version=language_version, version__part="front").select_related("version").order_by("version__order")
    if not front:
        return
    rows = changed_rows(proposal)
    for one in front:
        words = re.sub(r"\A[^\W\d_]+\s*[:：]\s*", "", one.text) if len(one.text.partition(":")[0]) < 24 else one.text
        give_reason(
            acting_as=acting_as, proposal=proposal, words=words, language=language_version.language,
            explains=[row.one.provision for row in rows if names(row, words)],
        )


def names(row: Row, words: str) -> bool:
    """Whether words name a provision: a word of its call, then its label, as in « resolves 2 »."""
    call, label = re.findall(r"[^\W\d_]{5,}", row.one.name)[:CALL], row.one.label.strip(".) (")
    if not call or not label:
        return False
    called = "|".join(map(re.escape, call))
    return re.search(rf"\b(?:{called})[^.;]{{0,80}}?\b{re.escape(label)}\b", words, re.IGNORECASE) is not None


def compared(proposal: Proposal, language: str = "") -> Compared:
    """A proposal against its base: what is to be suppressed goes whole, what is not to be changed stays whole, whatever its file quotes."""
    revision, base = proposal.revision, proposal.revision.base
    if base is None:
        return compare_alone(revision, "added", language)
    if proposal.action in (Proposal.Action.SUP, Proposal.Action.NOC):
        return compare_alone(base, "suppressed" if proposal.action == Proposal.Action.SUP else "kept", language)
    return compare_revisions(base, revision, language)


def changed_rows(proposal: Proposal) -> list[Row]:
    """The rows of a proposal against its base that are not as they stood; of a new text all."""
    return [row for row in compared(proposal).rows if row.what != "kept"]


@operation("give-reason", on="proposal")
def give_reason(*, acting_as: Acting, proposal: Proposal, words: str, language: str, explains: Sequence[int]) -> Reason:
    """Say why a proposal changes what it changes; ``explains`` are provisions of its text or its base, none: the whole."""
    words = words.strip()
    if not words:
        raise RuleBroken(gettext("Say the reason in words."), proposal)
    known = set(ProvisionVersion.objects.filter(revision__in=[one for one in (proposal.revision_id, proposal.revision.base_id) if one])
                .values_list("provision", flat=True))
    if not set(explains) <= known:
        raise RuleBroken(gettext("A reason explains provisions of the proposal or of its base."), proposal)
    reason = Reason.objects.create(proposal=proposal, words=words, language=language, given_by=doing().write(proposal))
    reason.explains.set(explains)
    doing().also(reason)
    return reason


@operation("tie-reason", on="reason")
def tie_reason(*, acting_as: Acting, reason: Reason, explains: Sequence[int]) -> None:
    """Say which provisions a reason explains."""
    revision = reason.proposal.revision
    known = set(ProvisionVersion.objects.filter(revision__in=[one for one in (revision.pk, revision.base_id) if one]).values_list("provision", flat=True))
    if not set(explains) <= known:
        raise RuleBroken(gettext("A reason explains provisions of the proposal or of its base."), reason)
    before = sorted(reason.explains.values_list("pk", flat=True))
    doing().write(reason, changes={"before": before, "after": sorted(explains)})
    reason.explains.set(explains)
    doing().also(reason.proposal)


@operation("co-sign", on="proposal")
def co_sign(*, acting_as: Acting, proposal: Proposal, party: Party) -> None:
    """Enter a party beside the proposer."""
    _still_open(proposal)
    if party.organisation_id != proposal.organisation_id:
        raise RuleBroken(gettext("%(party)s belongs to another organisation than the file.") % {"party": party}, proposal)
    if party == proposal.proposer or proposal.cosignatories.filter(pk=party.pk).exists():
        raise RuleBroken(gettext("%(party)s stands behind it already.") % {"party": party}, proposal)
    proposal.cosignatories.add(party)
    doing().also(party)


@operation("withdraw", on="proposal")
def withdraw_proposal(*, acting_as: Acting, proposal: Proposal, words: str, happened_at: datetime | None = None) -> None:
    """Take a proposal back: whoever speaks for its proposer may, or an officer who was told so."""
    _still_open(proposal)
    close_proposal(proposal, Proposal.Outcome.WITHDRAWN, words.strip())


@operation("end", on="proposal")
def end_proposal(*, acting_as: Acting, proposal: Proposal, outcome: str, words: str, happened_at: datetime | None = None) -> None:
    """Say that a proposal was rejected or that it lapsed, by which decision or why; adopted it is with the text adopted."""
    _still_open(proposal)
    if outcome not in ENDS:
        raise RuleBroken(gettext("A proposal is rejected or lapses; it is adopted with the text that comes of it."), proposal)
    if not words.strip():
        raise RuleBroken(gettext("Say by which decision, or why."), proposal)
    close_proposal(proposal, outcome, words.strip())


def close_proposal(proposal: Proposal, outcome: str, words: str, adopted_in: Revision | None = None) -> None:
    """Close a proposal by the act that runs."""
    act = doing().write()
    proposal.outcome, proposal.outcome_words, proposal.adopted_in, proposal.ended_by = outcome, words, adopted_in, act
    proposal.save(update_fields=["outcome", "outcome_words", "adopted_in", "holds_from", "ended_by"])
    Revision.objects.filter(pk=proposal.revision_id).update(fate=outcome)
    doing().also(proposal, proposal.revision)


def _still_open(proposal: Proposal) -> None:
    if not proposal.open:
        raise RuleBroken(gettext("This proposal has ended: %(how)s.") % {"how": proposal.get_outcome_display()}, proposal)
