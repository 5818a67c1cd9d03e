"""Ten years of 20 boards of 12 people: 2,400 appointments; the page of one board, and its whole history."""

from django.http import HttpRequest, HttpResponse

from benchmarks.floor.views import SHOWN, View, table
from benchmarks.measuring import Page
from benchmarks.rows import insert
from core.calendar import today
from governance.models import Appointment, Board, BoardSchool, LinkRole, Seats

BOARDS, PEOPLE, YEARS = 20, 12, 10
# Terms of a year from ten years ago on: the last of them is that of today.
STARTS = f"current_date - 300 - 365 * ({YEARS} - y)"


def build() -> None:
    """Write the boards of the first schools."""
    insert(Board, f"generate_series(1, {BOARDS}) n", kind="'local'", name="'Board ' || lpad(n::text, 3, '0')")
    insert(
        BoardSchool,
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM governance_board) b "
        "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_school WHERE kind = 'school') s USING (n)",
        board_id="b.id", school_id="s.id", starts_on="date '2016-09-01'",
    )  # fmt: skip
    insert(
        Appointment,
        f"""(SELECT h.board_id, p.person_id, row_number() OVER (PARTITION BY p.school_id ORDER BY p.person_id) AS n
            FROM governance_boardschool h JOIN people_post p ON p.school_id = h.school_id) p
            CROSS JOIN generate_series(1, {YEARS}) y WHERE p.n <= {PEOPLE}""",
        board_id="p.board_id", person_id="p.person_id", role="'governor'",
        category="(ARRAY['parent', 'staff', 'appointed', 'co_opted'])[1 + p.n % 4]", appointing_body="'board'",
        starts_on=STARTS, term_ends_on=f"{STARTS} + 364", ends_on=f"{STARTS} + 364",
    )  # fmt: skip
    insert(
        LinkRole,
        f"governance_appointment a WHERE a.id % {YEARS // 2} = 0",
        appointment_id="a.id", role="(ARRAY['safeguarding', 'send', 'cpd'])[1 + a.id % 3]", starts_on="a.starts_on",
    )  # fmt: skip
    insert(
        Seats,
        "governance_board b CROSS JOIN (VALUES ('parent'), ('staff'), ('appointed'), ('co_opted')) c (category)",
        board_id="b.id", category="c.category", number="3",
    )  # fmt: skip


def board(request: HttpRequest) -> HttpResponse:
    """Count the appointments of a board and show a page of them, and its seats; those that are over where asked."""
    found = Board.objects.get(public_id=request.GET["id"])
    rows = Appointment.objects.filter(board=found)
    rows = rows if "all" in request.GET else rows.exclude(ends_on__lt=today())
    shown = rows.select_related("person").order_by("person__last_name", "person__first_name", "pk")[:SHOWN]
    cells = [
        (row.person.full_name, row.get_role_display(), row.get_category_display(), row.starts_on, row.ends_on)
        for row in shown
    ]
    schools = [(held.school.name, held.starts_on) for held in found.board_schools.select_related("school")]
    links = LinkRole.objects.filter(appointment__board=found, appointment__ends_on__gte=today())
    held = [(link.role, link.appointment.person.full_name) for link in links.select_related("appointment__person")]
    seats = [(row.get_category_display(), row.number) for row in found.seats.all()]
    return table(request, [(found.name, rows.count()), *schools, *seats, *held, *cells])


VIEWS: dict[str, View] = {"board": board}


def pages() -> list[Page]:
    """Return what is measured."""
    found = Board.objects.order_by("pk")[0]
    url = found.get_absolute_url()
    return [
        Page("Board", "administrator", url, f"/board?id={found.public_id}"),
        Page("Board with its history", "administrator", f"{url}?show=all", f"/board?id={found.public_id}&all=1"),
    ]
