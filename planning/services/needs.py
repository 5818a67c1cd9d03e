"""Raising needs and changing what they say (policy R-3, AP-1, AP-3)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.audit import audit
from core.calendar import academic_year, now, today
from core.decisions import require
from core.flow import IllegalMove, lock_version
from people.models import Person, School
from planning.models import Conversation, Need
from planning.notices import needs as notices
from planning.policies import needs as policies

# What can be said better afterwards. For whom it is stays: another person's need is another need.
EDITABLE = (
    "title",
    "area",
    "evidence",
    "source",
    "staff_group",
    "people_count",
    "reason",
    "priority",
    "requirement",
    "wanted_by",
    "estimated_cost",
)


@transaction.atomic
def raise_need(
    *,
    actor: Person,
    school: School,
    needed_by: str,
    values: Mapping[str, Any],
    person: Person | None = None,
    year: int | None = None,
    source_key: str | None = None,
    conversation: Conversation | None = None,
) -> Need:
    """Write a need into the school's register (policy AP-1, AP-3), once for each source where one is given.

    `needed_by`: a value of `Need.For`; with `PERSON` goes `person`. `values`: `title`, `area`, `source`, `reason` and
    whatever else of `evidence`, `priority`, `requirement`, `staff_group`, `people_count`, `wanted_by`,
    `estimated_cost` is known. `year`: the academic year in whose planning it stands, by default the present one.
    `source_key`: what it came out of ("review:<id>"); a second call with the same key changes nothing and returns
    the need that is there. Raises `PermissionDenied` with the reason.
    """
    require(policies.can_raise(actor, school, needed_by, person))
    facts = {
        "school": school,
        "year": academic_year(today()) if year is None else year,
        "needed_by": needed_by,
        "person": person,
        "raised_by": actor,
        "raised_at": now(),
        "conversation": conversation,
        **values,
    }
    if source_key is None:
        need, is_new = Need.objects.create(**facts), True
    else:
        need, is_new = Need.objects.get_or_create(source_key=source_key, defaults=facts)
    if is_new:
        audit(actor, "planning.need.raised", need)
        notices.need_raised(need, actor)
    return need


@transaction.atomic
def change_need(*, need: Need, actor: Person, version: int, values: Mapping[str, Any]) -> Need:
    """Change what an open need says. `values` by field name (`EDITABLE`); what is not given stays.

    Raises `StaleVersion` when somebody saved meanwhile, `IllegalMove` when it has ended, `PermissionDenied`.
    """
    row: Need = lock_version(Need.objects.select_related("school"), need.pk, version)
    if row.status != Need.Status.OPEN:
        raise IllegalMove(row.moved_on_text())
    require(policies.can_edit(actor, row))
    changed = [name for name in EDITABLE if name in values and getattr(row, name) != values[name]]
    if "source" in changed:
        require(policies.can_set_source(actor, row))
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    audit(actor, "planning.need.changed", row, changes={"fields": changed})
    return row
