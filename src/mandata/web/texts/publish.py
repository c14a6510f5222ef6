"""The publication of a text: what is asked, the pairing with the revisions beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.operations import publish_revision
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.operations import Conflict, RuleBroken
from mandata.shared.rights import may
from mandata.texts import operations
from mandata.texts.fused import places_of
from mandata.texts.instruments import registered_of
from mandata.texts.models import KINDS, Layer, Reading, Revision, Work
from mandata.web.differences import new_words_marked, old_words_marked
from mandata.web.requests import SiteRequest, number_in
from mandata.web.texts.waiting import waiting_version

NUMBER = 32  # signs of a number
SHOWN = 30  # words of a provision that did not change
LAYERS = {
    Layer.ADOPTED: _("adopted"), Layer.PROPOSED: _("proposed"), Layer.REPORTED: _("reported"), Layer.INFORMATION: _("information"),
}


def publish(request: SiteRequest, pk: int) -> HttpResponse:
    """Ask what is needed, show the pairing with the revisions beside, publish."""
    version = waiting_version(request, pk)
    reading = version.reading
    assert reading is not None
    organisation = version.file.organisation
    asked = _asked(request, reading, organisation)
    work = Work.objects.filter(
        organisation=organisation, body=asked["body"], kind_of_text=asked["kind"], number=asked["number"]
    ).first()
    before, after = operations.neighbours_of(work, asked["session"], asked["layer"], asked["seen"]) if work else (None, None)
    beside = ",".join(str(one.pk) for one in (before, after) if one)
    proposals = _other_languages(work, asked, version.language)
    trouble, status = asked["trouble"], 200
    if request.method == "POST" and request.POST.get("step") == "publish":
        if trouble:
            pass
        elif asked["body"] is None:
            trouble = gettext("Choose the body.")
        elif beside != request.POST.get("beside", ""):
            trouble = gettext("With these values the text stands beside other revisions: look at the pairing, then publish.")
        else:
            try:
                revision = publish_revision(
                    acting_as=request.acting, language_version=version, body=asked["body"], kind_of_text=asked["kind"],
                    number=asked["number"], session=asked["session"], layer=asked["layer"],
                    in_force_from=asked["in_force"], pairing=_pairing(request),
                    language_of=next((one for one in proposals if str(one.pk) == request.POST.get("language_of")), None),
                )
            except Conflict:
                raise
            except RuleBroken as broken:
                trouble = str(broken)
            else:
                messages.success(request, gettext("The text is published."))
                return redirect("text", pk=revision.pk)
        status = 409
    pairs = operations.propose_pairing(reading, before, after) if beside else []
    rows = _rows(pairs)
    return render(request, "texts/publish.html", {
        "version": version, "asked": asked, "kinds": KINDS.items(), "layers": LAYERS.items(), "before": before, "after": after,
        "beside": beside, "organisation": organisation, "proposals": proposals,
        "rows": [row for row in rows if row["pair"].what != "kept"], "kept": [row for row in rows if row["pair"].what == "kept"], "free": [pair for pair in pairs if pair.finding is None], "trouble": trouble,
        "bodies": [organisation, *Party.objects.filter(
            organisation=organisation, entity__in=("conference", "council", "group")
        ).prefetch_related("names")],
        "sessions": [
            (one.pk, " · ".join(filter(None, [str(one), date_format(one.start) if one.start else ""])))
            for one in BodySession.objects.filter(organisation=organisation).select_related("body").prefetch_related("body__names")
        ],
        "answer": may(request.acting, "publish", version), "fused": places_of(reading).count(),
    }, status=status)


def _other_languages(work: Work | None, asked: dict[str, Any], language: str) -> list[Revision]:
    """The proposals of the same session on the same text that this file may be another language of."""
    if work is None or asked["layer"] != Layer.PROPOSED:
        return []
    found = work.revisions.filter(layer=Layer.PROPOSED, session=asked["session"]).select_related("work", "session")
    return list(found.exclude(language_versions__language=language))


def _rows(pairs: Sequence[operations.Pair]) -> list[dict[str, Any]]:
    """The pairs with their words, the changed ones marked word by word."""
    rows = []
    for pair in pairs:
        words = str(pair.finding.value["text"]) if pair.finding else ""
        changed = pair.what == "changed" and pair.old_words
        rows.append({
            "pair": pair, "label": (pair.finding.value.get("label") if pair.finding else "") or "",
            "words": new_words_marked(pair.old_words, words) if changed else Truncator(words).words(SHOWN),
            "old_words": old_words_marked(pair.old_words, words) if changed else Truncator(pair.old_words).words(SHOWN),
        })
    return rows


def _asked(request: SiteRequest, reading: Reading, organisation: Organisation) -> dict[str, Any]:
    """What the form says, else what was registered of the instrument, else what the title block says."""
    head, post = reading.head, request.POST
    if (registered := registered_of(reading.language_version.file)) is not None:
        return {
            "body": registered.body, "kind": registered.kind_of_text, "number": registered.number, "session": registered.session, "layer": Layer.ADOPTED,
            "in_force": registered.session.end or registered.session.start, "trouble": "", "seen": False,
        }
    bodies = Party.objects.filter(Q(organisation=organisation) | Q(pk=organisation.pk))
    body = bodies.filter(pk=number_in(post["body"])).first() if post.get("body") else (
        bodies.filter(actor=head["body"]).first() if head.get("body") else None
    )
    layers = {"proposal": Layer.PROPOSED, "report": Layer.REPORTED, "information": Layer.INFORMATION}
    layer = post.get("layer") or layers.get(head["kind"], Layer.ADOPTED)
    number = head.get("number") or ""
    if layer in (Layer.REPORTED, Layer.INFORMATION) and not post:  # such a document often has neither: the file's name, the organisation
        number = number or PurePath(reading.language_version.file.name).stem[:NUMBER]
        body = body or bodies.get(pk=organisation.pk)
    sessions = BodySession.objects.filter(organisation=organisation)
    if post.get("session"):
        session = sessions.filter(pk=number_in(post["session"])).first()
    else:
        session = sessions.filter(body=body, year=head.get("year")).first() if body and not post else None
    in_force, trouble = None, ""
    if post.get("in_force"):
        try:
            in_force = date.fromisoformat(post["in_force"])
        except ValueError:
            trouble = gettext("Write the date in force as year-month-day.")
    elif session is not None:
        in_force = session.end or session.start
    kind = post.get("kind") or (head["kind"] if head["kind"] in KINDS else "resolution")
    return {
        "body": body, "kind": kind if kind in KINDS else "other", "number": post.get("number") or number,
        "session": session, "layer": layer if layer in Layer.values else Layer.INFORMATION, "in_force": in_force, "trouble": trouble, "seen": True,
    }


def _pairing(request: SiteRequest) -> dict[str, int] | None:
    if not request.POST.get("beside"):
        return None
    return {
        name[5:]: number for name, value in request.POST.items() if name.startswith("pair-") and (number := number_in(str(value)))
    }
