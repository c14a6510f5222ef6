"""The plenary's act: the agreed text becomes a revision in force, and by the same act duties live on, change or end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.mandates.carrying import carry_over, end_mandate, make_mandate, version_of
from mandata.mandates.models import MandateTerms
from mandata.mandates.rolling import roll_touched
from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession
from mandata.shared.operations import Conflict, RuleBroken, ask, doing, operation
from mandata.shared.seen import acts_on, seen
from mandata.shared.written import together
from mandata.texts.agreed import agreed_version, agreed_words, pairing_of
from mandata.texts.drafted import draft_words, lead_of
from mandata.texts.drafting import open_brackets, proposals_on, rows_of
from mandata.texts.drafting_models import Drafting
from mandata.texts.models import Citation, Finding, Layer, Provision, ReceivedFile, Revision, Work
from mandata.texts.operations import (
    confirm_structure,
    dates_in_order,
    keep_reading,
    neighbours_of,
    publish_text,
    receive_file,
)
from mandata.texts.pairing import candidates
from mandata.texts.proposing import close_proposal
from mandata.texts.proposing_models import Proposal, suppressed_on
from mandata.texts.reading import CannotRead, understood_words


def adopt_proposal(
    *, acting_as: Acting, proposal: Proposal, in_force_from: date, decision: str, others: Sequence[Proposal] = (), number: str = "",
    confirmed: Collection[int] = (), words: str = "", laid: Sequence[int] = (),
) -> Revision:
    """Adopt the text of a proposal, or the ``words`` agreed from several, at the session to which it was made.

    ``others`` are proposals that the text takes up besides; ``laid`` the provisions of the words agreed, in order; ``confirmed``
    those of which the duty is as read: it is live, or goes on under the new words, by the same act. Of any other a person says so later.
    """
    ask(acting_as, "adopt", proposal)
    if proposal.action in (Proposal.Action.SUP, Proposal.Action.NOC):
        return adopt_without_text(acting_as=acting_as, proposal=proposal, in_force_from=in_force_from, decision=decision, others=others)
    if not words:
        words, laid = agreed_words(proposal)
    if proposal.action == Proposal.Action.ADD and number.strip():
        words = numbered(words, proposal.revision.work.number, number.strip())
    version = agreed_version(proposal)
    try:
        found = understood_words(version.file, words)
    except CannotRead as trouble:
        raise RuleBroken(str(trouble), proposal) from trouble
    return keep_adoption(
        acting_as=acting_as, proposal=proposal, in_force_from=in_force_from, decision=decision, others=others, number=number,
        confirmed=confirmed, words=words, laid=list(laid), found=found,
    )


@operation("adopt", on="proposal")
def keep_adoption(
    *, acting_as: Acting, proposal: Proposal, in_force_from: date, decision: str, others: Sequence[Proposal], number: str,
    confirmed: Collection[int], words: str, laid: Sequence[int], found: dict[str, Any],
) -> Revision:
    """Keep the text agreed as received, publish it as adopted, carry its duties, and close the proposals that it takes up."""
    session = _may_be_adopted(proposal, others, decision)
    work = proposal.revision.work
    if proposal.action == Proposal.Action.ADD and not number.strip():
        raise RuleBroken(gettext("A new text gets its number when it is adopted."), proposal)
    number = number.strip() if proposal.action == Proposal.Action.ADD else work.number
    if proposal.action == Proposal.Action.ADD and (taken := _having(work, number)) is not None:
        raise RuleBroken(gettext("It proposes a new text, and this number has a text: %(base)s.") % {"base": taken}, proposal)
    while ReceivedFile.objects.filter(organisation=proposal.organisation_id, sha256=sha256(words.encode()).hexdigest()).exists():
        words += "\n"  # a clean proposal may be the text agreed, sign for sign: the same bytes are kept once
    name = f"{work.kind_of_text}-{number}-{session.year}-as-adopted.txt"
    file = receive_file(acting_as=acting_as, organisation=proposal.organisation, name=name, content=words.encode())
    reading = keep_reading(acting_as=acting_as, file=file, found=found)
    if reading is None:
        raise RuleBroken(gettext("This text cannot be read."), proposal)
    confirm_structure(acting_as=acting_as, reading=reading)
    comes_of = [one.revision for one in (proposal, *others)]
    revision = publish_text(
        acting_as=acting_as, language_version=reading.language_version, body=work.body, kind_of_text=work.kind_of_text, number=number, session=session,
        layer=Layer.ADOPTED, in_force_from=in_force_from, comes_of=comes_of,
        pairing=pairing_of(found["provisions"], laid, candidates(*neighbours_of(work, session), comes_of)),
    )
    Provision.objects.filter(versions__revision=revision).exclude(work=revision.work_id).update(work=revision.work)
    act = doing().write(proposal)
    doing().also(revision)
    carry_over(revision, act)
    reading.language_version.refresh_from_db()
    for finding in reading.findings.filter(what=Finding.What.MANDATE, state=Finding.State.OPEN):
        finding.reading.language_version = reading.language_version
        laid_at = version_of(finding)
        if laid_at is not None and laid_at.provision_id in confirmed:
            finding.state, finding.decided_by = Finding.State.CONFIRMED, act
            finding.save(update_fields=["state", "decided_by"])
            doing().also(finding)
            make_mandate(finding, act)
    roll_touched(act)
    for one in (proposal, *others):
        one.holds_from = in_force_from
        close_proposal(one, Proposal.Outcome.ADOPTED, decision.strip(), revision)
    return revision


@operation("adopt", on="proposal")
def adopt_without_text(*, acting_as: Acting, proposal: Proposal, in_force_from: date, decision: str, others: Sequence[Proposal]) -> Revision:
    """Adopt that a text is suppressed, and its duties end with it, or that it stays as it is."""
    session = _may_be_adopted(proposal, others, decision)
    dates_in_order(proposal, session, Layer.ADOPTED, in_force_from)
    if differing := next((one for one in others if one.action != proposal.action), None):
        raise RuleBroken(gettext("%(reference)s says otherwise: %(action)s.") % {
            "reference": differing.reference, "action": differing.get_action_display()}, proposal)
    base = proposal.revision.base
    if base is None:
        raise RuleBroken(gettext("Its base is not in the library: bring that text first."), proposal)
    act = doing().write(proposal)
    for one in (proposal, *others):
        one.holds_from = in_force_from
        close_proposal(one, Proposal.Outcome.ADOPTED, decision.strip(), base)
    if proposal.action == Proposal.Action.SUP:
        base.in_force_until = in_force_from
        base.save(update_fields=["in_force_until"])
        for terms in MandateTerms.objects.filter(current=True, mandate__ended_by=None, version__revision__work=base.work).select_related("mandate"):
            end_mandate(terms.mandate, act)
        roll_touched(act)
    doing().also(base)
    return base


def adopt_draft(*, acting_as: Acting, drafting: Drafting, decision: str, in_force_from: date, as_read: bool = False) -> Revision:
    """Adopt the text that a drafting group agreed on, from all proposals that are open on it; ``as_read``: duties in new words too."""
    ask(acting_as, "adopt-draft", drafting)
    before = seen(drafting)
    drafting.refresh_from_db(fields=["stage"])
    if drafting.stage not in (Drafting.Stage.PLENARY, Drafting.Stage.PROVISIONAL):
        raise RuleBroken(gettext("The plenary adopts what the committees have handed on to it."), drafting)
    if waiting := open_brackets(drafting):
        raise RuleBroken(gettext("Brackets still stand in %(n)s provisions: the plenary lifts them first.") % {"n": len(waiting)}, drafting)
    every = proposals_on(drafting.base, drafting.session)
    proposals, lead = [one for one in every if one.open], lead_of(every)
    if lead is None or not lead.open:
        raise RuleBroken(gettext("No proposal that changes this text is open any more."), drafting)
    words, laid = draft_words(drafting, rows_of(drafting), every)
    with together():
        Drafting.objects.select_for_update().get(pk=drafting.pk)
        if seen(drafting) != before:  # a bracket lifted, or the draft handed back, while its words were put together
            raise Conflict(gettext("Somebody changed this since you saw it."), drafting, list(acts_on(drafting.uid).order_by("-id")[:3])[::-1])
        revision = adopt_proposal(
            acting_as=acting_as, proposal=lead, others=[one for one in proposals if one != lead], decision=decision, in_force_from=in_force_from,
            confirmed=set(laid) if as_read else (), words=words, laid=laid,
        )
        close_drafting(acting_as=acting_as, drafting=drafting, revision=revision)
    return revision


@operation("adopt-draft", on="drafting")
def close_drafting(*, acting_as: Acting, drafting: Drafting, revision: Revision) -> None:
    """Say as which revision a draft was adopted; its words stand."""
    drafting.stage, drafting.adopted_in = Drafting.Stage.PUBLISHED, revision
    drafting.save(update_fields=["stage", "adopted_in"])
    doing().also(revision)


def _may_be_adopted(proposal: Proposal, others: Sequence[Proposal], decision: str) -> BodySession:
    Work.objects.select_for_update().get(pk=proposal.revision.work_id)  # adoptions on one text are judged one after the other
    for one in others:
        one.refresh_from_db(fields=["outcome"])
    for one in (proposal, *others):
        if not one.open:
            raise RuleBroken(gettext("%(reference)s has ended: %(how)s.") % {"reference": one.reference, "how": one.get_outcome_display()}, proposal)
        if one.revision.work_id != proposal.revision.work_id or one.revision.session_id != proposal.revision.session_id:
            raise RuleBroken(gettext("%(reference)s is on another text, or was made to another session.") % {"reference": one.reference}, proposal)
    if not decision.strip():
        raise RuleBroken(gettext("Say by which decision of the plenary."), proposal)
    session = proposal.revision.session
    if session is None:
        raise RuleBroken(gettext("An adopted text needs the session that adopted it."), proposal)
    base, work = proposal.revision.base, proposal.revision.work
    before, after = neighbours_of(work, session)
    follows = work.revisions.filter(layer=Layer.ADOPTED, session=session, instrument_seen=True).exists() or (
        after is not None and proposal.action in (Proposal.Action.SUP, Proposal.Action.NOC))
    if base is not None and (follows or before != base):
        raise RuleBroken(gettext("Another revision was adopted since: this proposal does not change the text in force."), proposal)
    if base is not None and (day := suppressed_on(base)) is not None:
        raise RuleBroken(gettext("%(base)s was suppressed on %(day)s: nothing is left to adopt.") % {"base": base, "day": date_format(day)}, proposal)
    return session


def _having(work: Work, number: str) -> Revision | None:
    """The adopted text that has a number already, of the same kind and body."""
    return Revision.objects.filter(
        work__organisation=work.organisation_id, work__body=work.body_id, work__kind_of_text=work.kind_of_text, work__number=number, layer=Layer.ADOPTED,
    ).order_by("-pk").first()


def numbered(words: str, provisional: str, number: str) -> str:
    """The words of a new text with its number in the place of the provisional one; that it is a draft is no longer said."""
    line, rest = words.split("\n", 1)
    named = re.sub(rf"\A[^\[]*?(\S+\s+){re.escape(provisional)}", lambda found: found[1] + number, line)
    return f"{named if named != line else line.replace(provisional, number)}\n{rest}"


def cites_before(revision: Revision) -> list[Citation]:
    """What cites a revision that another followed: it is marked « newer today »."""
    return list(Citation.objects.filter(target=revision, version__revision__layer=Layer.ADOPTED).exclude(version__revision__work=revision.work_id).select_related(
        "version__provision", "version__revision__work", "version__revision__session",
    ))
