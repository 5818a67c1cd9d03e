"""Raising a need in a minute: for oneself, for others by those who may, at which school, for what (policy R-3)."""

import pytest
from django.urls import reverse

from people.tests.factories import PersonFactory, PostFactory
from planning.models import Need
from planning.tests.factories import ConversationFactory, PriorityFactory, this_year

pytestmark = pytest.mark.django_db

RAISE = "planning:need-raise"


def token(page):
    return page.context["form"]["token"].value()


# --- Raising -----------------------------------------------------------------------------------------------------


@pytest.mark.policy("R-3")
def test_somebody_raises_their_own_need_with_three_answers_and_a_double_tap_raises_one(cast, sign_in):
    client = sign_in(cast.ada)
    page = client.get(reverse(RAISE))
    assert [b.name for b in page.context["form"].visible_fields() if b.name not in page.context["form"].folded] == [
        "title",
        "area",
        "evidence",
    ]
    assert "source" not in page.context["form"].fields
    assert page.context["tabs"] == []
    data = {"token": token(page), "title": "Lead guided reading", "area": "reading", "serves": "personal"}
    first, second = (client.post(reverse(RAISE), data) for _ in range(2))
    need = Need.objects.get()
    assert first.url == second.url == need.get_absolute_url()
    assert (need.person, need.raised_by, need.source, need.school) == (cast.ada, cast.ada, "individual", cast.oak)
    assert need.title in client.get(first.url).content.decode()


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(cast, sign_in):
    client = sign_in(cast.ada)
    data = {"token": token(client.get(reverse(RAISE))), "evidence": "My words", "serves": "personal", "wanted_by": "x"}
    answer = client.post(reverse(RAISE), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter what training is needed" in text
    assert "My words" in text
    # The fold is open, for a field in it is wrong.
    assert answer.context["form"].is_open
    assert not Need.objects.exists()


@pytest.mark.policy("R-4", "AP-2")
def test_a_need_serves_a_priority_of_the_school_or_the_trust_or_a_duty(cast, sign_in):
    own, trust = PriorityFactory(school=cast.oak), PriorityFactory(school=cast.central)
    PriorityFactory(school=cast.elm, title="Elm's own")
    client = sign_in(cast.ada)
    page = client.get(reverse(RAISE))
    assert "Elm&#x27;s own" not in page.content.decode()
    for chosen, expected in (
        (f"priority:{own.public_id}", ("priority", own)),
        (f"priority:{trust.public_id}", ("priority", trust)),
        ("priority", ("priority", None)),
        ("review", ("review", None)),
    ):
        data = {"token": token(client.get(reverse(RAISE))), "title": "It", "area": "reading", "serves": chosen}
        assert client.post(reverse(RAISE), data).status_code == 302
        need = Need.objects.latest("pk")
        assert (need.reason, need.priority) == expected


@pytest.mark.policy("AP-1", "AP-3")
def test_leaders_raise_for_a_group_with_its_source_and_for_next_year(cast, sign_in):
    client = sign_in(cast.sid)
    page = client.get(reverse(RAISE), {"for": "group"})
    assert [tab.label for tab in page.context["tabs"]] == [
        "Me",
        "Someone",
        "A group of staff",
        "The whole school",
        "Governors",
    ]
    data = {
        "token": token(page),
        "title": "Phonics",
        "area": "reading",
        "staff_group": "teaching_assistant",
        "people_count": "11",
        "serves": "priority",
        "source": "monitoring",
        "estimated_cost": "£1,100",
        "year": str(this_year() + 1),
    }
    assert client.post(f"{reverse(RAISE)}?for=group", data).status_code == 302
    need = Need.objects.get()
    assert (need.needed_by, need.people_count, need.source, need.year) == ("group", 11, "monitoring", this_year() + 1)
    assert (need.estimated_cost, need.raised_by, need.person) == (1100, cast.sid, None)
    page = client.get(reverse(RAISE), {"for": "group"})
    assert (
        client.post(f"{reverse(RAISE)}?for=group", data | {"token": token(page), "people_count": "0"}).status_code
        == 422
    )


def test_others_raise_for_those_for_whom_they_may_and_for_nobody_else(cast, sign_in):
    client = sign_in(cast.lin)
    page = client.get(reverse(RAISE), {"for": "person"})
    assert list(page.context["form"].fields["person"].queryset) == [cast.ada]
    data = {"token": token(page), "title": "It", "area": "reading", "serves": "personal"}
    wrong = client.post(f"{reverse(RAISE)}?for=person", data | {"person": cast.bea.public_id})
    assert wrong.status_code == 422
    assert client.post(f"{reverse(RAISE)}?for=person", data | {"person": cast.ada.public_id}).status_code == 302
    assert Need.objects.get().person == cast.ada
    assert client.get(reverse(RAISE), {"for": "group"}).status_code == 403
    assert client.get(reverse(RAISE), {"for": "nonsense"}).status_code == 404
    assert sign_in(cast.nora).get(reverse(RAISE)).status_code == 403
    board = sign_in(cast.cora).get(reverse(RAISE), {"for": "governors"})
    assert board.status_code == 200
    assert "people_count" in board.context["form"].fields


def test_somebody_of_many_is_found_by_a_few_letters_of_the_school_alone(cast, sign_in):
    for number in range(16):
        PostFactory(person=PersonFactory(first_name=f"Quinn{number}"), school=cast.oak)
    PostFactory(person=PersonFactory(first_name="Quinnelm"), school=cast.elm)
    client = sign_in(cast.hal)
    page = client.get(reverse(RAISE), {"for": "person"})
    url = f"{reverse('planning:need-person-options')}?school={cast.oak.public_id}"
    assert url.split("?")[1] in page.content.decode()
    found = client.get(url, {"field": "person", "person_words": "quinn", "school": cast.oak.public_id})
    assert "Quinn1" in found.content.decode()
    assert "Quinnelm" not in found.content.decode()
    other = {"person_words": "quinn", "school": cast.elm.public_id}
    assert client.get(reverse("planning:need-person-options"), other).status_code == 404


def test_somebody_of_two_schools_is_asked_for_which(cast, sign_in):
    PostFactory(person=cast.ada, school=cast.elm)
    client = sign_in(cast.ada)
    page = client.get(reverse(RAISE))
    assert "Which school is this for?" in page.content.decode()
    page = client.get(reverse(RAISE), {"school": cast.elm.public_id})
    data = {"token": token(page), "title": "It", "area": "reading", "serves": "personal"}
    client.post(f"{reverse(RAISE)}?school={cast.elm.public_id}", data)
    assert Need.objects.get().school == cast.elm
    assert (
        "Which school is this for?" in client.get(reverse(RAISE), {"school": cast.central.public_id}).content.decode()
    )


def test_a_conversation_that_is_not_held_or_not_ones_own_leads_nowhere(cast, sign_in):
    row = ConversationFactory(school=cast.oak, person=cast.ada, manager=cast.lin)
    assert sign_in(cast.ada).get(reverse(RAISE), {"conversation": row.public_id}).status_code == 404
    assert sign_in(cast.ada).get(reverse(RAISE), {"conversation": "nonsense"}).status_code == 404
