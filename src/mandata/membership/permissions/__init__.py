"""Who may admit, answer, take part, promote, sign, write to members and change the table of rights: importing this package registers it."""

from mandata.membership.permissions import (
    admission,
    agreements,
    candidacies,
    circulars,
    contacts,
    fees,
    pilots,
    places,
    regional,
    rights,
)

__all__ = ["admission", "agreements", "candidacies", "circulars", "contacts", "fees", "pilots", "places", "regional", "rights"]
