"""The secret of an invitation's link: made here, kept only as its hash, open for the days of a house rule."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from mandata.parties.models import HouseRule, Invitation, Party

RULE = "invitation-days"
DAYS = 14  # where the profile has no such rule


def new_secret() -> tuple[str, str]:
    """A secret, and the hash that is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, hash_of(secret)


def same_secret(invitation: Invitation, secret: str) -> bool:
    """Whether this is the secret of the invitation's newest link."""
    return secrets.compare_digest(invitation.secret_hash or "", hash_of(secret))


def invitation_of(secret: str) -> Invitation | None:
    """The invitation whose newest link has this secret."""
    found = Invitation.objects.select_related("party", "replaces__person", "replaces__party")
    return found.filter(secret_hash=hash_of(secret)).first()


def days_open(party: Party, at: datetime) -> int:
    """How many days an invitation stays open, by the house rule in force."""
    rule = HouseRule.objects.at(at).filter(organisation_id=party.root_id, code=RULE).order_by("-since").first()
    return int(rule.value) if rule is not None and rule.value.isdecimal() else DAYS


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    # The secret is random and long: a plain hash cannot be searched, and finds its row.
    return hashlib.sha256(secret.encode()).hexdigest()
