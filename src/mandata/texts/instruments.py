"""Instruments that nobody here has seen: registered by what a report tells of them, live and marked, confirmed again when they arrive."""

from __future__ import annotations

from django.utils.translation import gettext

from mandata.parties.capacity import Acting
from mandata.parties.models import BodySession, Organisation, Party
from mandata.shared.operations import RuleBroken, doing, operation
from mandata.texts.models import Layer, ReceivedFile, RegisteredInstrument, Revision, Work
from mandata.texts.operations import LONGEST_NUMBER, receive_file


@operation("register-instrument", on="organisation")
def register_instrument(
    *, acting_as: Acting, organisation: Organisation, body: Party, session: BodySession, kind_of_text: str, number: str, words: str, told_in: str,
    decider: str, reported_in: Revision | None = None,
) -> RegisteredInstrument:
    """Register an adopted instrument by the words that a report tells of it; the words are read and reviewed as a text is.

    ``told_in`` names the reporting document and paragraph, ``reported_in`` is that document where it is in the library.
    ``decider`` answers for taking the report for the instrument.
    """
    number = number.strip()
    for said, missing in (
        (words, gettext("Give the words as the report tells them.")), (told_in, gettext("Say which document tells of it, and where.")),
        (decider, gettext("Say who decided to take the report for the instrument.")), (number, gettext("A text needs a number, or a short name where it has none.")),
    ):
        if not said.strip():
            raise RuleBroken(missing, organisation)
    if len(number) > LONGEST_NUMBER:
        raise RuleBroken(gettext("A number has at most 32 signs."), organisation)
    if session.body_id != body.pk:
        raise RuleBroken(gettext("This session is one of %(theirs)s: a text of %(body)s is adopted at one of its own.") % {
            "theirs": session.body, "body": body}, organisation)
    if reported_in is not None and reported_in.layer == Layer.ADOPTED:
        raise RuleBroken(gettext("This is no report: it is an adopted text itself."), organisation)
    work = Work.objects.filter(organisation=organisation, body=body, kind_of_text=kind_of_text, number=number).first()
    if work is not None and work.revisions.filter(session=session, layer=Layer.ADOPTED).exists():
        raise RuleBroken(gettext("This text is in the library already."), organisation)
    act = doing().write(organisation)
    file = receive_file(acting_as=acting_as, organisation=organisation, name=f"{kind_of_text}-{number}-as-reported.txt", content=words.encode())
    registered = RegisteredInstrument.objects.create(
        file=file, body=body, session=session, kind_of_text=kind_of_text, number=number, told_in=told_in.strip(), reported_in=reported_in,
        decider=decider.strip(), registered_by=act,
    )
    doing().also(registered, file)
    return registered


def registered_of(file: ReceivedFile) -> RegisteredInstrument | None:
    """The instrument of which a file holds the words as reported; none for a file that is the text itself."""
    return RegisteredInstrument.objects.filter(file=file).select_related("body", "session").first()
