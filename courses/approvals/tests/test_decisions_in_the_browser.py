"""The queue, the card and the deputies' page in Chromium: accessible when full, by keyboard and without JavaScript."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import today
from courses.approvals.selectors import current_stage
from courses.models import CourseRequest, StageDecision
from courses.tests.factories import CommentFactory, CourseFactory, ProviderFactory, book, make_request, renew
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from people.models import Delegation

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(live_cast):
    """A Headteacher's queue with every kind of request, one of them with a long story."""
    c = live_cast
    phonics = CourseFactory(title="Systematic synthetic phonics: leading it across a school")
    CourseFactory(title="Phonics: leading systematic synthetic teaching", provider=ProviderFactory(kind="trust"))
    for cost in (140, 180):
        book(make_request("to_book", applicant=c.tom, school=c.elm, course=phonics), officer=c.ben, cost=cost)
    make_request("to_book", applicant=c.bea, school=c.oak, title="Paediatric first aid, two days")
    rows = [
        ("ada", "Paediatric first aid", "statutory", 10),
        ("lin", "Designated safeguarding lead: refresher", "statutory", 20),
        ("bea", "Behaviour in the early career framework", "review", 30),
        ("ada", phonics.title, "priority", 40),
        ("bea", "Watercolours", "personal", 60),
    ]
    c.rows = []
    for name, title, reason, rank in rows:
        row = make_request(
            "deciding",
            applicant=getattr(c, name),
            school=c.oak,
            title=title,
            course=phonics if rank == 40 else None,
            reason=reason,
            cost_lines=[("fee", "240.00"), ("travel", "18.40"), ("cover", "210.00")],
            needs_cover=True,
        )
        renew(row, rank=rank) if rank < 30 else CourseRequest.objects.filter(pk=row.pk).update(rank=rank)
        c.rows.append(CourseRequest.objects.get(pk=row.pk))
    CommentFactory(request=c.rows[3], author=c.lin, text="We could go together and share the cover.")
    Delegation.objects.create(
        person=c.hal,
        deputy=c.sid,
        starts_on=today() + dt.timedelta(days=10),
        ends_on=today() + dt.timedelta(days=14),
        reason="Residential visit",
    )
    Delegation.objects.create(person=c.eli, deputy=c.hal, starts_on=today(), ends_on=today())
    return c


def addresses(story):
    return {
        "queue": reverse("courses:request-queue"),
        "nothing-found": reverse("courses:request-queue") + "?q=zebra",
        "card": reverse("courses:request-decide", args=[story.rows[3].public_id]),
        "deputies": reverse("people:deputies"),
    }


def test_pages_are_accessible_and_quiet(live_server, chromium, waiting):
    wrong = {}
    with browsing(chromium, live_server, waiting.hal) as page:
        for name, url in addresses(waiting).items():
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(url)
            for summary in page.locator("main summary").all():
                if not summary.evaluate("node => node.parentElement.open"):
                    summary.click()
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 800})
                if problems := findings(page) + [f"{sideways_scroll(page)} px"] * bool(sideways_scroll(page)):
                    wrong[name, width] = problems
        assert (wrong, page.complaints) == ({}, [])


def choose_renewals(page):
    """Choose all renewals of the queue and go on to the page that confirms them, by keyboard."""
    page.goto(reverse("courses:request-queue"))
    for box in page.locator("main input[name=seen]").all():
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Approve selected renewals").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_several_are_confirmed_on_a_phone_by_keyboard(live_server, chromium, waiting, has_script):
    with browsing(chromium, live_server, waiting.hal, 360, java_script_enabled=has_script) as page:
        choose_renewals(page)
        expect(page.locator("main")).to_contain_text("2 renewals, £936.80")
        if has_script:
            assert findings(page) + page.complaints == []
            assert not sideways_scroll(page)
        assert not StageDecision.objects.filter(stage__request__in=waiting.rows).exists()
        page.get_by_role("button", name="Approve 2 renewals").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Approved 2 renewals, £936.80")
    assert StageDecision.objects.filter(stage__request__in=waiting.rows).count() == 2


def test_a_double_click_approves_once(live_server, chromium, waiting):
    with browsing(chromium, live_server, waiting.hal, 1280) as page:
        choose_renewals(page)
        page.get_by_role("button", name="Approve 2 renewals").dblclick()
        expect(page.locator("main")).to_contain_text("Approved 2 renewals, £936.80")
        expect(page.locator("main")).not_to_contain_text("Nothing was approved")
    assert StageDecision.objects.filter(stage__request__in=waiting.rows).count() == 2


@pytest.mark.policy("IM-5")
def test_a_phone_without_javascript_decides_by_keyboard(live_server, chromium, waiting):
    with browsing(chromium, live_server, waiting.hal, 360, java_script_enabled=False) as page:
        page.goto(reverse("courses:request-queue"))
        page.get_by_role("link", name="Paediatric first aid").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_role("button", name="Approve", exact=True).focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(
            "Approved: “Paediatric first aid”. It has gone to the Executive Lead."
        )
        # The next one of the queue is open already.
        expect(page.locator("h1")).to_contain_text("Designated safeguarding lead")
        page.locator("summary", has_text="Decline").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Decline request").click()
        expect(page.locator("main")).to_contain_text("Choose a reason")
        page.get_by_label("Reason").select_option("timing")
        page.get_by_label("Message to the applicant").fill("After the inspection, please.")
        with page.expect_navigation():
            page.get_by_role("button", name="Decline request").click()
        expect(page.locator("main")).to_contain_text("Declined")
    assert StageDecision.objects.count() == 2 + 2 * 3
    assert current_stage(waiting.rows[0]).position == 2
