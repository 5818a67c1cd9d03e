"""The hub of planning: who is led where, what it says of each school, and what it costs."""

import pytest
from django.urls import reverse

from budgets.tests.factories import BudgetLineFactory
from core.calendar import now
from core.plugins import registered
from cpd_trust.tests.helpers import PEOPLE, cost_of
from people.models import School
from people.tests.factories import SchoolFactory
from planning.models import Priority
from planning.scope import reads_priorities, schools_to_read
from planning.sections import Section
from planning.tests.factories import ActionPlanFactory, NeedFactory, PriorityFactory, this_year
from surveys.tests.factories import SurveyFactory

HUB = "/planning/"


@pytest.mark.policy("RM-5")
@pytest.mark.parametrize("name", PEOPLE)
def test_reading_is_the_same_asked_of_a_school_and_of_its_rows(cast, name):
    actor = getattr(cast, name)
    rows = {school: PriorityFactory(school=school) for school in (cast.oak, cast.elm, cast.central)}
    seen = set(Priority.objects.visible_to(actor).values_list("pk", flat=True))
    assert {rows[school].pk for school in rows if reads_priorities(actor, school)} == seen
    assert {rows[school].pk for school in schools_to_read(actor)} == seen


@pytest.mark.policy("RM-5")
@pytest.mark.parametrize(
    ("name", "place"), [("ada", "oak"), ("gus", "oak"), ("tom", "elm"), ("kim", "central"), ("mel", "central")]
)
def test_who_plans_nowhere_is_led_to_the_priorities_of_their_place(cast, sign_in, name, place):
    answer = sign_in(getattr(cast, name)).get(HUB)
    assert answer.url == reverse("planning:priorities", args=[getattr(cast, place).public_id, this_year()])


def test_a_head_has_a_card_for_the_school_and_one_for_the_trust(cast, sign_in):
    PriorityFactory(school=cast.oak)
    PriorityFactory(school=cast.elm)
    page = sign_in(cast.hal).get(HUB)
    assert [place.name for place in page.context["places"]] == ["Oak Primary School", "The whole trust"]
    assert page.context["places"][0].state_of("priorities") == "1 priority"
    assert page.context["places"][1].state_of("priorities") == "None yet"


def test_the_executive_lead_finds_every_school_in_a_list_with_its_state(cast, sign_in):
    SchoolFactory(name="Fern Primary School")
    PriorityFactory(school=cast.oak)
    PriorityFactory(school=cast.oak)
    PriorityFactory(school=cast.oak, year=this_year() - 1)
    client = sign_in(cast.eve)
    page = client.get(HUB)
    assert len(page.context["table"].rows) == 4
    assert "2 priorities" in page.content.decode()
    found = client.get(HUB, {"q": "fern"})
    assert [row.record.name for row in found.context["table"].rows] == ["Fern Primary School"]
    assert "1 priority" in client.get(HUB, {"year": this_year() - 1}).content.decode()
    text = b"".join(client.get(HUB, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("School,Priorities")


def test_how_every_part_stands_is_said_in_a_few_words(cast):
    oak = cast.oak
    NeedFactory(school=oak)
    NeedFactory(school=oak)
    ActionPlanFactory(school=oak)
    BudgetLineFactory(school=oak, allocated="1200.50")
    SurveyFactory(school=oak).move_to("open", opened_at=now())
    both = [oak.pk, cast.elm.pk]
    said = {part.key: part.states(cast.hal, both, this_year()) for part in registered(Section)}
    assert {key: states[oak.pk] for key, states in said.items()} == {
        "priorities": "None yet",
        "needs": "2 open training needs",
        "plan": "Draft",
        "budget": "£1,200.50 left of £1,200.50",
        "surveys": "1 open survey",
        "missing": "2 to link",
    }
    assert {key: states[cast.elm.pk] for key, states in said.items()} == {
        "priorities": "None yet",
        "needs": "None open",
        "plan": "Not started",
        "budget": "Not set up",
        "surveys": "None open",
        "missing": "None",
    }


@pytest.mark.parametrize("name", ["hal", "eve"])
def test_the_hub_costs_the_same_with_one_priority_and_three_and_more_schools(cast, sign_in, name):
    SchoolFactory()
    client = sign_in(getattr(cast, name))
    client.get(HUB)
    costs = []
    for _ in range(2):
        costs.append(cost_of(client.get, HUB))
        for school in School.objects.all():
            PriorityFactory.create_batch(3, school=school)
        if name == "eve":
            SchoolFactory.create_batch(5)
    assert costs[0] == costs[1]
