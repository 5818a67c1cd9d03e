"""Who reads a review and who does what with it: every state, everybody of the cast (policy PM-1, PM-4)."""

import datetime as dt

import pytest

from appraisal import policies
from appraisal.models import AgreedTraining, Objective, Review
from appraisal.tests.factories import make_review
from core.calendar import now
from cpd_trust.tests.helpers import names_who
from people.tests.factories import GrantFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("PM-1")]

STATES = Review.Status.values
MAY = {
    ("set", "setting"): {"ada", "lin"},
    ("propose", "setting"): {"lin"},
    ("agree", "proposed"): {"ada"},
    ("send_back", "proposed"): {"ada", "lin"},
    ("reopen", "agreed"): {"lin"},
    ("reopen", "set"): {"lin"},
    ("reply", "set"): {"ada"},
    **{("change_reviewer", state): {"hal"} for state in STATES},
}
for in_force in Review.Status.in_force():
    MAY |= {("add_self_review", in_force): {"ada"}, ("add_mid_year_notes", in_force): {"lin"}}
    MAY |= {("add_progress", in_force): {"ada", "lin"}}


def adas(cast, status="setting", **facts):
    return make_review(status, school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, **facts)


def hals(cast, status="setting", **facts):
    """Return the review review of a school leader."""
    facts = {"reviewer": cast.eve} | facts
    return make_review(status, school=cast.oak, reviewee=cast.hal, is_of_leader=True, **facts)


VERBS = (
    "set", "propose", "agree", "send_back", "set_without_agreement", "reply", "reopen", "change_reviewer",
    "add_self_review", "add_mid_year_notes", "add_progress",
)  # fmt: skip


@pytest.mark.parametrize("status", STATES)
def test_who_may_do_what_in_each_state(status, cast):
    review = adas(cast, status)
    found = {verb: names_who(cast, getattr(policies, f"can_{verb}"), review) for verb in VERBS}
    assert found == {verb: MAY.get((verb, status), set()) for verb in VERBS}


def test_who_sets_without_agreement_and_after_what(cast):
    """The reviewer alone, what was sent back or left unanswered for two weeks."""

    def who(status, sent_back, days):
        moment = now() - dt.timedelta(days=days)
        review = Review(status=status, school=cast.oak, reviewee=cast.ada, reviewer=cast.lin, pk=kept.pk)
        review.sent_back_at, review.proposed_at = moment if sent_back else None, moment
        return names_who(cast, policies.can_set_without_agreement, review)

    kept = adas(cast)
    found = {
        (status, sent_back, days): who(status, sent_back, days)
        for status in STATES
        for sent_back in (False, True)
        for days in (0, 13, 14)
    }
    may = [*(("setting", True, days) for days in (0, 13, 14)), *(("proposed", True, days) for days in (0, 13, 14))]
    assert {key for key, names in found.items() if names} == {*may, ("proposed", False, 14)}
    assert {name for names in found.values() for name in names} == {"lin"}
    kept.objectives.all().delete()
    assert who("setting", True, 14) == set()


def test_nobody_replies_twice(cast):
    review = adas(cast, "set")
    review.agreements.update(reply="I teach another class now.", replied_at=now())
    assert "already" in policies.can_reply(cast.ada, review).reason


@pytest.mark.parametrize("status", STATES)
def test_who_removes_an_objective_and_changes_training_in_each_state(status, cast):
    review = adas(cast, status, objectives=2, trainings=1)
    objective, training = review.objectives.last(), AgreedTraining.objects.get()
    two = {"ada", "lin"} if status == "setting" else set()
    assert names_who(cast, policies.can_remove_objective, objective) == two
    assert names_who(cast, policies.can_change_training, training) == two


def test_what_became_a_need_is_neither_changed_nor_removed_when_the_review_is_open_again(cast):
    review = adas(cast, "agreed", objectives=2, trainings=1)
    review.move_to("setting", reason="A new class.")
    first, second = review.objectives.all()
    training = AgreedTraining.objects.select_related("objective__review").get()
    assert names_who(cast, policies.can_set, review) == {"ada", "lin"}
    assert names_who(cast, policies.can_change_training, training) == set()
    assert names_who(cast, policies.can_remove_objective, first) == set()
    assert names_who(cast, policies.can_remove_objective, second) == {"ada", "lin"}


def test_nothing_is_proposed_without_an_objective(cast):
    assert "objective" in policies.can_propose(cast.lin, adas(cast, objectives=0)).reason


@pytest.mark.parametrize("status", STATES)
def test_the_two_and_the_headteacher_read_it_and_nobody_else(status, cast):
    review = adas(cast, status, trainings=1)
    for model, key in ((Review, "pk"), (Objective, "review"), (AgreedTraining, "objective__review")):
        reads = names_who(
            cast, lambda actor, rows=model.objects, key=key: rows.visible_to(actor).filter(**{key: review.pk})
        )
        assert reads == {"ada", "lin", "hal"}, model


@pytest.mark.parametrize("status", STATES)
def test_a_headteachers_own_is_read_by_the_two_alone(status, cast):
    review = hals(cast, status)
    other_leader = PersonFactory()
    GrantFactory(person=other_leader, role="head_of_school", school=cast.oak)
    assert names_who(cast, Review.objects.visible_to) == {"hal", "eve"}
    assert not Review.objects.visible_to(other_leader).exists()
    # That there is one, and who leads it, is seen by the executives, who may name somebody else.
    assert names_who(cast, Review.objects.listed_for) == {"eve", "cleo"}
    assert names_who(cast, policies.can_change_reviewer, review) == {"eve", "cleo"}


def test_whose_list_a_review_stands_in(cast):
    adas(cast)
    assert names_who(cast, Review.objects.listed_for) == {"hal"}
    make_review(school=cast.central, reviewee=cast.kim, reviewer=cast.ben)
    assert names_who(cast, Review.objects.listed_for) == {"hal", "cleo"}
    assert names_who(cast, policies.can_see_list) == {"hal", "eli", "eve", "cleo"}


@pytest.mark.policy("PM-4")
@pytest.mark.parametrize(
    ("school", "person", "openers"),
    [
        ("oak", "ada", {"hal"}),
        ("oak", "bea", {"hal"}),
        ("oak", "sid", {"hal"}),
        ("oak", "hal", {"eve", "cleo"}),
        ("elm", "tom", {"eli"}),
        ("elm", "ada", set()),
        ("central", "kim", {"cleo"}),
        ("central", "eve", {"cleo"}),
        ("central", "cleo", set()),
        ("oak", "gus", set()),
    ],
)
def test_who_opens_whose_review(school, person, openers, cast):
    assert names_who(cast, policies.can_open, getattr(cast, school), getattr(cast, person)) == openers


def test_nobodys_is_opened_who_could_not_agree(cast):
    lunchtime = PersonFactory(email=None)
    PostFactory(person=lunchtime, school=cast.oak, staff_group="auxiliary")
    assert "sign in" in policies.can_open(cast.hal, cast.oak, lunchtime).reason


def test_opening_all(cast):
    assert names_who(cast, policies.can_open_all, cast.oak) == {"hal"}
    assert names_who(cast, policies.can_open_all, cast.central) == {"cleo"}


def test_whoever_left_the_school_does_not_agree_there(cast):
    review = adas(cast, "proposed")
    cast.ada_post.ends_on = cast.ada_post.starts_on
    cast.ada_post.save()
    cast.ada.forget_authority()
    assert not policies.can_agree(cast.ada, review)
