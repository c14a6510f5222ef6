"""Pages of members and entities: list and figures, a party, a State, groups, leadership, sessions; forms that keep their records."""

from mandata.web.parties.ending import dissolve, take_back
from mandata.web.parties.groups import groups
from mandata.web.parties.held import correct_me, held_on_me
from mandata.web.parties.keeping import (
    add_membership,
    add_party,
    classify,
    establish,
    rename_party,
    row_form,
    state_level,
)
from mandata.web.parties.leadership import leadership
from mandata.web.parties.members import Parties
from mandata.web.parties.naming import called, organisations
from mandata.web.parties.party import party_page
from mandata.web.parties.responsible import assign, end, report
from mandata.web.parties.sessions import Sessions
from mandata.web.parties.taking import export_table, import_file, imports, set_file_aside, take_over
from mandata.web.parties.took_part import (
    record_attendance,
    record_contribution,
    took_part,
    withdraw_attendance,
    withdraw_contribution,
)

__all__ = [
    "Parties", "Sessions", "add_membership", "add_party", "assign", "called", "classify", "correct_me", "dissolve", "end",
    "establish", "export_table", "groups", "held_on_me", "import_file", "imports", "leadership", "organisations", "party_page",
    "record_attendance", "record_contribution", "rename_party", "report", "row_form", "set_file_aside", "state_level",
    "take_back", "take_over", "took_part", "withdraw_attendance", "withdraw_contribution",
]
