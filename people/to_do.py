"""What of people and their accounts waits for somebody."""

from django.urls import reverse

from core.calendar import today
from core.first_page import Task, Urgency
from core.reading import Steps, counting
from people.models import Person, Role
from people.policies import can_open_account_changes
from people.selectors import changes_to_agree, without_stand_in

# So many are listed by name.
FEW = 6


def account_tasks(person: Person) -> Steps[list[Task]]:
    """Return the changes of email addresses that the person is to check."""
    if not can_open_account_changes(person):
        return []
    waiting = yield from counting(changes_to_agree(person))
    url, one = reverse("people:account-changes"), "email change to check"
    return [Task("email changes to check", url, waiting, urgency=Urgency.SOON, button="Check", one=one)]


def stand_in_tasks(person: Person) -> Steps[list[Task]]:
    """Return whom to name a stand-in for: those who decide or book and are away (`can_name_deputy_for`)."""
    if not person.authority.holds_any([Role.EXECUTIVE_LEAD, Role.ADMINISTRATOR]):
        return []
    [absent] = yield (without_stand_in(today()).exclude(pk=person.pk)[:FEW],)
    return [
        Task(
            f"Name a stand-in for {away}",
            reverse("people:deputy-for", args=[away.public_id]),
            hint="They’re away, and requests may be waiting for them",
            urgency=Urgency.SOON,
            button="Name",
        )
        for away in absent
    ]
