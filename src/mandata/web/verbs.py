"""What acts did, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    ("accept", "invitation"): _("office accepted"),
    ("adopt", "reading"): _("newer reading taken over"),
    ("appoint", "office"): _("appointed"),
    ("assign", "mandate"): _("owner named"),
    ("carry-over", "revision"): _("text published: duties carried over"),
    ("change-address", "person"): _("mail address changed"),
    ("confirm", "finding"): _("confirmed"),
    ("confirm-certain", "reading"): _("confirmed with the certain ones of its group"),
    ("confirm-changed", "mandateterms"): _("confirmed under the changed words"),
    ("confirm-structure", "reading"): _("structure confirmed"),
    ("correct", "finding"): _("corrected"),
    ("end", "office"): _("office ended"),
    ("hand-over", "office"): _("office handed over"),
    ("invite", "party"): _("invited"),
    ("load", "organisation"): _("profile loaded"),
    ("publish", "languageversion"): _("text published"),
    ("read", "receivedfile"): _("read"),
    ("read-again", "languageversion"): _("read again"),
    ("receive", "organisation"): _("file received"),
    ("reject", "finding"): _("rejected"),
    ("replace", "reading"): _("replaced by a newer reading"),
    ("send-again", "invitation"): _("invitation sent again"),
    ("withdraw", "invitation"): _("invitation withdrawn"),
}


def verb_words(verb: str, kind: str) -> str:
    """The words of a verb on a kind of record; the verb itself where it has none."""
    return str(VERBS.get((verb, kind), verb))
