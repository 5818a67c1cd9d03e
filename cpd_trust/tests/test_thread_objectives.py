"""Objectives on the thread: linked for those who read them, for others only whether there are any (policy PM-1)."""

import pytest

from appraisal.models import Review
from appraisal.tests.threads import hang_more
from cpd_trust.tests.test_thread import make_thread
from people.models import Person
from planning.tests.factories import NeedFactory
from planning.thread.trace import trace_of

pytestmark = pytest.mark.django_db

WITH_OBJECTIVE = ("priority", "need", "action", "request", "booking", "record", "feedback")
LINKED = "Linked to an objective"


def objective_step(obj, reader):
    return next(s for s in trace_of(obj, Person.objects.get(pk=reader.pk)) if s.label == "Objective")


@pytest.mark.policy("PM-1")
@pytest.mark.parametrize("name", WITH_OBJECTIVE)
def test_the_two_and_the_headteacher_find_the_objective_without_its_words(cast, name):
    """To read its words they open its page, which asks again who they are, and keeps his reading on record."""
    thread = make_thread(cast)
    for reader in (cast.ada, cast.lin, cast.hal):
        step = objective_step(getattr(thread, name), reader)
        assert [link.url for link in step.links] == [thread.objective.get_absolute_url()]
        assert thread.objective.title not in step.links[0].label


@pytest.mark.once
@pytest.mark.policy("PM-1")
@pytest.mark.parametrize("name", WITH_OBJECTIVE[:-1])  # feedback has no thread for those who do not read its record
@pytest.mark.parametrize("reader", ["bea", "sid", "eve", "cleo", "ben", "ann", "gus", "tess"])
def test_others_read_only_that_there_is_an_objective_however_many(cast, name, reader):
    thread = make_thread(cast)
    seen = []
    for _ in range(2):
        step = objective_step(getattr(thread, name), getattr(cast, reader))
        seen.append((step.state, [(link.label, link.url) for link in step.links], step.more, step.more_url))
        more = make_thread(cast)
        thread.action.needs.add(more.need)
        hang_more(more, thread)
    assert seen == [("linked", [(LINKED, "")], 0, "")] * 2


def test_what_is_not_agreed_yet_is_nobody_elses_knowledge(cast):
    thread = make_thread(cast)
    Review.objects.update(status="setting")
    for name in WITH_OBJECTIVE:
        assert objective_step(getattr(thread, name), cast.eve).state == "none"
        assert objective_step(getattr(thread, name), cast.ada).state == "linked"


def test_what_was_carried_into_the_next_year_still_knows_its_objective(cast):
    thread = make_thread(cast)
    later = NeedFactory(school=cast.oak, person=cast.ada, year=thread.need.year + 1, carried_from=thread.need)
    assert objective_step(later, cast.ada).links[0].url == thread.objective.get_absolute_url()
    needs = next(s for s in trace_of(thread.objective, cast.ada) if s.label == "Need")
    assert {link.url for link in needs.links} == {later.get_absolute_url(), thread.need.get_absolute_url()}
