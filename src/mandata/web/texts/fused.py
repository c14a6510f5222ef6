"""Fused places on the review: their number, each with both readings, the choice, the two texts to take away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.shared.measures import records_of
from mandata.shared.rights import may
from mandata.shared.seen import seen_each
from mandata.texts import settling
from mandata.texts.fused import places_of, text_of
from mandata.texts.models import Finding, Layer, Reading
from mandata.web.requests import SiteRequest
from mandata.web.texts.found import Places
from mandata.web.texts.waiting import CERTAINTIES, DOUBT, waiting_version

WHY = {
    "doubled-label": _("a doubled label"), "doubled-citation": _("a doubled place, year or period"),
    "stray-punctuation": _("a sign too many"), "fused-words": _("two words in one"), "base-text": _("the words of the base"),
}
CHOSEN = {
    "confirmed": _("the reader's reading taken"), "corrected": _("words chosen by a person"), "rejected": _("left as it stands"),
}
AROUND = 90  # signs of the line shown on either side of a place


class WordsForm(forms.Form):
    """Both readings of a place, as a person writes them; an empty one means that nothing stands there."""

    before = forms.CharField(label=_("Old words"), required=False, strip=False, max_length=settling.LONGEST_WORDS)
    after = forms.CharField(label=_("New words"), required=False, strip=False, max_length=settling.LONGEST_WORDS)

    def __init__(self, place: Finding, data: Any = None) -> None:
        super().__init__(data, auto_id=f"fused-{place.pk}-%s", initial={side: place.value[side] for side in ("before", "after")})

    def controls(self) -> str:
        """The form's controls."""
        from mandata.web.kit.controls import controls

        return controls(self)


def fused_of(request: SiteRequest, reading: Reading, places: Places) -> dict[str, Any]:
    """What the review says of fused places: cards, those that wait first, and what can be done with all."""
    found = list(places_of(reading))
    tokens = seen_each(found)
    shown = sorted(found, key=lambda one: (one.state != Finding.State.OPEN, DOUBT.get(one.certainty, 1), one.position))
    return {"fused": [_card_of(one, places, tokens[one.uid]) for one in shown], **_waiting(request, reading, found)}


def _waiting(request: SiteRequest, reading: Reading, found: Sequence[Finding]) -> dict[str, Any]:
    waits = [one for one in found if one.state == Finding.State.OPEN]
    version = reading.language_version
    law = version.revision is not None and version.revision.layer == Layer.ADOPTED
    return {
        "reading": reading, "fused_count": records_of("fused.found").filter(reading=reading).count() if found else 0, "fused_open": len(waits),
        "fused_certain": sum(one.certainty == "certain" for one in waits), "fused_base": reading.compared_with,
        "fused_settles": found and not waits and version.revision_id is None, "may_settle": may(request.acting, "settle", reading),
        "settled_count": places_of(reading.settled_from).count() if reading.settled_from else 0, "fused_is_law": law,
        "may_open_places": may(request.acting, "read-again", version),
    }


def _card_of(place: Finding, places: Places, token: str) -> dict[str, Any]:
    start, end = place.found["span"]
    text = places.text
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    left, right = text[max(first, start - AROUND):start], text[end:min(last, end + AROUND)]
    return {
        "finding": place, "token": token, "place": places.at(start), "before": place.value["before"], "after": place.value["after"],
        "context": format_html(
            "{}{}{}{}{}", "… " if start - AROUND > first else "", left, marked_place(place), right, " …" if end + AROUND < last else "",
        ),
        "why": [WHY.get(one, one) for one in place.found["why"]], "certainty": CERTAINTIES.get(place.certainty, place.certainty),
        "decision": CHOSEN.get(place.state, ""), "form": WordsForm(place),
    }


def marked_place(place: Finding) -> SafeString:
    """A place with what was taken out and what was put in; one left as it stands is plain words."""
    if place.state == Finding.State.REJECTED:
        return format_html("{}", place.found["text"])
    before, after = (str(place.value[side]) for side in ("before", "after"))
    return format_html(
        "{}{}", format_html("<del>{}</del>", before) if before else "", format_html("<ins>{}</ins>", after) if after else ""
    )


def decide_place(request: SiteRequest, place: Finding, action: str | None) -> HttpResponse:
    """Take the reader's reading of a place, turn it round, write both words, or leave it; asked by htmx, the card alone comes back."""
    acting, form = request.acting, WordsForm(place, request.POST)
    if action == "confirm":
        settling.take_reading(acting_as=acting, finding=place)
    elif action == "reject":
        settling.leave_fused(acting_as=acting, finding=place)
    elif action == "turn":
        settling.choose_words(acting_as=acting, finding=place, before=place.found["after"], after=place.found["before"])
    elif action != "correct":
        raise Http404
    elif form.is_valid():
        settling.choose_words(acting_as=acting, finding=place, **form.cleaned_data)
    else:
        return _answer(request, place, status=200 if request.htmx else 409, form=form, open_form=True)
    if request.htmx:
        return _answer(request, place)
    return HttpResponseRedirect(reverse("review", args=[place.reading.language_version_id]) + f"#finding-{place.pk}")


def _answer(request: SiteRequest, place: Finding, status: int = 200, **changed: Any) -> HttpResponse:
    reading = place.reading
    provisions = list(reading.findings.filter(what=Finding.What.PROVISION).order_by("position"))
    card = {**_card_of(place, Places(reading.text, provisions), seen_each([place])[place.uid]), **changed}
    template = "texts/_fused.html#decided" if request.htmx else "texts/fused_place.html"
    return render(request, template, {
        "one": card, "version": reading.language_version, "oob": True, **_waiting(request, reading, list(places_of(reading))),
    }, status=status)


@require_POST
def take_certain(request: SiteRequest, pk: int) -> HttpResponse:
    """Take the reader's reading of all places that it is certain of."""
    version = waiting_version(request, pk)
    assert version.reading is not None
    count = settling.take_certain(acting_as=request.acting, reading=version.reading)
    messages.success(request, ngettext("%(n)s place is decided.", "%(n)s places are decided.", count) % {"n": count})
    return _back(pk)


@require_POST
def settle(request: SiteRequest, pk: int) -> HttpResponse:
    """Put the words chosen in the place of the fused ones."""
    version = waiting_version(request, pk)
    assert version.reading is not None
    settling.settle_words(acting_as=request.acting, reading=version.reading)
    messages.success(request, gettext("The words chosen stand in their place, and the text is read so. Look at its structure and its duties."))
    return _back(pk)


@require_POST
def open_places(request: SiteRequest, pk: int) -> HttpResponse:
    """Go back to the fused places and what was chosen for each."""
    settling.open_places(acting_as=request.acting, language_version=waiting_version(request, pk))
    return _back(pk)


def one_text(request: SiteRequest, pk: int, side: str) -> HttpResponse:
    """The text before or after its changes as plain text, once every place is decided."""
    version = waiting_version(request, pk)
    reading = version.reading
    assert reading is not None
    reading = reading.settled_from or reading
    places = list(places_of(reading))
    if side not in ("before", "after") or not places or any(one.state == Finding.State.OPEN for one in places):
        raise Http404
    words = text_of(reading, "before" if side == "before" else "after", places)[0]
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    stem = "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in PurePath(version.file.name).stem)
    response["Content-Disposition"] = str(content_disposition_header(True, f"{stem}.{side}.txt"))
    return response


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("review", args=[pk]) + "#fused")
