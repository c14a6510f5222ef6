"""Template tags of the kit: ``{% load kit %}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from mandata.shared import joining
from mandata.shared.models import Record
from mandata.shared.rights import Answer
from mandata.shared.seen import seen_each
from mandata.web.acts import in_words
from mandata.web.kit.controls import controls

register = template.Library()


@register.simple_tag(takes_context=True)
def act(
    context: dict[str, Any], answer: Answer, address: str, label: str, css: str = "btn-outline-secondary", **values: Any
) -> SafeString:
    """A button that does one act, by the same answer that guards the operation.

    ``seen=record`` carries what the page showed of it. Refused, the button is drawn disabled with its reason and basis;
    a visitor, who holds no office at all, sees none.
    """
    if answer:
        hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', (
            (name, seen_each([value])[value.uid] if isinstance(value, Record) else value) for name, value in values.items()
        ))
        return format_html(
            '<form method="post" action="{}" class="act"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
            '<button class="btn btn-sm {}">{}</button></form>', address, context.get("csrf_token", ""), hidden, css, label,
        )
    return refused(context, answer, label)


@register.simple_tag(name="controls")
def controls_tag(form: forms.BaseForm) -> SafeString:
    """All controls of a form that no view of ours made (the account's)."""
    return controls(form)


@register.simple_tag
def seen(*shown: Record | Sequence[Record]) -> SafeString:
    """The hidden fields of a form that say what of these records the page showed."""
    records = [record for one in shown for record in ([one] if isinstance(one, Record) else one)]
    tokens = [(one,) for one in seen_each(records).values()]
    return format_html_join("", '<input type="hidden" name="seen" value="{}">', tokens)


@register.simple_tag(takes_context=True)
def act_link(context: dict[str, Any], answer: Answer, address: str, label: str, css: str = "btn-outline-secondary") -> SafeString:
    """A link to the form of an act, by the same answer; refused, as ``act``."""
    if answer:
        return format_html('<a class="btn btn-sm {}" href="{}">{}</a>', css, address, label)
    return refused(context, answer, label)


def refused(context: dict[str, Any], answer: Answer, label: str) -> SafeString:
    """A disabled button with "Why?"."""
    acting = context.get("acting")
    if acting is None or acting.user is None:
        return mark_safe("")
    basis = format_html(" <span class='basis'>{}: <bdi>{}</bdi></span>", gettext("Basis"), in_words(answer.basis)) if answer.basis else ""
    return format_html(
        '<span class="refused"><button class="btn btn-sm btn-outline-secondary" disabled>{}</button>'
        "<details class='why'><summary>{}</summary><p>{}{}</p></details></span>", label, gettext("Why?"), answer.reason, basis,
    )


@register.simple_tag
def comma() -> SafeString:
    """What stands between names in the reader's language: ``{% if not forloop.last %}{% comma %}{% endif %}``."""
    return mark_safe(joining.comma())


@register.filter
def joined(words: Sequence[object]) -> SafeString:
    """Words in one line, each apart from its neighbours."""
    return joining.joined_html("<bdi>{}</bdi>", ((one,) for one in words))
