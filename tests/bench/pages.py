"""How long the pages take, and what a web process holds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench import SEEDS, median
from tests.bench.site import bare_page, installation


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
    installation(demo=True)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mandata.cli.demonstration import prepare
    from mandata.mandates.asked import name_actors
    from mandata.mandates.models import Mandate, MandateTerms
    from mandata.mandates.register import live_terms
    from mandata.texts.models import Provision, Revision

    prepare()
    client = Client()
    b = median(bare_page())

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
    name_actors(MandateTerms.objects.bulk_create(
        MandateTerms(
            mandate=mandate, version=one.version, force="instruct", summary=f"duty {number}", addressees=one.addressees,
            actors=one.actors, due={}, confirmed_by=one.confirmed_by,
        )
        for number, mandate in enumerate(mandates)
    ))
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
