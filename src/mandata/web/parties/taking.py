"""Taking over from another system: bring a file, map its columns, look at the dry run, take the good rows over; and export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.parties import importing
from mandata.parties.importing_models import ImportFile, ImportSource, ImportTable
from mandata.parties.importing_rows import DAY_ORDERS, ENCODINGS, read_rows
from mandata.parties.models import Organisation
from mandata.parties.operations import files
from mandata.shared.joining import joined
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import may, visible
from mandata.web.kit import SentFile, act_form
from mandata.web.kit.apart import apart
from mandata.web.kit.exports import exported
from mandata.web.parties.keeping import allowed, sent
from mandata.web.parties.party import CODES
from mandata.web.requests import SiteRequest

SHOWN = 300
FIRST = 3  # rows of a file beside the choice of its columns
ORDER = (importing.REFUSED, importing.CHANGED, importing.NEW, importing.SAME)
TAGS = {importing.REFUSED: "bad", importing.CHANGED: "warn", importing.NEW: "good", importing.SAME: ""}
EXPORTS = tuple(one for one in ImportTable if one != ImportTable.MEMBERS)


class FileForm(forms.Form):
    """A file and where it comes from."""

    source = forms.CharField(label=_("Source"), max_length=100, help_text=_("The name of the other system; its columns are remembered by it."))
    table = forms.ChoiceField(label=_("What its rows are"), choices=ImportTable.choices)
    file = SentFile(label=_("File (CSV)"), most=files.MOST_BYTES)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()), required=False, help_text=_(
        "A spreadsheet saves CSV in the encoding of its computer unless it is asked for UTF-8. The dry run shows whether names are read rightly."))


WORDS = {  # what a column of ours holds
    "key": _("Key of the entity"), "kind": _("Kind"), "parent": _("Entity above it"), "note": _("Note"), "state": _("State"), "of": _("Member of"),
    "category": _("Category"), "since": _("Since"), "until": _("Until"), "party": _("Entity"), "scheme": _("Table of classes"), "code": _("Class"),
    "source": _("Source"), "person": _("Name of the person"), "function": _("Function"), "email": _("Mail address"), "language": _("Language"),
    "nominated_by": _("Nominated by"), "body": _("Body"), "year": _("Year"), "first_day": _("First day of the session"), "role": _("Role"),
    "attended": _("Came (yes or no)"),
}


def in_words(column: str) -> str:
    """What a column of ours holds, in the reader's language, with its name."""
    if column.startswith("name_"):
        language = column.removeprefix("name_")
        words = gettext("Name, %(language)s") % {"language": apart(get_language_info(CODES.get(language, language))["name_local"])}
    else:
        words = str(WORDS[column])
    return f"{words} ({column})"


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours; a value that is the same in each row; words that mean a code of ours; how it writes days."""

    def __init__(self, source: ImportSource, heads: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        must, may_be = importing.COLUMNS[source.table]
        known = importing.guessed(source, heads)
        for name in (*must, *may_be):
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=f"{in_words(name)} *" if name in must else in_words(name), required=False, choices=[("", "–"), *((one, one) for one in heads)],
                initial=known[name])
        if any(name in may_be for name in importing.DAYS) or "first_day" in may_be:
            self.fields["day_order"] = forms.ChoiceField(
                label=_("How its days are written"), required=False, choices=list(DAY_ORDERS.items()), initial=source.day_order,
                help_text=_("A day with the year first is always read."))
        self.fields["fixed"] = forms.CharField(
            label=_("The same in each row"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
            help_text=_("A line for each: kind = member"), initial="\n".join(f"{name} = {value}" for name, value in source.fixed.items()))
        self.fields["codes"] = forms.CharField(
            label=_("What its words mean"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
            help_text=_("A line for each: category: Sector Member = sector-member"), initial="\n".join(
                f"{name}: {word} = {code}" for name, some in source.codes.items() for word, code in some.items()))

    def columns(self) -> dict[str, str]:
        """Our column -> its heading."""
        return {name.removeprefix("column_"): value for name, value in self.cleaned_data.items() if name.startswith("column_")}

    def clean_fixed(self) -> dict[str, str]:
        """Our column -> its value, from lines."""
        found = {}
        for line in self.cleaned_data["fixed"].splitlines():
            if line.strip():
                name, sign, value = line.partition("=")
                if not sign:
                    raise forms.ValidationError(_("“%(line)s” is not of the form: column = value"), params={"line": line})
                found[name.strip()] = value.strip()
        return found

    def clean_codes(self) -> dict[str, dict[str, str]]:
        """Our column -> its word -> our code, from lines."""
        found: dict[str, dict[str, str]] = {}
        for line in self.cleaned_data["codes"].splitlines():
            if line.strip():
                name, colon, rest = line.partition(":")
                word, sign, code = rest.rpartition("=")
                if not colon or not sign:
                    raise forms.ValidationError(_("“%(line)s” is not of the form: column: word = code"), params={"line": line})
                found.setdefault(name.strip(), {})[word.strip()] = code.strip()
        return found


def imports(request: SiteRequest, pk: int) -> HttpResponse:
    """The files of an organisation's sources, the form for another, the tables to export."""
    organisation = get_object_or_404(Organisation, pk=pk)
    answer = allowed(request, "bring", organisation)
    if request.method == "POST" or "bring" in request.GET:
        form = FileForm(sent(request), request.FILES or None)

        def act(values: Any) -> str:
            file = files.bring_file(acting_as=request.acting, organisation=organisation, source=values["source"], table=values["table"],
                                    name=values["file"].name, content=values["file"].read(), encoding=values["encoding"])
            return reverse("import_file", args=[file.pk])

        return act_form(request, form, title=gettext("Bring a file: %(organisation)s") % {"organisation": apart(organisation)}, button=gettext("Bring"),
                        act=act, answer=answer, back=reverse("imports", args=[pk]),
                        words=gettext("Nothing is taken over yet: the next page shows what it would do, row by row."))
    found = visible(request.acting, ImportFile.objects.filter(source__organisation=organisation).select_related("source"))
    return render(request, "parties/imports.html", {
        "organisation": organisation, "files": found.defer("content")[:SHOWN], "tables": [(one.value, one.label) for one in EXPORTS],
        "sources": visible(request.acting, ImportSource.objects.filter(organisation=organisation)),
    })


def import_file(request: SiteRequest, pk: int) -> HttpResponse:
    """A file: its columns mapped, what taking over would do row by row, and the button that does it."""
    file = get_object_or_404(visible(request.acting, ImportFile.objects.select_related("source__organisation")), pk=pk)
    answer = allowed(request, "import", file)
    source: ImportSource = file.source
    if file.closed_by_id is not None:
        return render(request, "parties/import_file.html", {"file": file, "source": source, "closed": True})
    heads, read = read_rows(file.content)
    form = ColumnsForm(source, heads, sent(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                files.map_columns(acting_as=request.acting, source=source, columns=form.columns(), fixed=form.cleaned_data["fixed"],
                                  codes=form.cleaned_data["codes"], day_order=form.cleaned_data.get("day_order"))
                return redirect("import_file", pk=pk)
            except RuleBroken as broken:
                form.add_error(None, str(broken))
        status = 422
    lacking = importing.missing(source, heads)
    rows = [] if lacking else importing.dry_run(request.acting, source, file.content)
    counts = importing.counts(rows)
    return render(request, "parties/import_file.html", {
        "file": file, "source": source, "form": form, "lacking": joined(in_words(one) for one in lacking), "answer": answer, "counts": counts,
        "absent": joined(apart(one) for one in importing.absent(source, heads)), "untaken": joined(apart(one) for one in importing.untaken(source, heads)),
        "heads": heads, "first": [[(head, one.cells.get(head, "")) for head in heads] for one in read[:FIRST]],
        "rows": rows_html(rows), "more": max(0, len(rows) - SHOWN), "seen": importing.digest(rows),
        "good": counts[importing.NEW] + counts[importing.CHANGED],
    }, status=status)


def rows_html(rows: list[importing.Row]) -> SafeString:
    """The rows of a dry run: the refused first, then the changed, the new, the same."""
    words = {importing.REFUSED: gettext("refused"), importing.CHANGED: gettext("changed"), importing.NEW: gettext("new"),
             importing.SAME: gettext("the same")}
    lines, arrow = [], "←" if get_language_bidi() else "→"
    for one in sorted(rows, key=lambda row: (ORDER.index(row.what), row.number))[:SHOWN]:
        told = escape(one.reason) if one.reason else "<br>".join(
            f"<code>{escape(name)}</code>: " + (f"<del><bdi>{escape(old)}</bdi></del> {arrow} " if old else "") + f"<ins><bdi>{escape(new)}</bdi></ins>"
            for name, old, new in one.changes)
        lines.append(
            f'<tr><td data-label="{escape(gettext("Row"))}">{one.number}</td><td data-label="{escape(gettext("Entity"))}"><bdi>{escape(one.subject)}</bdi></td>'
            f'<td data-label="{escape(gettext("What it does"))}"><span class="tag {TAGS[one.what]}">{escape(words[one.what])}</span></td>'
            f'<td class="words" data-label="{escape(gettext("Old and new, or why not"))}">{told}</td></tr>')
    return mark_safe("".join(lines))


@require_POST
def take_over(request: SiteRequest, pk: int) -> HttpResponse:
    """Take the good rows over, as the dry run showed them."""
    file = get_object_or_404(visible(request.acting, ImportFile.objects.select_related("source__organisation")), pk=pk)
    found = files.take_over(acting_as=request.acting, file=file, seen=request.POST.get("plan", ""))
    messages.success(request, gettext("Taken over: %(new)s new, %(changed)s changed; %(same)s the same, %(refused)s refused.") % found)
    return redirect("import_file", pk=pk)


@require_POST
def set_file_aside(request: SiteRequest, pk: int) -> HttpResponse:
    """Take nothing over and keep nothing of the file."""
    file = get_object_or_404(visible(request.acting, ImportFile.objects.select_related("source__organisation")), pk=pk)
    files.set_file_aside(acting_as=request.acting, file=file)
    return redirect("imports", pk=file.source.organisation_id)


def export_table(request: SiteRequest, pk: int, table: str) -> HttpResponse:
    """A table as CSV, as an import takes it; for officers, since it holds mail addresses."""
    organisation = get_object_or_404(Organisation, pk=pk)
    if not (answer := may(request.acting, "bring", organisation)):
        raise Refused(answer, "bring", organisation)
    if table not in [one.value for one in EXPORTS]:
        raise Http404
    rows = importing.exported(organisation, table)
    return exported("csv", f"{organisation.slug}-{table}", next(rows), rows)

