"""``mandata``: load files, list mandates, appoint, serve, work, demonstrate."""

from __future__ import annotations

import json
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models import Q

from mandata.cli import comparing, exchanging, reporting
from mandata.mandates.asked import asks
from mandata.mandates.operations import roll_obligations
from mandata.mandates.operations.mails import plan_digests
from mandata.mandates.register import ended_terms, layer_findings, live_terms, others, waiting_findings
from mandata.mandates.sending import note_interrupted, send_planned
from mandata.parties.actors import known_actor, vocabulary_of
from mandata.parties.capacity import HOUSE, Acting, acting_for
from mandata.parties.models import Organisation, Party
from mandata.parties.operations import appoint
from mandata.reports.file_check import check_file
from mandata.reports.models import Report
from mandata.reports.verifying import verify
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.written import together
from mandata.texts.operations import receive_file


def acting(email: str | None) -> Acting:
    """The capacity of the person named by ``--as``."""
    if email is None:
        raise click.UsageError("Say who acts: --as EMAIL")
    user = get_user_model().objects.filter(email__iexact=email).first()
    if user is None:
        raise click.UsageError(f"Nobody here has the address {email}.")
    return acting_for(user)


def organisation_of(slug: str) -> Organisation:
    """The organisation named, or a sentence that names those there are."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none loaded yet"
        raise click.UsageError(f"No organisation “{slug}”. There are: {known}.")
    return organisation


def party_with(organisation: Organisation, function: str, key: str | None) -> Party:
    """The party named, or the only one that has the office."""
    if key is not None:
        named = Party.objects.filter(Q(organisation=organisation) | Q(pk=organisation.pk), key=key).first()
        if named is None:
            raise click.UsageError(f"{organisation.slug} has no party “{key}”.")
        return named
    found = [
        party for held in organisation.functions.filter(code=function).select_related("party")
        for party in ([held.party] if held.party else organisation.parties.filter(entity=held.entity))
    ]
    if not found:
        known = ", ".join(sorted(set(organisation.functions.values_list("code", flat=True)))) or "none"
        raise click.UsageError(f"{organisation.slug} has no office “{function}”. It has: {known}.")
    if len(found) > 1:
        some = ", ".join(party.key for party in found[:12])
        raise click.UsageError(f"{len(found)} parties have the office “{function}”; say which with --party: {some}.")
    return found[0]


def only_known(actor: str, organisation: Organisation | None) -> None:
    """An actor of the table, or a sentence that names those whose codes are like it."""
    organisations = [organisation] if organisation else list(Organisation.objects.all())
    if any(known_actor(one, actor) for one in organisations):
        return
    codes = {code for one in organisations for code in vocabulary_of(one.vocabulary).actors}
    near = get_close_matches(actor, sorted(codes), n=5, cutoff=0.4)
    raise click.UsageError(f"No actor has the code “{actor}”." + (f" Near it: {', '.join(near)}." if near else ""))


class Translated(click.Group):
    """Turns refusals and broken rules into one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise click.ClickException(f"{refused.answer.reason} ({refused.answer.basis})") from refused
        except RuleBroken as broken:
            raise click.ClickException(str(broken)) from broken


class OfData(click.Command):
    """A command that needs a database: where there is none it says so, and makes none."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        only_with_data()
        return super().invoke(ctx)


def only_with_data() -> None:
    """A sentence that says where a database was looked for, where there is none."""
    name = str(settings.DATABASES["default"]["NAME"])
    embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and "memory" not in name
    if embedded and not Path(name).exists():
        raise click.ClickException(
            f"There is no database at {name}: point to one with MANDATA_DATA (its folder), or make one with: mandata migrate"
        )


@click.group(cls=Translated)
def mandata() -> None:
    """Run a standards body from its own texts."""


@mandata.command(cls=OfData)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", "slug", default="itu", show_default=True)
@click.option("--as", "email", help="Mail address of the person who acts.")
def load(files: tuple[Path, ...], slug: str, email: str | None) -> None:
    """Receive texts; they wait for review."""
    person, organisation = acting(email), organisation_of(slug)
    for path in files:
        try:
            receive_file(acting_as=person, organisation=organisation, name=path.name, content=path.read_bytes())
            click.echo(f"{path.name}: received, waits for the worker")
        except RuleBroken as broken:
            click.echo(f"{path.name}: {broken}", err=True)


@mandata.command("export", cls=OfData)
@click.argument("number")
@click.option("--akn", "kind_of_file", flag_value="akn", help="Akoma Ntoso 3.0 (AKN4UN).")
@click.option("--docx", "kind_of_file", flag_value="docx", help="A Word file.")
@click.option("--marked-against", "against", type=int, metavar="YEAR", help="With --docx: mark what changed since the revision of that year.")
@click.option("--revision", "year", type=int, metavar="YEAR", help="The revision of that year; without it the one in force.")
@click.option("--language", default=None, help="Without it the reference language of the organisation.")
@click.option("--organisation", "slug", default=None)
@click.option("--kind", default=None, help="For example resolution, where several texts have the number.")
@click.option("--body", default=None, help="Key of the body, where several texts have the number.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
def export_command(
    number: str, kind_of_file: str | None, against: int | None, year: int | None, language: str | None, slug: str | None, kind: str | None,
    body: str | None, output: Path | None,
) -> None:
    """Write the published text NUMBER as Akoma Ntoso or as a Word file, clean or marked."""
    if kind_of_file is None:
        raise click.UsageError("Say as what: --akn or --docx.")
    if against is not None and kind_of_file != "docx":
        raise click.UsageError("Changes are marked in a Word file: --docx --marked-against YEAR.")
    organisation = organisation_of(slug) if slug else None
    click.echo(exchanging.export_text(number, organisation, kind, body, year, language, kind_of_file == "akn", against, output))


@mandata.command("compare", cls=OfData)
@click.argument("number")
@click.option("--with", "against", type=int, required=True, metavar="YEAR", help="The other revision, by the year of its session.")
@click.option("--revision", "year", type=int, metavar="YEAR", help="The revision of that year; without it the one in force.")
@click.option("--language", default=None, help="Without it the reference language of the organisation, where both are in it.")
@click.option("--organisation", "slug", default=None)
@click.option("--kind", default=None, help="For example resolution, where several texts have the number.")
@click.option("--body", default=None, help="Key of the body, where several texts have the number.")
@click.option("--json", "as_json", is_flag=True)
def compare_command(
    number: str, against: int, year: int | None, language: str | None, slug: str | None, kind: str | None, body: str | None, as_json: bool,
) -> None:
    """Compare two revisions of the published text NUMBER: what became of each provision."""
    organisation = organisation_of(slug) if slug else None
    compared = comparing.compare_text(number, organisation, kind, body, year, against, language)
    click.echo(json.dumps(comparing.record_of(*compared), ensure_ascii=False) if as_json else "\n".join(comparing.lines_of(*compared)))


@mandata.command("import", cls=OfData)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", "slug", default="itu", show_default=True)
@click.option("--as", "email", help="Mail address of the person who acts.")
def import_command(files: tuple[Path, ...], slug: str, email: str | None) -> None:
    """Receive Akoma Ntoso files; one that is not valid is refused with its line, and the others are received."""
    person, organisation = acting(email), organisation_of(slug)
    refused = 0
    for path in files:
        try:
            click.echo(exchanging.import_file(path, person, organisation))
        except click.ClickException as trouble:
            trouble.show()
            refused += 1
    if refused:
        raise SystemExit(1)


@mandata.command(cls=OfData)
@click.option("--actor", help="Code of the table of actors, for example tsb-director.")
@click.option("--layer", type=click.Choice(["live", "waiting", "proposed", "reported", "ended", "all"]), default="live", show_default=True)
@click.option("--organisation", "slug", default=None)
@click.option("--json", "as_json", is_flag=True)
def mandates(actor: str | None, layer: str, slug: str | None, as_json: bool) -> None:
    """List duties: live ones first; the last line says what waits."""
    organisation = organisation_of(slug) if slug else None
    if actor:
        only_known(actor, organisation)
    terms = live_terms().order_by("version__revision_id", "version__order")
    if organisation:
        terms = terms.filter(mandate__organisation=organisation)
    groups = {"live": terms, "ended": ended_terms(organisation)}
    asked = {name: found.filter(asks([actor])) if actor else found for name, found in groups.items()}
    listed = [
        {"state": state, "text": str(one.version.revision), "force": one.force,
         "who": [n["actor"] or n["text"] for n in one.addressees], "words": one.summary, "due": one.due.get("text"),
         "organisation": one.mandate.organisation.slug}
        for state, found in asked.items() if layer in (state, "all")
        for one in found.select_related("mandate__organisation", "version__revision__work", "version__revision__session")
    ]
    counts = {"waiting": 0, "proposed": 0, "reported": 0}
    if actor or layer not in ("live", "ended"):
        for state, findings in (
            ("waiting", waiting_findings(organisation)), ("proposed", layer_findings("proposed", organisation)),
            ("reported", layer_findings("reported", organisation)),
        ):
            for finding in findings.select_related("reading__language_version__file__organisation"):
                value, text = finding.value, finding.reading.text
                names = [n["actor"] or n["text"] for n in value["addressees"]]
                if actor and actor not in names:
                    continue
                counts[state] += 1
                if layer not in (state, "all"):
                    continue
                version = finding.reading.language_version
                listed.append(
                    {"state": state, "text": version.title or version.file.name, "force": value["force"],
                     "who": names, "words": text[value["span"][0]:value["span"][1]],
                     "due": (value["due"] or {}).get("text"), "organisation": version.file.organisation.slug}
                )
    for one in listed:
        click.echo(
            json.dumps(one, ensure_ascii=False) if as_json
            else f"[{one['state']}] {one['text']} · {one['force']} · {', '.join(one['who']) or '—'} · {one['words'][:100]}"
        )
    if not actor:
        counts = asdict(others(organisation))
    whom = f" for {actor}" if actor else ""
    click.echo(
        f"{counts['waiting']} wait for review{whom}, {counts['proposed']} proposed, {counts['reported']} reported, "
        f"{asked['ended'].count()} ended", err=as_json
    )


@mandata.command("appoint", cls=OfData)
@click.argument("email")
@click.option("--office", "function", required=True, help="For example officer.")
@click.option("--party", "key", default=None, help="Where the office is held; may be left out where only one party has it.")
@click.option("--organisation", "slug", default="itu", show_default=True)
@click.option("--name", default="")
@click.password_option(envvar="MANDATA_PASSWORD")
def appoint_command(email: str, function: str, key: str | None, slug: str, name: str, password: str) -> None:
    """Put a person into an office under the house rule: the first officer is made so."""
    party = party_with(organisation_of(slug), function, key)
    appoint(acting_as=HOUSE, party=party, function=function, email=email, name=name, password=password)
    click.echo(f"{email} is {function} of {party}.")


@mandata.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--workers", default=1, show_default=True)
def serve(bind: str, workers: int) -> None:
    """Serve the site; the worker runs apart (mandata worker)."""
    if settings.DEMO and bind.rpartition(":")[0] not in ("127.0.0.1", "localhost", "[::1]"):
        raise click.UsageError("The demonstration's accounts have known passwords: it is served on 127.0.0.1 only.")
    only_with_data()
    from mandata.cli.serving import serve_site

    serve_site(bind, workers)


@mandata.command(cls=OfData)
@click.option("--until-idle", is_flag=True, help="Stop when nothing waits.")
def worker(until_idle: bool) -> None:
    """Do the work that waits in the background, and each day what comes again: what is owed is rolled, digests are mailed."""
    from mandata.mandates.daily import schedule

    schedule()
    call_command("db_worker", batch=until_idle, verbosity=1)


@mandata.command("roll", cls=OfData)
@click.option("--organisation", "slug", default=None, help="Without it all.")
def roll(slug: str | None) -> None:
    """Bring what is owed up to date: once a day, since each day shows one day more of the six years ahead."""
    found = [organisation_of(slug)] if slug else list(Organisation.objects.order_by("slug"))
    for organisation in found:
        rolled = roll_obligations(acting_as=HOUSE, organisation=organisation)
        click.echo(f"{organisation.slug}: {rolled.opened} opened, {rolled.changed} changed, {rolled.void} void")


@mandata.command("mail", cls=OfData)
@click.option("--organisation", "slug", default=None, help="Without it all.")
@click.option("--plan-only", is_flag=True, help="Plan the digests; the worker sends them.")
def mail(slug: str | None, plan_only: bool) -> None:
    """Plan the digests of the day and send all mails that are planned; the worker does so by itself once a day."""
    found = [organisation_of(slug)] if slug else list(Organisation.objects.order_by("slug"))
    for organisation in found:
        click.echo(f"{organisation.slug}: {plan_digests(acting_as=HOUSE, organisation=organisation)} planned")
    if plan_only:
        return
    note_interrupted()
    sent = send_planned()
    if sent.unreachable:
        raise click.ClickException("The mail server does not answer: look at MANDATA_SMTP. What is planned waits.")
    click.echo(f"{sent.sent} sent, {sent.failed} failed, {sent.nothing} with nothing left to tell")


@mandata.command("verify-report", cls=OfData)
@click.argument("number", type=int)
def verify_report(number: int) -> None:
    """Rebuild each figure of the published report NUMBER from the records as known then, and compare; exit status 1 where one differs."""
    report = Report.objects.filter(pk=number).select_related("organisation").first()
    if report is None or not report.published:
        raise click.UsageError(f"There is no published report {number}.")
    found = verify(report)
    click.echo(f"{report}, {report.at:%Y-%m-%d} as known on {report.known:%Y-%m-%d}: {found.compared} observations compared")
    click.echo(f"words and figures as published: {'yes' if found.hash_holds else 'NO, the hash differs'} (sha256 {report.sha256})")
    for one in found.changed:
        click.echo(f"  {one.key}: published {one.printed}, rebuilt {'by another formula' if one.found is None else one.found}")
    if found.changed and found.told_since:
        click.echo(f"{found.told_since} acts were taken over since that were known by then.")
    if not found.holds:
        raise click.exceptions.Exit(1)
    click.echo("Each figure is rebuilt alike.")


@mandata.command("verify", cls=OfData)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def verify_file(file: Path, as_json: bool) -> None:
    """Say of each figure that FILE, a published report, prints whether it follows from the acts; exit status 1 where one does not."""
    found = check_file(file.read_bytes())
    if as_json:
        click.echo(json.dumps({
            "report": found.report.uid, "language": found.language, "holds": found.holds, "package": found.package, "annex": found.annex,
            "words_and_figures_as_published": found.verified.hash_holds,
            "figures": [asdict(one) for one in found.figures], "lines": [asdict(one) for one in found.remarks],
        }, ensure_ascii=False, indent=1))
    else:
        for line in reporting.told_of(found):
            click.echo(line)
    if not found.holds:
        raise click.exceptions.Exit(1)


@mandata.command("report", cls=OfData)
@click.argument("name")
@click.option("--organisation", "slug", default="itu", show_default=True)
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day of which it speaks; today, where none is given.")
@click.option("--known", type=click.DateTime(["%Y-%m-%d"]), help="As known on this day; as known now, where none is given.")
@click.option("--language", default="en", show_default=True)
@click.option("--format", "ending", type=click.Choice(reporting.FORMATS), default="docx", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path))
def report(name: str, slug: str, at: Any, known: Any, language: str, ending: str, output: Path | None) -> None:
    """Write the report NAME (for example sme-pilot-progress) to a file, as a draft that is kept nowhere."""
    days = [one.date() if one else None for one in (at, known)]
    click.echo(reporting.write_report(name, organisation_of(slug), days[0], days[1], language, ending, output))


@mandata.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    call_command("migrate", verbosity=0)


@mandata.command(cls=OfData)
@click.argument("slug")
def profile(slug: str) -> None:
    """Load a profile of the product, for example itu."""
    from mandata.membership.loading import load_membership
    from mandata.parties.actors import PACKAGE
    from mandata.parties.loading import load_profile

    folder = PACKAGE / "profiles" / slug
    if not (folder / "profile.toml").exists():
        known = ", ".join(sorted(one.parent.name for one in (PACKAGE / "profiles").glob("*/profile.toml")))
        raise click.UsageError(f"No profile “{slug}”. There are: {known}.")
    with together():
        organisation = load_profile(acting_as=HOUSE, folder=folder)
        load_membership(acting_as=HOUSE, organisation=organisation, folder=folder)
    click.echo(f"{slug} is loaded.")


@mandata.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fresh", is_flag=True, help="Start over with an empty database.")
@click.option("--port", default=8000, show_default=True)
@click.option("--prepare-only", is_flag=True, help="Prepare the data and stop.")
def demo(files: tuple[Path, ...], fresh: bool, port: int, prepare_only: bool) -> None:
    """Prepare the demonstration, read FILES, serve the site on this machine alone."""
    from mandata.cli.demonstration import demonstrate

    demonstrate(files, fresh, port, prepare_only)

