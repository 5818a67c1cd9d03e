"""Fixing what a request serves, and letting its record follow (policy R-4)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import audit
from core.decisions import require
from core.flow import StaleVersion
from courses.requests import snapshots
from courses.requests.answers import kept_answers
from courses.requests.links import LINKS_OF_REASON, contradiction, require_choosable, settle_links
from courses.requests.models import CourseRequest
from courses.thread.policies import can_fix
from people.models import Person
from planning.thread.links import links_of
from planning.thread.missing_links import sign_of
from training.models import Record
from training.records.services import hang_record


@transaction.atomic
def fix_request(*, obj: CourseRequest, actor: Person, seen: str, values: Mapping[str, Any]) -> CourseRequest:
    """Say afterwards which priority, need or action a request serves; its record follows.

    `values`: the rows newly chosen, by link; a link that is left out stays as it is. What the approvers saw is kept up
    to date with it, and an approver's open card is shown anew. `seen`: the sign of the links that the form showed.
    Raises `StaleVersion` when somebody linked it meanwhile, `PermissionDenied` with the reason, `DoesNotExist` for a
    link that the actor cannot choose, `ValidationError` for one that does not fit.
    """
    request: CourseRequest = CourseRequest.objects.lock_for(pk=obj.pk)
    require(can_fix(actor, request))
    before, shown = links_of(request), kept_answers(request)
    if sign_of(before) != seen:
        raise StaleVersion
    if not values:
        raise ValidationError("Choose what it's linked to.")
    if set(values) - set(LINKS_OF_REASON[request.reason]):
        raise ValidationError("This doesn't match the reason for the request. Choose another.")
    for name, row in values.items():
        setattr(request, name, row)
    require_choosable(request, actor, before, ended_too=True)
    settle_links(request)
    if words := contradiction(request.priority, request.action):
        raise ValidationError({"action": words})
    after = kept_answers(request)
    request.sent_as = {**request.sent_as, **{name: after[name] for name in before}}
    request.version += 1
    request.save(update_fields=["priority", "need", "action", "sent_as", "version", "updated_at"])
    audit(
        actor,
        "courses.request.linked",
        request,
        changes={c.label: [c.before, c.after] for c in snapshots.changes_between(shown, after)},
    )
    for record in Record.objects.filter(booking__request=request):
        follow_request(record=record, request=request, actor=actor)
    return request


def follow_request(*, record: Record, request: CourseRequest, actor: Person) -> Record:
    """Hang a record on what its request serves; nothing changes where it hangs there already."""
    return hang_record(record=record, actor=actor, priority=request.priority, need=request.need, action=request.action)


@transaction.atomic
def fix_record_of_booking(*, obj: Record, actor: Person, seen: str, values: Mapping[str, Any]) -> Record:
    """Let a record that fell behind take over what its request serves; `seen` and `values` are not needed for it.

    Raises `PermissionDenied` with the reason, `CourseRequest.DoesNotExist` for a record of another source.
    """
    request = CourseRequest.objects.get(bookings__record=obj)
    require(can_fix(actor, request))
    return follow_request(record=obj, request=request, actor=actor)
