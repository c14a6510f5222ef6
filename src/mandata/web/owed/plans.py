"""The action plans text by text: each with how many lines it has, found by number, title or body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Length
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mandata.mandates.lacking import texts_without_review
from mandata.mandates.models import MandateTerms
from mandata.shared.rights import visible
from mandata.texts.calling import works_called
from mandata.texts.models import LanguageVersion, Layer, Revision, Work
from mandata.web.kit import Column, Listing
from mandata.web.parties import organisations
from mandata.web.register import CHUNK
from mandata.web.requests import SiteRequest, reader_of


class PlansFilters(django_filters.FilterSet):
    """What a text can be looked for by."""

    q = django_filters.CharFilter(label=_("Text, by number or title"), method="called")
    review = django_filters.ChoiceFilter(label=_("Review"), method="reviewed", choices=(("none", _("none in this year or the last")),))
    organisation = django_filters.ChoiceFilter("organisation__slug", label=_("Organisation"), choices=organisations)

    def called(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Texts that are called so."""
        return queryset.filter(works_called(value))

    def reviewed(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Texts in force with live duties that nobody reviewed in this year or the last."""
        return queryset.filter(pk__in=texts_without_review().values("pk"))


class Plans(Listing):
    """The texts that were ever adopted, each with its plan."""

    name, title, filters = "action-plans", _("Action plans, text by text"), PlansFilters
    none_found = _("Nothing is published yet.")

    def readers(self, request: SiteRequest) -> str:
        return reader_of(request)

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        adopted = visible(request.acting, Revision.objects.filter(work=OuterRef("pk"), layer=Layer.ADOPTED))
        found = Work.objects.filter(Exists(adopted)).alias(signs=Length("number")).select_related("organisation", "body").prefetch_related("body__names", "organisation__names")
        return found.order_by("organisation", "body__key", "kind_of_text", "signs", "number")

    def prepared(self, records: Any) -> Iterator[Any]:
        language, rest = (get_language() or "en").split("-")[0], iter(records)
        while some := list(islice(rest, CHUNK)):
            works = [one.pk for one in some]
            live = MandateTerms.objects.filter(current=True, version__revision__work__in=works).order_by()
            lines = dict(live.values("version__revision__work").annotate(n=Count("pk")).values_list("version__revision__work", "n"))
            titles: dict[int, dict[str, str]] = {}
            for pk, tongue, title in titled(works):
                titles.setdefault(pk, {})[tongue] = title
            for one in some:
                known = titles.get(one.pk, {})
                one.lines = lines.get(one.pk, 0)
                one.title = known.get(language) or known.get(one.organisation.reference_language) or next(iter(known.values()), "")
                yield one

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        return [
            Column("text", _("Text"), str, lambda one: format_html('<a href="/plan/{}/">{}</a>', one.pk, str(one))),
            Column("title", _("Title"), lambda one: one.title, lambda one: format_html("<bdi>{}</bdi>", one.title), css="words"),
            Column("body", _("Body"), lambda one: one.body.name, sort=("body__key", "kind_of_text", "signs", "number")),
            Column("lines", _("Live duties"), lambda one: one.lines),
        ]


def titled(works: Iterable[int]) -> QuerySet[Any]:
    """The titles of texts as adopted, the last one last: work, language, title."""
    found = LanguageVersion.objects.filter(revision__work__in=works, revision__layer=Layer.ADOPTED).exclude(title="")
    return found.order_by("revision__adopted_on", "pk").values_list("revision__work", "language", "title")
