"""Each route with a form × each kind of account, on the records of the demonstration: who leaves an act by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q

from mandata.membership.models import Application, Circular, Due
from mandata.parties.models import BodySession, Membership, Office, Party, Person
from mandata.web.admission.acts import CALLS
from mandata.web.calendar import ACTS as SESSION_ACTS
from mandata.web.circulars import FORMS, REPLIES
from mandata.web.owed.forms import ACTS as OWED_ACTS
from mandata.web.proposals.acts import ACTS as PROPOSAL_ACTS
from mandata.web.regional.forms import ACTS as REGIONAL_ACTS
from tests.web.post_routes import Sent, Undone, addresses, post_routes

SOME = ("officer", "administration", "delegate", "nobody", "visitor")  # who sends what even the first to see the form cannot
MOST = 2  # records tried of one kind, until one has a form
BY_MODEL = {  # route -> the kind of record in its address
    "ask_translation": "revision", "record_translation": "revision", "settle_divergence": "revision", "name_heir": "revision",
    "decide": "finding", "add_duty": "finding", "correct_structure": "finding", "confirm_group": "reading", "confirm_structure": "reading",
    "read_again": "languageversion", "take_certain": "languageversion", "settle": "languageversion", "open_places": "languageversion",
    "publish": "languageversion", "report_misreading": "languageversion", "lodge": "languageversion", "set_aside": "receivedfile",
    "move_stage": "drafting", "adopt_draft": "drafting", "open_table": "revision", "adopt": "revision", "tie_reason": "reason",
    "resolve_citation": "citation", "assign": "mandate", "confirm_changed": "mandateterms", "issue_plan": "work", "review_plan": "work",
    "write_paragraph": "report", "publish_report": "report", "check_draft": "report", "submit_report": "report", "note_report": "submission",
    "import_file": "importfile", "take_over": "importfile", "set_file_aside": "importfile", "take_back_dissolution": "dissolution",
    "decide_candidacy": "candidacy", "withdraw_candidacy": "candidacy", "set_right": "right", "set_rule": "houserule", "admission_history": "route",
    "apply": "route", "set_terms": "route", "review_terms": "route", "prolong": "agreement", "end_agreement": "agreement", "tell_result": "contact",
    "take_back_payment": "payment", "record_attendance": "bodysession", "withdraw_attendance": "attendance", "hand_over": "office",
    "end_office": "office", "assign_responsibility": "office", "report_on": "responsibility", "end_responsibility": "responsibility",
    "end_programme": "planprogramme", "move_activity": "planactivity", "open_programme": "work", "give_view": "route", "record_cost": "route",
    "take_back_cost": "pilotcost", "record_contribution": "bodysession", "withdraw_contribution": "contribution", "send_again": "invitation", "withdraw": "invitation", "remind_asked": "asking", "send_mail_again": "mail", "withdraw_recommendation": "overlapdecision",
}
OF_PARTIES = {  # route -> the kinds of party in its address
    "add_party": ("organisation",), "add_rule": ("organisation",), "imports": ("organisation",), "rename_party": ("member",), "dissolve": ("group",), "classify": ("member", "state"),
    "add_membership": ("member",), "state_level": ("secretariat", "member"), "establish": ("member",), "invite": ("member", "group"), "declare_definition": ("state",),
    "record_activity": ("group", "bureau"), "opt_in": ("group",), "opt_out": ("group",), "nominate": ("group",), "announce_session": ("group", "council"),
}
WITHOUT_RECORDS = {"withdraw_recommendation", "take_back_dissolution", "import_file", "take_over", "set_file_aside", "remind_asked", "send_mail_again",
                   "adopt_draft", "move_stage", "draft_row", "withdraw_candidacy", "decide_candidacy", "send_again", "withdraw", "end_programme", "move_activity", "take_back_cost",
                   "withdraw_contribution"}  # of which the sample may have none
SECRETS = ("stop_mails", "answer_link", "apply_link", "accept_invitation")
OF_ORGANISATION = ("draft_report", "conclude", "draft_circular")


def first(model: str) -> list[int]:
    """The newest records of a kind, of the sample where the kind says so."""
    found = apps.get_model("mandata", model)._default_manager.order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST])


def with_verbs(records: Iterable[Any], verbs: Iterable[str]) -> list[tuple[Any, str]]:
    """Each verb on each record."""
    records = list(records)
    return [(one, verb) for verb in verbs for one in records]


def arguments(name: str, names: list[str]) -> list[Any]:
    """Arguments of a route: those of one row of the matrix are tried until one has a form."""
    if not names:
        return [()]
    if name in BY_MODEL:
        pks = first(BY_MODEL[name])
        return [(pk, "ar") for pk in pks] if "language" in names else [(pk, "a") for pk in pks] if "key" in names else pks
    if name in OF_PARTIES:
        sample = Party.objects.filter(Q(sample=True) | Q(entity="organisation"))
        return [pk for kind in OF_PARTIES[name] for pk in sample.filter(entity=kind).order_by("pk").values_list("pk", flat=True)[:MOST]]
    if name in OF_ORGANISATION:
        return ["iuts"]
    if name in SECRETS:
        return ["guess"]
    given = {
        "act_on_application": lambda: with_verbs(Application.objects.filter(sample=True).values_list("pk", flat=True), CALLS),
        "act_on_circular": lambda: with_verbs(Circular.objects.values_list("pk", flat=True), FORMS),
        "reply_to_circular": lambda: with_verbs(first("addressee"), REPLIES),
        "act_on_due": lambda: with_verbs(Due.objects.values_list("pk", flat=True)[:MOST], ("pay", "remit")),
        "act_on_fees": lambda: [("iuts", verb) for verb in ("set-fee", "set-unit", "raise-dues")],
        "act_on_session": lambda: with_verbs(BodySession.objects.filter(year__gte=2027).values_list("pk", flat=True)[:MOST], SESSION_ACTS),
        "act_on_proposal": lambda: with_verbs(apps.get_model("mandata", "revision")._default_manager.filter(layer="proposed").values_list("pk", flat=True)[:MOST], PROPOSAL_ACTS),
        "register_instrument": lambda: ["iuts", "itu"],
        "owed_act": lambda: [(slug, pk) for slug, one in OWED_ACTS.items() for pk in first(one.model.__name__)],
        "regional_act": lambda: [(slug, pk) for slug, one in REGIONAL_ACTS.items() for pk in _regional(one.model)],
        "correct_row": lambda: [("membership", Membership.objects.known().latest("pk").pk), ("office", Office.objects.known().latest("pk").pk)],
        "end_row": lambda: [("membership", Membership.objects.known().latest("pk").pk)],
        "recommend": lambda: [tuple(first("mandate"))],
        "draft_row": lambda: [(pk, 1) for pk in first("drafting")],
        "withdraw_paragraph": lambda: [(pk, 1) for pk in first("report")],
    }
    return list(given[name]())


def _regional(model: Any) -> list[int]:
    if model is Party:
        return list(Party.objects.filter(sample=True, entity__in=("state", "group", "regional-organisation")).order_by("pk").values_list("pk", flat=True)[::6])
    return first(model.__name__)


ACCOUNTS = ("officer", "director", "chair", "administration", "sme", "delegate", "vicechair", "rapporteur", "region", "sg1", "brelland")


STATES, GROUPS = {"administration", "brelland"}, {"chair", "sg1"}
EVERYBODY = {*ACCOUNTS, "nobody"}
ALLOWED: dict[str, set[str]] = {  # who may leave an act by a form, beside the officer or, where the officer may not, instead
    "act_on_application approve": STATES, "act_on_application refuse": STATES, "act_on_application withdraw-approval": STATES,
    "act_on_application withdraw": {"sme"}, "declare_definition": STATES, "nominate": {*STATES, "sme"}, "withdraw_candidacy": {*STATES, "sme"},
    "opt_in": GROUPS, "opt_out": GROUPS, "reply_to_circular acknowledge": {*STATES, "sme"}, "reply_to_circular answer": {*STATES, "sme"},
    "apply": {*EVERYBODY, "visitor"}, "correct_me": EVERYBODY, "my_mails": EVERYBODY, "report_misreading": EVERYBODY, "recommend": {"director", *GROUPS}, "withdraw_recommendation": {"director", *GROUPS}, "check_draft": {"director"}, "note_report": GROUPS,
    "owed_act answer": {*EVERYBODY}, "owed_act hand-to": {"director"}, "owed_act end-handling": {"director"},
    "owed_act withdraw-answer": {"director", *GROUPS}, "owed_act record-means": {"director", *GROUPS}, "owed_act take-back-means": {"director", *GROUPS}, "report_on": {"vicechair"}, "record_contact": {"director", "region", *STATES},
    "tell_result": {"director", "region", *STATES}, "announce_session": GROUPS, "act_on_session": GROUPS, "record_attendance": GROUPS, "withdraw_attendance": GROUPS,
    "assign_responsibility": GROUPS, "end_responsibility": GROUPS, "end_office": EVERYBODY, "hand_over": EVERYBODY, "decide_candidacy": GROUPS,
    "give_view": {"director", "region", "sme", *STATES, *GROUPS}, "record_activity": {"director", "region", *GROUPS}, "move_activity": {"director", "region", *GROUPS},
    "record_contribution": GROUPS, "withdraw_contribution": GROUPS, "regional_act": {"director", "region", "vicechair", *STATES, *GROUPS},
}
OFFICER_NOT = ("act_on_application approve", "act_on_application refuse", "act_on_application withdraw-approval", "act_on_application withdraw",
               "declare_definition", "opt_in", "opt_out", "nominate", "reply_to_circular acknowledge", "reply_to_circular answer")


def allowed(row: str) -> set[str]:
    """The accounts that may leave an act by a row: the whole row, or its route."""
    found = ALLOWED.get(row, ALLOWED.get(row.partition(" ")[0], set()))
    return found if row in OFFICER_NOT else {*found, "officer"}


def account(email: str) -> Any:
    """The account of a person of the sample; one is made where there is none."""
    person = Person.objects.get(email=email)
    if person.user is None:
        person.user = get_user_model().objects.create(username=email, email=email)
        person.save(update_fields=["user"])
    return person.user


def matrix() -> dict[str, dict[str, Sent]]:
    """Row (route, and what it does where its address says so) -> account -> what became of the form that it sent."""
    users = {name: account(f"{name}@example.org") for name in ACCOUNTS}
    everybody = Undone({**users, "nobody": get_user_model().objects.create(username="nobody", email="nobody@example.org"), "visitor": None})
    found = {}
    for name, names in post_routes():
        rows = defaultdict(list)
        for address in addresses(name, names, arguments(name, names)):
            rows[" ".join([name, *_says(name, address)])].append(address)
        for row, tried in rows.items():
            for address in tried:
                form = everybody.form(address)
                if done := form.there and bool(everybody.send(form.who, address, form.values).acts):
                    break
            found[row] = {who: everybody.send(who, address, form.values) for who in (everybody.clients if done else SOME)}
    return found


def _says(name: str, address: str) -> list[str]:
    """The part of an address that says what is done."""
    parts = address.strip("/").split("/")
    if name in ("owed_act", "regional_act"):
        return [parts[2]]
    return [parts[-1]] if name in ("act_on_application", "act_on_circular", "reply_to_circular", "act_on_due", "act_on_fees", "act_on_session", "act_on_proposal") else []
