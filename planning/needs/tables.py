"""The lists of needs."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import year_label
from core.tables import Column, Empty, FileColumn, Table
from core.templatetags.kit import status
from people.models import Person
from planning.needs.models import Need
from planning.needs.selectors import TONES, for_whom, schools_to_raise_for, serves_words


def stands(row: Any) -> str:
    """Return how a need of a register stands: its status, and while it is open whether something answers it."""
    if row.status != Need.Status.OPEN:
        return str(row.get_status_display())
    if row.gathered_into_id is not None:
        return "Open, planned with other schools"
    return "Open, planned for" if row.is_answered else "Open"


def raise_url(reader: Person) -> str:
    """Return where the reader says what they need; empty for somebody without a place in the trust."""
    return reverse("planning:need-raise") if schools_to_raise_for(reader) else ""


class OwnNeedTable(Table):
    """What one raised, and what was raised for one."""

    title = Column("Training need", linkify=True)
    person = Column("For", for_whom, order_by=("person__last_name", "person__first_name"))
    school = FileColumn("School")
    year = FileColumn("Year", lambda row: year_label(row.year))
    area = FileColumn("About")
    serves = FileColumn("Serves", serves_words)
    wanted_by = Column("Needed by", kind="date", default="No date", empty_last=True)
    status = Column("Status", stands, "status")
    ended_note = FileColumn("Outcome")
    ended_at = FileColumn("Closed on", kind="date")
    raised_at = Column("Added", kind="date", on_phone=False)

    caption = "Training needs"
    one = "training need"
    code, file_name = "planning.need", "my training needs"
    empty = Empty(
        "No training needs yet",
        "Say what you want to learn or get better at. It takes a minute, and we tell you what becomes of it.",
        "Suggest training I need",
        raise_url,
        otherwise="Once the trust administrator has added your post or role, you can suggest training here.",
    )

    class Meta:
        sequence: tuple[str, ...] = ("title", "person", "status", "wanted_by", "raised_at")
        order_by = "-raised_at"

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def order_raised_at(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the moment of raising, in the order that an index keeps."""
        return queryset.order_by(*(("-raised_at", "-pk") if is_descending else ("raised_at", "pk"))), True

    def render_person(self, record: Need) -> str:
        """Return for whom it is, short where it is the reader."""
        return "Me" if record.person_id == self.actor.pk else for_whom(record)

    def render_status(self, record: Any) -> SafeString:
        """Return how it stands, and how it ended."""
        shown = status(stands(record), TONES[Need.Status(record.status)])
        if not record.ended_note:
            return shown
        note = record.ended_note if len(record.ended_note) <= 120 else record.ended_note[:119].rstrip() + "…"
        return format_html('{}<br><span class="k-hint">{}</span>', shown, note)


class RegisterTable(OwnNeedTable):
    """A school's register."""

    person = Column("For", for_whom, file="For whom", order_by=("person__last_name", "person__first_name"))
    area = Column("About", on_phone=False)
    source = Column("Source", on_phone=False)
    evidence = FileColumn("Why it's needed")
    people_count = FileColumn("People", kind="number")
    estimated_cost = FileColumn("Estimated cost", kind="price")
    raised_by = FileColumn("Added by")

    caption = "Training needs register"
    empty = Empty(
        "No training needs this year yet",
        "School leaders add what reviews, surveys and the improvement plan show. Staff suggest their own.",
    )
    file_name = "needs"
    file_sequence = (
        "school", "year", "title", "area", "evidence", "source", "person", "people_count", "serves", "wanted_by",
        "estimated_cost", "status", "ended_note", "ended_at", "raised_by", "raised_at",
    )  # fmt: skip

    class Meta(OwnNeedTable.Meta):
        sequence = ("title", "person", "area", "source", "status", "wanted_by", "raised_at")


class TrustRegisterTable(RegisterTable):
    """The trust's register."""

    school = Column("School", order_by="school__name")

    file_name = "trust training needs"

    class Meta(OwnNeedTable.Meta):
        sequence = ("title", "school", "person", "area", "source", "status", "wanted_by", "raised_at")
