"""The lists of people and schools."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.tables import Column, FileColumn, PageColumn, Table
from people.models import Person
from people.trust_settings import role_title


def work_words(person: Any) -> SafeString | str:
    """Return the posts and roles of today, one a line."""
    parts = [f"{post.job_title}, {post.school.name}" for post in person.current_posts]
    parts += [
        f"{role_title(g.role)}, {g.school.name}" if g.school else role_title(g.role) for g in person.current_grants
    ]
    return format_html_join(SafeString("<br>"), "{}", ((part,) for part in dict.fromkeys(parts))) or "–"


def sign_in_words(person: Person) -> str:
    """Return whether the person can sign in."""
    if not person.email:
        return "No e-mail"
    if not person.is_active:
        return "Switched off"
    return "Invited" if person.invited_at else "Not invited"


class PersonTable(Table):
    """A row a person, with what they do where. The view prefetches `current_posts` and `current_grants`."""

    name = PageColumn("Name", "full_name", linkify=True, order_by=("last_name", "first_name", "pk"))
    first_name = FileColumn("First name")
    last_name = FileColumn("Last name")
    email = Column("E-mail", default="None")
    work = PageColumn("Work and roles", draw=work_words, orderable=False)
    posts = FileColumn("Posts", lambda p: "; ".join(f"{x.job_title}, {x.school.name}" for x in p.current_posts))
    roles = FileColumn("Roles", lambda p: "; ".join(str(grant) for grant in p.current_grants))
    joined_on = Column("Since", kind="date", default="Not known")
    state = PageColumn("Sign-in", draw=sign_in_words, orderable=False)

    class Meta:
        sequence = ("name", "work", "email", "joined_on", "state")

    caption = "People"
    one, many = "person", "people"
    code, file_name = "people.person", "people"
    empty_text = "Nobody found"


class SchoolTable(Table):
    """A row a school."""

    name = Column("School", linkify=True, order_by=("kind", "name"))
    urn = Column("URN", default="–")
    town = Column("Town", default="–")
    staff = Column("Staff", "staff_count", "number", css="")
    closed_on = PageColumn("Closed", kind="date", default="Open")

    class Meta:
        sequence = ("name", "urn", "town", "staff", "closed_on")

    caption = "Schools"
    one = "school"
    code, file_name = "people.school", "schools"
    empty_text = "No school found"
