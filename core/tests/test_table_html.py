"""Rows of tables: the first cell names the row, each says its heading on a phone, and nothing is left unescaped."""

import django_tables2 as tables
from django.utils.html import format_html

from core.table_html import rows_html


class ATable(tables.Table):
    name = tables.Column(verbose_name="Na<me", attrs={"td": {"class": "k-first"}})
    cost = tables.Column(verbose_name="Cost", attrs={"td": {"class": "k-numeric"}})
    link = tables.Column(empty_values=(), verbose_name="Link")
    note = tables.Column(default="None", linkify=lambda record: f"/n?a=1&b={record['name']}")

    def render_cost(self, value, record):
        return f"{value} of {record['name']}"

    def render_link(self):
        return format_html("<b>{}</b>", "<")


def test_rows_are_escaped_and_say_their_headings():
    table = ATable([{"name": "<i>", "cost": 3, "note": "x"}, {"name": "Ann", "cost": None, "note": None}])
    assert rows_html(table) == (
        '<tr><th scope="row" data-label="Na&lt;me">&lt;i&gt;</th>'
        '<td data-label="Cost" class="k-numeric">3 of &lt;i&gt;</td>'
        '<td data-label="Link"><b>&lt;</b></td>'
        '<td data-label="Note"><a href="/n?a=1&amp;b=&lt;i&gt;">x</a></td></tr>\n'
        '<tr><th scope="row" data-label="Na&lt;me">Ann</th>'
        '<td data-label="Cost" class="k-numeric">—</td>'
        '<td data-label="Link"><b>&lt;</b></td><td data-label="Note">None</td></tr>\n'
    )


def test_only_the_page_is_drawn():
    table = ATable([{"name": str(n), "cost": n, "note": "x"} for n in range(7)])
    table.paginate(page=2, per_page=3)
    assert rows_html(table).count("<tr>") == 3
    assert ">3</th>" in rows_html(table)
