"""The page kit: lists, forms that call one operation, buttons that explain themselves, histories.

Leaving it means overriding one method, or writing one view function.
"""

from mandata.web.kit.exports import harmless
from mandata.web.kit.forms import act_form
from mandata.web.kit.history import history_of
from mandata.web.kit.listing import Column, Listing

__all__ = ["Column", "Listing", "act_form", "harmless", "history_of"]
