"""Honest factories of the catalogue, and requests brought to any status along the way the database allows."""

import datetime as dt
from decimal import Decimal

import factory
from django.db import transaction

from certificates.tests.factories import RequirementFactory
from core.calendar import add_school_days, now, today
from courses.approvals.stages import plan_stages
from courses.models import (
    Booking,
    Comment,
    CostLine,
    Course,
    CourseDate,
    CourseRequest,
    Outcome,
    Provider,
    ServiceAgreement,
    Stage,
    StageDecision,
)
from people.selectors import holders
from people.tests.factories import GrantFactory, PersonFactory, PostFactory
from training.models import Record
from training.tests.factories import RecordFactory


def a_day_to_come():
    """Return a school day about a month ahead: what a test says of time out of class holds on every day it runs."""
    return add_school_days(today() + dt.timedelta(days=29), 1, ())


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Test Provider {n}")
    kind = Provider.Kind.PRIVATE


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Test course {n}")
    provider = factory.SubFactory(ProviderFactory)
    price = Decimal("120.00")

    @factory.post_generation
    def credits(self, create, extracted, **kwargs):
        """Let the course credit the given requirements."""
        if create and extracted:
            self.credits.set(extracted)


class ServiceAgreementFactory(factory.django.DjangoModelFactory):
    """Ten credits with the provider of `RequestFactory`, for every school, running this year."""

    class Meta:
        model = ServiceAgreement

    provider = factory.SubFactory(ProviderFactory, name="Test Provider")
    title = factory.Sequence(lambda n: f"Test agreement {n}")
    starts_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=200))
    cost = Decimal("900.00")
    credits = Decimal(10)


class CourseDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseDate

    course = factory.SubFactory(CourseFactory)
    starts_on = factory.LazyFunction(a_day_to_come)
    ends_on = factory.SelfAttribute("starts_on")


class RequestFactory(factory.django.DjangoModelFactory):
    """A complete draft, ready to be sent. Without an applicant a new teacher at a new school asks."""

    class Meta:
        model = CourseRequest
        skip_postgeneration_save = True

    applicant = None
    school = None
    title = "Paediatric first aid"
    provider_name = "Test Provider"
    starts_on = factory.LazyFunction(a_day_to_come)
    ends_on = factory.SelfAttribute("starts_on")
    hours = Decimal(6)
    reason = "personal"
    why = "To lead the lunchtime club."
    intended_effect = "Children are looked after at once when they are hurt."
    total_cost = Decimal("120.00")
    needs_cover = False

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Let a new teacher at a new school ask where nobody is named."""
        if kwargs["applicant"] is None:
            post = PostFactory(school=kwargs["school"]) if kwargs["school"] else PostFactory()
            kwargs |= {"applicant": post.person, "school": post.school}
        return super()._create(model_class, *args, **kwargs)

    @factory.post_generation
    def cost_lines(self, create, extracted, **kwargs):
        """Give the request the cost lines given as (heading, amount), or its whole cost as the fee."""
        if not create:
            return
        lines = extracted if extracted is not None else [("fee", self.total_cost)]
        if "cover" in dict(lines):
            CourseRequest.objects.filter(pk=self.pk).update(needs_cover=True)
        for heading, amount in lines:
            CostLine.objects.create(request=self, heading=heading, amount=Decimal(amount))
        CourseRequest.objects.filter(pk=self.pk).update(total_cost=sum(line.amount for line in self.cost_lines.all()))
        self.refresh_from_db()


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    request = factory.SubFactory(RequestFactory)
    author = factory.SelfAttribute("request.applicant")
    text = "Is there an earlier date?"
    at = factory.LazyFunction(now)


def add_stages(request, *, number=1):
    """Write a round of stages as the plan of the applicant has it, and return them."""
    plan = plan_stages(applicant=request.applicant, school=request.school, applies_as=request.applies_as)
    stages = [
        Stage.objects.create(request=request, round=number, position=step.position, role=step.role, school=step.school)
        for step in plan
    ]
    CourseRequest.objects.filter(pk=request.pk).update(undecided_stages=len(stages))
    request.refresh_from_db()
    return stages


def send(request):
    """Bring a draft to `deciding`, with its stages."""
    add_stages(request)
    moment = now()
    return request.move_to("deciding", sent_at=moment, waiting_since=moment)


def decide(stage, outcome="approved", *, decided_by=None, note="", decline_reason="timing"):
    """Write a decision on a stage, then its outcome: by its first holder, who is made where there is none.

    `decided_by`: another one, who must hold a role that decides the stage.
    """
    request = stage.request
    if decided_by is None:
        found = holders(stage.role, stage.school_id).exclude(pk=request.applicant_id).first()
        decided_by = found or GrantFactory(role=stage.role, school=stage.school).person
    StageDecision.objects.create(
        stage=stage,
        attempt=stage.decisions.count() + 1,
        outcome=outcome,
        decided_by=decided_by,
        applicant_id=request.applicant_id,
        decline_reason=decline_reason if outcome == Outcome.DECLINED else "",
        note=note or ("" if outcome == Outcome.APPROVED else "Please look at it again."),
        at=now(),
    )
    stage.outcome = outcome
    stage.save(update_fields=["outcome"])
    undecided = request.stages.filter(round=stage.round).exclude(outcome="approved").count()
    CourseRequest.objects.filter(pk=request.pk).update(undecided_stages=undecided)
    request.undecided_stages = undecided
    return stage


def renew(*requests, rank=20):
    """Let requests renew a statutory requirement of everybody's by a course that counts for it; return them."""
    requirement = RequirementFactory(audience="both")
    course = CourseFactory(credits=[requirement])
    rows = CourseRequest.objects.filter(pk__in=[request.pk for request in requests])
    rows.update(reason="statutory", requirement=requirement, course=course, rank=rank, is_renewal=True)
    return list(rows.order_by("pk"))


def approve_all(request):
    """Bring a request that is being decided to `to_book`."""
    latest = request.stages.order_by("-round").first().round
    for stage in request.stages.filter(round=latest).exclude(outcome="approved"):
        decide(stage)
    return CourseRequest.objects.get(pk=request.pk).move_to(
        "to_book",
        agreed_cost=request.total_cost,
        agreed_starts_on=request.starts_on,
        agreed_ends_on=request.ends_on,
        waiting_since=now(),
    )


def book(request, *, officer=None, **fields):
    """Bring a request that is approved to `booked`, and return the booking."""
    facts = {
        "request": request,
        "school": request.school,
        "person": request.applicant,
        "provider_reference": "REF-1",
        "cost": request.total_cost,
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
        "booked_by": officer or PersonFactory(),
        "booked_at": now(),
    }
    booking = Booking.objects.create(**facts | fields)
    request.move_to("booked")
    return booking


def record_of(booking, **fields):
    """Write the record of a booking that was attended, and return it."""
    facts = {"person": booking.person, "school": booking.school, "source": Record.Source.BOOKING}
    booking.record = RecordFactory(**facts | fields)
    booking.save(update_fields=["record"])
    return booking.record


@transaction.atomic
def make_request(status="draft", *, officer=None, **fields):
    """Make a request and bring it to `status` step by step, as the flow and the triggers allow.

    `fields` go to `RequestFactory` (give `applicant` and `school`). `officer` books and confirms attendance.
    """
    request = RequestFactory(**fields)
    if status == "draft":
        return request
    send(request)
    if status in ("returned", "declined"):
        decide(request.stages.first(), status)
        return request.move_to(status)
    if status == "withdrawn":
        return request.move_to(status)
    if status == "deciding":
        return request
    request = approve_all(request)
    if status in ("to_book", "cancelled"):
        return request if status == "to_book" else request.move_to("cancelled")
    booking = book(request, officer=officer)
    if status == "booked":
        return request
    attended = status != "not_attended"
    booking.move_to("attended" if attended else "not_attended", attendance_by=booking.booked_by, attendance_at=now())
    request.move_to("attended" if attended else "not_attended")
    return request.move_to("closed") if status == "closed" else request
