"""Spending priorities in the reports: frozen, as at the end of the term, and without names (policy RM-4, AP-6)."""

import datetime as dt
from decimal import Decimal

import pytest

from budgets.models import Entry
from budgets.tests.factories import BudgetFactory, BudgetLineFactory, account
from core.calendar import LONDON
from core.models import TrustSettings
from planning.tests.factories import PriorityFactory
from reports import services
from reports.budget_figures import budget_figures, budget_side_by_side

pytestmark = [pytest.mark.django_db, pytest.mark.policy("RM-4", "AP-6")]

YEAR = 2026
LAST = dt.date(2026, 12, 31)


@pytest.fixture
def spent(cast):
    """Give Oak a priority's line with money spent in November and in January, and one outside priorities."""
    budget = BudgetFactory(school=cast.oak, year=YEAR)
    facts = {"budget": budget, "school": cast.oak, "year": YEAR}
    priority = PriorityFactory(school=cast.oak, year=YEAR, title="Fluent readers")
    reading = BudgetLineFactory(kind="priority", priority=priority, name="Ada Example's course", **facts)
    other = BudgetLineFactory(kind="other", name="Whatever", **facts)
    for line, kind, amount, day in (
        (reading, "allocated", "1000.00", dt.date(2026, 9, 1)),
        (other, "allocated", "200.00", dt.date(2026, 9, 1)),
        (reading, "spent", "300.00", dt.date(2026, 11, 20)),
        (other, "committed", "100.00", LAST),
        (reading, "spent", "50.00", dt.date(2027, 1, 10)),
    ):
        Entry.objects.create(
            line=line, kind=kind, amount=Decimal(amount), account=None if kind == "allocated" else account(),
            at=dt.datetime.combine(day, dt.time(23), LONDON),
        )  # fmt: skip
    return cast


def test_a_schools_report_has_the_lines_as_at_the_end_of_the_term(spent):
    figures = budget_figures(spent.oak, YEAR, LAST)
    assert figures["lines"] == [
        {
            "label": "1. Fluent readers", "outside": False,
            "allocated": "1000.00", "held": "0.00", "spent": "300.00", "left": "700.00",
        },
        {
            "label": "Other training", "outside": True,
            "allocated": "200.00", "held": "100.00", "spent": "0.00", "left": "100.00",
        },
    ]  # fmt: skip
    assert (figures["outside"], figures["outside_share"], figures["year"]) == ("100.00", 25, "2026–27")
    assert budget_figures(spent.elm, YEAR, LAST) is None
    assert "Ada" not in str(figures)


def test_the_trusts_report_has_the_schools_side_by_side(spent):
    figures = budget_side_by_side([spent.oak, spent.elm], YEAR, LAST)
    assert [row["school"] for row in figures["schools"]] == ["Oak Primary School"]
    assert figures["without"] == ["Elm Primary School"]
    assert figures["total"] == {"allocated": "1200.00", "held": "100.00", "spent": "300.00", "left": "800.00"}
    assert budget_side_by_side([spent.elm], YEAR, LAST) is None


def test_a_published_report_keeps_its_sums(spent, sign_in):
    report = services.draft_report(actor=spent.hal, kind="school", school=spent.oak, year=YEAR, term="autumn")
    report = services.save_words(actor=spent.hal, report=report, version=1, words={"headline": "Good."})
    report = services.publish_report(actor=spent.hal, report=report, version=report.version)
    line = spent.oak.budget_lines.get(kind="other")
    Entry.objects.create(line=line, kind="allocated", amount=9999, at=dt.datetime(2026, 10, 1, tzinfo=LONDON))
    page = sign_in(spent.gus).get(report.get_absolute_url()).content.decode()
    for words in ("Spending priorities", "1. Fluent readers", "£1,200.00", "(not linked to a priority)", "25%"):
        assert words in page, words
    assert "9,999" not in page


def test_a_report_says_it_in_the_trusts_own_words(spent, sign_in):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.word.review": "appraisal"}})
    report = services.draft_report(actor=spent.hal, kind="school", school=spent.oak, year=YEAR, term="autumn")
    page = sign_in(spent.hal).get(report.get_absolute_url()).content.decode()
    assert "not linked to any improvement priority, appraisal or statutory duty" in page


def test_the_trusts_page_shows_them_too(spent, sign_in):
    report = services.draft_report(actor=spent.cleo, kind="trust", school=None, year=YEAR, term="autumn")
    page = sign_in(spent.cleo).get(report.get_absolute_url()).content.decode()
    assert "CPD budgets by school" in page
    assert "£100.00 (25%)" in page
    assert "Schools without a budget:" in page
