"""What nobody gets round: one's own request by any route, and the order of the stages (policy IM-5, IM-4).

The database itself refuses, so these hold on SQLite and PostgreSQL, for raw writes too.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from conftest import WHOLE_CAST
from core.calendar import LONDON, now, today
from core.tests.guarded import refuses
from courses.approvals.selectors import current_stage, deciders_of, open_capacities, seen_token
from courses.approvals.sending import reopen_request
from courses.approvals.services import approve_request, approve_several, decline_request, return_request
from courses.approvals.stages import plan_stages, who_decides
from courses.models import Booking, CostLine, CourseRequest, Stage, StageDecision
from courses.tests.factories import decide, make_request, renew
from cpd_trust.tests.helpers import fresh
from people.models import Delegation, Person
from people.tests.factories import GrantFactory, PostFactory
from training.tests.factories import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("IM-5")]

# Who can ask, and where: everybody in the cast with a place in the trust.
APPLICANTS = {
    "ada": ("oak", ""),
    "bea": ("oak", ""),
    "lin": ("oak", ""),
    "sid": ("oak", ""),
    "hal": ("oak", ""),
    "tom": ("elm", ""),
    "eli": ("elm", ""),
    "kim": ("central", ""),
    "ben": ("central", ""),
    "ann": ("central", ""),
    "eve": ("central", ""),
    "cleo": ("central", ""),
    "gus": ("oak", "governor"),
    "chas": ("oak", "chair_of_governors"),
    "cora": ("oak", "clerk"),
    "tess": ("central", "trustee"),
    "tara": ("central", "chair_of_trustees"),
    "mel": ("central", "member"),
}


def deputise(person, deputy):
    Delegation.objects.create(person=person, deputy=deputy, starts_on=today(), ends_on=today())


def refuse_everything(asked, person, sign_in):
    """Assert that no route lets the person decide: services, several at once, pages, the list."""
    actor = fresh(person)
    before = StageDecision.objects.count()
    asked = CourseRequest.objects.get(pk=asked.pk)
    stage = current_stage(asked)
    assert open_capacities(actor, stage) == []
    assert actor not in deciders_of(stage)
    assert not CourseRequest.objects.awaiting(actor).filter(pk=asked.pk).exists()
    for principal in [None, *Person.objects.exclude(pk=actor.pk)]:
        with pytest.raises(PermissionDenied):
            approve_request(request=asked, actor=actor, on_behalf_of=principal)
    with pytest.raises(PermissionDenied):
        return_request(request=asked, actor=actor, note="Myself.")
    with pytest.raises(PermissionDenied):
        decline_request(request=asked, actor=actor, decline_reason="other", note="Myself.")
    rows = CourseRequest.objects.filter(pk=asked.pk)
    (unchanged,) = rows.values("reason", "requirement", "course", "rank", "is_renewal")
    assert approve_several(requests=renew(asked, rank=10), actor=actor).approved == []
    client = sign_in(actor)
    client.post(reverse("courses:request-approve-several"), {"seen": seen_token(asked, stage)})
    rows.update(**unchanged)
    # One page is enough of those whose statements the services above have sent to PostgreSQL.
    for verb in ("decide", "approve", "return", "decline") if WHOLE_CAST else ("approve",):
        url = reverse(f"courses:request-{verb}", args=[asked.public_id])
        data = {"seen": seen_token(asked, stage), "note": "Myself.", "decline_reason": "other"}
        client.get(url)
        client.post(url, data)
    assert StageDecision.objects.count() == before


@pytest.mark.parametrize("name", APPLICANTS)
def test_nobody_decides_any_stage_of_their_own_request(name, cast, sign_in):
    """Also not with every role of the chain in their own hand, nor as deputy of everybody, nor through a deputy."""
    applicant = getattr(cast, name)
    school, applies_as = APPLICANTS[name]
    asked = make_request("deciding", applicant=applicant, school=getattr(cast, school), applies_as=applies_as)
    for stage in asked.stages.all():
        if not fresh(applicant).authority.holds(stage.role, stage.school_id):
            GrantFactory(person=applicant, role=stage.role, school=stage.school)
        for decider in who_decides(stage, applicant):
            deputise(decider.person, applicant)
    for stage in list(asked.stages.all()):
        refuse_everything(asked, applicant, sign_in)
        decide(stage, decided_by=who_decides(stage, applicant)[0].person)
        asked.refresh_from_db()


@pytest.mark.parametrize("name", APPLICANTS)
def test_no_deputy_of_the_applicant_decides_for_them(name, cast, sign_in):
    """A deputy reaches no further than the applicant, who reaches nothing of their own."""
    applicant = getattr(cast, name)
    school, applies_as = APPLICANTS[name]
    asked = make_request("deciding", applicant=applicant, school=getattr(cast, school), applies_as=applies_as)
    stage = asked.stages.get(position=1)
    if not fresh(applicant).authority.holds(stage.role, stage.school_id):
        GrantFactory(person=applicant, role=stage.role, school=stage.school)
    deputise(applicant, cast.nora)
    assert not CourseRequest.objects.awaiting(fresh(cast.nora)).exists()
    with pytest.raises(PermissionDenied, match="decide this on behalf of the applicant"):
        approve_request(request=asked, actor=fresh(cast.nora))
    with pytest.raises(PermissionDenied):
        approve_request(request=asked, actor=fresh(cast.nora), on_behalf_of=applicant)


def test_an_approved_request_that_changed_is_not_ones_own_to_approve(cast, sign_in):
    asked = make_request("to_book", applicant=cast.ada, school=cast.oak)
    asked = reopen_request(request=asked, actor=cast.ada, note="Another date.")
    GrantFactory(person=cast.ada, role="headteacher", school=cast.oak)
    refuse_everything(asked, cast.ada, sign_in)


def test_an_applicant_who_becomes_the_headteacher_does_not_decide_on_themselves(cast, sign_in):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    GrantFactory(person=cast.ada, role="headteacher", school=cast.oak)
    GrantFactory(person=cast.ada, role="executive_lead")
    refuse_everything(asked, cast.ada, sign_in)


def test_a_headteacher_who_also_teaches_elsewhere_is_decided_on_there(cast, sign_in):
    PostFactory(person=cast.hal, school=cast.elm)
    hal = fresh(cast.hal)
    asked = make_request("deciding", applicant=hal, school=cast.elm)
    assert [s.role for s in plan_stages(applicant=hal, school=cast.elm)] == ["headteacher", "executive_lead"]
    refuse_everything(asked, hal, sign_in)
    assert CourseRequest.objects.awaiting(cast.eli).get() == asked


def test_what_is_escalated_to_the_applicants_own_role_stays_out_of_reach(cast, sign_in):
    asked = make_request("deciding", applicant=cast.cleo, school=cast.central)
    Stage.objects.update(escalated_to="ceo", escalated_at=now())
    refuse_everything(asked, cast.cleo, sign_in)


# --- Raw writes ---------------------------------------------------------------------------------------------------


def decision(stage, by, **facts):
    return StageDecision.objects.create(
        **{
            "stage": stage,
            "attempt": 1,
            "outcome": "approved",
            "decided_by": by,
            "applicant": stage.request.applicant,
            "at": now(),
        }
        | facts
    )


def first(asked):
    return asked.stages.get(position=1)


def second(asked):
    return asked.stages.get(position=2)


def approve_first(asked, cast):
    decision(first(asked), cast.hal)
    Stage.objects.filter(pk=first(asked).pk).update(outcome="approved")


RAW = {
    "approve without stages": lambda r, c: CourseRequest.objects.filter(pk=r.pk).update(
        status="to_book", undecided_stages=0
    ),
    "book at once": lambda r, c: CourseRequest.objects.filter(pk=r.pk).update(status="booked", undecided_stages=0),
    "approve with a stage to go": lambda r, c: (
        approve_first(r, c),
        CourseRequest.objects.filter(pk=r.pk).update(status="to_book", undecided_stages=0),
    ),
    "count a stage less": lambda r, c: CourseRequest.objects.filter(pk=r.pk).update(status="to_book"),
    "start as approved": lambda r, c: CourseRequest.objects.create(
        applicant=c.ada,
        school=c.oak,
        status="to_book",
        title="x",
        starts_on=today(),
        ends_on=today(),
        reason="personal",
    ),
    "decide the second stage first": lambda r, c: decision(second(r), c.eve),
    "mark the second stage first": lambda r, c: Stage.objects.filter(pk=second(r).pk).update(outcome="approved"),
    "mark both at once": lambda r, c: Stage.objects.filter(request=r).update(outcome="approved"),
    "mark a stage without a decision": lambda r, c: Stage.objects.filter(pk=first(r).pk).update(outcome="approved"),
    "mark a stage by a decision that declined": lambda r, c: (
        decision(first(r), c.hal, outcome="declined", note="No."),
        Stage.objects.filter(pk=first(r).pk).update(outcome="approved"),
    ),
    "add an approved stage": lambda r, c: Stage.objects.create(
        request=r, round=2, position=1, role="executive_lead", outcome="approved"
    ),
    "swap the stages": lambda r, c: Stage.objects.filter(pk=first(r).pk).update(position=3),
    "change the role of a stage": lambda r, c: Stage.objects.filter(pk=first(r).pk).update(role="executive_lead"),
    "change the school of a stage": lambda r, c: Stage.objects.filter(pk=first(r).pk).update(school=c.elm),
    "lend a stage to an earlier round": lambda r, c: Stage.objects.filter(pk=second(r).pk).update(round=0),
    "move a stage to another request": lambda r, c: Stage.objects.filter(pk=first(r).pk).update(
        request=make_request("draft", applicant=c.bea, school=c.oak)
    ),
    "delete a stage": lambda r, c: Stage.objects.filter(pk=first(r).pk).delete(),
    "decide one's own": lambda r, c: decision(first(r), c.ada),
    "decide for oneself": lambda r, c: decision(first(r), c.sid, on_behalf_of=c.ada),
    "decide one's own under another's name": lambda r, c: decision(first(r), c.ada, applicant=c.bea),
    "decide twice": lambda r, c: (decision(first(r), c.hal), decision(first(r), c.sid)),
    "decline without a word": lambda r, c: decision(first(r), c.hal, outcome="declined"),
    "change a decision": lambda r, c: (
        decision(first(r), c.hal),
        StageDecision.objects.filter(stage__request=r).update(note="Changed."),
    ),
    "delete a decision": lambda r, c: (
        decision(first(r), c.hal),
        StageDecision.objects.filter(stage__request=r).delete(),
    ),
    "give the request to somebody else": lambda r, c: CourseRequest.objects.filter(pk=r.pk).update(applicant=c.bea),
    "book what is not approved": lambda r, c: Booking.objects.create(
        request=r,
        school=r.school,
        person=r.applicant,
        cost=0,
        starts_on=today(),
        ends_on=today(),
        booked_by=c.ben,
        booked_at=now(),
    ),
}


@pytest.mark.policy("IM-4")
@pytest.mark.parametrize("deed", RAW)
def test_the_database_refuses(deed, cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    with pytest.raises(IntegrityError), transaction.atomic():
        RAW[deed](asked, cast)
    asked.refresh_from_db()
    assert (asked.status, asked.applicant) == ("deciding", cast.ada)


# --- Who had the power on the day (IM-5) ------------------------------------------------------------------------------

NOON = dt.time(12, 0)


def at_noon(day):
    return dt.datetime.combine(day, NOON, LONDON)


def refused_on(asked, by, moments, **facts):
    """Return for each moment whether the database refuses a decision on the first stage at that moment."""
    return [
        refuses(lambda attempt=number, at=at: decision(first(asked), by, attempt=attempt, at=at, **facts))
        for number, at in enumerate(moments, 1)
    ]


def test_a_decision_needs_the_role_on_its_day(cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    day = today()
    GrantFactory(person=cast.nora, role="headteacher", school=cast.oak, starts_on=day, ends_on=day)
    moments = [at_noon(day + dt.timedelta(days=days)) for days in (-1, 0, 1)]
    assert refused_on(asked, cast.nora, moments) == [True, False, True]


@pytest.mark.parametrize(("role", "name", "is_refused"), [("governor", "gus", True), ("executive_lead", "eve", False)])
def test_escalating_gives_the_power_to_a_role_up_the_line_alone(role, name, is_refused, cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    asked.stages.filter(position=1).update(escalated_to=role, escalated_at=now())
    assert refused_on(asked, getattr(cast, name), [now()]) == [is_refused]


@pytest.mark.parametrize(
    ("moment", "is_refused"),
    [
        # Summer: midnight in London is 23:00 in UTC.
        (dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 6, 30, 23, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 7, 1, 22, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 7, 1, 23, 0, tzinfo=dt.UTC), True),
    ],
)
def test_its_day_is_londons(moment, is_refused, cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    day = dt.date(2026, 7, 1)
    GrantFactory(person=cast.nora, role="headteacher", school=cast.oak, starts_on=day, ends_on=day)
    assert refused_on(asked, cast.nora, [moment]) == [is_refused]


@pytest.mark.parametrize(
    "day", [(2026, 3, 28), (2026, 3, 29), (2026, 3, 30), (2026, 10, 24), (2026, 10, 25), (2026, 1, 1)]
)
def test_the_day_holds_about_the_changes_of_the_clock(day, cast):
    asked, day = make_request("deciding", applicant=cast.ada, school=cast.oak), dt.date(*day)
    GrantFactory(person=cast.nora, role="headteacher", school=cast.oak, starts_on=day, ends_on=day)
    midnight, end = (dt.datetime.combine(day + dt.timedelta(days=n), dt.time(), LONDON) for n in (0, 1))
    minute = dt.timedelta(minutes=1)
    # Back to UTC first: arithmetic on London's wall clock would jump over the changes.
    moments = [midnight.astimezone(dt.UTC) - minute, midnight, end.astimezone(dt.UTC) - minute, end]
    assert refused_on(asked, cast.nora, moments) == [True, False, False, True]


def test_a_decision_for_somebody_needs_their_deputy_of_that_day(cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    deputise(cast.hal, cast.sid)
    moments = [at_noon(today() + dt.timedelta(days=days)) for days in (-1, 0, 1)]
    assert refused_on(asked, cast.sid, moments, on_behalf_of=cast.hal) == [True, False, True]
    # Their own name is not enough, nor is a deputy's power where the principal has none.
    assert refused_on(asked, cast.sid, [at_noon(today())]) == [True]
    deputise(cast.eli, cast.lin)
    assert refused_on(asked, cast.lin, [at_noon(today())], on_behalf_of=cast.eli) == [True]


def test_a_deputyship_that_was_ended_gives_no_power_after_it(cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    deputise(cast.hal, cast.sid)
    ended = now()
    Delegation.objects.update(ended_at=ended)
    moments = [ended + dt.timedelta(seconds=1), ended - dt.timedelta(seconds=1)]
    assert refused_on(asked, cast.sid, moments, on_behalf_of=cast.hal) == [True, False]


@pytest.mark.parametrize("status", ["to_book", "booked", "attended", "not_attended", "closed"])
def test_no_status_past_the_approvals_is_reached_past_them(status, cast):
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    approve_first(asked, cast)
    rows = CourseRequest.objects.filter(pk=asked.pk)
    assert refuses(lambda: rows.update(status=status, undecided_stages=0))
    facts = {"applicant": cast.ada, "school": cast.oak, "title": "x", "reason": "personal"}
    days = {"starts_on": today(), "ends_on": today()}
    assert refuses(lambda: CourseRequest.objects.create(status=status, **facts, **days))
    booked = make_request("booked", applicant=cast.bea, school=cast.oak, officer=cast.ben)
    if status not in ("to_book", "booked"):
        # Approved and booked, and nobody said that anybody came.
        assert refuses(lambda: CourseRequest.objects.filter(pk=booked.pk).update(status=status))


def test_the_database_allows_the_lawful_order(cast):
    """The twin of the refusals: the same raw writes in their order pass."""
    asked = make_request("deciding", applicant=cast.ada, school=cast.oak)
    approve_first(asked, cast)
    decision(second(asked), cast.eve)
    Stage.objects.filter(pk=second(asked).pk).update(outcome="approved")
    assert CourseRequest.objects.filter(pk=asked.pk).update(status="to_book", undecided_stages=0) == 1


def test_a_booking_names_a_record_of_its_own_once(cast):
    booked, attended = (
        make_request(status, applicant=cast.ada, school=cast.oak, officer=cast.ben).bookings.get()
        for status in ("booked", "attended")
    )
    facts = {"person": cast.ada, "school": cast.oak, "source": "booking"}
    own = RecordFactory(**facts)

    def named(booking, record):
        return refuses(lambda: Booking.objects.filter(pk=booking.pk).update(record=record))

    assert named(booked, own)
    for other in ({"person": cast.bea}, {"school": cast.elm}, {"source": "school"}):
        assert named(attended, RecordFactory(**facts | other))
    assert not named(attended, own)
    assert named(attended, RecordFactory(**facts))
    assert named(attended, None)
    again = make_request("attended", applicant=cast.ada, school=cast.oak, officer=cast.ben).bookings.get()
    assert named(again, own)


# --- Supply cover ----------------------------------------------------------------------------------------------------


def test_an_amount_for_supply_cover_beside_no_cover_is_refused_by_the_database(cast):
    asked = make_request("draft", applicant=cast.ada, school=cast.oak)
    for needs_cover in (None, False):
        CourseRequest.objects.filter(pk=asked.pk).update(needs_cover=needs_cover)
        with pytest.raises(IntegrityError, match="cover is needed"), transaction.atomic():
            CostLine.objects.create(request=asked, heading="cover", amount=110)
        with pytest.raises(IntegrityError, match="cover is needed"), transaction.atomic():
            asked.cost_lines.update(heading="cover")
    CostLine.objects.create(request=asked, heading="cover", amount=0)
    CourseRequest.objects.filter(pk=asked.pk).update(needs_cover=True)
    CostLine.objects.create(request=asked, heading="cover", amount=110)
    for needs_cover in (None, False):
        with pytest.raises(IntegrityError, match="cover is needed"), transaction.atomic():
            CourseRequest.objects.filter(pk=asked.pk).update(needs_cover=needs_cover)
