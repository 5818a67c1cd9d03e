"""The catalogue and the providers as lists."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.formatting import hours
from core.tables import Column, Empty, FileColumn, Table
from courses.catalogue.policies import can_manage_catalogue


class CourseTable(Table):
    """The catalogue."""

    title = Column("Course")
    provider = FileColumn("Provider")
    provider_kind = FileColumn("Type of provider", "provider__kind")
    approach = FileColumn("Type of training")
    mode = FileColumn("Format")
    audience = Column("Who it's for", on_phone=False)
    career_stage = FileColumn("Career stage", lambda course: course.get_career_stage_display() or "All career stages")
    next_on = Column("Next date", kind="date", default="On request", empty_last=True)
    hours = FileColumn("Hours", kind="number")
    price = Column("Price", kind="price")
    leads_to_qualification = FileColumn("Qualification")

    caption = "Course catalogue"
    one = "course"
    code, file_name = "courses.course", "course catalogue"
    empty = Empty(
        "No courses yet",
        "Add the courses your staff attend most. Anyone can request one that isn't listed.",
        "Add course",
        lambda reader: reverse("courses:course-create") if can_manage_catalogue(reader) else "",
        otherwise="The central booking officer adds courses. Anyone with a post or role can request another.",
    )

    class Meta:
        sequence = ("title", "audience", "next_on", "price")
        order_by = "title"

    def render_title(self, record: Any) -> SafeString:
        """Return the course as a link; under it who runs it, in which way and for how long."""
        return format_html(
            '<a href="{}">{}</a><br><span class="k-hint">{} · {} · {}</span>',
            record.get_absolute_url(),
            record.title,
            record.provider.name,
            record.get_mode_display(),
            hours(record.hours),
        )


class ProviderTable(Table):
    """Providers, for those who keep the catalogue."""

    name = Column("Provider", linkify=lambda provider: reverse("courses:provider-edit", args=[provider.public_id]))
    kind = Column("Type")
    courses_count = Column("Courses", kind="number")
    contact_email = Column("Bookings email")
    contact_phone = FileColumn("Phone")
    website = FileColumn("Website")
    is_active = Column("Active", with_label=True)

    caption = "Providers"
    one = "provider"
    code, file_name = "courses.provider", "providers"
    empty = Empty(
        "No providers yet",
        "Add the first one, then its courses.",
        "Add provider",
        lambda reader: reverse("courses:provider-create") if can_manage_catalogue(reader) else "",
        otherwise="The central booking officer adds providers.",
    )

    class Meta:
        order_by = "name"
