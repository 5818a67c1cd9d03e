"""What is told about needs: that one was raised for somebody, how it ended, that others need the same."""

from collections.abc import Iterable

from core.calendar import year_label
from notifications.models import Topic
from notifications.services import tell
from people.models import Person
from planning.needs.models import Need
from planning.needs.policies import has_raised

HOW = {
    Need.Status.MET: "has been met",
    Need.Status.CLOSED: "has been closed",
    Need.Status.CARRIED_FORWARD: "has been carried forward",
    Need.Status.OPEN: "has been reopened",
}

READ_NEED = "planning.need"


def need_raised(need: Need, actor: Person) -> None:
    """Tell the person whose need somebody else wrote down."""
    if need.person is None or need.person.pk == actor.pk:
        return
    tell(
        person=need.person,
        topic=Topic.PLANNING,
        key=f"planning.need.raised:{need.public_id}:{need.person.public_id}",
        subject="A training need has been added for you",
        body=f"{actor} added “{need.title}”. You can close it if it isn't right for you.",
        path=need.get_absolute_url(),
        asks=READ_NEED,
        about=need.public_id,
    )


def need_moved(need: Need, actor: Person, note: str) -> None:
    """Tell the person whose need it is and whoever raised it how it ended or that it is open again."""
    how = HOW[Need.Status(need.status)]
    for person in _concerned(need, actor):
        own = "Your training need" if person.pk == need.person_id else "A training need you added"
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"planning.need.moved:{need.public_id}:{need.version}:{person.public_id}",
            subject=f"{own} {how}: {need.title}",
            body=note,
            path=need.get_absolute_url(),
        )


def needs_gathered(provision: Need, needs: int, people: Iterable[Person], path: str) -> None:
    """Tell those who answer for a school that some of its needs are to be answered together with other schools'."""
    what = "1 training need" if needs == 1 else f"{needs} training needs"
    for person in people:
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"planning.need.gathered:{provision.public_id}:{provision.version}:{person.public_id}",
            subject=f"Training across schools: {what} at your school included",
            body=(
                f"“{provision.title}” is planned for {year_label(provision.year)}. Your training needs stay open "
                "until it takes place."
            ),
            path=path,
        )


def _concerned(need: Need, actor: Person) -> list[Person]:
    both = {person.pk: person for person in (need.person, need.raised_by) if person is not None}
    return [
        person for pk, person in both.items() if pk != actor.pk and (pk == need.person_id or has_raised(person, need))
    ]
