"""Who is up to date, as a report says it: on the last day of its term, and never before anything is required."""

import datetime as dt

import pytest
import time_machine
from django.template.loader import render_to_string

from certificates.tests.factories import RequirementFactory
from certificates.tests.test_awards import award
from people.tests.factories import PostFactory
from reports.figures import period, school_figures, trust_figures

pytestmark = [pytest.mark.django_db, pytest.mark.policy("RP-1", "RM-4")]
YEAR = 2024


def positions(cast):
    return school_figures(cast.oak, YEAR, "autumn")["statutory"], trust_figures(YEAR, "autumn")["statutory"]


@pytest.mark.parametrize(("days_after", "valid"), [(-1, 5), (0, 5), (1, 0)])
def test_a_past_term_says_who_was_up_to_date_on_its_last_day(cast, days_after, valid):
    _, last = period(cast.oak, YEAR, "autumn")
    requirement = RequirementFactory(staff_groups=["teacher", "teaching_assistant", "leader"])
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        for person in (cast.ada, cast.bea, cast.lin, cast.sid, cast.hal):
            award(person, requirement, cast.oak, last + dt.timedelta(days=days_after))
        school, _ = positions(cast)
    assert [(row["needed"], row["valid"], row["lacking"]) for row in school] == [(5, valid, 5 - valid)]


def test_a_term_that_runs_says_who_is_up_to_date_today(cast):
    requirement = RequirementFactory(staff_groups=["teacher", "teaching_assistant", "leader"])
    with time_machine.travel(dt.datetime(2024, 10, 7, 12, tzinfo=dt.UTC), tick=False):
        for person in (cast.ada, cast.bea, cast.lin, cast.sid, cast.hal):
            award(person, requirement, cast.oak, dt.date(2024, 10, 7))
        school, _ = positions(cast)
    assert [(row["needed"], row["valid"]) for row in school] == [(5, 5)]


@pytest.mark.parametrize(("people", "percent"), [(4, None), (5, 20), (6, 16)])
def test_trustees_read_no_share_of_fewer_than_five_people_of_a_school(cast, people, percent):
    requirement = RequirementFactory(staff_groups=["technician"])
    posts = [PostFactory(school=cast.oak, staff_group="technician") for _ in range(people)]
    award(posts[0].person, requirement, cast.oak, dt.date(2024, 10, 7))
    with time_machine.travel(dt.datetime(2024, 11, 4, 12, tzinfo=dt.UTC), tick=False):
        rows = {row["school"]: row["valid_percent"] for row in trust_figures(YEAR, "autumn")["schools"]}
    assert rows[cast.oak.name] == percent


def test_no_report_calls_anything_met_before_it_is_required(cast):
    RequirementFactory(is_active=False)
    for rows in positions(cast):
        page = render_to_string("reports/figures/statutory.html", {"figures": rows})
        assert "No required training has been set up yet. Ask the trust’s administrator." in page
        assert "()" not in page
    assert {row["valid_percent"] for row in trust_figures(YEAR, "autumn")["schools"]} == {None}
