"""Feedback in Chromium: given on a phone, shared, found by a colleague elsewhere, and on the line of the priority."""

import pytest
from playwright.sync_api import expect

from core.reading import run_steps
from cpd_trust.tests.browsing import browsing, findings, sideways_scroll
from cpd_trust.tests.test_planning_journey import PHONE, fill, press
from people.models import Person
from planning.tests.factories import PriorityFactory
from training.feedback.requests import ask_for_feedback
from training.feedback.to_do import feedback_tasks
from training.models import Feedback
from training.tests.factories import RecordFactory


def choose(page, words):
    """Choose a radio button by its label, with the space bar."""
    radio = page.get_by_label(words, exact=True)
    radio.focus()
    radio.press("Space")


@pytest.mark.browser
@pytest.mark.policy("IM-2")
def test_feedback_goes_from_a_phone_to_a_colleague_and_onto_the_thread(live_server, live_cast, chromium):
    cast = live_cast
    priority = PriorityFactory(school=cast.oak, title="Every child a fluent reader")
    record = RecordFactory(person=cast.ada, school=cast.oak, title="Phonics for all", priority=priority)
    assert ask_for_feedback().asked == 1
    assert len(run_steps(feedback_tasks(Person.objects.get(pk=cast.ada.pk)))) == 1

    with browsing(chromium, live_server, cast.ada, PHONE) as page:
        page.goto("/")
        page.get_by_role("link", name="Give feedback on “Phonics for all”").click()
        fill(page, learnt="Short daily practice helps most.", will_do="Five minutes of blending each morning.")
        choose(page, "The whole school")
        choose(page, "Yes, for some")
        choose(page, "Yes, share it with all trust staff, with my name and school")
        press(page, "Give feedback")
        # What was typed stays, and the error stands beside its field.
        expect(page.locator("main")).to_contain_text("Enter who you'd recommend it to")
        expect(page.locator("[name='learnt']")).to_have_value("Short daily practice helps most.")
        assert not sideways_scroll(page)
        assert not findings(page)
        fill(page, recommended_for="teachers in Year 1")
        press(page, "Give feedback")
        expect(page.locator("main")).to_contain_text("Shared across the trust")
        assert not sideways_scroll(page)
        assert not page.complaints or all("422" in words for words in page.complaints)
    feedback = Feedback.objects.get(record=record)
    assert feedback.is_shared

    with browsing(chromium, live_server, cast.tom) as page:
        page.goto("/courses/")
        page.get_by_role("link", name="Feedback from colleagues").first.click()
        fill(page, q="blending")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=blending**")
        page.wait_for_load_state("networkidle")  # the list is swapped in after its address
        page.get_by_role("link", name="Phonics for all").click()
        page.wait_for_url(f"**{feedback.get_absolute_url()}")
        expect(page.locator("main")).to_contain_text("Five minutes of blending each morning.")
        expect(page.locator("main")).to_contain_text("Ada Example, Oak Primary School")
        expect(page.locator("main")).not_to_contain_text("fluent reader")
        assert not findings(page)

    with browsing(chromium, live_server, cast.hal) as page:
        page.goto(priority.get_absolute_url())
        line = page.locator("ol.k-trace")
        line.locator(f"a[href='{feedback.get_absolute_url()}']").click()
        assert page.locator("ol.k-trace li[aria-current='step']").inner_text().startswith("Feedback")
        page.locator(f"ol.k-trace a[href='{priority.get_absolute_url()}']").click()
        expect(page.locator("main")).to_contain_text("1 of 1")
        expect(page.locator("main")).to_contain_text("Short daily practice helps most.")
