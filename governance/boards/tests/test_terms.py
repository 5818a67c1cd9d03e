"""Terms that end: who is told, when, and once (policy GV-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import add_months, today
from governance.boards.services import end_appointment
from governance.boards.terms import remind_of_terms
from governance.tests.factories import boards_of_cast, make_appointment
from notifications.models import Notice
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("GV-1")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def board(cast):
    return boards_of_cast(cast)["oak"]


def told():
    """Return who was told of which step."""
    keys = Notice.objects.filter(key__startswith="governance.term:").values_list("key", "person__first_name")
    return sorted((int(key.split(":")[2]), name) for key, name in keys)


def test_the_clerk_and_the_chair_are_told_six_three_and_one_months_before_once_each(cast, board, time_machine):
    row = make_appointment(board, PersonFactory(), term_ends_on=add_months(today(), 6) + DAY)
    last = row.ends_on
    assert remind_of_terms() == 0
    both = ["Chas", "Cora"]
    expected = []
    for step in (6, 3, 1):
        for n in range(200, 0, -1):
            day = last - n * DAY
            if last <= add_months(day, step):
                break
        time_machine.move_to(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False)
        assert (remind_of_terms(), remind_of_terms()) == (2, 0)
        expected += [(step, name) for name in both]
        assert told() == sorted(expected)


def test_a_run_that_was_missed_tells_of_the_step_of_today_alone(cast, board):
    make_appointment(board, PersonFactory(), term_ends_on=today() + 5 * DAY)
    assert remind_of_terms() == 2
    assert told() == [(1, "Chas"), (1, "Cora")]


def test_nobody_is_told_of_who_is_appointed_again_or_ends_early(cast, board):
    person = PersonFactory()
    row = make_appointment(board, person, term_ends_on=today() + 20 * DAY)
    make_appointment(board, person, starts_on=row.ends_on + 4 * DAY)
    early = make_appointment(board, PersonFactory())
    end_appointment(actor=cast.ann, appointment=early, version=1, last_day=today() + DAY, because="Moved away")
    assert remind_of_terms() == 0


def test_the_clerk_finds_it_to_do_and_the_governor_coming_up(cast, board, sign_in):
    make_appointment(board, cast.tom, term_ends_on=today() + 20 * DAY)
    client = sign_in(cast.cora)
    page = client.get(reverse("home:home")).text
    assert "term of office ends soon" in page
    found = client.get(board.get_absolute_url(), {"show": "ending"}).context["table"]
    assert [row.record.person for row in found.rows] == [cast.tom]
    assert "Your term as governor ends" in sign_in(cast.tom).get(reverse("home:home")).text
    assert "term of office" not in sign_in(cast.gus).get(reverse("home:home")).text
