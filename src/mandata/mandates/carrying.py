"""How duties are made of confirmed findings, and how they live on when a newer revision is published."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet

from mandata.mandates.asked import name_actors
from mandata.mandates.models import Mandate, MandateTerms, TermsQuote
from mandata.shared.models import Act
from mandata.shared.operations import doing
from mandata.texts.findings import correction_on
from mandata.texts.models import Finding, LanguageVersion, Layer, ProvisionLink, ProvisionVersion, Revision, Wording

QUOTED = ("addressees", "with", "report_to", "beneficiaries", "due", "limits")


def make_mandate(finding: Finding, act: Act) -> Mandate | None:
    """Make a live duty of a confirmed finding; only an adopted operative provision makes one."""
    version = version_of(finding)
    if version is None or version.revision.layer != Layer.ADOPTED or not version.operative:
        return None
    mandate = Mandate.objects.filter(provision=version.provision, ended_by=None).first()
    if mandate is not None and newest(mandate) != version and version.revision.in_force_until is not None:
        return mandate  # an older revision that came later: its words are history
    if said_in_reference(finding, version):
        for terms in MandateTerms.objects.filter(version=version, closed_by=None):
            quote(terms, finding)
        return mandate
    if mandate is None:
        mandate = Mandate.objects.create(
            organisation=version.revision.work.organisation, provision=version.provision, created_by=act,
            ended_by=act if version.revision.in_force_until is not None else None,
        )
    doing().also(mandate)
    write_terms(mandate, version, finding, act)
    return mandate


def end_mandate(mandate: Mandate, act: Act) -> None:
    """End a duty by the act that runs: from now on none of its terms hold."""
    mandate.ended_by = act
    mandate.save(update_fields=["ended_by"])
    close_terms(mandate, act)
    doing().also(mandate)


def newest(mandate: Mandate) -> ProvisionVersion | None:
    """The version whose terms hold now."""
    terms = mandate.terms.filter(current=True).select_related("version").first()
    return terms.version if terms else None


def write_terms(mandate: Mandate, version: ProvisionVersion, finding: Finding, act: Act) -> MandateTerms:
    """Write the terms of a duty for one version; they become the ones that hold, and those before are closed."""
    value = finding.value
    asked = {
        "force": value["force"], "action": value.get("action", "other"),
        "addressees": _names(value.get("addressees")), "with_whom": _names(value.get("with")),
        "report_to": _names(value.get("report_to")), "beneficiaries": _names(value.get("beneficiaries")),
        "due": value.get("due") or {}, "limits": value.get("limits") or [],
        "conditional": any(one["kind"] in ("means", "consent") for one in value.get("limits") or []),
        "due_kind": (value.get("due") or {}).get("kind", "none"),
        "actors": "".join(f" {one['actor']} " for one in value.get("addressees") or [] if one.get("actor")),
        "summary": _summary(version), "place": place_of(version),
    }
    terms = mandate.terms.filter(version=version, closed_by=None).first()
    if terms is not None and any(getattr(terms, name) != said for name, said in asked.items()):
        terms = None
    close_terms(mandate, act, but=terms)
    if terms is None:
        terms = MandateTerms(mandate=mandate, version=version, confirmed_by=act, **asked)
    terms.finding, terms.current, terms.words_changed = finding, mandate.ended_by is None, None
    terms.save()
    name_actors([terms])
    quote(terms, finding)
    settle_languages(terms, value, act)
    return terms


def close_terms(mandate: Mandate, act: Act, but: MandateTerms | None = None) -> None:
    """Close the terms of a duty by the act that ends it or puts others in their place."""
    mandate.terms.filter(closed_by=None).exclude(pk=but.pk if but else 0).update(
        current=False, words_changed=None, closed_by=act
    )


def settle_languages(terms: MandateTerms, value: dict[str, Any], act: Act) -> None:
    """Terms are confirmed once: where another language says the same, the same act settles its finding; one that differs waits."""
    spoken = terms.finding.reading.language_version_id if terms.finding else None
    others = terms.version.revision.language_versions.exclude(pk=spoken or 0)
    if not others.exists():
        return
    for finding in duties_read(terms.version).filter(
        state=Finding.State.OPEN, reading__language_version__in=others
    ).select_related("reading__language_version"):
        if _what_is_asked(finding.value) == _what_is_asked(value):
            finding.state, finding.decided_by = Finding.State.CONFIRMED, act
            finding.save(update_fields=["state", "decided_by"])
            doing().also(finding)
            quote(terms, finding)


def settle_language(language_version: LanguageVersion, act: Act) -> None:
    """A further language of a revision that is published: its duties are those whose terms hold already."""
    for terms in MandateTerms.objects.filter(version__revision=language_version.revision, current=True).select_related(
        "version__revision", "finding__reading"
    ):
        if terms.finding is not None and terms.finding.reading.language_version_id != language_version.pk:
            settle_languages(terms, terms.finding.value, act)


def _what_is_asked(value: dict[str, Any]) -> tuple[Any, ...]:
    """The terms of a duty without the words of its language; names that no table knows count only by their number."""
    actors = [sorted(one.get("actor") or "" for one in value.get(name) or []) for name in ("addressees", "with", "report_to")]
    due = value.get("due") or {}
    return value["force"], actors, due.get("kind", "none"), due.get("value"), sorted(one["kind"] for one in value.get("limits") or [])


def quote(terms: MandateTerms, finding: Finding) -> None:
    """Lay the words of one language beside the terms."""
    wording = terms.version.wordings.filter(language_version=finding.reading.language_version).first()
    if wording is not None:
        TermsQuote.objects.update_or_create(
            terms=terms, wording=wording,
            defaults={"spans": {name: _spans(finding.value.get(name)) for name in QUOTED if finding.value.get(name)}},
        )


def said_in_reference(finding: Finding, version: ProvisionVersion) -> bool:
    """Whether the text's reference language carries this duty too: then terms are written there, and here only quoted."""
    reference = version.revision.work.organisation.reference_language
    if finding.reading.language_version.language == reference:
        return False
    read = duties_read(version).filter(reading__language_version__language=reference)
    return read.exclude(state=Finding.State.REJECTED).exists()


def carry_over(revision: Revision, act: Act) -> None:
    """Carry the duties of the revision before over: unchanged words carry, changed ones are marked, missing ones end.

    Where an instrument arrives that was known by a report alone, each duty waits to be confirmed again.
    """
    if revision.layer != Layer.ADOPTED or revision.in_force_until is not None:
        return
    links = {
        one.from_version_id: one.to_version
        for one in ProvisionLink.objects.filter(to_version__revision=revision, heir=True).select_related("to_version")
    }
    live = MandateTerms.objects.filter(
        current=True, mandate__ended_by=None, version__revision__work=revision.work, version__revision__layer=Layer.ADOPTED
    ).exclude(version__revision=revision).select_related("mandate", "version__revision")
    for terms in live:
        heir = links.get(terms.version_id)
        if heir is None or not heir.operative:
            end_mandate(terms.mandate, act)
        elif _same_words(terms.version, heir) and terms.version.revision.instrument_seen == revision.instrument_seen:
            _carry(terms, heir, act)
        else:
            terms.words_changed = heir
            doing().also(terms.mandate)
            terms.save(update_fields=["words_changed"])


def _carry(terms: MandateTerms, heir: ProvisionVersion, act: Act) -> None:
    quotes = list(terms.quotes.select_related("wording__language_version"))
    close_terms(terms.mandate, act)
    doing().also(terms.mandate)
    old_finding = terms.finding
    finding = finding_like(old_finding, heir) if old_finding else None
    carried = MandateTerms.objects.create(
        mandate=terms.mandate, version=heir, finding=finding, force=terms.force, action=terms.action,
        addressees=terms.addressees, with_whom=terms.with_whom, report_to=terms.report_to,
        beneficiaries=terms.beneficiaries, due=terms.due, limits=terms.limits, conditional=terms.conditional,
        due_kind=terms.due_kind, actors=terms.actors, summary=terms.summary, place=place_of(heir), confirmed_by=act,
    )
    name_actors([carried])
    if finding is not None:
        finding.state, finding.decided_by = Finding.State.CONFIRMED, act
        if old_finding is not None and old_finding.corrected is not None:
            finding.state, finding.corrected = Finding.State.CORRECTED, correction_on(old_finding, finding)
        finding.save(update_fields=["state", "decided_by", "corrected"])
        doing().also(finding)
    by_language = {one.language_version.language: one for one in heir.wordings.select_related("language_version")}
    TermsQuote.objects.bulk_create(
        TermsQuote(terms=carried, wording=by_language[quote.wording.language_version.language],
                   spans=finding and {n: _spans(finding.value.get(n)) for n in QUOTED if finding.value.get(n)} or {})
        for quote in quotes if quote.wording.language_version.language in by_language
    )


def finding_like(old: Finding, heir: ProvisionVersion) -> Finding | None:
    """The open duty read on the provision that continues the old one, in the old one's language where there is one."""
    language = old.reading.language_version.language
    found = duties_read(heir).filter(state=Finding.State.OPEN).select_related("reading__language_version")
    return min(found, key=lambda one: (one.reading.language_version.language != language, one.pk), default=None)


def version_of(finding: Finding) -> ProvisionVersion | None:
    """The published provision that a finding is about; none while its text waits."""
    language_version = finding.reading.language_version
    if language_version.revision_id is None or language_version.reading_id != finding.reading_id:
        return None
    wording = wordings_read(language_version).get(finding.provision_id_read)
    return wording.version if wording else None


def duties_read(version: ProvisionVersion) -> QuerySet[Finding]:
    """The duties that the readings in use found on a provision, in whatever languages; a replaced reading has no say."""
    on_it = Q(pk__in=[])
    for wording in version.wordings.select_related("language_version"):
        for name, one in wordings_read(wording.language_version).items():
            if one == wording:
                on_it |= Q(reading=wording.language_version.reading_id, provision_id_read=name)
    return Finding.objects.filter(on_it, what=Finding.What.MANDATE)


def wordings_read(language_version: LanguageVersion) -> dict[str, Wording]:
    """The wording of each provision by its id in the reading in use: by its own words, in order where they recur.

    Never by offsets: a newer reading of the same words may have moved them.
    """
    free: dict[str, list[Wording]] = {}
    laid = Wording.objects.filter(language_version=language_version).order_by("version__order")
    for one in laid.select_related("version__revision__work__organisation", "version__provision"):
        free.setdefault(one.text, []).append(one)
    provisions = Finding.objects.filter(reading=language_version.reading_id, what=Finding.What.PROVISION)
    return {
        one.provision_id_read: same.pop(0) for one in provisions.exclude(state=Finding.State.REJECTED).order_by("position")
        if (same := free.get(one.value["text"]))
    }


def _same_words(one: ProvisionVersion, other: ProvisionVersion) -> bool:
    before = {w.language_version.language: (w.text, w.call_text) for w in one.wordings.select_related("language_version")}
    after = {
        w.language_version.language: (w.text, w.call_text) for w in other.wordings.select_related("language_version")
    }
    shared = set(before) & set(after)
    return bool(shared) and all(before[language] == after[language] for language in shared) and _calls(one) == _calls(other)


def _calls(version: ProvisionVersion) -> list[str]:
    """The calls above a provision: under other calls the same words are another duty."""
    calls, at = [], version
    while at.parent is not None:
        at = at.parent
        calls.append(at.call)
    return calls


def place_of(version: ProvisionVersion) -> str:
    """A key that sorts duties by organisation, kind and number of their text (numbers as numbers), then as they stand there."""
    work = version.revision.work
    number = re.sub(r"\d+", lambda digits: digits.group().zfill(6), work.number)
    return f"{work.organisation.slug} {work.kind_of_text} {number} {work.pk:06d} {version.order:05d}"[:200]


def _summary(version: ProvisionVersion) -> str:
    wording = version.wordings.order_by("language_version_id").first()
    return wording.text if wording else ""


def _names(named: Any) -> list[dict[str, Any]]:
    return [{"text": one["text"], "actor": one.get("actor")} for one in named or []]


def _spans(value: Any) -> Any:
    if isinstance(value, list):
        return [one.get("span") for one in value]
    return value.get("span") if isinstance(value, dict) else None
