"""Policy documents as a list, and who has read one."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import today
from core.components import Tone
from core.formatting import short_date
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from governance.documents.models import DocumentVersion
from governance.documents.policies import can_add
from governance.documents.selectors import REVIEW_SOON, keeper_in_words
from people.models import Person
from planning.scope import place_name


def own_reading(version: Any) -> tuple[str, Tone] | None:
    """Return how the reader stands who is asked to read a version, in words with their tone; None where nobody asks."""
    if version.read_by is None:
        return None
    if version.read_at is not None:
        return f"Read on {short_date(version.read_at)}", "success"
    return f"Read by {short_date(version.read_by)}", "danger" if version.read_by < today() else "warning"


class DocumentTable(Table):
    """A row a document, by its current version."""

    document = Column("Document", order_by=("document__title", "pk"))
    subject = FileColumn("Subject", lambda row: row.document.get_subject_display())
    school = Column(
        "Applies to",
        lambda row: place_name(row.document.school),
        order_by=("document__school__kind", "document__school__name", "document__title", "pk"),
    )
    version = Column(
        "Version", lambda row: row.label or str(row.number), order_by=("label", "number", "pk"), with_label=True
    )
    approver = Column("Approved by", on_phone=False, order_by=("board__name", "approved_by", "pk"))
    approved_on = FileColumn("Approved on", kind="date")
    review_on = Column("Review date", kind="date", order_by=("review_on", "document__title", "pk"), with_label=True)
    keeper = FileColumn("Looked after by", "document__keeper")
    readers = FileColumn("Who can see it", lambda row: row.document.readers_in_words)
    mine = PageColumn("To read", kind="status", default="", empty_values=(), orderable=False)

    class Meta:
        sequence = ("document", "school", "version", "approver", "review_on", "mine")

    caption = "Policies"
    one, many = "policy", "policies"
    code, file_name = "governance.document", "policies"
    empty = Empty(
        "No policies yet",
        "Add a policy with its version, who approved it and its review date. We remind you before it’s due.",
        "Add policy",
        lambda reader: reverse("governance:document-create") if can_add(reader) else "",
        icon="file-text",
        otherwise="The trust’s and your school’s policies show here once they’ve been added.",
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def value_keeper(self, record: DocumentVersion) -> str:
        """Return who looks after it, as the reader may know it."""
        return keeper_in_words(record.document, self.actor)

    def render_document(self, record: DocumentVersion) -> SafeString:
        """Return the document as a link; under it its subject."""
        return format_html(
            '<a href="{}">{}</a><br><span class="k-hint">{}</span>',
            record.document.get_absolute_url(),
            record.document.title,
            record.document.get_subject_display(),
        )

    def value_document(self, record: DocumentVersion) -> str:
        """Return its title."""
        return record.document.title

    def render_review_on(self, record: DocumentVersion) -> SafeString | str:
        """Return the day, and that it has passed or is near."""
        day = short_date(record.review_on)
        if record.is_overdue:
            return format_html("{} {}", day, status("Overdue", "danger"))
        if (record.review_on - today()).days <= REVIEW_SOON:
            return format_html("{} {}", day, status("Due soon", "warning"))
        return day

    def render_mine(self, record: DocumentVersion) -> SafeString | str:
        """Return by when the reader is to read it, or when they did."""
        found = own_reading(record)
        return status(*found) if found else ""


class ReaderTable(Table):
    """A row a person who is asked to read a document."""

    person = Column("Person", lambda row: row.full_name, order_by=("last_name", "first_name", "pk"))
    state = Column("Read", kind="status", empty_values=(), orderable=False)
    read_at = Column("Read on", kind="date", order_by=("read_at", "pk"), default="–")
    version = Column(
        "Version",
        lambda row: row.read_label or str(row.read_number or ""),
        default="–",
        orderable=False,
        with_label=True,
    )

    caption = "People asked to read it"
    one, many = "person", "people"
    code, file_name = "governance.reading", "who has read it"
    empty = Empty("No one to show", "The people you lead who are asked to read this show here.", icon="users")

    def render_state(self, record: Person) -> SafeString:
        """Return whether they have read it."""
        words, tone = reader_state(record)
        return status(words, tone)

    def value_state(self, record: Person) -> str:
        """Return the same for the file."""
        return reader_state(record)[0]


def reader_state(person: Any) -> tuple[str, Tone]:
    """Return how a person stands who is asked, in words with their tone."""
    if person.read_at is not None:
        return "Read", "success"
    return ("Away", "neutral") if person.is_away else ("Not read yet", "warning")
