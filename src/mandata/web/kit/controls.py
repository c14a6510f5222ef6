"""The controls of a form, made plainly: a label, its control, its error. No template for each option."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

BLANK = "---------"  # the empty choice as Django words it
OWN_WORDS = forms.Select(attrs={"dir": "auto"})  # of a choice between records, in whatever language they are


def controls(form: forms.BaseForm, nothing: str = "") -> SafeString:
    """All controls of a form, hidden ones included; errors of the whole form first. ``nothing``: how no choice is worded, else as a filter words it."""
    return format_html(
        "{}{}",
        format_html_join("", '<p class="alert alert-danger" role="alert">{}</p>', ((e,) for e in form.non_field_errors())),
        format_html_join("", "{}", ((control(field, nothing),) for field in form)),
    )


def control(field: BoundField, nothing: str = "") -> SafeString:
    """One control with its label, help and errors."""
    if field.is_hidden:
        return field.as_widget()  # type: ignore[return-value]
    described = f"{field.auto_id}-error" if field.errors else ""
    error = format_html(
        '<p class="error" id="{}">{}</p>', described, " ".join(map(str, field.errors))
    ) if field.errors else ""
    note = format_html('<p class="note">{}</p>', field.help_text) if field.help_text else ""
    if isinstance(field.field.widget, forms.CheckboxSelectMultiple):
        boxes = format_html_join("", '<div class="form-check">{} <label class="form-check-label" for="{}"><bdi>{}</bdi></label></div>', (
            (box.tag(), box.id_for_label, box.choice_label) for box in _boxes(field)
        ))
        return format_html('<fieldset><legend>{}</legend>{}{}{}</fieldset>', field.label, boxes, note, error)
    if isinstance(field.field.widget, forms.CheckboxInput):  # a box with its words beside it
        attrs: dict[str, Any] = {"class": "form-check-input"} | ({"aria-invalid": "true", "aria-describedby": described} if described else {})
        return format_html(
            '<div class="form-check">{} <label class="form-check-label" for="{}">{}</label>{}{}</div>', field.as_widget(attrs=attrs), field.id_for_label, field.label, note, error)
    language = field.field.widget.attrs.get("lang")  # a field for each language is called by the language's own name
    named = format_html(' lang="{}"', language) if language and field.name.endswith(f"_{language}") else ""
    return format_html(
        '<div><label for="{}"{}>{}</label>{}{}{}</div>', field.id_for_label, named, field.label, _input(field, described, nothing), note, error
    )


def _boxes(field: BoundField) -> list[forms.boundfield.BoundWidget]:
    """The boxes of a choice of several."""
    field.field.widget.attrs["class"] = "form-check-input"
    return list(field.subwidgets)


def _input(field: BoundField, described: str, nothing: str) -> SafeString:
    widget = field.field.widget
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        chosen = str(field.value() if field.value() is not None else "")
        empty = gettext("choose") if field.field.required else nothing or gettext("any")
        language = widget.attrs.get("lang")  # a form of a text says in which language its choices are
        marked = f' lang="{escape(language)}" dir="auto"' if language else ' dir="auto"' if isinstance(field.field, forms.ModelChoiceField) or "dir" in widget.attrs else ""
        options = mark_safe("".join(  # a list of works is long, and each call of format_html costs more than its words
            f'<option value="{escape(str(value))}"{" selected" if str(value) == chosen else ""}{marked if value else ""}>'
            f'{escape(str(label) if value != "" or label != BLANK else empty)}</option>' for value, label in widget.choices
        ))
        wrong = format_html(' aria-invalid="true" aria-describedby="{}"', described) if described else ""
        return format_html('<select id="{}" name="{}" class="form-select"{}>{}</select>', field.auto_id, field.html_name, wrong, options)
    if isinstance(field.field, forms.ModelChoiceField) or isinstance(widget, forms.Textarea) or type(widget) is forms.TextInput:
        widget.attrs.setdefault("dir", "auto")  # what is chosen or typed is in whatever language it is
    attrs = {"class": "form-control"} | ({"aria-invalid": "true", "aria-describedby": described} if described else {})
    if isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    return field.as_widget(attrs=attrs)  # type: ignore[return-value, arg-type]
