"""The records and acts behind each figure of a report, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Q, QuerySet
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
AT_ONCE = 10_000  # names in one question; of more the records are those that the acts known then give


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
    for measure, whole, counts in _counted(shown):
        open_ones = visible(acting, counts)
        count = open_ones.count()
        records = []
        for record in described(open_ones).order_by("pk")[:MOST]:
            counted = Counted(words_of(record), address_of(record))
            records.append(counted)
            wanted.setdefault(record.uid, []).append(counted)
        found.append(Behind(measure, records, max(0, whole - count), max(0, count - MOST)))
    for uid, acts in _acts(shown.report, wanted).items():
        told = lines(acts)
        for counted in wanted[uid]:
            counted.acts = told
    return [one for one in found if one.records or one.closed]


def _counted(shown: Shown) -> Iterable[tuple[Measure, int, QuerySet[Any]]]:
    """Each whole figure with the number of its records, and these: of a published report those kept, as far as a database can be asked by their names."""
    report = shown.report
    if shown.figures is None:
        for kept in report.observations.filter(split="", hidden=False):
            if (measure := measure_named(kept.measure)) is not None:
                counts = _named(records_of(kept.measure, report.organisation, report.at, report.known))
                yield measure, len(kept.records), counts if len(kept.records) > AT_ONCE else _named(counts.model._default_manager.all()).filter(uid__in=kept.records)
        return
    for name in dict.fromkeys(one.measure.name for one in shown.figures.printed.values()):
        whole = shown.figures.whole(name)
        if not shown.figures.hidden(whole):
            counts = records_of(name, report.organisation, report.at, report.known, version=whole.measure.version)
            yield whole.measure, counts.order_by().count(), _named(counts)


def _named(records: QuerySet[Any]) -> QuerySet[Any]:
    return records if issubclass(records.model, Record) else records.annotate(uid=Cast("pk", CharField()))


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
