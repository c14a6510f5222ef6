"""Work in the background that comes again by itself: what is owed rolled each day, digests planned, mails sent, work of a dead worker taken up.

The tick puts the next one into the queue before it does anything, so that whatever fails in one is done by another.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks.base import TaskResultStatus
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from mandata.mandates.keeping import keep_all
from mandata.mandates.operations.mails import plan_digests
from mandata.mandates.operations.owed import roll_obligations
from mandata.mandates.sending import note_interrupted, send_planned
from mandata.parties.capacity import HOUSE
from mandata.parties.models import Organisation
from mandata.shared.models import Act

EVERY = timedelta(minutes=5)
DEAD = timedelta(minutes=30)  # no task runs so long: its worker was killed
KEPT = timedelta(days=7)
log = logging.getLogger("mandata.tasks")


@task()
def send_mails() -> None:
    """Send what is planned."""
    send_planned()


@task()
def tick() -> None:
    """One round: the next one is put into the queue first."""
    schedule(after_now=True)
    take_up_dead()
    note_interrupted()
    for organisation in Organisation.objects.order_by("slug"):
        try:
            daily(organisation)
        except Exception:  # one organisation's trouble is not another's
            log.exception("The daily work of %s failed", organisation.slug)
    send_planned()
    DBTaskResult.objects.filter(task_path=tick.module_path, finished_at__lt=timezone.now() - KEPT).delete()


def daily(organisation: Organisation) -> None:
    """What is done once a day, from the hour of the setting on: what is owed is rolled, digests are planned."""
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if now.astimezone(ZoneInfo(settings.TIME_ZONE)).hour < settings.DAILY_HOUR:
        return
    done = set(Act.objects.filter(
        verb__in=("roll-obligations", "plan-digests"), subject_kind="organisation", subject_id=organisation.uid, actor=None,
        happened_at__gte=midnight, happened_at__lt=midnight + timedelta(days=1)).values_list("verb", flat=True))
    if "roll-obligations" not in done:
        roll_obligations(acting_as=HOUSE, organisation=organisation)
        if mended := keep_all(organisation):
            log.error("%s: of %s live duties something else was kept than their records say; it is mended", organisation.slug, mended)
    if "plan-digests" not in done:
        plan_digests(acting_as=HOUSE, organisation=organisation)


def schedule(after_now: bool = False) -> None:
    """See that one tick waits: at once, or after the pause."""
    if not queued():
        return
    with transaction.atomic():
        DBTaskResult.objects.filter(task_path=tick.module_path, status=TaskResultStatus.READY).delete()
        tick.using(run_after=timezone.now() + EVERY if after_now else None).enqueue()


def take_up_dead() -> int:
    """Put into the queue again what a worker had begun that was killed; every task here may run twice."""
    if not queued():
        return 0
    dead = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - DEAD).exclude(task_path=tick.module_path)
    return dead.update(status=TaskResultStatus.READY, started_at=None)


def queued() -> bool:
    """Whether tasks wait in the database, as they do outside of tests."""
    return isinstance(task_backends["default"], DatabaseBackend)
