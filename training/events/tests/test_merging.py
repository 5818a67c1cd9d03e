"""Two records of one person that are merged: what they organise, run and are named for goes to the one that stays."""

from people.services.merging import merge_people
from people.tests.factories import PersonFactory
from training.events.tests.factories import EventFactory, audience_of
from training.models import Event


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
