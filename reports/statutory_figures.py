"""What a report says of required training: counts; of duties of one or two people, whether they are in place."""

from collections.abc import Sequence
from typing import Any

from certificates.expiry import Status
from certificates.models import Requirement
from certificates.summary import MET, UNMET, Counts, Summary, number_of
from certificates.words import ASK_WHOM, NOT_SET_UP
from core.words import long_date
from people.models import School
from planning.suppression import in_band, smallest_group

Place = int | None


def statutory_position(summary: Summary, school: School | None) -> list[dict[str, Any]]:
    """Return for each requirement how many need it, hold it, will lose it soon, and lack it: at a school or in all.

    Where fewer people need it than may be told apart (a duty of one or two), the row says in place of numbers
    whether it is in place, or by when the gap is closed (`position`). No person is to be worked out: a small number
    is told as "fewer than 5", and what is left over of it no closer. While nothing is required at all, one row says so.
    """
    if not summary.requirements:
        nothing = {"code": "", "name": "All required training", "statutory": "", "left_out": 0}
        return [nothing | NO_NUMBERS | {"position": f"{NOT_SET_UP}. {ASK_WHOM}"}]
    places: Sequence[Place] = [school.pk] if school else summary.places
    smallest = smallest_group()
    rows = []
    for requirement in summary.requirements:
        there = {place: counts for place in places if needed(counts := summary.of(place, requirement))}
        if not there:
            continue
        large = {place: counts for place, counts in there.items() if needed(counts) >= smallest}
        rows.append(
            {
                "code": requirement.code,
                "name": requirement.name,
                "statutory": requirement.get_statutory_display(),
            }
            | (numbers(list(large.values()), smallest) if large else NO_NUMBERS)
            | {
                "position": "" if large else position(summary, requirement, there, alone=school is not None),
                "left_out": len(there) - len(large) if large else 0,
            }
        )
    return rows


NO_NUMBERS = {"needed": None, "valid": None, "due_soon": None, "lacking": None}


def needed(counts: Counts) -> int:
    """Return how many must meet a requirement."""
    return number_of(counts, MET) + number_of(counts, UNMET)


def numbers(places: Sequence[Counts], smallest: int) -> dict[str, int | str]:
    """Return the numbers of one or several places, as closely as they may be told."""
    together = sum(places, Counts())
    whole, lacking, soon = needed(together), number_of(together, UNMET), together[Status.DUE_SOON]
    told_lacking, told_valid = in_band(lacking, whole, smallest)
    if isinstance(told_lacking, int) and len(places) > 1 and gives_away(places, smallest):
        told_lacking, told_valid = f"{smallest} or more", f"up to {whole - smallest}"
    told_soon = in_band(soon, whole - lacking, smallest)[0]
    return {"needed": whole, "valid": told_valid, "due_soon": told_soon, "lacking": told_lacking}


def gives_away(places: Sequence[Counts], smallest: int) -> bool:
    """Return whether a total over several schools says more of one of them than its own report does.

    There a small number is "fewer than 5". Together they may be told where they are enough people, of several
    schools, and no sum that only one set of such numbers has.
    """
    lacking = [number for counts in places if 0 < (number := number_of(counts, UNMET)) < smallest]
    if any(0 < number_of(counts, MET) < smallest for counts in places):
        return True
    return bool(lacking) and not (
        len(lacking) > 1 and max(smallest - 1, len(lacking)) < sum(lacking) < len(lacking) * (smallest - 1)
    )


def position(summary: Summary, requirement: Requirement, there: dict[Place, Counts], *, alone: bool) -> str:
    """Return whether a duty of few people is in place at a school, or at how many places, and when gaps are closed."""
    gaps = {place: counts for place, counts in there.items() if number_of(counts, UNMET)}
    if not gaps:
        return "In place" if alone else f"In place everywhere ({len(there)})"
    closing = "nothing booked yet" if alone else "not all booked yet"
    if all(counts[Status.BOOKED] == number_of(counts, UNMET) for counts in gaps.values()):
        closing = f"closed by {long_date(max(summary.booked_until[place, requirement.pk] for place in gaps))}"
    return (
        f"Gap, {closing}" if alone else f"In place at {len(there) - len(gaps)} of {len(there)} places; gaps {closing}"
    )
