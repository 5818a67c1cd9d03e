"""What of policy documents stands on a first page: what somebody is to read, and reviews that are due (policy OD-1)."""

from core.first_page import Task, Urgency, urgency_by
from core.formatting import short_date
from core.reading import Steps
from governance.documents.models import DocumentVersion, Reading
from governance.documents.querysets import due_within, kept_by
from governance.documents.selectors import REVIEW_SOON
from people.models import Person
from training.models import AudienceLine

# So many are listed by name.
FEW = 6


def reading_tasks(person: Person) -> Steps[list[Task]]:
    """Return what somebody is asked to read and has not said to have read, the earliest day first."""
    rows = Reading.objects.open().unread_by(person).with_own_day(person)
    unread = yield rows.select_related("document").order_by("own_day", "pk")
    if not unread:
        return []
    lines = AudienceLine.objects.for_person(person).filter(audience__in={row.audience_id for row in unread})
    mine = {line.audience_id for line in (yield lines.order_by("pk"))}
    return [
        Task(
            f"Read “{row.document.title}”",
            row.document.get_absolute_url(),
            hint=f"Read by {short_date(row.own_day)}",
            urgency=urgency_by(row.own_day),
            button="Read",
        )
        for row in unread
        if row.audience_id in mine
    ][:FEW]


def review_tasks(person: Person) -> Steps[list[Task]]:
    """Return the documents that somebody looks after and whose review is near or over, the earliest first."""
    rows = DocumentVersion.objects.review_due_by(due_within(REVIEW_SOON)).filter(kept_by(person, "document__"))
    versions = yield rows.select_related("document").order_by("review_on", "pk")[:FEW]
    return [
        Task(
            f"Review “{version.document.title}”",
            version.document.get_absolute_url(),
            hint=f"{'Was due' if version.is_overdue else 'Due'} by {short_date(version.review_on)}",
            urgency=Urgency.OVERDUE if version.is_overdue else urgency_by(version.review_on),
            button="Review",
        )
        for version in versions
    ]
