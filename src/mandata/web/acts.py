"""What acts did, in the reader's words: the verbs, and the history of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Office
from mandata.shared.models import Act, ActSubject, Record

VERBS = {
    ("accept", "invitation"): _("office accepted"),
    ("add-duty", "finding"): _("duty added by a person"),
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
    ("set-aside", "receivedfile"): _("set aside"),
    ("resolve", "citation"): _("citation resolved"),
    ("replace", "reading"): _("replaced by a newer reading"),
    ("send-again", "invitation"): _("invitation sent again"),
    ("withdraw", "invitation"): _("invitation withdrawn"),
}


def verb_words(verb: str, kind: str) -> str:
    """The words of a verb on a kind of record; the verb itself where it has none."""
    return str(VERBS.get((verb, kind), verb))


@dataclass(frozen=True, slots=True)
class Line:
    """One act of a history: when, what, in which office, on which basis."""

    at: datetime
    what: str
    who: str
    basis: str
    imported: bool


def history_of(*records: Record, besides: Iterable[int | None] = ()) -> list[Line]:
    """The acts that speak of the records, and those named ``besides``, the oldest first; four queries, whatever their number.

    Offices are named, persons are not: an act tells in whose name it was done.
    """
    about = Q(pk__in=[one for one in besides if one])
    named = Q(pk__in=[])
    for one in records:
        about |= Q(subject_kind=one.kind(), subject_id=one.uid)
        named |= Q(kind=one.kind(), subject_id=one.uid)
    return lines(Act.objects.filter(about | Q(pk__in=ActSubject.objects.filter(named).values("act"))).order_by("id"))


def in_words(basis: str) -> str:
    """A basis in the reader's language: house rules of the code have words in the catalogues, others stand as written."""
    return gettext(basis) if basis else ""


def lines(acts: Iterable[Act]) -> list[Line]:
    """Acts as a reader is told of them."""
    acts = list(acts)
    offices = {
        office.uid: office for office in Office.objects.filter(uid__in={act.acting_as for act in acts})
        .select_related("party").prefetch_related("party__names")
    }
    return [
        Line(act.happened_at, verb_words(act.verb, act.subject_kind),
             str(offices[act.acting_as]) if act.acting_as in offices else "", in_words(act.basis), act.imported)
        for act in acts
    ]
