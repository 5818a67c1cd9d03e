"""The catalogue and the providers as lists."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet

from core.exports import Column
from core.formatting import hours, known_or_said, price, short_date
from courses.catalogue.models import Course, Provider


class CourseTable(tables.Table):
    """The catalogue."""

    title = tables.Column("Course", linkify=True)
    provider = tables.Column("Provider", order_by="provider__name")
    audience = tables.Column("For")
    mode = tables.Column("How")
    next_on = tables.Column("Next date", default="On request")
    price = tables.Column("Price", empty_values=(), attrs={"td": {"class": "k-numeric"}})

    caption = "Courses in the catalogue"
    one = "course"
    exports = True
    empty_text = "No course fits"
    empty_hint = "Try fewer words or clear the filters. You can also ask for a course that is not listed."

    class Meta:
        model = Course
        fields: tuple[str, ...] = ()
        order_by = "title"

    def order_next_on(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Order by the next date, courses without one last."""
        return empty_last(queryset, "next_on", is_descending)

    def render_next_on(self, value: dt.date) -> str:
        """Return the day."""
        return short_date(value)

    def render_mode(self, record: Course) -> str:
        """Return how it is attended and how long it is."""
        return f"{record.get_mode_display()}, {hours(record.hours)}"

    def render_price(self, value: Decimal | None) -> str:
        """Return pounds, or that it is free, or that nobody knows."""
        return price(value)


COURSE_COLUMNS = [
    Column("Course", "title"),
    Column("Provider", "provider.name"),
    Column("Kind of provider", "provider.get_kind_display"),
    Column("Kind", "get_approach_display"),
    Column("How", "get_mode_display"),
    Column("For", "get_audience_display"),
    Column("Career stage", lambda course: course.get_career_stage_display() or "Every stage"),
    Column("Next date", "next_on", kind="date"),
    Column("Hours", "hours", kind="number"),
    Column("Price", lambda course: known_or_said(course.price), kind="money"),
    Column("Qualification", "leads_to_qualification"),
]


class ProviderTable(tables.Table):
    """Providers, for those who keep the catalogue."""

    name = tables.Column("Provider", linkify=("courses:provider-edit", {"public_id": tables.A("public_id")}))
    kind = tables.Column("Kind")
    courses_count = tables.Column("Courses", attrs={"td": {"class": "k-numeric"}})
    contact_email = tables.Column("E-mail for bookings")
    is_active = tables.Column("In use")

    caption = "Providers"
    one = "provider"
    exports = True
    empty_text = "No provider fits"

    class Meta:
        model = Provider
        fields: tuple[str, ...] = ()
        order_by = "name"

    def render_is_active(self, value: bool) -> str:
        """Return yes or no."""
        return "Yes" if value else "No"


PROVIDER_COLUMNS = [
    Column("Provider", "name"),
    Column("Kind", "get_kind_display"),
    Column("Courses", "courses_count", kind="number"),
    Column("E-mail for bookings", "contact_email"),
    Column("Telephone", "contact_phone"),
    Column("Website", "website"),
    Column("In use", lambda row: "Yes" if row.is_active else "No"),
]


def empty_last(queryset: QuerySet[Any], field: str, is_descending: bool) -> tuple[QuerySet[Any], bool]:
    """Order by a field that may be empty, the empty ones last either way; on both databases the same."""
    column = F(field)
    order = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
    return queryset.order_by(order, "-pk"), True
