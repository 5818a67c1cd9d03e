"""What of people and their accounts waits for somebody."""

from django.urls import reverse

from core.calendar import today
from core.to_do import Task
from people.models import Person, Role
from people.policies import can_open_account_changes
from people.selectors import changes_to_agree


def account_tasks(person: Person) -> list[Task]:
    """Return the changes of email addresses that the person is to check."""
    if not can_open_account_changes(person):
        return []
    return [Task("Email changes to check", reverse("people:account-changes"), changes_to_agree(person).count())]


def invitation_tasks(person: Person) -> list[Task]:
    """Return the people whom an administrator has not invited yet."""
    if not person.authority.holds(Role.ADMINISTRATOR):
        return []
    uninvited = Person.objects.uninvited(today()).count()
    return [Task("People not invited yet", reverse("people:person-list") + "?state=uninvited", uninvited)]
