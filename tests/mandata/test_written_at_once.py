"""What is written outside of every transaction is stamped at once, on a real connection: a refusal kept is such."""

from __future__ import annotations

import pytest

from mandata.parties.operations import appoint
from mandata.shared.models import Refusal
from mandata.shared.operations import Refused
from mandata.shared.written import stamps
from tests.mandata.conftest import Cast, cast  # noqa: F401


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_a_refusal_is_kept_and_stamped_outside_of_a_transaction(cast: Cast) -> None:  # noqa: F811
    before = stamps().get("mandata_refusal")
    with pytest.raises(Refused):
        appoint(acting_as=cast.stranger, party=cast.assembly, function="chair", email="eve@example.org", name="Eve")
    assert Refusal.objects.count() == 1 and stamps()["mandata_refusal"] != before
