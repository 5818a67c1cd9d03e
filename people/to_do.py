"""What of people and their accounts waits for somebody."""

from django.urls import reverse

from core.first_page import Task, Urgency
from core.reading import Steps, counting
from people.models import Person
from people.policies import can_open_account_changes
from people.selectors import changes_to_agree


def account_tasks(person: Person) -> Steps[list[Task]]:
    """Return the changes of email addresses that the person is to check."""
    if not can_open_account_changes(person):
        return []
    waiting = yield from counting(changes_to_agree(person))
    url, one = reverse("people:account-changes"), "email change to check"
    return [Task("email changes to check", url, waiting, urgency=Urgency.SOON, button="Check", one=one)]
