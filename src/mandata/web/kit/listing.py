"""A list page: filters, sorting, pages and exports, declared by columns; rows are prepared in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mandata.shared.joining import joined_html
from mandata.shared.standing import standing
from mandata.web.kit.controls import controls
from mandata.web.kit.exports import FORMATS, exported
from mandata.web.requests import SiteRequest, number_in

CHUNK = 500  # rows of a file that are in memory at a time
AHEAD = 100  # pages beyond the one asked for that are counted, where not all are


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``value`` is what files carry and, unless ``cell`` gives HTML, what the page shows; of several names a list.

    A column with ``sort`` (names of fields) can be sorted by; one with ``only_files`` or ``only_page`` stands there alone.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    cell: Callable[[Any], str] | None = None
    sort: tuple[str, ...] = ()
    css: str = ""
    only_files: bool = False
    only_page: bool = False

    def html(self, record: Any) -> str:
        """The cell of a record."""
        if self.cell:
            return self.cell(record)
        shown = self.value(record)
        if isinstance(shown, tuple | list):
            return joined_html("<bdi>{}</bdi>", ((one,) for one in shown))
        return str(escape("" if shown is None else shown))


def in_its_own(name: str) -> Callable[[Any], str]:
    """A cell with the words of a record as they were recorded, in whatever language they are."""
    return lambda one: format_html("<bdi>{}</bdi>", getattr(one, name))


class Pages(Paginator[Any]):
    """The pages of records that were counted before."""

    def __init__(self, records: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(records, size)
        self.count = count  # type: ignore[misc]


class Listing:
    """A list of records; subclasses say which records, columns and filters. An instance is the view."""

    name = "list"
    title: Any = ""
    template = "kit/list.html"
    filters: type[django_filters.FilterSet] | None = None
    default_sort = ""
    none_found: Any = ""
    page_size = 50
    counted_to: int | None = None  # of very many records no more are counted, but for as many as a reader pages on
    same_for_all = False  # every reader sees the same rows and cells: they are kept until one is written

    def records(self, request: SiteRequest) -> QuerySet[Any]:
        """The records that the reader may see, before any filter; says also what their columns need."""
        raise NotImplementedError

    def for_files(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """The records with what only the columns of files need."""
        return records

    def columns(self, request: SiteRequest) -> Sequence[Column]:
        """The columns, in order."""
        raise NotImplementedError

    def prepared(self, records: Any) -> Iterable[Any]:
        """The records of one page (or of a file), with what is fetched for all of them at once."""
        return records

    def context(self, request: SiteRequest) -> dict[str, Any]:
        """What the template needs besides the list."""
        return {}

    def readers(self, request: SiteRequest) -> str | None:
        """For which readers the page is kept: a name that those share who see the same rows and cells; none: for nobody."""
        return "all" if self.same_for_all else None

    def __call__(self, request: SiteRequest) -> HttpResponse:
        if (readers := self.readers(request)) is not None and request.GET.get("format") not in FORMATS:
            name = f"{self.name}:{readers}:{timezone.now().date()}:{request.GET.urlencode()}"
            return render(request, self.template, {**standing(name, lambda: self.shown(request, *self.asked(request))), **self.context(request)})
        records, columns, form = self.asked(request)
        if (kind := request.GET.get("format")) in FORMATS:
            saved = [column for column in columns if not column.only_page]
            head = [column.name for column in saved]
            every = self.prepared(self.for_files(records).iterator(CHUNK))
            rows = ([column.value(one) for column in saved] for one in every)
            return exported(str(kind), self.name, head, rows)
        return render(request, self.template, {**self.shown(request, records, columns, form), **self.context(request)})

    def asked(self, request: SiteRequest) -> tuple[QuerySet[Any], Sequence[Column], forms.Form | None]:
        """The records that the filters leave, sorted; the columns; the form of the filters."""
        records, columns = self.records(request), self.columns(request)
        form = None
        if self.filters is not None:
            filtered = self.filtered(request, records)
            form = filtered.form
            records = filtered.qs if not filtered.is_bound or form.is_valid() else records.none()
        return self.sorted(records, columns, request.GET.get("sort", "")), columns, form

    def shown(self, request: SiteRequest, records: QuerySet[Any], columns: Sequence[Column], form: forms.Form | None) -> dict[str, Any]:
        """One page of the table, drawn."""
        asked = request.GET.get("page", "")
        count, more = self.how_many(request, records, number_in(asked))
        page = Pages(records, self.page_size, count).get_page(asked)
        shown = [column for column in columns if not column.only_files]
        return {
            "title": str(self.title), "controls": controls(form) if form is not None else "", "count": count, "more": more,
            "head": self.head(request, shown), "rows": rows_html(self.prepared(page.object_list), shown),
            "none_found": str(self.none_found) or gettext("Nothing here."), "pages": pages_html(request, page),
            "files": [(kind.upper(), _query(request, format=kind)) for kind in FORMATS], "columns": len(shown),
        }

    def how_many(self, request: SiteRequest, records: QuerySet[Any], page: int) -> tuple[int, bool]:
        """How many records there are, and whether there may be more: of very many no more are counted."""
        if self.counted_to is None:
            return records.count(), False
        most = max(self.counted_to, self.page_size * (page + AHEAD))
        count = records.order_by().values("pk")[:most].count()
        return count, count == most

    def filtered(self, request: SiteRequest, records: QuerySet[Any]) -> django_filters.FilterSet:
        """The filters with what was asked of them."""
        assert self.filters is not None
        return self.filters(request.GET or None, queryset=records, request=request)

    def sorted(self, records: QuerySet[Any], columns: Sequence[Column], asked: str) -> QuerySet[Any]:
        """By the column asked for (with a minus, the other way round), else as the list stands by itself."""
        by = {column.name: column.sort for column in columns if column.sort}
        asked = asked if asked.removeprefix("-") in by else self.default_sort
        if not asked:
            return records
        minus = "-" if asked.startswith("-") else ""
        return records.order_by(*(minus + field for field in by[asked.removeprefix("-")]), "pk")

    def head(self, request: SiteRequest, columns: Sequence[Column]) -> SafeString:
        """The head of the table; a column that sorts is a link and says which way it sorts now."""
        now = request.GET.get("sort") or self.default_sort
        cells = []
        for column in columns:
            label: str = str(column.label)
            if not column.sort:
                cells.append(format_html("<th scope='col'>{}</th>", label))
                continue
            state = {column.name: "ascending", "-" + column.name: "descending"}.get(now, "none")
            following = "-" + column.name if state == "ascending" else column.name
            cells.append(format_html(
                '<th scope="col" aria-sort="{}"><a href="{}">{}</a></th>', state, _query(request, sort=following), label
            ))
        return mark_safe("".join(cells))


def rows_html(records: Iterable[Any], columns: Sequence[Column]) -> SafeString:
    """The rows of a table, made here: template tags for each row cost more than the rest of the page."""
    attributes = [  # a narrow page names the column before each cell
        (f' class="{column.css}"' if column.css else "") + (f' data-label="{escape(column.label)}"' if column.label else "")
        for column in columns
    ]
    rows = []
    for one in records:
        cells = "".join(f"<td{given}>{column.html(one)}</td>" for given, column in zip(attributes, columns, strict=True))
        rows.append(f"<tr>{cells}</tr>")
    return mark_safe("\n".join(rows))


def _query(request: SiteRequest, **changed: Any) -> str:
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = str(value)
    return "?" + query.urlencode()


def pages_html(request: SiteRequest, page: Page[Any]) -> SafeString:
    """The links to the other pages of a list; nothing where there is one."""
    if page.paginator.num_pages == 1:
        return mark_safe("")
    links = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        if number == page.number:
            links.append(format_html('<li><strong aria-current="page">{}</strong></li>', number))
        elif isinstance(number, int):
            links.append(format_html('<li><a href="{}">{}</a></li>', _query(request, page=number), number))
        else:
            links.append(format_html("<li>{}</li>", number))
    return format_html(
        '<nav aria-label="{}"><ul class="pages">{}</ul></nav>', gettext("Pages"),
        format_html_join("", "{}", ((one,) for one in links)),
    )
