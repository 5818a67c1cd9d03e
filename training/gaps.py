"""Records that lack a link which their reason asks for, and that came of no booking (policy R-4)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from core.calendar import academic_year, year_bounds
from core.templatetags.kit import short_date
from people.models import Person
from planning.mending import Gap, Mendable, Offers, planned, register_gap, register_mendable
from planning.models import Reason
from planning.selectors.offers import Wanted, offers_to
from training.links import LINKS, choices_for, links_of
from training.models import Record
from training.policies import can_mend
from training.services import mend_record

LACKS = Q(reason=Reason.PRIORITY, priority=None) | Q(
    reason__in=[Reason.PRIORITY, Reason.REVIEW], need=None, action=None
)


def records_without(actor: Person, year: int) -> "QuerySet[Record]":
    """Return the records of a year that lack a link and came of no booking: their request would be mended instead."""
    rows = planned(Record.objects.visible_to(actor), actor).filter(LACKS, starts_on__range=year_bounds(year))
    return rows.exclude(source_key__startswith="booking:").select_related("school", "person")


def _offers_to_records(rows: Sequence[Any], actor: Person) -> Offers:
    wanted = {
        row.pk: Wanted(
            row.school_id,
            academic_year(row.starts_on),
            row.person_id,
            LINKS if row.reason == Reason.PRIORITY else LINKS[1:],
        )
        for row in rows
    }
    return offers_to(actor, wanted)


def register() -> None:
    """Tell planning of the records that can be mended and that lack a link."""
    register_mendable(
        Mendable(
            key="record",
            label="Record",
            rows=lambda actor: Record.objects.visible_to(actor).select_related("school", "person"),
            can=can_mend,
            choices=choices_for,
            current=links_of,
            mend=mend_record,
            offers=_offers_to_records,
        )
    )
    register_gap(
        Gap(
            key="records",
            label="Records",
            one="record",
            explain="Training that was recorded for a priority or an agreed review, and that names no priority, "
            "or neither a need nor an action.",
            mendable="record",
            rows=records_without,
            links=("priority", "need", "action"),
            when_field="starts_on",
            when=_day,
            note=lambda record: f"{record.person}, {record.get_reason_display().lower()}",
            search=("title", "person__first_name", "person__last_name"),
        )
    )


def _day(record: Any) -> str:
    return short_date(record.starts_on)
