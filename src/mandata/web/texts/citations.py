"""What cites what: every citation of the published texts, the version it resolves to, and those that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.shared.rights import may, visible
from mandata.texts.models import KINDS, Citation, Layer, Revision, Work
from mandata.texts.operations import resolve_citation
from mandata.web.kit import Column, Listing, act_form
from mandata.web.parties import organisations
from mandata.web.requests import SiteRequest

CITED = {  # what a text can be cited as: works of the library, and instruments without number of which points are cited
    **KINDS, "document": _("document"), "constitution": _("Constitution"), "convention": _("Convention"), "general-rules": _("General Rules"),
    "charter": _("Charter"), "action-plan": _("action plan"), "agenda": _("agenda of an organisation"), "commitment": _("commitment"), "action-line": _("action line"),
    "internal": _("the text itself"),
}
STATUSES = {
    "superseded": _("superseded when cited"), "impossible": _("no such meeting"), "incomplete": _("incomplete"),
    "ok": _("in force when cited"), "unknown": _("not in the tables"),
}


class CitationFilters(django_filters.FilterSet):
    """What a citation can be looked for by."""

    q = django_filters.CharFilter("printed", "icontains", label=_("Words"))
    resolved = django_filters.ChoiceFilter(
        label=_("Resolved"), method="is_resolved", choices=(("no", _("not resolved")), ("yes", _("resolved to a version")))
    )
    status = django_filters.ChoiceFilter("status", label=_("Mark"), choices=list(STATUSES.items()))
    cited = django_filters.NumberFilter("target__work", widget=forms.HiddenInput)
    citing = django_filters.NumberFilter("version__revision__work", widget=forms.HiddenInput)
    organisation = django_filters.ChoiceFilter(
        "version__revision__work__organisation__slug", label=_("Organisation"),
        choices=organisations,
    )

    def is_resolved(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Citations with a version, or without."""
        return queryset.filter(target__isnull=value == "no")


class Citations(Listing):
    """Every citation of the published texts, with what it resolves to."""

    name = "citations"
    title = _("Citations")
    filters = CitationFilters
    default_sort = "text"
    none_found = _("No citation here.")

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        return visible(request.acting, Citation.objects.select_related(
            "version__provision", "version__revision__work__organisation", "version__revision__session",
            "target__work", "target__session",
        ))

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        in_force = {
            one.work_id: one for one in
            Revision.objects.filter(layer=Layer.ADOPTED, in_force_until=None).select_related("work", "session")
        }
        resolve = gettext("Resolve")

        def text(one: Citation) -> str:
            version = one.version
            return format_html(
                '<a href="/texts/{}/#{}">{}</a>', version.revision_id, version.provision.wid, str(version.revision)
            )

        def target(one: Citation) -> str:
            if one.target is None:
                return format_html('<span class="tag warn">{}</span>', gettext("not resolved"))
            newer = in_force.get(one.target.work_id)
            mark = format_html(' <span class="tag warn">{}</span>', gettext("newer today")) if newer and newer != one.target else ""
            return format_html('<a href="/texts/{}/">{}</a>{}', one.target_id, str(one.target), mark)

        def act(one: Citation) -> str:
            if not may(request.acting, "resolve", one):
                return ""
            return format_html('<a class="btn btn-sm btn-outline-secondary" href="/citations/{}/">{}</a>', one.pk, resolve)

        return [
            Column("text", _("Cited in"), lambda one: one.version.revision, text,
                   sort=("version__revision__work__number", "version__revision", "version__order", "start")),
            Column("printed", _("Words"), lambda one: one.printed, lambda one: format_html("<bdi>{}</bdi>", one.printed), sort=("printed",)),
            Column("kind", _("Kind"), lambda one: CITED.get(one.kind_of_text, one.kind_of_text), sort=("kind_of_text", "number")),
            Column("target", _("Resolves to"), lambda one: one.target or "", target, sort=("target__work__number", "target")),
            Column("point", _("Point"), lambda one: one.point),
            Column("status", _("Mark"), lambda one: STATUSES.get(one.status, one.status), sort=("status",)),
            Column("provision", _("Provision"), lambda one: one.version.provision.wid, only_files=True),
            Column("act", "", lambda one: "", act, only_page=True),
        ]


class ResolveForm(forms.Form):
    """Which version a citation means."""

    target = forms.ChoiceField(label=_("Version"))


def resolve(request: SiteRequest, pk: int) -> HttpResponse:
    """Say which version a citation means."""
    citation = get_object_or_404(visible(request.acting, Citation.objects.select_related(
        "version__revision__work__organisation", "version__provision")), pk=pk)
    revisions = {
        str(one.pk): one for one in visible(request.acting, Revision.objects.filter(
            work__organisation=citation.version.revision.work.organisation_id, layer__in=(Layer.ADOPTED, Layer.REPORTED),
        ).select_related("work", "session")).order_by("work__kind_of_text", "work__number", "-adopted_on")
    }
    form = ResolveForm(request.POST or None, initial={"target": str(citation.target_id or "")})
    like = sorted(revisions.items(), key=lambda one: one[1].work.number != citation.number)
    form.fields["target"].choices = [(key, str(one)) for key, one in like]  # type: ignore[attr-defined]

    def act(values: Any) -> str:
        resolve_citation(acting_as=request.acting, citation=citation, target=revisions[values["target"]])
        return reverse("citations") + f"?citing={citation.version.revision.work_id}"

    return act_form(
        request, form, title=gettext("Resolve a citation"), button=gettext("Resolve"), act=act, back=reverse("citations"),
        answer=may(request.acting, "resolve", citation), words=citation.printed, seen=[citation], language=citation.language,
    )


def cited_by(work: Work) -> int:
    """How many citations resolve to a version of a work."""
    return Citation.objects.filter(target__work=work).count()
