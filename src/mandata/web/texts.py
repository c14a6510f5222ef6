"""Pages of texts: the library, receiving, review, publication, the text itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, F, When
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mandata.mandates.operations import (
    confirm_certain,
    confirm_mandate,
    correct_mandate,
    publish_revision,
    reject_mandate,
)
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.operations import RuleBroken
from mandata.shared.rights import may, visible
from mandata.texts import operations
from mandata.texts.models import (
    Finding,
    LanguageVersion,
    Layer,
    ProvisionVersion,
    Reading,
    ReceivedFile,
    Revision,
    Work,
)
from mandata.web.forces import FORCES
from mandata.web.rendering import article_of, filled, margin_of, version_in
from mandata.web.requests import SiteRequest

SHOWN = {"marked": _("marked"), "proposed": _("as proposed"), "base": _("as it stands")}
KINDS = ("resolution", "decision", "recommendation", "opinion", "declaration", "report", "information", "other")


def texts_list(request: SiteRequest) -> HttpResponse:
    """What is published, and what waits for review where the reader may see it."""
    revisions = visible(
        request.acting,
        Revision.objects.select_related("work__organisation", "work__body", "session").prefetch_related(
            "language_versions", "work__body__names", "work__organisation__names", "session__body__names"
        ),
    ).order_by("work__organisation", "work__body__key", "work__number", "-adopted_on")
    waiting = visible(
        request.acting,
        ReceivedFile.objects.filter(language_version__revision=None).select_related("language_version", "organisation"),
    ).order_by("-id")[:200]
    return render(request, "texts/list.html", {
        "revisions": revisions, "waiting": waiting, "may_receive": may(request.acting, "receive", "organisation"),
        "organisations": Organisation.objects.prefetch_related("names"), "today": date.today(),
    })


@require_POST
def receive(request: SiteRequest) -> HttpResponse:
    """Receive the files of the form; each is told what became of it."""
    organisation = get_object_or_404(Organisation, slug=request.POST.get("organisation", ""))
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, gettext("Choose at least one file."))
    for file in files:
        try:
            operations.receive_file(
                acting_as=request.acting, organisation=organisation, name=file.name or "text", content=file.read()
            )
            messages.success(request, gettext("“%(name)s” is received and will be read in a moment.") % {"name": file.name})
        except RuleBroken as broken:
            messages.error(request, f"{file.name}: {broken}")
    return redirect("texts")


def review(request: SiteRequest, pk: int) -> HttpResponse:
    """The text at one side, what was found at the other."""
    version = _waiting(request, pk)
    reading = version.reading
    assert reading is not None
    findings = list(reading.findings.order_by("position"))
    provisions = [f for f in findings if f.what == Finding.What.PROVISION]
    duties = [f for f in findings if f.what == Finding.What.MANDATE]
    order = {"unsure": 0, "likely": 1, "certain": 2}
    group_of = _groups(provisions)
    shown = sorted(duties, key=lambda f: (f.state != Finding.State.OPEN, order.get(f.certainty, 1), f.position))
    groups: dict[str, int] = {}
    for one in duties:
        if one.state == Finding.State.OPEN and one.certainty == "certain":
            group = group_of.get(one.provision_id_read, "")
            groups[group] = groups.get(group, 0) + 1
    calls = {f.provision_id_read: f.value["text"] for f in provisions}
    return render(request, "texts/review.html", {
        "version": version, "reading": reading, "head": reading.head,
        "paragraphs": [
            {"id": f.provision_id_read, "label": f.value.get("label") or "", "text": f.value["text"],
             "depth": min(f.value.get("depth", 0), 3), "state": f.value.get("state"), "part": f.value["part"]}
            for f in provisions
        ],
        "duties": [_duty(f, reading) for f in shown],
        "groups": [(group, calls.get(group, "")[:90], count) for group, count in groups.items()],
        "problems": [f for f in findings if f.what == Finding.What.PROBLEM],
        "open": sum(f.state == Finding.State.OPEN for f in duties), "answer": may(request.acting, "confirm", reading.findings.first() or "finding"),
    })


def _groups(provisions: list[Finding]) -> dict[str, str]:
    group: dict[str, str] = {}
    for one in provisions:
        parent = one.value.get("parent")
        group[one.provision_id_read] = group.get(parent or "", parent or one.provision_id_read)
    return group


def _duty(finding: Finding, reading: Reading) -> dict[str, Any]:
    value = finding.value
    return {
        "finding": finding, "words": reading.text[value["span"][0]:value["span"][1]], "force_name": FORCES.get(value["force"], value["force"]),
        "who": ", ".join(n["text"] for n in value["addressees"]), "with": ", ".join(n["text"] for n in value["with"]),
        "report_to": ", ".join(n["text"] for n in value["report_to"]), "due": (value["due"] or {}).get("text") or "",
        "limits": ", ".join(n["text"] for n in value["limits"]),
    }


@require_POST
def decide(request: SiteRequest, pk: int) -> HttpResponse:
    """Confirm, reject or correct one finding."""
    finding = get_object_or_404(visible(request.acting, Finding.objects.all()), pk=pk)
    action = request.POST.get("action")
    duty = finding.what == Finding.What.MANDATE
    if action == "confirm":
        (confirm_mandate if duty else operations.confirm_finding)(acting_as=request.acting, finding=finding)
    elif action == "reject":
        (reject_mandate if duty else operations.reject_finding)(acting_as=request.acting, finding=finding)
    elif action == "correct" and duty:
        correct_mandate(acting_as=request.acting, finding=finding, corrected=_corrected(request, finding))
    else:
        raise Http404
    return _back(finding.reading)


def _corrected(request: SiteRequest, finding: Finding) -> dict[str, Any]:
    """The terms as a person wrote them; names that stay the same keep their codes and places."""
    value = finding.value
    force = request.POST.get("force") or value["force"]
    if force not in FORCES:
        raise RuleBroken(gettext("A duty has no such force."), finding)
    corrected: dict[str, Any] = {"force": force}
    for field in ("addressees", "report_to"):
        if field not in request.POST:
            continue
        known = {one["text"]: one for one in value[field]}
        names = [name.strip() for name in request.POST[field].split(";") if name.strip()]
        corrected[field] = [known.get(name, {"text": name, "actor": None, "span": None}) for name in names]
    if "due" in request.POST:
        words = request.POST["due"].strip()
        if words != (value["due"].get("text") or ""):
            corrected["due"] = {"text": words or None, "span": None, "kind": "event" if words else "none", "value": None}
    return corrected


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


@require_POST
def read_again(request: SiteRequest, pk: int) -> HttpResponse:
    """Read the words again; what a person decided stands."""
    version = _waiting(request, pk)
    old = version.reading
    assert old is not None
    before = list(old.findings.all())
    reading = operations.read_again(acting_as=request.acting, language_version=version)
    from mandata.texts.findings import difference

    changed = difference(before, list(reading.findings.all()))
    messages.success(request, gettext("Read again: %(new)s findings are new, %(gone)s are gone; what was decided stands.") % {
        "new": len(changed["new"]), "gone": len(changed["gone"])})
    if version.revision_id:
        operations.adopt_reading(acting_as=request.acting, reading=reading)
    return HttpResponseRedirect(reverse("review", args=[version.pk]))


def publish(request: SiteRequest, pk: int) -> HttpResponse:
    """Ask what is needed, show the pairing with the revision before, publish."""
    version = _waiting(request, pk)
    reading = version.reading
    assert reading is not None
    organisation = version.file.organisation
    asked = _asked(request, reading, organisation)
    if request.method == "POST" and request.POST.get("step") == "publish":
        if asked["body"] is None:
            messages.error(request, gettext("Choose the body."))
        else:
            revision = publish_revision(
                acting_as=request.acting, language_version=version, body=asked["body"], kind_of_text=asked["kind"],
                number=asked["number"], session=asked["session"], layer=asked["layer"], in_force_from=asked["in_force"],
                pairing=_pairing(request),
            )
            messages.success(request, gettext("The text is published."))
            return redirect("text", pk=revision.pk)
    work = Work.objects.filter(
        organisation=organisation, body=asked["body"], kind_of_text=asked["kind"], number=asked["number"]
    ).first()
    neighbour = operations.neighbour_of(work, asked["session"], asked["layer"]) if work else None
    return render(request, "texts/publish.html", {
        "version": version, "asked": asked, "kinds": KINDS, "layers": Layer.choices,
        "bodies": Party.objects.filter(
            organisation=organisation, entity__in=("conference", "council", "group")
        ).prefetch_related("names"),
        "sessions": BodySession.objects.filter(organisation=organisation).select_related("body").prefetch_related("body__names"),
        "neighbour": neighbour, "pairs": operations.propose_pairing(reading, neighbour) if neighbour else [],
        "answer": may(request.acting, "publish", version), "shown": request.method == "POST",
    })


def _asked(request: SiteRequest, reading: Reading, organisation: Organisation) -> dict[str, Any]:
    """What the form says, else what the title block says."""
    head, post = reading.head, request.POST
    bodies = Party.objects.filter(organisation=organisation)
    body = bodies.filter(pk=post["body"]).first() if post.get("body", "").isdecimal() else (
        bodies.filter(actor=head["body"]).first() if head.get("body") else None
    )
    layers = {"proposal": Layer.PROPOSED, "report": Layer.REPORTED, "information": Layer.INFORMATION}
    layer = post.get("layer") or layers.get(head["kind"], Layer.ADOPTED)
    sessions = BodySession.objects.filter(organisation=organisation)
    if post.get("session", "").isdecimal():
        session = sessions.filter(pk=post["session"]).first()
    else:
        session = sessions.filter(body=body, year=head.get("year")).first() if body and not post else None
    in_force = None
    if post.get("in_force"):
        try:
            in_force = date.fromisoformat(post["in_force"])
        except ValueError as error:
            raise RuleBroken(gettext("Write the date in force as year-month-day.")) from error
    elif session is not None:
        in_force = session.end or session.start
    kind = post.get("kind") or (head["kind"] if head["kind"] in KINDS else "resolution")
    return {
        "body": body, "kind": kind if kind in KINDS else "other", "number": post.get("number") or head.get("number") or "",
        "session": session, "layer": layer if layer in Layer.values else Layer.INFORMATION, "in_force": in_force,
    }


def _pairing(request: SiteRequest) -> dict[str, int] | None:
    if request.POST.get("paired") != "yes":
        return None
    return {
        name[5:]: int(str(value)) for name, value in request.POST.items() if name.startswith("pair-") and str(value).isdecimal()
    }


def text_page(request: SiteRequest, pk: int) -> HttpResponse:
    """A published text: outline, words, duties in the margin."""
    revision = get_object_or_404(
        visible(request.acting, Revision.objects.select_related("work__organisation", "work__body", "session")), pk=pk
    )
    versions = list(revision.language_versions.order_by("language"))
    organisation = revision.work.organisation
    language = request.GET.get("lang") or (get_language() or "en").split("-")[0]
    version = version_in(versions, language, organisation.reference_language)
    if version is None:
        raise Http404
    article = article_of(version)
    newer = None
    if revision.in_force_until:
        newer = revision.work.revisions.filter(layer=Layer.ADOPTED, in_force_until=None).first()
    show = request.GET.get("show")
    return render(request, "texts/text.html", {
        "revision": revision, "version": version, "outline": article.outline, "newer": newer, "languages": versions,
        "article": filled(article, organisation.pk, margin_of(revision)), "direction": direction(version.language),
        "show": show if show in SHOWN else "marked", "shown": SHOWN.items() if revision.layer == Layer.PROPOSED else (),
        "may_review": may(request.acting, "publish", LanguageVersion(file=ReceivedFile(organisation=organisation))),
    })


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language == "ar" else "ltr"


def work_history(request: SiteRequest, pk: int) -> HttpResponse:
    """The revisions of a work, the newest first."""
    work = get_object_or_404(Work.objects.select_related("body", "organisation"), pk=pk)
    return render(request, "texts/work.html", {
        "work": work, "revisions": visible(request.acting, work.revisions.select_related("session")).order_by("-adopted_on"),
    })


def received_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The file as received, only ever as an attachment."""
    file = get_object_or_404(visible(request.acting, ReceivedFile.objects.all()), pk=pk)
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    name = "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in file.name)
    response["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def provision_link(request: SiteRequest, wid: str) -> HttpResponse:
    """The permanent link of a provision: to the newest adopted revision that has it."""
    version = ProvisionVersion.objects.filter(provision__wid=wid).annotate(
        adopted=Case(When(revision__layer=Layer.ADOPTED, then=0), default=1)
    ).order_by("adopted", F("revision__adopted_on").desc(nulls_last=True), "-pk").first()
    if version is None:
        raise Http404
    return HttpResponseRedirect(reverse("text", args=[version.revision_id]) + f"#{wid}")


def _waiting(request: SiteRequest, pk: int) -> LanguageVersion:
    version = get_object_or_404(
        visible(request.acting, LanguageVersion.objects.select_related("file__organisation", "reading", "revision")), pk=pk
    )
    if not may(request.acting, "publish", version):
        raise Http404
    return version


def _back(reading: Reading) -> HttpResponse:
    return HttpResponseRedirect(reverse("review", args=[reading.language_version_id]))
