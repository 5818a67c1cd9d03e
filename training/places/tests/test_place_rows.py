"""What holds for every row of a place: whose it is, who sees it, that nobody has two (policy CT-1)."""

import pytest
from django.db import IntegrityError, transaction

from cpd_trust.tests.helpers import names_who
from people.services.merging import merge_people
from people.tests.factories import PersonFactory
from training.events.tests.factories import EventFactory
from training.models import Place
from training.places.tests.factories import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("CT-1")]


def test_nobody_has_two_places_at_an_event(cast):
    event = EventFactory()
    PlaceFactory(event=event, person=cast.ada, status="withdrawn")
    PlaceFactory(event=event, person=cast.ada)
    for status in Place.OPEN:
        with pytest.raises(IntegrityError), transaction.atomic():
            PlaceFactory(event=event, person=cast.ada, status=status)
    PlaceFactory(event=event, person=cast.ada, status="declined")


def test_nobody_agrees_for_themselves_in_the_database_either(cast):
    place = PlaceFactory(person=cast.hal, status="asked")
    for facts in ({"agreed_by": cast.hal, "agreed_at": place.asked_at}, {"agreed_by": cast.eve}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**facts)


def test_two_records_that_are_merged_keep_one_place(cast):
    gone = PersonFactory(email=None)
    both, one = EventFactory(), EventFactory()
    for event, person in ((both, gone), (both, cast.ada), (one, gone)):
        PlaceFactory(event=event, person=person)
    merge_people(actor=cast.ann, keep=cast.ada, gone=gone)
    assert [place.person for place in Place.objects.all().open()] == [cast.ada, cast.ada]


def test_who_sees_a_place(cast):
    place = PlaceFactory(event=EventFactory(school=cast.oak, organiser=cast.lin), person=cast.tom, school=cast.elm)
    sees = names_who(cast, lambda person: Place.objects.visible_to(person).filter(pk=place.pk).exists())
    # Himself, who runs the event, the leaders of his school and of the host school, the central readers.
    assert sees == {"tom", "lin", "eli", "hal", "sid", "eve", "cleo", "ben", "ann"}
