"""From the application to the admission: two acts of two authorities, and what ends it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from mandata.membership.models import (
    Application,
    Definition,
    Letter,
    Participation,
    Route,
    RouteTerms,
    StateAnswer,
    Suspension,
    Waiting,
)
from mandata.membership.models.admission import ApplicationState as State
from mandata.membership.operations.waiting import day_of, end_row, waits_no_longer, waits_on
from mandata.parties.accounts import person_of
from mandata.parties.capacity import Acting
from mandata.parties.invitations import hash_of, new_secret
from mandata.parties.models import Classification, Membership, Party, PartyKind, PartyName, Person
from mandata.shared.folding import folded
from mandata.shared.models import Act, ActSubject
from mandata.shared.operations import RuleBroken, after, doing, operation

LINK_DAYS = 14
LETTER_MOST = 20 * 1024 * 1024  # bytes
WAITS = (State.UNCONFIRMED, State.ADMINISTRATION, State.SECRETARIAT)
FINAL = (State.WITHDRAWN, State.EXPIRED, State.REFUSED)


def firm_key(state: Party, name: str) -> str:
    """By what one firm is known however often it applies: its State and its name without case, accents and signs."""
    return f"{state.key}:{''.join(one for one in folded(name) or '' if one.isalnum())}"


def likely_duplicates(seen: QuerySet[Application], application: Application) -> list[Application]:
    """Other applications, of those that the reader sees, likely of the same firm: the same name, or a name that holds it, or the same address."""
    others = seen.filter(route__organisation=application.route.organisation_id).exclude(pk=application.pk)
    key = application.firm_key.partition(":")[2]
    domain = application.contact_email.rpartition("@")[2].lower()
    found = others.filter(state_party=application.state_party_id).filter(
        Q(firm_key=application.firm_key) | Q(firm_key__contains=key) | Q(contact_email__iexact=application.contact_email)
        | (Q(contact_email__iendswith=f"@{domain}") & Q(firm_name__istartswith=application.firm_name.split()[0]))
    ) if key and application.firm_name.split() else others.none()
    return list(found.select_related("state_party").order_by("pk")[:20])


def terms_of(route: Route, at: datetime) -> RouteTerms:
    """The terms of a route that hold; a rule is broken where none do."""
    terms = RouteTerms.objects.at(at).filter(route=route).order_by("-since").first()
    if terms is None:
        raise RuleBroken(gettext("%(route)s is not open on %(day)s: no text in force opens it.") % {
            "route": route, "day": date_format(at.date())}, route)
    return terms


@operation("apply", on="application", create=True)
def apply(
    *, acting_as: Acting, route: Route, state_party: Party, firm_name: str, contact_name: str, contact_email: str,
    groups: Sequence[Party] = (), website: str = "", staff: int | None = None, turnover: Decimal | None = None, currency: str = "",
    language: str = "en", sample: bool = False, firm: Party | None = None, happened_at: datetime | None = None,
) -> Application:
    """Apply for a firm; the application waits until its mail address is confirmed by the link sent to it.

    ``firm`` is named where it is a party here already.
    """
    terms = terms_of(route, doing().act.happened_at)
    if not firm_name.strip():
        raise RuleBroken(gettext("Give the name of the firm."), route)
    if state_party.entity != PartyKind.STATE or state_party.organisation_id != route.organisation_id:
        raise RuleBroken(gettext("%(state)s is no State of this organisation.") % {"state": state_party}, route)
    if turnover is not None and not currency:
        raise RuleBroken(gettext("Say in which currency the turnover is."), route)
    if terms.by_group:
        _taking_part(route, groups, doing().act.happened_at)
    application = Application(
        route=route, state_party=state_party, firm_name=firm_name.strip(), firm_key=firm_key(state_party, firm_name), website=website,
        staff=staff, turnover=turnover, currency=currency, contact_name=contact_name, contact_email=contact_email, language=language, sample=sample,
        firm=firm,
    )
    application.secret, application.secret_hash = new_secret()
    application.expires_at = timezone.now() + timedelta(days=LINK_DAYS)
    application.save()
    application.groups.set(groups)
    return application


@operation("confirm-address", on="application")
def confirm_address(*, acting_as: Acting, application: Application, secret: str, happened_at: datetime | None = None) -> None:
    """The link came back: the application goes to the administration of the firm's State."""
    if application.state != State.UNCONFIRMED:
        raise RuleBroken(gettext("This application is confirmed already."), application)
    if application.secret_hash != hash_of(secret):
        raise RuleBroken(gettext("This link holds no longer. Apply again."), application)
    if application.expires_at is not None and application.expires_at < timezone.now():
        raise RuleBroken(gettext("This link holds no longer. Apply again."), application)
    act = doing().write(application)
    application.contact = person_of(application.contact_email, application.contact_name, application.language, application.sample)
    terms = terms_of(application.route, act.happened_at)
    on, application.state = (
        (Waiting.On.ADMINISTRATION, State.ADMINISTRATION) if terms.by_administration else (Waiting.On.SECRETARIAT, State.SECRETARIAT)
    )
    waits_on(application, on, act)
    application.save()
    doing().also(application.state_party)


@operation("approve", on="application")
def approve(*, acting_as: Acting, application: Application, definition: Definition | None = None, happened_at: datetime | None = None) -> StateAnswer:
    """Say, for the State, that the firm may take part; the secretariat then admits it.

    Without a national definition the approval stands and the gap is listed.
    """
    return _answer(application, True, "", definition)


@operation("refuse", on="application")
def refuse(*, acting_as: Acting, application: Application, reason: str, happened_at: datetime | None = None) -> StateAnswer:
    """Say, for the State, that the firm may not take part, and why."""
    return _answer(application, False, reason, None)


@operation("record-answer", on="application")
def record_answer(
    *, acting_as: Acting, application: Application, approved: bool, signatory: str, letter: tuple[str, bytes], reason: str = "",
    definition: Definition | None = None, happened_at: datetime | None = None,
) -> StateAnswer:
    """Record, on behalf of an administration, an answer that came by letter, with the letter; it happened when it was signed."""
    name, content = letter
    if not content or len(content) > LETTER_MOST:
        raise RuleBroken(gettext("Attach the letter, of 20 MB at most."), application)
    if not signatory.strip():
        raise RuleBroken(gettext("Say who signed the letter."), application)
    now = doing()
    now.act.on_behalf_of = application.state_party.uid
    if now.act.happened_at > timezone.now():
        raise RuleBroken(gettext("A letter cannot have been signed in the future."), application)
    kept = Letter.objects.create(application=application, name=name[-255:], sha256=hashlib.sha256(content).hexdigest(), content=content)
    answer = _answer(application, approved, reason, definition, signatory, kept)
    now.also(kept)
    return answer


def _answer(
    application: Application, approved: bool, reason: str, definition: Definition | None, signatory: str = "", letter: Letter | None = None
) -> StateAnswer:
    if application.state != State.ADMINISTRATION:
        raise RuleBroken(gettext("This application does not wait for its administration."), application)
    if not approved and not reason.strip():
        raise RuleBroken(gettext("Give the reason of the refusal: the firm is told."), application)
    act = doing().write(application)
    waited = application.waits.filter(closed_by=None, until=None).first()
    if waited is not None and waited.since is not None and day_of(act) < waited.since:
        raise RuleBroken(gettext("The application came on %(day)s: no answer can be older.") % {"day": date_format(waited.since)}, application)
    if definition is not None:
        if definition.state_party_id != application.state_party_id:
            raise RuleBroken(gettext("This definition is another State's."), application)
        if not Definition.objects.at(act.happened_at).filter(pk=definition.pk).exists():
            raise RuleBroken(gettext("This definition did not hold on the day of the answer."), application)
    waits_no_longer(application, act)
    answer = StateAnswer.objects.create(
        application=application, approved=approved, reason=reason.strip(), signatory=signatory.strip(), letter=letter, definition=definition,
        since=day_of(act), opened_by=act,
    )
    application.state = State.SECRETARIAT if approved else State.REFUSED
    application.save(update_fields=["state"])
    if approved:
        waits_on(application, Waiting.On.SECRETARIAT, act)
    doing().also(answer, application.state_party)
    return answer


@operation("withdraw-approval", on="application")
def withdraw_approval(*, acting_as: Acting, application: Application, reason: str, happened_at: datetime | None = None) -> None:
    """Take an approval back: without it nobody takes part, so memberships by this route end by the same act."""
    held = StateAnswer.objects.known().filter(application=application, approved=True, until=None).first()
    if held is None:
        raise RuleBroken(gettext("No approval of this application is in force."), application)
    if not reason.strip():
        raise RuleBroken(gettext("Give the reason: the firm is told."), application)
    act = doing().write(application)
    end_row(held, act)
    answer = StateAnswer.objects.create(application=application, approved=False, reason=reason.strip(), since=day_of(act), opened_by=act)
    waits_no_longer(application, act)
    _end_suspensions(application, act)
    _end_memberships(application, act)
    application.state = State.REFUSED
    application.save(update_fields=["state"])
    doing().also(answer, application.state_party)


@operation("admit", on="application")
def admit(*, acting_as: Acting, application: Application, groups: Sequence[Party] | None = None, happened_at: datetime | None = None) -> Party:
    """Admit an approved firm: it becomes a party, a member in the route's category, and takes part in the groups."""
    if application.state != State.SECRETARIAT:
        raise RuleBroken(gettext("This application does not wait for the secretariat."), application)
    Party.objects.select_for_update(no_key=True).get(pk=application.state_party_id)  # two applications of one firm are admitted one after the other
    act = doing().write(application)
    terms = terms_of(application.route, act.happened_at)
    if terms.by_administration and not StateAnswer.objects.at(act.happened_at).filter(application=application, approved=True).exists():
        raise RuleBroken(gettext("Without the approval of its administration no firm is admitted."), application)
    groups = list(application.groups.all()) if groups is None else list(groups)
    if terms.by_group:
        _taking_part(application.route, groups, act.happened_at)
    firm = application.firm or _party_of(application, act)
    opened = [_member(firm, of, terms.category, act) for of in (application.organisation, *groups)]
    waits_no_longer(application, act)
    application.firm, application.state = firm, State.ADMITTED
    application.save(update_fields=["firm", "state"])
    doing().also(firm, *opened, *groups)
    return firm


@operation("suspend", on="application")
def suspend(*, acting_as: Acting, application: Application, reason: str, happened_at: datetime | None = None) -> Suspension:
    """Suspend an admitted firm and say why: its memberships by this route end until it is taken up again."""
    if application.state != State.ADMITTED:
        raise RuleBroken(gettext("Only an admitted firm can be suspended."), application)
    if not reason.strip():
        raise RuleBroken(gettext("Give the reason: the firm is told."), application)
    act = doing().write(application)
    _end_memberships(application, act)
    suspended = Suspension.objects.create(application=application, reason=reason.strip(), since=day_of(act), opened_by=act)
    doing().also(suspended)
    application.state = State.SUSPENDED
    application.save(update_fields=["state"])
    return suspended


@operation("resume", on="application")
def resume(*, acting_as: Acting, application: Application, happened_at: datetime | None = None) -> None:
    """Take a suspended firm up again, in the groups to which it had been admitted and that still take part."""
    if application.state != State.SUSPENDED or application.firm is None:
        raise RuleBroken(gettext("Only a suspended firm can be taken up again."), application)
    act = doing().write(application)
    terms = terms_of(application.route, act.happened_at)
    taking = set(Participation.objects.at(act.happened_at).filter(route=application.route).values_list("group_id", flat=True))
    groups = [one for one in admitted_to(application) if not terms.by_group or one.pk in taking]
    _end_suspensions(application, act)
    doing().also(*[_member(application.firm, of, terms.category, act) for of in (application.organisation, *groups)])
    application.state = State.ADMITTED
    application.save(update_fields=["state"])


@operation("withdraw", on="application")
def withdraw(*, acting_as: Acting, application: Application, happened_at: datetime | None = None) -> None:
    """Take an application back, or leave: memberships by this route end by the same act."""
    if application.state in FINAL:
        raise RuleBroken(gettext("This application has ended already."), application)
    act = doing().write(application)
    waits_no_longer(application, act)
    _end_approvals(application, act)
    _end_suspensions(application, act)
    _end_memberships(application, act)
    application.state = State.WITHDRAWN
    application.save(update_fields=["state"])


@operation("expire", on="application")
def expire(*, acting_as: Acting, application: Application, happened_at: datetime | None = None) -> None:
    """Close an application that nobody pursues any more; no right lapses by it, since it gave none. An approval that nobody used ends with it."""
    if application.state not in WAITS:
        raise RuleBroken(gettext("Only an application that waits can expire."), application)
    act = doing().write(application)
    waits_no_longer(application, act)
    _end_approvals(application, act)
    application.state = State.EXPIRED
    application.save(update_fields=["state"])


def _taking_part(route: Route, groups: Sequence[Party], at: datetime) -> None:
    """Each group named takes part in the route, and there is one at least."""
    taking = set(Participation.objects.at(at).filter(route=route).values_list("group_id", flat=True))
    if not groups:
        raise RuleBroken(gettext("Choose at least one group that takes part."), route)
    for group in groups:
        if group.pk not in taking:
            raise RuleBroken(gettext("%(group)s has not decided to take part in %(route)s.") % {"group": group, "route": route}, route)


def _party_of(application: Application, act: Act) -> Party:
    """The firm as a party: the one admitted before under the same name and State, else a new one."""
    before = Application.objects.filter(firm_key=application.firm_key, route__organisation=application.organisation).exclude(firm=None).first()
    if before is not None and before.firm is not None:
        return before.firm
    firm = Party.objects.create(
        organisation=application.organisation, key=f"firm-{application.uid}", entity=PartyKind.MEMBER, parent=application.organisation,
        sample=application.sample,
    )
    PartyName.objects.create(party=firm, language=application.language.split("-")[0], name=application.firm_name)
    Classification.objects.create(
        party=firm, scheme="size", code="SME", source=gettext("application approved by its administration"), since=day_of(act), opened_by=act
    )
    return firm


def _member(firm: Party, of: Party, category: str, act: Act) -> Membership:
    held = Membership.objects.known().filter(member=firm, of=of, category=category, until=None).first()
    return held or Membership.objects.create(member=firm, of=of, category=category, since=day_of(act), opened_by=act)


def admitted_to(application: Application) -> list[Party]:
    """The groups to which a firm was admitted, as the act of admission names them; they may be others than those that it wanted."""
    act = Act.objects.filter(subject_kind=Application.kind(), subject_id=application.uid, verb="admit").order_by("-id").first()
    if act is None:
        return []
    named = ActSubject.objects.filter(act=act, kind=Party.kind()).values("subject_id")
    return list(Party.objects.filter(uid__in=named, entity=PartyKind.GROUP).prefetch_related("names").order_by("key"))


def _end_approvals(application: Application, act: Act) -> None:
    """An approval serves an application: it is in force no longer when the application ends."""
    for held in StateAnswer.objects.known().filter(application=application, approved=True, until=None):
        end_row(held, act)
        doing().also(held)


def _end_suspensions(application: Application, act: Act) -> None:
    """The suspension of a firm ends: it takes part again, or for good no longer."""
    for held in Suspension.objects.known().filter(application=application, until=None):
        end_row(held, act)
        doing().also(held)


def _end_memberships(application: Application, act: Act) -> None:
    """Memberships that this route gave to the firm end."""
    if application.firm is None:
        return
    categories = set(RouteTerms.objects.filter(route=application.route).values_list("category", flat=True))
    for row in Membership.objects.known().filter(member=application.firm, category__in=categories, until=None):
        end_row(row, act)
        doing().also(row)


@operation("take-back", on="application")
def take_back(*, acting_as: Acting, application: Application, secret: str) -> None:
    """Whoever holds the link takes the application back, before it is admitted."""
    if application.secret_hash != hash_of(secret):
        raise RuleBroken(gettext("This link holds no longer. Apply again."), application)
    if application.state not in WAITS:
        raise RuleBroken(gettext("This application waits no longer: it cannot be taken back."), application)
    act = doing().write(application)
    waits_no_longer(application, act)
    _end_approvals(application, act)
    application.state = State.WITHDRAWN
    application.save(update_fields=["state"])


@operation("remind", on="application")
def remind(*, acting_as: Acting, application: Application) -> None:
    """Ask an administration again for its answer."""
    if application.state != State.ADMINISTRATION:
        raise RuleBroken(gettext("This application does not wait for its administration."), application)
    doing().also(application.state_party)


@after("correct", on="person")
def correct_contact(act: Act, person: Person) -> None:
    """A name that a person corrects is corrected where an application names the person as its contact."""
    Application.objects.filter(contact=person).update(contact_name=person.name)
