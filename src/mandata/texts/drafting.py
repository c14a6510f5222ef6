"""What happens to a draft: rows are held, written, taken from proposals, each word attributed; brackets are lifted by meetings; stages go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Person
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.shared.seen import acts_on
from mandata.texts.brackets import Unbalanced, brackets_in, held, lifted, lost
from mandata.texts.drafted import BASE, GROUP
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.texts.models import Provision, Revision
from mandata.texts.proposing_models import Proposal
from mandata.texts.side_by_side import SideRow, side_by_side
from textengine.wordout import By
from textengine.wordout.lines import marked_words

HOLD = timedelta(minutes=15)
LONGEST = 20_000
STAGES = list(Drafting.Stage)
WRITES = (Drafting.Stage.GROUP, Drafting.Stage.COMMITTEE, Drafting.Stage.EDITORIAL)
SHOWN = 5  # words left behind on one row that its page shows
SUBSTANCE = re.compile(r"(?<=\d)([\W_]+)(?=\d)|[^\w%‰<>=≤≥+±×°€$£¥]+|_+")  # a stop between figures is substance, and so are signs of measure
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Held(RuleBroken):
    """Somebody else writes on this row."""


@operation("open-drafting", on="revision", argument="base")
def open_drafting(*, acting_as: Acting, base: Revision, session: BodySession, language: str) -> Drafting:
    """Lay the proposals made to a session on one text side by side, with a column for the text agreed."""
    if Drafting.objects.filter(base=base, session=session).exists():
        raise RuleBroken(gettext("The drafting of this text is open already."), base)
    if not proposals_on(base, session):
        raise RuleBroken(gettext("Nobody proposed to change this text at that session."), base)
    if not base.language_versions.filter(language=language).exclude(reading=None).exists():
        raise RuleBroken(gettext("The text is not here in that language: it is drafted in one of its own."), base)
    drafting = Drafting.objects.create(base=base, session=session, language=language, opened_by=doing().write(base))
    doing().also(drafting, session)
    return drafting


def proposals_on(base: Revision, session: BodySession) -> list[Proposal]:
    """The proposals made to a session on a text, whatever became of them, but those taken back."""
    found = Proposal.objects.filter(revision__base=base, revision__session=session).exclude(outcome=Proposal.Outcome.WITHDRAWN)
    return list(found.select_related("proposer", "revision__base__work__organisation", "revision__work__organisation", "revision__session").prefetch_related(
        "proposer__names").order_by("document", "addendum", "serial"))


def taken_back(drafting: Drafting) -> list[Proposal]:
    """Proposals taken back of which the draft has a new provision by now: its words are the group's, and stay."""
    written = drafting.rows.filter(written=True, gone=False).exclude(provision__versions__revision=drafting.base_id).values("provision")
    found = Proposal.objects.filter(revision__base=drafting.base, revision__session=drafting.session, outcome=Proposal.Outcome.WITHDRAWN)
    return list(found.filter(revision__provision_versions__provision__in=written).distinct().select_related(
        "proposer", "revision__base__work__organisation", "revision__work__organisation", "revision__session").prefetch_related("proposer__names"))


def rows_of(drafting: Drafting) -> list[SideRow]:
    """The rows of the table; of a proposal that was taken back only what the draft has of it."""
    proposals, gone = proposals_on(drafting.base, drafting.session), taken_back(drafting)
    if not gone:
        return side_by_side(drafting.base, proposals, drafting.language)
    there = {one.pk for one in proposals}
    written = set(drafting.rows.filter(written=True, gone=False).values_list("provision", flat=True))
    found = []
    for row in side_by_side(drafting.base, [*proposals, *gone], drafting.language):
        cells = tuple(replace(cell, proposals=keys) for cell in row.cells if (keys := tuple(key for key in cell.proposals if key in there)))
        if row.base is not None or cells or row.one.provision in written:
            found.append(replace(row, cells=cells if row.base is not None or cells else row.cells))
    return found


def row_in(drafting: Drafting, provision: int) -> SideRow:
    """One row of the table by its provision."""
    found = next((one for one in rows_of(drafting) if one.one.provision == provision), None)
    if found is None:
        raise RuleBroken(gettext("This provision is in neither the text nor a proposal."), drafting)
    return found


def draft_row(drafting: Drafting, provision: int) -> DraftRow:
    """The draft's row of a provision, made where it was not yet written."""
    return DraftRow.objects.get_or_create(drafting=drafting, provision=Provision.objects.get(pk=provision))[0]


def holder_of(row: DraftRow) -> Any:
    """Who holds a row now; nobody where the hold has lapsed."""
    return row.held_by if row.held_by_id and row.held_until and row.held_until > timezone.now() else None


@operation("hold", on="drafting")
def hold_row(*, acting_as: Acting, drafting: Drafting, provision: int) -> DraftRow:
    """Take a row to write on it: for a quarter of an hour nobody else does; a hold left behind lapses, and its words are kept."""
    _may_be_written(drafting)
    row = _free(drafting, provision, acting_as)
    row.held_by, row.held_until = acting_as.person, timezone.now() + HOLD
    row.save(update_fields=["held_by", "held_until"])
    doing().also(row)
    return row


@operation("keep-words", on="drafting")
def keep_words(*, acting_as: Acting, drafting: Drafting, provision: int, words: str) -> DraftRow:
    """Keep what is typed on a row and not written yet, and hold it for another while; brackets may still be open."""
    _may_be_written(drafting)
    words = typed(drafting, words)
    row = _free(drafting, provision, acting_as)
    if left := left_by_another(row, acting_as):
        doing().write(drafting, changes=left)
    row.unsaved, row.unsaved_by = words, acting_as.person
    row.held_by, row.held_until = acting_as.person, timezone.now() + HOLD
    row.save(update_fields=["unsaved", "unsaved_by", "held_by", "held_until"])
    doing().also(row)
    return row


@operation("write-row", on="drafting")
def write_row(*, acting_as: Acting, drafting: Drafting, provision: int, words: str, gone: bool = False, saw: str = "") -> DraftRow:
    """Write the words of a provision in the draft; each word is attributed to the base, a proposal, or the group; the hold ends.

    ``saw`` is the ``mark`` of the row as the writer saw it: words that another wrote since are not written over unseen.
    """
    _may_be_written(drafting)
    words = " ".join(typed(drafting, words).split())
    row = _free(drafting, provision, acting_as)
    side = row_in(drafting, provision)
    if saw and saw != mark(row):
        raise RuleBroken(gettext("Somebody wrote this row since you opened it. Compare its words above with yours, then write again."), drafting)
    if not words and not gone:
        raise RuleBroken(gettext("Write the words, or say that the draft has no such provision."), drafting)
    standing = row.words if row.written else side.base.text if side.base else ""
    _brackets_stay(drafting, standing if row.written else "", "" if gone else words)
    if drafting.stage == Drafting.Stage.EDITORIAL and (gone or _substance(words) != _substance(standing)):
        raise RuleBroken(gettext("The editorial committee aligns the languages and changes no substance: these are other words."), drafting)
    doing().write(drafting, changes={"provision": side.one.wid, "before": standing, "after": "" if gone else words})
    row.pieces = [] if gone else attributed(words, row.pieces, sources_of(side), GROUP)
    row.words, row.gone, row.written = "" if gone else words, gone, True
    row.held_by = row.held_until = None
    if _own(row, acting_as):
        row.unsaved, row.unsaved_by = "", None
    row.save()
    doing().also(row, row.provision)
    return row


@operation("lift-bracket", on="drafting")
def lift_bracket(*, acting_as: Acting, drafting: Drafting, provision: int, number: int, option: int, meeting: str) -> DraftRow:
    """Lift a bracket by the decision of a meeting: one of its options stands, or nothing of it."""
    row = _free(drafting, provision, acting_as)
    found = brackets_in(row.words)
    if drafting.stage in (Drafting.Stage.PROVISIONAL, Drafting.Stage.PUBLISHED):
        raise RuleBroken(gettext("The text has left the meeting: its words stand."), drafting)
    meeting = NO_TEXT.sub("", meeting)[:300]
    if not meeting.strip():
        raise RuleBroken(gettext("A bracket is lifted only by a meeting: say which one."), drafting)
    if not 0 <= number < len(found) or not 0 <= option < len(found[number].options):
        raise RuleBroken(gettext("This bracket, or this option, is not there any more. Look at the row again."), drafting)
    before, bracket = row.words, found[number]
    row.words = " ".join(lifted(row.words, bracket, option).split())
    doing().write(drafting, changes={"provision": row.provision.wid, "holder": bracket.holder, "meeting": meeting.strip(), "before": before, "after": row.words})
    row.pieces = attributed(row.words, row.pieces, sources_of(row_in(drafting, provision)), GROUP)
    row.gone = not row.words
    row.save(update_fields=["words", "pieces", "gone"])
    doing().also(row)
    return row


@operation("move-stage", on="drafting")
def move_stage(*, acting_as: Acting, drafting: Drafting, stage: str, meeting: str) -> None:
    """Hand the draft on to the next stage, or back to an earlier one, by the decision of a meeting; published it is by its adoption."""
    if drafting.stage == Drafting.Stage.PUBLISHED or stage == Drafting.Stage.PUBLISHED:
        raise RuleBroken(gettext("A draft is published by the plenary's adoption, and then it is law."), drafting)
    if stage not in STAGES or stage == drafting.stage:
        raise RuleBroken(gettext("Say to which stage it goes."), drafting)
    if STAGES.index(Drafting.Stage(stage)) > STAGES.index(Drafting.Stage(drafting.stage)) + 1:
        raise RuleBroken(gettext("A stage is not skipped."), drafting)
    if not meeting.strip():
        raise RuleBroken(gettext("Say which meeting decided it."), drafting)
    if stage == Drafting.Stage.PROVISIONAL and (open_ones := open_brackets(drafting)):
        raise RuleBroken(gettext("Brackets still stand in %(n)s provisions: the plenary lifts them first.") % {"n": len(open_ones)}, drafting)
    doing().write(drafting, changes={"before": drafting.stage, "after": stage, "meeting": meeting.strip()})
    drafting.stage = stage
    drafting.save(update_fields=["stage"])


def open_brackets(drafting: Drafting) -> list[DraftRow]:
    """The rows in which brackets stand."""
    return [one for one in drafting.rows.filter(words__contains="[").select_related("provision") if not one.gone]


def sources_of(side: SideRow) -> list[tuple[str, str]]:
    """The texts from which the words of a row may come: the base, then each proposal."""
    found = [(BASE, side.base.text)] if side.base else []
    return found + [(str(cell.proposals[0]), cell.words) for cell in side.cells if cell.words]


def attributed(words: str, before: Sequence[Sequence[str]], sources: Sequence[tuple[str, str]], writer: str) -> list[list[str]]:
    """The words as pieces, each with whose it is: as it was before, else the first source that has it in its place, else the writer."""
    whose: list[str | None] = [None] * len(words)
    known = "".join(piece for piece, _ in before)
    owners = [owner for piece, owner in before for _sign in piece]
    for text, owner_at in [(known, owners), *((text, [name] * len(text)) for name, text in sources)]:
        if not text:
            continue
        old = new = 0
        for piece in marked_words(text, words, By(writer)):
            size = len(piece.text)
            if piece.kind == "same":
                for at in range(size):
                    if new + at < len(words) and whose[new + at] is None and not words[new + at].isspace():
                        whose[new + at] = owner_at[min(old + at, len(owner_at) - 1)]
                old, new = old + size, new + size
            elif piece.kind == "removed":
                old += size
            else:
                new += size
    for word in re.finditer(r"\w{3,}", words):  # a word that stands elsewhere in a source comes from there too
        span = range(*word.span())
        if all(whose[at] is None for at in span):
            owner = next((name for name, text in sources if re.search(rf"\b{re.escape(word[0])}\b", text, re.IGNORECASE)), None)
            for at in span:
                whose[at] = owner
    pieces: list[list[str]] = []
    for sign, owner in zip(words, whose, strict=True):
        name = owner or (pieces[-1][1] if sign.isspace() and pieces else writer)
        if pieces and pieces[-1][1] == name:
            pieces[-1][0] += sign
        else:
            pieces.append([sign, name])
    return pieces


def mark(row: DraftRow | None) -> str:
    """What a form carries of the words of a row, so that they are not written over unseen."""
    return sha256(f"{row.written} {row.gone} {row.words}".encode()).hexdigest()[:16] if row and row.written else "unwritten"


def typed(drafting: Drafting, words: str) -> str:
    """Words as they were typed, without signs that no text has; never cut."""
    words = NO_TEXT.sub("", words)
    if len(words) > LONGEST:
        raise RuleBroken(gettext("These words are too long for one provision."), drafting)
    return words


def left_by_another(row: DraftRow, acting_as: Acting) -> dict[str, str]:
    """What somebody else typed on a row and did not write: the act that takes its place keeps it."""
    if not row.unsaved or row.unsaved_by is None or _own(row, acting_as):
        return {}
    return {"provision": row.provision.wid, "left": row.unsaved, "left_by": row.unsaved_by.uid}


def left_on(drafting: Drafting, wid: str) -> list[tuple[str, str]]:
    """Words that were typed on a row and never written, each with who typed them, the newest first."""
    acts = acts_on(drafting.uid).filter(verb="keep-words", changes__provision=wid, changes__has_key="left").order_by("-id")
    found = [(one.changes["left"], one.changes["left_by"]) for one in acts[:SHOWN]]
    names = dict(Person.objects.filter(uid__in=[who for _words, who in found]).values_list("uid", "name"))
    return [(names.get(who, ""), words) for words, who in found]


def _free(drafting: Drafting, provision: int, acting_as: Acting) -> DraftRow:
    row_in(drafting, provision)
    row = draft_row(drafting, provision)
    holder = holder_of(row)
    if holder is not None and holder != acting_as.person:
        raise Held(gettext("%(name)s writes on this provision until %(time)s.") % {
            "name": holder.name, "time": timezone.localtime(row.held_until).strftime("%H:%M")}, drafting)
    return row


def _own(row: DraftRow, acting_as: Acting) -> bool:
    """Whether what is typed on a row and not written is of whoever acts, or nobody's."""
    return row.unsaved_by_id is None or row.unsaved_by == acting_as.person


def _may_be_written(drafting: Drafting) -> None:
    if drafting.stage not in WRITES:
        raise RuleBroken(gettext("The text is before the plenary: words are written by the drafting group and the committees."), drafting)


def _brackets_stay(drafting: Drafting, before: str, after: str) -> None:
    try:
        brackets, stood = brackets_in(after), brackets_in(before)
    except Unbalanced as trouble:
        raise RuleBroken(str(trouble), drafting) from trouble
    now, then = held(brackets), held(stood)
    gone = [name for name, count in then.items() if now[name] < count]
    if gone:
        raise RuleBroken(gettext("A bracket of %(holder)s would be gone: it is lifted only by a meeting.") % {
            "holder": joined(one or gettext("the group") for one in gone)}, drafting)
    if (missing := lost(stood, brackets)) is not None:
        raise RuleBroken(gettext("A bracket of %(holder)s would offer “%(words)s” no more: that is for a meeting to decide. Other words are offered beside, after a stroke.") % {
            "holder": missing[0] or gettext("the group"), "words": missing[1][:80]}, drafting)


def _substance(words: str) -> str:
    """Words without stops, spaces and capitals, which are no substance."""
    return SUBSTANCE.sub(lambda found: "".join(found[1].split()) or " " if found[1] else "", words).casefold()
