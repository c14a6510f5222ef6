"""What a pilot for small firms came to: the fuller paper to the conference, with results and options, not the state alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.membership.models import PilotView
from mandata.membership.pilot_measures import pilots, side_of
from mandata.parties.models import CodeName, Party
from mandata.parties.registering_models import Attendance
from mandata.reports.annexes import changes, method
from mandata.reports.building import Piece, Writer
from mandata.reports.kinds import report_kind
from mandata.reports.sme_pilot import (
    agreements,
    background,
    circulars,
    contacts,
    definitions,
    groups,
    meetings,
    situation,
)
from mandata.shared.measures import records_of

SIDES = ("firms", "groups", "administrations")
OPTIONS = (PilotView.Wants.END, PilotView.Wants.EXTEND, PilotView.Wants.CONVERT, PilotView.Wants.OPEN)


def summary(w: Writer) -> None:
    """What the pilot came to, in the figures asked for first."""
    admitted = w.figures.whole("pilot.admitted")
    if not admitted.value:
        w.missing(_("No firm had been admitted by a pilot on this day."))
        return
    w.say(ngettext("%(admitted)s firm was admitted by the pilot.", "%(admitted)s firms were admitted by the pilot.", admitted.value), admitted=w.figure(admitted))
    taking_part, brought = w.figures.whole("pilot.firms-taking-part"), w.figures.whole("pilot.contributions")
    w.say(ngettext("%(firms)s took part in at least one session of a group.", "%(firms)s took part in at least one session of a group.",
                   taking_part.value), firms=w.figure(taking_part))
    w.say(ngettext("%(brought)s contribution came of them.", "%(brought)s contributions came of them.", brought.value), brought=w.figure(brought))
    later = w.figures.whole("pilot.later-members")
    w.say(ngettext("%(later)s of them has since become a member in another category.", "%(later)s of them have since become members in another category.",
                   later.value), later=w.figure(later))
    views = w.figures.whole("pilot.views")
    w.say(ngettext("%(views)s view of the pilot is recorded.", "%(views)s views of the pilot are recorded.", views.value), views=w.figure(views))


def action(w: Writer) -> None:
    """What the addressee is asked to do."""
    report = w.report
    addressee = w.name(report.addressee) if report.addressee else w.words(_("The body to which this report is addressed"))
    w.say(_("%(addressee)s is invited to examine these results, and to decide whether the pilot ends, is extended or becomes permanent."), addressee=addressee)


def participation(w: Writer) -> None:
    """Which firms took part, in which groups, and in how many sessions."""
    whole = w.figures.whole("pilot.participation")
    if not whole.value:
        w.missing(_("No session of a group is recorded in which a firm of the pilot took part."))
        return
    firms = w.figures.whole("pilot.firms-taking-part")
    w.say(_("Firms took part %(times)s times in sessions of groups, each firm counted once a session; %(firms)s firms were there at least once."),
          times=w.figure(whole), firms=w.figure(firms))
    by_party(w, "group", _("Group"), [(_("Participations"), "pilot.participation"), (_("Contributions"), "pilot.contributions")])
    by_party(w, "state", _("State"), [(_("Firms admitted"), "pilot.admitted"), (_("Firms that took part"), "pilot.firms-taking-part"),
                                      (_("Participations"), "pilot.participation"), (_("Contributions"), "pilot.contributions")])


def contributions(w: Writer) -> None:
    """What the firms brought, by topic; each document by its number."""
    whole = w.figures.whole("pilot.contributions")
    if not whole.value:
        w.missing(_("No contribution of a firm of the pilot is recorded."))
        return
    firms = w.figures.whole("pilot.firms-contributing")
    w.say(ngettext("%(firms)s firm brought contributions:", "%(firms)s firms brought contributions:", firms.value), firms=w.figure(firms))
    found = _records(w, "pilot.contributions").select_related("session__body", "party").prefetch_related("session__body__names", "party__names")
    w.table([_("Group"), _("Session"), _("Document"), _("Title"), _("Topic"), _("Firm")], [
        (w.name(one.session.body), w.day(one.session.start), w.name(one.number), w.name(one.title), w.name(one.topic), w.name(one.party))
        for one in found.order_by("since", "number", "pk")
    ])


def topics(w: Writer) -> None:
    """What the contributions are about."""
    parts = w.figures.parts("pilot.contributions", "topic")
    if not parts:
        w.missing(_("No contribution of a firm of the pilot is recorded, so there is no topic."))
        return
    w.table([_("Topic"), _("Contributions")], [(w.name(code), w.figure(one)) for code, one in sorted(parts.items(), key=lambda row: (-row[1].value, row[0]))])


def mode(w: Writer) -> None:
    """Whether they took part in the room or from afar."""
    parts = w.figures.parts("pilot.participation", "mode")
    if not parts:
        w.missing(_("No session of a group is recorded in which a firm of the pilot took part."))
        return
    names = dict(Attendance.Mode.choices)
    w.table([_("How"), _("Participations")], [
        (w.words(str(names.get(code) or _("not recorded"))), w.figure(parts[code])) for code in (*Attendance.Mode.values, "") if code in parts
    ])


def membership(w: Writer) -> None:
    """Who became a member otherwise since."""
    whole = w.figures.whole("pilot.later-members")
    if not whole.denominator:
        w.missing(_("No firm had been admitted by a pilot on this day."))
        return
    if not whole.value:
        w.say(_("%(later)s of the %(whole)s firms admitted have become members in another category."), later=w.figure(whole),
              whole=w.figure(w.figures.whole("pilot.admitted")))
        return
    w.say(ngettext("%(later)s firm has since become a member in another category:", "%(later)s firms have since become members in another category:", whole.value),
          later=w.figure(whole))
    codes = _codes(w, "category")
    parts = w.figures.parts("pilot.later-members", "category")
    w.table([_("Category"), _("Firms")], [(w.name(codes.get(code, code)), w.figure(one)) for code, one in sorted(parts.items())])


def refusals(w: Writer) -> None:
    """What firms tried and were refused, by the rule that was shown."""
    whole = w.figures.whole("pilot.refusals")
    if not whole.value:
        w.missing(_("Nobody in an office of a firm of the pilot tried here what a rule refuses."))
        return
    w.say(ngettext("%(refused)s act was refused, by the rule that was shown to whoever tried it:",
                   "%(refused)s acts were refused, each by the rule that was shown to whoever tried it:", whole.value), refused=w.figure(whole))
    parts = w.figures.parts("pilot.refusals", "rule")
    w.table([_("Rule"), _("Refusals")], [
        (w.name(_(code) if code else _("no rule was named")), w.figure(one)) for code, one in sorted(parts.items(), key=lambda row: (-row[1].value, row[0]))
    ])


def cost(w: Writer) -> None:
    """What it cost, by where the money came from; beside what the firms paid."""
    whole = w.figures.whole("pilot.cost")
    if whole.empty:
        w.missing(_("No cost of the pilot is recorded, or its costs are in several currencies."))
    else:
        costs = list(_records(w, "pilot.cost").order_by("since", "pk"))
        currency = costs[0].currency
        w.say(_("The pilot is recorded to have cost %(cost)s %(currency)s:"), cost=w.figure(whole), currency=w.name(currency))
        parts = w.figures.parts("pilot.cost", "source")
        words: dict[str, list[str]] = {}
        for one in costs:
            words.setdefault(one.source, []).append(one.words)
        w.table([_("Paid from"), _("For"), _("Sum")], [(w.name(source), w.name("; ".join(said)), w.figure(parts[source])) for source, said in words.items()])
    paid = {code: w.figures.part("fees.paid", "category", code) for code in sorted(_categories(w))}
    for code, one in paid.items():
        if not one.empty:
            w.say(_("Firms paid %(paid)s in fees of the category %(category)s."), paid=w.figure(one), category=w.name(_codes(w, "category").get(code, code)))


def views(w: Writer) -> None:
    """How firms, groups and administrations see it: each in its own words."""
    whole = w.figures.whole("pilot.views")
    if not whole.value:
        w.missing(_("No firm, group or administration has told how it sees the pilot."))
        return
    found = list(_records(w, "pilot.views").select_related("party").prefetch_related("party__names").order_by("since", "pk"))
    labels = {"firms": _("Firms and their associations"), "groups": _("Groups"), "administrations": _("Administrations")}
    for side in SIDES:
        said = w.figures.part("pilot.views", "side", side)
        own = [one for one in found if side_of(one.party.entity) == side]
        if not own:
            w.say(_("%(side)s: %(said)s views; none is recorded."), side=w.words(labels[side]), said=w.figure(said))
            continue
        w.say(ngettext("%(side)s: %(said)s view.", "%(side)s: %(said)s views.", said.value), side=w.words(labels[side]), said=w.figure(said))
        w.table([_("Of"), _("On"), _("In its own words"), _("Wants"), _("Came by")], [
            (w.name(one.party), w.day(one.since), w.name(one.words), w.words(str(one.get_wants_display())), w.name(one.source) if one.source else w.words(_("the site")))
            for one in own
        ])


def options(w: Writer) -> None:
    """End, extend, make permanent: what each is, and how many want it, by side."""
    w.say(_("End: no firm is admitted by the pilot any more; those admitted keep their place until a text ends it."))
    w.say(_("Extend: the terms hold on, with another day by which a decision is due."))
    w.say(_("Make permanent: the category stands in the basic texts, with its rights, its fee and its conditions."))
    if not w.figures.whole("pilot.views").value:
        w.missing(_("No firm, group or administration has told which of these it wants."))
        return
    w.table([_("Option"), _("Firms"), _("Groups"), _("Administrations"), _("Together")], [
        (w.words(str(PilotView.Wants(want).label)), *(w.figure(w.figures.part("pilot.views", "side-wants", f"{side}:{want}")) for side in SIDES),
         w.figure(w.figures.part("pilot.views", "wants", want)))
        for want in OPTIONS
    ])


def by_party(w: Writer, split: str, label: str, columns: Sequence[tuple[str, str]]) -> None:
    """A table of parts by party, one measure a column."""
    codes = {code for _label, name in columns for code in w.figures.parts(name, split)} - {""}
    if not codes:
        return
    rows: list[tuple[Piece, ...]] = [
        (w.name(name), *(w.figure(w.figures.part(measure, split, code)) for _label, measure in columns)) for name, code in named(w, codes)
    ]
    w.table([label, *(one for one, _name in columns)], rows)


def named(w: Writer, codes: Any) -> list[tuple[str, str]]:
    """Parties by their keys, in the order of their names."""
    found = Party.objects.filter(organisation=w.report.organisation, key__in=codes).prefetch_related("names")
    return sorted((one.name, one.key) for one in found)


def _records(w: Writer, name: str) -> Any:
    return records_of(name, w.report.organisation, w.report.at, w.report.known)


def _codes(w: Writer, scheme: str) -> Mapping[str, str]:
    return {one.code: str(one) for one in CodeName.objects.filter(organisation=w.report.organisation, scheme=scheme)}


def _categories(w: Writer) -> set[str]:
    """The categories that pilots give."""
    return set(pilots(w.report.organisation, w.report.at, w.report.known).values_list("category", flat=True))


SME_PILOT_RESULTS = report_kind("sme-pilot-results", gettext_lazy("Results of the pilot for small and medium-sized enterprises"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("background", gettext_lazy("Background and basis"), background),
    ("groups", gettext_lazy("Groups that take part"), groups),
    ("situation", gettext_lazy("Firms approved, waiting and refused"), situation),
    ("definitions", gettext_lazy("Definitions used"), definitions),
    ("contacts", gettext_lazy("Promotion"), contacts),
    ("agreements", gettext_lazy("Agreements"), agreements),
    ("circulars", gettext_lazy("Circular letters"), circulars),
    ("participation", gettext_lazy("Results: participation"), participation),
    ("mode", gettext_lazy("Results: in the room or from afar"), mode),
    ("contributions", gettext_lazy("Results: contributions"), contributions),
    ("topics", gettext_lazy("Results: topics"), topics),
    ("membership", gettext_lazy("Results: later membership"), membership),
    ("refusals", gettext_lazy("Results: acts refused, by rule"), refusals),
    ("cost", gettext_lazy("Cost"), cost),
    ("views", gettext_lazy("How firms, groups and administrations see it"), views),
    ("options", gettext_lazy("Options"), options),
    ("meetings", gettext_lazy("Coming meetings"), meetings),
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
])
