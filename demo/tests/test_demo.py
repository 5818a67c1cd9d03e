"""The demonstration trust: built once, everybody printed signs in, and every figure is the number of its rows."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from courses.approvals.ranking import duty_of
from courses.models import CourseRequest
from cpd_trust.tests.helpers import cost_of, opening
from cpd_trust.tests.recounting import Recount
from cpd_trust.tests.test_statements import HOME
from demo.build import build_demo
from demo.feedback import SAID
from people.models import Person, Role

WHO = [Role.HEADTEACHER, Role.EXECUTIVE_LEAD, Role.BOOKING_OFFICER, Role.ADMINISTRATOR, Role.TRUSTEE]
# What must have been recounted at least once, so that a pattern that finds nothing any more does not pass.
SEEN = {
    "of required training up to date", "required trainings up to date", "hours of CPD this term",
    "booked this term", "left of the CPD budget", "course requests to approve", "attendance to record",
    "courses to book",
    "training needs not yet planned for", "open training needs of past years", "budget lines nearly used up",
    "survey to answer", "survey with results to look at", "report in draft", "the total", "the hours", "open",
    "items not linked to a priority", "people", "hours", "spent", "Approvals",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_trust_is_built_once_and_everybody_printed_can_sign_in(client, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    call_command("demo")
    people = Person.objects.count()
    assert 280 <= people <= 340
    call_command("demo")
    assert Person.objects.count() == people
    printed = [line.split()[-1] for line in capsys.readouterr().out.splitlines() if line.endswith(".example.org")]
    assert len(set(printed)) >= 15
    for email in set(printed):
        person = Person.objects.get(email=email)
        assert person.check_password("fernway-demo-2026")
        client.force_login(person, backend="people.backends.AuthenticationBackend")
        first_page = opening(client, reverse("home:home"))
        first_page()
        assert cost_of(first_page) <= HOME
    renewals = CourseRequest.objects.filter(status__in=["deciding", "to_book"], is_renewal=True)
    assert renewals.exists()
    for request in renewals.select_related("requirement", "course", "applicant"):
        assert duty_of(request).is_renewal


@pytest.mark.once
@pytest.mark.policy("RP-1", "AP-3", "AP-6")
def test_every_figure_of_the_demonstration_trust_is_the_number_of_its_rows(db, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    build_demo()
    seen, found = Counter(), []
    for role in WHO:
        person = Person.objects.filter(grants__role=role, is_active=True).order_by("pk").first()
        cache.clear()
        walked = Recount(person).walk()
        seen += walked.seen
        found += [f"{role}: {problem}" for problem in walked.found]
    assert found == []
    assert SEEN - set(seen) == set()


def test_nobody_in_the_demo_repeats_a_line_of_somebody_else():
    lines = [words[0] for _, said in SAID for words in said]
    assert len(lines) == len(set(lines))
