"""Pages of duties: one duty, its owner, all that is asked of an actor, duties without owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates import operations
from mandata.mandates.asked import asked_often, asks
from mandata.mandates.bodies import unowned_terms
from mandata.mandates.models import Mandate, MandateTerms
from mandata.mandates.plan import planned
from mandata.mandates.register import ends_of, live_terms, shortened
from mandata.mandates.wordings import told_in
from mandata.parties.actors import actor_name, known_actor
from mandata.parties.capacity import VISITOR
from mandata.parties.models import Office, Organisation, Party, Person, name_functions
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing, until_written
from mandata.texts.models import Wording
from mandata.texts.origins import origin_of
from mandata.web.acts import history_of
from mandata.web.forces import FORCES
from mandata.web.kit import Column, Listing, act_form
from mandata.web.kit.listing import pages_html, rows_html
from mandata.web.owed.duty import duty_context, state_words
from mandata.web.owed.summaries import lines_of_actor, summary_of_actor, tells_overdue
from mandata.web.owed.telling import told_to
from mandata.web.register import choices, duty_columns, ended_by, for_lists, owner_name, placed
from mandata.web.requests import SiteRequest


def mandate_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One duty: its provision in context, its terms, its owner, its history."""
    mandate = get_object_or_404(
        visible(request.acting, Mandate.objects.select_related("organisation", "provision", "ended_by")), pk=pk
    )
    terms = mandate.terms.select_related(
        "mandate__ended_by", "version__revision__work", "version__revision__session__body", "version__parent", "words_changed__revision", "finding"
    ).order_by("-current", "-pk").first()
    if terms is None:
        raise Http404
    findings = [one.finding for one in mandate.terms.select_related("finding") if one.finding]
    owner = mandate.assignments.at(timezone.now()).select_related("party", "office__party").first()
    answer = may(request.acting, "confirm-changed", terms)
    end = ends_of([terms]).get(mandate.pk)
    return render(request, "mandates/mandate.html", {
        "mandate": mandate, "terms": terms, "context": context_of(terms), "owner": owner,
        "history": history_of(mandate, *findings, besides=[one.decided_by_id for one in findings]),
        "new_words": terms.words_changed.wordings.first() if terms.words_changed else None,
        "force_name": FORCES.get(terms.force, terms.force), "who": named_actors(mandate.organisation, terms),
        "answer": may(request.acting, "assign", mandate), "may_confirm_changed": answer, "owner_name": owner_name(owner) if owner else "",
        "end": end, "ended_by": ended_by(end) if end else "", "owed": duty_context(request, mandate, terms),
        "origin": origin_of(terms.version),
    })


def named_actors(organisation: Organisation, terms: MandateTerms) -> list[dict[str, str]]:
    """The addressees in the words of the text, each with its code and its name in the reader's language."""
    return [
        {"text": one["text"], "code": one["actor"] or "", "name": actor_name(organisation, one["actor"]) if one["actor"] else ""}
        for one in terms.addressees
    ]


def context_of(terms: MandateTerms) -> list[tuple[str, Wording]]:
    """The provision with what it stands under and its neighbours there, in the reader's language where the text is published in it, else in the one it was confirmed in."""
    own = terms.version
    chain, at = [own.pk], own
    while at.parent is not None:
        at = at.parent
        chain.insert(0, at.pk)
    beside = own.revision.provision_versions.filter(
        Q(parent=own.parent) if own.parent_id else Q(parent=None, part=own.part), order__range=(own.order - 2, own.order + 2)
    ).values_list("pk", flat=True)
    below = own.children.values_list("pk", flat=True)
    quote = terms.quotes.select_related("wording").first()
    wordings = Wording.objects.filter(version__in={*chain, *beside, *below}).order_by("version__order").select_related("version", "language_version")
    language = (get_language() or "en").split("-")[0]
    there = dict(own.wordings.values_list("language_version__language", "language_version"))
    if chosen := there.get(language) or (quote.wording.language_version_id if quote else None):
        wordings = wordings.filter(language_version=chosen)
    return [("self" if one.version_id == own.pk else "above" if one.version_id in chain else "beside", one) for one in wordings]


class AssignForm(forms.Form):
    """Who owns a duty, and on which basis."""

    party = forms.ChoiceField(label=_("Owner"))
    basis = forms.CharField(label=_("Basis"), max_length=500, help_text=_("The provision or the house rule on which this rests."))


def possible_owners(request: SiteRequest, mandate: Mandate) -> dict[str, tuple[str, Party, Office | None]]:
    """Who can own a duty, by name: the parties of its organisation but its States, and the offices held in them today."""
    parties = Party.objects.filter(organisation=mandate.organisation).exclude(entity="state").prefetch_related("names")
    offices = list(Office.objects.at(timezone.now()).filter(party__organisation=mandate.organisation).select_related("party", "person")
                   .prefetch_related("party__names"))
    name_functions(offices)
    seen = set(visible(request.acting, Person.objects.filter(offices__in=offices)).values_list("pk", flat=True))
    owners: dict[str, tuple[str, Party, Office | None]] = {str(one.pk): (one.name, one, None) for one in parties}
    for one in offices:
        name = f"{one} ({one.person})" if one.person_id in seen else str(one)
        owners[f"office-{one.pk}"] = (name, one.party, one)
    return dict(sorted(owners.items(), key=lambda one: one[1][0].casefold()))


def assign(request: SiteRequest, pk: int) -> HttpResponse:
    """Name the owner of a duty."""
    mandate = get_object_or_404(visible(request.acting, Mandate.objects.select_related("organisation")), pk=pk)
    owners = possible_owners(request, mandate)
    form = AssignForm(request.POST or None)
    form.fields["party"].choices = [("", gettext("choose")), *((key, name) for key, (name, _party, _office) in owners.items())]  # type: ignore[attr-defined]
    terms = mandate.terms.order_by("-current", "-pk").first()

    def act(values: Any) -> str:
        _name, party, office = owners[values["party"]]
        operations.assign_mandate(acting_as=request.acting, mandate=mandate, party=party, office=office, basis=values["basis"])
        return reverse("mandate", args=[pk])

    return act_form(
        request, form, title=gettext("Assign a duty"), button=gettext("Assign"), act=act, back=reverse("mandate", args=[pk]),
        answer=may(request.acting, "assign", mandate), words=shortened(terms.summary) if terms else "", seen=[mandate],
        language=mandate.organisation.reference_language,
    )


@require_POST
def confirm_changed(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm that a duty lives on under changed words."""
    mandate = get_object_or_404(visible(request.acting, Mandate.objects.all()), pk=pk)
    terms = get_object_or_404(mandate.terms.select_related("mandate", "words_changed__revision"), current=True)
    operations.confirm_changed_terms(acting_as=request.acting, terms=terms)
    return redirect("mandate", pk=pk)


def actors(request: SiteRequest) -> HttpResponse:
    """Who is asked for something, and how often."""
    return render(request, "mandates/actors.html", {"rows": actors_drawn()})


@until_written
def actors_drawn() -> str:
    """The rows of actors by organisation, whoever is asked most first; everybody sees the same."""
    counts = asked_often()
    found = Organisation.objects.prefetch_related("names").in_bulk({organisation for organisation, _code in counts})
    rows = sorted(
        ((found[pk].name, found[pk].slug, code, actor_name(found[pk], code), count) for (pk, code), count in counts.items()),
        key=lambda row: (row[0], -row[4], row[3]),
    )
    return rows_html(rows, [
        Column("actor", _("Actor"), lambda row: row[3], lambda row: format_html('<a href="/actors/{}/{}/">{}</a>', row[1], row[2], row[3])),
        Column("organisation", _("Organisation"), lambda row: row[0]),
        Column("duties", _("Live duties"), lambda row: row[4], lambda row: number_format(row[4], force_grouping=True), css="number"),
    ])


def actor_page(request: SiteRequest, organisation: str, code: str) -> HttpResponse:
    """All that is asked of one actor, text by text, so many duties a page; kept for all who are told the same."""
    if (named := actor_named(organisation, code)) is None:
        raise Http404
    pk, name = named
    tells = tells_overdue(told_to(request.acting, duties=False), pk, {code})
    key = f"actor:{pk}:{code}:{tells}:{timezone.now().date()}:{request.GET.urlencode()}"
    return render(request, "mandates/actor.html", {"name": name, "page": standing(key, lambda: actor_drawn(request, pk, code, name, tells))})


@until_written
def actor_named(organisation: str, code: str) -> tuple[int, str] | None:
    """The organisation and what it calls an actor; none where it knows none of that code."""
    found = get_object_or_404(Organisation, slug=organisation)
    return (found.pk, actor_name(found, code)) if known_actor(found, code) else None


def actor_drawn(request: SiteRequest, organisation: int, code: str, name: str, tells: bool) -> str:
    """The page of an actor without the frame."""
    found = Organisation.objects.prefetch_related("names").get(pk=organisation)
    drawn = duties_of_actor(found, code, request.GET.get("page", ""))
    return render_to_string("mandates/_actor.html", {
        "name": name, "organisation": found, "code": code, "tells": tells, "lines": lines_of_actor(found, code), **drawn, "pages": pages_html(request, drawn["page"])})


def duties_of_actor(found: Organisation, code: str, page: str) -> dict[str, Any]:
    """The live duties of an actor, one page of them drawn text by text, and how many they are; everybody sees the same."""
    summary = summary_of_actor(found.pk, code)
    terms = visible(VISITOR, MandateTerms.objects.filter(asks([code]), current=True, live__organisation=found))
    paginator = Paginator(terms.order_by("place", "pk").values_list("pk", flat=True), Listing.page_size)
    paginator.count = summary.duties  # all of them are for everybody
    shown = paginator.get_page(page)
    by_text: dict[str, list[MandateTerms]] = {}
    rows = told_in(list(placed(for_lists(live_terms()).filter(pk__in=list(shown.object_list)).order_by("place", "pk"))))
    for one in rows:
        by_text.setdefault(str(one.version.revision), []).append(one)
    columns = [column for column in duty_columns({found.pk: found}) if not column.only_files and column.name not in ("text", "due")]
    columns += what_became(rows)
    columns.append(Column("provision", _("Provision"), lambda one: one.path, lambda one: format_html(
        '<a href="/texts/{}/#{}"><bdi>{}</bdi></a>', one.version.revision_id, one.wid, one.path or "¶")))
    return {
        "summary": summary, "parties": [{"pk": pk} for pk in Party.objects.filter(organisation=found, actor=code).values_list("pk", flat=True)],
        "head": [str(column.label) for column in columns], "count": shown.paginator.count,
        "page": shown,
        "groups": {text: rows_html(all_terms, columns) for text, all_terms in by_text.items()},
    }


def what_became(rows: Iterable[MandateTerms]) -> list[Column]:
    """By when each duty asks for something and the first day that is open; its state, and when something was said of it last; one query."""
    stated = {one.pk: one for one in planned(MandateTerms.objects.filter(pk__in=[one.pk for one in rows]))}

    def when(one: MandateTerms) -> str:
        day = stated[one.pk].milestone
        told = [format_html("<bdi>{}</bdi>", words)] if (words := one.due.get("text")) else []
        return "<br>".join([*told, *([format_html('<span class="note">{}</span>', date_format(day))] if day else [])])

    def state(one: MandateTerms) -> str:
        words, css = state_words(stated[one.pk].state)
        tag, day = format_html('<span class="tag {}">{}</span>', css, words), stated[one.pk].reported_on
        return tag + format_html(' <span class="note">{}</span>', gettext("last reported on %(day)s") % {"day": date_format(day)}) if day else tag

    return [Column("due", _("By when"), lambda one: one.due.get("text") or "", when), Column("state", _("Status"), lambda one: stated[one.pk].state, state)]


class Unowned(Listing):
    """Duties that wait for an owner."""

    name = "duties-without-owner"
    title = _("Duties without owner")
    default_sort = "text"
    none_found = _("No duty here.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, for_lists(unowned_terms()))

    def prepared(self, records: Any) -> Iterable[Any]:
        return placed(records)

    def for_files(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.defer(None).select_related("mandate", "version")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        label = escape(gettext("Name the owner"))

        def act(one: MandateTerms) -> str:
            address = f"/mandates/{one.mandate_id}/assign/"
            button = f'<a class="btn btn-sm btn-outline-secondary" href="{address}">{label}</a>'
            return button if may(request.acting, "assign", one.mandate) else ""

        return [*duty_columns(choices().by_pk), Column("act", "", lambda one: "", act, only_page=True)]
