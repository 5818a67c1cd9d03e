"""What the frame around every page costs in statements, whoever reads it."""

import pytest
from django.urls import reverse

from core.calendar import today
from core.models import TrustSettings
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import PEOPLE, cost_of, opening
from notifications.tests.factories import NoticeFactory
from people.models import Delegation, Grant, Person
from people.tests.factories import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db

# The session and its person with what they hold are read on every page; what stands around it adds at most three.
PERSON, FRAME = 2, 3


def more_schools(cast):
    """Let everybody have their role at two schools more, with somebody to manage at each."""
    for _ in range(2):
        school = SchoolFactory()
        for grant in Grant.objects.filter(school=cast.oak):
            Grant.objects.create(person=grant.person, role=grant.role, school=school, starts_on=grant.starts_on)
        PostFactory(person=cast.ada, school=school, line_manager=cast.lin)
        PostFactory(person=cast.lin, school=school)


@pytest.fixture
def busy(cast):
    """Let something wait for everybody: requests to decide and to book, notices that ask for something, a deputy."""
    for _ in range(2):
        make_request("deciding", applicant=cast.ada, school=cast.oak)
        make_request("to_book", applicant=cast.bea, school=cast.oak)
    for name in PEOPLE:
        NoticeFactory(person=getattr(cast, name))
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.trust_name": "Example Trust"}})
    return cast


@pytest.mark.parametrize("schools", [1, 3])
def test_the_frame_of_a_page_costs_at_most_three_statements(busy, sign_in, schools):
    if schools > 1:
        more_schools(busy)
    costs = {}
    for name in PEOPLE:
        page = opening(sign_in(Person.objects.get(pk=getattr(busy, name).pk)), reverse("home:privacy"))
        page()
        costs[name] = cost_of(page)
    assert {name: cost for name, cost in costs.items() if cost > PERSON + FRAME} == {}
