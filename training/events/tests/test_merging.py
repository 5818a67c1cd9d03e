"""Two records of one person that are merged: what they organise, run and are named for goes to the one that stays."""

import datetime as dt

import pytest

from core.calendar import now
from cpd_trust.tests.helpers import fresh
from people.services.merging import merge_people
from people.tests.factories import PersonFactory
from training.events.tests.factories import EventFactory, audience_of
from training.models import Event
from training.places.tests.factories import PlaceFactory


@pytest.mark.parametrize("further", ["keep", "gone"])
def test_of_two_places_at_an_event_the_further_one_stays_and_the_earlier_asking(further, cast):
    gone = PersonFactory(email=None)
    event = EventFactory(school=cast.oak, capacity=1, audience=audience_of(kind="staff"))
    of = {"keep": cast.ada, "gone": gone}
    other = of["gone" if further == "keep" else "keep"]
    early = now() - dt.timedelta(days=2)
    going = PlaceFactory(event=event, person=of[further], school=cast.oak)
    waits = PlaceFactory(event=event, person=other, school=cast.oak, status="waiting", asked_at=early)
    merge_people(actor=cast.ann, keep=cast.ada, gone=gone)
    assert (fresh(going).status, fresh(going).person, fresh(going).asked_at) == ("confirmed", cast.ada, early)
    assert (fresh(waits).status, fresh(waits).person) == ("withdrawn", cast.ada)


def test_events_go_over_and_nobody_runs_one_twice(cast):
    gone = PersonFactory(email=None)
    both, one = EventFactory(organiser=gone), EventFactory(audience=audience_of(kind="person", person=gone))
    both.facilitators.set([gone, cast.ada])
    one.facilitators.set([gone])
    merge_people(actor=cast.ann, keep=cast.ada, gone=gone)
    assert Event.objects.get(pk=both.pk).organiser == cast.ada
    for event in (both, one):
        assert list(event.facilitators.all()) == [cast.ada]
    assert one.audience.lines.get().person == cast.ada
