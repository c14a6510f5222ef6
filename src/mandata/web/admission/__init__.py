"""Pages of admission: apply, the desk of applications, one application and what is done with it, definitions, groups that take part."""

from mandata.web.admission.acts import (
    act_on_application,
    declare_definition,
    letter,
    opt,
    received_letter,
)
from mandata.web.admission.applications import Applications, application_page
from mandata.web.admission.apply import apply, apply_link, routes
from mandata.web.admission.definitions import Definitions
from mandata.web.admission.history import history
from mandata.web.admission.pilots import give_view, pilot, record_cost, take_back_cost
from mandata.web.admission.terms import set_terms

__all__ = [
    "Applications", "Definitions", "act_on_application", "application_page", "apply", "apply_link",
    "declare_definition", "give_view", "history", "letter", "opt", "pilot", "received_letter", "record_cost",
    "routes", "set_terms", "take_back_cost",
]
