"""What a right or a term rests on: a provision, a registered instrument, or a house rule."""

from __future__ import annotations

from django.db import models


class Based(models.Model):
    """A record with a basis: a soft citation, so that a profile works before any text is loaded.

    ``cited`` names a text of the organisation and, after ``#``, the provision by its ``wid`` or by call and label, as in
    ``assembly/resolution/12#resolve 1``; it may be empty where the basis is a house rule or is not known yet.
    ``basis`` is the basis in words, as a person would quote it; empty: there is none.
    """

    cited = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True
