"""Lists: a column declared once, for the page and for the file; rows of a page; what the address asks for."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import format_html

from core.kit_views import KitFilter
from core.tables import Column, Empty, FileColumn, PageColumn, Table, download, prepare, rows_html, show
from people.models import School


class ATable(Table):
    name = Column("Na<me", css="k-first")
    cost = Column("Cost", kind="number")
    link = PageColumn("Link")
    secret = FileColumn("Phone", "more__phone")
    note = Column("Note", file="Remark", default="None", linkify=lambda row: f"/n?a=1&b={row['name']}")

    code, file_name = "core.list", "list"

    def render_cost(self, row):
        return f"{row['cost']} of {row['name']}" if row["cost"] else None

    def render_link(self, row):
        return format_html("<b>{}</b>", "<")

    def value_note(self, row):
        return f"{row['note']}!"


ROWS = [{"name": "<i>", "cost": 3, "note": "x", "more": {"phone": "1"}}, {"name": "Ann", "cost": None, "note": None}]


def test_rows_are_escaped_and_numbers_say_their_heading():
    assert rows_html(ATable(ROWS)) == (
        '<tr><th scope="row">&lt;i&gt;</th>'
        '<td class="k-numeric" data-label="Cost">3 of &lt;i&gt;</td>'
        "<td><b>&lt;</b></td>"
        '<td><a href="/n?a=1&amp;b=&lt;i&gt;">x</a></td></tr>\n'
        '<tr><th scope="row">Ann</th>'
        '<td class="k-numeric k-none" data-label="Cost">—</td>'
        '<td><b>&lt;</b></td><td class="k-none">None</td></tr>\n'
    )


class PhoneTable(Table):
    name = Column("{Na<me}", kind="number")
    first = Column("From {<}", kind="date", default="No day yet")
    last = Column("To", kind="date", with_label=False)
    cost = Column("Cost", kind="money")
    state = Column("State", kind="status", draw=lambda row: format_html("<b>{}</b>", row["state"]))


def test_a_row_on_a_phone_says_the_headings_that_it_needs_and_its_status_stands_at_the_right():
    day = dt.date(2026, 11, 30)
    rows = [{"name": "A", "first": day, "last": day, "cost": 1, "state": "Open"}]
    assert rows_html(PhoneTable(rows)) == (
        '<tr><th scope="row">A</th><td class="k-day" data-label="From {&lt;}">30 Nov 2026</td>'
        '<td class="k-day">30 Nov 2026</td><td class="k-numeric">£1.00</td>'
        '<td class="k-at-right"><b>Open</b></td></tr>\n'
    )
    rows[0] |= {"first": None, "last": None}
    html = rows_html(PhoneTable(rows))
    assert '<td class="k-day">No day yet</td><td class="k-day k-none">—</td>' in html
    assert [column.kind for column in PhoneTable(rows).file_columns()][-1] == "text"


def test_all_ways_to_sort_stand_in_one_select(rf):
    request = rf.get("/", {"sort": "-first", "page": "2", "q": ["a", ""]})
    table = PhoneTable([{"name": "A", "first": None, "last": None, "cost": 1, "state": "Open"}])
    show(request, table)
    html = render_to_string("kit/table.html", {"table": table, "request": request}, request)
    assert '<option value="-first" selected>From {&lt;}, latest first</option>' in html
    assert '<option value="cost">Cost, lowest first</option>' in html
    assert '<option value="state">State, A to Z</option>' in html
    assert re.findall('<input type="hidden" name="(.*)" value="(.*)">', html) == [("q", "a")]


def test_an_order_that_no_column_gives_is_the_usual_one(rf):
    request = rf.get("/", {"sort": ""})
    table = PhoneTable([{"name": "A", "first": None, "last": None, "cost": 1, "state": "Open"}])
    show(request, table)
    assert '<option value="">Usual order</option>' in render_to_string("kit/table.html", {"table": table}, request)


def test_only_the_page_is_drawn(rf):
    table = ATable([{"name": str(n), "cost": n, "note": "x"} for n in range(7)])
    show(rf.get("/", {"page": "2", "per_page": "7"}), table, per_page=3)
    assert rows_html(table).count("<tr>") == 3
    assert ">3</th>" in rows_html(table)


@pytest.mark.parametrize(("page", "first"), [("", 0), ("x", 0), ("3", 6), ("99", 6), ("0", 6), ("9" * 5000, 0)])
def test_a_page_that_is_none_leads_to_one_that_is(rf, page, first):
    table = ATable([{"name": f"no {n}", "cost": n, "note": "x"} for n in range(7)])
    show(rf.get("/", {"page": page}), table, per_page=3)
    assert f">no {first}</th>" in rows_html(table)


def test_the_file_has_the_columns_of_the_file_in_the_order_of_the_class():
    columns = ATable(ROWS).file_columns()
    assert [column.label for column in columns] == ["Na<me", "Cost", "Phone", "Remark"]
    assert [column.value_of(ROWS[0]) for column in columns] == ["<i>", 3, "1", "x!"]
    assert [column.value_of(ROWS[1]) for column in columns] == ["Ann", None, None, "None!"]


class SortedTable(ATable):
    name = Column("Who")
    extra = FileColumn("Extra", lambda row: 1)

    file_sequence = ("extra", "name")

    class Meta:
        sequence = ("note", "name")


def test_a_table_below_another_has_its_columns_and_may_order_them_anew():
    assert [column.label for column in SortedTable(ROWS).file_columns()] == ["Extra", "Who"]
    assert [column.header for column in SortedTable(ROWS).columns] == ["Note", "Who"]
    assert [column.header for column in ATable(ROWS).columns] == ["Na<me", "Cost", "Link", "Note"]


def test_columns_of_one_table_are_put_in_and_taken_out_on_page_and_in_file():
    table = ATable(ROWS, extra_columns=[("name", Column("Title")), ("cost", None), ("secret", None)])
    assert [column.header for column in table.columns] == ["Title", "Link", "Note"]
    assert [column.label for column in table.file_columns()] == ["Title", "Remark"]
    assert [column.label for column in ATable(ROWS).file_columns()] == ["Na<me", "Cost", "Phone", "Remark"]


class PriceTable(Table):
    price = Column("Price", kind="price")
    is_new = Column("New")
    sum = Column("Sum", kind="money")


def test_a_new_column_that_neither_page_nor_file_shows_is_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="OfTwoOrders shows these columns nowhere: day"):

        class OfTwoOrders(ATable):
            day = Column("Day")
            file_sequence = ("name", "cost")

            class Meta:
                sequence = ("name", "note")


def test_kinds_are_written_on_the_page_and_kept_in_the_file():
    rows = [
        SimpleNamespace(price=None, is_new=True, sum=None),
        SimpleNamespace(price=0, is_new=False, sum="For few people"),
        SimpleNamespace(price=1200, is_new=False, sum=5),
    ]
    html = rows_html(PriceTable(rows))
    for words in (">Price not known<", ">Free<", ">£1,200.00<", ">Yes<", ">No<", ">—<", ">For few people<", ">£5.00<"):
        assert words in html
    columns = PriceTable(rows).file_columns()
    assert [column.kind for column in columns] == ["money", "text", "money"]
    assert [column.value_of(rows[0]) for column in columns] == ["Price not known", "Yes", None]
    assert [column.value_of(rows[1]) for column in columns] == [0, "No", "For few people"]


class TownTable(Table):
    name = Column("School")
    kind = Column("Kind")
    closed_on = Column("Closed", kind="date", empty_last=True)

    code, file_name = "people.school", "schools"
    empty = Empty("No towns yet", "Add a <town>.", "Add town", lambda reader: "/add" if reader else "")


def empty_list(rf, query, reader):
    """Return what a list without a row says to a reader, below its filter bar."""
    request = rf.get("/", query)
    request.user = reader
    context = {"table": TownTable([]), "form": KitFilter(request.GET), "request": request}
    return Template("{% filter_bar form %}{% endfilter_bar %}{% include 'kit/table.html' %}").render(Context(context))


def test_a_list_without_a_row_says_what_to_do_first_to_whoever_may(rf):
    page = empty_list(rf, {"sort": "name", "q": ""}, "somebody")
    for words in ("No towns yet", "Add a &lt;town&gt;.", 'href="/add">Add town</a>'):
        assert words in page
    page = empty_list(rf, {}, None)
    assert "No towns yet" in page
    assert "Add town" not in page


def test_a_list_in_which_nothing_matches_offers_to_clear_the_filters(rf):
    for query, clear in (({"q": "x", "sort": "name", "page": "2"}, "?sort=name"), ({"mode": "online"}, "?")):
        page = empty_list(rf, query, "somebody")
        assert f'Nothing matches</h2>\n  <p><a href="{clear}">Clear filters</a></p>' in page
        assert "town" not in page


class StateForm(forms.Form):
    state = forms.ChoiceField(required=False, choices=[("", "All"), ("open", "Open")])


class CurrentForm(StateForm):
    shown = forms.ChoiceField(required=False, choices=[("", "Coming up"), ("all", "Everything")])


@pytest.mark.parametrize(
    ("form", "query", "rows", "hidden", "has_filters"),
    [
        (StateForm, {}, [], "", False),
        (StateForm, {"sort": "name"}, [], "", False),
        (StateForm, {}, [{"name": "Oak"}], "", True),
        (StateForm, {"state": "open"}, [], "", True),
        (StateForm, {}, [], '<input type="hidden" name="serves" value="1">', True),
        # Left empty, this one narrows: the list may have what it leaves out.
        (CurrentForm, {}, [], "", True),
    ],
)
def test_an_empty_list_of_which_nothing_was_asked_has_no_filters(rf, form, query, rows, hidden, has_filters):
    request = rf.get("/", query)
    context = {"table": TownTable(rows), "form": form(request.GET), "request": request}
    page = Template(f"{{% filter_bar form %}}{hidden}{{% endfilter_bar %}}").render(Context(context))
    assert ('class="k-filters"' in page) is has_filters


def test_a_choice_is_said_in_words_and_empty_days_come_last_either_way(cast, rf):
    for order, last in (("closed_on", "Elm"), ("-closed_on", "Elm")):
        School.objects.filter(pk=cast.oak.pk).update(closed_on="2030-01-02")
        table = TownTable(School.objects.filter(pk__in=[cast.oak.pk, cast.elm.pk]))
        show(rf.get("/", {"sort": order}), table)
        assert [row.record.name for row in table.paginated_rows][-1].startswith(last)
        assert ">School<" in rows_html(table)
        assert ">2 Jan 2030<" in rows_html(table)


def text_of(answer):
    text = b"".join(answer.streaming_content).decode()
    answer.file_to_stream.close()
    return text


def test_the_address_asks_for_the_file_or_the_page_and_the_file_keeps_the_order_of_the_rows(cast, rf):
    request = rf.get("/", {"export": "csv", "sort": "name"})
    request.user = cast.ann
    rows = School.objects.filter(pk__in=[cast.oak.pk, cast.elm.pk])
    text = text_of(prepare(request, TownTable(rows.order_by("-name"), order_by="name")))
    assert text.startswith("\ufeffSchool,Kind,Closed\r\n")
    assert text.index(cast.oak.name) < text.index(cast.elm.name)
    assert text_of(download(request, TownTable(rows), rows.filter(pk=cast.oak.pk))).count("\r\n") == 2
    assert text_of(download(request, TownTable(rows), lambda: list(rows))).count("\r\n") == 3
    assert prepare(rf.get("/"), TownTable(rows)) is None
