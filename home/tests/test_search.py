"""The one search: every kind that one may see, any order of words, and lists that one may open."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import CAST_ROLES
from core.calendar import now
from courses.tests.factories import CourseFactory, make_request
from people.tests.factories import PersonFactory, PostFactory
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory, this_year
from training.tests.factories import FeedbackFactory, RecordFactory


def test_search_finds_by_kind_and_only_what_one_may_see(cast, sign_in):
    make_request("deciding", applicant=cast.ada, school=cast.oak, title="Forest school")
    client = sign_in(cast.hal)
    found = {g.title: [h.label for h in g.hits] for g in client.get("/search/?q=forest").context["groups"]}
    assert found == {"Requests": ["Forest school"]}
    assert sign_in(cast.eli).get("/search/?q=forest").context["groups"] == []
    assert sign_in(cast.bea).get("/search/?q=ada").context["groups"] == []


@pytest.fixture
def forests(cast):
    """Make one of each kind that a search finds at Oak, with the same two words in it."""
    words = "Forest school for infants"
    PostFactory(person=PersonFactory(first_name="Forest", last_name="School"), school=cast.oak)
    CourseFactory(title=words)
    PriorityFactory(school=cast.oak, title=words)
    NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada, title=words)
    ActionFactory(school=cast.oak, title=words).plan.move_to("agreed", agreed_at=now(), agreed_by=cast.hal)
    make_request("deciding", applicant=cast.ada, school=cast.oak, title=words)
    FeedbackFactory(record=RecordFactory(person=cast.ada, school=cast.oak, title=words), shared=True)


EVERYTHING = {
    "People", "Courses", "Priorities", "Needs", "Actions of plans", "Requests", "CPD records", "What colleagues say",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("hal", set()),
        ("eve", set()),
        ("ada", {"People"}),
        ("bea", {"People", "Needs", "Requests", "CPD records"}),
        ("gus", {"People", "Needs", "Requests", "CPD records", "What colleagues say"}),
        ("tom", EVERYTHING - {"Courses", "What colleagues say"}),
        ("eli", EVERYTHING - {"Courses", "What colleagues say"}),
    ],
)
def test_search_finds_every_kind_in_any_order_of_words_for_those_who_see_it(cast, forests, sign_in, name, left_out):
    groups = sign_in(getattr(cast, name)).get("/search/?q=school+FOREST").context["groups"]
    assert {group.title for group in groups} == EVERYTHING - left_out


@pytest.mark.parametrize("name", [name for name in CAST_ROLES if name != "anonymous"])
def test_search_leads_nobody_to_a_list_that_refuses_them(cast, forests, sign_in, name):
    client = sign_in(getattr(cast, name))
    groups = client.get("/search/?q=forest+school").context["groups"]
    urls = [group.all_url for group in groups if group.all_url] + [hit.url for group in groups for hit in group.hits]
    assert {url: code for url in urls if (code := client.get(url).status_code) != 200} == {}


@pytest.mark.parametrize("name", ["hal", "eve"])
def test_see_all_shows_what_was_found_also_of_years_ago(cast, sign_in, name):
    title = "Forest school of years ago"
    year, day = this_year() - 3, dt.date(this_year() - 3, 10, 1)
    PriorityFactory(school=cast.oak, title=title, year=year)
    NeedFactory(school=cast.oak, person=cast.ada, title=title, year=year)
    RecordFactory(person=cast.ada, school=cast.oak, title=title, starts_on=day, ends_on=day)
    make_request("deciding", applicant=cast.ada, school=cast.oak, title=title)
    client = sign_in(getattr(cast, name))
    groups = {group.title: group.all_url for group in client.get("/search/?q=forest").context["groups"]}
    assert {"Priorities", "Needs", "CPD records", "Requests"} <= set(groups)
    shown = {kind: title in client.get(url).content.decode() for kind, url in groups.items() if url}
    assert shown == dict.fromkeys(shown, True)


def test_a_dropped_priority_is_not_found(cast, sign_in):
    PriorityFactory(school=cast.oak, title="Forest school", dropped_at=now(), dropped_reason="Done.")
    assert sign_in(cast.hal).get("/search/?q=forest").context["groups"] == []


def test_search_costs_the_same_with_one_hit_of_a_kind_and_three(cast, forests, sign_in):
    client, costs = sign_in(cast.hal), []
    client.get("/search/?q=forest")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=forest")
        costs.append(len(queries))
        for n in range(2):
            title = f"Forest school again, {n}"
            record = RecordFactory(person=cast.bea, school=cast.elm, title=title)
            FeedbackFactory(record=record, shared=True)
            NeedFactory(school=cast.elm, person=cast.ada, title=title)
            PriorityFactory(school=cast.oak, title=title)
            make_request("deciding", applicant=cast.bea, school=cast.oak, title=title)
            CourseFactory(title=title)
    assert costs[0] == costs[1]
