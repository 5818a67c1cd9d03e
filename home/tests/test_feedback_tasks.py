"""Training that waits for feedback on the first page: by name, capped, in one query (policy IM-2)."""

import pytest
from django.urls import reverse

from core.reading import run_steps
from cpd_trust.tests.helpers import cost_of
from home.tests.test_navigation import pages_of
from people.models import Person
from training.feedback.to_do import feedback_tasks
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-2")]


def ask(cast, title):
    record = RecordFactory(person=cast.ada, school=cast.oak, title=title)
    FeedbackRequestFactory(record=record)
    return record


def test_what_waits_is_named_and_capped_in_one_query(cast):
    assert run_steps(feedback_tasks(cast.ada)) == []
    first = ask(cast, "Phonics")
    (task,) = run_steps(feedback_tasks(cast.ada))
    assert (task.label, task.url) == (
        "Give feedback on “Phonics”",
        reverse("training:feedback-give", args=[first.public_id]),
    )
    for n in range(5):
        ask(cast, f"Course {n}")
    tasks = run_steps(feedback_tasks(cast.ada))
    assert [t.label[-9:] for t in tasks[:3]] == ["Course 4”", "Course 3”", "Course 2”"]
    assert (len(tasks), tasks[3].url) == (4, reverse("training:my-record"))
    assert cost_of(lambda: run_steps(feedback_tasks(cast.ada))) == 1
    assert run_steps(feedback_tasks(cast.lin)) == []


def test_nothing_waits_that_was_not_asked_for_or_is_given(cast):
    RecordFactory(person=cast.ada, school=cast.oak)
    FeedbackFactory(record=ask(cast, "Phonics"))
    assert run_steps(feedback_tasks(cast.ada)) == []


def test_the_library_stands_in_the_navigation_of_the_staff(cast):
    staff = {"ada", "bea", "lin", "sid", "hal", "tom", "eli", "kim", "eve", "cleo", "ben", "ann"}
    people = {name: person for name, person in vars(cast).items() if isinstance(person, Person)}
    led = {n for n, p in people.items() if "Feedback from colleagues" in pages_of(p)}
    assert led == staff
