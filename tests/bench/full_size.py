"""A database of the full size of issue 7, filled once in bulk and kept between runs: in a file, or in PostgreSQL beside the one offered."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.bench import ROOT

TEXTS, DUTIES, ACTS = 3_000, 60_000, 200_000
ACTORS = [f"actor-{number}" for number in range(400)]
BUSY, SOME = ACTORS[0], ACTORS[7]  # one who is asked a ninth of all, one who is asked a fiftieth
NAME = "mandata_bench"
KEPT = ROOT / "build" / "bench"
PER_TEXT = DUTIES // TEXTS
EVERY: list[tuple[str, dict[str, Any], list[dict[str, str]]]] = [  # what duties ask for by when, in turn
    ("period", {"text": "each year", "value": {"every": "P1Y"}}, [{"text": "Council", "actor": "council"}]),
    ("meeting", {"text": "next", "value": {"body": "assembly", "which": "next", "relation": "at"}}, []),
    ("period", {"text": "each half year", "value": {"every": "P6M"}}, []),
    ("meeting", {"text": "each", "value": {"body": "advisory", "which": "each", "relation": "at"}}, []),
    ("none", {}, []), ("none", {}, []),
]


def key(duties: int) -> str:
    """What a database is filled by: with another key it is filled anew; a new migration is made in the one that is kept."""
    said = hashlib.sha256(f"{duties} ".encode())
    said.update(Path(__file__).read_bytes())
    return said.hexdigest()[:16]


def kept(duties: int, postgresql: bool) -> bool:
    """Let the settings point to the database of so many duties, and say whether it has to be filled."""
    KEPT.mkdir(parents=True, exist_ok=True)
    os.environ["MANDATA_DATA"] = str(KEPT)
    os.environ.pop("MANDATA_DEMO", None)
    if postgresql:
        offered = urlsplit(os.environ.get("DATABASE_URL") or "postgresql:///mandata")
        if not offered.scheme.startswith("postgres"):
            raise SystemExit(f"DATABASE_URL is no PostgreSQL server: {offered.scheme}")
        os.environ["DATABASE_URL"] = urlunsplit(offered._replace(path=f"/{NAME}"))
        return _emptied(urlunsplit(offered._replace(path="/postgres")), key(duties))
    path = KEPT / f"owed-{key(duties)}.sqlite3"
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    if path.exists():
        return False
    for old in KEPT.glob("owed-*.sqlite3*"):
        old.unlink()
    return True


def _emptied(server: str, wanted: str) -> bool:
    """Whether the kept database on a server has another key: then it is made anew, empty."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as link:
        row = link.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if row is not None and row[0] == wanted:
            return False
        link.execute(f"DROP DATABASE IF EXISTS {NAME}")
        link.execute(f"CREATE DATABASE {NAME}")
    return True


def fill(duties: int) -> None:
    """Fill the database that the settings point to; only a whole one is kept."""
    from django.core.management import call_command
    from django.db import connection

    start = time.perf_counter()
    try:
        call_command("migrate", verbosity=0)
        _filled(duties)
    except BaseException:
        if connection.vendor == "sqlite":
            connection.close()
            Path(str(connection.settings_dict["NAME"])).unlink(missing_ok=True)
        raise
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"COMMENT ON DATABASE {NAME} IS '{key(duties)}'")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA optimize")
    print(f"filled in {time.perf_counter() - start:.0f} s and kept", flush=True)


def _filled(duties: int) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    from mandata.mandates.keeping import keep_all
    from mandata.mandates.models import Answer, Mandate, MandateTerms, TermsActor
    from mandata.mandates.operations import roll_obligations
    from mandata.parties.capacity import acting_for
    from mandata.shared.models import Act, ActSubject
    from mandata.texts.models import Provision, ProvisionVersion, Wording

    union, loaded, user = _organisation()
    first, act, acts = _texts(union, max(1, duties // PER_TEXT)), Act.objects.latest("id").pk + 1, duties * ACTS // DUTIES
    with connection.cursor() as cursor:
        for statement in _statements(union.pk, loaded.pk, act, first, duties, acts):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), [Answer, Mandate, MandateTerms, TermsActor, Act, ActSubject, Provision, ProvisionVersion, Wording]):
                cursor.execute(statement)
            cursor.execute("ANALYZE")
    start = time.process_time()
    rolled = roll_obligations(acting_as=acting_for(user), organisation=union)
    print(f"{rolled.opened:,} obligations opened from nothing in {time.process_time() - start:.0f} s", flush=True)
    with connection.cursor() as cursor:
        for statement in _past(act, acts):
            cursor.execute(statement)
    _means(union, act)
    keep_all(union)  # what was written past the models is seen by nobody


def _organisation() -> tuple[Any, Any, Any]:
    """The invented union, and beside it the ITU; a director who owes a ninth of all, an officer."""
    from django.contrib.auth import get_user_model

    from mandata.parties.actors import PACKAGE
    from mandata.parties.capacity import HOUSE
    from mandata.parties.loading import load_profile
    from mandata.parties.models import Office, Party
    from mandata.parties.operations import appoint
    from mandata.shared.models import Act

    load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")
    union = load_profile(acting_as=HOUSE, folder=PACKAGE / "sample" / "union")
    loaded = Act.objects.latest("id")
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    for number, actor in enumerate((BUSY, SOME)):
        Party.objects.create(organisation=union, key=f"bench-{number}", entity="bureau", parent=parties["secretariat"], actor=actor)
    appoint(acting_as=HOUSE, party=parties["signals-office"], function="director", actor=BUSY, email="d@example.org", name="D")
    appoint(acting_as=HOUSE, party=parties["secretariat"], function="officer", email="o@example.org", name="O")
    user = get_user_model().objects.get(email="o@example.org")
    Office.objects.create(person=user.person, party=parties["signals-office"], function="director", actor=BUSY, opened_by=loaded)
    return union, loaded, user


def _texts(union: Any, texts: int) -> tuple[int, int]:
    """So many texts in force, in one language; the first revision and the first language version, which follow one another."""
    from mandata.parties.models import BodySession, Party
    from mandata.texts.models import LanguageVersion, ReceivedFile, Revision, Work

    assembly = Party.objects.get(organisation=union, key="assembly")
    session = BodySession.objects.filter(organisation=union, body=assembly).latest("year")
    adopted = date(2024, 9, 12)
    works = Work.objects.bulk_create((Work(organisation=union, body=assembly, kind_of_text="resolution", number=str(100 + n)) for n in range(texts)), batch_size=1000)
    revisions = Revision.objects.bulk_create((
        Revision(work=one, session=session, layer="adopted", adopted_on=adopted, in_force_from=adopted) for one in works), batch_size=1000)
    files = ReceivedFile.objects.bulk_create((
        ReceivedFile(organisation=union, name=f"{n}.txt", sha256=f"{n:064x}", size=1, content=b"x", state="read") for n in range(texts)), batch_size=1000)
    languages = LanguageVersion.objects.bulk_create((
        LanguageVersion(revision=one, file=file, language="en", title=f"Text {one.work.number}") for one, file in zip(revisions, files, strict=True)), batch_size=1000)
    assert [one.pk for one in languages] == list(range(languages[0].pk, languages[0].pk + texts)) and revisions[0].work_id == works[0].pk == revisions[0].pk
    return revisions[0].pk, languages[0].pk


def _statements(union: int, loaded: int, act: int, first: tuple[int, int], duties: int, acts: int) -> Iterator[str]:
    """Duties of the texts with their words, and acts of eight years about them, made by the database itself; number n has the key n + 1.

    How often an actor is asked falls off as it does in texts of such bodies.
    """
    postgresql, texts = _postgresql(), max(1, duties // PER_TEXT)

    def as_json(value: str) -> str:
        return f"CAST({value} AS {'jsonb' if postgresql else 'text'})"

    def in_turn(values: Sequence[str]) -> str:
        return f"CASE n / {texts} % {len(values)} " + " ".join(f"WHEN {at} THEN {value}" for at, value in enumerate(values)) + " END"

    def quoted(value: Any) -> str:
        return as_json("'" + dumps(value) + "'")

    def six(value: str) -> str:
        return f"to_char({value}, 'FM000000')" if postgresql else f"printf('%06d', {value})"

    def rows(table: str, values: dict[str, str], many: int = duties) -> str:
        series = f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {many - 1})"
        columns = ", ".join(f'"{name}"' for name in values)
        return f"INSERT INTO mandata_{table} ({columns}) {series} SELECT {', '.join(values.values())} FROM s"

    own = {"id": "n + 1", "uid": "'bench-' || n"}
    code = f"'actor-' || (CAST(floor(exp(ln({len(ACTORS)}) * (n * 0.6180339887 - floor(n * 0.6180339887)))) AS integer) - 1)"
    words = "'to keep the list of lamps number ' || n || ' and to tell the members each time what became of it, and who lit them'"
    yield rows("provision", {**own, "wid": "'bench-' || n", "work_id": f"{first[0]} + n % {texts}"})
    yield rows("provisionversion", {
        **own, "provision_id": "n + 1", "revision_id": f"{first[0]} + n % {texts}", "part": "'operative'", "call": "''", "order": f"n / {texts}", "depth": "0", "state": "'both'"})
    yield rows("wording", {
        **own, "version_id": "n + 1", "language_version_id": f"{first[1]} + n % {texts}", "label": f"CAST(n / {texts} + 1 AS varchar(9))", "label_base": "''", "call_text": "''",
        "text": words, "start": "0", "end": "1", "notes": quoted([]), "citations": quoted([])})
    yield rows("mandate", {**own, "organisation_id": str(union), "provision_id": "n + 1", "created_by_id": str(loaded)})
    yield rows("mandateterms", {
        **own, "mandate_id": "n + 1", "version_id": "n + 1", "force": "CASE n % 3 WHEN 0 THEN 'invite' ELSE 'instruct' END", "action": "'other'",
        "addressees": as_json("""'[{"text": "' || CODE || '", "actor": "' || CODE || '"}]'""".replace("CODE", code)), "with_whom": quoted([]),
        "report_to": in_turn([quoted(told) for _kind, _due, told in EVERY]), "beneficiaries": quoted([]), "due": in_turn([quoted(due) for _kind, due, _told in EVERY]),
        "limits": quoted([]), "conditional": "n % 7 = 0", "due_kind": in_turn([f"'{kind}'" for kind, _due, _told in EVERY]), "actors": f"' ' || {code} || ' '", "summary": words,
        "place": f"'iuts resolution ' || {six(f'n % {texts}')} || ' ' || {six(f'n / {texts}')}", "current": "TRUE", "confirmed_by_id": str(loaded)})
    yield rows("termsactor", {"id": "n + 1", "terms_id": "n + 1", "actor": code})
    then = _ago(f"2900 - CAST(n AS bigint) * 2900 / {acts}")
    yield rows("act", {
        "id": f"{act} + n", "acting_as": "''", "on_behalf_of": "''", "verb": "'judge-evidence'", "subject_kind": "'mandate'", "subject_id": f"'bench-' || (n % {duties})",
        "basis": "'house rule: bench'", "happened_at": then, "known_at": then, "imported": "TRUE", "unit": "''", "changes": quoted({})}, acts)
    yield rows("actsubject", {"act_id": f"{act} + n * 4", "kind": "'mandate'", "subject_id": f"'bench-' || ((n * 4 + 1) % {duties})"}, acts // 4)
    yield rows("answer", {
        **own, "mandate_id": "3 * n + 1", "says": "CASE n % 4 WHEN 0 THEN 'continuing' WHEN 1 THEN 'under-way' WHEN 2 THEN 'done' ELSE 'not-yet' END",
        "words": "'the list was kept'", "evidence": "''", "day": f"CAST({_ago('n % 900')} AS date)" if postgresql else f"date({_ago('n % 900')})", "way": "'site'", "source": "''",
        "by_id": f"{act} + n"}, duties // 3)


def _postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def _ago(days: str) -> str:
    return f"now() - ({days}) * interval '1 day'" if _postgresql() else f"strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || ({days}) || ' days')"


def _past(first: int, acts: int) -> Iterator[str]:
    """Let obligations be opened by acts of all years, and most of what was due be delivered by later ones."""
    today = "CURRENT_DATE" if _postgresql() else "date('now')"
    half, same = acts // 2, "due_on, session_id, expected, binding, unmet, words"
    opened, closed = f"{first} + (id * 7919) % {half}", f"{first + half} + (id * 6007) % {half}"
    yield f"UPDATE mandata_obligationstanding SET opened_by_id = {opened}"
    yield f"UPDATE mandata_obligation SET opened_by_id = {opened}"
    yield f"UPDATE mandata_obligationstanding SET closed_by_id = {closed} WHERE due_on < {today} AND id % 5 <> 0"
    yield (f"INSERT INTO mandata_obligationstanding (uid, obligation_id, state, {same}, opened_by_id) SELECT 'bench-' || id, obligation_id, 'delivered', {same}, closed_by_id "
           "FROM mandata_obligationstanding WHERE closed_by_id IS NOT NULL")
    yield "UPDATE mandata_obligation SET state = 'delivered' WHERE id IN (SELECT obligation_id FROM mandata_obligationstanding WHERE closed_by_id IS NOT NULL)"


def _means(union: Any, first: int) -> None:
    """Means for every other conditional duty, a person asked about every twentieth."""
    from django.utils import timezone

    from mandata.mandates.models import AnswerLink, Mandate, Means
    from mandata.parties.models import Office

    now, today = timezone.now(), timezone.now().date()
    office = Office.objects.filter(party__organisation=union).select_related("person").first()
    assert office is not None
    pks = list(Mandate.objects.order_by("pk").values_list("pk", flat=True))
    Means.objects.bulk_create((
        Means(mandate_id=pk, what="given", words="from the fund", source="budget", since=today - timedelta(days=n % 900), opened_by_id=first + n) for n, pk in enumerate(pks[::14])),
        batch_size=1000)
    AnswerLink.objects.bulk_create((
        AnswerLink(mandate_id=pk, office=office, person=office.person, secret_hash=f"{n:064x}", expires_at=now - timedelta(days=n % 300 - 30), asked_by_id=first + n)
        for n, pk in enumerate(pks[1::20])), batch_size=1000)
