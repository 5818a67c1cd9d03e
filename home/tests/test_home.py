"""Everybody's first page, the search and the navigation."""

import datetime as dt

import pytest
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.models import Booking
from courses.tests.factories import book, make_request
from cpd_trust.tests.helpers import opening, same_cost
from home.policy import CLAUSES
from home.selectors import coming_for, lead_tiles, tasks_for, tiles_for


@pytest.mark.django_db
def test_no_requirement_is_called_met_before_one_is_set_up(cast):
    school, trust = [tiles[0] for name in ("hal", "eve") for _, tiles in lead_tiles(getattr(cast, name))]
    for tile in (tiles_for(cast.ada)[0], school, trust):
        assert tile.number == "–"
        assert tile.hint == "No required training has been set up yet. Ask the trust’s administrator."
    RequirementFactory()
    assert not any("set up" in tile.hint for tile in (*tiles_for(cast.ada), *lead_tiles(cast.hal)[0][1]))


def labels(person):
    person.forget_authority()
    return [task.label for task in tasks_for(person)]


def test_what_waits_for_each_of_them(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    assert "Requests to decide" in labels(cast.hal)
    assert "Requests to decide" not in labels(cast.eve)
    assert "Requests to decide" not in labels(cast.eli)
    make_request("returned", applicant=cast.ada, school=cast.oak)
    assert "Requests returned to you to change" in labels(cast.ada)
    make_request("to_book", applicant=cast.ada, school=cast.oak)
    assert "Courses to book" in labels(cast.ben)
    assert "Courses to book" not in labels(cast.hal)
    assert request.status == "deciding"


def test_attendance_waits_for_the_officer_and_the_schools_head_alone(cast):
    yesterday = today() - dt.timedelta(days=1)
    request = make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=yesterday, ends_on=yesterday)
    book(request, officer=cast.ben)
    assert "Attendance to confirm" in labels(cast.ben)
    assert "Attendance to confirm" in labels(cast.hal)
    assert "Attendance to confirm" not in labels(cast.eli)
    assert "Attendance to confirm" not in labels(cast.ada)


@pytest.mark.parametrize(("days", "comes"), [(-1, False), (0, True), (1, True), (9, True)])
def test_what_is_coming_is_ones_own_to_its_last_day(cast, days, comes):
    day = today() + dt.timedelta(days=days)
    request = make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=day, ends_on=day)
    book(request, officer=cast.ben)
    assert [row.day for row in coming_for(cast.ada)] == ([day] if comes else [])
    assert Booking.objects.coming(today()).exists() == comes
    assert coming_for(cast.bea) == []


def test_the_first_page_costs_the_same_with_one_request_and_three(cast, sign_in):
    page = opening(sign_in(cast.hal), reverse("home:home"))
    same_cost(page, lambda _: make_request("deciding", applicant=cast.ada, school=cast.oak))


def test_every_clause_of_the_policy_stands_once_with_pages_that_are_there(cast, sign_in):
    page = sign_in(cast.ada).get(reverse("home:policy"))
    assert page.status_code == 200
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES) == 53
