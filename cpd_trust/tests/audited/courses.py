import datetime as dt
from decimal import Decimal

from core.calendar import now, today
from courses.approvals import reminders, sending
from courses.approvals import services as deciding
from courses.approvals.selectors import current_stage, seen_token
from courses.approvals.sending import reopen_request
from courses.attendance import services as attendance
from courses.attendance.reminders import remind_of_certificates
from courses.bookings import services as calendar
from courses.catalogue import services as catalogue
from courses.desk import services as booking
from courses.models import CourseRequest
from courses.requests.services import change_request, start_request
from courses.tests.desk import details_for, make_booking, make_past_booking
from courses.tests.factories import (
    CourseDateFactory,
    CourseFactory,
    ProviderFactory,
    ServiceAgreementFactory,
    make_request,
)
from courses.thread import services as links
from courses.value import services as agreements
from cpd_trust.tests.test_missing_links import sign
from planning.tests.factories import PriorityFactory

AGREEMENT = {
    "title": "Governor training", "starts_on": today(), "ends_on": today() + dt.timedelta(days=364),
    "cost": Decimal(900), "credits": Decimal(10), "notes": "",
}  # fmt: skip


def adas(c, status, **facts):
    return make_request(status, applicant=c.ada, school=c.oak, **facts)


def start(c):
    start_request(actor=c.ada, school=c.oak)


def change(c):
    request = adas(c, "returned")
    change_request(request=request, actor=c.ada, version=request.version, values={"why": "Another reason."})


def send_again(c):
    request = sending.send_request(request=adas(c, "draft"), actor=c.ada)
    token = seen_token(request, current_stage(request))
    deciding.return_request(request=request, actor=c.hal, note="Another day, please.", seen=token)
    sending.send_request(request=request, actor=c.ada)


def decide(verb, **also):
    def deed(c):
        request = adas(c, "deciding")
        verb(request=request, actor=c.hal, seen=seen_token(request, current_stage(request)), **also)

    return "hal", deed


def escalate(c):
    request = adas(c, "deciding")
    CourseRequest.objects.filter(pk=request.pk).update(waiting_since=now() - dt.timedelta(days=200))
    reminders.chase_waiting_requests()


def link(c):
    request = adas(c, "deciding", reason="priority")
    priority = PriorityFactory(school=c.oak)
    links.fix_request(obj=request, actor=c.hal, seen=sign("request", request), values={"priority": priority})


def book(c):
    request = adas(c, "to_book")
    booking.book_request(request=request, actor=c.ben, details=details_for(request))


def change_booking(c):
    there = make_booking(c)
    details = details_for(there.request, venue="Library")
    booking.change_booking(booking=there, actor=c.ben, version=there.version, details=details)


def archived(c):
    course = CourseFactory()
    return catalogue.archive_course(course=course, actor=c.ben, version=course.version)


def restored(c):
    course = archived(c)
    catalogue.restore_course(course=course, actor=c.ben, version=course.version)


def date_facts():
    return {"starts_on": today() + dt.timedelta(days=30), "ends_on": today() + dt.timedelta(days=30)}


def renew_calendar(c):
    calendar.make_calendar_address(actor=c.ada)
    calendar.make_calendar_address(actor=c.ada)


def revoke_calendar(c):
    calendar.make_calendar_address(actor=c.ada)
    calendar.revoke_calendar_address(actor=c.ada)


def attend(c, *, attended):
    facts = {"hours": Decimal(6)} if attended else {"absence_note": "Ill"}
    attendance.confirm_attendance(booking=make_past_booking(c), actor=c.ben, attended=attended, **facts)


DEEDS = {
    "courses.provider.created": (
        "ben", lambda c: catalogue.create_provider(actor=c.ben, values={"name": "A provider", "kind": "other"}),
    ),
    "courses.provider.changed": (
        "ben",
        lambda c: catalogue.change_provider(
            provider=ProviderFactory(), actor=c.ben, version=1, values={"name": "A better name"}
        ),
    ),
    "courses.course.created": (
        "ben",
        lambda c: catalogue.create_course(actor=c.ben, values={"title": "Phonics", "provider": ProviderFactory()}),
    ),
    "courses.course.changed": (
        "ben",
        lambda c: catalogue.change_course(course=CourseFactory(), actor=c.ben, version=1, values={"title": "Phonics"}),
    ),
    "courses.course.archived": ("ben", archived),
    "courses.course.restored": ("ben", restored),
    "courses.course.date_added": (
        "ben", lambda c: catalogue.add_date(course=CourseFactory(), actor=c.ben, values=date_facts()),
    ),
    "courses.course.date_changed": (
        "ben", lambda c: catalogue.change_date(date=CourseDateFactory(), actor=c.ben, version=1, values=date_facts()),
    ),
    "courses.course.date_removed": (
        "ben", lambda c: catalogue.remove_date(date=CourseDateFactory(), actor=c.ben, version=1),
    ),
    "courses.agreement.created": (
        "ben",
        lambda c: agreements.create_agreement(
            actor=c.ben, values={**AGREEMENT, "provider": ProviderFactory(), "schools": []}
        ),
    ),
    "courses.agreement.changed": (
        "ben",
        lambda c: agreements.change_agreement(
            agreement=ServiceAgreementFactory(), actor=c.ben, version=1, values={"title": "Board training"}
        ),
    ),
    "courses.agreement.removed": (
        "ben", lambda c: agreements.remove_agreement(agreement=ServiceAgreementFactory(), actor=c.ben, version=1),
    ),
    "courses.request.started": ("ada", start),
    "courses.request.changed": ("ada", change),
    "courses.request.sent": ("ada", lambda c: sending.send_request(request=adas(c, "draft"), actor=c.ada)),
    "courses.request.sent_again": ("ada", send_again),
    "courses.request.withdrawn": ("ada", lambda c: sending.withdraw_request(request=adas(c, "deciding"), actor=c.ada)),
    "courses.comment.written": (
        "ada", lambda c: sending.comment_on_request(request=adas(c, "deciding"), actor=c.ada, text="An earlier date?"),
    ),
    "courses.request.approved": decide(deciding.approve_request),
    "courses.request.returned": decide(deciding.return_request, note="Another day, please."),
    "courses.request.declined": decide(deciding.decline_request, decline_reason="timing", note="Not this term."),
    "courses.request.escalated": (None, escalate),
    "courses.request.linked": ("hal", link),
    "courses.request.reopened": (
        "ben", lambda c: reopen_request(request=adas(c, "to_book"), actor=c.ben, note="It costs more."),
    ),
    "courses.request.closed": ("ben", lambda c: attend(c, attended=True)),
    "courses.booking.made": ("ben", book),
    "courses.booking.changed": ("ben", change_booking),
    "courses.booking.cancelled": (
        "ben", lambda c: booking.cancel_booking(booking=make_booking(c), actor=c.ben, cancelled_by="us", note="Ill"),
    ),
    "courses.booking.name_changed": (
        "ben", lambda c: booking.change_name(booking=make_booking(c), substitute=c.bea, actor=c.ben),
    ),
    "courses.booking.attended": ("ben", lambda c: attend(c, attended=True)),
    "courses.booking.certificate_asked": (
        "ben",
        lambda c: remind_of_certificates(bookings=[make_booking(c, "attended")], actor=c.ben),
    ),
    "courses.booking.not_attended": ("ben", lambda c: attend(c, attended=False)),
    "courses.calendar.made": ("ada", lambda c: calendar.make_calendar_address(actor=c.ada)),
    "courses.calendar.renewed": ("ada", renew_calendar),
    "courses.calendar.revoked": ("ada", revoke_calendar),
}  # fmt: skip
