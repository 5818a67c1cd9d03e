"""The trust's compliance: its schools in counts, the most overdue first, with the way down to the names."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates import policies
from certificates.expiry import Status
from certificates.groups import KINDS, kind_of
from certificates.models import Requirement
from certificates.summary import MET, UNMET, Counts, Summary, number_of, rate, summarise
from certificates.views.school import with_query
from core.calendar import today
from core.components import Tab
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.formatting import number
from core.http import Request
from core.pictures import Part, SharedBar
from core.trust_settings import in_own_words
from people.forms.places import searched
from people.models import School

# So many requirements are named of which a school has most overdue.
WORST = 2


@dataclass(frozen=True)
class Row:
    """One school, or the roles of the whole trust, which have no page: its counts of each requirement."""

    name: str
    school: School | None
    cells: list[tuple[Requirement, Counts]]

    @cached_property
    def counts(self) -> Counts:
        """Return the counts of all requirements together."""
        found: Counts = Counter()
        for _, counts in self.cells:
            found.update(counts)
        return found

    @property
    def unmet(self) -> int:
        """Return how many lines are not met."""
        return number_of(self.counts, UNMET)

    @property
    def due_soon(self) -> int:
        """Return how many lines are due soon."""
        return self.counts[Status.DUE_SOON]

    @property
    def rate(self) -> int | None:
        """Return how many of a hundred lines are up to date; None where nobody needs anything."""
        return rate(self.counts)

    @property
    def picture(self) -> SharedBar:
        """Return how many of its lines are up to date, due soon, and not met, as a bar."""
        current = number_of(self.counts, MET) - self.due_soon
        return SharedBar(
            f"Training compliance of {self.name}",
            [
                Part(f"{number(current)} up to date", current, "good"),
                Part(f"{number(self.due_soon)} due soon", self.due_soon, "soon"),
                Part(f"{number(self.unmet)} overdue or never done", self.unmet, "bad"),
            ],
        )

    @property
    def worst(self) -> list[tuple[Requirement, int]]:
        """Return the requirements of which most is not met, with how many that are."""
        unmet = [(requirement, number) for requirement, counts in self.cells if (number := number_of(counts, UNMET))]
        return sorted(unmet, key=lambda pair: -pair[1])[:WORST]


def _figure(place: int, read: Callable[[Counts], Any]) -> Callable[[Row], Any]:
    """Return what reads one figure of a row's cell at a place."""
    return lambda row: read(row.cells[place][1])


def _columns(requirements: list[Requirement]) -> list[Column]:
    columns = [Column("School", "name")]
    for place, requirement in enumerate(requirements):
        columns += [
            Column(f"{requirement.name}: up to date, %", _figure(place, rate), kind="number"),
            Column(
                f"{requirement.code}: overdue or never done",
                _figure(place, lambda counts: number_of(counts, UNMET)),
                kind="number",
            ),
            Column(
                f"{requirement.code}: due soon", _figure(place, lambda counts: counts[Status.DUE_SOON]), kind="number"
            ),
        ]
    return columns


def _rows(request: Request, summary: Summary, requirements: list[Requirement]) -> list[Row]:
    """Return a row for each place that the reader oversees, the most overdue first and else by name."""
    schools = School.objects.led_by(request.user).open_on(today())
    is_trust_wide = bool(policies.can_see_trust(request.user))
    if is_trust_wide:
        # Also a closed one where somebody still has a post: the total counts them, so a row must say where.
        schools |= School.objects.led_by(request.user).filter(pk__in=[key for key in summary.places if key])
    places: list[tuple[int | None, str, School | None]] = [(school.pk, school.name, school) for school in schools]
    if is_trust_wide and None in summary.places:
        places.append((None, in_own_words("Trustees and other roles of the whole trust"), None))
    rows = [Row(name, school, [(r, summary.of(key, r)) for r in requirements]) for key, name, school in places]
    return sorted(rows, key=lambda row: -row.unmet)


def _whole(rows: list[Row], name: str) -> Row:
    """Return the sum of some rows; a requirement that nobody there needs is left out."""
    sums: dict[Requirement, Counts] = {}
    for row in rows:
        for requirement, counts in row.cells:
            sums.setdefault(requirement, Counter()).update(counts)
    return Row(name, None, [(requirement, counts) for requirement, counts in sums.items() if counts])


@require_safe
def matrix_choose(request: Request) -> HttpResponseBase:
    """Show how the reader's schools stand with required training or one kind of it, in counts that lead to the names.

    Whoever leads a single school is led straight to its matrix.
    """
    require(policies.can_choose_matrix(request.user))
    is_trust_wide = bool(policies.can_see_trust(request.user))
    if not is_trust_wide and len(led := School.objects.led_by(request.user).open_on(today())) == 1:
        return redirect("certificates:matrix", led[0].public_id)
    summary = summarise()
    asked_for = [requirement for requirement, _ in _whole(_rows(request, summary, summary.requirements), "").cells]
    there = {kind_of(requirement) for requirement in asked_for}
    kind = request.GET.get("kind", "")
    requirements = [requirement for requirement in asked_for if kind not in KINDS or kind_of(requirement) == kind]
    every_row = _rows(request, summary, requirements)
    found = searched(request, every_row, lambda row: row.name)
    if (file_format := wanted_format(request.GET)) is not None:
        return export_response(
            found["rows"],
            _columns(requirements),
            name="trust training compliance",
            format=file_format,
            actor=request.user,
            code="certificates.trust_matrix",
        )
    whole = _whole(every_row, "Whole trust" if is_trust_wide else "All your schools")
    kinds = [(code, label) for code, label in KINDS.items() if code in there]
    context = found | {
        "is_set_up": bool(summary.requirements),
        "kind": kind,
        "whole": whole,
        "unmet": whole.unmet,
        "kinds": [
            Tab("All", with_query(request, kind=""), current=kind not in KINDS),
            *(Tab(label, with_query(request, kind=code), current=code == kind) for code, label in kinds),
        ],
    }
    return render(request, "certificates/matrix_choose.html", context)
