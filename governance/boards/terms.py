"""Terms of office that end soon: the clerk and the chair are told 6, 3 and 1 months before, once each (policy GV-1)."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.urls import reverse

from core.calendar import add_months, today
from core.first_page import Coming, Task, Urgency
from core.formatting import counted, long_date
from core.reading import Steps
from core.trust_settings import trust_setting
from governance.boards.models import Appointment, AppointmentGrant, Board, BoardRole
from governance.boards.querysets import boards_of
from notifications.models import Topic
from notifications.services import tell
from people.models import Grant, Person, Role
from people.querysets import in_trust

# In months; the first of them is how far ahead terms are looked for.
STEPS = (6, 3, 1)


def usual_end(starts_on: dt.date) -> dt.date:
    """Return the last day of a term of the usual length: the day before the same day of the year in which it ends."""
    year = starts_on.year + int(trust_setting("governance.term_years"))
    try:
        return starts_on.replace(year=year) - dt.timedelta(days=1)
    except ValueError:  # 29 February
        return dt.date(year, 2, 28)


def remind_of_terms() -> int:
    """Tell of each term that ends without another one after it, once at each step; return how many were told.

    Chosen by "due and not yet told": run twice it tells once, and a run that was missed is made good.
    """
    told = 0
    rows = Appointment.objects.ending(STEPS[0]).select_related("board", "person").order_by("pk")
    for row in rows:
        assert row.ends_on
        step = min(months for months in STEPS if row.ends_on <= add_months(today(), months))
        with transaction.atomic():
            told += sum(_tell(row, step, person) for person in keepers_of(row.board) if person.pk != row.person_id)
    return told


def keepers_of(board: Board) -> list[Person]:
    """Return the clerks and the chair of a board today."""
    offices = [BoardRole.CLERK, BoardRole.CHAIR]
    links = AppointmentGrant.objects.filter(appointment__board=board, appointment__role__in=offices)
    held = Grant.objects.current().filter(pk__in=links.values("grant"))
    return list(Person.objects.filter(in_trust(today()), pk__in=held.order_by().values("person")).order_by("pk"))


def _tell(row: Appointment, step: int, person: Person) -> bool:
    notice = tell(
        person=person,
        topic=Topic.PLANNING,
        key=f"governance.term:{row.public_id}:{step}:{person.public_id}",
        # Whose it is stays out of the subject, which is read on locked screens.
        subject=f"A term of office ends in less than {counted(step, 'month')}",
        body=f"{row.person.full_name}, {row}: the term ends on {long_date(row.ends_on)}.",
        path=reverse("governance:appointment-detail", args=[row.public_id]),
    )
    return notice is not None


def term_tasks(person: Person) -> Steps[list[Task]]:
    """Return for a clerk how many terms end soon on each board of theirs, with no appointment after them."""
    clerks = [grant.pk for grant in person.authority.grants if grant.role == Role.CLERK]
    if not clerks:
        return []
    boards = AppointmentGrant.objects.filter(grant__in=clerks).order_by().values("appointment__board")
    rows = yield Appointment.objects.ending(STEPS[0]).filter(board__in=boards).select_related("board").order_by("pk")
    number = Counter(row.board for row in rows)
    soonest: dict[Board, dt.date] = {}
    for row in rows:
        soonest[row.board] = min(soonest.get(row.board, row.ends_on), row.ends_on)
    return [
        Task(
            f"terms of office end soon: {board}",
            f"{board.get_absolute_url()}?show=ending",
            count,
            hint=f"The first on {long_date(soonest[board])}",
            urgency=Urgency.SOON if soonest[board] <= add_months(today(), STEPS[-1]) else Urgency.LATER,
            one=f"term of office ends soon: {board}",
        )
        for board, count in number.items()
    ]


def own_term(person: Person) -> Steps[list[Coming]]:
    """Return the end of the person's own terms that end within months."""
    if not person.authority.holds_any(Role.of_boards()):
        return []
    rows = yield (
        Appointment.objects.ending(STEPS[0])
        .filter(person=person, board__in=boards_of(person))
        .select_related("board")
        .order_by("ends_on", "pk")
    )
    return [
        Coming(
            row.ends_on,
            f"Your term as {row.title.lower()} ends",
            str(row.board),
            reverse("governance:appointment-detail", args=[row.public_id]),
        )
        for row in rows
    ]
