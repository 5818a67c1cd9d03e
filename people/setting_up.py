"""What of the trust itself has to be entered first: its name, dates, schools, who decides where, staff, invitations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import get_text_list

from core.calendar import academic_year, today, year_bounds, year_label
from core.plugins import by_key
from core.reading import Steps, counting
from core.trust_settings import Setting, trust_setting
from people.models import Grant, Person, Post, Role, School, Term, TrainingDay
from people.querysets import in_trust
from people.trust_settings import role_title

# So many of what is missing are named.
NAMED = 3
# Each of these is needed: one of the roles at every school, one in the trust.
AT_SCHOOL = (tuple(Role.school_leaders()), (Role.CHAIR_OF_GOVERNORS,), (Role.CLERK,))
IN_TRUST = (
    (Role.EXECUTIVE_LEAD,),
    (Role.BOOKING_OFFICER,),
    (Role.CEO,),
    (Role.CHAIR_OF_TRUSTEES,),
    (Role.ADMINISTRATOR,),
)
CENTRAL_TEAM = ((Role.CENTRAL_HEAD,),)


@dataclass(frozen=True, slots=True)
class Seat:
    """A role that somebody must hold for decisions to be made, and who holds it today. `school`: none for the trust."""

    roles: tuple[str, ...]
    school: School | None
    holders: tuple[Person, ...] = ()

    @property
    def title(self) -> str:
        """Return the role in the trust's own words: "Headteacher or Head of School"."""
        return " or ".join(role_title(role) for role in self.roles)

    @property
    def place(self) -> str:
        """Return the school's name, or that it is the whole trust."""
        return self.school.name if self.school else "Whole trust"

    @property
    def school_key(self) -> int | None:
        """Return the key of the school, None for the whole trust."""
        return self.school.pk if self.school else None

    @property
    def is_of_a_board(self) -> bool:
        """Return whether the role comes with an appointment to a board."""
        return self.roles[0] in Role.of_boards()

    @property
    def all_words(self) -> str:
        """Return what a search looks into."""
        return " ".join([self.place, self.title, *(person.full_name for person in self.holders)])


def seats() -> Steps[list[Seat]]:
    """Return every role needed in the trust and at each open school, with who holds it today and can sign in."""
    grants = (
        Grant.objects.current()
        .filter(in_trust(today(), "person__"), person__is_active=True)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    found, schools = yield grants, School.objects.open_on(today())
    held: dict[tuple[str, int | None], list[Person]] = {}
    for grant in found:
        held.setdefault((grant.role, grant.school_id), []).append(grant.person)
    needed: list[tuple[tuple[str, ...], School | None]] = [(roles, None) for roles in IN_TRUST]
    for school in schools:
        needed += [(roles, None) for roles in CENTRAL_TEAM] if school.is_central else []
    for school in schools:
        needed += [] if school.is_central else [(roles, school) for roles in AT_SCHOOL]
    return [
        Seat(
            roles,
            school,
            tuple(person for role in roles for person in held.get((role, school.pk if school else None), ())),
        )
        for roles, school in needed
    ]


def name_missing() -> str:
    """Return that the trust still has the name that everything begins with."""
    default = by_key(Setting)["people.trust_name"].default
    return f"The trust is still called “{default}”." if trust_setting("people.trust_name") == default else ""


def dates_missing() -> Steps[str]:
    """Return which of this year and the next have no term dates, of the trust or of each school; then INSET days."""
    this_year = academic_year(today())
    open_schools = School.objects.schools().open_on(today()).order_by().values_list("pk", flat=True)
    rows = Term.objects.filter(year__in=[this_year, this_year + 1]).order_by().values_list("year", "school").distinct()
    days = TrainingDay.objects.filter(day__range=year_bounds(this_year)).order_by().values("pk")[:1]
    found, terms, inset_days = yield open_schools, rows, days
    schools = set(found)
    known: dict[int, set[int | None]] = {this_year: set(), this_year + 1: set()}
    for year, school in terms:
        known[year].add(school)
    lacking = [
        year_label(year) for year, whose in known.items() if None not in whose and (not schools or schools - whose)
    ]
    if lacking:
        return f"No term dates for {get_text_list(lacking, 'or')}."
    if not inset_days:
        return f"No INSET days for {year_label(this_year)}."
    return ""


def schools_missing() -> Steps[str]:
    """Return that there is no school yet."""
    found = yield School.objects.schools().open_on(today()).order_by().values("pk")[:1]
    return "" if found else "No schools yet."


def roles_missing() -> Steps[str]:
    """Return which roles nobody holds today who could sign in."""
    found = yield from seats()
    empty = [f"{seat.place}: {seat.title}" for seat in found if not seat.holders]
    return f"No one is {_named(empty)}." if empty else ""


def staff_missing() -> Steps[str]:
    """Return which schools have no staff."""
    staffed = Post.objects.current().values("school")
    empty = School.objects.schools().open_on(today()).exclude(pk__in=staffed).order_by("name", "pk")
    names, posts = yield empty.values_list("name", flat=True), Post.objects.current().order_by().values("pk")[:1]
    if names:
        return f"No staff at {_named(names)}."
    return "" if posts else "No staff yet."


def invitations_missing() -> Steps[str]:
    """Return how many people have not been invited to sign in."""
    number = yield from counting(Person.objects.uninvited(today()))
    return f"{number} {'person' if number == 1 else 'people'} not invited yet." if number else ""


def _named(names: Iterable[str]) -> str:
    """Return the first few names, and how many more there are."""
    every = list(names)
    more = len(every) - NAMED
    return get_text_list([*every[:NAMED], f"{more} more"] if more > 0 else every, "and")
