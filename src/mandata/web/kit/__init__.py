"""The page kit: lists, forms that call one operation, buttons that explain themselves.

Leaving it means overriding one method, or writing one view function.
"""

from mandata.web.kit.exports import harmless
from mandata.web.kit.forms import act_form
from mandata.web.kit.listing import Column, Listing

__all__ = ["Column", "Listing", "act_form", "harmless"]
