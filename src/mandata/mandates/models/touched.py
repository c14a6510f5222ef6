"""Records of which what a duty is now hangs: whoever writes one lets be known of which duty it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.dispatch import Signal

from mandata.shared.models import DatedQuerySet

duties_touched = Signal()  # with ``mandates``, numbers of duties of which a record was written


class OfDuties(models.QuerySet[Any]):
    """Records of duties: whoever writes some lets be known of which duties they are."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        made = super().bulk_create(objs, *args, **kwargs)
        touched(self.model, (one.mandate_id for one in made))
        return made

    def update(self, **kwargs: Any) -> int:
        mandates = list(self.order_by().values_list("mandate_id", flat=True).distinct())
        count = super().update(**kwargs)
        touched(self.model, mandates)
        return count


class DatedOfDuties(OfDuties, DatedQuerySet):  # type: ignore[override]
    """The same of dated rows."""


class OfDuty(models.Model):
    """A record of one duty, of which what the duty is now may hang; tells so when it is written."""

    objects: ClassVar[Any] = OfDuties.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        touched(type(self), [self.mandate_id])  # type: ignore[attr-defined]


def touched(sender: type[models.Model], mandates: Iterable[int]) -> None:
    """Let be known of which duties records were written."""
    if found := set(mandates):
        duties_touched.send(sender, mandates=found)
