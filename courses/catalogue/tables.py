"""The catalogue and the providers as lists."""

from django.urls import reverse

from core.formatting import hours
from core.tables import Column, FileColumn, Table


class CourseTable(Table):
    """The catalogue."""

    title = Column("Course", linkify=True)
    provider = Column("Provider", order_by="provider__name", on_phone=False)
    provider_kind = FileColumn("Kind of provider", "provider__kind")
    approach = FileColumn("Kind")
    mode = Column("How", draw=lambda course: f"{course.get_mode_display()}, {hours(course.hours)}")
    audience = Column("For", on_phone=False)
    career_stage = FileColumn("Career stage", lambda course: course.get_career_stage_display() or "Every stage")
    next_on = Column("Next date", kind="date", default="On request", empty_last=True)
    hours = FileColumn("Hours", kind="number")
    price = Column("Price", kind="price")
    leads_to_qualification = FileColumn("Qualification")

    caption = "Courses in the catalogue"
    one = "course"
    code, file_name = "courses.course", "course catalogue"
    empty_text = "No course fits"
    empty_hint = "Try fewer words or clear the filters. You can also ask for a course that is not listed."

    class Meta:
        sequence = ("title", "provider", "audience", "mode", "next_on", "price")
        order_by = "title"


class ProviderTable(Table):
    """Providers, for those who keep the catalogue."""

    name = Column("Provider", linkify=lambda provider: reverse("courses:provider-edit", args=[provider.public_id]))
    kind = Column("Kind")
    courses_count = Column("Courses", kind="number")
    contact_email = Column("Email for bookings")
    contact_phone = FileColumn("Telephone")
    website = FileColumn("Website")
    is_active = Column("In use", with_label=True)

    caption = "Providers"
    one = "provider"
    code, file_name = "courses.provider", "providers"
    empty_text = "No provider fits"

    class Meta:
        order_by = "name"
