"""Importing this module fills the registries of policies and measures, topic by topic."""

from mandata.mandates import bodies as mandates_bodies  # noqa: F401
from mandata.mandates import (  # noqa: F401
    keeping,
    mobilisation_measures,
    owed_measures,
    plan_measures,
)
from mandata.mandates import measures as mandates_measures  # noqa: F401
from mandata.mandates import permissions as mandates_permissions  # noqa: F401
from mandata.mandates import tasks as mandates_tasks  # noqa: F401
from mandata.membership import (
    circular_measures,  # noqa: F401
    coordination_measures,  # noqa: F401
    fee_measures,  # noqa: F401
    flow_measures,  # noqa: F401
    pilot_measures,  # noqa: F401
    promotion_measures,  # noqa: F401
    regional_measures,  # noqa: F401
    support_measures,  # noqa: F401
)
from mandata.membership import measures as membership_measures  # noqa: F401
from mandata.membership import permissions as membership_permissions  # noqa: F401
from mandata.parties import measures as parties_measures  # noqa: F401
from mandata.parties import permissions as parties_permissions  # noqa: F401
from mandata.reports import action_plan, duties_state, sme_pilot, sme_results, vice_chairs  # noqa: F401
from mandata.reports import permissions as reports_permissions  # noqa: F401
from mandata.texts import measures as texts_measures  # noqa: F401
from mandata.texts import permissions as texts_permissions  # noqa: F401
from mandata.texts import (
    proposal_measures,  # noqa: F401
    translation_measures,  # noqa: F401
)
