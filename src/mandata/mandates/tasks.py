"""Work in the background: what is owed follows a setting that was changed."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from mandata.mandates.calendar import CYCLE, PERIODS
from mandata.mandates.operations import roll_obligations
from mandata.mandates.ruling import check_rule
from mandata.mandates.settings import CLASS, FORCES, FROM, RESPONSIBLE
from mandata.parties.capacity import HOUSE
from mandata.parties.models import HouseRule, Organisation
from mandata.shared.models import Act
from mandata.shared.operations import after, doing


@task()
def roll_again(pk: int) -> None:
    """Bring what an organisation is owed to its settings; a second run changes nothing."""
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is not None:
        roll_obligations(acting_as=HOUSE, organisation=organisation)


@after("set-rule", on="organisation")
def roll_by_settings(act: Act, subject: Organisation) -> None:
    """Ask the worker to roll all duties where a setting was changed on which they hang: they are more than a page waits for.

    A value that cannot be followed is refused, and nothing is set.
    """
    for one in doing().further:
        if isinstance(one, HouseRule) and one.opened_by_id == act.pk and one.closed_by_id is None:
            check_rule(subject, one.code, one.value)
    codes = {one.code for one in doing().further if isinstance(one, HouseRule)}
    if any(code in (FORCES, FROM, RESPONSIBLE, PERIODS) or code.startswith((CYCLE, CLASS)) for code in codes):
        transaction.on_commit(lambda: roll_again.enqueue(subject.pk))
