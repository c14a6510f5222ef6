"""What a revision, or a proposal, changes in duties and rights against its base: renewed, changed, new, ended, orphaned; rights that move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.utils import timezone

from mandata.mandates.carrying import wordings_read
from mandata.mandates.models import MandateTerms
from mandata.membership.models import Right
from mandata.membership.resting import rights_on
from mandata.parties.actors import actor_name, vocabulary_of
from mandata.parties.models import Dissolution, Establishment, Membership, Organisation, Party
from mandata.shared.joining import joined
from mandata.texts.comparing import Compared, Row, compare_revisions
from mandata.texts.models import Finding, LanguageVersion, Layer, Revision
from mandata.texts.proposing import compared
from mandata.texts.proposing_models import Proposal
from textengine.dissolving import dissolved

Fate = Literal["renewed", "changed", "new", "ended"]
FATES: tuple[Fate, ...] = ("changed", "new", "ended", "renewed")
FIELDS = ("force", "who", "with", "report to", "for", "by when", "limits")
Turn = Literal["other words", "other number", "suppressed"]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a duty, each in words; ``keys`` tell them apart whatever their words."""

    said: dict[str, str]
    keys: dict[str, tuple[str, ...]]
    report_to: tuple[tuple[str, str], ...]  # code and words of each receiver
    mandate: int | None  # where it is a live duty


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What becomes of a duty; ``differs`` names each term that is another, with its old and new words."""

    fate: Fate
    row: Row
    old: Terms | None
    new: Terms | None
    differs: tuple[tuple[str, str, str], ...]
    orphaned: tuple[str, ...]  # bodies to which it would report and which no longer exist


@dataclass(frozen=True, slots=True)
class RightChange:
    """A right whose basis changes: its words, its number, or that it is there at all."""

    right: Right
    row: Row
    turn: Turn


@dataclass(frozen=True, slots=True)
class Impact:
    """All that changes in duties and rights."""

    duties: tuple[DutyChange, ...]
    rights: tuple[RightChange, ...]
    dissolved: tuple[str, ...] = ()  # bodies that the text itself dissolves, by name
    elsewhere: tuple[MandateTerms, ...] = ()  # live duties of other texts that report to one of them

    def of(self, fate: str) -> list[DutyChange]:
        """The duties with one fate."""
        return [one for one in self.duties if one.fate == fate]

    @property
    def orphaned(self) -> list[DutyChange]:
        """Duties to report to a body that no longer exists."""
        return [one for one in self.duties if one.orphaned]


def impact_of_proposal(proposal: Proposal, language: str = "") -> Impact:
    """What a proposal would change, were it adopted as it stands."""
    return _impact(compared(proposal, language), proposal.revision.base, proposal.revision, proposal.organisation)


def impact_of_revision(old: Revision, new: Revision, language: str = "") -> Impact:
    """What one revision changed against another."""
    return _impact(compare_revisions(old, new, language), old, new, new.work.organisation)


def _impact(found: Compared, old: Revision | None, new: Revision, organisation: Organisation) -> Impact:
    before = _duties(old, found.languages[0], organisation) if old is not None else {}
    after = _duties(new, found.languages[1], organisation)
    ends = _dissolved(found, organisation, new)
    gone = _ceased(organisation, [*before.values(), *after.values()]) | ends
    duties = []
    for row in found.rows:
        was = before.get(row.old.provision) if row.old and row.old.operative else None
        becomes = after.get(row.new.provision) if row.new and row.new.operative else None
        if row.what == "kept" and (becomes is None or becomes.mandate is None) or row.what == "renumbered" and becomes is None:
            becomes = was  # the words are the same, so is the duty, or that there is none
        if was is None and becomes is None:
            continue
        duties.append(_change(row, was, becomes, gone))
    rights = tuple(_rights(found, old)) if old is not None else ()
    return Impact(tuple(duties), rights, tuple(ends.values()), _elsewhere(organisation, ends, new) if ends else ())


def _dissolved(found: Compared, organisation: Organisation, new: Revision) -> dict[str, str]:
    """The bodies that new or changed operative words dissolve, by code, with their names."""
    vocabulary, language = vocabulary_of(organisation.vocabulary), found.languages[1]
    texts = [row.new.text for row in found.rows if row.new and row.new.operative and row.what in ("added", "changed")]
    codes = dict.fromkeys(code for words in texts for code in dissolved(words, language, vocabulary, new.work.body.actor or None))
    return {code: actor_name(organisation, code) for code in codes}


def _elsewhere(organisation: Organisation, codes: Collection[str], new: Revision) -> tuple[MandateTerms, ...]:
    """The live duties of other texts that report to one of some bodies."""
    live = MandateTerms.objects.filter(current=True, mandate__ended_by=None, version__revision__work__organisation=organisation).exclude(
        version__revision__work=new.work_id).exclude(report_to=[]).select_related("version__revision__work", "version__revision__session", "version__provision").order_by("pk")
    return tuple(one for one in live if any(it.get("actor") in codes for it in one.report_to))


def _change(row: Row, was: Terms | None, becomes: Terms | None, gone: dict[str, str]) -> DutyChange:
    orphaned = tuple(gone[code] for code, _words in becomes.report_to if code in gone) if becomes else ()
    if was is None or becomes is None:
        return DutyChange("new" if was is None else "ended", row, was, becomes, (), orphaned)
    differs = tuple((name, was.said[name], becomes.said[name]) for name in FIELDS if was.keys[name] != becomes.keys[name]) if row.words else ()
    return DutyChange("changed" if row.words else "renewed", row, was, becomes, differs, orphaned)


def _duties(revision: Revision, language: str, organisation: Organisation) -> dict[int, Terms]:
    """The duties of a revision by provision: as confirmed where they were, else as read."""
    found: dict[int, Terms] = {}
    version = revision.language_versions.filter(language=language).select_related("reading", "revision").first()
    if version is not None:
        found = _as_read(version, organisation)
    if revision.layer == Layer.ADOPTED:
        confirmed = MandateTerms.objects.filter(version__revision=revision).exclude(finding__state=Finding.State.REJECTED).select_related("version", "mandate").order_by("pk")
        for one in confirmed:
            found[one.version.provision_id] = _terms({
                "force": one.force, "addressees": one.addressees, "with": one.with_whom, "report_to": one.report_to, "beneficiaries": one.beneficiaries,
                "due": one.due, "limits": one.limits,
            }, organisation, one.mandate_id)
    return found


def _as_read(version: LanguageVersion, organisation: Organisation) -> dict[int, Terms]:
    findings = list(Finding.objects.filter(reading=version.reading_id, what=Finding.What.MANDATE).exclude(state=Finding.State.REJECTED))
    if not findings:
        return {}
    wordings = wordings_read(version)
    return {
        wordings[one.provision_id_read].version.provision_id: _terms(one.value, organisation, None)
        for one in findings if one.provision_id_read in wordings
    }


def _terms(value: dict[str, Any], organisation: Organisation, mandate: int | None) -> Terms:
    named = {"who": "addressees", "with": "with", "report to": "report_to", "for": "beneficiaries"}
    said = {"force": str(value["force"]), "by when": str((value.get("due") or {}).get("text") or "")}
    keys: dict[str, tuple[str, ...]] = {"force": (said["force"],), "by when": (" ".join(said["by when"].casefold().split()),)}
    for name, field in named.items():
        some = value.get(field) or []
        said[name] = joined(actor_name(organisation, one["actor"]) if one.get("actor") else one["text"] for one in some)
        keys[name] = tuple(sorted(one.get("actor") or one["text"].casefold() for one in some))
    limits = [one["text"] for one in value.get("limits") or []]
    said["limits"], keys["limits"] = joined(limits), tuple(sorted(one.casefold() for one in limits))
    receivers = tuple((one["actor"], one["text"]) for one in value.get("report_to") or [] if one.get("actor"))
    return Terms(said, keys, receivers, mandate)


def _ceased(organisation: Organisation, duties: Iterable[Terms]) -> dict[str, str]:
    """The bodies among the receivers that have ended, by code: dissolved, or each of their dated rows, of place or membership, over."""
    codes = {code for one in duties for code, _words in one.report_to}
    if not codes:
        return {}
    today = timezone.now().date()
    goes_on, over = Q(until=None) | Q(until__gte=today), set()
    for rows, name in ((Establishment, "party"), (Membership, "member")):
        over |= set(rows.objects.known().filter(until__lt=today, **{f"{name}__organisation": organisation, f"{name}__actor__in": codes}).values_list(name, flat=True))
    for rows, name in ((Establishment, "party"), (Membership, "member")):
        over -= set(rows.objects.known().filter(goes_on, **{f"{name}__in": over}).values_list(name, flat=True))
    over |= set(Dissolution.objects.known().filter(since__lte=today, party__organisation=organisation, party__actor__in=codes).values_list("party", flat=True))
    successors = set(Party.objects.filter(organisation=organisation, actor__in=codes).exclude(pk__in=over).values_list("actor", flat=True))
    parties = Party.objects.filter(pk__in=over).exclude(actor__in=successors).prefetch_related("names")
    return {one.actor: one.name for one in parties}


def _rights(found: Compared, base: Revision) -> Sequence[RightChange]:
    rows = {row.old.pk: row for row in found.rows if row.old}
    moved = []
    for one in rights_on(base):
        row = rows.get(one.version.pk)
        if row is None or row.what == "kept":
            continue
        if row.new is None:
            moved.append(RightChange(one.right, row, "suppressed"))
        elif row.words:
            moved.append(RightChange(one.right, row, "other words"))
        elif one.by_number and row.old and row.old.label != row.new.label:
            moved.append(RightChange(one.right, row, "other number"))
    return moved
