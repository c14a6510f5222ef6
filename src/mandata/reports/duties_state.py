"""Duties and their state, for an assembly: of each text in force what it asks, from whom, what was reported, what is overdue or waits for means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.mandates.measures import by_then
from mandata.mandates.models import (
    Answer,
    Assignment,
    DutyState,
    MandateTerms,
    ObligationStanding,
    ObligationState,
    Says,
)
from mandata.mandates.settings import parties_of_class, settings_of
from mandata.parties.models import name_functions
from mandata.reports.annexes import changes, method
from mandata.reports.building import Writer
from mandata.reports.figures import Figures
from mandata.reports.kinds import report_kind
from mandata.reports.tables import DataTable
from mandata.shared.joining import joined
from mandata.shared.measures import records_of
from mandata.texts.models import ProvisionVersion, Revision, Wording, Work

TEXTS, DUTIES, OPEN = 100, 400, 60  # lines printed: some forty pages in all
BY_TEXT = ("mandates.confirmed", "mandates.reported", "mandates.without-means")


def summary(w: Writer) -> None:
    """How many duties there are, and how they stand."""
    live = w.figures.whole(BY_TEXT[0])
    w.say(ngettext("%(live)s duty of a text in force is live.", "%(live)s duties of texts in force are live.", live.value), live=w.figure(live))
    if live.value:
        how_they_stand(w)


def how_they_stand(w: Writer) -> None:
    """How many live duties were reported on, lack means, a date or a period; and what became of what was due on a day."""
    reported, unmet = (w.figures.whole(name) for name in BY_TEXT[1:])
    w.say(ngettext("%(reported)s of them was reported on in the year before this day.", "%(reported)s of them were reported on in the year before this day.",
                   reported.value), reported=w.figure(reported))
    w.say(ngettext("%(unmet)s hangs on means or consent, and none was recorded as given.", "%(unmet)s hang on means or consent, and none was recorded as given.",
                   unmet.value), unmet=w.figure(unmet))
    undated, unfixed = w.figures.whole("mandates.without-date"), w.figures.whole("mandates.period-not-fixed")
    w.say(_("Without a date: %(undated)s. Without a fixed period: %(unfixed)s."), undated=w.figure(undated), unfixed=w.figure(unfixed))
    dated = [w.figures.whole(f"obligations.{name}") for name in ("delivered", "open", "overdue")]
    w.say(_("Of what is due on a day, delivered: %(delivered)s; open: %(open)s, of which overdue in public: %(overdue)s."),
          delivered=w.figure(dated[0]), open=w.figure(dated[1]), overdue=w.figure(dated[2]))


def action(w: Writer) -> None:
    """What the addressee is asked to do."""
    addressee = w.name(w.report.addressee) if w.report.addressee else w.words(_("The body to which this report is addressed"))
    w.say(_("%(addressee)s is invited to take note of this report, and to say which duties go on, change or end."), addressee=addressee)


def by_text(w: Writer) -> None:
    """The figures of each text."""
    text_by_text(w, _("Duties"), _("The first texts are printed; the table “texts” of the data that go with this report has all."))


def text_by_text(w: Writer, counted: str, not_all: str) -> None:
    """A row of each text: how many duties, which a report calls by its own word, how many reported on, how many without means."""
    codes = sorted(w.figures.parts(BY_TEXT[0], "text"), key=in_order)
    if not codes:
        w.missing(_("No duty of a text in force is live on this day."))
        return
    if len(codes) > TEXTS:
        w.say(not_all)
    revisions = revisions_of(w, codes[:TEXTS])
    w.table([_("Text"), counted, _("Reported on in the last year"), _("Conditional, without means")], [
        (w.name(revisions.get(code, code)), *(w.figure(w.figures.part(measure, "text", code)) for measure in BY_TEXT)) for code in codes[:TEXTS]
    ])


def each(w: Writer) -> None:
    """Every duty: its words, who owes it, and what was last said of it."""
    terms: list[Any] = list(standing_terms(w.figures)[:DUTIES + 1])
    if not terms:
        w.missing(_("No duty of a text in force is live on this day."))
        return
    if len(terms) > DUTIES:
        live = w.figures.whole(BY_TEXT[0])
        w.say(_("The first duties are printed, in the order of the texts; the table “duties” of the data that go with this report has all: %(live)s."), live=w.figure(live))
    terms = told(terms[:DUTIES])
    pks = [one.mandate_id for one in terms]
    said, unmet = last_answers(w.figures, pks), set(unmet_then(w.figures).filter(pk__in=pks).values_list("pk", flat=True))
    asked, days, owners = asked_of_class(w.figures), first_open(w.figures, pks), owners_then(w.figures, pks)
    w.table([_("Text"), _("Duty"), _("Who"), _("Status"), _("Said on"), _("In words")], [
        (w.of_duty(one.place_told, one.mandate_id), w.of_duty(line(one.summary), one.mandate_id), w.name(who_said(one) or owners.get(one.mandate_id, "–")), w.words(str(state_then(one, said, unmet, asked, days))),
         w.day(last.day) if (last := said.get(one.mandate_id, [None])[-1]) else w.words("–"), w.name("" if last is None or last.party_id else line(last.words)))
        for one in terms
    ])


def state_then(terms: Any, said: dict[int, list[Answer]], unmet: set[int], asked: Any, days: Mapping[int, date]) -> Any:
    """What was said of a duty last; of a class whether some of it answered, or all. What is done for one day and open for another continues."""
    answers = said.get(terms.mandate_id)
    if not answers:
        return DutyState.NO_MEANS.label if terms.mandate_id in unmet else DutyState.NOT_STARTED.label
    if (last := answers[-1]).party_id is None:
        return DutyState.CONTINUING.label if last.says == Says.DONE and last.obligation_id and terms.mandate_id in days else last.get_says_display()
    parties = asked(terms)
    return _("answers of all came") if parties and parties <= {one.party_id for one in answers} else DutyState.OF_SOME.label


def asked_of_class(figures: Figures) -> Any:
    """What tells the parties of the classes that terms address, as they were then."""
    settings = settings_of(figures.organisation, figures.known)

    @cache
    def members(code: str) -> frozenset[int]:
        return frozenset(one.pk for one in parties_of_class(figures.organisation, settings.classes[code], figures.at, figures.known))

    def asked(terms: Any) -> frozenset[int]:
        return frozenset().union(*(members(code) for code in settings.classes_among(terms.actors.split())))

    return asked


def overdue(w: Writer) -> None:
    """What is overdue, as far as it is told to everybody."""
    days = overdue_days(w.figures)
    rows = list(days[:OPEN + 1])
    if not rows:
        w.missing(_("Nothing is overdue in public on this day."))
        return
    if len(rows) > OPEN:
        w.say(_("What is overdue longest is printed; the table “duties” of the data that go with this report names each duty of which something is overdue."))
    terms = {one.mandate_id: one for one in told(standing_terms(w.figures).filter(mandate__in={one.obligation.mandate_id for one in rows}))}
    w.table([_("Due on"), _("Text"), _("Duty"), _("Who"), _("Due to")], [
        (w.day(one.due_on), w.of_duty(its.place_told, its.mandate_id), w.of_duty(line(its.summary), its.mandate_id), w.name(who_said(its)),
         w.name(one.obligation.body.name if one.obligation.body else "–"))
        for one in rows[:OPEN] if (its := terms.get(one.obligation.mandate_id))
    ])


def without_means(w: Writer) -> None:
    """Duties that hang on means or consent of which none was recorded, with the words of the condition."""
    rows = list(standing_terms(w.figures).filter(mandate__in=unmet_then(w.figures).values("pk"))[:OPEN + 1])
    if not rows:
        w.missing(_("No duty waits for means or consent on this day."))
        return
    if len(rows) > OPEN:
        w.say(_("The first duties are printed, in the order of the texts; the table “duties” of the data that go with this report marks all: %(unmet)s."),
              unmet=w.figure(w.figures.whole(BY_TEXT[2])))
    w.table([_("Text"), _("Duty"), _("Condition")], [
        (w.of_duty(one.place_told, one.mandate_id), w.of_duty(line(one.summary), one.mandate_id),
         w.name(joined(limit["text"] for limit in one.limits if limit.get("kind") in ("means", "consent"))))
        for one in told(rows[:OPEN])
    ])


def standing_terms(figures: Figures) -> QuerySet[MandateTerms]:
    """The terms of the live duties as they stood, in the order of texts."""
    live = records_of(BY_TEXT[0], figures.organisation, figures.at, figures.known)
    return MandateTerms.objects.filter(by_then("confirmed_by", "closed_by", figures.at, figures.known), mandate__in=live.values("pk")).order_by("place", "pk")


def told(terms: Iterable[MandateTerms]) -> list[Any]:
    """Terms with ``place_told``, text and provision; three queries, whatever their number."""
    found: list[Any] = list(terms)
    revisions = Revision.objects.filter(provision_versions__in={one.version_id for one in found}).select_related("work", "session").distinct()
    texts = {one.pk: str(one) for one in revisions}
    versions = dict(ProvisionVersion.objects.filter(pk__in={one.version_id for one in found}).values_list("pk", "revision"))
    labels = dict(Wording.objects.filter(version__in=versions).order_by("-language_version").values_list("version", "label"))
    for one in found:
        one.place_told = joined(filter(None, (texts.get(versions[one.version_id]), labels.get(one.version_id))))
    return found


def revisions_of(w: Writer, codes: Iterable[str]) -> dict[str, str]:
    """What the texts of codes are called in the revisions whose words stood."""
    works = {f"{one.body.key}/{one.kind_of_text}/{one.number}": one for one in Work.objects.filter(
        organisation=w.report.organisation, number__in={code.rpartition("/")[2] for code in codes}).select_related("body")}
    pks = {works[code].pk for code in codes if code in works}
    stood = dict(standing_terms(w.figures).filter(mandate__provision__work__in=pks).order_by("version__revision").values_list("mandate__provision__work", "version__revision"))
    named = {one.work_id: str(one) for one in Revision.objects.filter(pk__in=stood.values()).select_related("work", "session")}
    return {code: named[works[code].pk] for code in codes if code in works and works[code].pk in named}


def overdue_days(figures: Figures) -> QuerySet[ObligationStanding]:
    """What is overdue in public of live duties, with the day as it stood then; the longest first."""
    found = records_of("obligations.overdue", figures.organisation, figures.at, figures.known)
    live = records_of(BY_TEXT[0], figures.organisation, figures.at, figures.known)
    stood = ObligationStanding.objects.filter(by_then("opened_by", "closed_by", figures.at, figures.known), obligation__in=found.values("pk"), obligation__mandate__in=live.values("pk"))
    return stood.select_related("obligation__body").prefetch_related("obligation__body__names").order_by("due_on", "obligation")


def last_answers(figures: Figures, mandates: Iterable[int] | None = None) -> dict[int, list[Answer]]:
    """What was said of duties by then, as known then, the last at the end; of those named, else of all."""
    found = Answer.objects.filter(by_then("by", "withdrawn_by", figures.at, figures.known), mandate__organisation=figures.organisation, day__lte=figures.at.date())
    said: dict[int, list[Answer]] = {}
    for one in (found if mandates is None else found.filter(mandate__in=list(mandates))).order_by("day", "pk"):
        said.setdefault(one.mandate_id, []).append(one)
    return said


def first_open(figures: Figures, pks: list[int]) -> dict[int, date]:
    """The first day on which something of some duties was open, as known then."""
    found = ObligationStanding.objects.filter(by_then("opened_by", "closed_by", figures.at, figures.known), state=ObligationState.OPEN, obligation__mandate__in=pks)
    return dict(found.order_by().values_list("obligation__mandate").annotate(first=Min("due_on")))


def owners_then(figures: Figures, pks: list[int]) -> dict[int, str]:
    """Who was named to own some duties, as known then: the office, else the party."""
    held = Assignment.objects.at(figures.at, figures.known).filter(mandate__in=pks).order_by("pk")
    found = list(held.select_related("office__party", "party").prefetch_related("office__party__names", "party__names"))
    name_functions([one.office for one in found if one.office])
    return {one.mandate_id: str(one.office or one.party) for one in found}


def unmet_then(figures: Figures) -> QuerySet[Any]:
    return records_of(BY_TEXT[2], figures.organisation, figures.at, figures.known)


def who_said(terms: MandateTerms) -> str:
    return joined(named["text"] for named in terms.addressees)


def in_order(code: str) -> tuple[str, bool, int, str]:
    """By which texts follow one another: body and kind, then number."""
    before, _slash, number = code.rpartition("/")
    return before, not number.isdecimal(), int(number) if number.isdecimal() else 0, number


def line(words: Any) -> str:
    """Words in one line."""
    return " ".join(str(words).split())


# The data that go with it


def all_duties(figures: Figures) -> Iterator[Sequence[object]]:
    """Each live duty with what was last said of it."""
    labels = dict(Wording.objects.filter(version__in=standing_terms(figures).order_by().values("version")).order_by("-language_version").values_list("version", "label"))
    answers = Answer.objects.filter(by_then("by", "withdrawn_by", figures.at, figures.known), mandate__organisation=figures.organisation, day__lte=figures.at.date())
    said = {mandate: rest for mandate, *rest in answers.order_by("day", "pk").values_list("mandate", "says", "day", "words", "party")}
    unmet = set(unmet_then(figures).values_list("pk", flat=True))
    late = dict(overdue_days(figures).order_by("-due_on").values_list("obligation__mandate", "due_on"))
    for mandate, uid, wid, body, kind, number, version, words, force, who, conditional in standing_terms(figures).values_list(
        "mandate", "mandate__uid", "mandate__provision__wid", "mandate__provision__work__body__key", "mandate__provision__work__kind_of_text",
        "mandate__provision__work__number", "version", "summary", "force", "addressees", "conditional",
    ).iterator(chunk_size=2000):
        says, day, last, party = said.get(mandate, (None, None, "", None))
        yield (uid, f"{body}/{kind}/{number}", labels.get(version, ""), wid, line(words), force, "; ".join(named.get("actor") or named["text"] for named in who), conditional,
               mandate in unmet, late.get(mandate), DutyState.OF_SOME.value if party else says, day, "" if party else line(last))


def all_texts(figures: Figures) -> Iterator[Sequence[object]]:
    """Each text with its figures."""
    for code in sorted(figures.parts(BY_TEXT[0], "text"), key=in_order):
        yield code, *(figures.part(measure, "text", code).value for measure in BY_TEXT)


DUTY_FIELDS = (
    ("duty", "string", "the duty, for ever"), ("text", "string", "body/kind/number of the text"), ("provision", "string", "as the text prints it"),
    ("wid", "string", "the provision, through all revisions"), ("words", "string", "what is to be done"), ("force", "string", "resolve, instruct, invite, encourage ..."),
    ("who", "string", "actors by their codes, else in the words of the text"), ("conditional", "boolean", "hangs on means or consent"),
    ("without_means", "boolean", "conditional, and none was recorded as given"), ("overdue_since", "date", "the first day of what is overdue in public"),
    ("state", "string", "what was said last; of-some: answers of parties of a class"), ("said_on", "date", "on which day"), ("said", "string", "in which words"),
)
TEXT_FIELDS = (
    ("text", "string", "body/kind/number"), ("duties", "integer", "mandates.confirmed"), ("reported", "integer", "mandates.reported"),
    ("without_means", "integer", "mandates.without-means"),
)
DUTIES_STATE = report_kind("duties-state", gettext_lazy("Duties of the texts in force, and their state"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("texts", gettext_lazy("Text by text"), by_text),
    ("duties", gettext_lazy("Duty by duty"), each),
    ("overdue", gettext_lazy("Overdue"), overdue),
    ("means", gettext_lazy("Conditional, without means"), without_means),
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
], tables=(DataTable("duties", DUTY_FIELDS, all_duties), DataTable("texts", TEXT_FIELDS, all_texts)))
