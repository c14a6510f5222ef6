"""What acts did, in the reader's words: the verbs, and the history of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mandata.parties.models import Office, name_functions
from mandata.shared.models import Act, ActSubject, Record

VERBS = {
    ("accept", "invitation"): _("office accepted"),
    ("acknowledge", "addressee"): _("acknowledged"),
    ("add-duty", "finding"): _("duty added by a person"),
    ("add-membership", "party"): _("membership added"),
    ("add-party", "organisation"): _("entity added"),
    ("admit", "application"): _("admitted"),
    ("adopt", "proposal"): _("adopted by the plenary"),
    ("adopt", "reading"): _("newer reading taken over"),
    ("adopt-draft", "drafting"): _("draft adopted"),
    ("agree", "grouprequest"): _("regional group agreed by the parent group"),
    ("announce", "party"): _("session announced"),
    ("answer", "addressee"): _("answered"),
    ("answer", "answerlink"): _("answered by the link of a mail"),
    ("answer", "mandate"): _("answered"),
    ("apply", "application"): _("applied for"),
    ("appoint", "office"): _("appointed"),
    ("approve", "application"): _("approved by the administration"),
    ("approve", "regionalterms"): _("terms of reference approved by the parent group"),
    ("ask-answer", "mandate"): _("answer asked for by mail"),
    ("ask-answers", "organisation"): _("answers asked for of many"),
    ("ask-for-group", "party"): _("regional group asked for"),
    ("ask-help", "party"): _("help asked for"),
    ("ask-translation", "circular"): _("translation asked for"),
    ("ask-translation", "revision"): _("translation asked for"),
    ("assign", "mandate"): _("owner named"),
    ("assign-responsibility", "office"): _("responsibility assigned"),
    ("bring", "organisation"): _("file brought"),
    ("cancel", "bodysession"): _("session cancelled"),
    ("carry-over", "revision"): _("text published: duties carried over"),
    ("change-address", "person"): _("mail address changed"),
    ("charge", "party"): _("charged with a Question or matter"),
    ("check", "circular"): _("words checked"),
    ("check", "report"): _("draft checked"),
    ("classify", "party"): _("put into a class"),
    ("choose-mails", "person"): _("mails chosen by the person"),
    ("co-sign", "proposal"): _("co-signatory entered"),
    ("conclude", "organisation"): _("agreement concluded"),
    ("conclude-help", "helprequest"): _("result of the help told"),
    ("confirm", "finding"): _("confirmed"),
    ("confirm-address", "application"): _("mail address confirmed"),
    ("confirm-certain", "reading"): _("confirmed with the certain ones of its group"),
    ("confirm-changed", "mandateterms"): _("confirmed under the changed words"),
    ("confirm-structure", "reading"): _("structure confirmed"),
    ("correct", "classification"): _("class corrected"),
    ("correct", "establishment"): _("its State corrected"),
    ("correct", "finding"): _("corrected"),
    ("correct", "membership"): _("membership corrected"),
    ("correct", "office"): _("office corrected"),
    ("correct", "party"): _("record corrected"),
    ("correct", "person"): _("corrected by the person"),
    ("correct", "registration"): _("registration corrected"),
    ("create-body", "party"): _("regional standards body entered as created"),
    ("decide", "candidacy"): _("decision of the body recorded"),
    ("declare-definition", "party"): _("national definition declared"),
    ("describe-coverage", "party"): _("what it covers described"),
    ("dissolve", "party"): _("dissolved"),
    ("draft", "organisation"): _("circular drafted"),
    ("draft-report", "organisation"): _("report drafted"),
    ("draft-terms", "party"): _("terms of reference drafted by the region"),
    ("end", "agreement"): _("agreement ended"),
    ("end", "classification"): _("class ended"),
    ("end", "cooperation"): _("cooperation ended"),
    ("end", "framework"): _("framework ended"),
    ("end", "mechanism"): _("mechanism ended"),
    ("end", "establishment"): _("establishment in a State ended"),
    ("end", "handling"): _("person of the staff released"),
    ("end", "initiative"): _("national initiative ended"),
    ("end", "membership"): _("membership ended"),
    ("end", "office"): _("office ended"),
    ("end", "planprogramme"): _("programme ended"),
    ("end", "proposal"): _("end of the proposal recorded"),
    ("end", "regionalcharge"): _("charge ended"),
    ("end", "responsibility"): _("responsibility ended"),
    ("enter-initiative", "party"): _("national initiative entered"),
    ("establish", "party"): _("its State named"),
    ("excuse", "obligation"): _("excused"),
    ("expire", "application"): _("expired"),
    ("fix-period", "mandate"): _("period fixed"),
    ("give-help", "party"): _("help given"),
    ("give-power", "organisation"): _("power to sign given"),
    ("give-reason", "proposal"): _("reason given"),
    ("give-view", "party"): _("view of a pilot given"),
    ("hand-over", "office"): _("office handed over"),
    ("hold", "drafting"): _("row held"),
    ("hold-framework", "party"): _("regional framework entered"),
    ("hand-to", "mandate"): _("given to a person of the staff"),
    ("import", "importfile"): _("file taken over"),
    ("import", "route"): _("taken over from before"),
    ("inform", "responsibility"): _("members told of programmes"),
    ("invite", "party"): _("invited"),
    ("join", "revision"): _("proposal joined to its base"),
    ("issue-plan", "work"): _("action plan issued"),
    ("join-regional-body", "party"): _("State entered as its member"),
    ("judge-evidence", "mandate"): _("act judged as evidence"),
    ("keep-words", "drafting"): _("words kept for later"),
    ("lift-bracket", "drafting"): _("bracket lifted by a meeting"),
    ("link-body", "party"): _("cooperation entered"),
    ("load", "organisation"): _("profile loaded"),
    ("load-membership", "organisation"): _("routes and rights loaded"),
    ("lodge", "languageversion"): _("proposal lodged"),
    ("map", "importsource"): _("columns mapped"),
    ("mobilise", "responsibility"): _("members mobilised"),
    ("move", "bodysession"): _("session moved"),
    ("move-on", "planactivity"): _("activity moved on"),
    ("move-stage", "drafting"): _("draft handed on"),
    ("name-heir", "revision"): _("the provision that goes on named"),
    ("name-lead", "mandate"): _("lead named"),
    ("nominate-leader", "party"): _("nominated for a leading office"),
    ("nominate-rapporteur", "party"): _("nominated for an office"),
    ("note", "submission"): _("what a body did with the report recorded"),
    ("offer-places", "party"): _("places for experts offered"),
    ("open-drafting", "revision"): _("drafting opened"),
    ("open-programme", "work"): _("programme opened"),
    ("opt-in", "party"): _("group takes part"),
    ("opt-out", "party"): _("group takes part no longer"),
    ("pay", "due"): _("payment recorded"),
    ("plan-digests", "organisation"): _("digests planned"),
    ("prolong", "agreement"): _("agreement carried on"),
    ("publish", "languageversion"): _("text published"),
    ("publish", "report"): _("report published"),
    ("raise-dues", "organisation"): _("dues raised"),
    ("read", "receivedfile"): _("read"),
    ("read-again", "languageversion"): _("read again"),
    ("receive", "organisation"): _("file received"),
    ("record-activity", "party"): _("activity in a programme recorded"),
    ("record-attendance", "bodysession"): _("participation recorded"),
    ("record-answer", "addressee"): _("answer recorded from its letter"),
    ("record-answer", "application"): _("answer of the administration recorded from its letter"),
    ("record-answer", "mandate"): _("answer recorded"),
    ("record-contact", "party"): _("contact recorded"),
    ("record-contribution", "bodysession"): _("contribution recorded"),
    ("record-cost", "route"): _("cost recorded"),
    ("record-joint-act", "party"): _("joint act recorded"),
    ("record-means", "mandate"): _("means recorded"),
    ("record-office", "party"): _("office recorded"),
    ("record-translation", "revision"): _("translation recorded"),
    ("recommend", "mandate"): _("recommended beside a duty that overlaps"),
    ("refuse", "application"): _("refused by the administration"),
    ("refuse", "grouprequest"): _("regional group refused by the parent group"),
    ("register", "bodysession"): _("somebody registered"),
    ("register-instrument", "organisation"): _("instrument registered by what is reported of it"),
    ("reject", "finding"): _("rejected"),
    ("remind", "application"): _("administration reminded"),
    ("remind", "asking"): _("silent ones reminded"),
    ("remind", "circular"): _("silent addressees reminded"),
    ("remit", "due"): _("due remitted"),
    ("rename", "party"): _("names corrected"),
    ("reopen", "obligation"): _("opened again"),
    ("replace", "reading"): _("replaced by a newer reading"),
    ("report", "responsibility"): _("responsibility reported on"),
    ("report-misreading", "languageversion"): _("misreading reported"),
    ("resolve", "citation"): _("citation resolved"),
    ("resume", "application"): _("taken up again"),
    ("return", "regionalterms"): _("terms of reference returned to the region"),
    ("review-plan", "work"): _("action plan reviewed"),
    ("review-terms", "route"): _("terms reviewed"),
    ("roll-obligations", "organisation"): _("obligations brought up to date"),
    ("send", "circular"): _("circular sent"),
    ("send-again", "invitation"): _("invitation sent again"),
    ("send-again", "mail"): _("mail sent again"),
    ("set-aside", "importfile"): _("set aside"),
    ("set-aside", "receivedfile"): _("set aside"),
    ("set-deadline", "circular"): _("deadline set"),
    ("set-fee", "organisation"): _("fee set"),
    ("set-right", "organisation"): _("right set"),
    ("set-rule", "organisation"): _("house rule set"),
    ("set-terms", "route"): _("terms set by a text"),
    ("set-unit", "organisation"): _("value of the unit set"),
    ("set-up-mechanism", "party"): _("mechanism of coordination set up"),
    ("settle", "reading"): _("fused places settled"),
    ("settle-divergence", "revision"): _("divergence between languages settled"),
    ("state-level", "party"): _("level of the secretariat stated"),
    ("stop-mails", "person"): _("a kind of mail stopped by its link"),
    ("submit", "report"): _("report submitted"),
    ("submit-programme", "responsibility"): _("mobilisation programme submitted"),
    ("suspend", "application"): _("suspended"),
    ("take-back", "application"): _("taken back by whoever applied"),
    ("take-back", "dissolution"): _("dissolution taken back"),
    ("take-back", "means"): _("record of means taken back"),
    ("take-back", "payment"): _("payment taken back"),
    ("take-back", "pilotcost"): _("cost taken back as recorded in error"),
    ("take-place", "party"): _("place for an expert taken"),
    ("take-up", "mail"): _("mail taken up to be sent"),
    ("tell-result", "contact"): _("result of the contact told"),
    ("tie-reason", "reason"): _("reason tied to provisions"),
    ("translate", "regionalterms"): _("terms of reference added in a language"),
    ("withdraw", "answer"): _("answer taken back"),
    ("withdraw", "application"): _("taken back"),
    ("withdraw", "attendance"): _("participation taken back as recorded in error"),
    ("withdraw", "candidacy"): _("nomination taken back"),
    ("withdraw", "contribution"): _("contribution taken back as recorded in error"),
    ("withdraw", "invitation"): _("invitation withdrawn"),
    ("withdraw", "jointact"): _("joint act taken back as recorded in error"),
    ("withdraw", "overlapdecision"): _("recommendation taken back"),
    ("withdraw", "proposal"): _("proposal taken back"),
    ("withdraw-paragraph", "report"): _("paragraph taken out"),
    ("write-paragraph", "report"): _("paragraph signed"),
    ("withdraw-approval", "application"): _("approval withdrawn by the administration"),
    ("write", "circular"): _("words written"),
    ("write-row", "drafting"): _("row written"),
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
    """The acts that speak of the records, and those named ``besides``, in the order in which they happened; five queries, whatever their number.

    Offices are named, persons are not: an act tells in whose name it was done.
    """
    about = Q(pk__in=[one for one in besides if one])
    named = Q(pk__in=[])
    for one in records:
        about |= Q(subject_kind=one.kind(), subject_id=one.uid)
        named |= Q(kind=one.kind(), subject_id=one.uid)
    return lines(Act.objects.filter(about | Q(pk__in=ActSubject.objects.filter(named).values("act"))).order_by("happened_at", "id"))


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
    name_functions(offices.values())
    return [
        Line(act.happened_at, verb_words(act.verb, act.subject_kind),
             str(offices[act.acting_as]) if act.acting_as in offices else "", in_words(act.basis), act.imported)
        for act in acts
    ]
