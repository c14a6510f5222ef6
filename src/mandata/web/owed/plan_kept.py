"""The lines that issues of action plans keep, with what their cells need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace

from mandata.mandates.models import Mandate, PlanIssue
from mandata.mandates.plan import Line, line_kept
from mandata.mandates.wordings import told_in
from mandata.parties.models import Office, Party
from mandata.texts.models import Layer, ProvisionVersion
from mandata.web.register import placed


@dataclass(slots=True)
class Kept:
    """A line of an issue with what its cells need, as terms have it; ``wid`` and ``path`` as they were called then."""

    line: Line
    mandate: Mandate
    version: ProvisionVersion
    actors: str
    wid: str = ""
    path: str = ""
    words: str = ""
    language: str = ""
    words_changed_id: int | None = None

    @property
    def mandate_id(self) -> int:
        return self.mandate.pk

    @property
    def version_id(self) -> int:
        return self.version.pk

    @property
    def force(self) -> str:
        return self.line.force

    @property
    def conditional(self) -> bool:
        return self.line.conditional

    @property
    def summary(self) -> str:
        return self.line.summary


def kept_rows(issues: Iterable[PlanIssue]) -> dict[int, dict[str, Kept]]:
    """The lines of issues by issue and duty, in the order of their provisions; the same queries for one issue as for many.

    A duty that is no record here is left out. The database keeps the lines in no order.
    """
    issues = list(issues)
    lines = {issue.pk: [line_kept(one) for one in issue.lines.values()] for issue in issues}
    every = [line for some in lines.values() for line in some]
    mandates = {one.uid: one for one in Mandate.objects.filter(uid__in={line.uid for line in every}).select_related("provision")}
    named: dict[str, SimpleNamespace] = {}
    uids = {line.owner for line in every if line.owner}
    for party in Party.objects.filter(uid__in=uids).prefetch_related("names") if uids else ():
        named[party.uid] = SimpleNamespace(party=party, office=None)
    for office in Office.objects.filter(uid__in=uids).select_related("party").prefetch_related("party__names") if uids else ():
        named[office.uid] = SimpleNamespace(party=office.party, office=office)
    wids = {line.wid for line in every} | {one.provision.wid for one in mandates.values()}
    versions: dict[str, list[ProvisionVersion]] = {}
    adopted = ProvisionVersion.objects.filter(provision__wid__in=wids, revision__layer=Layer.ADOPTED).select_related(
        "provision", "revision__work", "revision__session").order_by("revision__adopted_on", "revision__pk")
    for version in adopted:
        versions.setdefault(version.provision.wid, []).append(version)
    found: dict[int, dict[str, Kept]] = {}
    for issue in issues:
        rows = []
        for line in lines[issue.pk]:
            mandate = mandates.get(line.uid)
            held = versions.get(line.wid) or (versions.get(mandate.provision.wid) if mandate else None)
            if mandate is None or not held:
                continue
            of_then = [one for one in held if one.revision.adopted_on is None or one.revision.adopted_on <= issue.day]
            own = Mandate(pk=mandate.pk, uid=mandate.uid, organisation_id=mandate.organisation_id)  # one a line: issues may name other owners
            own.held = [named[line.owner]] if line.owner in named else []  # type: ignore[attr-defined]
            rows.append(Kept(line, own, (of_then or held)[-1], f" {' '.join(line.who)} "))
        rows.sort(key=lambda one: (one.version.order, one.mandate_id))
        found[issue.pk] = {one.line.uid: one for one in told_in(list(placed(rows)))}  # type: ignore[arg-type]
    return found
