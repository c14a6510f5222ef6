"""The annexes of every report: how each figure is made, and what differs from the report before."""

from __future__ import annotations

from dataclasses import replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mandata.reports.building import NAME, Piece, Pieces, Writer
from mandata.reports.figures import measure_named
from mandata.shared.measures import Observation


def method(w: Writer) -> None:
    """Each measure that was printed: its formula in words, its value, and of how many."""
    printed = list(w.figures.printed.values())
    if not printed:
        w.missing(_("This report prints no figure."))
        return
    rows: list[list[Piece | Pieces]] = []
    told: set[str] = set()
    for one in printed:
        measure = one.measure
        if measure.name in told:
            continue
        told.add(measure.name)
        whole = w.figures.whole(measure.name)
        splits = sorted({other.part[0] for other in printed if other.measure is measure and other.part})
        name: Pieces = [w.words(str(measure.label)), w.words(" · "), w.name(whole.key)]
        for split in splits:
            name += [w.words(" · "), w.words(str(measure.splits[split].label))]
        rows.append([name, w.words(str(measure.words)), w.figure(whole), of(whole)])
    w.table([_("Figure"), _("Formula"), _("Value"), _("Of")], rows)


def of(observation: Observation) -> Piece:
    """The denominator of a share, or on how many records another figure rests; a count has none."""
    denominator = observation.denominator
    return Piece("–" if denominator is None else number_format(denominator, use_l10n=True, force_grouping=True), NAME)


def changes(w: Writer) -> None:
    """What differs from the last report published of this kind: a correction where both speak of one day."""
    before = w.report.follows
    if before is None:
        w.missing(_("There is no earlier report of this kind."))
        return
    rows: list[list[Piece | Pieces]] = []
    for kept in before.observations.filter(split="", hidden=False):  # what counted so few persons is shown by no later report either
        measure = measure_named(kept.measure)
        if measure is None:
            continue
        then = Observation(replace(measure, version=kept.version), kept.value, kept.numerator, kept.denominator, before.at, before.known)
        now = w.figures.whole(kept.measure)
        if then.value != now.value:
            rows.append([w.words(str(measure.label)), w.earlier(then), w.figure(now)])
    if before.at.date() == w.report.at.date():
        w.say(_("This report corrects %(document)s, which speaks of the same day as it was known on %(known)s."),
              document=w.name(before), known=w.day(before.known))
    else:
        w.say(_("The last report is %(document)s, of %(day)s."), document=w.name(before), day=w.day(before.at))
    if rows:
        w.table([_("Figure"), _("Last report"), _("This report")], rows)
    else:
        w.say(_("No figure that both reports print differs."))
