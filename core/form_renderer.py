"""Form controls drawn in Python: Django's own templates for them include one another for every option of a list.

What comes out is, letter for letter, what Django's templates say (a test compares them). A list of a hundred schools
costs a hundredth of what it did. Everything that is not drawn here is left to the templates.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]


def _text(value: Any) -> str:
    """Return a value as `stringformat:'s'` would say it, escaped unless it is safe already."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _attrs(attrs: dict[str, Any]) -> str:
    """Return the attributes of a control; False leaves one out, True stands without a value."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{escape(widget["type"])}" name="{_text(widget["name"])}"{value}{_attrs(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    text = conditional_escape(localize(widget["value"])) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget["attrs"])}>\n{text}</textarea>'


def _options(options: Iterable[Widget]) -> str:
    return "".join(
        f'\n  <option value="{_text(option["value"])}"{_attrs(option["attrs"])}>'
        f"{conditional_escape(localize(option['label']))}</option>\n"
        for option in options
    )


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attrs(widget["attrs"])}>']
    for name, options, _ in widget["optgroups"]:
        parts.append(f'\n  <optgroup label="{conditional_escape(name)}">' if name else "")
        parts.append(_options(options))
        parts.append("\n  </optgroup>" if name else "")
    return "".join(parts) + "\n</select>"


WIDGETS = "django/forms/widgets/"
DRAWN: dict[str, Callable[[Widget], str]] = {
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}textarea.html": _textarea,
    **{
        f"{WIDGETS}{name}.html": _input
        for name in ("input", "text", "number", "email", "url", "tel", "search", "color", "password", "hidden")
    },
    **{f"{WIDGETS}{name}.html": _input for name in ("date", "datetime", "time", "file")},
}


class FormRenderer(DjangoTemplates):
    """Draws the plain controls itself, and the rest by Django's templates (`FORM_RENDERER`)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return the HTML of a control, a field or a form."""
        draw = DRAWN.get(template_name)
        if draw is None or "widget" not in context:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308 -- a template's answer
        return mark_safe(draw(context["widget"]))  # noqa: S308 -- every part was escaped above
