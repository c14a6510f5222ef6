"""Progress of a pilot that lets small firms take part: the paper to the Council."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mandata.mandates.calendar import calendar_of
from mandata.mandates.models import MandateTerms
from mandata.membership.bases import bases_of
from mandata.membership.models import Circular, RouteTerms, Waiting
from mandata.parties.models import Party
from mandata.reports.annexes import changes, method
from mandata.reports.building import Writer
from mandata.reports.kinds import report_kind
from mandata.shared.joining import joined
from mandata.shared.measures import records_of

COUNTED = ("sme.approved", "sme.awaiting-approval", "sme.awaiting-admission", "sme.refused", "sme.withdrawn")
MOST_SESSIONS = 20


def summary(w: Writer) -> None:
    """The pilot, who takes part, and the figures asked for first."""
    for terms in pilots(w):
        ever = RouteTerms.objects.known(w.report.known).filter(route=terms.route, since__lte=w.report.at.date())
        since = ever.order_by("since").values_list("since", flat=True).first()  # an extension gives other terms, and opens nothing anew
        w.say(_("Open since %(since)s: %(pilot)s."), pilot=w.name(terms.route), since=w.day(since))
    groups, approved = w.figures.whole("groups.participating"), w.figures.whole("sme.approved")
    w.say(ngettext("%(groups)s group takes part.", "%(groups)s groups take part.", groups.value), groups=w.figure(groups))
    w.say(ngettext("%(approved)s firm has the approval of the administration of its State.",
                   "%(approved)s firms have the approval of the administrations of their States.", approved.value), approved=w.figure(approved))
    waiting = w.figures.whole("sme.awaiting-approval")
    w.say(ngettext("%(waiting)s firm waits for its administration.", "%(waiting)s firms wait for their administrations.", waiting.value),
          waiting=w.figure(waiting))


def action(w: Writer) -> None:
    """What the addressee is asked to do."""
    report = w.report
    addressee = w.name(report.addressee) if report.addressee else w.words(_("The body to which this report is addressed"))
    w.say(_("%(addressee)s is invited to take note of the progress of the pilot."), addressee=addressee)


def background(w: Writer) -> None:
    """By which text the pilot is open, what asks for the report."""
    found = pilots(w)
    if not found:
        w.missing(_("No text that opens a pilot is recorded as in force on this day."))
    for terms, basis in zip(found, bases_of(found, w.report.organisation), strict=True):
        mark = "" if basis.resolved else str(basis.found.label)
        w.say(_("Basis of %(pilot)s: %(basis)s."), mark, pilot=w.name(terms.route), basis=w.name(basis.words))
        if basis.provision:
            w.say(_("Its words: %(words)s"), words=w.name(basis.provision))
        if terms.by_administration:
            w.say(_("A firm needs the approval of the administration of its State before the secretariat admits it."))
        if terms.by_group:
            w.say(_("Each group decides for itself whether it takes part."))
        if terms.term is not None:
            if terms.term < w.report.at.date():
                w.say(_("A decision on its end was due by %(term)s; no text has decided, and no right lapses without one."), term=w.day(terms.term))
            else:
                w.say(_("A decision on its end is due by %(term)s; no right lapses without one."), term=w.day(terms.term))
    asked = MandateTerms.objects.filter(mandate=w.report.mandate_id).select_related(
        "version__revision__work", "version__revision__session").order_by("-current", "-pk").first() if w.report.mandate_id else None
    if asked is not None:
        w.say(_("%(text)s asks for this report: %(words)s"), text=w.name(asked.version.revision), words=w.name(asked.summary))


def groups(w: Writer) -> None:
    """The groups that take part, under their Sector or body, and since when."""
    figure = w.figures.whole("groups.participating")
    found = records_of("groups.participating", w.report.organisation, w.report.at, w.report.known).select_related("group__parent").prefetch_related(
        "group__names", "group__parent__names")
    rows = sorted(((str(one.group.parent or ""), str(one.group), one) for one in found), key=lambda row: row[:2])
    if not rows:
        w.missing(_("No group had decided to take part."))
        return
    w.say(ngettext("%(groups)s group has decided to take part:", "%(groups)s groups have decided to take part:", figure.value), groups=w.figure(figure))
    w.table([_("Sector or body"), _("Group"), _("Takes part since"), _("By")], [
        (w.name(parent), w.name(group), w.day(one.since), w.name(one.basis)) for parent, group, one in rows
    ])


def situation(w: Writer) -> None:
    """Firms by where they stand, by State and by group; how long they wait, and on whom."""
    figures = w.figures
    approved, waiting, admission, refused, withdrawn = (figures.whole(name) for name in COUNTED)
    if not any(one.value for one in (approved, waiting, admission, refused, withdrawn)):
        w.missing(_("No application is recorded for this day."))
    w.say(ngettext("The approval of the administration of its State is in force for %(approved)s firm.",
                   "The approval of the administration of their State is in force for %(approved)s firms.", approved.value), approved=w.figure(approved))
    w.say(ngettext("%(waiting)s firm waits for the answer of its administration.", "%(waiting)s firms wait for the answer of their administrations.",
                   waiting.value), waiting=w.figure(waiting))
    w.say(ngettext("%(admission)s firm is approved and waits for admission by the secretariat.",
                   "%(admission)s firms are approved and wait for admission by the secretariat.", admission.value), admission=w.figure(admission))
    w.say(ngettext("Administrations have refused %(refused)s firm.", "Administrations have refused %(refused)s firms.", refused.value), refused=w.figure(refused))
    w.say(ngettext("%(withdrawn)s firm has taken its application back.", "%(withdrawn)s firms have taken their application back.", withdrawn.value),
          withdrawn=w.figure(withdrawn))
    for on, template in (
        (Waiting.On.ADMINISTRATION, _("Those that wait on an administration have waited for a median of %(days)s days.")),
        (Waiting.On.SECRETARIAT, _("Those that wait on the secretariat have waited for a median of %(days)s days.")),
    ):
        days = figures.part("sme.days-waiting", "on", on)
        if not days.empty:
            w.say(template, days=w.figure(days))
    split_table(w, "state", _("State"))
    split_table(w, "group", _("Group"))


def split_table(w: Writer, split: str, label: str) -> None:
    """The firms counted, by State or by group wanted; a firm that wants several groups counts in each."""
    codes = {code for name in COUNTED for code in w.figures.parts(name, split)}
    if not codes:
        return
    parties = Party.objects.filter(organisation=w.report.organisation, key__in=codes).prefetch_related("names")
    named = sorted((one.name, one.key) for one in parties)
    w.table([label, _("Approved"), _("Wait for the administration"), _("Wait for admission"), _("Refused"), _("Taken back")], [
        (w.name(name), *(w.figure(w.figures.part(measure, split, code)) for measure in COUNTED)) for name, code in named
    ])
    if split == "group":
        w.say(_("A firm that wants to take part in several groups is counted in each of them."))


def definitions(w: Writer) -> None:
    """The national definitions in use, and the States that approve without one."""
    held, without = w.figures.whole("definitions.in-use"), w.figures.whole("states.without-definition")
    times = (w.report.organisation, w.report.at, w.report.known)
    if held.value:
        w.say(ngettext("%(definitions)s national definition is in use:", "%(definitions)s national definitions are in use:", held.value), definitions=w.figure(held))
        found = records_of("definitions.in-use", *times).select_related("state_party").prefetch_related("state_party__names").order_by("state_party__key")
        w.table([_("State"), _("Definition"), _("Source"), _("Applied since")], [
            (w.name(one.state_party), w.name(one.title), w.name(one.source), w.day(one.since)) for one in found
        ])
    else:
        w.missing(_("No State has declared its national definition."))
    if without.value:
        w.say(ngettext("%(states)s State approves firms without a declared definition; its approvals stand: %(names)s.",
                       "%(states)s States approve firms without a declared definition; their approvals stand: %(names)s.", without.value),
              states=w.figure(without), names=w.name(listed(records_of("states.without-definition", *times).prefetch_related("names"))))


def contacts(w: Writer) -> None:
    """Contacts with firms and their associations, and what came of them; no firm is named."""
    made = w.figures.whole("promotion.contacts")
    if not made.value:
        w.missing(_("No contact by which the pilot was promoted is recorded for this day."))
        return
    w.say(ngettext("%(contacts)s contact with a firm or an association of firms is recorded.",
                   "%(contacts)s contacts with firms and associations of firms are recorded.", made.value), contacts=w.figure(made))
    applied, approved, admitted = (w.figures.whole(f"promotion.{name}") for name in ("applications", "approved", "admitted"))
    w.say(ngettext("%(applied)s application came of them; of these %(approved)s approved, and %(admitted)s admitted.",
                   "%(applied)s applications came of them; of these %(approved)s approved, and %(admitted)s admitted.", applied.value),
          applied=w.figure(applied), approved=w.figure(approved), admitted=w.figure(admitted))
    by = w.figures.parts("promotion.contacts", "actor")
    parties = Party.objects.filter(organisation=w.report.organisation, key__in=by).prefetch_related("names")
    w.table([_("By whom"), _("Contacts"), _("Of them led to an application")], [
        (w.name(name), w.figure(by[key]), w.figure(w.figures.part("promotion.contacts-applied", "actor", key)))
        for name, key in sorted((one.name, one.key) for one in parties)
    ])


def agreements(w: Writer) -> None:
    """Agreements with associations of firms and others."""
    report, held = w.report, w.figures.whole("agreements.in-force")
    if not held.value:
        w.missing(_("No agreement is recorded as in force on this day."))
        return
    w.say(ngettext("%(agreements)s agreement is in force:", "%(agreements)s agreements are in force:", held.value), agreements=w.figure(held))
    found = records_of("agreements.in-force", report.organisation, report.at, report.known).select_related("signatory").prefetch_related("parties__names")
    w.table([_("Agreement"), _("With"), _("Signed by"), _("Signed on")], [
        (w.name(one.title), w.name(listed(party for party in one.parties.all() if party.pk != report.organisation_id)), w.name(one.signatory), w.day(one.signed_on))
        for one in found.order_by("signed_on", "pk")
    ])


def circulars(w: Writer) -> None:
    """Circular letters sent, and what came back from those that ask for an answer."""
    report = w.report
    sent = Circular.objects.filter(organisation=report.organisation, sent_by__happened_at__lte=report.at, sent_by__known_at__lte=report.known)
    letters = list(sent.select_related("sent_by").order_by("sent_by__happened_at", "pk"))
    if not letters:
        w.missing(_("No circular letter is recorded as sent by this day."))
        return
    addressed, answered, silent = (w.figures.whole(f"circulars.{name}") for name in ("addressed", "answered", "silent"))
    if addressed.value:
        w.say(ngettext("%(addressed)s addressee was asked for an answer; answers: %(answered)s, silent: %(silent)s.",
                       "%(addressed)s addressees were asked for an answer; answers: %(answered)s, silent: %(silent)s.", addressed.value),
              addressed=w.figure(addressed), answered=w.figure(answered), silent=w.figure(silent))
    w.table([_("Letter"), _("Sent on"), _("Asked for an answer"), _("Answered"), _("Silent")], [
        (w.name(one), w.day(one.sent_by.happened_at if one.sent_by else None),
         *(w.figure(w.figures.part(f"circulars.{name}", "circular", str(one))) for name in ("addressed", "answered", "silent")))
        for one in letters
    ])


def meetings(w: Writer) -> None:
    """The sessions that the groups which take part, and the addressee, hold next."""
    report = w.report
    bodies = set(records_of("groups.participating", report.organisation, report.at, report.known).values_list("group_id", flat=True))
    bodies |= {report.addressee_id} if report.addressee_id else set()
    calendar = calendar_of(report.organisation, report.known, report.at.date())
    coming = [one for one in calendar.sittings if one.body.pk in bodies and one.session and one.takes_place and one.start > report.at.date()]
    rows = [(w.name(one.body), w.name(one.session.place if one.session else ""), w.day(one.start), w.day(one.end)) for one in coming[:MOST_SESSIONS]]
    if rows:
        w.table([_("Body"), _("Place"), _("From day"), _("To day")], rows)
    else:
        w.missing(_("No coming session of a group that takes part is recorded."))


def pilots(w: Writer) -> list[RouteTerms]:
    """The terms of pilots in force."""
    found = RouteTerms.objects.at(w.report.at, w.report.known).filter(route__organisation=w.report.organisation, pilot=True)
    return list(found.select_related("route").order_by("route__code"))


def listed(parties: Iterable[Party]) -> str:
    """Names in one line."""
    return joined(sorted(one.name for one in parties))


SME_PILOT_PROGRESS = report_kind("sme-pilot-progress", gettext_lazy("Progress of the pilot for small and medium-sized enterprises"), [
    ("summary", gettext_lazy("Summary"), summary),
    ("action", gettext_lazy("Action required"), action),
    ("background", gettext_lazy("Background"), background),
    ("groups", gettext_lazy("Groups that take part"), groups),
    ("situation", gettext_lazy("Situation"), situation),
    ("definitions", gettext_lazy("Definitions in use"), definitions),
    ("contacts", gettext_lazy("Promotion: contacts"), contacts),
    ("agreements", gettext_lazy("Promotion: agreements"), agreements),
    ("circulars", gettext_lazy("Circular letters"), circulars),
    ("meetings", gettext_lazy("Coming meetings"), meetings),
    ("method", gettext_lazy("Annex: method of each figure"), method),
    ("changes", gettext_lazy("Annex: changes since the last report"), changes),
])
