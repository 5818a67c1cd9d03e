"""Two at once: a review is opened once, agreed once, and each agreed training becomes one need (policy PM-1)."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from appraisal.models import AgreedTraining, Review
from appraisal.services.agreeing import agree_review, send_review_back, set_without_agreement
from appraisal.services.reviews import open_all_reviews, open_review
from appraisal.tests.factories import make_review
from core.calendar import now
from core.flow import FlowQuerySet, IllegalMove
from cpd_trust.tests.racing import losers, race
from people.models import Person
from people.querysets import SchoolQuerySet
from people.tests.factories import PostFactory
from planning.models import Need
from planning.needs.services import raise_need

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.policy("PM-1")]

ROUNDS = 20


def proposed(cast, rounds=ROUNDS):
    """Return reviews of so many people of Oak, each with two trainings, that wait for agreement."""
    people = [PostFactory(school=cast.oak).person for _ in range(rounds)]
    facts = {"school": cast.oak, "reviewer": cast.lin, "trainings": 2}
    return [make_review("proposed", reviewee=person, **facts) for person in people]


def agreeing(reviews):
    return [
        partial(agree_review, review=r, actor=Person.objects.get(pk=r.reviewee_id), version=r.version) for r in reviews
    ]


def test_agreed_in_two_windows_each_training_becomes_one_need(live_cast):
    reviews = proposed(live_cast)
    finishes = race(agreeing(reviews), agreeing(reviews))
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
    assert losers(finishes) == {IllegalMove}
    assert Need.objects.count() == 2 * ROUNDS
    assert AgreedTraining.objects.filter(need__isnull=False).count() == 2 * ROUNDS


def test_of_agreeing_and_taking_back_one_wins(live_cast):
    reviews = proposed(live_cast)
    back = [
        partial(send_review_back, review=r, actor=live_cast.lin, version=r.version, reason="A slip.") for r in reviews
    ]
    finishes = race(agreeing(reviews), back)
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
    for review in Review.objects.all():
        made = Need.objects.filter(person=review.reviewee).count()
        assert made == (2 if review.status == "agreed" else 0)


def test_of_agreeing_and_setting_without_agreement_one_wins_and_each_training_is_one_need(live_cast):
    reviews = proposed(live_cast, 10)
    Review.objects.update(sent_back_at=now())
    facts = {"actor": live_cast.lin, "reason": "We do not agree."}
    setting = [partial(set_without_agreement, review=r, version=r.version, **facts) for r in reviews]
    finishes = race(agreeing(reviews), setting)
    assert {sum(finish.won for finish in round_) for round_ in finishes} == {1}
    assert losers(finishes) == {IllegalMove}
    assert Need.objects.count() == 2 * len(reviews)


def errors_of_opening(cast, rounds):
    """Open Ada's review by itself and with all others at once, so many times, and return what went wrong."""
    errors = set()
    for _ in range(rounds):
        Review.objects.all().delete()
        facts = {"actor": cast.hal, "school": cast.oak}
        [finishes] = race(
            [partial(open_review, **facts, person=cast.ada, reviewer=cast.sid)],
            [partial(open_all_reviews, **facts)],
        )
        errors |= {type(finish.error) for finish in finishes if not finish.won}
        assert Review.objects.filter(reviewee=cast.ada).count() == 1
    return errors


def test_opened_alone_and_with_all_others_there_is_one_review_and_the_loser_is_told(live_cast):
    assert errors_of_opening(live_cast, 10) <= {IllegalMove}


def test_twin_without_the_schools_lock_the_loser_falls_over_the_constraint(live_cast, monkeypatch):
    """The twin of opening (on SQLite the transaction is the lock): the database holds, and the page breaks."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    monkeypatch.setattr(SchoolQuerySet, "select_for_update", lambda rows, **options: rows)
    assert IntegrityError in errors_of_opening(live_cast, 40)


def test_twin_without_the_lock_only_the_database_stops_the_second_window(live_cast, monkeypatch):
    """The twin: without lock and second look both write, and a guard refuses one (SQLite locks anyhow)."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        return
    monkeypatch.setattr(FlowQuerySet, "lock_for", lambda self, target=None, **lookup: self.get(**lookup))
    reviews = proposed(live_cast, 30)
    finishes = race(agreeing(reviews), agreeing(reviews))
    assert IntegrityError in losers(finishes)


def test_past_the_agreement_the_register_still_takes_each_training_once(live_cast):
    """Not the lock alone: the database keeps the need that a training has where somebody goes past it."""
    reviews = proposed(live_cast, 10)
    trainings = list(AgreedTraining.objects.select_related("objective__review__reviewee"))

    def register(training):
        person = Person.objects.get(pk=training.objective.review.reviewee_id)
        values = {"title": training.what, "area": training.area, "source": "review", "reason": "review"}
        with transaction.atomic():
            need = raise_need(actor=person, school=live_cast.oak, needed_by="person", person=person, values=values)
            AgreedTraining.objects.filter(pk=training.pk).update(need=need)

    finishes = race(*([partial(register, training) for training in trainings] for _ in range(2)))
    assert losers(finishes) == {IntegrityError}
    assert Need.objects.count() == 2 * len(reviews)
