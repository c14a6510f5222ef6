"""The figures of one report: each observed once, at its time and as known at its time, whatever prints it in whatever language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import override

from mandata.parties.models import Organisation
from mandata.shared.measures import Measure, Observation, measures, observe, observe_by, records_of, suppressed


@dataclass(slots=True)
class Figures:
    """What has been observed for a report; ``printed`` are those that a section took, in the order taken."""

    organisation: Organisation
    at: datetime
    known: datetime
    printed: dict[str, Observation] = field(default_factory=dict)
    _whole: dict[tuple[str, int | None], Observation] = field(default_factory=dict)
    _parts: dict[tuple[str, str, int | None], dict[str, Observation]] = field(default_factory=dict)

    def whole(self, name: str, version: int | None = None) -> Observation:
        """A measure of the organisation, by its last formula or by one that was replaced."""
        if (name, version) not in self._whole:
            self._whole[name, version] = observe(name, self.organisation, self.at, self.known, version=version)
        return self._whole[name, version]

    def parts(self, name: str, split: str, version: int | None = None) -> dict[str, Observation]:
        """A measure in its parts, by code."""
        if (name, split, version) not in self._parts:
            self._parts[name, split, version] = observe_by(name, split, self.organisation, self.at, self.known, version)
        return self._parts[name, split, version]

    def part(self, name: str, split: str, code: str, version: int | None = None) -> Observation:
        """One part of a measure; that nothing is counted in it is a figure too."""
        if (found := self.parts(name, split, version).get(code)) is not None:
            return found
        whole = self.whole(name, version)
        of = 0 if whole.measure.tally else whole.value if whole.denominator is None else whole.denominator
        return replace(whole, value=0, numerator=None if whole.measure.tally else 0, denominator=of, part=(split, code))

    def referred(self, reference: str) -> Observation | None:
        """The figure that words refer to as ``sme.approved`` or ``sme.approved:state=avn``; none where there is no such figure."""
        name, _, part = reference.partition(":")
        split, _, code = part.partition("=")
        known = measure_named(name)
        if known is None or (part and (split not in known.splits or not code)):
            return None
        if part and code not in self.parts(name, split) and not self.organisation.parties.filter(key=code).exists():
            return None
        return self.part(name, split, code) if part else self.whole(name)

    def hidden(self, observation: Observation) -> bool:
        """Whether it counts so few persons that nobody is shown it, or would tell such a cell by the sum."""
        if observation.measure.unit != "person":
            return False
        if observation.part is None:
            return bool(suppressed({"": observation.value}))
        cells = self.parts(observation.measure.name, observation.part[0], observation.measure.version)
        return observation.part[1] in suppressed({code: one.value for code, one in cells.items()})

    def records(self, observation: Observation) -> list[str]:
        """The uids of the records behind a whole figure; a part is a part of them."""
        if observation.part is not None:
            return []
        found = records_of(observation.measure.name, self.organisation, self.at, self.known, version=observation.measure.version)
        return sorted(found.order_by().values_list("uid", flat=True))


def measure_named(name: str) -> Measure | None:
    """The measure of a name."""
    return next((one for one in measures() if one.name == name), None)


def unit_of(measure: Measure) -> str:
    """The unit of a measure as it is kept, whatever the reader's language."""
    with override("en"):
        return str(measure.unit)


def observed(figures: Figures) -> list[dict[str, object]]:
    """The figures printed, as a table: what everybody may know of them."""
    return [
        {"observation": identity(one), "value": one.value, "numerator": one.numerator, "denominator": one.denominator, "unit": unit_of(one.measure)}
        for one in figures.printed.values() if not figures.hidden(one)
    ]


def identity(observation: Observation) -> str:
    """The name of an observation for ever: figure, time it holds for, time it was known."""
    return f"{observation.key}/{stamp(observation.at)}/{stamp(observation.known)}"


def key_of(identity: str) -> str:
    """The figure that an identity names, without its times; the code of a part may hold strokes."""
    return identity.rsplit("/", 2)[0]


def stamp(moment: datetime) -> str:
    """A moment as identities and addresses carry it."""
    return moment.isoformat().replace("+00:00", "Z")


def address(identity: str, organisation: int) -> str:
    """The page of the figure that an identity names: the same measure, part and times."""
    key, at, known = identity.rsplit("/", 2)
    name, _, rest = key.partition("@")
    version, _, part = rest.partition(":")
    query = {"scope": str(organisation), "at": at, "known": known, "version": version}
    if part:
        split, _, code = part.partition("=")
        query |= {"split": split, "part": code}
    return f"/measures/{name}/?{urlencode(query)}"
