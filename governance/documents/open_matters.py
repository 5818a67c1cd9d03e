"""What policy documents keep open with somebody who leaves: those that they look after by name."""

from datetime import date

from governance.documents.models import PolicyDocument
from governance.documents.services import hand_over
from people.models import Person
from people.open_matters import OpenMatter, OpenSource
from planning.scope import place_name


def _kept(person: Person, day: date) -> list[OpenMatter]:
    rows = PolicyDocument.objects.in_force().filter(keeper=person).select_related("school")
    return [OpenMatter(f"{row.title}, {place_name(row.school)}", row.get_absolute_url()) for row in rows]


def _hand_on(actor: Person, person: Person, successor: Person, day: date) -> int:
    """Let somebody else look after what the person does; they are told of each."""
    rows = PolicyDocument.objects.in_force().filter(keeper=person).select_related("school")
    rows = rows.select_for_update(of=("self",))
    for row in rows:
        hand_over(row, actor, successor, day)
    return len(rows)


POLICIES_KEPT = OpenSource("policies_kept", "Policies looked after", _kept, _hand_on)
