"""Forms of officers who keep the records of entities: add, rename, class, make a member, name the State, correct and end a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties import operations
from mandata.parties.actors import actor_name, vocabulary_of
from mandata.parties.models import (
    Classification,
    CodeName,
    Dissolution,
    Establishment,
    Membership,
    Organisation,
    Party,
    PartyKind,
)
from mandata.parties.operations.entities import NEVER_ADDED
from mandata.parties.tables import LANGUAGES
from mandata.shared.operations import Refused
from mandata.shared.rights import Answer, may, visible
from mandata.web.kit import act_form
from mandata.web.kit.apart import apart
from mandata.web.parties.party import CODES
from mandata.web.requests import SiteRequest

BODIES = (PartyKind.ORGANISATION, PartyKind.SECTOR, PartyKind.CONFERENCE, PartyKind.COUNCIL, PartyKind.GROUP, PartyKind.REGIONAL_ORGANISATION,
          PartyKind.STANDARDS_BODY)
SCHEMES = {"region": _("Region"), "development": _("Class"), "size": _("Size"), "secretariat-level": _("Level")}


def day(label: Any) -> forms.DateField:
    """A day that may stay empty."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput)


class NamesForm(forms.Form):
    """A name in each language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in LANGUAGES:
            self.fields[f"name_{one}"] = forms.CharField(
                label=get_language_info(CODES.get(one, one))["name_local"], max_length=300, required=False,
                widget=forms.TextInput(attrs={"lang": one, "dir": "auto"}))

    def names(self) -> dict[str, str]:
        """The names typed, by language."""
        return {one: self.cleaned_data[f"name_{one}"] for one in LANGUAGES}


def actors_free(organisation: Organisation) -> list[tuple[str, str]]:
    """The actors of the table that no entity is, and no office, which exists."""
    taken = set(Party.objects.filter(organisation=organisation).exclude(pk__in=Dissolution.objects.known().values("party")).values_list("actor", flat=True))
    taken |= set(organisation.functions.values_list("actor", flat=True))
    codes = [code for code in vocabulary_of(organisation.vocabulary).actors if code not in taken]
    return sorted(((code, actor_name(organisation, code)) for code in codes), key=lambda one: one[1])


class PartyForm(NamesForm):
    """An entity to add."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(one.value, one.label) for one in PartyKind if one not in NEVER_ADDED])
    key = forms.SlugField(label=_("Key"), max_length=100, help_text=_("Short, in Latin letters, figures and hyphens; it never changes."))
    parent = forms.ModelChoiceField(Party.objects.none(), label=_("Stands under"), required=False, help_text=_(
        "A regional group stands under its parent group; put it into its region afterwards."))
    actor = forms.ChoiceField(label=_("Texts name it as"), required=False, help_text=_(
        "What texts ask of this actor is asked of it, and what is due to its sessions follows them, from this act on."))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Party.objects.filter(  # type: ignore[attr-defined]
            organisation=organisation).exclude(entity__in=(PartyKind.STATE, PartyKind.MEMBER)).prefetch_related("names")
        self.fields["actor"].choices = [("", _("no actor of the table")), *actors_free(organisation)]  # type: ignore[attr-defined]


class ClassForm(forms.Form):
    """A class of a scheme, its source and its days."""

    code = forms.ChoiceField(label=_("Class"))
    source = forms.CharField(label=_("Source"), max_length=300)
    since, until = day(_("Since")), day(_("Until"))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = CodeName.objects.filter(organisation_id=party.root_id, scheme__in=SCHEMES).order_by("scheme", "pk")
        self.fields["code"].choices = [(f"{one.scheme}:{one.code}", f"{SCHEMES[one.scheme]}: {one}") for one in found]  # type: ignore[attr-defined]


class MembershipForm(forms.Form):
    """A membership: of what, in which category, from–to."""

    of = forms.ModelChoiceField(Party.objects.none(), label=_("Member of"))
    category = forms.ChoiceField(label=_("Category"))
    since, until = day(_("Since")), day(_("Until"))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = party.root_id
        bodies = Party.objects.filter(organisation=root) | Party.objects.filter(pk=root)
        self.fields["of"].queryset = bodies.filter(entity__in=BODIES).prefetch_related("names")  # type: ignore[attr-defined]
        found = CodeName.objects.filter(organisation_id=root, scheme="category").order_by("pk")
        self.fields["category"].choices = [(one.code, str(one)) for one in found]  # type: ignore[attr-defined]


class StateForm(forms.Form):
    """The State in which a party is established."""

    state = forms.ModelChoiceField(Party.objects.none(), label=_("State"))
    source = forms.CharField(label=_("Source"), max_length=300)
    since, until = day(_("Since")), day(_("Until"))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].queryset = Party.objects.filter(  # type: ignore[attr-defined]
            organisation_id=party.root_id, entity__in=(PartyKind.STATE, PartyKind.ECONOMY)).prefetch_related("names")


class RowForm(forms.Form):
    """The days and the source of a dated row."""

    since, until = day(_("Since")), day(_("Until"))
    source = forms.CharField(label=_("Source"), max_length=300)


class LastDayForm(forms.Form):
    """When a row ended."""

    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput)


def allowed(request: SiteRequest, verb: str, subject: Any) -> Answer:
    """The answer that guards a form; an attempt is refused, and kept, by the operation itself."""
    answer = may(request.acting, verb, subject)
    if not answer and request.method != "POST":
        raise Refused(answer, verb, subject)
    return answer


def sent(request: SiteRequest) -> Any:
    """What a form is bound to."""
    return request.POST if request.method == "POST" else None


def add_party(request: SiteRequest, pk: int) -> HttpResponse:
    """Add an entity to an organisation."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = PartyForm(organisation, sent(request))

    def act(values: Mapping[str, Any]) -> str:
        party = operations.add_party(
            acting_as=request.acting, organisation=organisation, key=values["key"], kind=values["kind"], parent=values["parent"], names=form.names(),
            actor=values["actor"])
        return reverse("party", args=[party.pk])

    return act_form(request, form, title=gettext("Add an entity: %(organisation)s") % {"organisation": apart(organisation)}, button=gettext("Add"),
                    act=act, answer=allowed(request, "add-party", organisation), back=reverse("parties"), seen=[organisation])


def of_party(request: SiteRequest, pk: int) -> Party:
    """The party of a form."""
    return get_object_or_404(visible(request.acting, Party.objects.select_related("organisation")), pk=pk)  # type: ignore[no-any-return]


def rename_party(request: SiteRequest, pk: int) -> HttpResponse:
    """Correct the names of an entity."""
    party = of_party(request, pk)
    form = NamesForm(sent(request), initial={f"name_{one.language}": one.name for one in party.names.all()})

    def act(values: Mapping[str, Any]) -> str:
        operations.rename_party(acting_as=request.acting, party=party, names=form.names())
        return reverse("party", args=[pk])

    return act_form(request, form, title=gettext("Names: %(party)s") % {"party": apart(party)}, button=gettext("Correct the names"), act=act,
                    answer=allowed(request, "rename", party), back=reverse("party", args=[pk]), seen=[party])


def classify(request: SiteRequest, pk: int) -> HttpResponse:
    """Put an entity into a class."""
    party = of_party(request, pk)

    def act(values: Mapping[str, Any]) -> str:
        scheme, _colon, code = values["code"].partition(":")
        operations.classify(acting_as=request.acting, party=party, scheme=scheme, code=code, source=values["source"],
                            since=values["since"], until=values["until"])
        return reverse("party", args=[pk])

    return act_form(request, ClassForm(party, sent(request)), title=gettext("Put into a class: %(party)s") % {"party": apart(party)},
                    button=gettext("Put into the class"), act=act, answer=allowed(request, "classify", party),
                    back=reverse("party", args=[pk]), seen=[party])


def add_membership(request: SiteRequest, pk: int) -> HttpResponse:
    """Make an entity a member."""
    party = of_party(request, pk)

    def act(values: Mapping[str, Any]) -> str:
        operations.add_membership(acting_as=request.acting, party=party, of=values["of"], category=values["category"],
                                  since=values["since"], until=values["until"])
        return reverse("party", args=[pk])

    return act_form(request, MembershipForm(party, sent(request)), title=gettext("Add a membership: %(party)s") % {"party": apart(party)},
                    button=gettext("Add the membership"), act=act, answer=allowed(request, "add-membership", party),
                    back=reverse("party", args=[pk]), seen=[party])


def establish(request: SiteRequest, pk: int) -> HttpResponse:
    """Name the State in which an entity is established."""
    party = of_party(request, pk)

    def act(values: Mapping[str, Any]) -> str:
        operations.establish(acting_as=request.acting, party=party, state=values["state"], source=values["source"],
                             since=values["since"], until=values["until"])
        return reverse("party", args=[pk])

    return act_form(request, StateForm(party, sent(request)), title=gettext("Name its State: %(party)s") % {"party": apart(party)},
                    button=gettext("Name the State"), act=act, answer=allowed(request, "establish", party),
                    back=reverse("party", args=[pk]), seen=[party])


ROWS: dict[str, tuple[Any, str, Any, Any]] = {
    "classification": (Classification, "party", operations.correct_class, operations.end_class),
    "membership": (Membership, "member", operations.correct_membership, operations.end_membership),
    "establishment": (Establishment, "party", operations.correct_establishment, operations.end_establishment),
}


def row_form(request: SiteRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """Correct a dated row, or say when it ended; the row is closed and another opened."""
    if kind not in ROWS:
        raise Http404
    model, owner, correct, end = ROWS[kind]
    row = get_object_or_404(visible(request.acting, model.objects.select_related(f"{owner}__organisation")), pk=pk)
    party = getattr(row, owner)
    back = reverse("party", args=[party.pk])
    form: forms.Form = LastDayForm(sent(request))
    if verb == "correct":
        form = RowForm(sent(request), initial={"since": row.since, "until": row.until, "source": getattr(row, "source", "")})
        if kind == "membership":
            del form.fields["source"]

    def act(values: Mapping[str, Any]) -> str:
        (correct if verb == "correct" else end)(acting_as=request.acting, **{kind: row}, **values)
        messages.success(request, gettext("It is recorded; the row before is kept, closed."))
        return back

    title = gettext("Correct: %(row)s, %(party)s") if verb == "correct" else gettext("End: %(row)s, %(party)s")
    return act_form(request, form, title=title % {"row": apart(row), "party": apart(party)},
                    button=gettext("Correct the row") if verb == "correct" else gettext("End"), act=act,
                    answer=allowed(request, verb, row), back=back, seen=[row])


class LevelForm(forms.Form):
    """The level of a national secretariat, and its legal basis."""

    level = forms.ChoiceField(label=_("Level"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    since = day(_("Since"))

    def __init__(self, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = CodeName.objects.filter(organisation_id=party.root_id, scheme="secretariat-level").order_by("code")
        self.fields["level"].choices = [(one.code, str(one)) for one in found]  # type: ignore[attr-defined]


def state_level(request: SiteRequest, pk: int) -> HttpResponse:
    """State, for one's own State, the level of its national secretariat."""
    party = of_party(request, pk)

    def act(values: Mapping[str, Any]) -> str:
        operations.state_level(acting_as=request.acting, party=party, **values)
        return reverse("party", args=[pk])

    return act_form(request, LevelForm(party, sent(request)), title=gettext("State the level: %(party)s") % {"party": apart(party)},
                    button=gettext("State the level"), act=act, answer=allowed(request, "state-level", party),
                    back=reverse("party", args=[pk]), seen=[party])
