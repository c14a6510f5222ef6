"""What an Akoma Ntoso file says of the identities of its provisions: by them a text that comes back is known again."""

from __future__ import annotations

from mandata.texts.models import Provision, ReceivedFile
from textengine.sources import Unreadable, is_akn
from textengine.sources.akn import wids_of


def identities_in(file: ReceivedFile) -> dict[str, str]:
    """The identities that an Akoma Ntoso file gives its provisions, by their ids in its reading; none in another file."""
    data = bytes(file.content)
    try:
        return wids_of(data) if is_akn(data) else {}
    except Unreadable:
        return {}


def known_in(data: bytes) -> tuple[int, int]:
    """How many provisions of a file are known here by their identities, and of how many; ``Unreadable`` where it is not valid."""
    found = wids_of(data)
    return Provision.objects.filter(wid__in=list(found.values())).count(), len(found)
