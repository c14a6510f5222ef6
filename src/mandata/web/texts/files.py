"""A published text to take along: as Akoma Ntoso, as a Word file, clean or marked against another revision."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from mandata.shared.rights import visible
from mandata.texts.exchange import akn_of, before, file_name, word_of
from mandata.texts.models import LanguageVersion, Revision
from mandata.web.requests import SiteRequest, number_in

AKN = "application/akn+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def akn_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The text in one language as Akoma Ntoso."""
    version = _version(request, get_object_or_404(visible(request.acting, _revisions()), pk=pk))
    return _taken(akn_of(version), AKN, file_name(version, "akn.xml"))


def word_file(request: SiteRequest, pk: int) -> HttpResponse:
    """The text in one language as a Word file; with ``against`` marked against that revision of the same text."""
    seen = visible(request.acting, _revisions())
    revision = get_object_or_404(seen, pk=pk)
    version = _version(request, revision)
    if "against" not in request.GET:
        return _taken(word_of(version), WORD, file_name(version, "docx"))
    other = get_object_or_404(seen.filter(work=revision.work_id), pk=number_in(request.GET["against"]))
    return _taken(word_of(version, _read(other, version.language)), WORD, file_name(version, "docx", other))


def marked_against(version: LanguageVersion) -> Revision | None:
    """The revision against which a text is offered marked: the one before it, where that is there in its language."""
    earlier = before(version.revision) if version.revision else None
    return earlier if earlier is not None and earlier.language_versions.filter(language=version.language).exclude(reading=None).exists() else None


def _revisions():  # type: ignore[no-untyped-def]
    return Revision.objects.select_related("work__organisation", "work__body", "session", "base")


def _version(request: SiteRequest, revision: Revision) -> LanguageVersion:
    return _read(revision, request.GET.get("lang") or revision.work.organisation.reference_language)


def _read(revision: Revision, language: str) -> LanguageVersion:
    found = revision.language_versions.filter(language=language).exclude(reading=None).select_related(
        "reading", "file__organisation", "revision__work__body", "revision__session", "revision__work__organisation",
    ).first()
    if found is None:
        raise Http404
    return found


def _taken(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in name)
    response["Content-Disposition"] = str(content_disposition_header(True, safe))
    response["X-Content-Type-Options"] = "nosniff"
    return response
