"""The names of forces, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FORCES = {
    "resolve": _("resolves"), "instruct": _("instructs"), "request": _("requests"), "invite": _("invites"),
    "encourage": _("encourages"), "urge": _("urges"), "recommend": _("recommends"), "call-upon": _("calls upon"),
    "authorize": _("authorizes"), "appeal": _("appeals to"),
}
