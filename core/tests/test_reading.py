"""What is read together is what each queryset would read by itself, in one statement."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Sum
from django.db.models.functions import TruncMonth
from django.test.utils import CaptureQueriesContext

from core.reading import READER, counting_up_to, read_together, run_steps, side_by_side, summed, written
from courses.models import CourseRequest
from courses.tests.factories import make_request
from people.models import Grant, Person, Post, School

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    """Requests with decimals, dates, moments and texts that a badly written row would break."""
    for n, title in enumerate(("It’s “quoted”, 50% \\ off", "Zwölf; -- DROP", "[1, null]")):
        make_request("deciding", applicant=cast.ada, school=cast.oak, title=title, total_cost=Decimal(f"{n}0.10"))
    Person.objects.filter(pk=cast.ada.pk).update(ended_by_leaving={"posts": [1, None], "on": "2026-09-01"})
    return cast


def facts(row):
    """Return a row with everything that it carries, for comparing."""
    if not hasattr(row, "_state"):
        return row
    own = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    return type(row), own, {name: facts(other) for name, other in row._state.fields_cache.items()}


def kinds(cast):
    """Return querysets of every kind that pages read."""
    requests = CourseRequest.objects.order_by("-title")
    has_role = Exists(Grant.objects.filter(person=OuterRef("pk"), role="headteacher"))
    works, governs = (model.objects.order_by().values_list("person") for model in (Post, Grant))
    return {
        "rows": Person.objects.order_by("last_name", "pk"),
        "rows with others": requests.select_related("applicant", "school", "course"),
        "a slice": requests[1:3],
        "annotated": Person.objects.order_by("pk").annotate(heads=has_role, since=Max("posts__starts_on")),
        "dictionaries": requests.values("title", "total_cost", "starts_on", "sent_at", "public_id", "is_renewal"),
        "tuples": requests.values_list("pk", "total_cost", "sent_at", "public_id", "applicant__public_id"),
        "names": requests.values_list("title", "starts_on", named=True),
        "one column": Post.objects.order_by("pk").values_list("fte", flat=True),
        "groups": requests.order_by().values_list("school").annotate(number=Count("pk"), cost=Sum("total_cost")),
        "months": requests.annotate(month=TruncMonth("starts_on")).values_list("month", F("hours")),
        "a union": works.union(governs).order_by("person"),
        "some columns": Person.objects.only("first_name").order_by("pk"),
        "nothing": School.objects.none(),
        "nothing by its condition": Person.objects.filter(pk__in=[]),
    }


@pytest.mark.parametrize("kind", kinds(None) | {"all": None})
def test_what_is_read_together_is_what_each_would_read(world, kind):
    asked = list(kinds(world).values()) if kind == "all" else [kinds(world)[kind]]
    wanted = [list(rows.all()) for rows in asked]
    with CaptureQueriesContext(connection) as seen:
        found = read_together(*asked)
    assert len(seen) == 1
    assert [list(map(facts, rows)) for rows in found] == [list(map(facts, rows)) for rows in wanted]
    tuples, plain = ([row for rows in read for row in rows if type(row) is tuple] for read in (found, wanted))
    assert [list(map(type, row)) for row in tuples] == [list(map(type, row)) for row in plain]


def test_nothing_asked_is_nothing_read(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read_together() == []


def test_what_belongs_to_rows_is_read_beside_them(world):
    [rows] = read_together(CourseRequest.objects.prefetch_related("stages"))
    with CaptureQueriesContext(connection) as seen:
        assert all(row.stages.all() for row in rows)
    assert len(seen) == 0


def test_a_sum_is_what_aggregate_returns_where_there_is_nothing_too(world):
    sums = {"number": Count("pk"), "cost": Sum("total_cost"), "newest": Max("sent_at")}
    for rows in (CourseRequest.objects.all(), CourseRequest.objects.filter(pk__in=[]), CourseRequest.objects.none()):
        assert read_together(summed(rows, **sums)) == [[rows.aggregate(**sums)]]


def test_parts_are_asked_together_step_by_step(world):
    def names():
        posts = yield Post.objects.order_by("pk").values_list("school", flat=True)
        schools, people = yield School.objects.filter(pk__in=posts).order_by("pk"), Person.objects.order_by("pk")
        return [*schools, *people]

    def number(most):
        return (yield from counting_up_to(CourseRequest.objects.all(), most))

    def nothing_to_ask():
        return dt.date.max
        yield

    with CaptureQueriesContext(connection) as seen:
        found = run_steps(side_by_side([number(2), names(), nothing_to_ask(), number(None)]))
    assert len(seen) == 2
    wanted = School.objects.filter(pk__in=Post.objects.values("school")).order_by("pk")
    assert found == [2, [*wanted, *Person.objects.order_by("pk")], dt.date.max, 3]
    assert run_steps(number(1)) == 1


@pytest.mark.both
def test_a_question_that_was_written_once_is_asked_for_each_reader(world):
    """Whoever asks, and whoever asked before: everybody gets their own rows, and new ones each time."""
    question = written(CourseRequest.objects.filter(applicant=READER).select_related("applicant").order_by("pk"))
    for person in (world.bea, world.ada, world.bea):
        own = CourseRequest.objects.filter(applicant=person).select_related("applicant").order_by("pk")
        posts = Post.objects.filter(person=person)
        assert [[facts(row) for row in rows] for rows in read_together(question.by(person.pk), posts)] == [
            [facts(row) for row in own], [facts(row) for row in posts]
        ]  # fmt: skip
    make_request("draft", applicant=world.bea, school=world.oak)
    [found] = read_together(question.by(world.bea.pk))
    assert [row.applicant for row in found] == [world.bea]
    assert read_together(question) == [[]]
