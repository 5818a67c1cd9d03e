"""The demonstration trust is believable on whatever day it is built: small rules, each over all of its rows."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.db.models import F, Q

from certificates.expiry import expires_on
from certificates.models import Certificate, Qualification
from conftest import LONG
from core.calendar import bank_holidays, now, today
from courses.models import Booking, CostLine, CourseDate, CourseRequest, StageDecision
from courses.requests.clashes import odd_days, takes_out_of_class
from demo import names
from demo.build import build_demo
from demo.feedback import SAID
from people.models import Grant, Person, Post, Term, TrainingDay
from people.selectors import term_spans
from planning.models import Action, Conversation, Evaluation, Need, Target
from reports.figures import period
from reports.models import Report
from surveys.models import Answer, Survey
from training.models import Feedback, FeedbackRequest, Record

S = CourseRequest.Status
# On what people or the trust do, none at a weekend, on a bank holiday or while the schools are closed.
SCHOOL_DAYS = [
    (CourseDate, "starts_on", "ends_on"), (CourseRequest, "starts_on", "ends_on", "sent_at"),
    (Booking, "starts_on", "ends_on", "booked_at", "cancelled_at", "attendance_at"), (StageDecision, "at"),
    (Record, "starts_on", "ends_on", "recorded_at", "confirmed_at", "sent_back_at"),
    (Certificate, "awarded_on"), (Qualification, "awarded_on"),
    (Term, "starts_on", "ends_on"), (TrainingDay, "day"), (Report, "published_at"), (Evaluation, "created_at"),
    (Need, "raised_at", "wanted_by"), (Action, "starts_on", "ends_on"), (Target, "due_on"),
    (Survey, "opened_at", "closes_on"), (Conversation, "arranged_for", "held_on", "asked_at"),
]  # fmt: skip
# What is arranged, or must be done by then.
STILL_TO_COME = {"planning.Conversation.arranged_for", "training.Event.starts_at", "training.Event.ends_at"}
# By day Good Friday, a Sunday in August and the second of January, on which the schools are closed; by night also the
# day before term, one in September, the last of a month, and the day of a leap year.
CLOSED = [dt.date(2027, 8, 29), dt.date(2027, 1, 2)]
OPEN = [dt.date(2026, 9, 2), dt.date(2026, 9, 17), dt.date(2026, 10, 31), dt.date(2028, 2, 29)]
DAYS = [
    dt.date(2027, 3, 26),
    *(pytest.param(day, marks=pytest.mark.long) for day in (CLOSED + OPEN if LONG else CLOSED)),
]


def day_of(value):
    return value.date() if isinstance(value, dt.datetime) else value


def closed_days():
    spans = term_spans(None)
    for model, *fields in SCHOOL_DAYS:
        for field in fields:
            for value in model.objects.exclude(**{field: None}).values_list(field, flat=True):
                day = day_of(value)
                if day.weekday() > 4 or day in bank_holidays(day.year) or not _in_term(day, spans):
                    yield f"{model.__name__}.{field} {day}"


def _in_term(day, spans):
    # What lies before the four years that the demo knows is asked nothing but the week.
    known = min(first for first, _ in spans) <= day <= max(last for _, last in spans)
    return not known or any(first <= day <= last for first, last in spans)


def moments_to_come():
    for model in apps.get_models():
        if model._meta.app_label not in ("auth", "sessions", "django_celery_beat", "account"):
            for field in model._meta.fields:
                if isinstance(field, models.DateTimeField) and f"{model._meta.label}.{field.name}" not in STILL_TO_COME:
                    count = model.objects.filter(**{f"{field.name}__gt": now()}).count()
                    if count:
                        yield f"{model._meta.label}.{field.name}: {count}"


def before_they_came():
    for model in (Post, Grant):
        for row in model.objects.filter(starts_on__lt=F("person__joined_on")):
            yield f"{model.__name__} of {row.person}"
    for row in CourseRequest.objects.filter(sent_at__date__lt=F("applicant__joined_on")):
        yield f"request of {row.applicant}"
    for row in Certificate.objects.filter(awarded_on__lt=F("person__joined_on")):
        yield f"certificate of {row.person}"


def wrong_reasons():
    rows = CourseRequest.objects.filter(Q(reason="statutory") | Q(requirement__isnull=False))
    for row in rows.select_related("requirement"):
        if row.requirement is None or row.requirement.statutory == "recommended" or row.reason != "statutory":
            yield f"{row.title}: {row.requirement}"


def wrong_costs():
    for row in CourseRequest.objects.select_related("course").prefetch_related("cost_lines", "bookings"):
        lines = {line.heading: line.amount for line in row.cost_lines.all()}
        if sum(lines.values()) != row.total_cost or lines.get("fee", 0) != row.course.price:
            yield f"{row.title} costs {row.total_cost}: {lines}, {row.course.price}"
        if bool(lines.get("cover")) != bool(row.needs_cover):
            yield f"cover for {row.title}"
        for booking in row.bookings.all():
            if booking.cost != row.agreed_cost:
                yield f"{booking.order_number} costs {booking.cost}, agreed {row.agreed_cost}"


def cover_that_nobody_needs():
    rows = CourseRequest.objects.filter(needs_cover=True).select_related("school", "applicant")
    teachers = set(Post.objects.filter(staff_group="teacher").values_list("person", flat=True))
    for row in rows:
        ordinary = {day.why.split(" (")[0] for day in odd_days(row)} <= {"a training day"}
        if not (takes_out_of_class(row) and ordinary and row.applicant_id in teachers):
            yield f"{row.title} on {row.starts_on}"


def courses_that_do_not_fit_their_days():
    for date in CourseDate.objects.select_related("course"):
        days, hours = (date.ends_on - date.starts_on).days + 1, date.course.hours
        if days < 100 and days != max(1, hours // 6):
            yield f"{date.course}: {hours} hours in {days} days"
        if date.starts_at and hours <= 3 and date.ends_at.hour - date.starts_at.hour != hours:
            yield f"{date.course}: {hours} hours from {date.starts_at} to {date.ends_at}"
        if "days)" in date.course.title and f"({ {2: 'two', 3: 'three'}.get(days) } days)" not in date.course.title:
            yield f"{date.course}: {days} days"
    for row in CourseDate.objects.values("course__title", "starts_on").annotate(count=models.Count("pk")):
        if row["count"] > 1:
            yield f"{row} twice"


def steps_out_of_order():
    bookings = Booking.objects.order_by("booked_at", "pk").prefetch_related("request__stages__decisions")
    for earlier, later in pairwise(bookings):
        if earlier.order_number >= later.order_number:
            yield f"{earlier.order_number} was booked before {later.order_number}"
    for booking in bookings:
        decided = [decision.at for stage in booking.request.stages.all() for decision in stage.decisions.all()]
        steps = [booking.request.sent_at, *decided, booking.booked_at, booking.cancelled_at, booking.attendance_at]
        known = [step for step in steps if step]
        if known != sorted(known):
            yield f"{booking.order_number}: {known}"
        if booking.booked_at.date() >= booking.starts_on or (
            booking.attendance_at and booking.attendance_at.date() <= booking.ends_on
        ):
            yield f"{booking.order_number}: {booking.booked_at}, {booking.starts_on}, {booking.attendance_at}"


def two_at_once():
    held = CourseRequest.objects.filter(status__in=S.holding_a_day()).order_by("applicant", "starts_on")
    for one, other in pairwise(held):
        if one.applicant_id == other.applicant_id and other.starts_on <= one.ends_on:
            yield f"{one.applicant}: {one} and {other}"


def feedback_that_does_not_follow():
    by_words = {words[0]: key for key, said in SAID for words in said}
    for asked in FeedbackRequest.objects.select_related("record"):
        if asked.asked_at.date() <= asked.record.ends_on:
            yield f"asked for {asked.record} before its end"
    for given in Feedback.objects.select_related("record__feedback_request"):
        if given.given_at < given.record.feedback_request.asked_at:
            yield f"{given.record}: said before anybody asked"
        if by_words.get(given.learnt, "") not in given.record.title.lower():
            yield f"{given.record}: {given.learnt}"


def certificates_that_do_not_fit():
    providers = {name for name, _ in names.PROVIDERS}
    for row in Certificate.objects.select_related("requirement"):
        # What an event of the trust awards names no provider.
        known = {*providers, ""} if row.source == Certificate.Source.EVENT else providers
        if row.expires_on != expires_on(row.requirement, awarded_on=row.awarded_on) or row.provider not in known:
            yield f"{row}: {row.awarded_on}, {row.expires_on}, {row.provider}"
    rows = Record.certificates.through.objects.exclude(certificate__awarded_on=F("record__ends_on"))
    for row in rows.select_related("record", "certificate"):
        yield f"{row.record}: {row.certificate.awarded_on}"


def reports_out_of_their_term():
    for report in Report.objects.filter(status="published"):
        first, last = period(report.school, report.year, report.term)
        if not first <= report.published_at.date() <= last + dt.timedelta(days=14):
            yield f"{report}: {report.published_at}"


def people_with_odd_names():
    for person in Person.objects.all():
        if person.first_name not in names.FIRST_NAMES or person.last_name not in names.LAST_NAMES:
            yield str(person)
        if person.email and not person.email.endswith(".example.org"):
            yield person.email
    for name, count in Counter(map(str, Person.objects.all())).items():
        if count > 1:
            yield name


def texts_that_are_read_twice():
    waiting = CourseRequest.objects.filter(status__in=[S.DECIDING, S.RETURNED])
    for what, texts in {
        "a school’s requests": waiting.values_list("school", "why"),
        "the Executive Lead’s queue": waiting.filter(undecided_stages=1).values_list("status", "why"),
        "shared feedback": Feedback.objects.filter(is_shared=True).values_list("is_shared", "learnt"),
        "a school’s feedback": Feedback.objects.values_list("record__school", "learnt"),
        "a course’s feedback": Feedback.objects.values_list("record__title", "learnt"),
        "a survey": Answer.objects.exclude(words="").values_list("question", "words"),
        "reports": Report.objects.filter(status="published").values_list("year", "words__headline"),
        "needs of a person": Need.objects.filter(needed_by="person").values_list("person", "year", "title"),
    }.items():
        for text, count in Counter(texts).items():
            if count > 1:
                yield f"{what}: {text}, {count} times"


RULES = [
    closed_days, moments_to_come, before_they_came, wrong_reasons, wrong_costs, cover_that_nobody_needs,
    courses_that_do_not_fit_their_days, steps_out_of_order, two_at_once, feedback_that_does_not_follow,
    certificates_that_do_not_fit, reports_out_of_their_term, people_with_odd_names, texts_that_are_read_twice,
]  # fmt: skip


def found():
    return {rule.__name__: problems[:5] for rule in RULES if (problems := list(rule()))}


def spoil():
    """Break each rule at one row, as far as the database lets anybody."""
    date = CourseDate.objects.filter(course__title__contains="three days").first()
    CourseDate.objects.filter(pk=date.pk).update(starts_on=dt.date(2027, 12, 25), ends_on=dt.date(2027, 12, 25))
    Post.objects.filter(pk=Post.objects.first().pk).update(starts_on=dt.date(1990, 9, 3))
    CostLine.objects.filter(pk=CostLine.objects.filter(heading="fee").first().pk).update(amount=Decimal("1.11"))
    asked = FeedbackRequest.objects.filter(record__feedback__isnull=False, reminded_at=None).first()
    FeedbackRequest.objects.filter(pk=asked.pk).update(asked_at=now() + dt.timedelta(days=2))
    Person.objects.filter(pk=Person.objects.first().pk).update(first_name="John")


@pytest.mark.once
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_demonstration_trust_is_believable(db, tmp_path, settings, day):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(dt.datetime.combine(day, dt.time(8, 30), dt.UTC), tick=False):
        assert today() == day
        build_demo()
        assert found() == {}
        spoil()
        assert set(found()) >= {
            "closed_days", "moments_to_come", "before_they_came", "wrong_costs", "courses_that_do_not_fit_their_days",
            "feedback_that_does_not_follow", "people_with_odd_names",
        }  # fmt: skip


def test_each_course_of_the_demo_has_words_of_its_own():
    without = [
        title for title, provider, *_ in names.COURSES if provider and not any(k in title.lower() for k, _ in SAID)
    ]
    assert without == []
