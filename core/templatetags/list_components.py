"""The components of lists: filters, sorting, pages, downloads. In every template without loading."""

from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.filters import chosen, is_search, narrows_unset
from core.tables import Table, rows_html

register = template.Library()


def _address(context: Context, **changes: Any) -> str:
    """Return the query string of this page with some values changed or (None) left out."""
    request = context.get("request")
    if request is None:
        return ""
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, form: forms.BaseForm, target: str = "#results") -> SafeString:
    """Return a plain GET form over a list: the search box, the other filters folded, and what is set of them.

    The view answers with the whole page; htmx takes out of it `target`, and what is set. Where there is nothing to
    search for, the filters lie open. `content`: what else the form sends, such as hidden fields. A list without a row,
    of which nothing was asked, has no filters: there is nothing to find.
    """
    request = context.get("request")
    search = next((form[name] for name, field in form.fields.items() if is_search(field)), None)
    fields = [bound for bound in form if bound is not search]
    chips = [(label, value, _address(context, **{name: None, "page": None})) for name, label, value in chosen(form)]
    asked = {form.add_prefix(name) for name in form.fields if form.data.get(form.add_prefix(name))}
    clear = _address(context, **dict.fromkeys([*asked, "page"])) if asked else ""
    if request:
        request.clear_filters = clear
    table = context.get("table")
    is_empty = isinstance(table, Table) and not (table.has_rows or asked or content.strip())
    if is_empty and not any(map(narrows_unset, form.fields.values())):
        return SafeString()
    return render_to_string(
        "kit/filter_bar.html",
        {
            "content": content,
            "search": search,
            "control": search and search.as_widget(attrs={"class": "form-control", "placeholder": str(search.label)}),
            "fields": fields,
            "is_wrong": any(bound.errors for bound in fields),
            "target": target,
            "chips": chips,
            "clear": clear,
            "path": request.path if request else "",
            "sort": request.GET.get("sort", "") if request else "",
        },
    )


@register.simple_block_tag(takes_context=True)
def empty_list(context: Context, content: str, title: str, icon: str = "inbox", *, level: int = 2) -> SafeString:
    """Return what stands in place of a list without a row: that nothing matches where something was asked for.

    Else `title`, and what to do first in the slot. A filter bar stands before it.
    """
    if clear := getattr(context.get("request"), "clear_filters", ""):
        content = format_html('<p><a href="{}">Clear filters</a></p>', clear)
        title, icon = "Nothing matches", "search-x"
    return render_to_string("kit/empty_state.html", {"content": content, "title": title, "icon": icon, "level": level})


@register.filter
def empty_link(table: Any, reader: Any) -> str:
    """Return the address of what to do first where a table has no row, if the reader may."""
    return str(table.empty.link(reader))


@register.inclusion_tag("kit/did_you_mean.html", takes_context=True)
def did_you_mean(context: Context, meant: str) -> dict[str, Any]:
    """Offer this page with other words in its search (`?q=`), where what was typed finds nothing; or say nothing."""
    return {"meant": meant, "url": _address(context, q=meant, page=None) if meant else ""}


@register.inclusion_tag("kit/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Show the pages of a list as links that keep the filters and the order. Nothing for a single page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        (number, _address(context, **{parameter: number}) if isinstance(number, int) else "") for number in numbers
    ]
    return {
        "page": page,
        "links": links if page.paginator.num_pages > 1 else [],
        "previous": _address(context, **{parameter: page.previous_page_number()}) if page.has_previous() else "",
        "next": _address(context, **{parameter: page.next_page_number()}) if page.has_next() else "",
    }


@register.inclusion_tag("kit/result_count.html")
def result_count(page: Page, one: str = "result", many: str = "") -> dict[str, Any]:
    """Show "21 to 40 of 132 people"."""
    return {"page": page, "total": page.paginator.count, "one": one, "many": many or f"{one}s"}


@register.inclusion_tag("kit/export_links.html", takes_context=True)
def export_links(context: Context, label: str = "Export", formats: str = "csv,xlsx") -> dict[str, Any]:
    """Show the menu that downloads the list as it is filtered now: `?export=csv` and so on, on the same address."""
    names = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}
    return {
        "label": label,
        "links": [(names[name], _address(context, export=name, page=None)) for name in formats.split(",")],
    }


@register.inclusion_tag("kit/sort_by.html", takes_context=True)
def sort_by(context: Context, table: Any) -> dict[str, Any]:
    """Show one select of all ways to sort a table, for a phone, where its headings are not seen."""
    request, field = context["request"], table.prefixed_order_by_field
    now = table.order_by[0] if table.order_by else ""
    options = [
        (f"{sign}{column.name}", f"{column.header}, {words}", f"{sign}{column.name}" == now)
        for column in table.columns
        if column.orderable
        for sign, words in zip(("", "-"), column.column.both_ways, strict=True)
    ]
    kept = [(name, value) for name, values in request.GET.lists() for value in values if value]
    return {
        "field": field,
        "options": options,
        "is_sorted": any(is_now for _, _, is_now in options),
        "kept": [(name, value) for name, value in kept if name not in (field, table.prefixed_page_field)],
        "path": request.path,
        "target": f"#{table.prefix}results",
    }


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """Return the rows of the page of a table."""
    return rows_html(table)


@register.simple_tag(takes_context=True)
def sort_url(context: Context, table: Any, column: Any) -> str:
    """Return the address that sorts a table by a column, or the other way round."""
    return _address(
        context, **{table.prefixed_order_by_field: column.order_by_alias.next, table.prefixed_page_field: None}
    )


@register.filter
def aria_sort(column: Any) -> str:
    """Return "ascending" or "descending" for the column that a table is sorted by, else ""."""
    if not column.is_ordered:
        return ""
    return "ascending" if column.order_by_alias.is_ascending else "descending"
