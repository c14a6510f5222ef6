"""One row of the draft: what each text says, the words agreed, the brackets that stand; held by one person at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may
from mandata.texts import drafting as operations
from mandata.texts.brackets import Unbalanced, brackets_in
from mandata.texts.drafting_models import Drafting, DraftRow
from mandata.web.drafting.table import cell_head, draft_html, drafting_in
from mandata.web.requests import SiteRequest
from mandata.web.texts.compare import side


def row_page(request: SiteRequest, pk: int, provision: int) -> HttpResponse:
    """Read a row, write it, keep what is typed, take a text, lift a bracket."""
    drafting = drafting_in(request, pk)
    typed, trouble, status = None, "", 200
    if request.method == "POST":
        typed = request.POST.get("words", "")
        try:
            return _acted(request, drafting, provision, typed)
        except RuleBroken as broken:
            trouble, status = str(broken), 409
        if request.headers.get("X-Keeps-Words"):
            return JsonResponse({"trouble": trouble}, status=409)
    return _shown(request, drafting, provision, typed, trouble, status)


def _acted(request: SiteRequest, drafting: Drafting, provision: int, typed: str) -> HttpResponse:
    acting, post = request.acting, request.POST
    here = reverse("draft_row", args=[drafting.pk, provision])
    act = post.get("act", "")
    if act == "keep":
        operations.keep_words(acting_as=acting, drafting=drafting, provision=provision, words=typed)
        if request.headers.get("X-Keeps-Words"):
            return JsonResponse({"kept": True})
        messages.success(request, gettext("Your words are kept, and the row is yours for a quarter of an hour."))
        return HttpResponseRedirect(here)
    if act == "hold":
        operations.hold_row(acting_as=acting, drafting=drafting, provision=provision)
        return HttpResponseRedirect(here)
    if act == "lift":
        operations.lift_bracket(
            acting_as=acting, drafting=drafting, provision=provision, number=_chosen(post.get("bracket", "")), option=_chosen(post.get("option", "")),
            meeting=post.get("meeting", ""),
        )
        messages.success(request, gettext("The bracket is lifted."))
        return HttpResponseRedirect(here)
    if act not in ("write", "gone"):
        raise Http404
    operations.write_row(acting_as=acting, drafting=drafting, provision=provision, words=typed, gone=act == "gone", saw=post.get("saw", ""))
    messages.success(request, gettext("The row is written."))
    return HttpResponseRedirect(f"{reverse('drafting', args=[drafting.pk])}#{operations.row_in(drafting, provision).one.wid}")


def _chosen(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else -1


def _shown(request: SiteRequest, drafting: Drafting, provision: int, typed: str | None, trouble: str, status: int) -> HttpResponse:
    proposals = {one.pk: one for one in operations.proposals_on(drafting.base, drafting.session)}
    one = next((row for row in operations.rows_of(drafting) if row.one.provision == provision), None)
    if one is None:
        raise Http404
    row = DraftRow.objects.filter(drafting=drafting, provision=provision).select_related("held_by", "unsaved_by").first()
    holder = operations.holder_of(row) if row else None
    sources = [(str(number), cell) for number, cell in enumerate(one.cells) if cell.words]
    asked = dict(sources).get(request.GET.get("take", ""))
    standing = row.words if row and row.written and not row.gone else one.base.text if one.base else ""
    person = request.acting.person
    unsaved = row.unsaved if row and row.unsaved and row.unsaved_by_id == (person.pk if person else 0) else ""
    writer = may(request.acting, "write-row", drafting)
    left = operations.left_on(drafting, one.one.wid) if writer else []
    if writer and row and row.unsaved and row.unsaved_by and not unsaved:
        left.insert(0, (row.unsaved_by.name, row.unsaved))
    words = typed if typed is not None else asked.words if asked else (one.base.text if request.GET.get("take") == "base" and one.base else unsaved or standing)
    return render(request, "drafting/row.html", {
        "drafting": drafting, "one": one, "row": row, "holder": holder if writer and holder and holder != person else None, "words": words, "trouble": trouble,
        "left": left, "unsaved": bool(unsaved), "mark": operations.mark(row),
        "cells": [(str(number), mark_safe(cell_head(cell, proposals)), mark_safe(side(cell.row, "both")), bool(cell.words)) for number, cell in enumerate(one.cells)],
        "draft": mark_safe(draft_html(row, proposals, one.base is not None)), "brackets": _brackets(row), "answer": writer,
        "may_lift": may(request.acting, "lift-bracket", drafting), "writes": drafting.stage in operations.WRITES,
        "key": f"mandata-draft-{drafting.uid}-{one.one.wid}", "next": _beside(drafting, provision, 1), "before": _beside(drafting, provision, -1),
    }, status=status)


def _beside(drafting: Drafting, provision: int, step: int) -> int:
    """The touched row before or after."""
    keys = [row.one.provision for row in operations.rows_of(drafting) if row.touched or row.one.provision == provision]
    at = keys.index(provision) + step
    return keys[at] if 0 <= at < len(keys) else 0


def _brackets(row: DraftRow | None) -> list[dict[str, Any]]:
    try:
        found = brackets_in(row.words) if row else []
    except Unbalanced:
        return []
    return [{"number": number, "holder": one.holder, "options": list(enumerate(one.options))} for number, one in enumerate(found)]


