"""The catalogue and the providers as lists."""

from django.urls import reverse

from core.formatting import hours
from core.tables import Column, Empty, FileColumn, Table
from courses.catalogue.policies import can_manage_catalogue


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
    empty = Empty(
        "No courses yet",
        "Add the courses that your staff go on most. Anybody can request one that is not listed.",
        "Add course",
        lambda reader: reverse("courses:course-create") if can_manage_catalogue(reader) else "",
    )

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
    empty = Empty(
        "No providers yet",
        "Add the first one, then its courses.",
        "Add provider",
        lambda reader: reverse("courses:provider-create") if can_manage_catalogue(reader) else "",
    )

    class Meta:
        order_by = "name"
