"""The lists of people and schools."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.formatting import short_date
from people.models import Person, School
from people.trust_settings import role_title


class PersonTable(tables.Table):
    """A row a person, with what they do where. The view prefetches `current_posts` and `current_grants`."""

    name = tables.Column(
        accessor="full_name", verbose_name="Name", linkify=True, order_by=("last_name", "first_name", "pk")
    )
    work = tables.Column(empty_values=(), orderable=False, verbose_name="Work and roles")
    email = tables.Column(verbose_name="E-mail", default="None")
    joined_on = tables.Column(verbose_name="Since", default="Not known")
    state = tables.Column(empty_values=(), orderable=False, verbose_name="Sign-in")

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()
        sequence = ("name", "work", "email", "joined_on", "state")

    caption = "People"
    one, many = "person", "people"
    exports = True
    empty_text = "Nobody found"

    def render_work(self, record: Any) -> Any:
        """Return the posts and roles of today, one a line."""
        parts = [f"{post.job_title}, {post.school.name}" for post in record.current_posts]
        parts += [
            f"{role_title(g.role)}, {g.school.name}" if g.school else role_title(g.role) for g in record.current_grants
        ]
        return format_html_join(SafeString("<br>"), "{}", ((part,) for part in dict.fromkeys(parts))) or "–"

    def render_joined_on(self, value: date) -> str:
        """Return the day."""
        return short_date(value)

    def render_state(self, record: Person) -> str:
        """Return whether the person can sign in."""
        if not record.email:
            return "No e-mail"
        if not record.is_active:
            return "Switched off"
        return "Invited" if record.invited_at else "Not invited"


class SchoolTable(tables.Table):
    """A row a school."""

    name = tables.Column(verbose_name="School", linkify=True, order_by=("kind", "name"))
    urn = tables.Column(verbose_name="URN", default="–")
    town = tables.Column(verbose_name="Town", default="–")
    staff = tables.Column(accessor="staff_count", verbose_name="Staff", order_by="staff_count")
    closed_on = tables.DateColumn(verbose_name="Closed", format="j M Y", default="Open")

    class Meta:
        model = School
        fields: tuple[str, ...] = ()
        sequence = ("name", "urn", "town", "staff", "closed_on")

    caption = "Schools"
    one = "school"
    exports = True
    empty_text = "No school found"
