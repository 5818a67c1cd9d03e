"""What the views of people and places share: asking the policy, and finding rows that the reader may see."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from core.decisions import require
from core.http import Request
from core.navigation import stand_by_owner
from people import policies
from people.models import Person, School


def administer(request: Request) -> None:
    """Refuse everybody but the administrator, with the policy's reason."""
    require(policies.can_administer(request.user))


def find_person(request: Request, public_id: UUID) -> Person:
    """Return the person, or 404. Their pages stand with the list of people, one's own with one's account."""
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    stand_by_owner(request, person.pk, "people:person-detail", "people:person-list")
    return person


def find_school(request: Request, public_id: UUID) -> School:
    """Return the school, or 404."""
    return get_object_or_404(School.objects.visible_to(request.user), public_id=public_id)
