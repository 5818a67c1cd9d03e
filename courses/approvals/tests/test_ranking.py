"""Where a request stands in every queue, and that nobody jumps it with a duty that is not theirs."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from certificates.services import give_exemption
from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now, today
from courses.approvals.decision_card import decision_card
from courses.approvals.policies import can_approve_with_others
from courses.approvals.reminders import chase_request
from courses.approvals.selectors import waiting_for
from courses.approvals.sending import send_request
from courses.approvals.services import approve_several
from courses.models import CourseRequest
from courses.requests.services import start_request
from courses.requests.why_forms import WhyForm
from courses.tests.factories import CourseFactory, RequestFactory
from people.models import LongAbsence
from people.tests.factories import ResponsibilityFactory

pytestmark = pytest.mark.django_db


def sent(cast, **fields):
    return send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak, **fields), actor=cast.ada)


def rank(cast, **fields):
    return CourseRequest.Rank(sent(cast, **fields).rank).name


def expiring(cast, requirement, days):
    last_day = today() + dt.timedelta(days=days)
    facts = {"person": cast.ada, "school": cast.oak, "requirement": requirement}
    CertificateFactory(awarded_on=last_day - dt.timedelta(days=365), expires_on=last_day, **facts)


@pytest.mark.policy("IM-3", "AP-7")
@pytest.mark.parametrize(
    ("reason", "expected"), [("priority", "PRIORITY"), ("review", "REVIEW"), ("personal", "PERSONAL")]
)
def test_the_rank_follows_the_reason(reason, expected, cast):
    assert rank(cast, reason=reason) == expected


def renewing(requirement, **fields):
    """Return the fields of a request for a requirement by a course that credits it."""
    return {"reason": "statutory", "requirement": requirement, "course": CourseFactory(credits=[requirement])} | fields


@pytest.mark.policy("IM-3")
@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "STATUTORY_EXPIRED"), (0, "STATUTORY_EXPIRING"), (60, "STATUTORY_EXPIRING"), (None, "STATUTORY_EXPIRING")],
)
def test_statutory_renewals_come_first_the_expired_before_the_expiring(days, expected, cast):
    requirement = RequirementFactory()
    if days is not None:
        expiring(cast, requirement, days)
    assert rank(cast, **renewing(requirement)) == expected
    assert CourseRequest.objects.get().is_renewal


@pytest.mark.policy("IM-3", "AP-7")
@pytest.mark.parametrize(
    ("requirement", "also", "expected"),
    [
        ({"statutory": "recommended"}, {}, "RECOMMENDED"),
        ({"statutory": "conditional", "coverage": "named"}, {}, "OTHER"),  # nobody has named the applicant
        ({"responsibilities": ["dsl"], "coverage": "each_holder"}, {}, "OTHER"),
        ({"audience": "governance"}, {}, "OTHER"),
        ({"coverage": "one_per_school"}, {}, "OTHER"),
        ({"is_active": False}, {}, "OTHER"),
        ({}, {"course": None}, "STATUTORY"),
        ({}, {"course": "another"}, "OTHER"),
        ({"statutory": "condition"}, {}, "STATUTORY_EXPIRING"),
    ],
)
def test_only_a_duty_of_ones_own_by_a_course_that_counts_for_it_is_a_renewal(requirement, also, expected, cast):
    fields = renewing(RequirementFactory(**requirement), **also)
    if also.get("course") == "another":
        fields["course"] = CourseFactory(credits=[RequirementFactory()])
    assert rank(cast, **fields) == expected
    request = CourseRequest.objects.get()
    assert request.is_renewal is (expected == "STATUTORY_EXPIRING")
    assert bool(can_approve_with_others(cast.hal, request)) is request.is_renewal
    assert waiting_for(cast.hal).get().get_rank_display() == CourseRequest.Rank[expected].label


def test_what_does_not_expire_or_is_exempt_is_no_renewal(cast):
    held = RequirementFactory(expiry="none")
    CertificateFactory(person=cast.ada, school=cast.oak, requirement=held, expires_on=None)
    assert rank(cast, **renewing(held)) == "OTHER"
    exempt = RequirementFactory()
    give_exemption(person=cast.ada, requirement=exempt, reason="On long leave", actor=cast.hal)
    assert rank(cast, **renewing(exempt)) == "OTHER"
    assert not CourseRequest.objects.filter(is_renewal=True).exists()


@pytest.mark.policy("IM-3")
@pytest.mark.parametrize(("days", "expected"), [(89, True), (90, True), (91, False)])
def test_what_is_valid_long_after_the_course_is_not_due_for_renewal(days, expected, cast):
    requirement = RequirementFactory(interval_months=36)
    draft = RequestFactory(applicant=cast.ada, school=cast.oak, **renewing(requirement))
    expiring(cast, requirement, (draft.ends_on - today()).days + days)
    assert send_request(request=draft, actor=cast.ada).is_renewal is expected


def test_a_higher_certificate_and_a_higher_course_count_for_the_lower(cast):
    lower, higher = RequirementFactory(), RequirementFactory(coverage="named")
    lower.satisfied_by.add(higher)
    expiring(cast, lower, -10)
    assert rank(cast, **renewing(lower, course=CourseFactory(credits=[higher]))) == "STATUTORY_EXPIRED"
    expiring(cast, higher, 100)
    assert rank(cast, **renewing(lower)) == "STATUTORY_EXPIRING"
    assert rank(cast, **renewing(higher, course=CourseFactory(credits=[lower]))) == "OTHER"


@pytest.mark.policy("AP-7")
@pytest.mark.parametrize("claim", ["unlisted", "recommended", "another's"])
def test_early_career_teachers_come_before_whatever_is_no_renewal(claim, cast):
    cast.ada_post.career_stage = "ect_1"
    cast.ada_post.save()
    assert rank(cast, reason="personal") == "ECT"
    assert rank(cast, **renewing(RequirementFactory())) == "STATUTORY_EXPIRING"
    facts = {"recommended": {"statutory": "recommended"}, "another's": {"coverage": "named"}}.get(claim, {})
    fields = renewing(RequirementFactory(**facts))
    if claim == "unlisted":
        fields["course"] = None
    assert rank(cast, **fields) == "ECT"


@pytest.mark.policy("IM-3")
def test_a_renewal_that_is_none_any_more_is_not_approved_with_others(cast):
    requirement = RequirementFactory()
    request = sent(cast, **renewing(requirement))
    give_exemption(person=cast.ada, requirement=requirement, reason="On long leave", actor=cast.hal)
    outcome = approve_several(requests=[request], actor=cast.hal)
    assert outcome.failed == [(request, "The applicant is exempt from this training.")]
    chase_request(request=request)
    request.refresh_from_db()
    assert (request.rank, request.is_renewal) == (CourseRequest.Rank.OTHER, False)


@pytest.mark.policy("IM-3")
def test_what_expires_while_it_waits_moves_up(cast):
    requirement = RequirementFactory()
    expiring(cast, requirement, 0)
    request = sent(cast, **renewing(requirement))
    with time_machine.travel(now() + dt.timedelta(days=1), tick=False):
        chase_request(request=request)
    request.refresh_from_db()
    assert request.rank == CourseRequest.Rank.STATUTORY_EXPIRED


@pytest.mark.parametrize("without", ["requirement", "course", "reason"])
def test_the_database_refuses_a_renewal_of_nothing(without, cast):
    request = sent(cast, **renewing(RequirementFactory()))
    with pytest.raises(IntegrityError, match="statutory renewal"), transaction.atomic():
        CourseRequest.objects.filter(pk=request.pk).update(**{without: "personal" if without == "reason" else None})


# --- What is offered, and what approvers read ----------------------------------------------------------------------


def offered(form):
    """Return the names of the requirements offered, by the heading they stand under."""
    groups = [(name, options) for name, options in form.fields["requirement"].choices if name]
    return {name: [label for _, label in options] for name, options in groups}


def test_ones_own_duties_are_offered_first_what_is_overdue_before_all(cast):
    RequirementFactory(name="Fire safety")
    RequirementFactory(name="Prevent", statutory="recommended")
    RequirementFactory(name="Legionella responsible person", coverage="named")
    RequirementFactory(name="Retired", is_active=False)
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    assert list(offered(WhyForm(request=draft)).items()) == [
        ("Overdue", ["Fire safety (statutory): Never done", "Prevent (recommended): Never done"]),
        ("Other training", ["Legionella responsible person (statutory)"]),
    ]
    somebody = RequestFactory(applicant=cast.mel, school=cast.central, applies_as="member")
    assert list(offered(WhyForm(request=somebody))) == ["Other training"]


def test_a_course_fills_in_the_only_duty_of_the_applicants_that_it_counts_for(cast):
    fire, deep = RequirementFactory(), RequirementFactory(responsibilities=["dsl"], coverage="each_holder")
    course = CourseFactory(credits=[fire, deep])
    facts = {"actor": cast.ada, "school": cast.oak}
    assert start_request(course=course, **facts).requirement == fire
    draft = start_request(course=CourseFactory(credits=[deep]), **facts)
    assert (draft.requirement, draft.reason) == (None, "")
    ResponsibilityFactory(person=cast.ada, school=cast.oak, kind="dsl")
    assert start_request(course=course, **facts).requirement is None


@pytest.mark.parametrize(
    ("facts", "fields", "words"),
    [
        ({}, {}, "must have this training, and the course counts for it"),
        ({}, {"course": None}, "not in the catalogue, so check"),
        ({"statutory": "recommended"}, {}, "recommended, not statutory"),
        ({"coverage": "named"}, {}, "not required for the applicant’s posts"),
    ],
)
def test_the_card_says_which_it_is(facts, fields, words, cast, sign_in):
    request = sent(cast, **renewing(RequirementFactory(**facts), **fields))
    assert words in decision_card(request, cast.hal).duty.claim.label
    page = sign_in(cast.hal).get(reverse("courses:request-decide", args=[request.public_id]))
    assert words in page.content.decode()


def test_the_card_says_that_somebody_is_away_without_the_certificates_day(cast):
    requirement = RequirementFactory()
    request = sent(cast, **renewing(requirement))
    CertificateFactory(person=cast.ada, requirement=requirement, expires_on=today() + dt.timedelta(days=9))
    assert decision_card(request, cast.hal).requirement_status.startswith("Due soon, until")
    LongAbsence.objects.create(person=request.applicant, starts_on=today())
    assert decision_card(request, cast.hal).requirement_status == "Away"
