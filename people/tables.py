"""The lists of people, schools and events."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.formatting import clock_time, person_name, short_date
from core.history import details_of, topic_of, words_of
from core.models import AuditEvent
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from people.models import Person
from people.policies import can_administer
from people.setting_up import Seat
from people.trust_settings import role_title


def work_words(person: Any) -> SafeString | str:
    """Return the posts and roles of today as a list."""
    parts = [f"{post.job_title}, {post.school.name}" for post in person.current_posts]
    parts += [
        f"{role_title(g.role)}, {g.school.name}" if g.school else role_title(g.role) for g in person.current_grants
    ]
    items = format_html_join("", "<li>{}</li>", ((part,) for part in dict.fromkeys(parts)))
    return format_html('<ul class="k-plain">{}</ul>', items) if items else "–"


def sign_in_words(person: Person) -> str:
    """Return whether the person can sign in."""
    if not person.email:
        return "No email"
    if not person.is_active:
        return "Turned off"
    return "Invited" if person.invited_at else "Not invited"


class PersonTable(Table):
    """A row a person, with what they do where. The view prefetches `current_posts` and `current_grants`."""

    name = PageColumn("Name", "full_name", linkify=True, order_by=("last_name", "first_name", "pk"))
    first_name = FileColumn("First name")
    last_name = FileColumn("Last name")
    email = Column("Email", default="None", css="k-break", on_phone=False)
    work = PageColumn("Posts and roles", draw=work_words, orderable=False)
    posts = FileColumn("Posts", lambda p: "; ".join(f"{x.job_title}, {x.school.name}" for x in p.current_posts))
    working_days = FileColumn("Working days", lambda p: "; ".join(str(x.working_days or "") for x in p.current_posts))
    roles = FileColumn("Roles", lambda p: "; ".join(dict.fromkeys(map(str, p.current_grants))))
    joined_on = Column("Joined", kind="date", default="Not known", on_phone=False)
    state = PageColumn("Sign-in", kind="status", draw=sign_in_words, orderable=False)

    class Meta:
        sequence = ("name", "work", "email", "joined_on", "state")

    caption = "People"
    one, many = "person", "people"
    code, file_name = "people.person", "people"
    empty = Empty(
        "No people yet",
        "Add people one by one, or import your staff list.",
        "Add person",
        lambda reader: reverse("people:person-add") if can_administer(reader) else "",
        otherwise="The trust administrator adds people.",
    )


class SchoolTable(Table):
    """A row a school."""

    name = Column("School", linkify=True, order_by=("kind", "name"))
    urn = Column("URN", default="–", with_label=True)
    town = Column("Town", default="–")
    staff = Column("Staff", "staff_count", "number", css="")
    closed_on = PageColumn("Closed", kind="date", default="–", with_label=True)

    class Meta:
        sequence = ("name", "urn", "town", "staff", "closed_on")

    caption = "Schools"
    one = "school"
    code, file_name = "people.school", "schools"
    empty = Empty(
        "No schools yet",
        "Add your first school, or import the trust’s schools from the DfE register.",
        "Add school",
        lambda reader: reverse("people:school-add") if can_administer(reader) else "",
        otherwise="The trust administrator adds the schools.",
    )


class SeatTable(Table):
    """A row a role that is needed somewhere, with who holds it.

    `given_at`: where roles on boards are given, by the key of the school.
    """

    place = Column("School", "place", order_by=("place", "title"))
    role = Column("Role", "title", order_by=("title", "place"))
    held_by = Column("Held by", lambda seat: ", ".join(person.full_name for person in seat.holders), orderable=False)

    caption = "Who decides"
    one, many = "role", "roles"
    code, file_name = "people.seat", "who-decides"
    empty = Empty("No roles are needed yet", "Add your schools first.")

    def __init__(self, data: Any, *, given_at: Mapping[int | None, str] | None = None, **also: Any) -> None:
        self.given_at = given_at or {}
        super().__init__(data, **also)

    def render_place(self, seat: Seat) -> SafeString | str:
        """Return the school, which leads to its page."""
        if seat.school is None:
            return seat.place
        return format_html('<a href="{}">{}</a>', seat.school.get_absolute_url(), seat.place)

    def render_held_by(self, seat: Seat) -> SafeString:
        """Return the holders, each leading to their page, or that there is no one."""
        if not seat.holders:
            no_one = status("No one", "danger")
            if not seat.is_of_a_board or not (url := self.given_at.get(seat.school_key)):
                return no_one
            return format_html('{} <a href="{}">Appoint someone</a>', no_one, url)
        return format_html_join(
            ", ", '<a href="{}">{}</a>', ((person.get_absolute_url(), person.full_name) for person in seat.holders)
        )


def _named(person: Person | None, known: int | None) -> str:
    """Return a person's name, or plain words for somebody who was erased; "" where there is nobody."""
    return person_name(person) if known else ""


def _what_happened(event: AuditEvent) -> str:
    """Return "Course request: approved", or the title alone where it names the thing itself."""
    topic, title = topic_of(event.code).label, words_of(event.code).title
    return title if topic.lower() in title.lower() else f"{topic}: {title[0].lower()}{title[1:]}"


class TrailTable(Table):
    """An event a row. `schools`: the names of schools by their key."""

    when = PageColumn("When", orderable=False)
    at = FileColumn("When")
    who = Column("Who", lambda e: _named(e.actor, e.actor_id) or "The system", orderable=False)
    on_behalf_of = FileColumn("On behalf of", lambda e: _named(e.on_behalf_of, e.on_behalf_of_id))
    event = Column("Event", lambda e: words_of(e.code).title, orderable=False)
    topic = FileColumn("About", lambda e: topic_of(e.code).label)
    subject = Column("For", lambda e: _named(e.subject, e.subject_id), orderable=False, default="–")
    school = Column("School", "school_id", orderable=False, default="–")
    details = FileColumn("Details", lambda e: "; ".join(details_of(e)))

    class Meta:
        sequence = ("when", "who", "event", "subject", "school")

    caption = "Events, newest first"
    code, file_name = "people.trail", "audit-trail"
    empty = Empty("No events yet", "What people do here is listed as soon as they do it.")

    def __init__(self, data: Any, *, schools: dict[int, str], **also: Any) -> None:
        super().__init__(data, **also)
        self.schools = schools

    def render_when(self, event: AuditEvent) -> str:
        """Return day and time."""
        return format_html('<span class="k-nowrap">{}, {}</span>', short_date(event.at), clock_time(event.at))

    def render_who(self, event: AuditEvent) -> str:
        """Return who acted, and for whom."""
        who = _named(event.actor, event.actor_id) or "The system"
        principal = _named(event.on_behalf_of, event.on_behalf_of_id)
        return f"{who} for {principal}" if principal else who

    def render_event(self, event: AuditEvent) -> str:
        """Return what happened to what kind of thing, and what more there is to tell."""
        words = _what_happened(event)
        details = ". ".join(details_of(event))
        return format_html('{} <span class="k-hint">{}</span>', words, details) if details else words

    def render_school(self, event: AuditEvent) -> str:
        """Return the school's name."""
        return self.value_school(event)

    def value_school(self, event: AuditEvent) -> str:
        """Return the school's name, "" where the event has none."""
        return self.schools.get(event.school_id or 0, "")
