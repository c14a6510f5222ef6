"""What stands behind a figure besides its records: acts and settings, its parts, what reports printed of it; and who is not shown it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext

from mandata.mandates.models import ActivityStanding, PlanProgramme
from mandata.parties.capacity import Acting
from mandata.parties.models import CodeName, Function, HouseRule, Organisation, Party
from mandata.reports.figures import address, stamp
from mandata.reports.models import ReportObservation, ReportState
from mandata.shared.joining import joined
from mandata.shared.measures import Measure, Observation, observe, observe_by, suppressed
from mandata.shared.models import Act
from mandata.shared.rights import visible
from mandata.texts.models import Work
from mandata.web.acts import in_words, verb_words
from mandata.web.moments import Moments
from mandata.web.parties.figures import bar
from mandata.web.requests import SiteRequest, number_in

SCHEMES = ("category", "region", "development", "size", "secretariat-level", "place")  # of names of codes, those of classes and members
OF_LANGUAGES = ("language", "lacks")
MOST = 8  # kinds of acts, bases, reports that are listed
PARTS = 60


def hidden(measure: Measure, scope: Party | None, when: Moments, part: tuple[str, str] | None = None) -> bool:
    """Whether a figure counts so few persons that nobody is shown it, or would tell such a figure by a sum.

    Of all organisations together none is shown of which one organisation's is not: the others would tell it.
    """
    if measure.unit != "person":
        return False
    if part is not None:
        return part[1] in small_parts(measure, scope, when, part[0])
    return any(suppressed({"": observe(measure.name, one, when.at, when.known, version=measure.version).value}) for one in _scopes(scope))


def small_parts(measure: Measure, scope: Party | None, when: Moments, split: str) -> set[str]:
    """The parts of a figure of persons that nobody is shown."""
    if measure.unit != "person":
        return set()
    cells = [observe_by(measure.name, split, one, when.at, when.known, measure.version) for one in _scopes(scope)]
    return {code for some in cells for code in suppressed({code: one.value for code, one in some.items()})}


def _scopes(scope: Party | None) -> list[Party | None]:
    return [scope] if scope is not None else [None, *Organisation.objects.order_by("pk")]


def sources(found: QuerySet[Any], when: Moments) -> tuple[list[tuple[str, int]], list[str]]:
    """The kinds of acts behind the records, each with how many, and the bases that they name; two queries.

    The acts that made them, where records say so; of others all that were about them by then.
    """
    acts = [one for one in found.model._meta.fields if one.related_model is Act]
    name = next((one.name for one in acts if not one.null), "") or next((one.name for one in acts), "")
    if name:
        rows: QuerySet[Any] = found.model.objects.filter(pk__in=found.order_by().values("pk")).exclude(**{name: None}).order_by()
        name += "__"
    else:
        rows = Act.objects.filter(subject_kind=found.model.kind(), subject_id__in=found.order_by().values("uid"), happened_at__lte=when.at).order_by()
        rows = rows if when.known is None else rows.filter(known_at__lte=when.known)
    kinds = rows.values_list(f"{name}verb", f"{name}subject_kind").annotate(n=Count("pk")).order_by("-n", f"{name}verb")
    bases = rows.exclude(**{f"{name}basis": ""}).values_list(f"{name}basis").annotate(n=Count("pk")).order_by("-n", f"{name}basis")
    return [(verb_words(verb, kind), n) for verb, kind, n in kinds[:MOST]], [in_words(basis) for basis, _n in bases[:MOST]]


def settings(measure: Measure, scope: Party | None, when: Moments) -> list[HouseRule]:
    """The settings on which a formula rests, as they held then."""
    if not measure.rests_on:
        return []
    named = Q()
    for code in measure.rests_on:
        named |= Q(code__startswith=code.removesuffix("*")) if code.endswith("*") else Q(code=code)
    found = HouseRule.objects.at(when.at, when.known).filter(named).select_related("organisation").prefetch_related("organisation__names")
    return list((found if scope is None else found.filter(organisation=scope.root_id)).order_by("organisation", "code", "pk"))


def choices_of(model: type[Model]) -> dict[str, str]:
    """What the fields of a record, and of those that it belongs to, call their codes."""
    above = [one.related_model for one in model._meta.fields if one.is_relation and isinstance(one.related_model, type)]
    return {str(code): str(label) for each in (*above, model) for one in each._meta.fields for code, label in one.flatchoices if code not in ("", None)}


def names_of(codes: Iterable[str], scope: Party | None, split: str = "", model: type[Model] | None = None) -> dict[str, str]:
    """Parts in words: what each code is called in the scope's organisation, the party that has it as its key, the text or programme that it names."""
    codes = set(codes)
    apart = {code: [one for part in code.split(":") for one in (part.rsplit("/", 1) if part.count("/") == 3 else [part]) if one] for code in codes}
    single = {one for some in apart.values() for one in some}
    of = {} if scope is None else {"organisation": scope.root_id}
    known = (choices_of(model) if model is not None else {}) | {one.value: str(one.label) for one in ActivityStanding.State}
    if split in OF_LANGUAGES:
        known |= {one: str(get_language_info({"zh": "zh-hans"}.get(one, one))["name_translated"]) for one in single}
    known |= {one.code: str(one) for one in CodeName.objects.filter(code__in=single, scheme__in=SCHEMES, **of)}
    known |= {one.key: one.name for one in Party.objects.filter(key__in=single, **of).prefetch_related("names")}
    bodies = {n for code in codes if ":" in code for one in apart[code] if (n := number_in(one))}  # alone a number is a year
    known |= {str(one.pk): one.name for one in Party.objects.filter(pk__in=bodies, **of).prefetch_related("names")}
    known |= {one.code: str(one) for one in Function.objects.filter(code__in=single, **of)}
    if numbers := {part for one in single if one.count("/") == 2 for part in one.split("/")[1:]}:  # body/kind/number, body/number/programme
        known |= {f"{one.body.key}/{one.kind_of_text}/{one.number}": str(one) for one in Work.objects.filter(number__in=numbers, **of).select_related("body")}
        programmes = PlanProgramme.objects.filter(work__number__in=numbers, **{f"work__{name}": value for name, value in of.items()}).select_related("work__body")
        known |= {"/".join((one.work.body.key, one.work.number, one.number)): str(one) for one in programmes}
    return {code: joined(known.get(one, one) for one in apart[code]) or gettext("not recorded") for code in codes}


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a figure: its name, its observation unless it is hidden, and where it opens."""

    name: str
    observation: Observation | None
    address: str = ""
    drawn: str = ""


def parts_of(measure: Measure, split: str, scope: Party | None, when: Moments) -> list[Cell]:
    """The parts of a figure, the largest first, years in their order; small cells of persons are told as not shown, and stand last."""
    observed = observe_by(measure.name, split, scope, when.at, when.known, measure.version)
    names = names_of(observed, scope, split, measure.formula(scope, when.at, when.known or timezone.now()).model)
    small = small_parts(measure, scope, when, split) & set(observed)
    years = all(code.isdecimal() for code in observed)
    shown = sorted((code for code in observed if code not in small), key=lambda code: (0 if years else -observed[code].value, names[code]))
    largest = max((observed[code].value for code in shown), default=0)
    cells = [
        Cell(names[code], observed[code], asked(scope, when, split=split, part=code, version=measure.version), mark_safe(bar(observed[code].value, largest)))
        for code in shown[:PARTS]
    ]
    return cells + [Cell(names[code], None) for code in sorted(small, key=lambda code: names[code])]


def asked(scope: Party | None, when: Moments, **more: Any) -> str:
    """The query by which a figure is asked for a scope and at these times."""
    return "?" + urlencode({**({"scope": scope.pk} if scope else {}), **when.asked, **more})


def scopes(request: SiteRequest, scope: Party | None, when: Moments, **more: Any) -> dict[str, Any]:
    """The organisations of which a figure can be asked, each with its query and whether it is the one shown; and the query of all."""
    organisations = visible(request.acting, Organisation.objects.prefetch_related("names")).order_by("slug")
    return {
        "scopes": [(one.name, asked(one, when, **more), scope is not None and scope.pk == one.pk) for one in organisations],
        "of_all": asked(None, when, **more),
    }


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a published report keeps it, and where it is computed again for the same times."""

    kept: ReportObservation
    address: str
    same: bool | None  # whether what is shown now, of the same times, is what was printed; none where other times are shown


def printed(acting: Acting, observation: Observation, scope: Party | None) -> list[Printed]:
    """What published reports print of a figure, the last first."""
    split, part = observation.part or ("", "")
    found = visible(acting, ReportObservation.objects.filter(
        measure=observation.measure.name, split=split, part=part, hidden=False, report__state=ReportState.PUBLISHED))
    if scope is not None:
        found = found.filter(report__organisation=scope.root_id)
    rows = []
    for one in found.select_related("report").defer("report__snapshot").order_by("-report__at", "-pk")[:MOST]:
        report = one.report
        same_times = scope is not None and (report.at, report.known, one.version) == (observation.at, observation.known, observation.measure.version)
        same = (one.value, one.numerator, one.denominator) == (observation.value, observation.numerator, observation.denominator) if same_times else None
        rows.append(Printed(one, address(f"{one.key}/{stamp(report.at)}/{stamp(report.known)}", report.organisation_id), same))
    return rows


def behind(
    request: SiteRequest, observation: Observation, scope: Party | None, when: Moments, found: QuerySet[Any], small: bool
) -> dict[str, Any]:
    """What the page of a figure tells besides its records; of one that is not shown only the formula and the settings."""
    measure, split = observation.measure, request.GET.get("by", "")
    acts, bases = ([], []) if small else sources(found, when)
    share = None if small or observation.empty or not observation.of else round(100 * observation.value / observation.of)
    tables = {} if observation.part is not None else {code: one.label for code, one in measure.splits.items()}
    return {
        "share": share, "sources": acts, "bases": bases, "rests_on": settings(measure, scope, when), "printed": [] if small else printed(request.acting, observation, scope),
        "tables": [(label, asked(scope, when, by=code, version=measure.version) + "#parts", code == split) for code, label in tables.items()],
        "cells": parts_of(measure, split, scope, when) if split in tables else None, "by": tables.get(split, ""),
        "as_json": asked(scope, when, version=measure.version, **({"split": observation.part[0], "part": observation.part[1]} if observation.part else {}), **{"as": "json"}),
        **scopes(request, scope, when, version=measure.version), "narrower": observation.part is not None or scope is not None and scope.pk != scope.root_id,
    }


def observation_file(request: SiteRequest, observation: Observation, scope: Party | None, records: QuerySet[Any], small: bool) -> HttpResponse:
    """A figure for machines: the formula, the value with its counts, both times, the records that the reader may see."""
    measure = observation.measure
    value: dict[str, Any] = {"value": observation.value, "numerator": observation.numerator, "denominator": observation.denominator}
    plain = {
        "measure": measure.name, "version": measure.version, "label": str(measure.label), "formula": str(measure.words), "unit": measure.unit_words,
        "scope": scope.key if scope else None, "part": dict(zip(("split", "code"), observation.part, strict=True)) if observation.part else None,
        **(dict.fromkeys(value) if small or observation.empty else value), "hidden": small, "unsaid": str(observation.unsaid) if observation.unsaid else None,
        "at": observation.at, "known": observation.known, "records": list(records.values_list("uid", flat=True)),
    }
    return JsonResponse(plain, json_dumps_params={"ensure_ascii": False, "indent": 1})
