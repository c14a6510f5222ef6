"""Language versions of a text side by side, their divergences, the state of each translation; and all texts by their languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mandata.shared.measures import measures, observe, observe_by
from mandata.shared.rights import Answer, may, visible
from mandata.texts.language_models import SettledDivergence, TranslationStep
from mandata.texts.languages import LANGUAGES, Diverging, SideBySide, side_by_side
from mandata.texts.models import LanguageVersion, Layer, Revision
from mandata.texts.translation_measures import publications
from mandata.texts.translations import LONGEST, ask_translation, record_translation, settle_divergence
from mandata.web.forces import FORCES
from mandata.web.kit import Column, Listing, act_form
from mandata.web.moments import moments
from mandata.web.requests import SiteRequest

MOST = 3  # languages side by side
SHORT = 240  # signs of a provision in the list of divergences
NAMES = {"ar": _("Arabic"), "en": _("English"), "es": _("Spanish"), "fr": _("French"), "ru": _("Russian"), "zh": _("Chinese")}
WHATS = {
    "missing": _("A provision is missing"), "extra": _("A provision that the others lack"), "number": _("Another number"), "date": _("Another date"),
    "citation": _("Another citation"), "force": _("Another force"),
}
PUBLISHED = "published"
FIGURES = (("languages.published", "language"), ("languages.texts", "lacks"), ("translations.delay", "language"), ("translations.waiting", "language"))
STATES = {**dict(TranslationStep.State.choices), PUBLISHED: _("published"), "": _("not asked for")}
COLOURS = {PUBLISHED: "good", "checked": "good", "draft": "warn", "asked": "warn", "": ""}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a text is in a language: the state, since when, the day by which it was asked for, the days that it took or has waited."""

    language: str
    state: str
    since: date | None = None
    due: date | None = None
    days: int | None = None

    @property
    def late(self) -> bool:
        """Whether it was asked for by a day that has passed."""
        return self.state != PUBLISHED and self.due is not None and self.due < date.today()


def revisions() -> QuerySet[Revision]:
    """Revisions with what their names need."""
    return Revision.objects.select_related("work__organisation", "work__body", "session", "published_by")


def languages_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A text in two or three languages side by side, where its versions diverge, and how far each translation is."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    may_settle = may(request.acting, "settle-divergence", revision)
    found = side_by_side(revision, with_waiting=bool(may(request.acting, "publish", "languageversion")) and bool(may_settle))
    if not found.languages:
        raise Http404
    shown = _chosen(request, found)
    only = request.GET.get("show") == "divergences"
    settled = {one.key: one for one in revision.settled_divergences.select_related("settled_by")}
    return render(request, "texts/languages.html", {
        "revision": revision, "found": found, "shown": shown, "only": only, "rows": _rows(found, shown, only, set(settled)),
        "choices": [(one, NAMES[one], one in shown, one in found.waiting) for one in found.languages if one in NAMES],
        "diverging": [_divergence(one, found, settled.get(one.key)) for one in found.diverging],
        "open": sum(one.key not in settled for one in found.diverging), "may_settle": may_settle,
        "standings": [(one, NAMES[one.language], STATES[one.state], COLOURS[one.state], _next(request, revision, one)) for one in standings_of([revision])[revision.pk]],
    })


def _chosen(request: SiteRequest, found: SideBySide) -> list[str]:
    """The languages to show: those asked for, else the first and the reader's, else the first two."""
    asked = [one for one in found.languages if one in request.GET.getlist("with")]
    if asked:
        return asked[:MOST]
    mine = (get_language() or "en").split("-")[0]
    first = found.languages[0]
    odd = [language for one in found.diverging for language in one.odd]
    second = mine if mine in found.languages and mine != first else next((one for one in (*odd, *found.languages) if one != first), None)
    return [first, *([second] if second else [])]


def _rows(found: SideBySide, shown: Sequence[str], only: bool, settled: set[str]) -> SafeString:
    """The rows, made here: template tags for each cell cost more than the rest of the page."""
    at: dict[int, list[Diverging]] = {}
    for one in found.diverging:
        at.setdefault(one.line, []).append(one)
    out = []
    for number, line in enumerate(found.lines):
        here = at.get(number, [])
        if only and not here:
            continue
        odd = {language for one in here if one.key not in settled for language in one.odd}
        cells = []
        for language in shown:
            cell = line.cells.get(language)
            if cell is None:
                cells.append(f'<td class="words" data-label="{escape(NAMES[language])}"><span class="tag bad">{escape(gettext("missing"))}</span></td>')
                continue
            label = f"<b>{escape(cell.printed)}</b>&ensp;" if cell.printed else ""
            words = f'<span class="at{" call" if cell.call else ""}">{label}{escape(cell.text)}</span>'
            mark = f' <span class="tag warn" lang="{get_language()}">{escape(gettext("differs"))}</span>' if language in odd else ""
            cells.append(f'<td class="words" lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}" data-label="{escape(NAMES[language])}">{words}{mark}</td>')
        out.append(f'<tr id="{line.wid}" class="depth-{min(line.depth, 3)}">{"".join(cells)}<td><a class="anchor" href="#{line.wid}" aria-label="{escape(gettext("Permanent link"))}">¶</a></td></tr>')
    return mark_safe("\n".join(out))


def _divergence(one: Diverging, found: SideBySide, settled: SettledDivergence | None) -> dict[str, Any]:
    """A divergence for the page: what each language says there, and what was decided."""
    def said(language: str, value: str) -> str:
        if one.what in ("missing", "extra"):
            return Truncator(value).chars(SHORT) if value else gettext("missing")
        if one.what == "force":
            return str(FORCES.get(value, value)) or gettext("none")
        return value or gettext("none")

    words = one.what in ("missing", "extra")
    cells = found.lines[one.line].cells
    here = next((language for language in found.languages if language in cells), found.languages[0])
    return {
        "here": here, "provision": f"{cells[here].printed} {Truncator(cells[here].text).chars(SHORT)}".strip(),
        "key": one.key, "what": WHATS[one.what], "line": found.lines[one.line].wid, "settled": settled, "words": words,
        "values": [(language, NAMES.get(language, language), said(language, value), language in one.odd, bool(value)) for language, value in one.values.items()],
        "outcome": settled.get_outcome_display() if settled else "", "mend": NAMES.get(settled.language, "") if settled else "",
    }


def standings_of(found: Sequence[Revision]) -> dict[int, list[Standing]]:
    """How far each text is in each of the six languages; the queries do not grow with the texts."""
    now = date.today()
    keys = [one.pk for one in found]
    moment = timezone.now()
    published = publications(moment, moment)
    there = {(revision, language): published.get(uid) for uid, revision, language in LanguageVersion.objects.filter(revision__in=keys).values_list("uid", "revision_id", "language")}
    steps: dict[tuple[int, str], list[TranslationStep]] = {}
    for step in TranslationStep.objects.filter(revision__in=keys).select_related("taken_by"):
        steps.setdefault((step.revision_id, step.language), []).append(step)
    came: dict[int, list[tuple[datetime, str]]] = {}
    for (revision, language), published_at in there.items():
        if published_at is not None:
            came.setdefault(revision, []).append((published_at, language))
    result: dict[int, list[Standing]] = {}
    for one in found:
        first = one.published_by.happened_at.date() if one.published_by else None
        original = min(came[one.pk])[1] if one.pk in came else None
        for language in LANGUAGES:
            taken = steps.get((one.pk, language), [])
            since = taken[0].taken_by.happened_at.date() if taken else first
            if (one.pk, language) in there:
                done = there[one.pk, language]
                day = done.date() if done else None
                standing = Standing(language, PUBLISHED, day, None, max(0, (day - since).days) if day and since and language != original else None)
            elif taken:
                standing = Standing(language, taken[-1].state, taken[-1].taken_by.happened_at.date(), taken[0].due, (now - since).days if since else None)
            else:
                standing = Standing(language, "")
            result.setdefault(one.pk, []).append(standing)
    return result


def _next(request: SiteRequest, revision: Revision, one: Standing) -> tuple[Answer, str, str] | None:
    """The act that can come next on a translation: its answer, its address, its name."""
    if one.state == PUBLISHED:
        return None
    if one.state == "":
        return may(request.acting, "ask-translation", revision), reverse("ask_translation", args=[revision.pk, one.language]), gettext("Ask for it")
    name = gettext("A draft has come") if one.state == TranslationStep.State.ASKED else gettext("It is checked") if one.state == TranslationStep.State.DRAFT else (
        gettext("Back to a draft")
    )
    return may(request.acting, "record-translation", revision), reverse("record_translation", args=[revision.pk, one.language]), name


class AskForm(forms.Form):
    """By when a translation is needed."""

    due = forms.DateField(label=_("Needed by"), required=False, widget=forms.DateInput())


def ask(request: SiteRequest, pk: int, language: str) -> HttpResponse:
    """Ask for a text in a language."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    if language not in NAMES:
        raise Http404
    back = reverse("text_languages", args=[pk])

    def act(values: Any) -> str:
        ask_translation(acting_as=request.acting, revision=revision, language=language, due=values["due"])
        messages.success(request, gettext("The translation is asked for."))
        return back

    return act_form(request, AskForm(request.POST or None), title=gettext("Ask for a translation: %(language)s") % {"language": NAMES[language]}, button=gettext("Ask for it"),
                    act=act, back=back, words=str(revision), answer=may(request.acting, "ask-translation", revision), seen=[revision])


class StepForm(forms.Form):
    """How far a translation is."""

    state = forms.ChoiceField(label=_("The translation is"), choices=[one for one in TranslationStep.State.choices if one[0] != "asked"])


def record(request: SiteRequest, pk: int, language: str) -> HttpResponse:
    """Say how far a translation is."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    if language not in NAMES:
        raise Http404
    back = reverse("text_languages", args=[pk])
    last = revision.translation_steps.filter(language=language).order_by("-pk").first()
    following = TranslationStep.State.CHECKED if last is not None and last.state == TranslationStep.State.DRAFT else TranslationStep.State.DRAFT

    def act(values: Any) -> str:
        record_translation(acting_as=request.acting, revision=revision, language=language, state=values["state"])
        messages.success(request, gettext("The status of the translation is recorded."))
        return back

    return act_form(request, StepForm(request.POST or None, initial={"state": following}), title=gettext("Status of a translation: %(language)s") % {"language": NAMES[language]},
                    button=gettext("Save"), act=act, back=back, words=str(revision), answer=may(request.acting, "record-translation", revision), seen=[revision])


class SettleForm(forms.Form):
    """What was decided on a divergence."""

    outcome = forms.ChoiceField(label=_("Decided"), choices=SettledDivergence.Outcome.choices)
    language = forms.ChoiceField(label=_("Version to mend"), required=False)
    decider = forms.CharField(label=_("Who decided"), max_length=200)
    words = forms.CharField(label=_("What it should say, or why it is none"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


def settle_page(request: SiteRequest, pk: int, key: str) -> HttpResponse:
    """Settle a divergence: a translation to mend, or none."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    answer = may(request.acting, "settle-divergence", revision)
    found = side_by_side(revision, with_waiting=bool(answer))
    one = next((it for it in found.diverging if it.key == key), None)
    if one is None:
        raise Http404
    back = reverse("text_languages", args=[pk]) + "#divergences"
    form = SettleForm(request.POST or None, initial={"language": one.odd[0] if one.odd else ""})
    form.fields["language"].choices = [(language, NAMES[language]) for language in one.values]  # type: ignore[attr-defined]
    told = _divergence(one, found, None)

    def act(values: Any) -> str:
        settle_divergence(acting_as=request.acting, revision=revision, key=key, **values)
        messages.success(request, gettext("The divergence is settled. No duty changes by it."))
        return back

    place = "" if told["words"] else f"\u2068“{told['provision']}”\u2069 "
    words = f"{told['what']}. {place}" + "; ".join(f"{name}: {value}" for language, name, value, odd, there in told["values"])
    return act_form(request, form, title=gettext("Settle a divergence"), button=gettext("Settle"), act=act, back=back, words=words, answer=answer, seen=[revision])


class Languages(Listing):
    """The adopted texts in force, with how far each is in each language; for everybody."""

    name, title = "languages", _("Languages of the texts")
    template = "texts/translations.html"
    none_found = _("No text is in force.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """Adopted texts that stand."""
        found = revisions().filter(layer=Layer.ADOPTED, in_force_until=None, instrument_seen=True).prefetch_related("work__body__names", "work__organisation__names")
        return visible(request.acting, found).order_by("work__organisation", "work__body__key", "work__number")

    def prepared(self, records: Any) -> Iterable[Any]:
        """The texts with how far each is in each language."""
        found = list(records)
        every = standings_of(found)
        for one in found:
            one.standings = {it.language: it for it in every[one.pk]}
        return found

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """The text, then a column for each language."""
        late = gettext("late")

        def cell(one: Any, language: str) -> str:
            it = one.standings[language]
            day = date_format(it.since, "SHORT_DATE_FORMAT") if it.since else ""
            return format_html('<span class="tag {}">{}</span> {}{}', COLOURS[it.state], STATES[it.state], day, f" · {late}" if it.late else "")

        def column(language: str) -> Column:
            return Column(language, NAMES[language], lambda one: STATES[one.standings[language].state], lambda one: cell(one, language))

        return [
            Column("text", _("Text"), str, lambda one: format_html('<a href="/texts/{}/languages/">{}</a>', one.pk, str(one)), sort=("work__number",)),
            Column("body", _("Body"), lambda one: one.work.body.name, sort=("work__body__key",)),
            *(column(language) for language in LANGUAGES),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The figures by language: published, lacking, how long translations took and have waited."""
        when, known = moments(request), {one.name: one for one in measures()}
        observed = [(name, split, observe_by(name, split, None, when.at, when.known)) for name, split in FIGURES]
        rows = []
        for language in LANGUAGES:
            cells = []
            for name, split, found in observed:
                one = found.get(language)
                cells.append(("" if one is None or one.empty else one.value, when.measured(name, None, split, language)))
            rows.append((NAMES[language], cells))
        return {"figures": rows, "heads": [known[name].label for name, split in FIGURES], "settled": observe("divergences.settled", None, when.at, when.known),
                "settled_address": when.measured("divergences.settled")}
