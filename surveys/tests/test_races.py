"""Two at once in a survey: one answer a person, none after closing, on both databases (policy AP-3).

Each race stands beside its twin, which does the same without the lock or the key and shows the fault.
"""

import time
import uuid
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.flow import IllegalMove, StaleVersion
from cpd_trust.tests.helpers import fresh
from cpd_trust.tests.racing import losers, race, rounds
from planning.models import Need
from surveys import lifecycle, needs, services
from surveys.answering import answer_by_link, answer_signed_in
from surveys.models import Answer, Participation, Response, Survey
from surveys.tests.surveying import (
    QUESTIONS,
    answer_all,
    close_and_show,
    colleagues,
    given,
    make_draft,
    make_open,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.policy("AP-3")]

ROUNDS = rounds(25)
SHORT = [QUESTIONS[0], QUESTIONS[4]]


def open_surveys(cast, audience="staff"):
    return [make_open(cast.hal, cast.oak, audience, questions=SHORT) for _ in range(ROUNDS)]


def answers(rows, person):
    return [partial(answer_signed_in, actor=fresh(person), survey=row, given=given(row)) for row in rows]


def test_two_windows_of_one_person_answer_once(live_cast):
    rows = open_surveys(live_cast)
    finishes = race(answers(rows, live_cast.ada), answers(rows, live_cast.ada))
    assert [sorted(finish.value for finish in round_) for round_ in finishes] == [[False, True]] * ROUNDS
    assert Response.objects.count() == Participation.objects.count() == Answer.objects.count() == ROUNDS


def test_the_twin_without_lock_and_mark_answers_twice(live_cast):
    rows = open_surveys(live_cast)

    def answer(row):
        if Response.objects.filter(survey=row).exists():
            return False
        time.sleep(0.005)
        Response.objects.create(survey=row)
        return True

    deeds = [partial(answer, row) for row in rows]
    assert any(first.value and second.value for first, second in race(deeds, deeds))


def test_two_people_answer_at_once_and_both_count(live_cast):
    rows = open_surveys(live_cast)
    finishes = race(answers(rows, live_cast.ada), answers(rows, live_cast.bea))
    assert all(finish.value is True for round_ in finishes for finish in round_)
    assert Response.objects.count() == 2 * ROUNDS


def test_one_form_of_a_parent_sent_twice_answers_once(live_cast):
    rows = [(row, uuid.uuid4()) for row in open_surveys(live_cast, "parents")]
    deeds = [partial(answer_by_link, survey=row, once=once, given=given(row)) for row, once in rows]
    finishes = race(deeds, deeds)
    assert [sorted(finish.value for finish in round_) for round_ in finishes] == [[False, True]] * ROUNDS
    assert Response.objects.count() == ROUNDS


def test_answering_while_it_closes(live_cast):
    rows = open_surveys(live_cast)
    hal = fresh(live_cast.hal)
    closes = [partial(lifecycle.close_survey, actor=hal, survey=row) for row in rows]
    finishes = race(answers(rows, live_cast.ada), closes)
    for row, (answered, closed) in zip(rows, finishes, strict=True):
        assert closed.won
        assert row.responses.count() == Participation.objects.filter(survey=row).count() == answered.won
    assert losers(finishes) <= {IllegalMove}


def test_the_twin_without_a_lock_meets_the_databases_own_guard_or_slips_through(live_cast):
    """Read, check, save: an answer that passed the check comes after the closing; the trigger stops most of them."""
    rows = open_surveys(live_cast)

    def answer(row):
        if Survey.objects.get(pk=row.pk).status != "open":
            raise IllegalMove("closed")
        time.sleep(0.01)
        with transaction.atomic():
            Response.objects.create(survey=row)

    def close(row):
        time.sleep(0.005)
        Survey.objects.filter(pk=row.pk).update(status="closed")

    finishes = race([partial(answer, row) for row in rows], [partial(close, row) for row in rows])
    slipped = sum(answered.won for answered, _ in finishes)
    assert IntegrityError in losers(finishes) or slipped


def test_two_open_one_draft_and_everybody_is_told_once(live_cast):
    rows = [make_draft(live_cast.hal, live_cast.oak, questions=SHORT) for _ in range(ROUNDS)]
    deeds = [
        [partial(lifecycle.open_survey, actor=fresh(who), survey=row, version=row.version) for row in rows]
        for who in (live_cast.hal, live_cast.sid)
    ]
    finishes = race(*deeds)
    assert [sum(finish.won for finish in round_) for round_ in finishes] == [1] * ROUNDS
    assert losers(finishes) == {IllegalMove}


def test_opening_while_a_question_changes(live_cast):
    """Nobody is asked what the one who opened it has not seen."""
    rows = [make_draft(live_cast.hal, live_cast.oak, questions=SHORT) for _ in range(ROUNDS)]
    hal, sid = fresh(live_cast.hal), fresh(live_cast.sid)
    opens = [partial(lifecycle.open_survey, actor=hal, survey=row, version=row.version) for row in rows]
    adds = [partial(services.add_question, actor=sid, survey=row, values=QUESTIONS[1]) for row in rows]
    for row, (opened, added) in zip(rows, race(opens, adds), strict=True):
        assert opened.won != added.won
        assert type(opened.error or added.error) in (StaleVersion, IllegalMove)
        assert fresh(row).questions.count() == 2 + added.won


def test_two_turn_one_answer_into_a_need_once(live_cast):
    survey = make_open(live_cast.hal, live_cast.oak, questions=SHORT)
    answer_all(survey, colleagues(live_cast.oak, ROUNDS), text="Time")
    survey = close_and_show(survey, live_cast.hal)
    rows = list(Answer.objects.exclude(words="").select_related("question"))
    values = {"title": "Time", "area": "teaching", "reason": "personal", "people_count": 5}
    deeds = [
        [
            partial(
                needs.need_from_answer,
                actor=fresh(who), survey=survey, answer=row, needed_by="school", values=values,
            )
            for row in rows
        ]
        for who in (live_cast.hal, live_cast.sid)
    ]  # fmt: skip
    finishes = race(*deeds)
    assert all(first.value == second.value for first, second in finishes)
    assert Need.objects.count() == ROUNDS
