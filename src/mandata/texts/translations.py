"""What happens to language versions: translations are asked for and come, divergences are settled."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.language_models import SettledDivergence, TranslationStep
from mandata.texts.languages import LANGUAGES, side_by_side
from mandata.texts.models import ProvisionVersion, Revision

LONGEST = 2000


@operation("ask-translation", on="revision")
def ask_translation(*, acting_as: Acting, revision: Revision, language: str, due: date | None = None, happened_at: datetime | None = None) -> TranslationStep:
    """Ask for a text in a language in which it is not published, by a day or without one."""
    last = _last(revision, language)
    if last is not None:
        raise RuleBroken(gettext("This translation is asked for already."), revision)
    return _step(revision, language, TranslationStep.State.ASKED, due)


@operation("record-translation", on="revision")
def record_translation(*, acting_as: Acting, revision: Revision, language: str, state: str, happened_at: datetime | None = None) -> TranslationStep:
    """Say that a translation has come as a draft, or is checked; a checked one that is a draft again goes back."""
    if state not in (TranslationStep.State.DRAFT, TranslationStep.State.CHECKED):
        raise RuleBroken(gettext("A translation comes as a draft, then it is checked; it is published with its text."), revision)
    last = _last(revision, language)
    if last is None:
        raise RuleBroken(gettext("Ask for this translation first: its delay counts from then on."), revision)
    if last.state == state:
        raise RuleBroken(gettext("This translation is there already."), revision)
    if state == TranslationStep.State.CHECKED and last.state != TranslationStep.State.DRAFT:
        raise RuleBroken(gettext("Only a draft can be checked."), revision)
    return _step(revision, language, TranslationStep.State(state), last.due)


def _last(revision: Revision, language: str) -> TranslationStep | None:
    if language not in LANGUAGES:
        raise RuleBroken(gettext("This is none of the six languages."), revision)
    if revision.language_versions.filter(language=language).exists():
        raise RuleBroken(gettext("The text is published in this language."), revision)
    return TranslationStep.objects.filter(revision=revision, language=language).order_by("-pk").first()


def _step(revision: Revision, language: str, state: TranslationStep.State, due: date | None) -> TranslationStep:
    step = TranslationStep.objects.create(
        revision=revision, language=language, state=state, due=due, taken_by=doing().write(revision, changes={"language": language, "state": state.value}),
    )
    doing().also(step)
    return step


@operation("settle-divergence", on="revision")
def settle_divergence(
    *, acting_as: Acting, revision: Revision, key: str, outcome: str, decider: str, language: str = "", words: str = "",
) -> SettledDivergence:
    """Say what was decided on a divergence, and by whom: a translation to mend, or no divergence. No term of a duty changes by it."""
    found = side_by_side(revision, with_waiting=True)
    one = next((it for it in found.diverging if it.key == key), None) or next((it for it in side_by_side(revision).diverging if it.key == key), None)
    if one is None:
        raise RuleBroken(gettext("The words that differed here are others by now. Look at the languages again."), revision)
    if not decider.strip():
        raise RuleBroken(gettext("Say who decided: the editorial committee, the secretariat."), revision)
    if outcome == SettledDivergence.Outcome.MEND and language not in one.values:
        raise RuleBroken(gettext("Say which language version is to be mended."), revision)
    if len(words) > LONGEST or len(decider) > 200:
        raise RuleBroken(gettext("What was decided has at most 2,000 signs, who decided it at most 200."), revision)
    line = found.lines[one.line] if one.line < len(found.lines) else None
    version = ProvisionVersion.objects.filter(pk=line.version).first() if line is not None and line.version else None
    settled = SettledDivergence.objects.create(
        revision=revision, version=version, key=key, what=one.what, values=one.values, outcome=SettledDivergence.Outcome(outcome),
        language=language if outcome == SettledDivergence.Outcome.MEND else "", words=words.strip(), decider=decider.strip(),
        settled_by=doing().write(revision, changes={"divergence": key, "outcome": outcome, "language": language}),
    )
    doing().also(settled, *([version] if version else []))
    return settled
