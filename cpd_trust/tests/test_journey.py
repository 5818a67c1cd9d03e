"""The main job from end to end in Chromium, on a real mail server: asked, decided twice, booked, attended, reported.

Once with a mouse, once without JavaScript, and by the keyboard alone, narrow and wide, where every stop of the focus
must be seen.
"""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from certificates.models import Certificate
from certificates.tasks import remind
from certificates.tests.factories import RequirementFactory
from core.calendar import today
from courses.models import Booking, CourseRequest
from courses.tests.factories import CourseDateFactory, CourseFactory
from cpd_trust.tests.browsing import browsing
from cpd_trust.tests.input_modes import Keyboard, Mouse
from notifications.models import Mail
from notifications.tests.smtp_sink import SmtpSink
from reports.models import Report
from training.models import Record

PHONE = 360
WAYS = {
    # hands, the teacher's and the governor's width, everybody else's, with JavaScript
    "with a mouse": (Mouse, PHONE, 1280, True),
    "without JavaScript": (Mouse, PHONE, 1280, False),
    "by keyboard on a phone": (Keyboard, PHONE, PHONE, True),
    "by keyboard on a wide screen": (Keyboard, 1280, 1280, True),
}


@pytest.fixture
def mail_server(settings):
    sink = SmtpSink().start()
    settings.MAIL_IS_KEPT = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    yield sink
    sink.stop()


@pytest.mark.browser
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.policy("IM-5")
@pytest.mark.policy("IM-4")
@pytest.mark.policy("RP-1")
@pytest.mark.policy("CX-1")
def test_the_main_job_from_end_to_end(live_server, live_cast, chromium, mail_server, way):
    cast = live_cast
    first_aid = RequirementFactory(name="First aid at work", statutory="yes")
    course = CourseFactory(title="First aid at work", credits=[first_aid])
    CourseDateFactory(course=course, starts_on=today() + dt.timedelta(days=30))

    kind, narrow, wide, scripts = WAYS[way]

    @contextmanager
    def as_(person, width=wide):
        with browsing(chromium, live_server, person, width, java_script_enabled=scripts) as page:
            hands = kind(page)
            yield page, hands
            assert getattr(hands, "hidden", []) == []

    # A teacher asks on a phone, from the catalogue.
    with as_(cast.ada, narrow) as (page, hands):
        page.goto(course.get_absolute_url())
        hands.press(page.get_by_role("button", name="Request").first)
        # The catalogue and the duty have answered all but one question, which stands beside the button.
        hands.choose(page.get_by_role("radio", name="No", exact=True))
        hands.press(page.get_by_role("button", name="Send request"))
        now = page.get_by_role("list", name="Progress").get_by_role("listitem").filter(has_text=": now")
        expect(now).to_contain_text("Headteacher")
    request = CourseRequest.objects.get()
    assert (request.status, request.applicant) == ("deciding", cast.ada)

    # The Headteacher returns it, the teacher changes it.
    with as_(cast.hal) as (page, hands):
        page.goto(reverse("courses:request-decide", args=[request.public_id]))
        hands.press(page.locator("summary", has_text="Send back"))
        hands.fill(page.locator("form[action$='/return'] textarea"), "Please say what it costs to travel.")
        hands.press(page.get_by_role("button", name="Send back for changes"))
    request.refresh_from_db()
    assert request.status == "returned"
    with as_(cast.ada, narrow) as (page, hands):
        page.goto(request.get_absolute_url())
        expect(page.locator("main")).to_contain_text("Please say what it costs to travel.")
        page.goto(reverse("courses:request-step", args=[request.public_id, "cost"]))
        hands.fill(page.get_by_label("Travel"), "12.50")
        hands.press(page.locator("main form button[type=submit]").first)
        page.goto(reverse("courses:request-check", args=[request.public_id]))
        hands.press(page.get_by_role("button", name="Send request"))
    request.refresh_from_db()
    assert (request.status, str(request.total_cost)) == ("deciding", "132.50")

    # Headteacher, then Executive Lead approve; the officer books.
    for approver, left in ((cast.hal, 1), (cast.eve, 0)):
        with as_(approver) as (page, hands):
            page.goto(reverse("courses:request-queue"))
            expect(page.locator("main")).to_contain_text("First aid at work")
            page.goto(reverse("courses:request-decide", args=[request.public_id]))
            hands.press(page.get_by_role("button", name="Approve", exact=True))
        request.refresh_from_db()
        assert request.undecided_stages == left
    with as_(cast.ben) as (page, hands):
        page.goto(reverse("courses:desk"))
        hands.press(page.get_by_role("link", name="Book First aid"))
        hands.fill(page.get_by_label("Booking reference"), "REF-1")
        hands.fill(page.get_by_label("Purchase order number"), "PO-1")
        hands.press(page.locator("main form button[type=submit]:visible").last)
    request.refresh_from_db()
    booking = Booking.objects.get()
    assert (request.status, booking.provider_reference) == ("booked", "REF-1")

    # The course takes place; the Headteacher confirms, the certificate comes with it.
    yesterday = today() - dt.timedelta(days=1)
    Booking.objects.update(starts_on=yesterday, ends_on=yesterday)
    CourseRequest.objects.update(starts_on=yesterday, ends_on=yesterday)
    with as_(cast.hal) as (page, hands):
        page.goto(f"{reverse('courses:attendance')}?booking={booking.public_id}")
        hands.choose(page.get_by_label("Yes"))
        hands.fill(page.get_by_label("Hours"), "6")
        hands.choose(page.get_by_label("received the certificate"))
        hands.press(page.locator("summary", has_text="Certificate details"))
        hands.fill(page.get_by_label("Date on the certificate", exact=True), yesterday.isoformat())
        hands.fill(page.get_by_label("Expiry date on the certificate"), (today() + dt.timedelta(days=5)).isoformat())
        hands.press(page.get_by_role("button", name="Record attendance"))
    assert Record.objects.get().person == cast.ada
    certificate = Certificate.objects.get(person=cast.ada)
    assert certificate.expires_on == today() + dt.timedelta(days=5)

    # It runs out soon: the reminder goes out once, whatever is run twice.
    for _ in range(2):
        remind()
        call_command("deliver_mail")
    assert cast.ada.notices.filter(topic="certificate").count() == 1
    assert Mail.objects.exclude(status__in=["sent", "queued"]).count() == 0
    ids = [taken.message_id for taken in mail_server.taken]
    assert len(ids) == len(set(ids)) > 0
    assert any(taken.recipients == [cast.ada.email] for taken in mail_server.taken)

    # The Headteacher publishes this term's report, a governor reads it.
    with as_(cast.hal) as (page, hands):
        page.goto(reverse("reports:report-draft"))
        hands.press(page.get_by_role("button", name="Create draft"))
        hands.fill(page.get_by_label("Headline"), "Our first aid is in place.")
        hands.press(page.get_by_role("button", name="Save"))
        hands.press(page.locator("summary", has_text="Publish report"))
        hands.press(page.get_by_role("button", name="Yes, publish report"))
    report = Report.objects.get()
    assert report.status == "published"
    with as_(cast.gus, narrow) as (page, hands):
        page.goto(reverse("reports:report-list"))
        hands.press(page.get_by_role("link", name="Termly report").first)
        expect(page.locator("main")).to_contain_text("Our first aid is in place.")
        expect(page.locator("main")).not_to_contain_text("Ada")
