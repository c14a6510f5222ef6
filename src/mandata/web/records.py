"""How a record of any kind is named and where its page is: for the records behind a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format

from mandata.mandates.models import Mandate, MandateTerms, Obligation, PlanActivity, PlanProgramme
from mandata.membership.models import (
    Addressee,
    Agreement,
    Application,
    Candidacy,
    Contact,
    Cooperation,
    Coverage,
    Due,
    ExpertPlace,
    Framework,
    GroupRequest,
    GroupRequestStanding,
    HelpGiven,
    HelpRequest,
    Initiative,
    JointAct,
    Mechanism,
    MobilisationProgramme,
    Opportunity,
    Participation,
    Payment,
    PilotCost,
    PilotView,
    PlaceTaken,
    RegionalCharge,
    RegionalTerms,
    RegionalTermsInForce,
    RegionalWork,
    Route,
    Waiting,
)
from mandata.parties.models import Office, Party
from mandata.parties.registering_models import Attendance, Contribution
from mandata.shared.models import Act, Refusal
from mandata.shared.rights import visible
from mandata.texts.language_models import SettledDivergence, TranslationStep
from mandata.texts.models import Finding, LanguageVersion, Layer, ProvisionVersion, Revision, Wording
from mandata.texts.proposing_models import Proposal
from mandata.web.acts import verb_words

_NEEDED: dict[type[Model], tuple[str, ...]] = {
    Revision: ("work", "session"), ProvisionVersion: ("provision", "revision__work", "revision__session"),
    Finding: ("reading__language_version__file", "reading__language_version__revision__work", "reading__language_version__revision__session"), Mandate: ("provision",),
    Application: ("state_party",), Candidacy: ("body", "nominated_by"), Participation: ("group", "route"), Waiting: ("application__state_party",),
    LanguageVersion: ("file",), TranslationStep: ("revision__work", "revision__session"), SettledDivergence: ("revision__work", "revision__session"),
    Contact: ("association",), GroupRequestStanding: ("request",), ExpertPlace: ("opportunity",),
    Route: ("organisation",), Attendance: ("session__body", "party"), Proposal: ("revision__work", "revision__session"),
}
_REGIONAL: dict[type[Model], tuple[str, str]] = {  # the page and the number in its address
    Coverage: ("regional_body", "body_id"), GroupRequest: ("regional_request", "pk"), GroupRequestStanding: ("regional_request", "request_id"),
    RegionalCharge: ("regional_group", "group_id"), RegionalTerms: ("regional_group", "group_id"), RegionalTermsInForce: ("regional_group", "group_id"),
    JointAct: ("jointact", "pk"), Cooperation: ("cooperation", "pk"), HelpRequest: ("helprequest", "pk"), HelpGiven: ("helprequest", "request_id"),
    Framework: ("framework", "pk"), Mechanism: ("mechanism", "pk"), Initiative: ("initiative", "pk"), MobilisationProgramme: ("mobilisationprogramme", "pk"),
    RegionalWork: ("regionalwork", "pk"), Opportunity: ("opportunity", "pk"), ExpertPlace: ("opportunity", "opportunity_id"),
}
_NAMED: dict[type[Model], tuple[str, ...]] = {
    Application: ("state_party__names",), Candidacy: ("body__names", "nominated_by__names"), Participation: ("group__names",),
    Waiting: ("application__state_party__names",), Attendance: ("session__body__names", "party__names"),
}


def described(records: QuerySet[Any]) -> QuerySet[Any]:
    """The records with what their names need, in the same number of queries for one as for fifty."""
    if records.model is Party:
        return records.prefetch_related("names")
    if records.model is Office:
        return records.select_related("party").prefetch_related("party__names")
    if records.model is Addressee:
        return records.select_related("circular", "party").prefetch_related("party__names")
    if records.model is Obligation:
        words = MandateTerms.objects.filter(mandate=OuterRef("mandate")).order_by("-current", "-pk").values("summary")[:1]
        return records.annotate(words=Subquery(words)).prefetch_related(
            "mandate__terms__version__revision__work", "mandate__terms__version__revision__session")
    if records.model in (Due, Payment):
        member = "member" if records.model is Due else "due__member"
        return records.select_related(member).prefetch_related(f"{member}__names")
    records = records.select_related(*_NEEDED.get(records.model, ())).prefetch_related(*_NAMED.get(records.model, ()))
    if records.model is Mandate:
        words = MandateTerms.objects.filter(mandate=OuterRef("pk")).order_by("-current", "-pk").values("summary")[:1]
        return records.annotate(words=Subquery(words)).prefetch_related("terms__version__revision__work", "terms__version__revision__session")
    if records.model is ProvisionVersion:
        wordings = Wording.objects.filter(version=OuterRef("pk")).order_by("language_version")
        return records.annotate(words=Subquery(wordings.values("text")[:1]), label=Subquery(wordings.values("label")[:1]))
    return records


def subjects_of(acting: Any, acts: Iterable[Act]) -> dict[int, Any]:
    """What each act was done on, by the act, as far as the reader may see it; the same number of queries for many acts on records of a kind."""
    acts, found = list(acts), {}
    for kind in sorted({one.subject_kind for one in acts}):
        try:
            model = apps.get_model("mandata", kind)
        except LookupError:
            continue  # a kind of record that is no more
        uids = {one.subject_id for one in acts if one.subject_kind == kind}
        found.update({(kind, one.uid): one for one in described(visible(acting, model._default_manager.filter(uid__in=uids)))})
    return {one.pk: found[one.subject_kind, one.subject_id] for one in acts if (one.subject_kind, one.subject_id) in found}


def words_of(record: Any) -> str:
    """The words by which a person knows the record."""
    if isinstance(record, Finding):
        span = record.value.get("span") or [0, 0]
        return str(record.value.get("message") or record.reading.text[span[0]:span[1]])
    if isinstance(record, ProvisionVersion):
        return f"{record.revision}: {getattr(record, 'label', '') or ''} {getattr(record, 'words', '') or ''}".strip()
    if isinstance(record, Obligation):
        return f"{date_format(record.due_on)}: {getattr(record, 'words', '')}"
    if isinstance(record, Refusal):
        return f"{verb_words(record.verb, record.subject_kind)}: {record.reason}"
    if isinstance(record, Waiting):
        return f"{record.application}: {record.get_on_display()}"
    return str(getattr(record, "words", None) or record)


def text_of(record: Any) -> str:
    """The text that the record is of."""
    if isinstance(record, Finding):
        version = record.reading.language_version
        return str(version.revision or version.title or version.file.name)
    if isinstance(record, Mandate | Obligation):
        terms = (record.mandate if isinstance(record, Obligation) else record).terms.all()
        return str(max(terms, key=lambda one: (one.current, one.pk)).version.revision) if terms else ""
    return str(record.revision) if isinstance(record, ProvisionVersion | Proposal) else ""


def address_of(record: Any) -> str:
    """The page of the record; empty where it has none."""
    if isinstance(record, Revision):
        return reverse("text", args=[record.pk])
    if isinstance(record, ProvisionVersion):
        return reverse("text", args=[record.revision_id]) + f"#{record.provision.wid}"
    if isinstance(record, LanguageVersion):
        return reverse("text", args=[record.revision_id]) + f"?lang={record.language}"
    if isinstance(record, TranslationStep | SettledDivergence):
        return reverse("text_languages", args=[record.revision_id])
    if isinstance(record, Mandate | Obligation):
        return reverse("mandate" if isinstance(record, Mandate) else "obligation", args=[record.pk])
    if isinstance(record, Proposal):
        return reverse("proposal", args=[record.pk])
    if isinstance(record, Application):
        return reverse("application", args=[record.pk])
    if isinstance(record, Candidacy):
        return reverse("candidacy", args=[record.pk])
    if isinstance(record, Agreement | Contact):
        return reverse("agreement" if isinstance(record, Agreement) else "contact", args=[record.pk])
    if isinstance(record, Addressee):
        return reverse("circular", args=[record.circular_id])
    if isinstance(record, Due | Payment):
        return reverse("due", args=[record.pk if isinstance(record, Due) else record.due_id])
    if isinstance(record, Route):
        return reverse("fees") + f"?organisation={record.organisation.slug}"
    if isinstance(record, PlaceTaken):
        return address_of(record.place)
    if (regional := _REGIONAL.get(type(record))) is not None:
        page, number = regional
        args = [getattr(record, number)]
        return reverse(page, args=args) if page.startswith("regional_") else reverse("regional_record", args=[page, *args])
    if isinstance(record, Refusal):
        return reverse("refusals")
    if isinstance(record, PlanActivity | PlanProgramme):
        return reverse("programme", args=[record.pk if isinstance(record, PlanProgramme) else record.programme_id])
    if isinstance(record, PilotCost | PilotView):
        return reverse("pilot", args=[record.route_id])
    if isinstance(record, Attendance | Contribution):
        return reverse("took_part", args=[record.session_id])
    if isinstance(record, Participation):
        return reverse("party", args=[record.group_id])
    if isinstance(record, Party | Office):
        return reverse("party" if isinstance(record, Party) else "office", args=[record.pk])
    if isinstance(record, Finding):
        revision = record.reading.language_version.revision
        if revision is not None and revision.layer != Layer.ADOPTED:
            return reverse("text", args=[revision.pk])  # everybody's to read; its review is not
        return reverse("review", args=[record.reading.language_version_id]) + f"#finding-{record.pk}"
    return ""
