"""What the database refuses by itself: every test goes past the services (policy PM-1)."""

import pytest

from appraisal.models import AgreedTraining, Agreement, Objective, Review, YearNote
from appraisal.services.agreeing import keep_agreement
from appraisal.tests.factories import AgreedTrainingFactory, ObjectiveFactory, ReviewFactory, make_review
from core.calendar import now, today
from core.tests.guarded import refuses
from planning.tests.factories import NeedFactory, PriorityFactory, this_year

pytestmark = [pytest.mark.django_db, pytest.mark.policy("PM-1")]


def adas(cast, status="setting", **facts):
    return make_review(status, school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, **facts)


def test_one_review_a_person_school_and_year_and_never_of_oneself(cast):
    adas(cast)
    assert refuses(lambda: adas(cast))
    adas(cast, year=this_year() - 1)
    assert refuses(lambda: ReviewFactory(reviewee=cast.bea, reviewer=cast.bea))


def test_a_review_goes_its_way_and_stays_whose_it_is(cast):
    assert refuses(lambda: ReviewFactory(status="proposed", proposed_at=now()))
    review = adas(cast)
    row = Review.objects.filter(pk=review.pk)
    assert refuses(lambda: row.update(status="agreed", settled_at=now()))
    assert refuses(lambda: row.update(status="proposed"))
    assert refuses(lambda: row.update(status="closed"))
    assert refuses(lambda: row.update(reviewee=cast.bea))
    assert refuses(lambda: row.update(school=cast.elm))
    assert refuses(lambda: row.update(is_of_leader=True))
    empty = make_review(objectives=0, school=cast.oak, reviewee=cast.bea, reviewer=cast.lin)
    assert refuses(lambda: Review.objects.filter(pk=empty.pk).update(status="proposed", proposed_at=now()))


def test_it_is_not_agreed_while_training_is_no_need_yet(cast):
    review = adas(cast, "proposed", trainings=1)
    row, agreement = Review.objects.filter(pk=review.pk), keep_agreement(review, now())
    assert refuses(lambda: row.update(status="agreed", settled_at=agreement.settled_at))
    need = NeedFactory(school=cast.oak, person=cast.ada)
    AgreedTraining.objects.update(need=need)
    row.update(status="agreed", settled_at=agreement.settled_at)


@pytest.mark.parametrize("status", ["proposed", "agreed", "set"])
def test_what_is_proposed_or_agreed_is_not_changed(status, cast):
    review = adas(cast, status, trainings=1)
    objective = review.objectives.get()
    assert refuses(lambda: Objective.objects.update(title="Something else"))
    assert refuses(lambda: ObjectiveFactory(review=review))
    assert refuses(lambda: AgreedTraining.objects.update(what="Something else"))
    assert refuses(lambda: AgreedTrainingFactory(objective=objective))
    assert refuses(AgreedTraining.objects.all().delete)
    AgreedTraining.objects.none().delete()
    bare = make_review(status, school=cast.oak, reviewee=cast.bea, reviewer=cast.lin)
    assert refuses(bare.objectives.all().delete)
    # The twin: while it is being set, the same is written.
    other = make_review(school=cast.oak, reviewee=cast.sid, reviewer=cast.lin, trainings=1)
    other.objectives.update(title="Something else")
    AgreedTraining.objects.filter(objective__review=other).update(what="Something else")
    AgreedTraining.objects.filter(objective__review=other).delete()
    other.objectives.all().delete()


def test_training_becomes_one_need_of_the_reviewee_and_stays_that(cast):
    adas(cast, trainings=1)
    rows = AgreedTraining.objects.all()
    assert refuses(lambda: rows.update(need=NeedFactory(school=cast.elm, person=cast.ada)))
    assert refuses(lambda: rows.update(need=NeedFactory(school=cast.oak, person=cast.bea)))
    rows.update(need=NeedFactory(school=cast.oak, person=cast.ada))
    assert refuses(lambda: rows.update(need=NeedFactory(school=cast.oak, person=cast.ada)))
    assert refuses(lambda: rows.update(need=None))
    assert refuses(lambda: rows.update(what="Something else"))
    assert refuses(rows.delete)


def test_an_objective_serves_its_own_school_and_year_or_the_trust(cast):
    review = adas(cast)
    rows = review.objectives.all()
    assert refuses(lambda: rows.update(priority=PriorityFactory(school=cast.elm)))
    assert refuses(lambda: rows.update(priority=PriorityFactory(school=cast.oak, year=this_year() - 1)))
    assert refuses(lambda: rows.update(school=cast.elm))
    assert refuses(lambda: rows.update(year=this_year() - 1))
    assert refuses(lambda: rows.update(title=""))
    assert refuses(lambda: ObjectiveFactory(review=review, position=1))
    for school in (cast.oak, cast.central):
        rows.update(priority=PriorityFactory(school=school))


def test_what_was_agreed_once_is_never_changed(cast):
    review = adas(cast, "agreed")
    rows = Agreement.objects.all()
    assert refuses(lambda: rows.update(objectives=[]))
    assert refuses(rows.delete)
    assert refuses(lambda: rows.create(review=review, number=1, settled_at=now(), objectives=[]))
    assert refuses(lambda: rows.update(reply="I do not.", replied_at=now()))


def test_objectives_are_set_with_a_reason_after_the_reviewee_had_them_and_answered_once(cast):
    review = adas(cast, trainings=1)
    row, keeps = Review.objects.filter(pk=review.pk), lambda reason="": keep_agreement(review, now(), reason)
    assert refuses(lambda: row.update(status="set", settled_at=keeps("No.").settled_at))
    row.update(sent_back_at=now())
    assert refuses(keeps)
    moment = keeps("We do not agree.").settled_at
    assert refuses(lambda: row.update(status="set"))
    assert refuses(lambda: row.update(status="set", settled_at=now()))
    assert refuses(lambda: row.update(status="set", settled_at=moment))
    AgreedTraining.objects.update(need=NeedFactory(school=cast.oak, person=cast.ada))
    row.update(status="set", settled_at=moment)
    assert refuses(lambda: row.update(status="agreed"))
    said = Agreement.objects.all()
    assert refuses(lambda: said.update(reply="I do not."))
    assert refuses(lambda: said.update(reason="Another one."))
    said.update(reply="I do not.", replied_at=now())
    assert refuses(lambda: said.update(reply="I do.", replied_at=now()))


def test_what_is_written_during_the_year_is_of_its_writer_and_stays(cast):
    review, other = adas(cast, "agreed"), adas(cast, "agreed", year=this_year() - 1)
    notes = YearNote.objects

    def write(author, kind, objective=None, review=review, text="Words"):
        facts = {"review": review, "objective": objective, "held_on": today(), "written_at": now(), "text": text}
        notes.create(author=author, kind=kind, **facts)

    own, foreign, unfinished = review.objectives.get(), other.objectives.get(), adas(cast, year=this_year() - 2)
    wrong = [
        (cast.lin, "self_review"), (cast.ada, "mid_year"), (cast.hal, "progress", own), (cast.ada, "progress"),
        (cast.ada, "progress", foreign), (cast.ada, "self_review", own), (cast.ada, "self_review", None, unfinished),
        (cast.ada, "self_review", None, review, ""),
    ]  # fmt: skip
    assert [args for args in wrong if not refuses(lambda args=args: write(*args))] == []
    for args in ((cast.ada, "self_review"), (cast.lin, "mid_year"), (cast.ada, "progress", own)):
        write(*args)
    assert refuses(lambda: notes.update(text="Other words"))
    assert refuses(notes.all().delete)
