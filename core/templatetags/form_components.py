"""The components of forms: fields, error summary, both texts of an edit conflict. In every template without loading."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


@register.inclusion_tag("kit/error_summary.html")
def error_summary(*all_forms: Any) -> dict[str, Any]:
    """Show every error of the forms, formsets or lists of forms given, each linking to its field, if there is any."""
    rows: list[tuple[str, str]] = []
    flat: list[forms.BaseForm] = []
    for form in all_forms:
        if isinstance(form, forms.BaseFormSet):
            if form.is_bound:
                rows += [("", str(error)) for error in form.non_form_errors()]
            flat += form.forms
        elif isinstance(form, list):
            flat += form
        elif form:
            flat.append(form)
    for form in flat:
        if not form.is_bound or not form.errors:
            continue
        rows += [("", str(error)) for error in form.non_field_errors()]
        for bound in form:
            named = "" if bound.is_hidden else str(bound.label).rstrip("?:. ") + ": "
            rows += [(_first_input(bound), f"{named}{error}") for error in bound.errors]
    return {"rows": rows}


def _has_many_inputs(widget: forms.Widget) -> bool:
    """Return whether a field is drawn as one radio button or box for each choice."""
    return hasattr(widget, "choices") and getattr(widget, "input_type", "") in ("radio", "checkbox")


def _first_input(bound: BoundField) -> str:
    """Return the id of the first control of a field, which an error links to."""
    if bound.is_hidden:
        return ""
    if _has_many_inputs(bound.field.widget):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", *, optional: bool = True) -> dict[str, Any]:
    """Show one field: label, hint, error, control, joined for screen readers.

    `label` and `hint` stand in for the form's own words (a hint only where the field has one); `optional` marks what
    may stay empty.
    """
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "select" if isinstance(widget, forms.Select) else "textarea")
    many = _has_many_inputs(widget)
    own = getattr(widget, "is_search_select", False)
    css = "form-check-input" if kind in ("checkbox", "radio") else "form-select" if kind == "select" else "form-control"
    if bound.errors:
        css += " is-invalid"
    css = f"{widget.attrs.get('class', '')} {css}".strip()
    # The label says what a placeholder would, and stays when somebody types.
    attrs: dict[str, Any] = {"class": css, "placeholder": False}
    if kind == "textarea" and widget.attrs.get("rows") == "10":  # Django's default fills a phone
        attrs["rows"] = "5"
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "show_optional": optional and not bound.field.required and (many or kind != "checkbox"),
        "kind": "search" if own else "choices" if many else "checkbox" if kind == "checkbox" else "plain",
        "control": "" if many or own else bound.as_widget(attrs=attrs),
        "is_money": getattr(widget, "is_money", False),
        "css": css,
    }


@register.filter
def search_options(bound: BoundField) -> dict[str, Any]:
    """Return what a search-select shows under its words."""
    searched: Any = bound.field
    return dict(searched.options_for(bound))


@register.inclusion_tag("kit/clash.html")
def clash(form: Any) -> dict[str, Any]:
    """Show both texts where somebody else saved first (`core.forms.VersionedForm`). Nothing when nobody did."""
    return {"clashes": getattr(form, "clashes", [])}
