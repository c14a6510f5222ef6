"""What is done with an application, a definition, a group: each a form of the kit that calls one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mandata.membership import operations
from mandata.membership.models import Application, Definition, Letter, Participation
from mandata.membership.operations.admission import LETTER_MOST
from mandata.membership.rights import opens_nothing_in, table_of
from mandata.parties.models import Party, functions_of
from mandata.parties.operations import invite
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.admission.applications import application_of, label_of, letters_of, sent_on, turnover_of
from mandata.web.admission.apply import CurrencyField, open_routes
from mandata.web.admission.definitions import thresholds
from mandata.web.admission.letters import (
    SUBJECTS,
    TO_THE_ADMINISTRATION,
    answering,
    mail_administration,
    mail_applicant,
    words_of,
)
from mandata.web.kit import SentFile, act_form
from mandata.web.kit.apart import apart
from mandata.web.offices import send_invitation
from mandata.web.requests import SiteRequest
from mandata.web.saved import saved_file

DONE = {
    "approve": _("The application is approved; it waits for the secretariat now."), "refuse": _("The application is refused; the firm is told."),
    "record-answer": _("The answer is recorded with its letter."), "remind": _("The administration is reminded."),
    "admit": _("The firm is admitted."), "withdraw-approval": _("The approval is withdrawn; what it opened has ended."),
    "suspend": _("The participation is suspended."), "resume": _("The participation is taken up again."),
    "withdraw": _("The application is taken back."), "expire": _("The application is closed."),
}
TOLD = ("approve", "refuse", "admit", "withdraw-approval", "suspend", "resume", "expire")  # of which the firm gets a letter


def definitions_at(application: Application, day: date | None = None) -> list[tuple[Any, str]]:
    """The definitions of the State that held on a day, to choose from; none is a choice too."""
    held = Definition.objects.at(moment_of(day or timezone.now().date())).filter(state_party=application.state_party)
    return [("", gettext("none declared")), *((one.pk, _with_thresholds(one)) for one in held)]


def _with_thresholds(definition: Definition) -> str:
    """A definition as a choice: its title and whom it calls small."""
    return f"{definition} ({said})" if (said := thresholds(definition)) else str(definition)


def moment_of(day: date) -> datetime:
    """Noon of a day, or now where it is today: an act recorded by its day alone."""
    now = timezone.now()
    return now if day == now.date() else timezone.make_aware(datetime.combine(day, time(12)))


class ReasonForm(forms.Form):
    """Why; the firm is told."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, help_text=_("The firm is told."))


class ApproveForm(forms.Form):
    """Under which national definition the administration approves."""

    definition = forms.TypedChoiceField(label=_("National definition applied"), required=False, coerce=int, empty_value=None, help_text=_(
        "Without a national definition the approval stands, and the gap is listed."))

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = definitions_at(application)
        self.fields["definition"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("definition", choices[-1][0])


class AnswerForm(forms.Form):
    """An answer that came by letter."""

    approved = forms.TypedChoiceField(
        label=_("The administration"), choices=[("yes", _("approves")), ("no", _("refuses"))], coerce=lambda one: one == "yes", initial="yes")
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput)
    signatory = forms.CharField(label=_("Signed by"), max_length=200)
    letter = SentFile(label=_("The letter"), most=LETTER_MOST)
    definition = forms.TypedChoiceField(label=_("National definition applied"), required=False, coerce=int, empty_value=None)
    reason = forms.CharField(label=_("Reason, of a refusal"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Definition.objects.known().filter(state_party=application.state_party)
        self.fields["definition"].choices = [("", gettext("none declared")), *((one.pk, _with_thresholds(one)) for one in known)]  # type: ignore[attr-defined]
        held = definitions_at(application)
        self.initial.setdefault("definition", held[-1][0])


class AdmitForm(forms.Form):
    """Into which groups the firm is admitted."""

    groups = forms.ModelMultipleChoiceField(Party.objects.none(), label=_("Groups"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking = Participation.objects.at(timezone.now()).filter(route=application.route).values("group")
        groups = Party.objects.filter(pk__in=taking).prefetch_related("names")
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]
        self.fields["groups"].choices = [(one.pk, one.name) for one in groups]  # type: ignore[attr-defined]
        self.initial.setdefault("groups", list(application.groups.values_list("pk", flat=True)))


class NoForm(forms.Form):
    """Nothing is asked."""


Call = Callable[[SiteRequest, Application, Mapping[str, Any]], Any]


def _definition(values: Mapping[str, Any]) -> Definition | None:
    return Definition.objects.get(pk=values["definition"]) if values.get("definition") else None


def _record(request: SiteRequest, application: Application, values: Mapping[str, Any]) -> Any:
    file = values["letter"]
    return operations.record_answer(
        acting_as=request.acting, application=application, approved=values["approved"], signatory=values["signatory"],
        letter=(file.name, file.read()), reason=values["reason"], definition=_definition(values), happened_at=moment_of(values["signed_on"]),
    )


CALLS: dict[str, tuple[Any, Call]] = {
    "approve": (ApproveForm, lambda r, a, v: operations.approve(acting_as=r.acting, application=a, definition=_definition(v))),
    "refuse": (ReasonForm, lambda r, a, v: operations.refuse(acting_as=r.acting, application=a, reason=v["reason"])),
    "record-answer": (AnswerForm, _record),
    "remind": (NoForm, lambda r, a, v: operations.remind(acting_as=r.acting, application=a)),
    "admit": (AdmitForm, lambda r, a, v: operations.admit(acting_as=r.acting, application=a, groups=list(v["groups"]))),
    "withdraw-approval": (ReasonForm, lambda r, a, v: operations.withdraw_approval(acting_as=r.acting, application=a, reason=v["reason"])),
    "suspend": (ReasonForm, lambda r, a, v: operations.suspend(acting_as=r.acting, application=a, reason=v["reason"])),
    "resume": (NoForm, lambda r, a, v: operations.resume(acting_as=r.acting, application=a)),
    "withdraw": (NoForm, lambda r, a, v: operations.withdraw(acting_as=r.acting, application=a)),
    "expire": (NoForm, lambda r, a, v: operations.expire(acting_as=r.acting, application=a)),
}


def act_on_application(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act on an application, and what follows: letters to those whom it concerns."""
    if verb not in CALLS:
        raise Http404
    application = application_of(request, pk)
    answer = may(request.acting, verb, application)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, application)
    form_class, call = CALLS[verb]
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = form_class(application, *bound) if form_class in (ApproveForm, AnswerForm, AdmitForm) else form_class(*bound)

    def act(values: Mapping[str, Any]) -> str:
        call(request, application, values)
        messages.success(request, str(DONE[verb]))
        _tell(request, application, verb, values)
        return reverse("application", args=[application.pk])

    label = label_of(application, verb)
    return act_form(
        request, form, title=f"{label}: {apart(application.firm_name)}", button=label, act=act, answer=answer,
        back=reverse("application", args=[application.pk]), seen=[application], words=_about(application, verb),
    )


def _about(application: Application, verb: str) -> str:
    """What whoever acts needs to know: what the firm says of itself, or what follows."""
    if verb in ("approve", "refuse", "record-answer"):
        return " · ".join([gettext("Persons employed: %(n)s") % {"n": application.staff if application.staff is not None else gettext("not said")},
                           gettext("Turnover of the last year: %(sum)s") % {"sum": turnover_of(application) or gettext("not said")}])
    if verb == "remind":
        if held := answering(application):
            return gettext("A mail goes to: %(offices)s.") % {"offices": "; ".join(str(one) for one in held)}
        return gettext("Nobody with a mail address answers for: %(parties)s. Write to them by letter.") % {"parties": application.state_party}
    follows = {
        "admit": _("The firm becomes a member in these groups from today on; it gets a letter, and its contact is invited as focal point."),
        "withdraw-approval": _("Without the approval no firm takes part: what it opened ends today."),
        "suspend": _("Its memberships by this way end today, until it is taken up again."),
        "resume": _("It takes part again in the groups to which it was admitted and that still take part."),
        "expire": _("The application is closed, and the firm is told; it may apply again at any time."),
    }
    if verb == "withdraw":
        return gettext("The firm leaves: its memberships by this way end today.") if application.firm_id else gettext("The application ends; you may apply again at any time.")
    return str(follows.get(verb, ""))


def _tell(request: SiteRequest, application: Application, verb: str, values: Mapping[str, Any]) -> None:
    """The letters that follow an act; an admitted firm's contact is invited as its focal point."""
    if verb == "remind" and not mail_administration(request, application, "reminder"):
        messages.warning(request, gettext("Nobody with a mail address answers for: %(parties)s. Write to them by letter.") % {"parties": application.state_party})
    letter_code = ("approve" if values["approved"] else "refuse") if verb == "record-answer" else verb
    if letter_code in TOLD:
        mail_applicant(request, application, letter_code)
    if verb == "admit" and application.firm is not None and any(one.code == "focal-point" for one in functions_of(application.firm)):
        try:
            invitation = invite(
                acting_as=request.acting, party=application.firm, function="focal-point", email=application.contact_email,
                name=application.contact_name, language=application.language,
            )
        except RuleBroken as broken:  # admitted before: the contact holds the office, or is invited already
            messages.info(request, str(broken))
        else:
            send_invitation(request, invitation)


def letter(request: SiteRequest, pk: int, code: str) -> HttpResponse:
    """A letter of an application, to be printed, in any of the six languages."""
    application = application_of(request, pk)
    if code not in SUBJECTS or not (code in letters_of(application) or may(request.acting, "remind", application)):
        raise Http404  # a letter that nobody sent is a draft of the officers: in other hands it would be false
    language = request.GET.get("language", application.language)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    link = request.build_absolute_uri(reverse("application", args=[application.pk]))
    subject, words = words_of(application, code, language, link=link)
    with override(language):
        administration = gettext("Administration of %(state)s") % {"state": application.state_party.name}
    return render(request, "admission/letter.html", {
        "to": administration if code in TO_THE_ADMINISTRATION else f"{application.contact_name}, {application.firm_name}", "sent_on": sent_on(application, code),
        "application": application, "subject": subject, "words": words, "language": language, "direction": "rtl" if language == "ar" else "ltr",
        "languages": settings.LANGUAGES, "code": code,
    })


def received_letter(request: SiteRequest, pk: int) -> HttpResponse:
    """A letter as it was received, to be saved; never shown as a page of this site."""
    found = get_object_or_404(visible(request.acting, Letter.objects.all()), pk=pk)
    return saved_file(found.name, bytes(found.content))


class DefinitionForm(forms.Form):
    """The national definition of an SME: a text with thresholds, its day and its source."""

    title = forms.CharField(label=_("Title of the text"), max_length=300)
    source = forms.CharField(label=_("Where it is found"), max_length=300, help_text=_("Official journal, number, address."))
    adopted_on = forms.DateField(label=_("Adopted on"), required=False, widget=forms.DateInput)
    staff_below = forms.IntegerField(label=_("Fewer persons employed than"), min_value=1, required=False)
    turnover_below = forms.DecimalField(label=_("Yearly turnover below"), min_value=0, max_digits=18, decimal_places=2, required=False)
    currency = CurrencyField(label=_("Currency of the turnover"), required=False, help_text=_("Three letters, for example CHF."))
    words = forms.CharField(label=_("Words of the definition"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000)


def declare_definition(request: SiteRequest, pk: int) -> HttpResponse:
    """Declare the definition that a State applies."""
    state = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation").prefetch_related("names")), pk=pk)
    answer = may(request.acting, "declare-definition", state)
    if not answer and request.method != "POST":
        raise Refused(answer, "declare-definition", state)

    def act(values: Mapping[str, Any]) -> str:
        operations.declare_definition(acting_as=request.acting, state_party=state, **values)
        messages.success(request, gettext("The definition is declared; answers given before keep the one under which they were given."))
        return reverse("party", args=[state.pk])

    return act_form(
        request, DefinitionForm(request.POST if request.method == "POST" else None), title=gettext("National definition: %(state)s") % {"state": apart(state)},
        button=gettext("Declare"), act=act, answer=answer, back=reverse("party", args=[state.pk]), seen=[state],
        words=gettext("The definition is national: nothing is imposed on it, and a new one does not rewrite what was answered before."),
    )


class OptForm(forms.Form):
    """By which decision a group takes part, and in what."""

    route = forms.TypedChoiceField(label=_("Way"), coerce=int)
    basis = forms.CharField(label=_("Decision of the group"), max_length=400, help_text=_("Meeting, report and paragraph in which it stands."))


def opt(request: SiteRequest, pk: int, verb: str) -> HttpResponse:
    """A group says that it takes part, or that it takes part no longer."""
    group = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation").prefetch_related("names")), pk=pk)
    answer = may(request.acting, verb, group)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, group)
    ways = {one.pk: one for one in open_routes(request) if one.organisation_id == group.organisation_id}
    if verb == "opt-in" and request.method != "POST":  # what is sent all the same, the operation judges: a refusal is kept
        table = table_of(group.root_id)
        ways = {pk: one for pk, one in ways.items() if not opens_nothing_in(group, one.terms_now[0], table)}  # type: ignore[attr-defined]
    elif verb == "opt-out":
        ways = {pk: one for pk, one in ways.items() if any(part.group_id == group.pk for part in one.taking_part)}  # type: ignore[attr-defined]
    form = OptForm(request.POST if request.method == "POST" else None)
    form.fields["route"].choices = [(one.pk, str(one)) for one in ways.values()]  # type: ignore[attr-defined]
    if verb == "opt-out":
        del form.fields["basis"]

    def act(values: Mapping[str, Any]) -> str:
        route = ways[values["route"]]
        if verb == "opt-in":
            operations.opt_in(acting_as=request.acting, group=group, route=route, basis=values["basis"])
        else:
            operations.opt_out(acting_as=request.acting, group=group, route=route)
        messages.success(request, gettext("The decision of the group is recorded."))
        return reverse("party", args=[group.pk])

    return act_form(
        request, form, title=(gettext("%(group)s takes part") if verb == "opt-in" else gettext("%(group)s takes part no longer")) % {"group": apart(group)},
        button=gettext("Record the decision"), act=act, answer=answer, back=reverse("party", args=[group.pk]), seen=[group],
    )
