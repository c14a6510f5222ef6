"""Duties and their state, for an assembly: of each text in force what it asks, from whom, what was reported, what is overdue or waits for means."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.mandates.measures import by_then
from mandata.mandates.models import Answer, Mandate, MandateTerms, Obligation
from mandata.reports.annexes import changes, method
from mandata.reports.building import Writer
from mandata.reports.kinds import report_kind
from mandata.shared.joining import joined
from mandata.shared.measures import records_of
from mandata.texts.models import Wording

BY_TEXT = ("mandates.confirmed", "mandates.reported", "mandates.without-means")


def summary(w: Writer) -> None:
    """How many duties there are, and how they stand."""
    live, reported, unmet = (w.figures.whole(name) for name in BY_TEXT)
    w.say(ngettext("%(live)s duty of a text in force is live.", "%(live)s duties of texts in force are live.", live.value), live=w.figure(live))
    if not live.value:
        return
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
    terms = standing_terms(w)
    names = {text_code(one.mandate): str(one.version.revision) for one in terms}
    if not names:
        w.missing(_("No duty of a text in force is live on this day."))
        return
    w.table([_("Text"), _("Duties"), _("Reported on in the last year"), _("Conditional, without means")], [
        (w.name(name), *(w.figure(w.figures.part(measure, "text", code)) for measure in BY_TEXT))
        for code, name in sorted(names.items(), key=lambda one: one[1])
    ])


def each(w: Writer) -> None:
    """Every duty: its words, who owes it, and what was last said of it."""
    terms = standing_terms(w)
    if not terms:
        w.missing(_("No duty of a text in force is live on this day."))
        return
    said = last_answers(w)
    rows = []
    for one in terms:
        answer = said.get(one.mandate_id)
        of_some = w.words(_("answers of some came")) if answer is not None and answer.party_id else None  # one of a class speaks for itself alone
        state = of_some or (w.words(_("nothing was reported")) if answer is None else w.name(answer.get_says_display()))
        rows.append((
            w.name(one.place_told), w.name(line(one.summary)), w.name(joined(named["text"] for named in one.addressees)), state,
            w.day(answer.day) if answer else w.words("–"), w.name(line(answer.words) if answer else ""),
        ))
    w.table([_("Text"), _("Duty"), _("Who"), _("Status"), _("Said on"), _("In words")], rows)


def overdue(w: Writer) -> None:
    """What is overdue, as far as it is told to everybody."""
    found = records_of("obligations.overdue", w.report.organisation, w.report.at, w.report.known)
    told = {one.mandate_id: one for one in standing_terms(w)}
    rows = [one for one in Obligation.objects.filter(pk__in=found.values("pk")).select_related("body").prefetch_related("body__names").order_by("due_on", "pk")
            if one.mandate_id in told]
    if not rows:
        w.missing(_("Nothing is overdue in public on this day."))
        return
    w.table([_("Due on"), _("Text"), _("Duty"), _("Who"), _("Due to")], [
        (w.day(one.due_on), w.name(told[one.mandate_id].place_told), w.name(line(told[one.mandate_id].summary)),
         w.name(joined(named["text"] for named in told[one.mandate_id].addressees)), w.name(one.body.name if one.body else "–"))
        for one in rows
    ])


def without_means(w: Writer) -> None:
    """Duties that hang on means or consent of which none was recorded, with the words of the condition."""
    found = set(records_of("mandates.without-means", w.report.organisation, w.report.at, w.report.known).values_list("pk", flat=True))
    rows = [one for one in standing_terms(w) if one.mandate_id in found]
    if not rows:
        w.missing(_("No duty waits for means or consent on this day."))
        return
    w.table([_("Text"), _("Duty"), _("Condition")], [
        (w.name(one.place_told), w.name(line(one.summary)), w.name(joined(limit["text"] for limit in one.limits if limit.get("kind") in ("means", "consent"))))
        for one in rows
    ])


def standing_terms(w: Writer) -> list[Any]:
    """The terms of the live duties as they stood, in the order of texts; ``place_told`` names text and provision."""
    live = records_of("mandates.confirmed", w.report.organisation, w.report.at, w.report.known)
    stood = MandateTerms.objects.filter(by_then("confirmed_by", "closed_by", w.report.at, w.report.known), mandate__in=live.values("pk"))
    found = {one.mandate_id: one for one in stood.select_related(
        "version__revision__work", "version__revision__session", "mandate__provision__work__body").order_by("pk")}
    wordings = Wording.objects.filter(version__in={one.version_id for one in found.values()})
    labels = dict(wordings.order_by("-language_version").values_list("version", "label"))
    texts: dict[int, str] = {}
    for one in found.values():
        text = texts.setdefault(one.version.revision_id, str(one.version.revision))
        one.place_told = joined(filter(None, (text, labels.get(one.version_id))))  # type: ignore[attr-defined]
    return sorted(found.values(), key=lambda one: (one.place, one.pk))


def last_answers(w: Writer) -> dict[int, Answer]:
    """What was last said of each duty by then, as known then."""
    found = Answer.objects.filter(by_then("by", "withdrawn_by", w.report.at, w.report.known), mandate__organisation=w.report.organisation, day__lte=w.report.at.date())
    return {one.mandate_id: one for one in found.order_by("day", "pk")}


def text_code(mandate: Mandate) -> str:
    """The code of a duty's text as the measures part by it."""
    work = mandate.provision.work
    return f"{work.body.key}/{work.kind_of_text}/{work.number}"


def line(words: str) -> str:
    """Words in one line."""
    return " ".join(words.split())


DUTIES_STATE = report_kind("duties-state", gettext_lazy("Duties of the texts in force, and their state"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("texts", gettext_lazy("Text by text"), by_text),
    ("duties", gettext_lazy("Duty by duty"), each),
    ("overdue", gettext_lazy("Overdue"), overdue),
    ("means", gettext_lazy("Conditional, without means"), without_means),
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
])
