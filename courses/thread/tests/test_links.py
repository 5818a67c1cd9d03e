"""What a request hangs on: chosen, refused, cleared, shown to the approvers, copied to the record (policy R-4)."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from core.calendar import academic_year, today, year_bounds
from courses.approvals import sending as services
from courses.attendance.services import confirm_attendance
from courses.desk.services import change_name
from courses.models import CourseRequest
from courses.requests.links import LINKS_OF_REASON, choices_for
from courses.requests.services import change_request, copy_request, save_draft
from courses.requests.tests.test_request_pages import check_url, hidden, post_step, step_url
from courses.requests.why_forms import WhyForm
from courses.tests.desk import make_booking, make_past_booking
from courses.tests.factories import RequestFactory, decide, make_request
from cpd_trust.tests.helpers import cost_of
from people.models import Person
from people.tests.factories import GrantFactory, PostFactory
from planning.models import Action, ActionPlan, Need, Priority, Reason
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from planning.thread.links import LINKS
from training.models import Record

pytestmark = pytest.mark.django_db
THIS_YEAR = academic_year(today() + dt.timedelta(days=30))


def make_thread(cast, school=None, person=None):
    """Return a priority, a need and an action of an agreed plan of a school, in the year of the requests."""
    school = school or cast.oak
    priority = PriorityFactory(school=school, year=THIS_YEAR)
    need = NeedFactory(school=school, person=person or cast.ada, reason="priority", priority=priority)
    action = ActionFactory(school=school, year=THIS_YEAR, priority=priority)
    agree(action.plan)
    return priority, need, action


def agree(plan):
    if plan.status == "draft":
        plan.agreed_by, plan.agreed_at = plan.made_by, plan.created_at
        plan.move_to("agreed", agreed_by=plan.made_by, agreed_at=plan.created_at)


def save(draft, actor, **values):
    return save_draft(request=draft, actor=actor, version=draft.version, values=values)


def drafted(cast, **fields):
    return RequestFactory(applicant=cast.ada, school=cast.oak, **fields)


# --- Choosing --------------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-4")
def test_the_step_asks_for_the_priority_that_it_serves(cast, sign_in):
    priority, need, action = make_thread(cast)
    draft = drafted(cast, reason="")
    client = sign_in(cast.ada)
    refused = post_step(client, draft, "why", reason="priority", why="Reading.")
    assert refused.status_code == 422
    assert refused.context["form"].errors["priority"] == ["Choose the priority it supports"]
    answers = {"priority": priority.public_id, "need": need.public_id, "action": action.public_id}
    assert post_step(client, draft, "why", reason="priority", why="Reading.", **answers).status_code == 302
    draft.refresh_from_db()
    assert (draft.priority, draft.need, draft.action) == (priority, need, action)
    check = client.get(check_url(draft)).content.decode()
    for words in (str(priority), need.title, action.title):
        assert words in check


@pytest.mark.policy("R-4")
def test_a_school_without_priorities_says_so_and_asks_for_none(cast, sign_in):
    PriorityFactory(school=cast.elm, year=THIS_YEAR)
    draft = drafted(cast, reason="")
    client = sign_in(cast.ada)
    page = client.get(step_url(draft, "why"))
    assert "hasn’t added its improvement priorities for" in page.content.decode()
    assert post_step(client, draft, "why", reason="priority", why="Reading.").status_code == 302
    draft.refresh_from_db()
    check = client.get(check_url(draft))
    assert check.context["check"].may_send
    assert "Not linked yet" not in check.content.decode()


@pytest.mark.policy("R-4")
def test_what_serves_a_priority_is_not_sent_without_one_that_exists(cast):
    draft = drafted(cast, reason="priority")
    priority = PriorityFactory(school=cast.central, year=THIS_YEAR)
    with pytest.raises(PermissionDenied, match="Choose the priority"):
        services.send_request(request=draft, actor=cast.ada)
    sent = services.send_request(request=save(draft, cast.ada, priority=priority), actor=cast.ada)
    assert sent.sent_as["priority"] == str(priority)


def test_an_action_or_a_need_brings_its_priority(cast, sign_in):
    priority, need, action = make_thread(cast)
    draft = drafted(cast, reason="")
    client = sign_in(cast.ada)
    post_step(client, draft, "why", reason="priority", why="Reading.", action=action.public_id)
    draft.refresh_from_db()
    assert draft.priority == priority
    other = drafted(cast, reason="")
    post_step(client, other, "why", reason="priority", why="Reading.", need=need.public_id)
    other.refresh_from_db()
    assert other.priority == priority


def test_an_action_that_serves_another_priority_is_refused(cast, sign_in):
    _, _, action = make_thread(cast)
    other = PriorityFactory(school=cast.oak, year=THIS_YEAR, title="Writing")
    draft = drafted(cast, reason="")
    answers = {"priority": other.public_id, "action": action.public_id}
    refused = post_step(sign_in(cast.ada), draft, "why", reason="priority", why="x", **answers)
    assert refused.status_code == 422
    assert "serves another priority" in refused.context["form"].errors["action"][0]


@pytest.mark.policy("R-4")
@pytest.mark.parametrize("reason", list(Reason))
def test_only_what_fits_the_reason_is_kept(cast, reason):
    priority, need, action = make_thread(cast)
    draft = drafted(cast, reason="")
    saved = save(draft, cast.ada, reason=reason, priority=priority, need=need, action=action)
    kept = tuple(name for name in LINKS if getattr(saved, f"{name}_id"))
    assert kept == LINKS_OF_REASON[reason]


# --- Refused as never there ------------------------------------------------------------------------------------------


def not_for_ada(cast):
    """Return what Ada cannot choose, by the field and why."""
    elm_priority, elm_need, elm_action = make_thread(cast, cast.elm, cast.tom)
    last_year = PriorityFactory(school=cast.oak, year=THIS_YEAR - 1)
    dropped = PriorityFactory(school=cast.oak, year=THIS_YEAR, dropped_at=dt.datetime.now(dt.UTC), dropped_reason="x")
    return [
        ("priority", elm_priority),
        ("priority", last_year),
        ("priority", dropped),
        ("need", elm_need),
        ("need", NeedFactory(school=cast.oak, person=cast.bea)),
        ("need", NeedFactory(school=cast.oak, person=None, needed_by="school", raised_by=cast.hal)),
        ("need", NeedFactory(school=cast.oak, person=cast.ada, status="met", ended_at=dt.datetime.now(dt.UTC))),
        ("action", elm_action),
        ("action", ActionFactory(school=cast.oak, year=THIS_YEAR - 1)),
    ]


def test_what_cannot_be_chosen_is_answered_like_what_never_was(cast, sign_in):
    make_thread(cast)
    refusals = not_for_ada(cast)
    client = sign_in(cast.ada)
    for field, row in refusals:
        draft = drafted(cast, reason="")
        answers = {"reason": "priority", "why": "x"}
        real = post_step(client, draft, "why", **answers, **{field: row.public_id})
        never = post_step(client, draft, "why", **answers, **{field: uuid.uuid4()})
        assert (real.status_code, never.status_code) == (422, 422), (field, row)
        assert real.context["form"].errors[field] == never.context["form"].errors[field]
        assert "no longer available" in real.context["form"].errors[field][0]


def test_the_service_takes_nothing_that_its_writer_cannot_choose(cast):
    for field, row in not_for_ada(cast):
        draft = drafted(cast, reason="priority")
        with pytest.raises(ObjectDoesNotExist):
            save(draft, cast.ada, **{field: row})


def test_an_action_of_a_plan_in_draft_cannot_be_chosen(cast):
    with pytest.raises(ObjectDoesNotExist):
        save(drafted(cast, reason="priority"), cast.ada, action=ActionFactory(school=cast.oak, year=THIS_YEAR))


def test_the_database_refuses_another_schools_link(cast):
    """Past the service the trigger stands."""
    priority, need, action = make_thread(cast, cast.elm, cast.tom)
    draft = drafted(cast)
    for link in ({"priority": priority}, {"need": need}, {"action": action}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CourseRequest.objects.filter(pk=draft.pk).update(**link)


# --- Who may choose what ---------------------------------------------------------------------------------------------

WHO = [  # who asks, in which capacity, which need they may choose
    ("ada", "oak", "", {"own"}),
    ("sid", "oak", "", {"own", "school", "board"}),
    ("hal", "oak", "", {"own", "school", "board"}),
    ("gus", "oak", "governor", {"own"}),
    ("chas", "oak", "chair_of_governors", {"own", "board"}),
    ("kim", "central", "", {"own"}),
    ("tess", "central", "trustee", {"own"}),
    ("mel", "central", "member", {"own"}),
]


@pytest.mark.policy("R-3", "R-4")
@pytest.mark.parametrize(("name", "place", "applies_as", "expected"), WHO)
def test_which_needs_each_of_the_cast_may_choose(cast, name, place, applies_as, expected):
    person, school = getattr(cast, name), getattr(cast, place)
    needs = {
        "own": NeedFactory(school=school, person=person),
        "other": NeedFactory(school=school, person=cast.bea),
        "school": NeedFactory(school=school, person=None, needed_by="school", raised_by=cast.nora),
        "board": NeedFactory(school=school, person=None, needed_by="governors", raised_by=cast.nora),
    }
    PriorityFactory(school=cast.central, year=THIS_YEAR)
    draft = RequestFactory(applicant=person, school=school, applies_as=applies_as, reason="priority")
    choices = choices_for(draft, person)
    assert {key for key, need in needs.items() if need in choices["need"]} == expected
    assert choices["priority"].count() == 1


# --- Clearing --------------------------------------------------------------------------------------------------------


def test_another_school_clears_what_does_not_fit_it(cast):
    priority, need, action = make_thread(cast)
    PostFactory(person=cast.ada, school=cast.elm)
    draft = save(drafted(cast, reason=""), cast.ada, reason="priority", priority=priority, need=need, action=action)
    moved = save(draft, cast.ada, school=cast.elm)
    assert (moved.priority, moved.need, moved.action) == (None, None, None)


def test_another_school_keeps_what_is_the_trusts_own(cast):
    priority = PriorityFactory(school=cast.central, year=THIS_YEAR)
    PostFactory(person=cast.ada, school=cast.elm)
    draft = save(drafted(cast, reason=""), cast.ada, reason="priority", priority=priority)
    assert save(draft, cast.ada, school=cast.elm).priority == priority


def test_another_year_clears_the_priority_and_the_action_and_keeps_the_need(cast):
    priority, need, action = make_thread(cast)
    draft = save(drafted(cast, reason=""), cast.ada, reason="priority", priority=priority, need=need, action=action)
    day = year_bounds(THIS_YEAR + 1)[0] + dt.timedelta(days=10)
    moved = save(draft, cast.ada, starts_on=day, ends_on=day)
    assert (moved.priority, moved.need, moved.action) == (None, need, None)


def test_a_copy_takes_the_links_that_still_fit(cast):
    priority, need, action = make_thread(cast)
    facts = {"reason": "priority", "priority": priority, "need": need, "action": action}
    asked = make_request("closed", applicant=cast.ada, school=cast.oak, **facts)
    copy = copy_request(request=asked, actor=cast.ada)
    assert (copy.priority, copy.need, copy.action) == (priority, need, action)


def test_a_place_that_is_handed_on_leaves_the_need_of_the_first_person_behind(cast):
    priority, need, action = make_thread(cast)
    booking = make_booking(cast, reason="priority", priority=priority, need=need, action=action)
    successor = change_name(booking=booking, substitute=cast.bea, actor=cast.ben)
    assert (successor.priority, successor.need, successor.action) == (priority, None, action)


def test_a_place_is_handed_on_though_its_priority_is_missing(cast):
    booking = make_booking(cast, reason="priority")
    PriorityFactory(school=cast.oak, year=THIS_YEAR)
    assert change_name(booking=booking, substitute=cast.bea, actor=cast.ben).status == "deciding"


# --- For a need ------------------------------------------------------------------------------------------------------


def start(client, query, **answers):
    url = f"{reverse('courses:request-start')}?{query}"
    page = client.get(url)
    if page.status_code != 200:
        return page
    given = {"token": hidden(page, "token"), "title": "Phonics", "approach": "course", "mode": "in_person"}
    if "capacity" not in answers:
        given["capacity"] = hidden(page, "capacity")
    return client.post(url, given | answers)


@pytest.mark.policy("R-3")
def test_asking_for_a_need_takes_over_why(cast, sign_in):
    priority, need, _ = make_thread(cast)
    client = sign_in(cast.ada)
    assert need.title in client.get(f"{reverse('courses:request-start')}?need={need.public_id}").content.decode()
    assert start(client, f"need={need.public_id}").status_code == 302
    draft = CourseRequest.objects.get()
    assert (draft.need, draft.reason, draft.priority) == (need, "priority", priority)


@pytest.mark.parametrize("whose", ["another school", "a colleague", "ended", "never there", "no id"])
def test_asking_for_a_need_that_is_not_ones_own(cast, sign_in, whose):
    needs = {
        "another school": lambda: NeedFactory(school=cast.elm, person=cast.tom).public_id,
        "a colleague": lambda: NeedFactory(school=cast.oak, person=cast.bea).public_id,
        "ended": lambda: (
            NeedFactory(school=cast.oak, person=cast.ada, status="met", ended_at=dt.datetime.now(dt.UTC)).public_id
        ),
        "never there": uuid.uuid4,
        "no id": lambda: "nonsense",
    }
    assert start(sign_in(cast.ada), f"need={needs[whose]()}").status_code == 404
    assert not CourseRequest.objects.exists()


def test_a_need_of_another_of_ones_schools_is_left_out_and_said(cast, sign_in):
    GrantFactory(person=cast.ada, role="governor", school=cast.elm)
    need = NeedFactory(school=cast.oak, person=cast.ada)
    client = sign_in(cast.ada)
    made = start(client, f"need={need.public_id}", capacity=f"{cast.elm.public_id}:governor")
    assert CourseRequest.objects.get().need is None
    assert "linked it to this request" in client.get(made.url).content.decode()


# --- What the approvers see, and the record --------------------------------------------------------------------------


@pytest.mark.policy("R-4")
def test_a_change_of_links_is_shown_to_the_approvers(cast, sign_in):
    priority, _, action = make_thread(cast)
    other = PriorityFactory(school=cast.oak, year=THIS_YEAR, title="Writing across the curriculum")
    sent = services.send_request(
        request=save(drafted(cast, reason=""), cast.ada, reason="priority", priority=priority, action=action),
        actor=cast.ada,
    )
    card = sign_in(cast.hal).get(reverse("courses:request-decide", args=[sent.public_id])).content.decode()
    assert str(priority) in card
    assert action.title in card
    decide(sent.stages.first(), "returned")
    back = CourseRequest.objects.get(pk=sent.pk).move_to("returned")
    changed = change_request(
        request=back, actor=cast.ada, version=back.version, values={"priority": other, "action": None}
    )
    services.send_request(request=changed, actor=cast.ada)
    page = sign_in(cast.hal).get(sent.get_absolute_url()).content.decode()
    assert "Writing across the curriculum" in page


@pytest.mark.policy("R-4", "IM-4")
def test_attendance_hangs_the_record_on_what_the_request_served(cast):
    priority, need, action = make_thread(cast)
    facts = {"reason": "priority", "priority": priority, "need": need, "action": action}
    booking = make_past_booking(cast, **facts)
    confirm_attendance(booking=booking, actor=cast.ben, attended=True, hours=Decimal(6))
    record = Record.objects.get()
    assert (record.reason, record.priority, record.need, record.action) == ("priority", priority, need, action)


def drawn(row):
    return render_to_string("courses/requests/request_step/why.html", {"form": WhyForm(request=row), "row": row})


def test_the_step_costs_the_same_with_one_and_three_to_choose_from(cast):
    draft = drafted(cast, reason="")
    counts = []
    for number in (1, 3):
        while Priority.objects.count() < number:
            make_thread(cast)
        ada = Person.objects.get(pk=cast.ada.pk)
        row = CourseRequest.objects.select_related("school").get(pk=draft.pk)
        row.applicant = ada
        ada.authority  # noqa: B018 -- who somebody is, a page asks once for all
        counts.append(cost_of(drawn, row))
    assert (Need.objects.count(), Action.objects.count(), ActionPlan.objects.count()) == (3, 3, 1)
    assert counts[0] == counts[1] <= 19
