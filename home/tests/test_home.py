"""Everybody's first page, the search and the navigation."""

import datetime as dt

import pytest
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from conftest import KINDS
from core.calendar import today
from courses.models import Booking
from courses.tests.factories import book, make_request
from cpd_trust.tests.helpers import PEOPLE, opening, same_cost
from governance.documents.tests.factories import DocumentFactory, VersionFactory
from home.policy import CLAUSES
from home.tests.parts import parts_of, tasks_for, tiles_for


@pytest.mark.django_db
@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_is_called_up_to_date_before_any_training_is_required(cast, sign_in, name):
    person = getattr(cast, name)
    page = sign_in(person).get(reverse("home:home")).content.decode()
    assert page.count("No required training has been set up yet") == 1
    assert ("Ask the trust’s administrator." in page) == (name != "ann")
    assert not any("up to date" in tile.label for tile in tiles_for(person))
    assert "Nothing to do" not in page
    RequirementFactory()
    assert not any("set up" in task.label for task in tasks_for(person))


def labels(person):
    return [task.label for task in tasks_for(person)]


def test_what_waits_for_each_of_them(cast):
    request = make_request("deciding", applicant=cast.ada, school=cast.oak)
    assert "course requests to approve" in labels(cast.hal)
    assert "course requests to approve" not in labels(cast.eve)
    assert "course requests to approve" not in labels(cast.eli)
    make_request("returned", applicant=cast.ada, school=cast.oak)
    assert "requests sent back to you for changes" in labels(cast.ada)
    make_request("to_book", applicant=cast.ada, school=cast.oak)
    assert "courses to book" in labels(cast.ben)
    assert "courses to book" not in labels(cast.hal)
    assert request.status == "deciding"


def test_attendance_waits_for_the_officer_and_the_schools_head_alone(cast):
    yesterday = today() - dt.timedelta(days=1)
    request = make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=yesterday, ends_on=yesterday)
    book(request, officer=cast.ben)
    assert "attendances to record" in labels(cast.ben)
    assert "attendances to record" in labels(cast.hal)
    assert "attendances to record" not in labels(cast.eli)
    assert "attendances to record" not in labels(cast.ada)


def own_bookings(person):
    return [row for row in parts_of(person).coming if row.detail.startswith("You")]


@pytest.mark.parametrize(("days", "comes"), [(-1, False), (0, True), (1, True), (9, True)])
def test_what_is_coming_is_ones_own_to_its_last_day(cast, days, comes):
    day = today() + dt.timedelta(days=days)
    request = make_request("to_book", applicant=cast.ada, school=cast.oak, starts_on=day, ends_on=day)
    book(request, officer=cast.ben)
    assert [row.day for row in own_bookings(cast.ada)] == ([day] if comes else [])
    assert Booking.objects.coming(today()).exists() == comes
    assert own_bookings(cast.bea) == []


def test_the_first_page_costs_the_same_with_one_request_and_three(cast, sign_in):
    page = opening(sign_in(cast.hal), reverse("home:home"))
    same_cost(page, lambda _: make_request("deciding", applicant=cast.ada, school=cast.oak))


def test_every_clause_of_the_policy_stands_once_with_pages_that_are_there(cast, sign_in):
    page = sign_in(cast.ada).get(reverse("home:policy"))
    assert page.status_code == 200
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES) == 53


@pytest.mark.policy("OD-1")
@pytest.mark.parametrize("who", [*KINDS, "tess", "cora"])
def test_no_clause_leads_its_reader_to_a_page_that_is_refused(cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    rows = client.get(reverse("home:policy")).context["rows"]
    refused = {
        f"{row['clause'].id}: {url}"
        for row in rows
        for _, url in row["pages"]
        if url and client.get(url, follow=True).status_code != 200
    }
    assert refused == set()
    assert all(row["figure"] == "" for row in rows if not any(url for _, url in row["pages"]))


@pytest.mark.policy("OD-1")
def test_a_figure_counts_what_its_reader_sees(cast, sign_in):
    VersionFactory(document=DocumentFactory(school=cast.elm, current=False), review_on=today() - dt.timedelta(days=1))
    DocumentFactory(school=cast.central, title="Our CPD policy 2026", subject="cpd_policy")

    def told(who):
        page = sign_in(getattr(cast, who)).get(reverse("home:policy"))
        assert "Our CPD policy 2026" in page.content.decode()
        return next(row["figure"] for row in page.context["rows"] if row["clause"].id == "OD-1")

    assert told("ada") == "1 policy in force"
    assert told("eli") == "2 policies in force, 1 overdue for review"


def test_the_policy_page_costs_the_same_with_one_row_and_three(cast, sign_in):
    page = opening(sign_in(cast.hal), reverse("home:policy"))
    assert same_cost(page, lambda _: DocumentFactory(school=cast.oak)) <= 16
