"""Work in the background: a file is read by the worker, one after the other."""

from __future__ import annotations

from django_tasks import task

from mandata.parties.capacity import HOUSE
from mandata.texts.models import ReceivedFile
from mandata.texts.operations import read_received


@task()
def read_waiting_file(pk: int) -> None:
    """Read one received file; a file read already is left alone, so a task may run twice."""
    file = ReceivedFile.objects.filter(pk=pk).first()
    if file is not None:
        read_received(acting_as=HOUSE, file=file)


def enqueue_reading(file: ReceivedFile) -> None:
    """Ask the worker to read a file."""
    read_waiting_file.enqueue(file.pk)
