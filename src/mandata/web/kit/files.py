"""A file that somebody sends with a form: one that is too large is refused by its size, before any of it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext


class SentFile(forms.FileField):
    """A file of at most ``most`` bytes."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is not None and file.size > self.most:
            raise ValidationError(
                gettext("“%(name)s” is too large: at most %(most)s MB are taken."), code="too_large", params={"name": file.name, "most": self.most // 2**20})
        return file
