"""Figures about what is owed: open, overdue, delivered; duties without a date, without a period, without means."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mandata.mandates.calendar import calendar_of
from mandata.mandates.measures import BY_TEXT, by_then, later_than, mandates_confirmed
from mandata.mandates.models import (
    Answer,
    Mandate,
    MandateTerms,
    Means,
    Obligation,
    ObligationStanding,
    ObligationState,
    PeriodFixed,
    TermsActor,
    overdue_at,
)
from mandata.mandates.owed import sittings_named
from mandata.mandates.settings import settings_of
from mandata.parties.models import Organisation
from mandata.shared.balances import balance
from mandata.shared.measures import Split, measure


def _stood(scope: Any, at: datetime, known: datetime, what: Q) -> QuerySet[Any]:
    """Obligations whose standing at a time was so; scope: an organisation."""
    later = later_than(at, known)
    if later.exists():  # the record is its last standing, but for those that an act beyond has moved: of these the one that it closed
        standings = ObligationStanding.objects.order_by()
        opened, closed = standings.filter(opened_by__in=later), standings.filter(closed_by__in=later)
        then = closed.exclude(opened_by__in=later).filter(what)
        found = Obligation.objects.filter(
            Q(pk__in=then.values("obligation")) | what & ~Q(pk__in=opened.values("obligation")) & ~Q(pk__in=closed.values("obligation"))
        )
    else:
        found = Obligation.objects.filter(what)
    return found if scope is None else found.exclude(mandate__in=Mandate.objects.exclude(organisation=scope))  # asked of each record, a join takes longer


def _years(records: QuerySet[Any], at: datetime, known: datetime) -> dict[str, int]:
    standings = ObligationStanding.objects.filter(by_then("opened_by", "closed_by", at, known), obligation__in=records)
    found: dict[str, int] = {}
    for day in standings.values_list("due_on", flat=True):
        found[str(day.year)] = found.get(str(day.year), 0) + 1
    return dict(sorted(found.items()))


def _in_year(records: QuerySet[Any], code: str, at: datetime, known: datetime) -> QuerySet[Any]:
    year = int(code) if code.isdecimal() and len(code) == 4 else 0
    standings = ObligationStanding.objects.filter(by_then("opened_by", "closed_by", at, known), due_on__year=year)
    return records.filter(pk__in=standings.values("obligation"))


YEAR = {"year": Split(_("Year"), _years, _in_year)}


CALENDAR = ("owed-from", "study-period", "cycle-*")  # the settings by which days are computed


@measure("obligations.open", label=_("Obligations open"), unit="obligation", version=1, splits=YEAR, rests_on=CALENDAR,
         words=_("Dated obligations of live duties, from the day that the organisation counts from to six years ahead, that nobody delivered or excused."))
def obligations_open(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations that are open; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.OPEN))


@measure("obligations.overdue", label=_("Obligations overdue in public"), unit="obligation", version=1, splits=YEAR,
         rests_on=("overdue-forces", "overdue-public", *CALENDAR),
         words=_("Open obligations whose day has passed, of forces that may be overdue and not waiting for means; of an organisation only from the "
                 "day on which it lets this be told to everybody."))
def obligations_overdue(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations overdue in public; scope: an organisation. Whoever asks for a day to come is told no earlier than on the day set."""
    told, day = [], min(at.date(), timezone.now().date())
    for one in Organisation.objects.all() if scope is None else [scope]:
        public = settings_of(one, known).public_from
        if public is not None and public <= day:
            told.append(one.pk)
    return _stood(None, at, known, overdue_at(at.date())).filter(mandate__organisation__in=told)


@measure("obligations.delivered", label=_("Obligations delivered"), unit="obligation", version=1, splits=YEAR,
         words=_("Obligations of which whoever owes them, or an officer with a source, said that they are done."))
def obligations_delivered(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations delivered; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.DELIVERED))


@measure("obligations.excused", label=_("Obligations excused"), unit="obligation", version=1, splits=YEAR,
         words=_("Obligations that whoever is owed let fall, by a decision recorded."))
def obligations_excused(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations excused; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.EXCUSED))


@measure("obligations.void", label=_("Obligations asked for no longer"), unit="obligation", version=1, splits=YEAR, rests_on=CALENDAR,
         words=_("Dated obligations that fell away: their text ended, the calendar moved, or the terms ask for them no longer."))
def obligations_void(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations that nobody owes any more; scope: an organisation."""
    return _stood(scope, at, known, Q(state=ObligationState.VOID))


@measure("obligations.laid", label=_("Obligations ever dated"), unit="obligation", version=1, splits=YEAR, rests_on=CALENDAR,
         words=_("Dated obligations that duties and the calendar ever gave, whatever became of them."))
def obligations_laid(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Obligations that an act dated by then; scope: an organisation."""
    later = later_than(at, known)
    found = Obligation.objects.exclude(opened_by__in=later) if later.exists() else Obligation.objects.all()
    return found if scope is None else found.exclude(mandate__in=Mandate.objects.exclude(organisation=scope))


balance(_("Obligations ever dated, less those delivered, excused and asked for no longer, are those open"), plus=["obligations.laid"],
        minus=["obligations.delivered", "obligations.excused", "obligations.void"], equals="obligations.open")


def _terms(at: datetime, known: datetime) -> QuerySet[MandateTerms]:
    return MandateTerms.objects.filter(by_then("confirmed_by", "closed_by", at, known))


def _having(model: Any, at: datetime, known: datetime, **what: Any) -> Any:
    """The duties of dated rows that hold, as one set: asked after duty by duty, a database may compare each with each."""
    return model.objects.at(at, known).filter(**what).order_by().values("mandate")


@measure("mandates.period-not-fixed", label=_("Duties whose period is not fixed"), unit="mandate", version=1,
         words=_("Live duties that ask for something again and again without saying how often, for which no decision has fixed it."))
def period_not_fixed(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Duties that are periodic without a period; scope: an organisation."""
    terms = _terms(at, known).filter(due_kind="period", due__value__every=None).values("mandate")
    return mandates_confirmed(scope, at, known).filter(pk__in=terms).exclude(pk__in=_having(PeriodFixed, at, known))


@measure("mandates.without-date", label=_("Duties without a date"), unit="mandate", version=1,
         words=_("Live duties whose words set no time at all, or none that a calendar can compute."))
def without_date_in_words(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Duties to whose words no day can be given; scope: an organisation."""
    computed = _terms(at, known).filter(due_kind__in=("date", "meeting", "period")).exclude(due__value=None)
    return mandates_confirmed(scope, at, known).exclude(pk__in=computed.values("mandate"))


@measure("mandates.without-date", label=_("Duties without a date"), unit="mandate", version=2, former_until=date(2027, 12, 31),
         words=_("Live duties whose words set no time at all, none that a calendar can compute, or a session of which the calendar knows nothing: of a "
                 "body of which none is recorded or expected, or of a year in which none is."))
def without_date(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Duties to which no day can be given; scope: an organisation."""
    found = mandates_confirmed(scope, at, known)
    terms = _terms(at, known).exclude(due__value=None)
    found = found.exclude(pk__in=terms.filter(due_kind__in=("date", "period")).values("mandate"))
    for organisation in Organisation.objects.all() if scope is None else [scope]:
        calendar = calendar_of(organisation, known, at.date())
        held = [code for code, body in calendar.actors.items() if calendar.of(body.pk)]
        own = TermsActor.objects.filter(terms=OuterRef("pk"), actor__in=settings_of(organisation, known).responsible)
        meeting = terms.filter(due_kind="meeting", mandate__organisation=organisation)
        named = meeting.filter(due__value__which="named").values_list("pk", "due")
        unknown = [pk for pk, due in named if not sittings_named(calendar, due["value"])]
        dated = meeting.filter(Q(due__value__body__in=held) | Exists(own)).exclude(pk__in=unknown)
        found = found.exclude(pk__in=dated.values("mandate"))
    return found


def conditional(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Live duties that hang on means or consent; scope: an organisation."""
    return mandates_confirmed(scope, at, known).filter(pk__in=_terms(at, known).filter(conditional=True).values("mandate"))


@measure("mandates.without-means", label=_("Conditional duties without means"), unit="mandate", version=1, whole=conditional, splits=BY_TEXT,
         words=_("Of the live duties that hang on means or consent those for which none was recorded as given."))
def without_means(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Conditional duties without means; scope: an organisation."""
    return conditional(scope, at, known).exclude(pk__in=_having(Means, at, known, what=Means.What.GIVEN))


@measure("mandates.reported", label=_("Duties reported on in the last year"), unit="mandate", version=1, whole=mandates_confirmed, splits=BY_TEXT,
         words=_("Live duties on which an answer of the last year stands, of all live duties."))
def reported(scope: Any, at: datetime, known: datetime) -> QuerySet[Any]:
    """Duties with an answer of the last year; scope: an organisation."""
    answers = Answer.objects.filter(by_then("by", "withdrawn_by", at, known), day__gt=at.date() - timedelta(days=365), day__lte=at.date())
    return mandates_confirmed(scope, at, known).filter(pk__in=answers.values("mandate"))

