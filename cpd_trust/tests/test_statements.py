"""What the frame around every page, and the first page of each role, cost in statements."""

import pytest
from django.urls import reverse

from budgets.tests.factories import BudgetLineFactory
from certificates.tests.factories import RequirementFactory
from core.calendar import academic_year, today
from core.models import TrustSettings
from courses.tests.factories import make_request
from cpd_trust.tests.helpers import PEOPLE, cost_of, fresh, opening
from notifications.tests.factories import NoticeFactory
from people.models import Delegation, Grant
from people.tests.factories import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db

# The session and its person with what they hold are read on every page; what stands around it adds at most three.
PERSON, FRAME = 2, 3
HOME = 20


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
    RequirementFactory()
    BudgetLineFactory(school=cast.oak, year=academic_year(today()))
    for _ in range(2):
        make_request("deciding", applicant=cast.ada, school=cast.oak)
        make_request("to_book", applicant=cast.bea, school=cast.oak)
    for name in PEOPLE:
        NoticeFactory(person=getattr(cast, name))
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=today(), ends_on=today())
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.trust_name": "Example Trust"}})
    return cast


def costs_of(cast, client, address):
    """Return by name what a page costs everybody of the cast; each opens it once before it is counted."""
    found = {}
    for name in PEOPLE:
        client.force_login(fresh(getattr(cast, name)), backend="people.backends.AuthenticationBackend")
        page = opening(client, reverse(address))
        page()
        found[name] = cost_of(page)
    return found


@pytest.mark.both
@pytest.mark.parametrize(("address", "most"), [("home:privacy", PERSON + FRAME), ("home:home", HOME)])
def test_a_page_costs_few_statements_and_no_more_with_three_schools(busy, client, address, most):
    one = costs_of(busy, client, address)
    more_schools(busy)
    three = costs_of(busy, client, address)
    assert {name: cost for name, cost in one.items() if cost > most} == {}
    assert {name: (one[name], cost) for name, cost in three.items() if cost > one[name]} == {}
