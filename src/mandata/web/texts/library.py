"""The library: what is published, what waits, receiving, the text itself, its work, its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Length
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.parties.models import Organisation
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.shared.standing import standing
from mandata.texts import operations
from mandata.texts.calling import works_called
from mandata.texts.models import (
    KINDS,
    Finding,
    LanguageVersion,
    Layer,
    Provision,
    ProvisionVersion,
    ReceivedFile,
    Revision,
    Work,
)
from mandata.web.kit import Column, Listing
from mandata.web.owed.summaries import keeps, line_of_text
from mandata.web.parties import organisations
from mandata.web.rendering import article_of, filled, fused_in, margin_of, resolved_by_persons, version_in
from mandata.web.requests import SiteRequest, reader_of
from mandata.web.texts.files import marked_against
from mandata.web.texts.publish import LAYERS

SHOWN = {"marked": _("marked"), "proposed": _("as proposed"), "base": _("as it stands")}
WAITING = 200


class TextFilters(django_filters.FilterSet):
    """What a text can be looked for by."""

    q = django_filters.CharFilter(label=_("Words of the title, or number"), method="named")
    kind = django_filters.ChoiceFilter("work__kind_of_text", label=_("Kind"), choices=list(KINDS.items()))
    layer = django_filters.ChoiceFilter("layer", label=_("Layer"), choices=list(LAYERS.items()))
    force = django_filters.ChoiceFilter(
        label=_("In force"), method="in_force", choices=(("yes", _("in force")), ("no", _("no longer in force")))
    )
    organisation = django_filters.ChoiceFilter(
        "work__organisation__slug", label=_("Organisation"),
        choices=organisations,
    )

    def named(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Texts that are called so."""
        return queryset.filter(work__in=Work.objects.filter(works_called(value)))

    def in_force(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Adopted texts that are in force, or those that another followed."""
        return queryset.filter(layer=Layer.ADOPTED, in_force_until__isnull=value == "yes")


class PublishedTexts(Listing):
    """What is published; above it what waits for review, where the reader may see it."""

    name = "texts"
    title = _("Texts")
    template = "texts/list.html"
    filters = TextFilters
    none_found = _("Nothing is published yet.")

    def readers(self, request: SiteRequest) -> str:
        return reader_of(request)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        found = Revision.objects.select_related("work__organisation", "work__body", "session", "proposal").prefetch_related(
            "language_versions", "work__body__names", "work__organisation__names", "session__body__names"
        )
        found = found.alias(signs=Length("work__number"))  # 9 stands before 10
        return visible(request.acting, found).order_by("work__organisation", "work__body__key", "signs", "work__number", "-adopted_on")

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        language = (get_language() or "en").split("-")[0]

        def title(one: Revision) -> str:
            version = version_in(one.language_versions.all(), language, one.work.organisation.reference_language)
            return version.title if version else ""

        def force(one: Revision) -> str:
            if one.layer != Layer.ADOPTED:
                return ""
            return gettext("until %(day)s") % {"day": date_format(one.in_force_until)} if one.in_force_until else gettext("in force")

        def adopted(one: Revision) -> Any:
            return one.adopted_on if one.layer == Layer.ADOPTED else None  # a proposal's day is that of its document

        def languages(one: Revision) -> str:
            return format_html_join(" ", '<a href="/texts/{}/?lang={}">{}</a>', (
                (one.pk, version.language, version.language) for version in one.language_versions.all()
            ))

        def named(one: Revision) -> str:
            proposal = getattr(one, "proposal", None)
            document = format_html(' <bdi class="tag">{}</bdi>', proposal.reference) if proposal else ""
            return format_html('<a href="/texts/{}/">{}</a>{}', one.pk, str(one), document)

        def layer(one: Revision) -> str:
            return format_html('<span class="tag {}">{}</span>', "good" if one.layer == Layer.ADOPTED else "warn", LAYERS[Layer(one.layer)])

        return [
            Column("text", _("Text"), str, named,
                   sort=("work__kind_of_text", "signs", "work__number", "adopted_on")),
            Column("title", _("Title"), title, lambda one: format_html('<bdi>{}</bdi>', title(one))),
            Column("body", _("Body"), lambda one: one.work.body.name, sort=("work__body__key", "signs", "work__number")),
            Column("layer", _("Layer"), lambda one: one.layer, layer, sort=("layer", "adopted_on")),
            Column("in_force", _("In force"), force, sort=("in_force_until", "adopted_on")),
            Column("adopted_on", _("Adopted"), adopted, lambda one: date_format(day) if (day := adopted(one)) else "", sort=("adopted_on",)),
            Column("languages", _("Languages"), lambda one: " ".join(v.language for v in one.language_versions.all()), languages,
                   css="languages"),
        ]

    def context(self, request: SiteRequest) -> dict[str, Any]:
        return {
            **self.waiting(request), "organisations": Organisation.objects.prefetch_related("names"),
            "may_receive": may(request.acting, "receive", "organisation"),
        }

    def waiting(self, request: SiteRequest) -> dict[str, Any]:
        """The files that are not published yet, with whether the reader may set aside what cannot be read."""
        found = visible(
            request.acting, ReceivedFile.objects.filter(language_version__revision=None).exclude(state=ReceivedFile.State.SET_ASIDE)
            .select_related("language_version__reading", "organisation").defer("content", "language_version__reading__text"),
        ).order_by("-id")
        shown = list(found[:WAITING])
        return {
            "waiting": [(one, may(request.acting, "set-aside", one)) for one in shown], "waiting_count": found.count(),
            "refreshes": any(one.state == ReceivedFile.State.WAITING for one in shown),
        }

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if request.htmx and request.GET.get("part") == "waiting":
            return render(request, "texts/list.html#waiting", self.waiting(request))
        return super().__call__(request)


@require_POST
def set_aside(request: SiteRequest, pk: int) -> HttpResponse:
    """Take a file that cannot be read out of the list."""
    file = get_object_or_404(visible(request.acting, ReceivedFile.objects.defer("content")), pk=pk)
    operations.set_aside_file(acting_as=request.acting, file=file)
    messages.success(request, gettext("“%(name)s” is set aside; it is kept as received.") % {"name": file.name})
    return redirect("texts")


def receive(request: SiteRequest) -> HttpResponse:
    """Receive the files of the form; each is told what became of it."""
    if request.method != "POST":
        return redirect("texts")
    organisation = get_object_or_404(Organisation, slug=request.POST.get("organisation", "").replace("\0", ""))
    allowed = may(request.acting, "receive", organisation)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, gettext("Choose at least one file."))
    for file in files:
        if allowed and (file.size or 0) > settings.MAX_RECEIVED_BYTES:
            messages.error(request, operations.larger_than_taken(file.name or ""))  # told before it is read
            continue
        try:
            operations.receive_file(
                acting_as=request.acting, organisation=organisation, name=file.name or "text",
                content=file.read() if allowed else b"",
            )
            messages.success(request, gettext("“%(name)s” is received and will be read in a moment.") % {"name": file.name})
        except operations.DuplicateFile as duplicate:
            messages.warning(request, format_html("{}: {} {}", file.name or "", str(duplicate), _link_of(duplicate.first)))
        except RuleBroken as broken:
            messages.error(request, f"{file.name}: {broken}")
    return redirect("texts")


def _link_of(file: ReceivedFile) -> str:
    """A link to what became of a file received before."""
    version = LanguageVersion.objects.filter(file=file).first()
    if version is None:
        return format_html('<a href="{}">{}</a>', reverse("received_file", args=[file.pk]), gettext("To the first"))
    name = "text" if version.revision_id else "review"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[version.revision_id or version.pk]), gettext("To the first"))


def text_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A published text: outline, words, duties in the margin."""
    revision = get_object_or_404(
        visible(request.acting, Revision.objects.select_related("work__organisation", "work__body", "session")), pk=pk
    )
    unconfirmed = Q(reading__findings__what=Finding.What.MANDATE, reading__findings__state=Finding.State.OPEN)
    versions = list(revision.language_versions.annotate(waiting=Count("reading__findings", unconfirmed)).order_by("language"))
    organisation = revision.work.organisation
    language = request.GET.get("lang") or (get_language() or "en").split("-")[0]
    version = version_in(versions, language, organisation.reference_language)
    if version is None:
        raise Http404

    def drawn() -> tuple[list[tuple[str, str]], str]:
        article = article_of(version)
        return article.outline, filled(article, organisation, margin_of(revision), resolved_by_persons(revision))

    outline, article = standing(f"article:{version.pk}:{version.reading_id}", drawn)
    newer = None
    if revision.in_force_until:
        newer = revision.work.revisions.filter(layer=Layer.ADOPTED, in_force_until=None).first()
    show = request.GET.get("show")
    fused = fused_in(version)
    in_force = revision.layer == Layer.ADOPTED and revision.in_force_until is None
    summary, public = line_of_text(revision.work_id) if in_force else (None, False)
    return render(request, "texts/text.html", {
        "summary": summary, "lines": f"text={revision.work_id}", "tells": public or keeps(request.acting, organisation.pk), "revision": revision, "version": version, "outline": outline, "newer": newer, "languages": versions,
        "article": article, "direction": direction(version.language),
        "show": show if show in SHOWN else "marked", "shown": SHOWN.items() if revision.layer == Layer.PROPOSED else (),
        "may_report": may(request.acting, "report-misreading", version), "against": marked_against(version),
        "waiting": version.waiting if in_force else 0,  # type: ignore[attr-defined]
        "fused": len(fused), "fused_open": sum(one.state == Finding.State.OPEN for one in fused),
        "may_review": may(request.acting, "publish", LanguageVersion(file=ReceivedFile(organisation=organisation))),
    })


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language == "ar" else "ltr"


def received_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The file as received, only ever as an attachment."""
    file = get_object_or_404(visible(request.acting, ReceivedFile.objects.all()), pk=pk)
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    name = "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in file.name)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def provision_link(request: SiteRequest, wid: str) -> HttpResponse:
    """The permanent link of a provision: to the newest adopted revision that has it."""
    version = ProvisionVersion.objects.filter(provision__wid=wid).annotate(
        adopted=Case(When(revision__layer=Layer.ADOPTED, then=0), default=1)
    ).order_by("adopted", F("revision__adopted_on").desc(nulls_last=True), "-pk").first()
    if version is None:
        joined = Provision.objects.filter(wid=wid).exclude(joined_to=None).select_related("joined_to").first()
        if joined is None or joined.joined_to is None:
            raise Http404
        return HttpResponseRedirect(reverse("provision", args=[joined.joined_to.wid]))
    return HttpResponseRedirect(reverse("text", args=[version.revision_id]) + f"#{wid}")
