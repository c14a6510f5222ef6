"""Where the languages of the texts in force diverge and nobody has decided, over all texts, each compared once for as long as its readings stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from mandata.texts.language_models import SettledDivergence
from mandata.texts.languages import FORM, KEPT, side_by_side
from mandata.texts.models import LanguageVersion, Layer, Revision

AT_ONCE = 8  # texts compared for one reader; the next one goes on


def open_divergences(organisations: Iterable[int]) -> tuple[list[tuple[Revision, int]], int]:
    """The texts in force with the number of places on which nobody has decided, most first; and how many texts are not compared yet."""
    here = Revision.objects.filter(work__organisation__in=list(organisations), layer=Layer.ADOPTED, in_force_until=None, instrument_seen=True)
    versions: dict[int, list[tuple[str, int]]] = {}
    for revision, uid, reading in LanguageVersion.objects.filter(revision__in=here.order_by().values("pk")).exclude(reading=None).order_by("pk").values_list("revision_id", "uid", "reading_id"):
        versions.setdefault(revision, []).append((str(uid), reading))
    texts = list(here.filter(pk__in=[pk for pk, some in versions.items() if len(some) > 1]).select_related("work__organisation", "session"))
    keys = {f"diverging:{FORM}:{one.uid}:{'.'.join(str(reading) for _uid, reading in versions[one.pk])}": one for one in texts}
    kept = cache.get_many(keys)
    waiting = [key for key in keys if key not in kept]
    for key in waiting[:AT_ONCE]:
        kept[key] = [one.key for one in side_by_side(keys[key]).diverging]
        cache.set(key, kept[key], KEPT)
    settled: dict[int, set[str]] = {}
    for revision, divergence in SettledDivergence.objects.filter(revision__in=texts).values_list("revision_id", "key"):
        settled.setdefault(revision, set()).add(divergence)
    found = [(keys[key], len(set(some) - settled.get(keys[key].pk, set()))) for key, some in kept.items()]
    return sorted((one for one in found if one[1]), key=lambda one: (-one[1], one[0].pk)), max(0, len(waiting) - AT_ONCE)
