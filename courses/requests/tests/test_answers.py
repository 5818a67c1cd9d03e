"""A request's answers are described once: what is saved, shown, compared and copied follows."""

import datetime as dt
from decimal import Decimal

import pytest

from core.calendar import today
from core.models import TrustSettings
from core.trust_settings import remembered
from courses.models import CourseRequest
from courses.requests.answers import ANSWERS, FIELDS, answers_of, kept_answers
from courses.requests.services import copy_request
from courses.requests.snapshots import changes_between
from courses.requests.views import STEPS
from courses.tests.factories import CourseDateFactory, CourseFactory, make_request
from planning.tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

# What whoever asks does not answer: who they are, which course of the catalogue it is, what others say of it.
NOT_ANSWERED = {"applicant", "course", "budget_line", "replaces"}


def test_every_field_that_is_answered_is_described_once():
    assert len(FIELDS) == len(set(FIELDS))
    kept = {field.name for field in CourseRequest._meta.concrete_fields if field.editable and not field.primary_key}
    assert set(FIELDS) == kept - NOT_ANSWERED


def test_each_step_asks_for_its_answers():
    assert {answer.step for answer in ANSWERS} - {""} == set(STEPS)
    for step, (_, form) in STEPS.items():
        described = {name for answer in ANSWERS if answer.step == step for name in answer.fields}
        asked = set(form.base_fields) & set(FIELDS)
        # The capacity is asked as one and kept as two.
        assert asked == described - {"school", "applies_as"}, step


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_copy_answers_the_same_but_for_days_that_are_over(days, cast):
    first = today() + dt.timedelta(days=days)
    date = CourseDateFactory(course=CourseFactory(), starts_on=first)
    asked = make_request(
        "declined", applicant=cast.ada, school=cast.oak, course=date.course, course_date=date, starts_on=first,
        starts_at=dt.time(9), ends_at=dt.time(15, 30), venue="Town hall", website="https://www.example.org/course",
        need=NeedFactory(school=cast.oak, person=cast.ada), hours=Decimal(5), needs_cover=True, mode="blended",
        approach="visit",
    )  # fmt: skip
    copy = copy_request(request=asked, actor=cast.ada)
    past = {"starts_on", "ends_on", "course_date", "starts_at", "ends_at"}
    differs = {name for name in FIELDS if getattr(copy, name) != getattr(asked, name)}
    assert differs == (past if days < 0 else set())
    assert copy.course == asked.course
    missing = {key for key, text in answers_of(asked).items() if not text}
    assert missing == {"requirement", "priority", "action"}


def test_a_type_of_training_with_a_new_name_is_no_change_of_a_request(cast, monkeypatch):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak, approach="visit", mode="in_person")
    before = kept_answers(asked)
    with remembered():
        monkeypatch.setattr("courses.requests.answers.approach_name", {"visit": "Outing", "network": "Hub"}.get)
        assert answers_of(asked)["approach"] == "Outing, in person"
        assert changes_between(before, kept_answers(asked)) == []
        asked.approach = "network"
        [change] = changes_between(before, kept_answers(asked))
    assert (change.before, change.after) == ("Outing, in person", "Hub, in person")


def test_a_role_with_a_new_name_is_no_change_of_a_request(cast):
    asked = make_request("draft", applicant=cast.hal, school=cast.oak, applies_as="headteacher")
    before = kept_answers(asked)
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.title.headteacher": "Principal"}})
    assert changes_between(before, kept_answers(asked)) == []
    asked.applies_as = ""
    [change] = changes_between(before, kept_answers(asked))
    assert (change.before, change.after) == (f"{cast.oak}, as Principal", str(cast.oak))
