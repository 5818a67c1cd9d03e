"""From an undated interest to an event: similar needs become one, and the people who have them are invited (CT-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import today
from cpd_trust.tests.helpers import fresh, text_of
from planning.models import Need
from planning.similar.selectors import proposals_for
from planning.tests.factories import NeedFactory
from training.models import Event, Place
from training.places.selectors import people_in_need

pytestmark = [pytest.mark.django_db, pytest.mark.policy("CT-1")]


@pytest.fixture
def needs(cast):
    """The same need of a teacher at Oak and one at Elm."""
    return [
        NeedFactory(title="Leading guided reading", school=school, person=person, raised_by=person)
        for school, person in ((cast.oak, cast.ada), (cast.elm, cast.tom))
    ]


def answers(client, url, **also):
    """Return what the form of a new event sends, with what the address filled in."""
    form = client.get(url).context["form"]
    day = today() + dt.timedelta(days=14)
    return {
        "token": form["token"].value(), "kind": "network", "title": form["title"].value() or "Reading",
        "day": day.isoformat(), "starts": "15:45", "ends": "17:00", "mode": "in_person", "whole": ["staff"],
        "sign_up": "invited",
        "least_share": "80", "cost": "0", "needs": form["needs"].value(),
    } | also  # fmt: skip


def test_similar_needs_become_an_event_and_their_people_are_invited(cast, needs, sign_in):
    client = sign_in(cast.eve)
    [proposal] = proposals_for(cast.eve)
    detail = text_of(client.get(reverse("planning:similar-detail", args=[proposal.key])))
    address = f"{reverse('training:event-create')}?similar={proposal.key}"
    assert address in detail
    # The host school is asked for first, and what the event is for is kept.
    assert f'name="similar" value="{proposal.key}"' in text_of(client.get(address))
    address += f"&school={cast.central.public_id}"
    sent = answers(client, address)
    assert sent["title"] == "Leading guided reading"
    assert client.post(address, sent).status_code == 302
    event = Event.objects.get()
    assert set(event.needs.all()) == set(needs)
    assert set(people_in_need(cast.eve, event)) == {cast.ada, cast.tom}
    url = reverse("training:event-invite", args=[event.public_id])
    form = client.get(url).context["form"]
    assert "The people whose training needs it meets (2 without a place)" in str(form["whom"])
    client.post(url, {"token": form["token"].value(), "whom": "needs"})
    assert set(Place.objects.values_list("person__first_name", "status")) == {("Ada", "invited"), ("Tom", "invited")}
    assert not people_in_need(cast.eve, fresh(event)).exists()


def test_an_event_for_one_need_of_another_school_keeps_it_without_linking_records_to_it(cast, needs, sign_in):
    client = sign_in(cast.eve)
    address = f"{reverse('training:event-create')}?need={needs[1].public_id}&school={cast.oak.public_id}"
    client.post(address, answers(client, address))
    event = Event.objects.get()
    assert (event.need, list(event.needs.all())) == (None, [needs[1]])


def test_a_leader_plans_for_their_own_school_only(cast, needs, sign_in):
    """What is asked for of another school, and what is no need at all, is left out."""
    client = sign_in(cast.hal)
    address = f"{reverse('training:event-create')}?need={needs[1].public_id}&need=nonsense&school={cast.oak.public_id}"
    offered = client.get(address).context["form"].fields["needs"].queryset
    assert set(offered) == set(Need.objects.filter(school=cast.oak))


def test_the_button_is_for_those_who_arrange_events(cast, needs, sign_in):
    [proposal] = proposals_for(cast.ben)
    detail = text_of(sign_in(cast.ben).get(reverse("planning:similar-detail", args=[proposal.key])))
    assert "Plan an event" not in detail
