"""What of people and their accounts waits for somebody."""

from django.urls import reverse

from core.calendar import today
from core.first_page import Task, Urgency
from people.models import Person, Role
from people.policies import can_open_account_changes
from people.selectors import changes_to_agree


def account_tasks(person: Person) -> list[Task]:
    """Return the changes of email addresses that the person is to check."""
    if not can_open_account_changes(person):
        return []
    waiting = changes_to_agree(person).count()
    url, one = reverse("people:account-changes"), "email change to check"
    return [Task("email changes to check", url, waiting, urgency=Urgency.SOON, button="Check", one=one)]


def invitation_tasks(person: Person) -> list[Task]:
    """Return the people whom an administrator has not invited yet."""
    if not person.authority.holds(Role.ADMINISTRATOR):
        return []
    uninvited = Person.objects.uninvited(today()).count()
    url, one = f"{reverse('people:person-list')}?state=uninvited", "person not invited yet"
    return [Task("people not invited yet", url, uninvited, button="Invite", one=one)]
