"""The front page, the desk, and the page of a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mandata.mandates.asked import asked_often
from mandata.mandates.bodies import unowned_terms
from mandata.mandates.following import codes_answered
from mandata.mandates.operations.programmes import DOES
from mandata.mandates.register import live_terms, shortened
from mandata.membership.models import Application, RouteTerms, Waiting
from mandata.membership.models.admission import ApplicationState
from mandata.membership.permissions.admission import states_of
from mandata.parties.accounts import sample_accounts
from mandata.parties.actors import actor_name
from mandata.parties.capacity import Acting
from mandata.parties.models import Invitation, Office, Organisation, Party
from mandata.parties.permissions import OFFICER
from mandata.reports.models import Report, ReportState
from mandata.shared.measures import (
    Measure,
    Observation,
    former_of,
    measure_of,
    observe,
    records_of,
)
from mandata.shared.models import Act
from mandata.shared.rights import may, visible
from mandata.shared.seen import seen_each
from mandata.shared.standing import SECONDS, standing, until_written
from mandata.texts.models import Finding, LanguageVersion, Misreading, ReceivedFile, Revision
from mandata.web.circulars import letters_for
from mandata.web.feeds import token_of
from mandata.web.figures import figures_of
from mandata.web.kit import Column, Listing
from mandata.web.measured import behind, hidden, names_of, observation_file
from mandata.web.moments import Moments, moments
from mandata.web.owed.desk import duties_desk
from mandata.web.parties.regional import regional_desk
from mandata.web.records import address_of, described, text_of, words_of
from mandata.web.rendering import version_in
from mandata.web.reports.listed import kept_by
from mandata.web.reports.page import overtaken_of
from mandata.web.requests import SiteRequest, number_in, reader_of
from mandata.web.texts.desk import texts_desk

SHOWN = 50
WAITS = (  # what the desk counts on top
    "owed_late", "questions", "owed_count", "admission", "letters", "group_requests", "terms_drafted", "owed_silent", "unowned", "changed_count", "to_publish_count",
    "to_decide_count", "drafts_open", "diverging", "translations", "overtaken", "drafts", "pilots", "stuck", "invited", "misread", "problems",
)


def home(request: SiteRequest) -> HttpResponse:
    """What was decided, and the figures, each a link to its records."""
    latest = standing(f"latest:{reader_of(request)}", lambda: list(visible(request.acting, Revision.objects.all()).order_by("-adopted_on", "-id").values_list("pk", flat=True)[:6]))
    found = Revision.objects.filter(pk__in=latest).select_related("work__organisation", "session", "proposal").prefetch_related(
        "work__organisation__names", "language_versions").order_by("-adopted_on", "-id")
    language = (get_language() or "en").split("-")[0]
    revisions = [(one, version_in(one.language_versions.all(), language, one.work.organisation.reference_language)) for one in found]
    persons = sample_accounts() if settings.DEMO else ()
    return render(request, "home/home.html", {
        "figures": figures_of("front", make=True).shown, "revisions": revisions, "persons": persons,
        "mails_printed": settings.EMAIL_BACKEND.endswith(".console.EmailBackend"),
    })


@login_required
def desk(request: SiteRequest) -> HttpResponse:
    """What waits for me: the duties of my offices; for officers also what waits for a decision."""
    token, offices = token_of(request.user), "-".join(str(one.pk) for one in request.acting.offices)
    name = f"desk:{token}:{offices}:{timezone.now().date()}"
    page, _whole = standing(name, lambda: drawn(request.acting, token, name), lambda drawn: SECONDS if drawn[1] else 1)
    return render(request, "home/desk.html", {"page": page})


def members_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on members: letters and applications."""
    waiting = applications_for(acting)
    return {"letters": letters_for(acting), "admission": list(waiting[:SHOWN]), "admission_count": waiting.count()}


def offices_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on whom somebody acts for."""
    return {"mine": asked_of(acting), "acts_for": acts_for(acting)}


def acts_for(acting: Acting) -> list[tuple[Party, bool, int | None]]:
    """The parties in which I hold an office: each with whether it has an activity sheet, and with whose files its officer takes over."""
    officers = {one.party_id for one in acting.offices if one.function == OFFICER}
    found = {one.party_id: one.party for one in acting.offices}
    return [(one, one.entity in DOES, one.root_id if one.pk in officers else None) for one in found.values()]


def asked_of(acting: Acting) -> list[tuple[Office, str, str, int]]:
    """My offices of which texts speak, by each actor for which I answer in them: its code, its name, and how many live duties it has."""
    known = [(one, one.party.root_id, code) for one in acting.offices for code in sorted(codes_answered(one))]
    if not known:
        return []
    counts = counts_of(tuple(sorted({(root, code) for _one, root, code in known})))
    asked = {(one.party_id, code): one for one, root, code in known if counts[root, code]}
    roots = Organisation.objects.in_bulk({one.party.root_id for one in asked.values()})
    return [(one, code, actor_name(roots[one.party.root_id], code), counts[one.party.root_id, code]) for (_party, code), one in asked.items()]


@until_written
def counts_of(asked: tuple[tuple[Any, str], ...]) -> dict[tuple[Any, str], int]:
    """How many live duties ask each of some actors, by organisation and code."""
    found = asked_often({code for _root, code in asked})
    return {key: found.get(key, 0) for key in asked}


@until_written
def duties_waiting() -> tuple[int, int]:
    """How many duties have no owner, and how many have changed words to confirm: alike for every officer."""
    return unowned_terms().count(), live_terms().filter(words_changed__isnull=False).count()


def applications_for(acting: Acting) -> QuerySet[Any]:
    """The applications that wait for somebody's own act: for the administration of a State, or for an officer's admission."""
    kept = [office.party.root_id for office in acting.offices if office.function == OFFICER]
    wait = Waiting.objects.filter(application=OuterRef("pk"), closed_by=None, until=None)
    mine = Q(state_party__in=states_of(acting), state=ApplicationState.ADMINISTRATION)
    mine |= Q(route__organisation__in=kept, state=ApplicationState.SECRETARIAT)
    found = visible(acting, Application.objects.filter(mine).select_related("state_party").prefetch_related("state_party__names"))
    return found.annotate(waits_since=Subquery(wait.values("since")[:1])).order_by("waits_since", "pk")


def review_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on texts that wait for an officer; a list shows the first ones and says how many there are."""
    if not acting.holds("officer"):
        return {}
    open_duties = Count("reading__findings", filter=Q(reading__findings__what="mandate", reading__findings__state="open"))
    open_problems = Count("reading__findings", filter=Q(reading__findings__what="problem", reading__findings__state="open"))
    versions = visible(acting, LanguageVersion.objects.select_related("file__organisation", "revision", "reading").defer("file__content", "reading__text"))
    versions = versions.annotate(duties=open_duties, problems=open_problems)
    to_publish = versions.filter(revision=None).order_by("-pk")
    to_decide = versions.exclude(revision=None).filter(duties__gt=0, revision__layer="adopted", revision__in_force_until=None).order_by("-pk")
    stuck = visible(acting, ReceivedFile.objects.filter(language_version=None).exclude(state="set-aside").select_related("organisation").defer("content"))
    return {
        "to_publish": list(to_publish[:SHOWN]), "to_publish_count": to_publish.count(),
        "to_decide": list(to_decide[:SHOWN]), "to_decide_count": to_decide.count(), "stuck": list(stuck.order_by("-pk")[:SHOWN]),
        "misread": visible(acting, Misreading.objects.all()).count(),
    }


def problems_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on problems that nobody decided: a figure, which looks among all acts."""
    return {"problems": visible(acting, records_of("problems.open")).count()} if acting.holds("officer") else {}


def care_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on what an officer takes care of: duties, invitations, reports, pilots."""
    if not acting.holds("officer"):
        return {}
    unowned, changed_count = duties_waiting()
    changed = list(live_terms().filter(words_changed__isnull=False).order_by("place")[:SHOWN]) if changed_count else []
    tokens = seen_each([one.mandate for one in changed])
    return {
        "changed": [
            {"terms": one, "words": shortened(one.summary), "answer": may(acting, "confirm-changed", one), "token": tokens[one.mandate.uid]}
            for one in changed
        ],
        "changed_count": changed_count, "unowned": unowned,
        "invited": visible(acting, Invitation.objects.in_state("waiting", timezone.now())).count(),
        "drafts": visible(acting, Report.objects.filter(state=ReportState.DRAFT)).count(),
        "pilots": RouteTerms.objects.at(timezone.now()).filter(
            pilot=True, term__lt=timezone.localdate(), route__organisation__in=[one.party.root_id for one in acting.offices if one.function == OFFICER],
        ).select_related("route"),
        "overtaken": [told for one in kept_by(acting) for told in overtaken_of(one.pk)],
    }


PARTS: dict[str, Callable[[Acting], dict[str, Any]]] = {  # of the desk: each stands until something is written from which it was made
    "members": members_desk, "regions": regional_desk, "offices": offices_desk, "duties": duties_desk, "texts": texts_desk, "review": review_desk, "problems": problems_desk,
    "care": care_desk,
}


def drawn(acting: Acting, token: str, name: str) -> tuple[str, bool]:
    """The desk without the frame, as one reader has it; and whether it is whole: languages that are not compared yet are at the next opening."""
    context: dict[str, Any] = {"officer": acting.holds("officer"), "feed_token": token}
    for part, make in PARTS.items():
        found: dict[str, Any] = standing(f"{name}:{part}", partial(make, acting), _seconds)
        context |= found
    return render_to_string("home/_desk.html", {**context, "waits": any(context.get(one) for one in WAITS)}), not context.get("uncompared")


def _seconds(found: dict[str, Any]) -> int:
    return 1 if found.get("uncompared") else SECONDS


def records_began(at: datetime, known: datetime) -> date | None:
    """On which day records began here, where a figure is asked of a day before: of that only what was taken over is known."""
    first = Act.objects.order_by("pk").values_list("recorded_at", flat=True).first()
    return first.date() if first is not None and min(at, known) < first else None


class RecordsOf(Listing):
    """The records behind a figure or one part of it, as far as the reader may see them, at a time and as known at a time."""

    template = "home/measure.html"
    none_found: Any = _("No record that is open to you.")

    def __init__(
        self, measure: Measure, scope: Party | None, part: tuple[str, str] | None, when: Moments, reading: int | None = None
    ) -> None:
        self.measure, self.scope, self.part, self.when, self.reading = measure, scope, part, when, reading
        self.name, self.title = measure.name, measure.label
        self.observed = observe(measure.name, scope, when.at, when.known, part, measure.version)
        if reading is not None:
            count = self.counted().count()
            self.observed = replace(self.observed, value=count, numerator=count)
        if not self.observed.value and not self.hidden:
            self.none_found = ""

    @property
    def hidden(self) -> bool:
        """Whether it counts so few persons that nobody is shown the number or the records."""
        return hidden(self.measure, self.scope, self.when, self.part)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = self.counted()
        return described(visible(request.acting, found if not self.hidden else found.none())).order_by("pk")

    def counted(self) -> QuerySet[Any]:
        """What the figure counts: everything, or what one reading of a text found."""
        found = records_of(self.measure.name, self.scope, self.when.at, self.when.known, self.part, self.measure.version)
        return found.filter(reading=self.reading) if self.reading is not None and found.model is Finding else found

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        def record(one: Any) -> str:
            address = address_of(one)
            words = shortened(words_of(one))
            return format_html('<a dir="auto" href="{}">{}</a>', address, words) if address else format_html('<span dir="auto">{}</span>', words)

        return [Column("record", _("Record"), words_of, record), Column("text", _("Text"), text_of, lambda one: format_html("<bdi>{}</bdi>", text_of(one))), Column("uid", "uid", lambda one: one.uid, only_files=True)]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {
            "measure": self.measure, "observation": self.observed, "asked": self.when.asked, "scope": self.scope, "hidden": self.hidden,
            "part": self.part, "part_label": self.measure.splits[self.part[0]].label if self.part else "",
            "part_name": names_of([self.part[1]], self.scope, self.part[0], self.counted().model)[self.part[1]] if self.part else "", "reading": self.reading, "others": self.other_versions(),
            "begun": records_began(self.observed.at, self.observed.known), **behind(request, self.observed, self.scope, self.when, self.counted(), self.hidden),
        }

    def other_versions(self) -> list[tuple[Measure, Observation | None]]:
        """The formulas before and after this one; the value by the former is shown as long as both are to be seen."""
        last, former = measure_of(self.measure.name), former_of(self.measure)
        others: list[tuple[Measure, Observation | None]] = [(last, None)] if last is not self.measure else []
        if former is not None:
            shown = self.measure.former_until is not None and self.when.at.date() <= self.measure.former_until
            shown = shown and (self.part is None or self.part[0] in former.splits)
            asked = (self.scope, self.when.at, self.when.known, self.part, former.version)
            others.append((former, observe(former.name, *asked) if shown and not self.hidden else None))
        return others


def measure(request: SiteRequest, name: str) -> HttpResponse:
    """A figure: its formula, its value at a time and as known at a time, its records; of a scope and of a part where they are named."""
    split, version = request.GET.get("split", ""), number_in(request.GET.get("version", "")) or None
    try:
        found = measure_of(name, version)
    except KeyError as unknown:
        raise Http404 from unknown
    if split and split not in found.splits:
        raise Http404
    scope: Party | None = None
    if asked := request.GET.get("scope"):
        scopes = Party if found.of_parties else Organisation
        scope = get_object_or_404(visible(request.acting, scopes.objects.all()), pk=number_in(asked))
    page = RecordsOf(found, scope, (split, request.GET.get("part", "")) if split else None, moments(request),
                     number_in(request.GET.get("reading", "")) or None)
    return observation_file(request, page.observed, scope, page.records(request), page.hidden) if request.GET.get("as") == "json" else page(request)
