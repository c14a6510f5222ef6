"""What vice-chairs with special responsibilities report: their programmes and what they did, to the advisory group; and by State, to the body for a region."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.mandates.models import MandateTerms, PeriodFixed
from mandata.mandates.owed import period_open
from mandata.mandates.rolling import owes_as
from mandata.mandates.settings import settings_of
from mandata.membership.models import MobilisationProgramme
from mandata.parties.measures import classes_by_party
from mandata.parties.models import CodeName, Party, PartyKind, Responsibility, ResponsibilityReport, name_functions
from mandata.reports.annexes import changes, method
from mandata.reports.building import Writer
from mandata.reports.kinds import report_kind
from mandata.shared.joining import joined
from mandata.shared.measures import records_of

BY_STATE = (
    (gettext_lazy("Members reached to mobilise them"), "members.mobilised"), (gettext_lazy("Members told of programmes"), "members.informed"),
    (gettext_lazy("Participations in groups"), "sessions.participation"),
    (gettext_lazy("Took part before they were reached"), "members.taking-part-before"), (gettext_lazy("Took part since"), "members.taking-part-after"),
)


# To the advisory group


def summary(w: Writer) -> None:
    """How many programmes were due and came, and whom the vice-chairs reached."""
    if not laid(w):
        w.missing(_("No act has given a vice-chair a special responsibility."))
    due, came, missing = (w.figures.whole(f"mobilisation.{name}") for name in ("due", "received", "missing"))
    w.say(ngettext("%(due)s mobilisation programme was due; received: %(came)s, missing: %(missing)s.",
                   "%(due)s mobilisation programmes were due; received: %(came)s, missing: %(missing)s.", due.value),
          due=w.figure(due), came=w.figure(came), missing=w.figure(missing))
    reached = w.figures.whole("members.mobilised")
    w.say(ngettext("%(reached)s member was reached to mobilise it.", "%(reached)s members were reached to mobilise them.", reached.value), reached=w.figure(reached))


def action(w: Writer) -> None:
    """What the addressee is asked to do."""
    w.say(_("%(addressee)s is invited to take note of this report."), addressee=_addressee(w))


def basis(w: Writer) -> None:
    """The provisions by which it is owed, and from whom: only by an act that gave the responsibility."""
    found = duties(w)
    if not found:
        w.missing(_("No text in force here asks vice-chairs for it."))
    for one in found:
        w.say(_("%(text)s: %(words)s"), text=w.name(one.version.revision), words=w.name(_line(one.summary)))
        if period_open(one):
            fixed = PeriodFixed.objects.at(w.report.at, w.report.known).filter(mandate=one.mandate_id).select_related("body").first()
            if fixed is None:
                w.say(_("How often is not fixed: the text does not say, and no decision is recorded."))
            else:
                w.say(_("How often is fixed: %(how)s, by %(decision)s."), how=w.name(fixed.body or fixed.every), decision=w.name(fixed.decision))
    w.say(_("It is due only from a vice-chair to whom an act assigned the responsibility, and from nobody else."))


def responsible(w: Writer) -> None:
    """The vice-chairs to whom an act gave a responsibility."""
    found = laid(w)
    if not found:
        w.missing(_("No act has given a vice-chair a special responsibility."))
        return
    w.table([_("Vice-chair"), _("Responsibility"), _("Decided by"), _("Since")], [
        (w.name(one.office), w.name(one.words), w.name(one.source), w.day(one.since or one.opened_by.happened_at)) for one in found
    ])


def programmes(w: Writer) -> None:
    """Programmes received and missing, by group; the words of each that came."""
    due = w.figures.whole("mobilisation.due")
    own = list(MobilisationProgramme.objects.at(w.report.at, w.report.known).filter(
        responsibility__office__party__organisation=w.report.organisation).select_related(
            "responsibility__office__party", "session__body").prefetch_related("responsibility__office__party__names", "session__body__names").order_by("since", "pk"))
    if not due.value and not own:
        w.missing(_("No mobilisation programme was due by this day, and none came."))
        return
    keys = set(w.figures.parts("mobilisation.due", "group"))
    if keys:
        parties = Party.objects.filter(organisation=w.report.organisation, key__in=keys).prefetch_related("names")
        names = [_("Due"), _("Received"), _("Missing")]
        w.table([_("Group"), *names], [
            (w.name(name), *(w.figure(w.figures.part(f"mobilisation.{one}", "group", key)) for one in ("due", "received", "missing")))
            for name, key in sorted((one.name, one.key) for one in parties)
        ])
    for one in own:
        session = w.name(one.session) if one.session else w.words(_("no session named"))
        w.say(_("%(who)s: %(title)s, submitted on %(day)s (%(session)s)."), who=w.name(one.responsibility.office), title=w.name(one.title), day=w.day(one.since), session=session)
        w.say("%(words)s", words=w.name(_line(one.words)))
    if not own:
        w.missing(_("None has come."))


def done(w: Writer) -> None:
    """What was done under the responsibilities: each act, with how many it reached by region."""
    whole = w.figures.whole("regional.vice-chairs-work")
    if not whole.value:
        w.missing(_("No act of a vice-chair under a responsibility is recorded."))
        return
    w.say(ngettext("%(acts)s act is recorded:", "%(acts)s acts are recorded:", whole.value), acts=w.figure(whole))
    regions = _regions(w)
    found = records_of("regional.vice-chairs-work", w.report.organisation, w.report.at, w.report.known).select_related(
        "responsibility__office__party").prefetch_related("responsibility__office__party__names", "members__names").order_by("since", "pk")
    w.table([_("Day"), _("Vice-chair"), _("What"), _("Region"), _("In words"), _("Members reached")], [
        (w.day(one.since), w.name(one.responsibility.office), w.words(str(one.get_what_display())), w.name(regions.get(one.region, one.region)), w.name(one.words),
         w.name(joined(sorted(member.name for member in one.members.all()))))
        for one in found
    ])


def reached(w: Writer) -> None:
    """Members reached, by region; and whether they took part before and since."""
    whole = w.figures.whole("members.mobilised")
    if not whole.value:
        w.missing(_("No member is recorded as reached."))
        return
    codes = set(w.figures.parts("members.mobilised", "region")) | set(w.figures.parts("members.informed", "region"))
    names, regions = ("members.mobilised", "members.informed", "members.taking-part-before", "members.taking-part-after"), _regions(w)
    w.table([_("Region"), _("Members reached to mobilise them"), _("Members told of programmes"), _("Took part before they were reached"), _("Took part since")], [
        (w.name(regions.get(code, code) or _("not recorded")), *(w.figure(w.figures.part(name, "region", code)) for name in names)) for code in sorted(codes)
    ])
    before, since = w.figures.whole("members.taking-part-before"), w.figures.whole("members.taking-part-after")
    w.say(_("Of the members reached %(before)s had taken part in the vice-chair's group before, and %(since)s have taken part since."), before=w.figure(before),
          since=w.figure(since))


def own_words(w: Writer) -> None:
    """What the vice-chairs themselves reported on their responsibilities."""
    found = list(ResponsibilityReport.objects.filter(
        by__happened_at__lte=w.report.at, by__known_at__lte=w.report.known, day__lte=w.report.at.date(),
        responsibility__office__party__organisation=w.report.organisation, responsibility__office__function="vice-chair",
    ).select_related("responsibility__office__party").prefetch_related("responsibility__office__party__names").order_by("day", "pk"))
    if not found:
        w.missing(_("No vice-chair has reported in words of one's own."))
        return
    name_functions([one.responsibility.office for one in found])
    for one in found:
        w.say(_("%(who)s, %(day)s: %(words)s"), who=w.name(one.responsibility.office), day=w.day(one.day), words=w.name(_line(one.words)))


def helped(w: Writer) -> None:
    """How regional offices helped the vice-chairs."""
    whole = w.figures.whole("offices.help-vice-chairs")
    if not whole.value:
        w.missing(_("No help of a regional office to a vice-chair is recorded."))
        return
    parts = w.figures.parts("offices.help-vice-chairs", "office")
    parties = Party.objects.filter(organisation=w.report.organisation, key__in=parts).prefetch_related("names")
    w.table([_("Regional office"), _("Acts of help")], [
        (w.name(name), w.figure(parts[key])) for name, key in sorted((one.name, one.key) for one in parties)])


# To the body for a region


def regional_summary(w: Writer) -> None:
    """The region, and the members reached in it."""
    found = states(w)
    if not found:
        w.missing(_("No State is classed in a region on this day."))
        return
    if regions := regions_told(w):
        names = _regions(w)
        w.say(_("This report is on: %(regions)s."), regions=w.name(joined(names.get(one, one) for one in sorted(regions))))
        for code in sorted(regions):
            mobilised = w.figures.part("members.mobilised", "region", code)
            w.say(ngettext("%(region)s: %(reached)s member was reached to mobilise it.", "%(region)s: %(reached)s members were reached to mobilise them.",
                           mobilised.value), region=w.name(names.get(code, code)), reached=w.figure(mobilised))
        return
    w.say(_("The addressee is classed in no region: the States of all regions are told of."))
    mobilised = w.figures.whole("members.mobilised")
    w.say(ngettext("%(reached)s member was reached to mobilise it.", "%(reached)s members were reached to mobilise them.", mobilised.value), reached=w.figure(mobilised))


def by_state(w: Writer) -> None:
    """Mobilisation and participation, State by State; those of whom nothing is recorded stand with nothing."""
    found = states(w)
    if not found:
        w.missing(_("No State is classed in a region on this day."))
        return
    regions = _regions(w)
    w.table([_("Region"), _("State"), *(str(label) for label, _measure in BY_STATE)], [
        (w.name(regions.get(region, region)), w.name(state.name), *(w.figure(w.figures.part(name, "state", state.key)) for _words, name in BY_STATE))
        for region, state in found
    ])
    w.say(_("Of a State are counted the State itself and the members established in it."))


def silent(w: Writer) -> None:
    """The States that nobody reached and that did not take part."""
    found = [state for _of, state in states(w) if not any(
        w.figures.part(name, "state", state.key).value for name in ("members.mobilised", "members.informed", "sessions.participation"))]
    if not states(w):
        w.missing(_("No State is classed in a region on this day."))
    elif found:
        w.say(_("Neither reached nor in a session of a group: %(states)s."), states=w.name(joined(one.name for one in found)))
    else:
        w.say(_("Each State was reached, or took part in a session of a group."))


def regional_done(w: Writer) -> None:
    """The acts of vice-chairs in the region."""
    told = regions_told(w)
    found = records_of("regional.vice-chairs-work", w.report.organisation, w.report.at, w.report.known).select_related(
        "responsibility__office__party").prefetch_related("responsibility__office__party__names").order_by("since", "pk")
    rows = [one for one in found if not told or one.region in told]
    if not rows:
        w.missing(_("No act of a vice-chair under a responsibility is recorded for this region."))
        return
    regions = _regions(w)
    w.table([_("Day"), _("Vice-chair"), _("What"), _("Region"), _("In words")], [
        (w.day(one.since), w.name(one.responsibility.office), w.words(str(one.get_what_display())), w.name(regions.get(one.region, one.region)), w.name(one.words))
        for one in rows
    ])


def laid(w: Writer) -> list[Responsibility]:
    """The responsibilities of vice-chairs that held."""
    found = list(Responsibility.objects.at(w.report.at, w.report.known).filter(
        office__party__organisation=w.report.organisation, office__function="vice-chair", office__party__entity=PartyKind.GROUP,
    ).select_related("office__party", "opened_by").prefetch_related("office__party__names").order_by("office__party__key", "pk"))
    name_functions([one.office for one in found])
    return found


def duties(w: Writer) -> list[Any]:
    """The live duties that are due only from one to whom an act gave the responsibility."""
    only = settings_of(w.report.organisation, w.report.known).responsible
    codes = {code for code in only if any(owes_as(one.office, code) for one in laid(w))} or only
    asked = Q(pk__in=[])
    for code in sorted(codes):
        asked |= Q(asked__actor=code)
    return list(MandateTerms.objects.filter(asked, current=True, mandate__organisation=w.report.organisation).distinct().select_related(
        "version__revision__work", "version__revision__session").order_by("place", "pk"))


def regions_told(w: Writer) -> set[str]:
    """The regions in which the addressee is classed."""
    addressee = w.report.addressee_id
    return classes_by_party("region", w.report.at, w.report.known).get(addressee, set()) if addressee else set()


def states(w: Writer) -> list[tuple[str, Party]]:
    """The States told of with their region, by region and name."""
    told, classed = regions_told(w), classes_by_party("region", w.report.at, w.report.known)
    found = Party.objects.filter(organisation=w.report.organisation, entity=PartyKind.STATE, pk__in=list(classed)).prefetch_related("names")
    rows = [(region, state) for state in found for region in sorted(classed[state.pk]) if not told or region in told]
    return sorted(rows, key=lambda row: (row[0], row[1].name))


def _regions(w: Writer) -> dict[str, str]:
    return {one.code: str(one) for one in CodeName.objects.filter(organisation=w.report.organisation, scheme="region")}


def _addressee(w: Writer) -> Any:
    return w.name(w.report.addressee) if w.report.addressee else w.words(_("The body to which this report is addressed"))


def _line(words: str) -> str:
    return " ".join(words.split())


ANNEXES = [
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
]
VICE_CHAIRS_MOBILISATION = report_kind("vice-chairs-mobilisation", gettext_lazy("Mobilisation by vice-chairs with special responsibilities"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("basis", gettext_lazy("By what it is owed, and from whom"), basis),
    ("responsible", gettext_lazy("Vice-chairs with special responsibilities"), responsible),
    ("programmes", gettext_lazy("Mobilisation programmes"), programmes),
    ("done", gettext_lazy("What was done"), done),
    ("reached", gettext_lazy("Members reached, and their participation before and since"), reached),
    ("words", gettext_lazy("Reports of the vice-chairs"), own_words),
    ("help", gettext_lazy("Help of the regional offices"), helped),
    *ANNEXES,
])
REGIONAL_MOBILISATION = report_kind("regional-mobilisation", gettext_lazy("Mobilisation and participation in a region, by State"), [
    ("summary", gettext_lazy("Summary"), regional_summary),
    ("action", gettext_lazy("Action required"), action),
    ("basis", gettext_lazy("By what it is owed, and from whom"), basis),
    ("responsible", gettext_lazy("Vice-chairs with special responsibilities"), responsible),
    ("states", gettext_lazy("Mobilisation and participation, by State"), by_state),
    ("silent", gettext_lazy("States of which nothing is recorded"), silent),
    ("done", gettext_lazy("What was done"), regional_done),
    ("words", gettext_lazy("Reports of the vice-chairs"), own_words),
    *ANNEXES,
])
