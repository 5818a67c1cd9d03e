"""Every figure on a page is the number of rows behind its link, in the demo trust and in one made by chance."""

from collections import Counter

import pytest
from django.core.cache import cache

from cpd_trust.tests.recounting import Recount
from home.demo.build import build_demo
from people.models import Person, Role
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from reports.tests.generated import make_trust

WHO = [Role.HEADTEACHER, Role.EXECUTIVE_LEAD, Role.BOOKING_OFFICER, Role.ADMINISTRATOR, Role.TRUSTEE]
# What must have been recounted at least once, so that a pattern that finds nothing any more does not pass.
SEEN = {
    "of requirements met", "requirements met", "hours of CPD this term", "hours of CPD this year", "booked this term",
    "left of the CPD budget", "Requests to decide", "Attendance to confirm", "Courses to book", "links missing",
    "Training needs not yet planned for", "Open needs of past years to look at", "Budget lines nearly used up",
    "Surveys to answer", "Surveys with results to look at", "Reports in draft", "the total", "the hours", "open",
    "Links missing between priorities, needs and training", "people", "hours", "spent", "To decide",
}  # fmt: skip


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


def test_every_figure_of_a_generated_trust_is_the_number_of_its_rows(cast):
    make_trust(cast, 11)
    priority = PriorityFactory(school=cast.oak)
    NeedFactory(school=cast.oak, person=cast.ada, reason="priority", priority=priority)
    ActionFactory(school=cast.oak, priority=priority).needs.add(NeedFactory(school=cast.oak, person=cast.bea))
    found = []
    for name in ("hal", "eve", "ben", "gus"):
        walked = Recount(getattr(cast, name)).walk()
        assert walked.seen
        found += [f"{name}: {problem}" for problem in walked.found]
    assert found == []
