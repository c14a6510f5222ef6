"""Pages of members and entities, and of who holds which office."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mandata.parties import operations
from mandata.parties.capacity import VISITOR
from mandata.parties.models import BodySession, Invitation, Office, Organisation, Party, PartyKind
from mandata.shared.rights import may, visible
from mandata.web.requests import SiteRequest

FUNCTIONS = ("officer", "director", "chair", "vice-chair", "head-of-administration", "focal-point", "delegate")


def parties_list(request: SiteRequest) -> HttpResponse:
    """Members and entities, by kind and organisation."""
    parties = visible(request.acting, Party.objects.select_related("organisation").prefetch_related("names"))
    if request.GET.get("kind") in PartyKind.values:
        parties = parties.filter(entity=request.GET["kind"])
    if request.GET.get("organisation"):
        parties = parties.filter(organisation__slug=request.GET["organisation"])
    if request.GET.get("q"):
        parties = parties.filter(names__name__icontains=request.GET["q"]).distinct()
    page = Paginator(parties.order_by("entity", "key"), 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "parties/list.html", {
        "page": page, "kinds": PartyKind.choices, "asked": request.GET, "query": query.urlencode(),
        "organisations": Organisation.objects.prefetch_related("names"),
    })


def party_page(request: SiteRequest, pk: int) -> HttpResponse:
    """Who it is, since when, who holds its offices."""
    party = get_object_or_404(visible(request.acting, Party.objects.select_related("organisation", "parent")), pk=pk)
    return render(request, "parties/party.html", {
        "party": party, "offices": party.offices.filter(closed_by=None).select_related("person"),
        "memberships": party.memberships.filter(closed_by=None).select_related("of"),
        "classes": party.classifications.filter(closed_by=None), "sessions": party.body_sessions.all()[:30],
        "children": party.children.prefetch_related("names")[:60], "answer": may(request.acting, "invite", party),
        "functions": FUNCTIONS,
    })


def sessions(request: SiteRequest) -> HttpResponse:
    """Sessions of conferences and Councils."""
    found = visible(request.acting, BodySession.objects.select_related("body", "organisation").prefetch_related("body__names"))
    return render(request, "parties/sessions.html", {"sessions": found})


@require_POST
def invite(request: SiteRequest, pk: int) -> HttpResponse:
    """Invite a person into an office, by mail."""
    party = get_object_or_404(Party, pk=pk)
    function = request.POST.get("function", "")
    if function not in FUNCTIONS or "@" not in request.POST.get("email", ""):
        messages.error(request, gettext("Give a mail address and choose a function."))
        return redirect("party", pk=pk)
    invitation = operations.invite(
        acting_as=request.acting, party=party, function=function, email=request.POST["email"],
        name=request.POST.get("name") or request.POST["email"],
    )
    link = request.build_absolute_uri(reverse("accept_invitation", args=[invitation.uid]))
    send_mail(
        gettext("An office at %(party)s") % {"party": party},
        gettext("You are asked to serve as %(function)s of %(party)s. Accept within 14 days: %(link)s") % {
            "function": function, "party": party, "link": link},
        None, [invitation.email],
    )
    messages.success(request, gettext("The invitation is sent."))
    return redirect("party", pk=pk)


def accept_invitation(request: SiteRequest, uid: str) -> HttpResponse:
    """Accept an office: shows it first, acts on the button."""
    invitation = get_object_or_404(Invitation.objects.select_related("party"), uid=uid)
    if request.method == "POST":
        # The link proves the mail address, never the password of an account that exists: that person logs in.
        known = operations.has_account(invitation.email)
        office = operations.accept_invitation(
            acting_as=VISITOR, invitation=invitation, password=request.POST.get("password", "")
        )
        if not known:
            login(request, office.person.user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("desk")
    return render(request, "parties/invitation.html", {"invitation": invitation})


@require_POST
def end_office(request: SiteRequest, pk: int) -> HttpResponse:
    """End an office."""
    office = get_object_or_404(Office.objects.select_related("party"), pk=pk)
    operations.end_office(acting_as=request.acting, office=office)
    return redirect("party", pk=office.party_id)
