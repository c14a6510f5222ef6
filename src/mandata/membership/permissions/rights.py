"""Who changes the table of rights; everybody may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mandata.membership.models import Right
from mandata.parties.permissions import everybody, officers_only
from mandata.shared.rights import Answer, Capacity, may, policy, sight


@policy("set-right", on="organisation")
def may_set_right(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return officers_only(acting_as, None if isinstance(subject, str) else subject)


@policy("load-membership", on="organisation")
def may_load_membership(acting_as: Capacity, subject: Any, at: datetime | None) -> Answer:
    return may(acting_as, "load", subject, at)


sight(Right)(everybody)
