"""What the pages of a text that waits share: whose it is, and how sure the reader was."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mandata.shared.rights import may, visible
from mandata.texts.models import LanguageVersion
from mandata.web.requests import SiteRequest

DOUBT = {"unsure": 0, "likely": 1, "certain": 2}
CERTAINTIES = {"added": _("added by a person"), "certain": _("certain"), "likely": _("likely"), "unsure": _("unsure")}


def waiting_version(request: SiteRequest, pk: int) -> LanguageVersion:
    """A language version whose reading this person may decide on; not found for anybody else."""
    version = get_object_or_404(
        visible(request.acting, LanguageVersion.objects.select_related("file__organisation", "reading", "revision"))
        .defer("file__content"), pk=pk,
    )
    if not may(request.acting, "publish", version):
        raise Http404
    return version
