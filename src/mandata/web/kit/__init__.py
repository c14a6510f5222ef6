"""The page kit: lists, forms that call one operation, buttons that explain themselves.

Leaving it means overriding one method, or writing one view function.
"""

from mandata.web.kit.apart import apart
from mandata.web.kit.controls import OWN_WORDS
from mandata.web.kit.exports import harmless
from mandata.web.kit.files import SentFile
from mandata.web.kit.forms import act_form
from mandata.web.kit.listing import Column, Listing, in_its_own

__all__ = ["OWN_WORDS", "Column", "Listing", "SentFile", "act_form", "apart", "harmless", "in_its_own"]
