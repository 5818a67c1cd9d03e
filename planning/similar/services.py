"""One provision for the same need of several schools (policy AP-10): planned together, and a school's way out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from core.audit import audit
from core.calendar import academic_year, now, today
from core.decisions import require
from core.flow import IllegalMove, StaleVersion
from people.models import Person, Role, School
from people.selectors import holders
from planning.needs import notices, policies
from planning.needs.models import Need

MOVED_ON = "Some of these training needs have changed since you opened this. Check them again."


@transaction.atomic
def plan_together(*, needs: Iterable[Need], actor: Person, values: Mapping[str, Any]) -> Need:
    """Write one need of the central team that answers those given together, and hang them on it (policy AP-10).

    `values`: `title`, `area`, `source`, `reason`, `evidence` and whatever else of `priority`, `requirement`,
    `staff_group`, `people_count`, `wanted_by`, `estimated_cost` is known. The needs stay open until they are met; each
    keeps an event, and those who answer for its school are told. Raises `IllegalMove` when one of them has ended
    or hangs on another already, `PermissionDenied`.
    """
    require(policies.can_gather(actor))
    asked = {need.pk for need in needs}
    rows = list(
        Need.objects.open()
        .filter(Q(gathered=None), pk__in=asked, gathered_into=None)
        .select_related("school")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not asked or {row.pk for row in rows} != asked:
        raise IllegalMove(MOVED_ON)
    provision = Need.objects.create(
        school=School.objects.get(kind=School.Kind.CENTRAL),
        year=academic_year(today()),
        needed_by=Need.For.GROUP,
        raised_by=actor,
        raised_at=now(),
        **values,
    )
    audit(actor, "planning.need.planned_together", provision, changes={"needs": len(rows)})
    for row in rows:
        row.gathered_into = provision
        row.version += 1
        row.save(update_fields=["gathered_into", "version"])
        audit(actor, "planning.need.gathered", row, note=provision.title)
    _tell_schools(provision, rows, actor)
    return provision


def _tell_schools(provision: Need, rows: list[Need], actor: Person) -> None:
    """Tell those who answer for each school, once a school."""
    schools = {row.school_id: row.school for row in rows}
    for school in schools.values():
        roles = [Role.CENTRAL_HEAD] if school.is_central else Role.school_leaders()
        where = None if school.is_central else school
        people = [person for role in roles for person in holders(role, where) if person.pk != actor.pk]
        path = reverse("planning:needs", args=[school.public_id, provision.year])
        notices.needs_gathered(provision, sum(row.school_id == school.pk for row in rows), people, path)


@transaction.atomic
def let_need_go(*, need: Need, actor: Person, version: int) -> Need:
    """Take a need out of a common provision: its school answers it by itself.

    Raises `IllegalMove` when it has ended or hangs on nothing, `StaleVersion`, `PermissionDenied`.
    """
    row: Need = Need.objects.select_related("school").lock_for(pk=need.pk)
    if row.status != Need.Status.OPEN or row.gathered_into_id is None:
        raise IllegalMove("This has changed since you opened it. It's no longer part of training across schools.")
    if row.version != version:
        raise StaleVersion
    require(policies.can_let_go(actor, row))
    row.gathered_into = None
    row.version += 1
    row.save(update_fields=["gathered_into", "version"])
    audit(actor, "planning.need.let_go", row)
    return row
