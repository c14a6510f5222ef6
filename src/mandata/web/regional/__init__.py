"""Pages of regional coordination: the register of bodies, States without one, regional groups, relation sheets, forms of those who act."""

from mandata.web.regional.activity import activity
from mandata.web.regional.forms import act
from mandata.web.regional.groups import RegionalGroups, group_page, request_page
from mandata.web.regional.overview import overview
from mandata.web.regional.record import record_page
from mandata.web.regional.sheet import sheet
from mandata.web.regional.states import StatesInBodies
from mandata.web.regional.support import support
from mandata.web.regional.vice_chairs import ViceChairs

__all__ = ["RegionalGroups", "StatesInBodies", "ViceChairs", "act", "activity", "group_page", "overview", "record_page", "request_page", "sheet", "support"]
