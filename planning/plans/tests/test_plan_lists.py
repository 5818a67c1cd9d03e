"""The list of plans, a plan on paper and as a table, and what the pages cost (AP-2, RM-1)."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from core.models import AuditEvent
from cpd_trust.tests.helpers import opening, same_cost
from planning.models import Action, ActionPlan
from planning.tests.factories import ActionFactory, ActionPlanFactory, NeedFactory, this_year
from planning.tests.plans import make_plan, settle, text_of

pytestmark = pytest.mark.django_db

YEAR, LAST = this_year(), this_year() - 1


# --- The list, print and table --------------------------------------------------------------------------------------


def test_the_list_shows_what_each_reader_may_see(cast, sign_in):
    make_plan("in_progress", cast.oak, cast.hal)
    make_plan("draft", cast.elm, cast.eli)
    url = reverse("planning:plan-list")
    assert {"Oak Primary School", "Elm Primary School"} <= names_in(sign_in(cast.eve).get(url))
    assert names_in(sign_in(cast.hal).get(url)) == {"Oak Primary School"}
    assert names_in(sign_in(cast.tess).get(url)) == {"Oak Primary School"}
    assert names_in(sign_in(cast.nora).get(url)) == set()
    page = text_of(sign_in(cast.eve).get(url))
    assert "0 of 1" in page
    assert "There is no plan for" in page  # the central team has none
    assert "Central team" in page
    assert names_in(sign_in(cast.eve).get(url + "?q=elm")) == {"Elm Primary School"}
    assert names_in(sign_in(cast.eve).get(url + "?status=draft")) == {"Elm Primary School"}
    assert names_in(sign_in(cast.eve).get(url + "?evaluation=all")) == set()
    settle(Action.objects.get(school=cast.oak), "evaluated")
    assert names_in(sign_in(cast.eve).get(url + "?evaluation=all")) == {"Oak Primary School"}
    make_plan("agreed", cast.oak, cast.hal, year=LAST)
    assert [row.record.year for row in sign_in(cast.eve).get(url + f"?year={LAST}").context["table"].page] == [LAST]


def names_in(response):
    return {row.record.school.name for row in response.context["table"].page.object_list}


@pytest.mark.parametrize("sort", ["school", "year", "status", "actions_count", "settled", "agreed_at"])
def test_the_list_sorts(cast, sign_in, sort):
    make_plan("in_progress", cast.oak, cast.hal)
    assert sign_in(cast.eve).get(reverse("planning:plan-list"), {"sort": f"-{sort}"}).status_code == 200


def test_the_table_of_a_plan_runs_nothing(cast, sign_in):
    plan = make_plan("in_progress", cast.oak, cast.hal, action_status="evaluated", title='=HYPERLINK("x")', hours=2)
    client = sign_in(cast.hal)
    reply = client.get(f"{plan.get_absolute_url()}?export=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(reply.streaming_content))).active.iter_rows(values_only=False))
    headings = [cell.value for cell in rows[0]]
    assert {"Planned cost", "Training needs met", "Impact on pupils", "Evidence", "Hours per person"} <= set(headings)
    title = rows[1][headings.index("Action")]
    assert (title.data_type, title.value) == ("s", '=HYPERLINK("x")')
    assert rows[1][headings.index("Evidence")].value == "Observation of teaching, Data analysis"
    csv = b"".join(client.get(f"{plan.get_absolute_url()}?export=csv").streaming_content).decode()
    assert "'=HYPERLINK" in csv
    assert AuditEvent.objects.filter(code="planning.plan.exported").count() == 2


def test_the_print_is_a_tagged_pdf_with_the_plan(cast, sign_in):
    plan = make_plan("in_progress", cast.oak, cast.hal, action_status="evaluated", planned_cost=120)
    ActionPlan.objects.update(introduction="A year for reading.")
    reply = sign_in(cast.hal).get(reverse("planning:plan-pdf", args=[plan.public_id]))
    assert reply["Content-Type"] == "application/pdf"
    paper = PdfReader(io.BytesIO(reply.content))
    words = " ".join(page.extract_text() for page in paper.pages)
    for text in ("A year for reading.", "Six staff meetings", "£120.00", "Some difference", "Data analysis"):
        assert text in words
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Oak Primary School" in paper.metadata.title


# --- What pages cost ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["hal", "eve"])
def test_the_page_of_a_plan_costs_the_same_with_one_action_of_each_kind_and_with_three(cast, sign_in, reader):
    plan = ActionPlanFactory(school=cast.oak)

    def add(number):
        """Add what serves each kind to the draft, and to last year's plan what is evaluated or still to be."""
        need = NeedFactory(school=cast.oak, person=cast.ada)
        last = ActionFactory(school=cast.oak, year=LAST, lead=cast.lin)
        settle(last, "done" if number % 2 else "evaluated")
        for serves in ("priority", "review", "statutory"):
            row = ActionFactory(school=cast.oak, serves=serves, lead=cast.lin, starts_on=f"{YEAR}-10-01")
            row.needs.add(need)
            settle(row, "evaluated")

    assert same_cost(opening(sign_in(getattr(cast, reader)), plan.get_absolute_url()), add) <= 26


def test_the_list_costs_the_same_with_one_plan_and_with_three(cast, sign_in):
    def add(number):
        make_plan("in_progress", cast.oak, cast.hal, year=YEAR - number)

    assert same_cost(opening(sign_in(cast.eve), reverse("planning:plan-list")), add) <= 14
