"""The verbs of a review, from opening it to the need in the register (policy PM-1, PM-4, R-3)."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appraisal import selectors
from appraisal.models import AgreedTraining, Objective, Review, YearNote
from appraisal.services.agreeing import (
    agree_review,
    propose_review,
    reopen_review,
    reply_to_objectives,
    send_review_back,
    set_without_agreement,
)
from appraisal.services.objectives import (
    add_objective,
    add_training,
    change_objective,
    change_training,
    remove_objective,
    remove_training,
)
from appraisal.services.reviews import change_reviewer, note_reading, open_all_reviews, open_review
from appraisal.services.year import add_mid_year_notes, add_progress, add_self_review
from appraisal.tests.factories import make_review
from budgets.selectors import estimated_for_reviews
from core.calendar import today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh
from notifications.models import Notice
from people.tests.factories import PersonFactory, PostFactory, ResponsibilityFactory
from planning.models import Need
from planning.tests.factories import PriorityFactory, this_year

pytestmark = [pytest.mark.django_db, pytest.mark.policy("PM-1")]

SECRET = "Wallabytext"
WORDS = {"title": f"{SECRET} objective", "success_criteria": f"{SECRET} criteria"}
TRAINING = {"what": "Two days on fluency", "area": "reading", "estimated_cost": Decimal("240.00")}


def adas(cast, status="setting", **facts):
    return make_review(status, school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, **facts)


def told():
    return [(notice.person.first_name, notice.subject) for notice in Notice.objects.order_by("pk")]


@pytest.mark.policy("R-3")
@pytest.mark.policy("PM-2")
def test_a_review_from_opening_to_the_needs_that_come_of_it(cast):
    priority = PriorityFactory(school=cast.oak)
    review = open_review(actor=cast.hal, school=cast.oak, person=cast.ada, reviewer=cast.lin)
    assert told() == [
        ("Ada", "Your performance review has started"), ("Lin", "You have 1 performance review to lead"),
    ]  # fmt: skip
    serving = add_objective(review=review, actor=cast.lin, values={**WORDS, "priority": priority})
    own = add_objective(review=review, actor=cast.ada, values=WORDS)
    add_training(objective=serving, actor=cast.ada, values={**TRAINING, "wanted_by": today()})
    add_training(objective=own, actor=cast.lin, values={**TRAINING, "what": "Coaching", "estimated_cost": None})
    assert not Need.objects.exists()
    review = propose_review(review=review, actor=cast.lin, version=fresh(review).version)
    assert told()[-1] == ("Ada", "Agree your objectives")
    review = agree_review(review=review, actor=cast.ada, version=review.version)
    assert (review.status, told()[-1][0]) == ("agreed", "Lin")

    first, second = Need.objects.order_by("pk")
    assert (first.title, first.person, first.school, first.year) == (TRAINING["what"], cast.ada, cast.oak, this_year())
    assert (first.source, first.reason, first.priority) == ("review", "priority", priority)
    assert (first.area, first.wanted_by, first.estimated_cost) == ("reading", today(), Decimal("240.00"))
    assert (second.source, second.reason, second.priority) == ("review", "review", None)
    # Boards see what it costs, whichever of the two reasons it has.
    assert estimated_for_reviews(cast.oak, this_year()) == "£240.00 plus 1 with no known price"
    assert {t.need for t in AgreedTraining.objects.all()} == {first, second}

    # Not a word of an objective leaves the review: not to the register, the notices, or the trail.
    kept = [*Need.objects.values_list(), *Notice.objects.values_list(), *AuditEvent.objects.values_list()]
    assert SECRET not in repr(kept)


def test_agreeing_twice_and_anew_makes_each_need_once(cast):
    review = adas(cast, "agreed", trainings=2)
    with pytest.raises(IllegalMove):
        agree_review(review=review, actor=cast.ada, version=review.version)
    review = reopen_review(review=review, actor=cast.lin, version=review.version, reason="A new class.")
    add_training(objective=review.objectives.get(), actor=cast.ada, values=TRAINING)
    review = propose_review(review=review, actor=cast.lin, version=fresh(review).version)
    agree_review(review=review, actor=cast.ada, version=review.version)
    assert Need.objects.count() == 3


def test_amending_takes_no_word_of_an_earlier_agreement_away(cast):
    review = adas(cast, "agreed", trainings=1)
    objective = review.objectives.get()
    before = objective.title
    assert selectors.agreements_of(review)[1] == []
    review = reopen_review(review=review, actor=cast.lin, version=review.version, reason="A new class.")
    change_objective(objective=objective, actor=cast.lin, version=1, values=WORDS)
    assert [old["title"] for old in selectors.agreements_of(review)[1][0].objectives] == [before]
    review = propose_review(review=review, actor=cast.lin, version=fresh(review).version)
    review = agree_review(review=review, actor=cast.ada, version=review.version)
    in_force, (earlier,) = selectors.agreements_of(review)
    assert [(old["title"], old["trainings"]) for old in earlier.objectives] == [
        (before, ["Two days on reading fluency"])
    ]
    assert [new["title"] for new in in_force.objectives] == [WORDS["title"]]


def test_it_is_sent_back_taken_back_and_opened_again_with_a_reason(cast):
    review = adas(cast, "proposed")
    for reason in ("", "  "):
        with pytest.raises(ValidationError):
            send_review_back(review=review, actor=cast.ada, version=review.version, reason=reason)
    review = send_review_back(review=review, actor=cast.ada, version=review.version, reason=SECRET)
    assert (review.status, review.reason) == ("setting", SECRET)
    assert told() == [("Lin", "Objectives sent back to you")]
    review = propose_review(review=review, actor=cast.lin, version=review.version)
    assert review.reason == ""
    review = send_review_back(review=review, actor=cast.lin, version=review.version, reason="A slip.")
    assert told()[-1] == ("Ada", "Your reviewer is changing your objectives")
    review = propose_review(review=review, actor=cast.lin, version=review.version)
    review = agree_review(review=review, actor=cast.ada, version=review.version)
    with pytest.raises(StaleVersion):
        send_review_back(review=review, actor=cast.ada, version=review.version, reason="Not any more.")
    review = reopen_review(review=review, actor=cast.lin, version=review.version, reason=SECRET)
    assert told()[-1] == ("Ada", "Your objectives have been reopened")
    assert SECRET not in repr(list(AuditEvent.objects.values_list())) + repr(list(Notice.objects.values_list()))


def test_what_the_two_do_not_agree_on_is_set_with_a_reason_and_answered_once(cast):
    review = adas(cast, "proposed", trainings=1)
    decide = partial(set_without_agreement, review=review, actor=cast.lin)
    with pytest.raises(PermissionDenied):
        decide(version=review.version, reason="No answer yet.")
    review = send_review_back(review=review, actor=cast.ada, version=review.version, reason="Not with this class.")
    # Neither of the two loses what the other has just written.
    with pytest.raises(StaleVersion):
        decide(version=review.version - 1, reason=SECRET)
    with pytest.raises(ValidationError):
        decide(version=review.version, reason=" ")
    with pytest.raises(PermissionDenied):
        set_without_agreement(review=review, actor=cast.ada, version=review.version, reason=SECRET)
    review = decide(version=review.version, reason=SECRET)
    assert (review.status, review.reason, review.sent_back_at) == ("set", "", None)
    assert told()[-1] == ("Ada", "Your reviewer has set your objectives")
    # The training becomes a need of the reviewee as it does on agreement, also where the reviewer plans for nobody.
    need = Need.objects.get()
    assert (need.person, need.source, need.raised_by) == (cast.ada, "review", cast.lin)
    with pytest.raises(IllegalMove):
        agree_review(review=review, actor=cast.ada, version=review.version)

    with pytest.raises(ValidationError):
        reply_to_objectives(review=review, actor=cast.ada, version=review.version, reply="\n")
    with pytest.raises(StaleVersion):
        reply_to_objectives(review=review, actor=cast.ada, version=1, reply=SECRET)
    review = reply_to_objectives(review=review, actor=cast.ada, version=review.version, reply=SECRET)
    assert told()[-1] == ("Lin", "Reply to the objectives you set")
    with pytest.raises(PermissionDenied):
        reply_to_objectives(review=review, actor=cast.ada, version=review.version, reply="Once more.")
    review = reopen_review(review=review, actor=cast.lin, version=review.version, reason="A new class.")
    (earlier,) = selectors.agreements_of(review)[1]
    assert (earlier.reason, earlier.reply) == (SECRET, SECRET)
    # Opened again, it is proposed again before it can be set.
    with pytest.raises(PermissionDenied):
        decide(version=review.version, reason=SECRET)
    assert SECRET not in repr([list(model.objects.values_list()) for model in (Need, Notice, AuditEvent)])


def test_what_is_proposed_or_in_force_is_not_changed(cast):
    for number, status in enumerate(("proposed", "agreed", "set")):
        review = adas(cast, status, trainings=1, year=this_year() - number)
        objective = review.objectives.get()
        training = objective.trainings.get()
        deeds = [
            lambda r=review: add_objective(review=r, actor=cast.ada, values=WORDS),
            lambda o=objective: change_objective(objective=o, actor=cast.lin, version=1, values=WORDS),
            lambda o=objective: remove_objective(objective=o, actor=cast.lin, version=1),
            lambda o=objective: add_training(objective=o, actor=cast.ada, values=TRAINING),
            lambda t=training: change_training(training=t, actor=cast.ada, version=1, values=TRAINING),
            lambda t=training: remove_training(training=t, actor=cast.ada, version=1),
        ]
        for deed in deeds:
            with pytest.raises(IllegalMove):
                deed()


def test_objectives_and_training_are_changed_and_removed_while_they_are_set(cast):
    review = adas(cast, trainings=1)
    objective = review.objectives.get()
    training = objective.trainings.get()
    assert change_objective(objective=objective, actor=cast.ada, version=1, values=WORDS).title == WORDS["title"]
    with pytest.raises(StaleVersion):
        change_objective(objective=objective, actor=cast.lin, version=1, values=WORDS)
    assert change_training(training=training, actor=cast.lin, version=1, values=TRAINING).what == TRAINING["what"]
    with pytest.raises(StaleVersion):
        remove_training(training=training, actor=cast.lin, version=1)
    other = add_objective(review=review, actor=cast.ada, values=WORDS)
    remove_objective(objective=objective, actor=cast.ada, version=2)
    assert (list(Objective.objects.all()), AgreedTraining.objects.count()) == ([other], 0)
    assert add_objective(review=review, actor=cast.ada, values=WORDS).position == other.position + 1


@pytest.mark.policy("RM-3")
def test_during_the_year_the_two_write_and_the_other_is_told_without_a_word_of_it(cast):
    review = adas(cast, "agreed")
    objective, facts = review.objectives.get(), {"held_on": today(), "text": f" {SECRET} "}
    add_self_review(review=review, actor=cast.ada, **facts)
    add_mid_year_notes(review=review, actor=cast.lin, **facts)
    for actor in (cast.ada, cast.lin, cast.lin):
        add_progress(objective=objective, actor=actor, **facts)
    assert told()[-5:] == [
        ("Lin", "Self-review to read"),
        ("Ada", "Notes of your mid-year conversation"),
        ("Lin", "Progress added to an objective"),
        *[("Ada", "Progress added to an objective")] * 2,
    ]
    assert {note.text for note in YearNote.objects.all()} == {SECRET}
    assert SECRET not in repr([list(model.objects.values_list()) for model in (Notice, AuditEvent)])
    for wrong in ({"text": " "}, {"held_on": today() + dt.timedelta(days=1)}):
        with pytest.raises(ValidationError):
            add_self_review(review=review, actor=cast.ada, **facts | wrong)
    with pytest.raises(PermissionDenied):
        add_progress(objective=objective, actor=cast.hal, **facts)
    # Opened again, nothing is written on it, and an objective with progress stays.
    reopen_review(review=review, actor=cast.lin, version=review.version, reason="A new class.")
    with pytest.raises(IllegalMove):
        add_progress(objective=objective, actor=cast.ada, **facts)
    with pytest.raises(PermissionDenied):
        remove_objective(objective=objective, actor=cast.lin, version=1)


def test_nobody_proposes_what_they_have_not_seen(cast):
    review = adas(cast)
    add_objective(review=review, actor=cast.ada, values=WORDS)
    with pytest.raises(StaleVersion):
        propose_review(review=review, actor=cast.lin, version=review.version)


def test_an_objective_serves_a_priority_of_its_school_or_the_trust_in_its_year(cast):
    review = adas(cast)
    for facts in ({"school": cast.elm}, {"school": cast.oak, "year": this_year() - 1}):
        with pytest.raises(ValidationError):
            add_objective(review=review, actor=cast.ada, values={**WORDS, "priority": PriorityFactory(**facts)})
    trusts = PriorityFactory(school=cast.central)
    assert add_objective(review=review, actor=cast.ada, values={**WORDS, "priority": trusts}).priority == trusts


def test_only_the_two_write(cast):
    review = adas(cast)
    for person in (cast.hal, cast.bea, cast.eve):
        with pytest.raises(PermissionDenied):
            add_objective(review=review, actor=person, values=WORDS)


# --- Opening ------------------------------------------------------------------------------------------------------


def test_a_review_is_opened_once_a_year_by_whoever_may(cast):
    review = open_review(actor=cast.hal, school=cast.oak, person=cast.ada, reviewer=cast.lin)
    with pytest.raises(IllegalMove):
        open_review(actor=cast.hal, school=cast.oak, person=cast.ada, reviewer=cast.lin)
    with pytest.raises(PermissionDenied):
        open_review(actor=cast.sid, school=cast.oak, person=cast.bea, reviewer=cast.lin)
    with pytest.raises(ValidationError):
        open_review(actor=cast.hal, school=cast.oak, person=cast.bea, reviewer=cast.tom)
    with pytest.raises(ValidationError):
        open_review(actor=cast.hal, school=cast.oak, person=cast.bea, reviewer=cast.bea)
    assert not review.is_of_leader
    own = open_review(actor=cast.eve, school=cast.oak, person=cast.hal, reviewer=cast.eve)
    assert own.is_of_leader
    with pytest.raises(ValidationError):
        open_review(actor=cast.eve, school=cast.elm, person=cast.eli, reviewer=cast.hal)


@pytest.mark.policy("PM-4")
def test_all_are_opened_that_have_a_reviewer_and_the_others_are_named_with_the_reason(cast):
    lunchtime, beginner = PersonFactory(email=None), PersonFactory()
    PostFactory(person=lunchtime, school=cast.oak, staff_group="auxiliary", line_manager=cast.hal)
    PostFactory(person=beginner, school=cast.oak, career_stage="ect_1", line_manager=cast.lin)
    second = PostFactory(school=cast.oak, line_manager=cast.lin, staff_group="teaching_assistant").person
    PostFactory(person=cast.ada, school=cast.oak, job_title="Reading lead")
    done = open_all_reviews(actor=cast.hal, school=cast.oak)
    assert {(r.reviewee, r.reviewer) for r in done.reviews} == {(cast.ada, cast.lin), (second, cast.lin)}
    assert {one.person: one.left_out for one in done.left_out} == {
        lunchtime: selectors.NO_SIGN_IN,
        beginner: selectors.INDUCTION,
        cast.bea: selectors.NO_REVIEWER,
        cast.lin: selectors.NO_REVIEWER,
        cast.sid: selectors.NO_REVIEWER,
    }
    assert told() == [
        *[(r.reviewee.first_name, "Your performance review has started") for r in done.reviews],
        ("Lin", "You have 2 performance reviews to lead"),
    ]
    # Where the school names one reviewer, those without a line manager are reviewed by them; nobody by themselves.
    ResponsibilityFactory(person=cast.sid, school=cast.oak, kind="reviewer")
    again = open_all_reviews(actor=cast.hal, school=cast.oak)
    assert {(r.reviewee, r.reviewer) for r in again.reviews} == {(cast.bea, cast.sid), (cast.lin, cast.sid)}
    assert open_all_reviews(actor=cast.hal, school=cast.oak).reviews == ()
    with pytest.raises(PermissionDenied):
        open_all_reviews(actor=cast.eve, school=cast.oak)


def test_another_reviewer_takes_over_and_the_one_before_reads_it_no_longer(cast):
    review = adas(cast, "agreed")
    changed = change_reviewer(review=review, actor=cast.hal, version=review.version, reviewer=cast.sid)
    assert not Review.objects.visible_to(cast.lin).exists()
    assert Review.objects.visible_to(cast.sid).exists()
    assert [name for name, _ in told()[-3:]] == ["Ada", "Sid", "Lin"]
    with pytest.raises(StaleVersion):
        change_reviewer(review=review, actor=cast.hal, version=review.version, reviewer=cast.lin)
    for nobody in (cast.ada, cast.tom):
        with pytest.raises(ValidationError):
            change_reviewer(review=changed, actor=cast.hal, version=changed.version, reviewer=nobody)


def test_each_reading_by_somebody_beside_the_two_is_kept_on_record(cast):
    review = adas(cast)
    AuditEvent.objects.all()
    before = AuditEvent.objects.count()
    for person in (cast.ada, cast.lin):
        note_reading(review=review, actor=person)
    assert AuditEvent.objects.count() == before
    for _ in range(2):
        note_reading(review=review, actor=cast.hal)
    assert AuditEvent.objects.filter(code="appraisal.review.read", actor=cast.hal).count() == 2
