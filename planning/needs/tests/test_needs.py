"""Needs: who raises, reads, changes and ends which; how each ends; and that none gets lost (policy R-3, AP-1)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.calendar import now
from core.flow import IllegalMove, StaleVersion
from core.history import history_of
from core.models import AuditEvent
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import PEOPLE, names_who
from notifications.models import Notice
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from planning.models import Need, Source
from planning.needs import policies, selectors
from planning.needs.services import (
    carry_need_forward,
    carry_needs_forward,
    change_need,
    close_need,
    mark_need_met,
    raise_need,
    reopen_need,
)
from planning.similar.services import let_need_go, plan_together
from planning.tests.factories import ActionFactory, ConversationFactory, NeedFactory, PriorityFactory, this_year

pytestmark = pytest.mark.django_db

VALUES = {"title": "Lead guided reading", "area": "reading", "source": "individual", "reason": "personal"}
GROUP = {"person": None, "needed_by": "group", "staff_group": "teaching_assistant", "people_count": 4}


def need_of(cast, status="open", **facts):
    """Return a need of Ada at Oak that she raised, in a status."""
    facts = {"school": cast.oak, "person": cast.ada} | facts
    if status == "carried_forward":
        row = NeedFactory(**facts)
        NeedFactory(**facts, year=row.year + 1, carried_from=row)
        return row.move_to(status, ended_at=now(), ended_by=cast.hal, ended_note="Not this year.")
    if status != "open":
        facts |= {"status": status, "ended_at": now(), "ended_by": cast.hal, "ended_note": "Coaching."}
    return NeedFactory(**facts)


# --- Who may -----------------------------------------------------------------------------------------------------

ADA, PLANS = {"ada"}, {"sid", "hal", "eve", "cleo"}
ENDED = ("met", "closed", "carried_forward")
MAY = {
    ("edit", "open"): ADA | PLANS,
    ("end", "open"): PLANS,
    ("carry", "open"): PLANS,
    ("close", "open"): ADA | PLANS,
    ("reopen", "met"): PLANS,
    ("reopen", "closed"): PLANS,
}


@pytest.mark.policy("R-3", "AP-1")
@pytest.mark.parametrize("verb", ["edit", "end", "carry", "close", "reopen"])
@pytest.mark.parametrize("status", ["open", *ENDED])
def test_who_may_do_what_with_a_need_in_each_state(verb, status, cast):
    need = need_of(cast, status)
    decide = getattr(policies, f"can_{verb}")
    assert names_who(cast, decide, need) == MAY.get((verb, status), set())


RAISES = {
    # For whom → who may raise it at Oak.
    "ada": {"ada", "lin", "sid", "hal", "eve", "cleo"},
    "tom": set(),
    "group": PLANS,
    "school": PLANS,
    "governors": PLANS | {"chas", "cora"},
}


@pytest.mark.policy("R-3", "AP-1")
@pytest.mark.parametrize("whom", RAISES)
def test_who_may_raise_a_need_for_whom(whom, cast):
    person = getattr(cast, whom, None)
    needed_by = "person" if person else whom
    assert names_who(cast, policies.can_raise, cast.oak, needed_by, person) == RAISES[whom]


@pytest.mark.policy("R-3")
def test_everybody_with_a_place_in_the_trust_raises_a_need_for_themselves(cast):
    for name in PEOPLE:
        person = getattr(cast, name)
        schools = selectors.schools_to_raise_for(person)
        own = [school for school in schools if policies.can_raise(person, school, "person", person)]
        assert bool(own) == (name != "nora"), name
        assert all(selectors.ways_to_raise(person, school) for school in schools), name


def test_a_line_manager_raises_only_where_the_post_is(cast):
    assert not policies.can_raise(cast.lin, cast.elm, "person", cast.ada)


SEES = {
    "hers": {"ada", "lin", "sid", "hal", "eve", "cleo", "ben", "ann"},
    "group": {"sid", "hal", "eve", "cleo", "ben", "ann"},
    "governors": {"sid", "hal", "eve", "cleo", "ben", "ann", "chas", "cora"},
}


@pytest.mark.policy("AP-1")
@pytest.mark.parametrize("kind", SEES)
def test_who_sees_a_need_and_that_no_governor_and_no_other_school_sees_a_name(kind, cast):
    facts = {"hers": {}, "group": GROUP, "governors": GROUP | {"needed_by": "governors", "staff_group": ""}}[kind]
    need = need_of(cast, **({"raised_by": cast.ada if kind == "hers" else cast.hal} | facts))
    sees = {name for name in PEOPLE if Need.objects.visible_to(getattr(cast, name)).filter(pk=need.pk).exists()}
    assert sees == SEES[kind]


def test_the_registers_are_read_by_those_who_plan_and_the_central_roles(cast):
    reads = {name for name in PEOPLE if policies.can_read_register(getattr(cast, name), cast.oak)}
    assert reads == PLANS | {"ben", "ann"}
    trust = {name for name in PEOPLE if policies.can_read_trust_register(getattr(cast, name))}
    assert trust == {"eve", "cleo", "ben", "ann"}
    assert names_who(cast, policies.can_carry_all, cast.oak) == PLANS
    assert names_who(cast, policies.can_gather) == {"eve", "cleo"}
    similar = {name for name in PEOPLE if policies.can_see_similar(getattr(cast, name))}
    assert similar == PLANS | {"eli", "ben", "ann"}


def test_the_raiser_changes_a_need_only_while_nothing_answers_it(cast):
    need = need_of(cast)
    request = make_request("declined", applicant=cast.ada, school=cast.oak, need=need)
    assert policies.can_edit(cast.ada, need), "What was declined answers nothing."
    type(request).objects.filter(pk=request.pk).update(need=None)
    make_request("deciding", applicant=cast.ada, school=cast.oak, need=need)
    assert not policies.can_edit(cast.ada, need)
    other = need_of(cast)
    ActionFactory(school=cast.oak).needs.add(other)
    assert not policies.can_edit(cast.ada, other)
    assert policies.can_edit(cast.hal, other)
    assert not policies.can_edit(cast.ada, need_of(cast, raised_by=cast.lin)), "Her line manager wrote it."


# --- Raising -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-3", "AP-1", "AP-3", "CT-2")
def test_a_need_is_raised_with_its_source_and_the_person_is_told(cast):
    own = raise_need(actor=cast.ada, school=cast.oak, needed_by="person", person=cast.ada, values=VALUES)
    assert (own.year, own.status, own.raised_by, own.source) == (this_year(), "open", cast.ada, "individual")
    assert not Notice.objects.exists()
    theirs = raise_need(actor=cast.lin, school=cast.oak, needed_by="person", person=cast.ada, values=VALUES)
    notice = Notice.objects.get()
    assert (notice.person, notice.topic, notice.path) == (cast.ada, "planning", theirs.get_absolute_url())
    assert "Lin" not in notice.subject
    assert AuditEvent.objects.filter(code="planning.need.raised").count() == 2


def test_nobody_raises_a_need_for_somebody_elsewhere(cast):
    with pytest.raises(PermissionDenied, match="currently have a post or role at the school"):
        raise_need(actor=cast.hal, school=cast.oak, needed_by="person", person=cast.tom, values=VALUES)
    assert not Need.objects.exists()


# --- Changing ----------------------------------------------------------------------------------------------------


def test_a_change_says_which_fields_and_an_old_page_changes_nothing(cast):
    need = need_of(cast)
    saved = change_need(need=need, actor=cast.ada, version=1, values={"title": "Better", "area": "reading"})
    assert (saved.title, saved.version) == ("Better", 2)
    assert AuditEvent.objects.get(code="planning.need.changed").changes == {"fields": ["title"]}
    with pytest.raises(StaleVersion):
        change_need(need=need, actor=cast.ada, version=1, values={"title": "Worse"})
    with pytest.raises(PermissionDenied, match="change the source"):
        change_need(need=need, actor=cast.ada, version=2, values={"source": Source.IMPROVEMENT})
    assert change_need(need=need, actor=cast.sid, version=2, values={"source": Source.NATIONAL}).source == "national"
    with pytest.raises(IllegalMove):
        change_need(need=need_of(cast, "met"), actor=cast.hal, version=1, values={"title": "Late"})


# --- Ends --------------------------------------------------------------------------------------------------------

ENDS = {"met": mark_need_met, "closed": close_need, "carried_forward": carry_need_forward}


@pytest.mark.policy("R-3")
@pytest.mark.parametrize("status", ENDS)
def test_a_need_ends_with_a_reason_and_both_are_told(status, cast):
    need = need_of(cast, raised_by=cast.lin)
    with pytest.raises(ValidationError):
        ENDS[status](need=need, actor=cast.hal, version=1, note="  ")
    with pytest.raises(StaleVersion):
        ENDS[status](need=need, actor=cast.hal, version=7, note="Because.")
    with pytest.raises(PermissionDenied):
        ENDS[status](need=need, actor=cast.bea, version=1, note="Because.")
    ENDS[status](need=need, actor=cast.hal, version=1, note="Because.")
    need.refresh_from_db()
    assert (need.status, need.ended_by, need.ended_note, need.version) == (status, cast.hal, "Because.", 2)
    assert {(n.person, n.body) for n in Notice.objects.all()} == {(cast.ada, "Because."), (cast.lin, "Because.")}
    assert AuditEvent.objects.filter(code=f"planning.need.{status}", note="Because.").count() == 1
    with pytest.raises(IllegalMove, match="has changed since you opened it"):
        ENDS[status](need=need, actor=cast.hal, version=2, note="Twice.")


@pytest.mark.policy("R-3")
def test_somebody_closes_their_own_need_and_whoever_raised_it_is_told(cast):
    close_need(need=need_of(cast, raised_by=cast.lin), actor=cast.ada, version=1, note="I changed my mind.")
    assert [notice.person for notice in Notice.objects.all()] == [cast.lin]


@pytest.mark.policy("R-3", "AP-4")
def test_what_is_carried_forward_lives_on_with_all_it_says(cast):
    old = PriorityFactory(school=cast.oak, year=this_year() - 1)
    new = PriorityFactory(school=cast.oak, carried_from=old)
    need = need_of(cast, year=this_year() - 1, reason="priority", priority=old, evidence="Seen.", estimated_cost=120)
    successor = carry_need_forward(need=need, actor=cast.hal, version=1, note="No time.")
    assert (successor.year, successor.priority, successor.status) == (this_year(), new, "open")
    assert (successor.evidence, successor.estimated_cost, successor.raised_by) == ("Seen.", 120, cast.ada)
    assert Need.objects.get(pk=need.pk).carried_to == successor
    # A priority that does not go on is no reason to lose the need.
    gone = need_of(cast, reason="priority", priority=new)
    successor = carry_need_forward(need=gone, actor=cast.hal, version=1, note="No time.")
    assert (successor.year, successor.reason, successor.priority) == (this_year() + 1, "priority", None)
    # Nothing is carried into a year that is over.
    ancient = need_of(cast, year=this_year() - 4)
    assert carry_need_forward(need=ancient, actor=cast.hal, version=1, note="Found.").year == this_year()


@pytest.mark.policy("R-3", "AP-4")
def test_the_open_needs_of_past_years_are_carried_forward_together(cast):
    old = [need_of(cast, year=this_year() - 1), need_of(cast, year=this_year() - 2, **GROUP, raised_by=cast.hal)]
    ended = need_of(cast, "met", year=this_year() - 1)
    now_open, elsewhere = need_of(cast), NeedFactory(school=cast.elm, year=this_year() - 1)
    assert set(selectors.open_of_past_years(cast.oak)) == set(old)
    with pytest.raises(PermissionDenied):
        carry_needs_forward(needs=old, school=cast.oak, actor=cast.eli, note="Still needed.")
    result = carry_needs_forward(
        needs=[*old, ended, now_open, elsewhere], school=cast.oak, actor=cast.sid, note="Still needed."
    )
    assert {one.carried_from_id for one in result.successors} == {need.pk for need in old}
    assert result.ended_meanwhile == 3
    assert {one.year for one in result.successors} == {this_year()}
    assert not selectors.open_of_past_years(cast.oak).exists()
    assert set(Need.objects.filter(ended_note="Still needed.")) == set(old)


@pytest.mark.policy("R-3")
@pytest.mark.parametrize("status", ["met", "closed"])
def test_what_was_ended_by_mistake_is_opened_again(status, cast):
    need = need_of(cast, status)
    with pytest.raises(ValidationError):
        reopen_need(need=need, actor=cast.hal, version=1, note="")
    row = reopen_need(need=need, actor=cast.hal, version=1, note="The wrong row.")
    assert (row.status, row.ended_at, row.ended_by, row.ended_note) == ("open", None, None, "")
    assert AuditEvent.objects.get(code="planning.need.reopened").note == "The wrong row."
    assert Notice.objects.get().person == cast.ada
    with pytest.raises(IllegalMove):
        reopen_need(need=need_of(cast, "carried_forward"), actor=cast.hal, version=1, note="No.")


def test_whoever_closed_their_own_need_opens_it_again(cast):
    need = need_of(cast)
    close_need(need=need, actor=cast.ada, version=1, note="Not now.")
    assert reopen_need(need=need, actor=cast.ada, version=2, note="After all.").status == "open"


# --- Together with other schools ---------------------------------------------------------------------------------

TOGETHER = VALUES | {"title": "Phonics for teaching assistants", "people_count": 8, "staff_group": "teaching_assistant"}


def gathered(cast):
    """Return two needs of Oak and Elm and the provision into which they were gathered."""
    needs = [NeedFactory(school=school, raised_by=cast.eve, **GROUP) for school in (cast.oak, cast.elm)]
    provision = plan_together(needs=needs, actor=cast.eve, values=TOGETHER)
    return [Need.objects.get(pk=need.pk) for need in needs], provision


@pytest.mark.policy("AP-10")
def test_needs_of_several_schools_hang_on_one_provision_and_stay_open(cast):
    needs, provision = gathered(cast)
    assert (provision.school, provision.needed_by, provision.people_count) == (cast.central, "group", 8)
    assert [(n.gathered_into, n.status, n.version) for n in needs] == [(provision, "open", 2)] * 2
    assert {notice.person for notice in Notice.objects.all()} == {cast.hal, cast.eli}
    assert selectors.together_with(provision) == selectors.Together(provision.title, 8, 2)
    assert [event.title for event in history_of(needs[0])] == ["Added to training across schools"]
    with pytest.raises(IllegalMove):
        plan_together(needs=needs, actor=cast.eve, values=TOGETHER)
    with pytest.raises(IllegalMove):
        plan_together(needs=[need_of(cast, "met")], actor=cast.eve, values=TOGETHER)
    with pytest.raises(IllegalMove):
        plan_together(needs=[provision], actor=cast.eve, values=TOGETHER)
    with pytest.raises(PermissionDenied):
        plan_together(needs=[need_of(cast)], actor=cast.hal, values=TOGETHER)


@pytest.mark.policy("AP-10")
def test_a_provision_that_is_met_meets_what_it_answers_where_that_is_said(cast):
    needs, provision = gathered(cast)
    let_need_go(need=needs[0], actor=cast.hal, version=2)
    mark_need_met(need=provision, actor=cast.eve, version=1, note="Two days in June.", with_gathered=True)
    assert [Need.objects.get(pk=n.pk).status for n in needs] == ["open", "met"]
    with pytest.raises(IllegalMove):
        let_need_go(need=needs[0], actor=cast.hal, version=3)


@pytest.mark.policy("AP-10")
def test_a_provision_that_is_closed_lets_its_needs_go_and_one_carried_forward_takes_them_along(cast):
    needs, provision = gathered(cast)
    successor = carry_need_forward(need=provision, actor=cast.eve, version=1, note="In autumn.")
    assert {Need.objects.get(pk=n.pk).gathered_into for n in needs} == {successor}
    close_need(need=successor, actor=cast.eve, version=1, note="No trainer.")
    assert {(n.gathered_into, n.status) for n in Need.objects.filter(pk__in=[n.pk for n in needs])} == {(None, "open")}


def test_a_need_that_is_opened_again_does_not_hang_on_a_provision_that_ended(cast):
    needs, provision = gathered(cast)
    mark_need_met(need=provision, actor=cast.eve, version=1, note="Done.", with_gathered=True)
    row = reopen_need(need=needs[0], actor=cast.hal, version=3, note="Our people were ill.")
    assert row.gathered_into is None


def test_who_takes_a_need_out_of_a_provision(cast):
    needs, _ = gathered(cast)
    assert names_who(cast, policies.can_let_go, needs[0]) == PLANS
    with pytest.raises(StaleVersion):
        let_need_go(need=needs[0], actor=cast.hal, version=1)


# --- Reads -------------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-3")
def test_all_six_sources_are_counted_also_where_there_is_none(cast, django_assert_num_queries):
    ActionFactory(school=cast.oak).needs.add(need_of(cast, source="review", reason="review"))
    need_of(cast, source="review")
    need_of(cast, "met", source="feedback")
    NeedFactory(school=cast.elm)
    rows = Need.objects.in_register_of(cast.hal).filter(school=cast.oak)
    with django_assert_num_queries(1):
        counts = {row.source: (row.total, row.open, row.unanswered) for row in selectors.count_by_source(rows)}
    nothing = dict.fromkeys(Source.values, (0, 0, 0))
    assert counts == nothing | {"review": (2, 2, 1), "feedback": (1, 0, 0)}
    assert len(counts) == 6


def test_the_words_for_whom_a_need_is(cast):
    assert selectors.for_whom(need_of(cast)) == "Ada Example"
    assert selectors.for_whom(need_of(cast, **GROUP, raised_by=cast.hal)) == "Teaching assistants (4 people)"
    whole = need_of(cast, person=None, needed_by="school", people_count=30, raised_by=cast.hal)
    assert selectors.for_whom(whole) == "The whole school (30 people)"


def test_somebody_who_governs_and_teaches_chooses_the_school(cast):
    person = PersonFactory()
    PostFactory(person=person, school=cast.oak)
    GrantFactory(person=person, role="governor", school=cast.elm)
    assert selectors.schools_to_raise_for(person) == [cast.elm, cast.oak]
    assert selectors.ways_to_raise(person, cast.elm) == ["me"]
    assert selectors.schools_to_raise_for(cast.eve) == [cast.central, cast.elm, cast.oak]
    assert selectors.ways_to_raise(cast.chas, cast.oak) == ["me", "governors"]
    assert selectors.ways_to_raise(cast.lin, cast.oak) == ["me", "person"]
    assert list(selectors.people_to_raise_for(cast.lin, cast.oak)) == [cast.ada]
    assert cast.gus in selectors.people_to_raise_for(cast.hal, cast.oak)
    assert cast.tess in selectors.people_to_raise_for(cast.cleo, cast.central)


def test_a_need_out_of_a_conversation_says_so_to_the_two_alone(cast):
    conversation = ConversationFactory(
        school=cast.oak, person=cast.ada, manager=cast.lin, status="held", held_on=dt.date(2026, 1, 5), outcome="Yes."
    )
    need = raise_need(
        actor=cast.ada, school=cast.oak, needed_by="person", person=cast.ada, values=VALUES, conversation=conversation
    )
    assert need.conversation == conversation
