"""Who is asked: the actors of terms, each in a row of its own, by which the duties of an actor are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from mandata.mandates.models import LiveDuty, MandateTerms, TermsActor


def name_actors(some: Iterable[MandateTerms]) -> None:
    """Write the actors of terms, as their column of codes has them; a second call writes nothing more."""
    TermsActor.objects.bulk_create(
        (TermsActor(terms=one, actor=code) for one in some for code in dict.fromkeys(one.actors.split())), batch_size=1000, ignore_conflicts=True)


def asks(codes: Iterable[str]) -> Q:
    """The terms that ask one of some actors, alone or with others."""
    return Q(pk__in=TermsActor.objects.filter(actor__in=sorted(set(codes))).values("terms"))


def live_asked(codes: Iterable[str], organisation: Any = None) -> QuerySet[LiveDuty]:
    """What live duties are now that ask one of some actors."""
    found = LiveDuty.objects.filter(pk__in=TermsActor.objects.filter(actor__in=sorted(set(codes))).values("terms"))
    return found if organisation is None else found.filter(organisation=organisation)


def duties_asked(codes: Iterable[str], organisation: Any = None) -> QuerySet[Any]:
    """The live duties that ask one of some actors, by number, for a condition ``mandate__in``; as the last operation left them."""
    return live_asked(codes, organisation).values("mandate")


def actors_asked() -> list[str]:
    """The actors whom live duties ask, by their codes; the index of actors is read from one to the next, since few are asked very often."""
    table, terms = TermsActor._meta.db_table, MandateTerms._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE found(actor) AS (SELECT MIN(actor) FROM {table} UNION ALL "
            f"SELECT (SELECT MIN(actor) FROM {table} WHERE actor > found.actor) FROM found WHERE found.actor IS NOT NULL) "
            f"SELECT actor FROM found WHERE EXISTS (SELECT 1 FROM {table} a JOIN {terms} t ON t.id = a.terms_id WHERE a.actor = found.actor AND t.current)")
        return [code for (code,) in cursor.fetchall()]


def asked_often(codes: Iterable[str] | None = None) -> dict[tuple[int, str], int]:
    """How many live duties ask each actor, or each of some, by organisation and code; one query."""
    rows = TermsActor.objects.filter(terms__current=True)
    if codes is not None:
        rows = rows.filter(actor__in=sorted(codes))
    counts = rows.order_by().values_list("terms__mandate__organisation", "actor").annotate(n=Count("pk"))
    return {(organisation, code): n for organisation, code, n in counts if organisation is not None}
