"""Who reads the feedback on a record, and the newest of it as quotes."""

from django.db.models import Count, QuerySet, Window

from core.formatting import short_date
from core.trust_settings import in_own_words
from people.models import Role
from planning.overview.figures import Quote, Quoted
from training.feedback.models import Feedback
from training.records.models import Record
from training.records.selectors import FEW


def readers_of(record: Record) -> str:
    """Return who reads the feedback on a record in any case, in words for whoever gives it."""
    authority = record.person.authority
    if authority.posts:
        # A leader reads what a present member of staff did, and a school keeps what was for it.
        also = "" if record.school_id in authority.schools_worked_at() else f" and of {record.school}"
        return f"your line manager, the leaders of your school{also} and the central team"
    if authority.holds_any([Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER]):
        return in_own_words("the chair of trustees, their clerk and the central team")
    return in_own_words("the leaders of the school, the chair and the clerk of your board, and the central team")


def quoted(rows: "QuerySet[Feedback]", more_url: str) -> Quoted:
    """Return the newest of some shared feedback as quotes, and how much there is, in one query."""
    newest = rows.select_related("record__person", "record__school").order_by("-shared_at", "-pk")
    found = list(newest.annotate(number=Window(Count("pk")))[:FEW])
    quotes = tuple(
        Quote(
            f.learnt,
            f"{f.record.title}, {short_date(f.record.starts_on)}",
            f"{f.author}, {f.record.school}",
            f.get_absolute_url(),
        )
        for f in found
    )
    return Quoted("Feedback from colleagues", quotes, found[0].number if found else 0, more_url)
