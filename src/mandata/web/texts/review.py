"""The review of a reading: the text at one side, what was found at the other, one key for each decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates.operations import (
    NOTHING_FOUND,
    add_mandate,
    confirm_certain,
    confirm_mandate,
    correct_mandate,
    reject_mandate,
)
from mandata.parties.actors import vocabulary_of
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.shared.seen import seen_each
from mandata.texts import operations
from mandata.texts.findings import difference, own_texts
from mandata.texts.models import Finding, Reading
from mandata.web.forces import FORCES
from mandata.web.kit import act_form
from mandata.web.requests import SiteRequest
from mandata.web.texts import found
from mandata.web.texts.doubts import doubts_in_words
from mandata.web.texts.fused import decide_place, fused_of
from mandata.web.texts.waiting import CERTAINTIES, DOUBT, waiting_version

PARTS = {
    "front": _("front"), "preamble": _("preamble"), "operative": _("operative part"), "body": _("body"), "annex": _("annex"),
    "back": _("closing part"),
}
LISTED = 40
WHATS = {
    "provision": _("provision"), "citation": _("citation"), "mandate": _("duty"), "task": _("activity of the plan"), "note": _("note"),
    "change": _("tracked change"), "problem": _("problem"), "fused": _("fused place"),
}
DECISIONS = {"confirmed": _("confirmed"), "corrected": _("corrected"), "rejected": _("rejected")}
LIMITS = {
    "means": _("means"), "consent": _("consent"), "request": _("on request"), "discretion": _("discretion"),
    "feasibility": _("feasibility"), "scope": _("scope"),
}
NAMED = {"addressees": _("Who"), "with": _("With"), "report_to": _("Report to"), "beneficiaries": _("For")}


def review(request: SiteRequest, pk: int) -> HttpResponse:
    """The text at one side, what was found at the other, what the reader doubts first."""
    version = waiting_version(request, pk)
    reading = version.reading
    assert reading is not None
    findings = list(reading.findings.order_by("position"))
    provisions = [one for one in findings if one.what == Finding.What.PROVISION]
    duties = [one for one in findings if one.what == Finding.What.MANDATE]
    problems = [one for one in findings if one.what == Finding.What.PROBLEM]
    tokens, places, organisation = seen_each([*duties, *problems]), found.Places(reading.text, provisions), version.file.organisation
    shown = sorted(duties, key=lambda one: (one.state != Finding.State.OPEN, DOUBT.get(one.certainty, 1), one.position))
    return render(request, "texts/review.html", {
        "version": version, "reading": reading, "paragraphs": found.paragraphs(places, provisions), "organisation": organisation,
        "title_block": found.title_block(organisation, reading.head), "citations": found.citations(places, findings),
        "duties": [_duty(one, reading, tokens[one.uid]) for one in shown],
        "problems": found.problems(places, findings, tokens),
        "problems_open": sum(one.state == Finding.State.OPEN for one in problems),
        "may_confirm_structure": may(request.acting, "confirm-structure", reading),
        "may_read_again": may(request.acting, "read-again", version),
        "activities": found.activities(places, findings, organisation), **_waiting_ones(reading, provisions, duties),
        **fused_of(request, reading, places),
    })


def _waiting_ones(reading: Reading, provisions: Sequence[Finding], duties: Sequence[Finding]) -> dict[str, Any]:
    """How many duties wait, and how many certain ones of each group."""
    group_of: dict[str, str] = {}
    for one in provisions:
        parent = one.value.get("parent")
        group_of[one.provision_id_read] = group_of.get(parent or "", parent or one.provision_id_read)
    groups: dict[str, int] = {}
    for one in duties:
        if one.state == Finding.State.OPEN and one.certainty == "certain":
            group = group_of.get(one.provision_id_read, "")
            groups[group] = groups.get(group, 0) + 1
    calls = {one.provision_id_read: one.value["text"] for one in provisions}
    return {
        "reading": reading, "open": sum(one.state == Finding.State.OPEN for one in duties),
        "groups": [
            (group, format_html('<bdi lang="{}">{}</bdi>', reading.language_version.language, Truncator(calls.get(group, "")).words(9)), count)
            for group, count in groups.items()
        ],
    }


def _duty(finding: Finding, reading: Reading, token: str) -> dict[str, Any]:
    value = finding.value
    facts = [(label, value.get(field) or ()) for field, label in NAMED.items()]
    return {
        "finding": finding, "token": token, "words": reading.text[value["span"][0]:value["span"][1]],
        "force_name": FORCES.get(value["force"], value["force"]),
        "facts": [(label, _names(named, label is NAMED["addressees"])) for label, named in facts if named or label is NAMED["addressees"]],
        "due": (value["due"] or {}).get("text") or "",
        "limits": [(LIMITS.get(one["kind"], one["kind"]), one["text"]) for one in value["limits"]],
        "certainty": CERTAINTIES.get(finding.certainty, finding.certainty), "doubts": doubts_in_words(finding), "decision": DECISIONS.get(finding.state, ""),
        "form": DutyForm(finding),
    }


def _names(named: Sequence[dict[str, Any]], addressed: bool) -> list[tuple[str, str]]:
    """Names with what is to be said of each: an addressee that no table knows makes no owner."""
    if not addressed:
        return [(one["text"], "") for one in named]
    if not named:
        return [("—", gettext("no addressee: the duty would wait for an owner"))]
    waits = not any(one["actor"] for one in named)
    unknown = gettext("no known actor: the duty would wait for an owner") if waits else gettext("no known actor")
    return [(one["text"], "" if one["actor"] else unknown) for one in named]


class DutyForm(forms.Form):
    """The terms of a duty as a person writes them."""

    force = forms.ChoiceField(label=_("Force"), choices=list(FORCES.items()))
    addressees = forms.CharField(label=_("Who (separated by ;)"), required=False)
    with_ = forms.CharField(label=_("With"), required=False)
    report_to = forms.CharField(label=_("Report to"), required=False)
    beneficiaries = forms.CharField(label=_("For"), required=False)
    due = forms.CharField(label=_("By when"), required=False)
    limits = forms.CharField(label=_("Limits"), required=False)
    limit_kind = forms.ChoiceField(label=_("Kind of a new limit"), required=False, choices=list(LIMITS.items()))

    def __init__(self, finding: Finding, data: Any = None) -> None:
        self.finding, value = finding, finding.value
        initial = {field: "; ".join(one["text"] for one in value.get(field) or ()) for field in NAMED}
        super().__init__(data, auto_id=f"finding-{finding.pk}-%s", initial={
            **initial, "with_": initial["with"], "force": value["force"], "due": (value["due"] or {}).get("text") or "",
            "limits": "; ".join(one["text"] for one in value["limits"]),
        })
        self.fields["limit_kind"].initial = "scope"

    def controls(self) -> str:
        """The form's controls."""
        from mandata.web.kit.controls import controls

        return controls(self)

    def corrected(self) -> dict[str, Any]:
        """The terms: what stays the same keeps its code and place, a name typed is looked up among the actors."""
        value, given = self.finding.value, self.cleaned_data
        corrected: dict[str, Any] = {"force": given["force"]}
        for field in NAMED:
            known = {one["text"]: one for one in value.get(field) or ()}
            names = _split(given["with_" if field == "with" else field])
            corrected[field] = [known.get(name) or {"text": name, "actor": self._actor(name), "span": None} for name in names]
        known = {one["text"]: one for one in value["limits"]}
        corrected["limits"] = [
            known.get(words) or {"text": words, "span": None, "kind": given["limit_kind"] or "scope"}
            for words in _split(given["limits"])
        ]
        words = given["due"].strip()
        if words != (value["due"].get("text") or ""):
            corrected["due"] = {"text": words or None, "span": None, "kind": "event" if words else "none", "value": None}
        return corrected

    def _actor(self, name: str) -> str | None:
        version = self.finding.reading.language_version
        vocabulary = vocabulary_of(version.file.organisation.vocabulary)
        if name in vocabulary.actors:
            return name
        actors = vocabulary.find_actors(name, version.language, body=self.finding.reading.head.get("body"))
        return actors[0].code if actors else None


def _split(names: str) -> list[str]:
    return [name.strip() for name in re.split("[;；؛]", names) if name.strip()]


@require_POST
def decide(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm, reject or correct one finding; asked by htmx, the card alone comes back."""
    findings = Finding.objects.select_related("reading__language_version__file__organisation")
    finding = get_object_or_404(visible(request.acting, findings.defer("reading__language_version__file__content")), pk=pk)
    action = request.POST.get("action")
    if finding.what == Finding.What.FUSED:
        return decide_place(request, finding, action)
    duty = finding.what == Finding.What.MANDATE
    if action == "confirm":
        (confirm_mandate if duty else operations.confirm_finding)(acting_as=request.acting, finding=finding)
    elif action == "reject":
        (reject_mandate if duty else operations.reject_finding)(acting_as=request.acting, finding=finding)
    elif action == "correct" and duty:
        form = DutyForm(finding, request.POST)
        if not form.is_valid():
            if request.htmx:
                return _card(request, finding, form=form, open_form=True)
            raise RuleBroken(" ".join(f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()), finding)
        correct_mandate(acting_as=request.acting, finding=finding, corrected=form.corrected())
    else:
        raise Http404
    return _card(request, finding) if request.htmx and duty else _back(finding.reading)


def _card(request: SiteRequest, finding: Finding, **changed: Any) -> HttpResponse:
    """The card of one duty, and beside it what still waits."""
    reading = finding.reading
    findings = list(reading.findings.filter(what__in=(Finding.What.PROVISION, Finding.What.MANDATE)).order_by("position"))
    provisions = [one for one in findings if one.what == Finding.What.PROVISION]
    duties = [one for one in findings if one.what == Finding.What.MANDATE]
    return render(request, "texts/review.html#decided", {
        "one": {**_duty(finding, reading, seen_each([finding])[finding.uid]), **changed}, "version": reading.language_version,
        "oob": True, **_waiting_ones(reading, provisions, duties),
    })


@require_POST
def confirm_group(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm all certain duties of a group."""
    reading = get_object_or_404(visible(request.acting, Reading.objects.all()), pk=pk)
    count = confirm_certain(acting_as=request.acting, reading=reading, group=request.POST.get("group", ""))
    messages.success(request, ngettext("%(n)s duty is confirmed.", "%(n)s duties are confirmed.", count) % {"n": count})
    return _back(reading)


@require_POST
def confirm_structure(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm the outline as a whole."""
    reading = get_object_or_404(visible(request.acting, Reading.objects.all()), pk=pk)
    operations.confirm_structure(acting_as=request.acting, reading=reading)
    messages.success(request, gettext("The structure is confirmed."))
    return _back(reading)


class StructureForm(forms.Form):
    """Where a provision stands in its text."""

    part = forms.ChoiceField(label=_("Part"), choices=list(PARTS.items()))
    label = forms.CharField(label=_("Label"), required=False, max_length=32)
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    stands = forms.ChoiceField(label=_("Is it a provision?"), choices=(("yes", _("yes")), ("no", _("no, it is no provision"))))


def correct_structure(request: SiteRequest, pk: int) -> HttpResponse:
    """Correct where one provision stands, or say that it is none."""
    finding = get_object_or_404(
        visible(request.acting, Finding.objects.select_related("reading__language_version")), pk=pk, what=Finding.What.PROVISION
    )
    reading = finding.reading
    before = reading.findings.filter(what=Finding.What.PROVISION, position__lt=finding.position).order_by("position")
    value = finding.value
    form = StructureForm(request.POST or None, initial={
        "part": value["part"], "label": value.get("label") or "", "parent": value.get("parent") or "",
        "stands": "no" if finding.state == Finding.State.REJECTED else "yes",
    })
    form.fields["parent"].widget.attrs["lang"] = reading.language_version.language
    form.fields["parent"].choices = [("", gettext("nothing: it opens a group"))] + [  # type: ignore[attr-defined]
        (one.provision_id_read, f"{'    ' * one.value.get('depth', 0)}{one.value.get('label') or ''} {one.value['text'][:70]}")
        for one in before if one.state != Finding.State.REJECTED
    ]
    back = reverse("review", args=[reading.language_version_id]) + f"#read-{finding.provision_id_read}"

    def act(values: Any) -> str:
        if values["stands"] == "no":
            operations.reject_finding(acting_as=request.acting, finding=finding)
        else:
            operations.correct_provision(
                acting_as=request.acting, finding=finding, part=values["part"], label=values["label"], parent=values["parent"],
            )
        return back

    return act_form(
        request, form, title=gettext("Correct the structure"), button=gettext("Save the correction"), act=act, back=back,
        answer=may(request.acting, "correct", finding), words=value["text"][:400], seen=[finding],
        language=reading.language_version.language,
    )


def add_duty(request: SiteRequest, pk: int) -> HttpResponse:
    """Add a duty that the reader did not find in a provision."""
    provision = get_object_or_404(
        visible(request.acting, Finding.objects.select_related("reading__language_version__file__organisation")
                .defer("reading__language_version__file__content")), pk=pk, what=Finding.What.PROVISION,
    )
    blank = Finding(reading=provision.reading, what=Finding.What.MANDATE, found=dict(NOTHING_FOUND))
    form = DutyForm(blank, request.POST or None)
    back = reverse("review", args=[provision.reading.language_version_id]) + f"#read-{provision.provision_id_read}"

    def act(values: Any) -> str:
        add_mandate(acting_as=request.acting, provision=provision, terms=form.corrected())
        return back

    return act_form(
        request, form, title=gettext("Add a duty"), button=gettext("Add the duty"), act=act, back=back, seen=[provision],
        answer=may(request.acting, "add-duty", provision), words=provision.value["text"][:400],
        language=provision.reading.language_version.language,
    )


@require_POST
def read_again(request: SiteRequest, pk: int) -> HttpResponse:
    """Read the words again; what a person decided stands."""
    version = waiting_version(request, pk)
    old = version.reading
    assert old is not None
    before = list(old.findings.all())
    reading = operations.read_again(acting_as=request.acting, language_version=version)
    if version.revision_id:
        operations.adopt_reading(acting_as=request.acting, reading=reading)
    after = list(reading.findings.all())
    changed = difference(before, after)
    told = gettext("Read again: %(new)s findings are new, %(gone)s are gone; what was decided stands.") % {
        "new": len(changed["new"]), "gone": len(changed["gone"])}
    messages.success(request, format_html(
        "{}{}{}", told, _listed(gettext("New"), changed["new"], after), _listed(gettext("Gone"), changed["gone"], before)
    ))
    return HttpResponseRedirect(reverse("review", args=[version.pk]))


def _listed(label: str, lines: Sequence[str], findings: Sequence[Finding]) -> SafeString:
    """What a newer reading found anew or no more: what it is, and the words of its provision."""
    if not lines:
        return mark_safe("")
    words = own_texts(findings)
    rows = []
    for line in lines[:LISTED]:
        what, name, _rest = line.split(" ", 2)
        rows.append((WHATS.get(what, what), Truncator(words.get(name, name)).words(14)))
    if len(lines) > LISTED:
        rows.append(("…", gettext("and %(n)s more") % {"n": len(lines) - LISTED}))
    items = format_html_join("", "<li>{}: <bdi>{}</bdi></li>", rows)
    return format_html("<details><summary>{} ({})</summary><ul>{}</ul></details>", label, len(lines), items)


def _back(reading: Reading) -> HttpResponse:
    return HttpResponseRedirect(reverse("review", args=[reading.language_version_id]))
