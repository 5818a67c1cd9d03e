"""What is told about priorities: that somebody named you as the one who leads it."""

from core.calendar import year_label
from notifications.models import Topic
from notifications.services import tell
from people.models import Person
from planning.improvement.models import Priority
from planning.scope import place_name


def owner_named(priority: Priority, actor: Person) -> None:
    """Tell the person whom somebody else named as leading the priority; the version tells one naming from another."""
    if priority.owner is None or priority.owner.pk == actor.pk:
        return
    tell(
        person=priority.owner,
        topic=Topic.PLANNING,
        key=f"planning.priority.owner:{priority.public_id}:{priority.owner.public_id}:{priority.version}",
        subject="You're leading an improvement priority",
        body=f"“{priority}” at {place_name(priority.school)}, {year_label(priority.year)}.",
        path=priority.get_absolute_url(),
    )
