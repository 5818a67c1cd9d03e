"""What the views of people and places share: asking the policy, and finding rows that the reader may see."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.shortcuts import get_object_or_404

from core.decisions import require
from core.http import Request
from people import policies
from people.models import Person, School


def administer(request: Request) -> None:
    """Refuse everybody but the administrator, with the policy's reason."""
    require(policies.can_administer(request.user))


def find_person(request: Request, public_id: UUID) -> Person:
    """Return the person, or 404 as for one that never was."""
    return get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)


def find_school(request: Request, public_id: UUID) -> School:
    """Return the school, or 404 as for one that never was."""
    return get_object_or_404(School.objects.visible_to(request.user), public_id=public_id)


def show_problems(form: BaseForm, problem: ValidationError) -> None:
    """Put what the database or the model refused beside the fields of the form, or above it."""
    if hasattr(problem, "error_dict"):
        for name, errors in problem.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, problem.messages)
