"""Who may admit, answer, take part and change the table of rights: importing this package registers it."""

from mandata.membership.permissions import admission, candidacies, places, rights

__all__ = ["admission", "candidacies", "places", "rights"]
