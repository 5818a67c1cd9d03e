"""Who goes to the demo's events: signed up, waiting for their Headteacher, invited."""

from itertools import zip_longest

from demo.people import DemoPeople
from people.models import Grant, Person
from training.models import Event, Place
from training.places.services import accept_place, answer_several, invite_people, sign_up

# So many of each school, on average, ask to go to the network.
PER_SCHOOL = 3


def make_places(people: DemoPeople) -> None:
    """Sign people up for what is to come, as they would themselves."""
    _ask_for_network(people)
    _invite_boards()
    teacher = people.sign_ins["Teacher"]
    for event in Event.objects.open_to(teacher).filter(kind="staff_meeting")[:2]:
        sign_up(event=event, actor=teacher)


def _ask_for_network(people: DemoPeople) -> None:
    network = Event.objects.coming().filter(kind="network").first()
    if network is None:
        return
    signing = [people.sign_ins["Teacher"]]
    of_schools = [[person for person in people.staff[school.pk] if person.email] for school in people.schools]
    for row in list(zip_longest(*of_schools))[: PER_SCHOOL * 4]:
        signing += [person for person in row if person is not None and person not in signing]
    asked: list[Place] = []
    for person in signing:
        if Event.objects.open_to(person).filter(pk=network.pk).exists() and len(asked) < PER_SCHOOL * len(of_schools):
            asked.append(sign_up(event=network, actor=person))
    for school in people.schools:
        head = people.heads[school.pk]
        theirs = [place for place in asked if place.school == school and place.person != head]
        # At the first school some wait, so that its Headteacher has something to decide.
        answer_several(places=theirs[2:] if school == people.schools[0] else theirs, actor=head)


def _invite_boards() -> None:
    evening = Event.objects.coming().filter(kind="governance_evening").first()
    if evening is None:
        return
    sitting = Grant.objects.on(evening.day).filter(role__in=["governor", "chair_of_governors", "trustee"])
    board = Person.objects.filter(pk__in=sitting.values("person"), email__isnull=False).order_by("pk")
    places = invite_people(event=evening, actor=evening.organiser, people=board)
    for place in places[::2]:
        accept_place(place=place, actor=place.person)
