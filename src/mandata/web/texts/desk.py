"""What of drafts and languages waits for somebody: drafts for whoever holds the pen, divergences and translations for officers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mandata.parties.capacity import Acting
from mandata.parties.permissions import OFFICER
from mandata.shared.rights import visible
from mandata.texts.divergences import open_divergences
from mandata.texts.drafting_models import Drafting
from mandata.texts.language_models import TranslationStep
from mandata.texts.models import Layer
from mandata.texts.permissions import PENS
from mandata.web.texts.languages import STATES, revisions, standings_of

SHOWN = 12


def texts_desk(acting: Acting) -> dict[str, Any]:
    """The part of the desk on drafts and languages."""
    kept = [one.party.root_id for one in acting.offices if one.function == OFFICER]
    bodies = [one.party_id for one in acting.offices if one.function in PENS]
    drafts = Drafting.objects.exclude(stage=Drafting.Stage.PUBLISHED).select_related("base__work__organisation", "session__body").prefetch_related("session__body__names")
    found = visible(acting, drafts.filter(base__work__body__in=bodies) | drafts.filter(base__work__organisation__in=kept)) if kept or bodies else drafts.none()
    return {"drafts_open": list(found.distinct().order_by("-session__year", "-pk")[:SHOWN]), **(languages_waiting(kept) if kept else {})}


def languages_waiting(organisations: list[int]) -> dict[str, Any]:
    """Texts whose languages diverge, and translations that are not published, by how far they are."""
    diverging, uncompared = open_divergences(organisations)
    texts = list(revisions().filter(
        work__organisation__in=organisations, layer=Layer.ADOPTED, in_force_until=None, instrument_seen=True, pk__in=TranslationStep.objects.values("revision")))
    standings = [one for some in (standings_of(texts) if texts else {}).values() for one in some if one.state not in ("", "published")]
    states = Counter(one.state for one in standings)
    return {
        "diverging": diverging[:SHOWN], "diverging_count": sum(number for _text, number in diverging), "diverging_texts": len(diverging), "uncompared": uncompared,
        "translations": [(STATES[state], states[state]) for state in ("asked", "draft", "checked") if states[state]],
        "translations_late": sum(one.late for one in standings),
    }
