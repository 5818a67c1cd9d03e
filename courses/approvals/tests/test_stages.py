"""Who decides on whom (policy IM-5): the table of the design for every kind of applicant."""

import datetime as dt

import pytest

from core.calendar import today
from courses.approvals.stages import PlannedStage, plan_stages, stage_title, who_decides
from courses.requests.capacities import capacities_of, is_early_career
from people.models import Delegation, Grant, Role, School
from people.tests.factories import GrantFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]

CHAINS = {
    # applicant: (school, capacity, [deciding roles in order])
    "ada": ("oak", "", ["headteacher", "executive_lead"]),
    "bea": ("oak", "", ["headteacher", "executive_lead"]),
    "sid": ("oak", "", ["headteacher", "executive_lead"]),
    "hal": ("oak", "", ["executive_lead"]),
    "tom": ("elm", "", ["headteacher", "executive_lead"]),
    "kim": ("central", "", ["central_head", "executive_lead"]),
    "ben": ("central", "", ["central_head", "executive_lead"]),
    "ann": ("central", "", ["central_head", "executive_lead"]),
    "eve": ("central", "", ["ceo"]),
    "cleo": ("central", "", ["chair_of_trustees"]),
    "gus": ("oak", "governor", ["chair_of_governors", "executive_lead"]),
    "chas": ("oak", "chair_of_governors", ["executive_lead"]),
    "cora": ("oak", "clerk", ["chair_of_governors", "executive_lead"]),
    "tess": ("central", "trustee", ["chair_of_trustees", "ceo"]),
    "tara": ("central", "chair_of_trustees", ["ceo"]),
    "mel": ("central", "member", ["chair_of_trustees", "ceo"]),
}


def roles(applicant, school, applies_as=""):
    return [stage.role for stage in plan_stages(applicant=applicant, school=school, applies_as=applies_as)]


@pytest.mark.parametrize("name", CHAINS)
def test_plan_stages_for_the_cast(name, cast):
    school, applies_as, expected = CHAINS[name]
    person = getattr(cast, name)
    assert [(c.school.name, c.applies_as) for c in capacities_of(person)] == [(getattr(cast, school).name, applies_as)]
    planned = plan_stages(applicant=person, school=getattr(cast, school), applies_as=applies_as)
    assert [stage.role for stage in planned] == expected
    assert [stage.position for stage in planned] == list(range(1, len(expected) + 1))
    for stage in planned:
        assert stage.school == (getattr(cast, school) if stage.role in Role.of_a_school() else None)
        assert person not in [decider.person for decider in who_decides(stage, person)]
        assert who_decides(stage, person), f"{stage.title} is vacant"


def test_somebody_without_a_place_has_no_capacity(cast):
    assert capacities_of(cast.nora) == []


def test_a_clerk_to_the_trust_asks_as_one_of_it_and_as_clerk_of_a_school_beside(cast):
    GrantFactory(person=cast.cora, role="clerk", school=None)
    found = [(c.school, c.applies_as, c.label) for c in capacities_of(cast.cora)]
    assert found == [
        (cast.oak, "clerk", "Clerk, Oak Primary School"),
        (cast.central, "clerk", "Clerk to the trust"),
    ]
    assert roles(cast.cora, cast.central, "clerk") == ["chair_of_trustees", "ceo"]
    assert roles(cast.cora, cast.oak, "clerk") == ["chair_of_governors", "executive_lead"]


def test_a_trainee_is_decided_on_by_the_placement_school(cast):
    trainee = PostFactory(school=cast.elm, staff_group="trainee", career_stage="trainee").person
    planned = plan_stages(applicant=trainee, school=cast.elm)
    assert [decider.person for decider in who_decides(planned[0], trainee)] == [cast.eli]


def test_a_head_of_school_decides_where_there_is_no_headteacher(cast):
    Grant.objects.filter(person=cast.eli).update(role="head_of_school")
    assert roles(cast.tom, cast.elm) == ["head_of_school", "executive_lead"]
    assert roles(cast.eli, cast.elm) == ["executive_lead"]


def test_the_headteacher_decides_where_both_are_there(cast):
    both = PostFactory(school=cast.elm).person
    GrantFactory(person=both, role="head_of_school", school=cast.elm)
    assert roles(cast.tom, cast.elm) == ["headteacher", "executive_lead"]
    assert roles(both, cast.elm) == ["executive_lead"]


def test_the_headteacher_of_one_school_asks_as_staff_at_another(cast):
    PostFactory(person=cast.hal, school=cast.elm)
    cast.hal.forget_authority()
    assert roles(cast.hal, cast.oak) == ["executive_lead"]
    assert roles(cast.hal, cast.elm) == ["headteacher", "executive_lead"]
    assert {c.school for c in capacities_of(cast.hal)} == {cast.oak, cast.elm}


def test_staff_who_also_govern_choose_and_each_capacity_has_its_chain(cast):
    GrantFactory(person=cast.ada, role="governor", school=cast.elm)
    chair = PersonFactory()
    GrantFactory(person=chair, role="chair_of_governors", school=cast.elm)
    assert [(c.school, c.applies_as) for c in capacities_of(cast.ada)] == [(cast.oak, ""), (cast.elm, "governor")]
    planned = plan_stages(applicant=cast.ada, school=cast.elm, applies_as="governor")
    assert [stage.role for stage in planned] == ["chair_of_governors", "executive_lead"]
    assert [decider.person for decider in who_decides(planned[0], cast.ada)] == [chair]


def test_a_staff_governor_of_the_same_school_has_two_capacities(cast):
    GrantFactory(person=cast.ada, role="governor", school=cast.oak)
    assert [c.applies_as for c in capacities_of(cast.ada)] == ["", "governor"]


def test_a_chair_who_is_also_a_governor_asks_as_the_chair(cast):
    GrantFactory(person=cast.chas, role="governor", school=cast.oak)
    assert [c.applies_as for c in capacities_of(cast.chas)] == ["chair_of_governors"]


def test_the_central_head_who_is_not_the_ceo_is_decided_on_by_the_ceo(cast):
    Grant.objects.filter(person=cast.cleo, role="central_head").delete()
    GrantFactory(person=cast.kim, role="central_head")
    assert roles(cast.kim, cast.central) == ["ceo", "executive_lead"]
    assert roles(cast.ben, cast.central) == ["central_head", "executive_lead"]


def test_the_ceo_heads_the_central_team_unless_another_is_set(cast):
    Grant.objects.filter(role="central_head").delete()
    assert roles(cast.kim, cast.central) == ["ceo", "executive_lead"]


def test_nobody_stands_in_their_own_chain(cast):
    GrantFactory(person=cast.eve, role="governor", school=cast.oak)
    assert roles(cast.eve, cast.oak, "governor") == ["chair_of_governors", "ceo"]
    GrantFactory(person=cast.cleo, role="trustee")
    cast.cleo.forget_authority()
    assert roles(cast.cleo, cast.central, "trustee") == ["chair_of_trustees"]


def test_an_executive_lead_with_a_post_at_a_school_is_decided_on_by_the_ceo(cast):
    PostFactory(person=cast.eve, school=cast.oak)
    assert roles(cast.eve, cast.oak) == ["ceo"]


def test_ended_roles_decide_nothing(cast):
    Grant.objects.filter(person=cast.eve).update(ends_on=today() - dt.timedelta(days=1))
    assert who_decides(PlannedStage(2, "executive_lead"), cast.ada) == []


def test_a_holder_who_may_not_sign_in_decides_nothing(cast):
    cast.eve.is_active = False
    cast.eve.save()
    assert who_decides(PlannedStage(2, "executive_lead"), cast.ada) == []


def test_deputies_stand_beside_their_holder_but_never_for_the_applicant(cast):
    day = today()
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=day, ends_on=day)
    stage = PlannedStage(1, "headteacher", cast.oak)
    assert [str(d) for d in who_decides(stage, cast.ada)] == ["Hal Example", "Sid Example, covering for Hal Example"]
    # Sid is the deputy: Sid's own request is for Hal alone.
    assert [d.person for d in who_decides(stage, cast.sid)] == [cast.hal]
    # Nobody decides in the applicant's name.
    assert who_decides(stage, cast.hal) == []
    Delegation.objects.update(ends_on=day + dt.timedelta(days=9), starts_on=day + dt.timedelta(days=1))
    assert [d.person for d in who_decides(stage, cast.ada)] == [cast.hal]


def test_a_deputy_who_left_or_was_ended_does_not_count(cast):
    day = today()
    row = Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=day, ends_on=day)
    cast.sid.left_on = day - dt.timedelta(days=1)
    cast.sid.save()
    stage = PlannedStage(1, "headteacher", cast.oak)
    assert [d.person for d in who_decides(stage, cast.ada)] == [cast.hal]
    cast.sid.left_on = None
    cast.sid.save()
    row.ended_at = "2026-01-01T00:00Z"
    row.save()
    assert [d.person for d in who_decides(stage, cast.ada)] == [cast.hal]


def test_trustees_without_a_central_team_cannot_ask(db):
    trustee = PersonFactory()
    GrantFactory(person=trustee, role="trustee")
    assert capacities_of(trustee) == []
    School.objects.create(name="Central team", kind="central")
    trustee.forget_authority()
    assert [c.label for c in capacities_of(trustee)] == ["Trustee"]


def test_stage_title_says_role_and_school(cast):
    assert stage_title(PlannedStage(1, "headteacher", cast.oak)) == "Headteacher at Oak Primary School"
    assert stage_title(PlannedStage(2, "executive_lead")) == "Executive Lead"


@pytest.mark.policy("AP-7")
def test_is_early_career(cast):
    assert not is_early_career(cast.ada)
    cast.ada_post.career_stage = "ect_2"
    cast.ada_post.save()
    assert is_early_career(cast.ada)
