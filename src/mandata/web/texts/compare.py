"""Two revisions compared: side by side or inline, a summary to read aloud, every change with its address, the heirs to name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.heirs import name_heir
from mandata.mandates.impact import impact_of_revision
from mandata.shared.joining import joined
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.texts.comparing import WHATS, Compared, Laid, Link, Row, What, changes_of, compare_revisions, laid_in
from mandata.texts.exchange import before
from mandata.texts.models import LanguageVersion, ProvisionVersion, Revision
from mandata.web.impact import impact_told
from mandata.web.kit.apart import apart
from mandata.web.kit.exports import FORMATS, exported
from mandata.web.requests import SiteRequest, number_in

WORDS = {
    "kept": _("kept"), "changed": _("changed"), "renumbered": _("renumbered"), "moved": _("moved"), "added": _("added"), "suppressed": _("suppressed"),
}
COLOURS = {"kept": "", "changed": "warn", "renumbered": "", "moved": "warn", "added": "good", "suppressed": "bad"}
NAMED = 8  # places that a sentence names
HEAD = ("address", "provision", "label_old", "label_new", "what", "kind", "words")


def revisions() -> QuerySet[Revision]:
    """Revisions with what their names need."""
    return Revision.objects.select_related("work__organisation", "work__body", "session", "base")


def compare_page(request: SiteRequest) -> HttpResponse:
    """The comparison of two revisions, or the list of changes as a file; without a second one, what a text may be compared with."""
    seen = visible(request.acting, revisions())
    new = get_object_or_404(seen, pk=number_in(request.GET.get("new", "")))
    others = seen.filter(work=new.work_id).exclude(pk=new.pk).order_by("-adopted_on", "-pk")
    asked = number_in(request.GET.get("old", ""))
    old = get_object_or_404(seen, pk=asked) if asked else before(new)
    if old is None:
        return render(request, "texts/compare.html", {"new": new, "others": others, "rows": ()})
    found = compare_revisions(old, new, request.GET.get("lang", "") or (get_language() or "en").split("-")[0])
    kind = request.GET.get("format", "")
    if kind in FORMATS:
        name = f"changes-{old.pk}-{new.pk}"
        return exported(kind, name, HEAD, (
            [address, row.one.wid, row.old.label if row.old else "", row.new.label if row.new else "", row.what, piece.kind, piece.text]
            for address, row, piece in changes_of(found.rows)
        ))
    inline = request.GET.get("view") == "inline"
    only = request.GET.get("show") == "changes"
    return render(request, "texts/compare.html", {
        "old": old, "new": new, "others": others, "found": found, "inline": inline, "only": only,
        "rows": rows_html([row for row in found.rows if not only or row.what != "kept"], found, inline, named=only),
        "summary": summary(found), "counts": [(WORDS[what], len(found.of(what)), COLOURS[what]) for what in WHATS],
        "links": [(one, link_words(one), one.key) for one in found.links], "may_name": may(request.acting, "name-heir", new),
        "files": [(one.upper(), _query(request, format=one)) for one in FORMATS],
        "views": [(gettext("side by side"), _query(request, view="side"), not inline), (gettext("inline"), _query(request, view="inline"), inline)],
        "shows": [(gettext("all provisions"), _query(request, show="all"), not only), (gettext("only changes"), _query(request, show="changes"), only)],
        "languages": sorted(set(old.language_versions.values_list("language", flat=True)) & set(new.language_versions.values_list("language", flat=True))),
        "query": request.GET.urlencode(), **impact_told(impact_of_revision(old, new, found.languages[1]), new.work.organisation, new.layer == "proposed"),
    })


def rows_html(rows: Iterable[Row], found: Compared, inline: bool, beside: Mapping[int, str] | None = None, named: bool = False) -> SafeString:
    """The rows of the comparison, made here: template tags for each row cost more than the rest of the page.

    ``beside`` holds what stands beside a provision, by its key, as HTML; ``named`` says the place of each, where not all are shown.
    """
    names = {what: f'<span class="tag {COLOURS[what]}">{escape(words)}</span>' for what, words in WORDS.items()}
    attributes = [f' lang="{escape(language)}" dir="auto"' for language in found.languages]
    out = []
    for row in rows:
        if inline:
            place = f'<span class="place">{escape(row.one.name)}</span>' if named else ""
            cells = f'<td class="words"{attributes[1]}>{place}{side(row, "both")}</td>'
        else:
            cells = (
                f'<td class="words"{attributes[0]} data-label="{escape(gettext("Old"))}">{side(row, "old")}</td>'
                f'<td class="words"{attributes[1]} data-label="{escape(gettext("New"))}">{side(row, "new")}</td>'
            )
        wid = row.one.wid
        same = " same" if row.what == "kept" else ""
        out.append(f'<tr id="{wid}" class="depth-{min(row.one.depth, 3)}{same}">{cells}<td>{names[row.what]} '
                   f'<a class="anchor" href="#{wid}" aria-label="{escape(gettext("Permanent link"))}">¶</a>{(beside or {}).get(row.one.provision, "")}</td></tr>')
    return mark_safe("\n".join(out))


def side(row: Row, which: str) -> str:
    """The words of one side, or of both in one, each insertion and deletion with its address."""
    laid = {"old": row.old, "new": row.new}.get(which, row.one)
    if laid is None:
        return ""
    label = _label(row, which)
    words: list[str] = []
    number = 0
    for piece in row.marks:
        number += piece.kind != "same"
        if piece.kind == "same":
            words.append(escape(piece.text))
        elif which == "both" or which == ("old" if piece.kind == "removed" else "new"):
            tag = "del" if piece.kind == "removed" else "ins"
            words.append(f'<{tag} id="{row.one.wid}.{number}">{escape(piece.text)}</{tag}>')
    call = " call" if laid.call and not laid.label and laid.depth == 0 else ""
    return f'<span class="at{call}">{label}{"".join(words)}</span>'


def _label(row: Row, which: str) -> str:
    printed = [one.printed if one else "" for one in (row.old, row.new)]
    if which == "both" and row.old and row.new and row.old.label != row.new.label:
        return f"<b><del>{escape(printed[0])}</del> <ins>{escape(printed[1])}</ins></b>&ensp;"
    one = row.old if which == "old" else row.new if which == "new" else row.one
    return f"<b>{escape(one.printed)}</b>&ensp;" if one and one.printed else ""


def summary(found: Compared) -> list[str]:
    """What happened, in sentences that a delegate can read aloud."""
    count = {what: len(found.of(what)) for what in WHATS}
    changed = sum(count.values()) - count["kept"]
    if not changed:
        return [ngettext("Nothing is changed: %(n)s provision stands as it was.", "Nothing is changed: %(n)s provisions stand as they were.", count["kept"])
                % {"n": count["kept"]}]
    old, new = sum(1 for one in found.rows if one.old), sum(1 for one in found.rows if one.new)
    told = [gettext("The old text has %(old)s provisions, the new one %(new)s.") % {"old": old, "new": new}]
    sentences: tuple[tuple[What, str, str, bool], ...] = (
        ("kept", "%(n)s provision stands as it was.", "%(n)s provisions stand as they were.", False),
        ("renumbered", "%(n)s provision has another number and the same words.", "%(n)s provisions have another number and the same words.", False),
        ("changed", "%(n)s provision has other words: %(places)s.", "%(n)s provisions have other words: %(places)s.", True),
        ("moved", "%(n)s provision has moved: %(places)s.", "%(n)s provisions have moved: %(places)s.", True),
        ("added", "%(n)s provision is new: %(places)s.", "%(n)s provisions are new: %(places)s.", True),
        ("suppressed", "%(n)s provision is suppressed: %(places)s.", "%(n)s provisions are suppressed: %(places)s.", True),
    )
    for what, one, many, named in sentences:
        if count[what]:
            told.append(ngettext(one, many, count[what]) % {"n": count[what], "places": listed([row.one for row in found.of(what)]) if named else ""})
    return told


def _told() -> tuple[str, ...]:
    """The sentences of the summary, for the catalogues."""
    n = 1
    return (
        ngettext("%(n)s provision stands as it was.", "%(n)s provisions stand as they were.", n),
        ngettext("%(n)s provision has another number and the same words.", "%(n)s provisions have another number and the same words.", n),
        ngettext("%(n)s provision has other words: %(places)s.", "%(n)s provisions have other words: %(places)s.", n),
        ngettext("%(n)s provision has moved: %(places)s.", "%(n)s provisions have moved: %(places)s.", n),
        ngettext("%(n)s provision is new: %(places)s.", "%(n)s provisions are new: %(places)s.", n),
        ngettext("%(n)s provision is suppressed: %(places)s.", "%(n)s provisions are suppressed: %(places)s.", n),
    )


def listed(places: Sequence[Laid]) -> str:
    """The names of some places; how many more there are."""
    names = _names(places[:NAMED])
    if len(places) <= NAMED:
        return names
    return gettext("%(names)s and %(n)s more") % {"names": names, "n": len(places) - NAMED}


def _names(places: Iterable[Laid]) -> str:
    return joined(apart(one.name) if get_language_bidi() else one.name for one in places)


def link_words(link: Link) -> str:
    """A split or a merge in a sentence."""
    values = {"old": _names(link.old), "new": _names(link.new)}
    return (gettext("%(old)s seems to have become several: %(new)s.") if link.kind == "split" else gettext("%(old)s seem to have become one: %(new)s.")) % values


def name_the_heir(request: SiteRequest, pk: int) -> HttpResponse:
    """Name the heir of a split or a merge, or say that it is none."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    back = f"{reverse('compare')}?{request.POST.get('query', '') or f'new={pk}'}"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    versions = {one.pk: one for one in ProvisionVersion.objects.filter(
        pk__in=[number_in(one) for one in request.POST.get("link", "").split("-")], revision__work=revision.work_id,
    ).select_related("revision", "provision")}
    new = [one for one in versions.values() if one.revision_id == revision.pk]
    old = [one for one in versions.values() if one.revision_id != revision.pk]
    chosen = versions.get(number_in(request.POST.get("heir", "")))
    heir = None if chosen is None else (chosen, new[0]) if len(old) > 1 and new else (old[0], chosen) if old else None
    if chosen is None and request.POST.get("heir") != "none":
        messages.error(request, gettext("Choose which provision goes on."))
        return HttpResponseRedirect(back)
    try:
        name_heir(acting_as=request.acting, revision=revision, old=old, new=new, heir=heir)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, gettext("It is recorded which provision goes on."))
    return HttpResponseRedirect(back)


def clean_text(request: SiteRequest, pk: int) -> HttpResponse:
    """A revision as clean text, without any mark of a change."""
    revision = get_object_or_404(visible(request.acting, revisions()), pk=pk)
    versions = {one.language: one for one in revision.language_versions.select_related("revision", "reading")}
    wanted = request.GET.get("lang", "")
    version: LanguageVersion | None = versions.get(wanted) or versions.get(revision.work.organisation.reference_language) or next(iter(versions.values()), None)
    if version is None:
        raise Http404
    response = HttpResponse("\n".join(clean_lines(version)) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="text-{revision.pk}.{version.language}.txt"'
    return response


def clean_lines(version: LanguageVersion) -> list[str]:
    """The title and the provisions of a language version, one a line, with their labels."""
    lines = [version.title] if version.title else []
    return lines + ["\t".join(filter(None, [one.printed, one.text])) for one in laid_in(version)]


def _query(request: SiteRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("format", None)
    for name, value in changed.items():
        query[name] = value
    return "?" + query.urlencode()
