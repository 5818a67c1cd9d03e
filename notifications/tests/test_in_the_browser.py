"""Inbox, preferences and outbox in Chromium: accessible, narrow, quiet under the strict policy, without JavaScript."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import now
from cpd_trust.tests.browsing import browsing, findings, problems_of, sideways_scroll
from notifications import emails
from notifications.models import Mail, Notice
from notifications.tests.factories import MailFactory, NoticeFactory

pytestmark = pytest.mark.browser
LONG = "Your request for “Assessment, curriculum and Donaudampfschifffahrtsgesellschaft in the early years” is approved"
PAGES = ["inbox", "preferences", "outbox", "outbox-empty", "notice", "mail-unknown", "mail-failed"]


@pytest.fixture
def story(live_cast):
    """A few days of an administrator who is also told things, and of the trust's mails."""
    ann, moment = live_cast.ann, now()
    told = [
        ("request", LONG, "The Headteacher approved it. It is now with the Executive Lead.", True, None),
        ("certificate", "Your paediatric first aid certificate expires in 30 days", "", False, None),
        ("decision", "2 requests wait for your decision", "The older one has waited for 3 school days.", False, None),
        ("report", "The autumn report of Oak Primary School is published", "", False, moment),
    ]
    for number, (topic, subject, body, urgent, read_at) in enumerate(told):
        created_at = moment - dt.timedelta(hours=number * 7)
        NoticeFactory(
            person=ann, topic=topic, subject=subject, body=body, urgent=urgent, read_at=read_at, created_at=created_at
        )
    for number, status in enumerate(Mail.Status.values * 5):
        person = (live_cast.ada, live_cast.hal, live_cast.gus)[number % 3]
        created_at = moment - dt.timedelta(hours=number)
        subject = LONG if number % 7 == 5 else "CPD: 3 new notifications"
        text = "Dear colleague,\n\nHere’s what you haven’t read yet."
        MailFactory(
            person=person,
            status=status,
            created_at=created_at,
            subject=subject,
            attempts=number % 4,
            text=text,
            problem="The mail server rejected the address (550)." if status == "failed" else "",
        )
    return live_cast


def address(name: str) -> str:
    if name == "notice":
        return Notice.objects.filter(read_at=None).earliest("pk").get_absolute_url()
    if name.startswith("mail-"):
        return Mail.objects.filter(status=name.removeprefix("mail-")).earliest("pk").get_absolute_url()
    if name == "outbox-empty":
        return reverse("notifications:outbox") + "?q=zebra"
    return reverse(f"notifications:{name}")


def test_pages_are_accessible_and_quiet(live_server, chromium, story):
    with browsing(chromium, live_server, story.ann) as page:
        assert {name: wrong for name in PAGES if (wrong := problems_of(page, address(name)))} == {}


def test_a_notice_is_read_by_keyboard_and_without_javascript(live_server, chromium, story):
    with browsing(chromium, live_server, story.ann, width=360, java_script_enabled=False) as page:
        page.goto(reverse("notifications:inbox"))
        expect(page.locator("main")).to_contain_text("4 notifications")
        button = page.get_by_role("button", name=re.compile("Mark as read.*paediatric"))
        button.focus()
        page.keyboard.press("Enter")
        page.get_by_text("Marked as read.").wait_for()  # a key press does not wait for the next page
        assert Notice.objects.filter(person=story.ann, read_at=None).count() == 2


def test_the_mails_themselves_are_accessible(chromium, story):
    notices = list(Notice.objects.filter(person=story.ann).order_by("topic"))
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    for rendered in (emails.digest(story.ann, notices), emails.urgent_notice(notices[0])):
        page = context.new_page()
        page.set_content(rendered.html)
        assert findings(page) == []
        assert sideways_scroll(page) == 0
    context.close()
