"""The demonstration: the profile, the invented union with its texts published, one account per role."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from mandata.cli.sample_circulars import send_circulars
from mandata.cli.sample_fees import raise_fees
from mandata.cli.sample_languages import translate_texts
from mandata.cli.sample_owed import record_what_is_owed
from mandata.cli.sample_programmes import run_programmes_and_pilot
from mandata.cli.sample_promotion import promote
from mandata.cli.sample_proposals import lodge_proposals
from mandata.cli.sample_regions import coordinate_regions
from mandata.cli.sample_reports import publish_reports
from mandata.mandates.operations import confirm_certain, confirm_mandate, publish_revision
from mandata.membership import operations
from mandata.membership.loading import load_membership
from mandata.membership.models import Application, Route
from mandata.parties.accounts import sample_accounts
from mandata.parties.actors import PACKAGE
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.loading import load_profile
from mandata.parties.models import BodySession, Organisation, Party, Person, offices_held
from mandata.parties.operations import appoint, assign_responsibility
from mandata.shared.operations import RuleBroken
from mandata.texts.instruments import register_instrument
from mandata.texts.models import Finding, ReceivedFile
from mandata.texts.operations import confirm_structure, read_received, receive_file

SAMPLE = PACKAGE / "sample" / "union"
PASSWORD = "demonstration"  # only ever with the loopback demonstration settings


def demonstrate(files: tuple[Path, ...], fresh: bool, port: int, prepare_only: bool) -> None:
    """Prepare what is missing, receive the files, serve with a worker beside."""
    if not settings.DEMO:
        raise click.UsageError("The demonstration runs only by its own command.")
    if fresh:
        start_over()
    call_command("migrate", verbosity=0)
    if not Organisation.objects.exists():
        click.echo("Loading the ITU profile and the sample …")
        prepare()
    if files:
        receive(files)
    click.echo("\nAccounts of the demonstration, all with the password “" + PASSWORD + "”:")
    for person in sample_accounts():
        offices = ", ".join(f"{o.function_name} of {o.party}" for o in person.held)  # type: ignore[attr-defined]
        click.echo(f"  {person.email:34} {person.name} – {offices}")
    if prepare_only:
        return
    _serve(port)


def start_over() -> None:
    """Remove the demonstration's database."""
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)


def prepare() -> None:
    """Load the profiles, appoint the persons of the sample, read and publish its texts, which need no process of their own."""
    with override_settings(READ_APART=False):
        _prepare()
    know_the_tables()


def know_the_tables() -> None:
    """Let PostgreSQL count what was just written, as it does by itself some minutes later: without, it chooses bad ways to ask."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in apps.get_app_config("mandata").get_models())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")  # of no other table: those that databases share would stay locked


def _prepare() -> None:
    itu = load_profile(acting_as=HOUSE, folder=PACKAGE / "profiles" / "itu")
    load_membership(acting_as=HOUSE, organisation=itu, folder=PACKAGE / "profiles" / "itu")
    union = load_profile(acting_as=HOUSE, folder=SAMPLE, sample=True)
    load_membership(acting_as=HOUSE, organisation=union, folder=SAMPLE)
    know_the_tables()
    with (SAMPLE / "persons.toml").open("rb") as file:
        persons = tomllib.load(file)["persons"]
    for person in persons:
        for held in person["offices"]:
            organisation = Organisation.objects.get(slug=held["organisation"])
            office = appoint(
                acting_as=HOUSE, party=Party.objects.get(organisation=organisation, key=held["party"]),
                function=held["function"], actor=held.get("actor", ""), email=person["email"], name=person["name"],
                language=person.get("language", "en"), password=PASSWORD, sample=True, account=person.get("account", False),
                nominated_by=Party.objects.get(organisation=organisation, key=held["nominated_by"]) if "nominated_by" in held else None, since=held.get("since"),
            )
            for words in held.get("responsibilities", ()):
                assign_responsibility(acting_as=HOUSE, office=office, words=words, source="invented decision of the group", since=held.get("since"))
    officer = acting_for(
        next(
            p.user for p in Person.objects.filter(user__isnull=False).order_by("id")
            if acting_for(p.user).holds("officer", organisation=union)
        )
    )
    with (SAMPLE / "texts.toml").open("rb") as file:
        texts = tomllib.load(file)["texts"]
    for text in texts:
        publish_sample(officer, union, text)
    know_the_tables()
    translate_texts(officer, union, SAMPLE)
    lodge_proposals(officer, union, SAMPLE)
    register_reported(officer)
    apply_for_firms(officer, union)
    coordinate_regions(officer, union, SAMPLE)
    promote(officer, union, SAMPLE)
    send_circulars(officer, union, SAMPLE)
    raise_fees(officer, union, SAMPLE)
    record_what_is_owed(officer, union, SAMPLE)
    run_programmes_and_pilot(officer, union, SAMPLE)
    publish_reports(officer, union, SAMPLE)


def register_reported(officer: Acting) -> None:
    """Register, review and publish what a report tells of instruments that nobody here has seen."""
    with (PACKAGE / "sample" / "instruments.toml").open("rb") as file:
        instruments = tomllib.load(file)["instruments"]
    for one in instruments:
        organisation = Organisation.objects.get(slug=one["organisation"])
        body = Party.objects.get(organisation=organisation, key=one["body"])
        session = BodySession.objects.get(organisation=organisation, body=body, year=one["session"])
        registered = register_instrument(
            acting_as=officer, organisation=organisation, body=body, session=session, kind_of_text=one["kind"], number=one["number"],
            words=one["words"].strip() + "\n", told_in=one["told_in"], decider=one["decider"],
        )
        reading = read_received(file=registered.file)
        if reading is None:
            raise RuleBroken(f"{registered.file.name}: was not read", registered.file)
        confirm_structure(acting_as=officer, reading=reading)
        confirm_certain(acting_as=officer, reading=reading)
        publish_revision(
            acting_as=officer, language_version=reading.language_version, body=body, kind_of_text=one["kind"], number=one["number"], session=session,
            layer="adopted", in_force_from=session.end or session.start,
        )


def publish_sample(officer: Acting, union: Organisation, text: dict[str, Any]) -> None:
    """Read, confirm and, where the sample says no other, publish one text in each of its languages, the reference language first."""
    languages = sorted(text["files"], key=lambda one: one != union.reference_language)
    for language in languages:
        path = SAMPLE / "texts" / text["files"][language]
        file = receive_file(acting_as=officer, organisation=union, name=path.name, content=path.read_bytes())
        reading = read_received(file=file)
        if reading is None:
            file.refresh_from_db()
            raise RuleBroken(f"{path.name}: {file.trouble or 'was read already'}", file)
        if not text.get("publish", True):
            continue
        confirm_structure(acting_as=officer, reading=reading)
        if text["layer"] == "adopted" and text.get("confirm", True):
            confirm_certain(acting_as=officer, reading=reading)
            for finding in reading.findings.filter(what=Finding.What.MANDATE, state=Finding.State.OPEN):
                confirm_mandate(acting_as=officer, finding=finding)
        publish_revision(
            acting_as=officer, language_version=reading.language_version, layer=text["layer"],
            body=Party.objects.get(organisation=union, key=text["body"]), kind_of_text=text["kind"],
            number=str(text["number"]),
            session=BodySession.objects.get(
                organisation=union, body__key=text["session"]["body"], year=text["session"]["year"]
            ),
            in_force_from=date.fromisoformat(str(text["in_force"])) if text.get("in_force") else None,
        )


def apply_for_firms(officer: Acting, union: Organisation) -> None:
    """The applications of the sample, each as far as its table says; acts are done by whoever may."""
    with (SAMPLE / "applications.toml").open("rb") as file:
        applications = tomllib.load(file)["applications"]
    parties = {one.key: one for one in Party.objects.filter(organisation=union)}
    for entry in applications:
        application = operations.apply(
            acting_as=VISITOR, route=Route.objects.get(organisation=union, code=entry["route"]), state_party=parties[entry["state"]],
            firm_name=entry["firm"], contact_name=entry["contact"], contact_email=entry["email"], language=entry["language"],
            groups=[parties[key] for key in entry["groups"]], staff=entry["staff"], sample=True, firm=parties.get(entry.get("party", "")),
            happened_at=_noon(entry["applied"]),
        )
        operations.confirm_address(acting_as=VISITOR, application=application, secret=application.secret, happened_at=_noon(entry["applied"]))
        _answer_and_admit(officer, parties[entry["state"]], application, entry)


def _answer_and_admit(officer: Acting, state: Party, application: Application, entry: dict[str, Any]) -> None:
    """What the administration answered, if it did, and whether the secretariat admitted."""
    if "answer" not in entry:
        return
    answered = _noon(entry["answered"])
    if entry["answer"] == "letter":
        words = f"{entry['signatory']}: {entry['firm']} is approved.\n".encode()
        operations.record_answer(
            acting_as=officer, application=application, approved=True, signatory=entry["signatory"], letter=("letter.txt", words), happened_at=answered,
        )
    elif entry["answer"] == "approve":
        operations.approve(acting_as=_acting_in(state), application=application, happened_at=answered)
    else:
        operations.refuse(acting_as=_acting_in(state), application=application, reason=entry["reason"], happened_at=answered)
    if "admitted" in entry:
        operations.admit(acting_as=officer, application=application, happened_at=_noon(entry["admitted"]))


def _acting_in(state: Party) -> Acting:
    """Whoever heads an administration, with an account or without."""
    person = Person.objects.get(offices__party=state, offices__function="head-of-administration")
    offices = tuple(offices_held(person, timezone.now()))
    return Acting(user=person.user, person=person, offices=offices, office=offices[0])


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def receive(files: tuple[Path, ...]) -> None:
    """Receive the files named on the command line for the ITU; what was received before is left alone."""
    itu = Organisation.objects.get(slug="itu")
    for path in files:
        try:
            file = receive_file(acting_as=HOUSE, organisation=itu, name=path.name, content=path.read_bytes())
        except RuleBroken as broken:
            click.echo(f"  {path.name}: {broken}")
            continue
        read_received(file=file)
        file.refresh_from_db()
        waits = file.state == ReceivedFile.State.READ
        click.echo(f"  {path.name}: {'waits for review' if waits else file.trouble}")


def _serve(port: int) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise click.UsageError(f"Port {port} is in use on this machine. Choose another: --port {port + 1}")
    settings.SITE_URL = os.environ.get("MANDATA_URL", f"http://127.0.0.1:{port}")
    environment = {**os.environ, "MANDATA_DEMO": "1", "MANDATA_URL": settings.SITE_URL}
    worker = subprocess.Popen([sys.executable, "-m", "mandata.cli", "worker"], env=environment)
    try:
        click.echo(f"\nMandata is at http://127.0.0.1:{port}/  (stop with Ctrl-C)")
        from mandata.cli.serving import serve_site

        serve_site(f"127.0.0.1:{port}")
    finally:
        worker.terminate()
        worker.wait(timeout=10)
