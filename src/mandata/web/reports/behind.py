"""The records and acts behind each figure of a report, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from mandata.parties.capacity import Acting
from mandata.reports.figures import measure_named
from mandata.reports.models import Report
from mandata.shared.measures import Measure, records_of
from mandata.shared.models import Act, ActSubject, Record
from mandata.shared.rights import visible
from mandata.web.acts import Line, lines
from mandata.web.records import address_of, described, words_of
from mandata.web.reports.paper import Shown

MOST = 20  # records listed under a figure; the figure's own page lists all


@dataclass(slots=True)
class Counted:
    """A record that a figure counts, with the acts on it that were known."""

    words: str
    address: str
    acts: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Behind:
    """A figure with the records that it counts: those shown, and how many are open only to others or too many to list."""

    measure: Measure
    records: list[Counted]
    closed: int
    more: int

    @property
    def told(self) -> str:
        """What is not listed, in a sentence."""
        parts = []
        if self.closed:
            parts.append(ngettext("%(n)s record is open only to those whom it concerns.", "%(n)s records are open only to those whom they concern.", self.closed) % {
                "n": self.closed})
        if self.more:
            parts.append(ngettext("%(n)s more record stands on the page of the figure.", "%(n)s more records stand on the page of the figure.", self.more) % {
                "n": self.more})
        return " ".join(parts)


def behind(acting: Acting, shown: Shown) -> list[Behind]:
    """Each whole figure of a report with its records; the same number of queries for one record as for many."""
    found: list[Behind] = []
    wanted: dict[str, list[Counted]] = {}
    for measure, uids in _counted(shown):
        model = records_of(measure.name, shown.report.organisation, shown.report.at, shown.report.known).model
        named = model._default_manager.all() if issubclass(model, Record) else model._default_manager.annotate(uid=Cast("pk", CharField()))
        open_ones = visible(acting, named.filter(uid__in=uids))
        count = open_ones.count()
        records = []
        for record in described(open_ones).order_by("pk")[:MOST]:
            counted = Counted(words_of(record), address_of(record))
            records.append(counted)
            wanted.setdefault(record.uid, []).append(counted)
        found.append(Behind(measure, records, len(uids) - count, max(0, count - MOST)))
    for uid, acts in _acts(shown.report, wanted).items():
        told = lines(acts)
        for counted in wanted[uid]:
            counted.acts = told
    return [one for one in found if one.records or one.closed]


def _counted(shown: Shown) -> Iterable[tuple[Measure, list[str]]]:
    if shown.figures is None:
        for kept in shown.report.observations.filter(split="", hidden=False):
            if (measure := measure_named(kept.measure)) is not None:
                yield measure, kept.records
        return
    for name in dict.fromkeys(one.measure.name for one in shown.figures.printed.values()):
        whole = shown.figures.whole(name)
        if not shown.figures.hidden(whole):
            yield whole.measure, shown.figures.records(whole)


def _acts(report: Report, uids: Iterable[str]) -> dict[str, list[Act]]:
    """The acts on records that had happened and were known, by record."""
    uids = list(uids)
    then = Act.objects.filter(happened_at__lte=report.at, known_at__lte=report.known)
    if report.last_act is not None:
        then = then.filter(id__lte=report.last_act)
    further: dict[int, set[str]] = {}
    for pk, uid in ActSubject.objects.filter(subject_id__in=uids).values_list("act_id", "subject_id"):
        further.setdefault(pk, set()).add(uid)
    by_uid: dict[str, list[Act]] = {}
    for act in then.filter(Q(subject_id__in=uids) | Q(pk__in=further)).order_by("id"):
        for uid in {act.subject_id, *further.get(act.pk, ())} & set(uids):
            by_uid.setdefault(uid, []).append(act)
    return by_uid


def plainly(found: Iterable[Behind]) -> list[tuple[str, list[str]]]:
    """The same in lines of words, for files."""
    told = []
    for one in found:
        said = [
            "; ".join([record.words, *(f"{date_format(act.at, 'DATE_FORMAT')} {act.what}{f' ({act.basis})' if act.basis else ''}" for act in record.acts)])
            for record in one.records
        ]
        told.append((str(one.measure.label), [*said, *filter(None, [one.told])] or [gettext("None.")]))
    return told
