"""The verbs of needs: raise them; each ends as met, carried forward or closed with a reason (policy R-3, AP-1)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.audit import audit
from core.calendar import academic_year, now, today
from core.decisions import require
from people.models import Person, School
from planning.models import Conversation, Need, Survey
from planning.policies import needs as policies


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
    survey: Survey | None = None,
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
        "survey": survey,
        **values,
    }
    if source_key is None:
        need, is_new = Need.objects.create(**facts), True
    else:
        need, is_new = Need.objects.get_or_create(source_key=source_key, defaults=facts)
    if is_new:
        audit(actor, "planning.need.raised", need)
    return need
