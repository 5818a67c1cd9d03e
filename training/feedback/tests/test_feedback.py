"""Feedback on training: who gives it, changes and shares it, what the database refuses, who reads it (policy IM-2)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from certificates.tests.test_awards import at_once
from core.calendar import now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from cpd_trust.tests.helpers import PEOPLE, names_who
from people.models import Person
from training.feedback import policies
from training.feedback.selectors import readers_of
from training.feedback.services import Words, change_feedback, give_feedback, share_feedback, stop_sharing
from training.models import Feedback
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-2")]

READERS = {"ada", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"}
STAFF = READERS | {"bea", "tom", "eli", "kim"}
WORDS = Words("Wait longer for an answer.", "I count to five.", "school", "some", "Year 2 teachers")


def of_ada(cast, **facts):
    return RecordFactory(person=cast.ada, school=cast.oak, **facts)


def feedback_of_ada(cast, **facts):
    return FeedbackFactory(record=of_ada(cast), **facts)


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "givers"), [(-1, {"ada"}), (0, {"ada"}), (1, set())])
def test_who_gives_feedback_and_from_when(cast, days, givers):
    record = of_ada(cast, starts_on=today() + dt.timedelta(days=days))
    assert names_who(cast, policies.can_give, record) == givers


MAY = {
    ("change", False): {"ada"},
    ("change", True): {"ada"},
    ("share", False): {"ada"},
    ("share", True): set(),
    ("stop_sharing", False): set(),
    ("stop_sharing", True): {"ada", "ann"},
}


@pytest.mark.parametrize(("verb", "is_shared"), MAY)
def test_who_does_what_with_feedback_in_each_state(cast, verb, is_shared):
    feedback = feedback_of_ada(cast, shared=is_shared)
    assert names_who(cast, getattr(policies, f"can_{verb}"), feedback) == MAY[verb, is_shared]


def test_who_asks_for_what_is_missing(cast):
    record = of_ada(cast)
    assert names_who(cast, policies.can_prompt, record) == {"sid", "hal", "eve", "cleo"}
    own = RecordFactory(person=cast.hal, school=cast.oak)
    assert policies.can_prompt(cast.hal, own).reason == "This is your own training. Give your feedback instead."


def test_who_reads_what_colleagues_share(cast):
    assert names_who(cast, policies.can_read_library) == STAFF


@pytest.mark.parametrize(("is_shared", "readers"), [(False, READERS), (True, STAFF)])
def test_who_reads_feedback(cast, is_shared, readers):
    feedback = feedback_of_ada(cast, shared=is_shared)
    assert names_who(cast, lambda actor: feedback in Feedback.objects.visible_to(actor)) == readers
    library = names_who(cast, lambda actor: feedback in Feedback.objects.in_library_of(actor))
    assert library == (STAFF if is_shared else set())


def test_a_governor_reads_what_is_their_own(cast):
    own = FeedbackFactory(record=RecordFactory(person=cast.gus, school=cast.oak), shared=True)
    FeedbackFactory(record=of_ada(cast), shared=True)
    assert list(Feedback.objects.visible_to(cast.gus)) == [own]


def test_what_is_shared_goes_with_the_post(cast):
    """Somebody who has no place in the trust any more reads nothing of it."""
    feedback = feedback_of_ada(cast, shared=True)
    cast.tom.posts.update(ends_on=today() - dt.timedelta(days=1))
    assert not Feedback.objects.visible_to(Person.objects.get(pk=cast.tom.pk)).contains(feedback)


# --- The verbs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_shared", [True, False])
def test_feedback_is_given_once(cast, is_shared):
    record = of_ada(cast)
    feedback = give_feedback(record=record, actor=cast.ada, words=WORDS, is_shared=is_shared)
    assert (feedback.learnt, feedback.recommended_words) == (WORDS.learnt, "Yes, for some: Year 2 teachers")
    assert (feedback.is_shared, feedback.shared_at is not None) == (is_shared, is_shared)
    event = AuditEvent.objects.get(code="training.feedback.given")
    assert (event.actor, event.school_id, event.note) == (cast.ada, cast.oak.pk, "")
    with pytest.raises(IllegalMove, match="already"):
        give_feedback(record=record, actor=cast.ada, words=WORDS, is_shared=is_shared)
    assert Feedback.objects.count() == 1


def test_nobody_gives_it_for_somebody_else(cast):
    for name in ("lin", "hal", "eve", "ann"):
        with pytest.raises(PermissionDenied):
            give_feedback(record=of_ada(cast), actor=getattr(cast, name), words=WORDS, is_shared=False)
    with pytest.raises(PermissionDenied, match="once the training has finished"):
        give_feedback(
            record=of_ada(cast, starts_on=today() + dt.timedelta(days=1)), actor=cast.ada, words=WORDS, is_shared=False
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"learnt": "  "}, "learnt"), ({"will_do": ""}, "will_do"), ({"recommended_for": " "}, "recommended_for")],
)
def test_what_is_missing_is_said(cast, changed, field):
    words = Words(**WORDS.fields() | changed)
    with pytest.raises(ValidationError) as problem:
        give_feedback(record=of_ada(cast), actor=cast.ada, words=words, is_shared=False)
    assert set(problem.value.message_dict) == {field}
    feedback = feedback_of_ada(cast)
    with pytest.raises(ValidationError):
        change_feedback(feedback=feedback, actor=cast.ada, version=1, words=words, is_shared=False)


def test_it_is_changed_shared_and_taken_back(cast):
    feedback = feedback_of_ada(cast)
    feedback = change_feedback(feedback=feedback, actor=cast.ada, version=1, words=WORDS, is_shared=True)
    first = feedback.shared_at
    assert (feedback.version, feedback.will_do) == (2, WORDS.will_do)
    feedback = change_feedback(feedback=feedback, actor=cast.ada, version=2, words=WORDS, is_shared=True)
    assert feedback.shared_at == first
    feedback = stop_sharing(feedback=feedback, actor=cast.ada, version=3)
    assert (feedback.is_shared, feedback.shared_at) == (False, None)
    feedback = share_feedback(feedback=feedback, actor=cast.ada, version=4)
    assert feedback.shared_at > first
    codes = list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"training.feedback.{verb}" for verb in ("changed", "changed", "unshared", "shared")]
    shared = AuditEvent.objects.filter(changes__is_shared=[False, True])
    assert shared.count() == 2


@pytest.mark.parametrize("verb", [share_feedback, stop_sharing])
def test_an_old_page_and_a_strangers_hand_change_nothing(cast, verb):
    feedback = feedback_of_ada(cast, shared=verb is stop_sharing)
    with pytest.raises(StaleVersion):
        verb(feedback=feedback, actor=cast.ada, version=7)
    with pytest.raises(PermissionDenied):
        verb(feedback=feedback, actor=cast.hal, version=1)
    with pytest.raises(StaleVersion):
        change_feedback(feedback=feedback, actor=cast.ada, version=7, words=WORDS, is_shared=False)
    with pytest.raises(PermissionDenied):
        change_feedback(feedback=feedback, actor=cast.hal, version=1, words=WORDS, is_shared=False)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_give_it_once(live_cast):
    """With the lock one of the two is told so; the twin below goes past it and meets the database."""
    for _ in range(5):
        record = of_ada(live_cast)
        give = {"record": record, "actor": live_cast.ada, "words": WORDS, "is_shared": True}
        errors = at_once(*[lambda: give_feedback(**give)] * 2)  # noqa: B023 -- the threads end in this turn
        assert [type(error) for error in errors] == [IllegalMove]
    assert Feedback.objects.count() == AuditEvent.objects.filter(code="training.feedback.given").count() == 5


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_the_database_refuses_the_second(live_cast):
    record = of_ada(live_cast)
    errors = at_once(*[lambda: FeedbackFactory(record=record)] * 2)
    assert [type(error) for error in errors] == [IntegrityError]
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ada", "your line manager, the leaders of your school and the central team"),
        ("gus", "the leaders of the school, the chair and the clerk of your board, and the central team"),
        ("tess", "the chair of trustees, their clerk and the central team"),
    ],
)
def test_whoever_gives_it_is_told_who_reads_it(cast, name, words):
    """What the form says is what the scope does: these and nobody else."""
    school = cast.central if name == "tess" else cast.oak
    record = RecordFactory(person=getattr(cast, name), school=school)
    assert readers_of(record) == words
    central, leaders = {"eve", "cleo", "ben", "ann"}, {"sid", "hal"}
    readers = {
        "ada": central | leaders | {"lin"},
        "gus": central | leaders | {"chas", "cora"},
        "tess": central | {"tara"},
    }[name]
    feedback = FeedbackFactory(record=record)
    seen = {n for n in PEOPLE if Feedback.objects.visible_to(getattr(cast, n)).contains(feedback)}
    assert seen == readers | {name}


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"useful_for": "moon"}, "useful_for_known"),
        ({"recommends": "5"}, "recommends_known"),
        ({"recommends": "some", "recommended_for": ""}, "some_says_for_whom"),
        ({"learnt": ""}, "has_words"),
        ({"will_do": ""}, "has_words"),
        ({"is_shared": True, "shared_at": None}, "shared_has_moment"),
        ({"is_shared": False, "shared_at": now() + dt.timedelta(days=1)}, "shared_has_moment"),
        ({"updated_at": now() - dt.timedelta(days=2)}, "moments_in_order"),
        ({"is_shared": True, "shared_at": now() - dt.timedelta(days=2)}, "moments_in_order"),
    ],
)
def test_the_database_refuses_what_no_feedback_is(cast, facts, rule):
    feedback = feedback_of_ada(cast)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Feedback.objects.filter(pk=feedback.pk).update(**facts)


def test_the_database_keeps_one_feedback_and_one_asking_a_record(cast):
    feedback = feedback_of_ada(cast)
    asking = FeedbackRequestFactory(record=feedback.record)
    for factory in (FeedbackFactory, FeedbackRequestFactory):
        with pytest.raises(IntegrityError), transaction.atomic():
            factory(record=feedback.record)
    with pytest.raises(IntegrityError, match="reminded_after_asked"), transaction.atomic():
        type(asking).objects.filter(pk=asking.pk).update(reminded_at=now() - dt.timedelta(days=9))


def test_an_index_answers_the_library_and_the_sweep(cast):
    """What is asked of every record or feedback of the trust is sorted by an index, whatever their number."""
    with connection.cursor() as cursor:
        names = {*connection.introspection.get_constraints(cursor, "training_feedback")}
        names |= {*connection.introspection.get_constraints(cursor, "training_record")}
    assert {"training_feedback_library", "training_record_to_ask"} <= names


def test_the_words_of_somebody_who_has_left_stay_without_the_name(cast, sign_in):
    feedback = feedback_of_ada(cast, shared=True)
    library = reverse("training:feedback-list")
    pages = [library, f"{library}?export=csv", feedback.get_absolute_url()]
    for left, shows in ((None, True), (today() - dt.timedelta(days=1), False)):
        Person.objects.filter(pk=cast.ada.pk).update(left_on=left)
        for url in pages:
            answer = sign_in(cast.tom).get(url)
            text = (b"".join(answer) if answer.streaming else answer.content).decode()
            assert feedback.learnt in text
            assert ("Ada Example" in text, "Someone who has left" in text) == (shows, not shows)


def test_the_administrator_stops_sharing_and_it_is_on_record(cast):
    feedback = feedback_of_ada(cast, shared=True)
    stop_sharing(feedback=feedback, actor=cast.ann, version=feedback.version)
    assert not Feedback.objects.get().is_shared
    event = AuditEvent.objects.get(code="training.feedback.unshared")
    assert event.actor == cast.ann


def test_readers_of_feedback_for_a_school_that_one_left_are_the_leaders_of_both(cast):
    record = RecordFactory(person=cast.ada, school=cast.elm)
    assert "the leaders of your school and of Elm Primary School and the central team" in readers_of(record)
    feedback = FeedbackFactory(record=record)
    for name in ("hal", "eli"):
        assert Feedback.objects.visible_to(getattr(cast, name)).filter(pk=feedback.pk).exists()
