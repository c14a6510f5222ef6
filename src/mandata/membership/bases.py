"""Where a basis leads: to the provision, if its text is in the library; else it says what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mandata.membership.models.bases import Based
from mandata.parties.models import Organisation
from mandata.texts.models import Layer, Provision, ProvisionVersion, Revision, Work

HOUSE = "house rule"  # how a basis that no text gives begins


class Found(TextChoices):
    PROVISION = "provision", _("the provision is in the library")
    TEXT = "text", _("the text is in the library, the provision was not found in it")
    NOT_SEEN = "not-seen", _("instrument not seen: registered by what is reported of it")
    NOT_LOADED = "not-loaded", _("the text is not in the library")
    HOUSE_RULE = "house-rule", _("house rule")
    NONE = "none", _("without a basis")


@dataclass(frozen=True, slots=True)
class Basis:
    """What something rests on: in words, what was found of it, and the provision in force where there is one."""

    words: str
    found: Found
    wid: str = ""
    provision: str = ""  # its words, in the first language at hand
    revision: Revision | None = None

    @property
    def resolved(self) -> bool:
        """Whether it opens to a provision whose instrument was seen, or is a rule of the house."""
        return self.found in (Found.PROVISION, Found.HOUSE_RULE)


def basis_of(record: Based, organisation: Organisation | int) -> Basis:
    """The basis of one record."""
    return bases_of([record], organisation)[0]


def bases_of(records: Iterable[Based], organisation: Organisation | int) -> list[Basis]:
    """The bases of many records, in the order of the records, in as many queries for one as for a hundred."""
    records = list(records)
    texts = _texts({one.cited.partition("#")[0] for one in records if "/" in one.cited}, organisation)
    provisions = provisions_by_point(texts.values())
    by_wid = {
        one.provision.wid: one for one in ProvisionVersion.objects.filter(
            provision__in=Provision.objects.filter(wid__in={one.cited for one in records if one.cited and "/" not in one.cited})
        ).select_related("provision", "revision").prefetch_related("wordings").order_by("revision__in_force_from")
    }
    return [_basis(one, texts, provisions, by_wid) for one in records]


def _basis(
    record: Based, texts: dict[str, Revision], provisions: dict[tuple[int, str], ProvisionVersion], by_wid: dict[str, ProvisionVersion]
) -> Basis:
    if not record.basis and not record.cited:
        return Basis("", Found.NONE)
    if not record.cited:
        return Basis(record.basis, Found.HOUSE_RULE if record.basis.startswith(HOUSE) else Found.NOT_LOADED)
    if version := by_wid.get(record.cited):
        return _at(record, version, version.revision)
    text, _sign, point = record.cited.partition("#")
    revision = texts.get(text)
    if revision is None:
        return Basis(record.basis, Found.NOT_LOADED)
    found = provisions.get((revision.pk, point))
    if found is None:
        return Basis(record.basis, Found.TEXT if revision.instrument_seen else Found.NOT_SEEN, revision=revision)
    return _at(record, found, revision)


def _at(record: Based, version: ProvisionVersion, revision: Revision) -> Basis:
    words = next((one.text for one in version.wordings.all()), "")
    found = Found.PROVISION if revision.instrument_seen else Found.NOT_SEEN
    return Basis(record.basis, found, version.provision.wid, words, revision)


def _texts(cited: set[str], organisation: Organisation | int) -> dict[str, Revision]:
    """The adopted revision in force of each text named as body/kind/number."""
    found: dict[str, Revision] = {}
    parts = {text: text.split("/", 2) for text in cited}
    works = Work.objects.filter(
        organisation=organisation, number__in={one[-1] for one in parts.values()}
    ).select_related("body")
    names = {work.pk: f"{work.body.key}/{work.kind_of_text}/{work.number}" for work in works}
    adopted = Revision.objects.filter(work__in=names, layer=Layer.ADOPTED).order_by("adopted_on", "in_force_from", "pk")
    for revision in adopted:
        if (name := names[revision.work_id]) in parts:
            found[name] = revision
    return found


def provisions_by_point(revisions: Iterable[Revision]) -> dict[tuple[int, str], ProvisionVersion]:
    """The provisions of revisions by call and labels, as in ``resolve 1`` or ``instruct 2 a``."""
    versions = ProvisionVersion.objects.filter(revision__in=list(revisions), part="operative").select_related(
        "provision").prefetch_related("wordings").order_by("revision", "order")
    found: dict[tuple[int, str], ProvisionVersion] = {}
    paths: dict[int, str] = {}
    for version in versions:
        paths[version.pk] = path = _path(version, paths)
        found.setdefault((version.revision_id, path), version)
    return found


def _path(version: ProvisionVersion, paths: dict[int, str]) -> str:
    label: Any = next((one.label for one in version.wordings.all()), "")
    label = label.strip("().。 \t")
    above = paths.get(version.parent_id or 0)
    return " ".join(filter(None, [above if above is not None else version.call, label]))
