"""Pages of duties: the register, one duty, all that is asked of an actor, duties without owner."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mandata.mandates import operations
from mandata.mandates.models import Assignment, Mandate, MandateTerms
from mandata.mandates.register import live_terms, others
from mandata.parties.actors import actor_name
from mandata.parties.models import Organisation, Party
from mandata.shared.models import Act, ActSubject
from mandata.shared.rights import may
from mandata.texts.models import Wording
from mandata.web.forces import FORCES
from mandata.web.requests import SiteRequest

PAGE = 50
SHORT = 260
SORTS = {"text": ("version__revision__work__number", "version__order"), "force": ("force", "pk"), "due": ("due_kind", "pk"),
         "who": ("actors", "pk")}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text.startswith(DANGEROUS) else text


def number_in(text: str) -> int:
    """The number of a record in a form or an address; 0, which is nobody's, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def filtered(request: SiteRequest) -> QuerySet[MandateTerms]:
    """The live duties that the filters of the page leave."""
    terms = live_terms()
    get = request.GET
    if get.get("actor"):
        terms = terms.filter(actors__contains=f" {get['actor']} ")
    if get.get("force") in FORCES:
        terms = terms.filter(force=get["force"])
    if get.get("organisation"):
        terms = terms.filter(mandate__organisation__slug=get["organisation"])
    if number_in(get.get("text", "")):
        terms = terms.filter(version__revision__work_id=get["text"])
    if get.get("condition") in ("yes", "no"):
        terms = terms.filter(conditional=get["condition"] == "yes")
    if get.get("due") in ("date", "meeting", "period", "event", "none"):
        terms = terms.filter(due_kind=get["due"])
    if get.get("q"):
        terms = terms.filter(summary__icontains=get["q"])
    return terms.order_by(*SORTS.get(get.get("sort", ""), SORTS["text"]))


def register(request: SiteRequest) -> HttpResponse:
    """Live duties; in one line what else there is."""
    terms = filtered(request)
    if request.GET.get("format") == "csv":
        return _csv(terms)
    page = Paginator(terms, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "mandates/register.html", {
        "page": page, "rows": table_rows(page), "others": others(), "forces": list(FORCES.items()), "asked": request.GET,
        "query": query.urlencode(), "organisations": Organisation.objects.prefetch_related("names"),
    })


def table_rows(terms: Iterable[MandateTerms]) -> list[str]:
    """The rows of a table of duties, prepared here: tags for each row cost more than the rest of the page."""
    texts: dict[int, str] = {}
    names: dict[tuple[int, str], str] = {}
    changed = format_html(' <span class="tag warn">{}</span>', gettext("words changed, to confirm"))
    conditional = format_html(' <span class="tag warn">{}</span>', gettext("conditional"))
    nobody = format_html('<span class="tag warn">{}</span>', gettext("no owner"))
    rows: list[str] = []
    for one in terms:
        organisation = one.mandate.organisation
        revision = one.version.revision
        if revision.pk not in texts:
            texts[revision.pk] = format_html('<a href="/texts/{}/">{}</a>', revision.pk, str(revision))
        who: list[str] = []
        for named in one.addressees:
            code = named["actor"]
            if not code:
                who.append(escape(named["text"]))
                continue
            if (organisation.pk, code) not in names:
                names[organisation.pk, code] = format_html(
                    '<a href="/actors/{}/{}/">{}</a>', organisation.slug, code, actor_name(organisation, code)
                )
            who.append(names[organisation.pk, code])
        rows.append(mark_safe(
            f'<tr><td class="words"><a dir="auto" href="/mandates/{one.mandate_id}/">{escape(shortened(one.summary))}</a>'
            f'{changed if one.words_changed_id else ""}{conditional if one.conditional else ""}</td>'
            f'<td>{", ".join(who) or nobody}</td><td>{escape(FORCES.get(one.force, one.force))}</td>'
            f'<td dir="auto">{escape(one.due.get("text") or "")}</td><td>{texts[revision.pk]}</td></tr>'
        ))
    return rows


def shortened(words: str) -> str:
    """At most so many signs as a row holds, cut between words."""
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


def _csv(terms: QuerySet[MandateTerms]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="duties.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(("organisation", "text", "provision", "force", "who", "words", "by when", "report to", "conditional"))
    for one in terms:
        writer.writerow([harmless(cell) for cell in (
            one.mandate.organisation.slug, one.version.revision, one.version.provision.wid, one.force,
            "; ".join(n["text"] for n in one.addressees), one.summary, one.due.get("text") or "",
            "; ".join(n["text"] for n in one.report_to), "yes" if one.conditional else "no")])
    return response


def mandate_page(request: SiteRequest, pk: int) -> HttpResponse:
    """One duty: its provision in context, its terms, its owner, its history."""
    mandate = get_object_or_404(Mandate.objects.select_related("organisation", "provision", "ended_by"), pk=pk)
    terms = mandate.terms.filter(current=True).select_related(
        "version__revision__work", "version__revision__session", "version__parent", "words_changed__revision"
    ).first() or mandate.terms.select_related("version__revision__work", "version__revision__session").last()
    acts = Act.objects.filter(
        pk__in=[*Act.objects.filter(subject_kind="mandate", subject_id=mandate.uid).values_list("pk", flat=True),
                *ActSubject.objects.filter(kind="mandate", subject_id=mandate.uid).values_list("act_id", flat=True)]
    ).order_by("id")
    new_words = None
    if terms and terms.words_changed:
        new_words = terms.words_changed.wordings.first()
    return render(request, "mandates/mandate.html", {
        "mandate": mandate, "terms": terms, "context": _context(terms) if terms else [], "acts": acts,
        "new_words": new_words, "force_name": FORCES.get(terms.force, terms.force) if terms else "", "owner": mandate.assignments.filter(closed_by=None).select_related("party").first(),
        "answer": may(request.acting, "assign", mandate),
        "parties": Party.objects.filter(organisation=mandate.organisation).exclude(entity="state").prefetch_related("names"),
    })


def _context(terms: MandateTerms) -> list[tuple[bool, Wording]]:
    """The provision with what it stands under, in the language it was confirmed in."""
    chain, at = [terms.version], terms.version
    while at.parent is not None:
        at = at.parent
        chain.insert(0, at)
    quote = terms.quotes.select_related("wording").first()
    language_version = quote.wording.language_version_id if quote else None
    wordings = Wording.objects.filter(version__in=chain).order_by("version__order")
    if language_version:
        wordings = wordings.filter(language_version=language_version)
    return [(one.version_id == terms.version_id, one) for one in wordings]


@require_POST
def assign(request: SiteRequest, pk: int) -> HttpResponse:
    """Name the owner of a duty."""
    mandate = get_object_or_404(Mandate, pk=pk)
    party = get_object_or_404(Party, pk=number_in(request.POST.get("party", "")), organisation=mandate.organisation)
    operations.assign_mandate(
        acting_as=request.acting, mandate=mandate, party=party, basis=request.POST.get("basis", "")
    )
    return redirect("mandate", pk=pk)


@require_POST
def confirm_changed(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm that a duty lives on under changed words."""
    mandate = get_object_or_404(Mandate, pk=pk)
    terms = get_object_or_404(mandate.terms.select_related("mandate", "words_changed__revision"), current=True)
    operations.confirm_changed_terms(acting_as=request.acting, terms=terms)
    return redirect("mandate", pk=pk)


def actors(request: SiteRequest) -> HttpResponse:
    """Who is asked for something, and how often."""
    counts: dict[tuple[str, str], int] = {}
    organisations: dict[str, Organisation] = {}
    for terms in live_terms():
        organisation = terms.mandate.organisation
        organisations[organisation.slug] = organisation
        for code in terms.actors.split():
            counts[organisation.slug, code] = counts.get((organisation.slug, code), 0) + 1
    rows = sorted(
        ((slug, code, actor_name(organisations[slug], code), count) for (slug, code), count in counts.items()),
        key=lambda row: (row[0], -row[3], row[2]),
    )
    return render(request, "mandates/actors.html", {"rows": rows})


def actor_page(request: SiteRequest, organisation: str, code: str) -> HttpResponse:
    """All that is asked of one actor, text by text."""
    found = get_object_or_404(Organisation, slug=organisation)
    terms = live_terms().filter(mandate__organisation=found, actors__contains=f" {code} ").order_by(
        "version__revision__work__number", "version__order"
    )
    by_text: dict[str, list[MandateTerms]] = {}
    for one in terms:
        by_text.setdefault(str(one.version.revision), []).append(one)
    groups = {text: table_rows(all_terms) for text, all_terms in by_text.items()}
    return render(request, "mandates/actor.html", {
        "name": actor_name(found, code), "organisation": found, "groups": groups, "count": sum(map(len, groups.values())),
    })


def unowned_terms() -> QuerySet[MandateTerms]:
    """Live duties that name no known actor and that nobody was assigned."""
    assigned = Assignment.objects.filter(mandate=OuterRef("mandate"), closed_by=None)
    return live_terms().filter(actors="").exclude(Exists(assigned))


def unowned(request: SiteRequest) -> HttpResponse:
    """Duties that wait for an owner."""
    return render(request, "mandates/unowned.html", {"rows": table_rows(unowned_terms()[:200])})
