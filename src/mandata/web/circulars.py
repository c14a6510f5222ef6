"""Circulars and collective letters: the list, one with its texts and who answered, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Addressee, Circular, CircularDeadline, CircularText, Reply
from mandata.membership.models.circulars import CircularKind, To
from mandata.membership.operations.admission import LETTER_MOST
from mandata.membership.operations.circulars import addressed, silent_addressees
from mandata.membership.permissions.circulars import answers_for
from mandata.parties.capacity import Acting
from mandata.parties.models import CodeName, Organisation, Party, PartyKind
from mandata.shared.joining import joined
from mandata.shared.measures import measures, observe, observe_by
from mandata.shared.operations import Refused
from mandata.shared.rights import may, visible
from mandata.web.acts import history_of
from mandata.web.admission.acts import moment_of
from mandata.web.circular_mails import mail_addressees
from mandata.web.kit import Column, Listing, SentFile, act_form
from mandata.web.kit.apart import apart
from mandata.web.moments import Moments, moments
from mandata.web.organisations import kept_by_reader, organisation_of
from mandata.web.parties.figures import table
from mandata.web.parties.naming import called, code_names, organisations
from mandata.web.requests import SiteRequest
from mandata.web.saved import saved_file

FIGURES = ("circulars.addressed", "circulars.answered", "circulars.acknowledged", "circulars.silent")
ACTS = (
    ("write", _("Write the words")), ("ask-translation", _("Ask for translations")), ("check", _("Say that words are checked")),
    ("set-deadline", _("Set a deadline")), ("send", _("Send")), ("remind", _("Remind those silent")),
)
BEFORE, AFTER = ("write", "ask-translation", "check", "set-deadline", "send"), ("write", "ask-translation", "check", "remind")


class CircularFilters(django_filters.FilterSet):
    """What a circular can be looked for by."""

    kind = django_filters.ChoiceFilter("kind_of_letter", label=_("Kind"), choices=CircularKind.choices)
    sent = django_filters.BooleanFilter("sent_by", "isnull", exclude=True, label=_("Sent"), widget=forms.Select(
        choices=[("", _("any")), ("true", _("yes")), ("false", _("no"))]))
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)


class Circulars(Listing):
    """Circulars and collective letters, the newest first; drafts are their authors' own."""

    name, title, template, filters = "circulars", _("Circulars and collective letters"), "circulars/list.html", CircularFilters
    none_found = _("No letter was sent.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """What the reader may see, with the title in the reader's language, languages, first deadline and how many answered."""
        found = Circular.objects.select_related("organisation", "sent_by").prefetch_related("organisation__names", "texts")
        days = CircularDeadline.objects.filter(circular=OuterRef("pk")).order_by("day").values("day")[:1]
        return visible(request.acting, found).annotate(
            first_day=Subquery(days), sent_to=Count("addressees", distinct=True),
            came=Count("addressees", filter=Q(addressees__replies__what=Reply.What.ANSWERED), distinct=True),
        ).order_by("-drafted_by", "-pk")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """Number, title, kind, to whom, when, languages, first deadline, answers."""
        kinds, to = dict(CircularKind.choices), dict(To.choices)

        def title(one: Any) -> str:
            text = text_in_readers_language(list(one.texts.all()), one, bool(one.sent_by_id))
            return text.title if text else ""

        return [
            Column("number", _("Number"), str, sort=("series", "number"),
                   cell=lambda one: format_html('<a href="/circulars/{}/"><bdi>{}</bdi></a>', one.pk, one)),
            Column("title", _("Title"), title, css="words", cell=lambda one: format_html("<bdi>{}</bdi>", title(one))),
            Column("kind", _("Kind"), lambda one: str(kinds[one.kind_of_letter]), sort=("kind_of_letter", "number")),
            Column("to", _("To"), lambda one: str(to[one.to])),
            Column("sent", _("Sent on"), lambda one: one.sent_by.happened_at.date() if one.sent_by else None, sort=("sent_by__happened_at",),
                   cell=lambda one: date_format(one.sent_by.happened_at) if one.sent_by else format_html('<span class="tag warn">{}</span>', gettext("draft"))),
            Column("languages", _("Languages"), lambda one: [text.language for text in one.texts.all() if text.state == "published"]),
            Column("deadline", _("First deadline"), lambda one: one.first_day, sort=("first_day",),
                   cell=lambda one: date_format(one.first_day) if one.first_day else ""),
            Column("addressees", _("Addressees"), lambda one: one.sent_to, sort=("sent_to", "pk")),
            Column("answers", _("Answers"), lambda one: one.came, sort=("came", "pk")),
            Column("organisation", _("Organisation"), lambda one: one.organisation.name),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """The figures, and for which organisations the reader may draft one."""
        return {"observations": [observe(one) for one in FIGURES], "kept": kept_by_reader(request)}


def text_in_readers_language(texts: list[CircularText], circular: Circular, published: bool) -> CircularText | None:
    """The words in the reader's language, else in the reference language; only published ones where they are asked for."""
    found = {one.language: one for one in texts if one.words and (not published or one.state == CircularText.State.PUBLISHED)}
    return found.get(get_language() or "en") or found.get(circular.reference_language)


def letters_for(acting: Acting) -> list[Addressee]:
    """The letters that wait for the answer of those for whom somebody answers, the oldest first."""
    mine = answers_for(acting)
    if not mine:
        return []
    found = Addressee.objects.filter(party__in=mine, circular__answer_asked=True).exclude(replies__what=Reply.What.ANSWERED)
    return list(found.select_related("circular", "party").prefetch_related("party__names").order_by("circular__sent_by", "pk")[:50])


def circular_of(request: SiteRequest, pk: int) -> Circular:
    """A circular that the reader may see."""
    found = Circular.objects.select_related("organisation", "sent_by").prefetch_related("organisation__names")
    return get_object_or_404(visible(request.acting, found), pk=pk)  # type: ignore[no-any-return]


def circular_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One letter: its words in the reader's or another language, deadlines, who answered and who is silent, by region."""
    circular = circular_of(request, pk)
    texts = list(visible(request.acting, CircularText.objects.filter(circular=circular)))
    by_language = {one.language: one for one in texts}
    asked = request.GET.get("language", "")
    shown = by_language.get(asked) or text_in_readers_language(texts, circular, bool(circular.sent_by_id))
    when, part = moments(request), ("circular", str(circular))
    seen = visible(request.acting, Addressee.objects.filter(circular=circular)).select_related("party").prefetch_related(
        "party__names", "replies__given_by").annotate(called=called("party")).order_by("called")
    possible = AFTER if circular.sent_by_id else BEFORE
    return render(request, "circulars/circular.html", {
        "circular": circular, "kind": CircularKind(circular.kind_of_letter).label, "to": To(circular.to).label, "to_name": _to_name(circular),
        "shown": shown, "words": shown.words.split("\n\n") if shown else (),
        "languages": [(code, name, by_language.get(code)) for code, name in settings.LANGUAGES],
        "deadlines": circular.deadlines.all(), "history": history_of(circular) if kept(request, circular.organisation) else None,
        "steps": [(observe(one, circular.organisation, when.at, when.known, part), when.measured(one, circular.organisation_id, *part)) for one in FIGURES]
        if circular.sent_by_id and circular.answer_asked else (),
        "regions": _by_region(circular, when) if circular.sent_by_id and circular.answer_asked else (),
        "addressees": [(one, {reply.what: reply for reply in one.replies.all()}, *[may(request.acting, verb, one) for verb in (
            "acknowledge", "answer", "record-answer")]) for one in seen],
        "acts": [(may(request.acting, verb, circular), reverse("act_on_circular", args=[circular.pk, verb]), label)
                 for verb, label in ACTS if verb in possible] if kept(request, circular.organisation) else (),
    })


def _by_region(circular: Circular, when: Moments) -> list[SafeString]:
    """Who answered, who acknowledged and who is silent, each by region; the numbers are for everybody, the names are not."""
    names = {code: name for (root, code), name in code_names("region").items() if root == circular.organisation_id}
    tables = []
    for figure in FIGURES[1:]:
        parts = observe_by(figure, "circular-region", circular.organisation, when.at, when.known)
        rows = [
            (names.get(code.rpartition(":")[2], code.rpartition(":")[2]) or gettext("not recorded"), one.value or 0,
             when.measured(figure, circular.organisation_id, "circular-region", code))
            for code, one in parts.items() if code.rpartition(":")[0] == str(circular)
        ]
        if rows:
            tables.append(table(str(_measure_label(figure)), gettext("Region"), rows))
    return tables


def _measure_label(name: str) -> str:
    return next(str(one.label) for one in measures() if one.name == name)


def kept(request: SiteRequest, organisation: Organisation) -> bool:
    """Whether the reader keeps the records of an organisation."""
    return bool(may(request.acting, "draft", organisation))


def _to_name(circular: Circular) -> str:
    if circular.to == To.NAMED:
        return joined(one.name for one in circular.named.prefetch_related("names"))
    found = CodeName.objects.filter(organisation=circular.organisation_id, code=circular.code).first() if circular.code else None
    return str(found or circular.code)


class WordsForm(forms.Form):
    """The words in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Title"), max_length=300)
    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 14}), max_length=100_000)


class DraftForm(WordsForm):
    """A circular on its way: series, kind, to whom, and its words in the reference language."""

    series = forms.CharField(label=_("Series"), max_length=32, help_text=_("Its next number is given; a number is never used twice."))
    kind_of_letter = forms.ChoiceField(label=_("Kind"), choices=CircularKind.choices)
    to = forms.ChoiceField(label=_("To"), choices=To.choices)
    code = forms.ChoiceField(label=_("Region or category"), required=False)
    named = forms.ModelMultipleChoiceField(Party.objects.none(), label=_("Parties named"), required=False, widget=forms.CheckboxSelectMultiple)
    answer_asked = forms.BooleanField(label=_("An answer is asked for"), required=False, initial=True)
    field_order = ("series", "kind_of_letter", "to", "code", "named", "answer_asked", "language", "title", "words")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = CodeName.objects.filter(organisation=organisation, scheme__in=("region", "category")).order_by("scheme", "code")
        self.fields["code"].choices = [("", gettext("none")), *((one.code, str(one)) for one in names)]  # type: ignore[attr-defined]
        states = Party.objects.filter(organisation=organisation, entity=PartyKind.STATE).annotate(called=called()).order_by("called").prefetch_related("names")
        self.fields["named"].queryset = states  # type: ignore[attr-defined]
        self.fields["named"].choices = [(one.pk, one.name) for one in states]  # type: ignore[attr-defined]


def draft(request: SiteRequest, slug: str) -> HttpResponse:
    """Draft a circular."""
    organisation = organisation_of(slug)
    answer = may(request.acting, "draft", organisation)
    if not answer and request.method != "POST":
        raise Refused(answer, "draft", organisation)

    def act(values: Mapping[str, Any]) -> str:
        circular = operations.draft_circular(acting_as=request.acting, organisation=organisation, **{**values, "named": list(values["named"])})
        messages.success(request, gettext("The draft is kept as %(number)s.") % {"number": circular})
        return reverse("circular", args=[circular.pk])

    form = DraftForm(organisation, request.POST if request.method == "POST" else None, initial={"language": organisation.reference_language})
    return act_form(request, form, title=gettext("Draft a letter: %(organisation)s") % {"organisation": apart(organisation)}, button=gettext("Keep the draft"),
                    act=act, answer=answer, back=reverse("circulars"), words=gettext("Circulars go to Member States, not to firms."))


class LanguagesForm(forms.Form):
    """Into which languages."""

    languages = forms.MultipleChoiceField(label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)


class LanguageForm(forms.Form):
    """In which language."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class DeadlineForm(forms.Form):
    """A day, and for what."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput)
    what = forms.ChoiceField(label=_("For what"), choices=CircularDeadline.What.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


FORMS: dict[str, tuple[type[forms.Form], Any]] = {
    "write": (WordsForm, operations.write_text), "ask-translation": (LanguagesForm, operations.ask_translation),
    "check": (LanguageForm, operations.check_text), "set-deadline": (DeadlineForm, operations.set_deadline),
    "send": (forms.Form, operations.send_circular), "remind": (forms.Form, operations.remind_silent),
}


def act_on_circular(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act on a circular; sending and reminding write to those who answer for the addressees, each in their language."""
    if verb not in FORMS:
        raise Http404
    circular = circular_of(request, pk)
    answer = may(request.acting, verb, circular)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, circular)
    form_class, call = FORMS[verb]
    language = request.POST.get("language") or request.GET.get("language") or circular.reference_language
    drafts = list(circular.texts.filter(state=CircularText.State.DRAFT).values_list("language", flat=True))
    initial = {"language": drafts[0] if verb == "check" and drafts and "language" not in request.GET else language}
    if verb == "write" and (text := circular.texts.filter(language=language).first()):
        initial |= {"title": text.title, "words": text.words}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if verb in ("write", "check"):  # words are written in one language, so that none are put in the place of another's
        kept_to = [language] if verb == "write" else drafts
        form.fields["language"].choices = [one for one in settings.LANGUAGES if one[0] in kept_to]  # type: ignore[attr-defined]

    def act(values: Mapping[str, Any]) -> str:
        found = call(acting_as=request.acting, circular=circular, **values)
        if verb in ("send", "remind"):
            mail_addressees(request, circular, found, reminder=verb == "remind")
            messages.success(request, (ngettext("The letter is sent to %(n)s addressee.", "The letter is sent to %(n)s addressees.", len(found)) if verb == "send" else
                                       ngettext("%(n)s addressee is reminded.", "%(n)s addressees are reminded.", len(found))) % {"n": len(found)})
        else:
            messages.success(request, str(DONE[verb]))
        return reverse("circular", args=[circular.pk])

    label = str(dict(ACTS)[verb])
    return act_form(request, form, title=f"{label}: {apart(circular)}", button=label, act=act, answer=answer,
                    back=reverse("circular", args=[circular.pk]), seen=[circular], words=_about(circular, verb))


DONE = {"write": _("The words are kept."), "ask-translation": _("The translations are asked for."), "check": _("The words are checked."),
        "set-deadline": _("The deadline is set.")}
NAMED = 12  # addressees named before a letter is sent


def _about(circular: Circular, verb: str) -> str:
    """What whoever sends or reminds needs to know: to whom it goes, in which languages, by which days."""
    if verb == "remind":
        silent = silent_addressees(circular)
        return gettext("To: %(parties)s.") % {"parties": _some([one.party for one in silent])} if silent else gettext("Nobody is silent.")
    if verb != "send":
        return ""
    names = dict(settings.LANGUAGES)
    checked = [str(names[one]) for one in circular.texts.filter(state=CircularText.State.CHECKED).values_list("language", flat=True)]
    days = [f"{date_format(one.day)} {one.get_what_display()}" for one in circular.deadlines.all()]
    return " ".join([
        gettext("To: %(parties)s.") % {"parties": _some(addressed(circular, timezone.now())) or gettext("nobody")},
        gettext("In: %(languages)s.") % {"languages": joined(checked)} if checked else gettext("The words in the reference language are not checked yet."),
        gettext("Deadlines: %(days)s.") % {"days": joined(days) or gettext("none")},
        gettext("What is sent stands: only words in further languages are added."),
    ])


def _some(parties: Sequence[Party]) -> str:
    """How many parties, and the first of them by name."""
    told = joined(one.name for one in parties[:NAMED])
    return f"{len(parties)} ({told}{' …' if len(parties) > NAMED else ''})" if parties else ""


class AnswerForm(forms.Form):
    """The answer of an addressee."""

    words = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)


class LetterForm(forms.Form):
    """An answer that came by letter."""

    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput)
    signatory = forms.CharField(label=_("Signed by"), max_length=200)
    letter = SentFile(label=_("The letter"), most=LETTER_MOST)
    words = forms.CharField(label=_("What it says"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)


REPLIES = {"acknowledge": (forms.Form, _("Acknowledge")), "answer": (AnswerForm, _("Answer")),
           "record-answer": (LetterForm, _("Record an answer that came by letter"))}


def reply(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """Acknowledge or answer for the addressee, or record its answer from a letter."""
    if verb not in REPLIES:
        raise Http404
    found = Addressee.objects.select_related("circular__organisation", "circular__sent_by", "party").prefetch_related("party__names")
    addressee = get_object_or_404(visible(request.acting, found), pk=pk)
    answer = may(request.acting, verb, addressee)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, addressee)
    form_class, label = REPLIES[verb]

    def act(values: Mapping[str, Any]) -> str:
        if verb == "acknowledge":
            operations.acknowledge(acting_as=request.acting, addressee=addressee)
        elif verb == "answer":
            operations.answer_circular(acting_as=request.acting, addressee=addressee, words=values["words"])
        else:
            file = values["letter"]
            operations.record_reply(
                acting_as=request.acting, addressee=addressee, signatory=values["signatory"], letter=(file.name, file.read()), words=values["words"],
                happened_at=moment_of(values["signed_on"]))
        messages.success(request, gettext("It is recorded."))
        return reverse("circular", args=[addressee.circular_id])

    form = form_class(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return act_form(request, form, title=f"{label}: {apart(addressee.circular)} · {apart(addressee.party)}", button=str(label), act=act, answer=answer,
                    back=reverse("circular", args=[addressee.circular_id]), seen=[addressee])


def reply_letter(request: SiteRequest, pk: int) -> HttpResponse:
    """The letter by which an answer came, to be saved."""
    found = get_object_or_404(visible(request.acting, Reply.objects.exclude(content=None)), pk=pk)
    return saved_file(found.name, bytes(found.content))
