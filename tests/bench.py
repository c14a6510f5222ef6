"""The marks, measured: ``./dev bench``. Ratios count; single times drift with the machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
ROUNDS = 9


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the median of several rounds, after one that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def engine() -> None:
    """Reading in process and from a cold start."""
    from textengine import read

    files = sorted(SEEDS.glob("002*.txt")) or sorted((ROOT / "src/mandata/sample/union/texts").glob("*.txt"))[:1]
    data = files[0].read_bytes()
    print(f"read {files[0].name} in process: {median(lambda: read(data, files[0].name)):.0f} ms")
    command = [sys.executable, "-m", "textengine.cli", "read", str(files[0]), "--json"]
    cold = median(lambda: subprocess.run(command, check=True, capture_output=True), 5)
    print(f"textengine read from a cold start: {cold:.0f} ms")


def compare() -> None:
    """Revisions of 120 and 620 provisions, in which each tenth word is another, and six versions of 100 provisions."""
    from textengine import read
    from textengine.aligning import align
    from textengine.comparing import compare as compared
    from textengine.patching import make_patch

    for count in (120, 620):
        lines = [" ".join(f"word{(at * 7 + place * place) % 997}" for place in range(30)) for at in range(count)]
        texts = [
            "The Council,\n\n" + "\n\n".join(
                f"{at}. Requests {' '.join('lamp' if changed and place % 10 == at % 10 else word for place, word in enumerate(line.split()))};"
                for at, line in enumerate(lines, 1)
            ) for changed in (False, True)
        ]
        old, new = (read(text.encode(), "x.txt") for text in texts)
        print(f"compare {count} with {count} provisions: {median(lambda: compared(old, new), 5):.0f} ms")  # noqa: B023
        print(f"patch of the two: {median(lambda: make_patch(*(text.encode() for text in texts)), 5):.0f} ms")  # noqa: B023
    six = [
        read((f"{head}\n\n" + "\n\n".join(f"{at}. {verb} {at * 37 % 91}{' lamps to be lit' * (at % 5 + 1)};" for at in range(1, 101))).encode(), "x.txt")
        for head, verb in (("The Council,", "Requests"), ("Le Conseil,", "Prie"), ("El Consejo,", "Pide")) for _ in range(2)
    ]
    print(f"align six versions of 100 provisions: {median(lambda: align(six), 5):.0f} ms")


def published_seed() -> Any:
    """Seed 002 published as the proposal that it is; none where the texts beside the project are absent."""
    from mandata.mandates.operations import publish_revision
    from mandata.parties.capacity import HOUSE
    from mandata.parties.models import Organisation
    from mandata.texts.operations import read_received, receive_file

    path = next(iter(sorted(SEEDS.glob("002*.txt"))), None)
    if path is None:
        return None
    itu = Organisation.objects.get(slug="itu")
    file = receive_file(acting_as=HOUSE, organisation=itu, name=path.name, content=path.read_bytes())
    reading = read_received(file=file)
    assert reading is not None
    return publish_revision(
        acting_as=HOUSE, language_version=reading.language_version, body=itu.parties.get(actor="wtsa"),
        kind_of_text="resolution", number="44", session=None, layer="proposed",
    )


def pages() -> None:
    """The register over 10 and 10,000 duties and a text page, against a bare page with fifty prepared rows (B)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mandata.settings")
    os.environ["MANDATA_DATA"] = tempfile.mkdtemp(prefix="mandata-bench-")
    os.environ["MANDATA_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.template import engines
    from django.test import Client, RequestFactory
    from django.test.utils import CaptureQueriesContext

    from mandata.cli.demonstration import prepare
    from mandata.mandates.models import Mandate, MandateTerms
    from mandata.mandates.register import live_terms
    from mandata.texts.models import Provision, Revision

    call_command("migrate", verbosity=0)
    prepare()
    client = Client()
    rows = [[f"cell {row}.{column}" for column in range(5)] for row in range(50)]
    bare = engines["django"].from_string(
        '{% extends "base.html" %}{% block content %}<table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>'
        "<td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td></tr>{% endfor %}</table>{% endblock %}"
    )
    request = RequestFactory().get("/")
    request.user = __import__("django.contrib.auth.models", fromlist=["AnonymousUser"]).AnonymousUser()
    b = median(lambda: bare.render({"rows": rows}, request))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/mandates/")
        return len(found)

    few = queries()
    text = published_seed() or max(Revision.objects.all(), key=lambda one: one.provision_versions.count())
    text_page = median(lambda: client.get(f"/texts/{text.pk}/"))
    one = live_terms().order_by("pk")[0]
    provisions = Provision.objects.bulk_create(Provision(work=one.version.revision.work) for _ in range(10_000))
    mandates = Mandate.objects.bulk_create(
        Mandate(organisation=one.mandate.organisation, provision=provision, created_by=one.confirmed_by) for provision in provisions
    )
    MandateTerms.objects.bulk_create(
        MandateTerms(
            mandate=mandate, version=one.version, force="instruct", summary=f"duty {number}", addressees=one.addressees,
            actors=one.actors, due={}, confirmed_by=one.confirmed_by,
        )
        for number, mandate in enumerate(mandates)
    )
    many = queries()
    register = median(lambda: client.get("/mandates/"))
    print(f"B, a bare page with fifty prepared rows: {b:.1f} ms")
    print(f"text page of {text.provision_versions.count()} provisions: {text_page / b:.1f} B")
    print(f"register over 10,000 duties: {register / b:.1f} B, {many} queries (over the sample alone: {few})")


def memory() -> None:
    """What one web process holds after its pages were asked for."""
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "mandata.cli", "serve", "--bind", f"127.0.0.1:{port}"])
    try:
        for path in ("/", "/texts/", "/mandates/", "/texts/1/", "/parties/", "/actors/", "/sessions/") * 5:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
                    break
                except OSError:
                    time.sleep(0.1)
        held = [process.pid, *map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())]
        sizes = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for pid in held]
        print(f"one web process: {max(sizes) / 2**20:.0f} MB")
    finally:
        process.terminate()
        process.wait(timeout=20)


def fuzz(minutes: float = 10) -> int:
    """The property tests of the engine with many examples, again and again until the time is over."""
    end = time.monotonic() + minutes * 60
    command = [sys.executable, "-m", "pytest", "tests/textengine/test_properties.py", "-q", "-x"]
    rounds = 0
    while time.monotonic() < end:
        if subprocess.run(command, cwd=ROOT, env=os.environ | {"MANDATA_EXAMPLES": "2000"}).returncode:
            return 1
        rounds += 1
    print(f"{rounds} rounds of 2,000 examples each, nothing found")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["fuzz"]:
        sys.exit(fuzz(*map(float, sys.argv[2:3])))
    if sys.argv[1:2] == ["compare"]:
        sys.exit(compare())
    engine()
    pages()
    memory()
