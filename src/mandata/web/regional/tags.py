"""Template tag of regional coordination: ``{% load regional %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from mandata.shared.rights import Answer
from mandata.web.kit.tags import act_link
from mandata.web.regional.forms import ACTS

register = template.Library()


@register.simple_tag(takes_context=True)
def regional_act(context: dict[str, Any], answer: Answer, slug: str, pk: int) -> SafeString:
    """A link to the form of an act, by the same answer that guards it; refused, a disabled button that says why."""
    return act_link(context, answer, reverse("regional_act", args=[slug, pk]), str(ACTS[slug].title))
