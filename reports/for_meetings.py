"""Which published reports a board brings to a meeting (policy AP-9, RP-1, RP-2)."""

import datetime as dt

from core.calendar import LONDON
from core.formatting import short_date
from core.trust_settings import in_own_words
from governance.boards.models import Board
from governance.meetings.hooks import Paper
from people.models import Person
from reports.models import Report


def reports_to_bring(board: Board, since: dt.date, until: dt.date, reader: Person) -> list[Paper]:
    """Return the reports that were published for a board after a day and not after another, the last version of each.

    To a local board those of the schools that it governs on the second day, to trustees and to members the summary of
    the trust.
    """
    first = dt.datetime.combine(since + dt.timedelta(days=1), dt.time(), LONDON)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), LONDON)
    rows = Report.objects.visible_to(reader).filter(
        status=Report.Status.PUBLISHED, published_at__gte=first, published_at__lt=end
    )
    if board.is_local:
        rows = rows.filter(
            kind=Report.Kind.SCHOOL, school__in=board.board_schools.on(until).order_by().values("school")
        )
    else:
        rows = rows.filter(kind=Report.Kind.TRUST)
    newest = {}
    for row in rows.select_related("school").defer("figures", "words").order_by("published_at", "edition", "pk"):
        newest[row.school_id, row.year, row.term] = row
    return [
        Paper(
            in_own_words(f"{row.get_kind_display()}, {row.get_term_display().lower()} term {row.year_words}"),
            f"{row.school.name if row.school else 'The trust'}, published on {short_date(row.published_at)}",
            row.get_absolute_url(),
        )
        for row in newest.values()
    ]
