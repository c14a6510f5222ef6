"""Pages of regional coordination: the register of bodies, States without one, regional groups, relation sheets, forms of those who act."""

from mandata.web.regional.forms import act
from mandata.web.regional.groups import RegionalGroups, group_page, request_page
from mandata.web.regional.overview import overview
from mandata.web.regional.record import record_page
from mandata.web.regional.sheet import sheet
from mandata.web.regional.states import StatesInBodies

__all__ = ["RegionalGroups", "StatesInBodies", "act", "group_page", "overview", "record_page", "request_page", "sheet"]
