"""Missing links of the thread: which there are, and how each is fixed. Each app gives its own.

A *fixable* is a kind of object whose links can be chosen afterwards. A *missing link* is a way in which some of them
lack one. Both are plain data and functions, so that one page lists, counts, exports and fixes them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db.models import Count, Q, QuerySet

from core.decisions import Decision
from core.formatting import short_date
from core.plugins import Plugin, registered
from core.reading import Steps, counting, read_together, run_steps, side_by_side
from people.models import Person
from planning.scope import heads_central_team, planned_by, plans_everywhere

# For each row of a page, by its key: what may be chosen for each link.
Offers = Mapping[int, Mapping[str, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Fixable(Plugin):
    """A kind of object whose links can be fixed.

    `model`, `related`, `only`: of which rows those that the actor sees. `can`: the policy. `choices`: what may be
    chosen for each link of one; nothing where they come from elsewhere. `current`: what hangs there now. `fix(obj=,
    actor=, seen=, values=)`: the service. `offers`: as `choices`, for all rows of a page in the same few queries, by
    their keys.

    Where there is nothing to choose, a button alone does it: `verb` is its words, `explain` what it does, `done` what
    is said afterwards. `waits`: why it cannot be done now, for one row, in place of the button.
    """

    key: str
    label: str
    model: Any
    related: tuple[str, ...]
    can: Callable[[Person, Any], Decision]
    current: Callable[[Any], Mapping[str, Any]]
    fix: Callable[..., Any]
    choices: "Callable[[Any, Person], Mapping[str, QuerySet[Any]]]" = lambda row, actor: {}
    offers: Callable[[Sequence[Any], Person], Offers] = lambda rows, actor: {}
    # What hangs there now of several rows, where that costs a query each.
    prefetch: tuple[str, ...] = ()
    verb: str = "Link"
    explain: str = ""
    done: str = "Link added."
    waits: Callable[[Any], str] = lambda row: ""
    only: Q = Q()  # noqa: RUF009 -- a Q is never changed

    def rows(self, actor: Person) -> "QuerySet[Any]":
        """Return those that the actor sees."""
        rows: QuerySet[Any] = self.model.objects.visible_to(actor)
        return rows.filter(self.only).select_related(*self.related)


@dataclass(frozen=True, slots=True)
class MissingLink(Plugin):
    """A way in which objects lack a link.

    `rows(actor, year)`: those lacking it that the actor may fix, of an academic year. `search`: the fields of its
    words. `when_field`, `when`: by what it is sorted and what is shown. `note`: a line more on it.
    """

    key: str
    label: str
    one: str
    explain: str
    fixable: str
    rows: "Callable[[Person, int], QuerySet[Any]]"
    note: Callable[[Any], str]
    when_field: str = "starts_on"
    when: Callable[[Any], str] = lambda row: short_date(row.starts_on)
    # Which links the row's own form offers.
    links: tuple[str, ...] = ()
    search: tuple[str, ...] = ("title", "person__first_name", "person__last_name")


def seen_links(fixable: Fixable, obj: Any) -> str:
    """Return a sign for what hangs on an object now: a form that was opened before a change carries another."""
    return sign_of(fixable.current(obj))


def sign_of(links: Mapping[str, Any]) -> str:
    """Return the sign of some links by name; see `seen_links`."""
    return sha256(repr(sorted(links.items())).encode()).hexdigest()[:16]


def planned(rows: Any, actor: Person) -> Any:
    """Return those of some rows that the actor sees, of the schools for which they plan.

    Leaders see all that their school sent or wrote down, so that the school alone is asked, which an index answers.
    """
    if plans_everywhere(actor):
        return rows.visible_to(actor)
    return (rows.visible_to(actor) if heads_central_team(actor) else rows).filter(planned_by(actor))


def counts(actor: Person, year: int, **narrowed: Any) -> dict[str, int]:
    """Return how many links are missing that the actor may fix, by kind.

    `narrowed`: a condition more that all rows have a field for, such as `school` or `priority`.
    """
    return run_steps(counting_missing(actor, year, **narrowed))


def counting_missing(actor: Person, year: int, **narrowed: Any) -> Steps[dict[str, int]]:
    """Return the same by steps."""
    kinds = registered(MissingLink)
    found = yield from side_by_side(counting(missing.rows(actor, year).filter(**narrowed)) for missing in kinds)
    return {missing.key: number for missing, number in zip(kinds, found, strict=True)}


def counts_by_school(actor: Person, year: int) -> dict[int, int]:
    """Return how many links are missing at each school for which the actor plans."""
    kinds = registered(MissingLink)
    rows = read_together(
        *(missing.rows(actor, year).order_by().values_list("school").annotate(number=Count("pk")) for missing in kinds)
    )
    found: dict[int, int] = {}
    for school, number in chain.from_iterable(rows):
        found[school] = found.get(school, 0) + number
    return found
