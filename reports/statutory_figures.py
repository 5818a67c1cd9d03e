"""What a report says of required training: counts; of duties of one or two people, whether they are in place."""

from collections.abc import Sequence
from typing import Any

from certificates.expiry import Status
from certificates.models import Requirement
from certificates.summary import MET, UNMET, Counts, Summary, number_of
from certificates.words import ASK_WHOM, NOT_SET_UP
from core.formatting import counted, long_date
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
    whole = sum(map(needed, places))
    if len(places) == 1:
        told_lacking, told_valid = in_band(number_of(places[0], UNMET), whole, smallest)
        soon = told_soon(places[0], smallest)
        return {"needed": whole, "valid": told_valid, "due_soon": soon, "lacking": told_lacking}
    between = [bounds(number_of(counts, UNMET), needed(counts), smallest) for counts in places]
    lacking = added_up([number_of(counts, UNMET) for counts in places], between, smallest)
    low, high = sum(low for low, _ in between), sum(high for _, high in between)
    soon_between = [bounds_of_soon(counts, smallest) for counts in places]
    return {
        "needed": whole,
        "valid": whole - lacking if isinstance(lacking, int) else f"{whole - high} to {whole - low}",
        "due_soon": added_up([counts[Status.DUE_SOON] for counts in places], soon_between, smallest),
        "lacking": lacking,
    }


Bounds = tuple[int, int]


def bounds(part: int, whole: int, smallest: int) -> Bounds:
    """Return between which numbers a part is known to be from the report of its school."""
    if 0 < part < smallest:
        return 1, smallest - 1
    if 0 < whole - part < smallest:
        return whole - smallest + 1, whole - 1
    return part, part


def bounds_of_soon(counts: Counts, smallest: int) -> Bounds:
    """Return the same for those to whom it runs out soon; of how many is known only where these are told."""
    soon, valid = counts[Status.DUE_SOON], number_of(counts, MET)
    low, high = bounds(number_of(counts, UNMET), needed(counts), smallest)
    return bounds(soon, valid if low == high else soon, smallest)


def told_soon(counts: Counts, smallest: int) -> int | str:
    """Return to how many of a school it runs out soon, as closely as that may be told."""
    soon, valid = counts[Status.DUE_SOON], number_of(counts, MET)
    low, high = bounds(number_of(counts, UNMET), needed(counts), smallest)
    return in_band(soon, valid if low == high or soon < smallest else soon, smallest)[0]


def added_up(parts: Sequence[int], between: Sequence[Bounds], smallest: int) -> int | str:
    """Return a total over several schools, or between which numbers it is known to be from their own reports.

    The total says more than those where it leaves one school over, few people together, or a sum that only one set
    of numbers has.
    """
    low, high = sum(low for low, _ in between), sum(high for _, high in between)
    total = sum(parts)
    hidden = [part - least for part, (least, most) in zip(parts, between, strict=True) if least != most]
    if low == high or (len(hidden) > 1 and low < total < high and sum(hidden) + len(hidden) >= smallest):
        return total
    return f"{low} to {high}"


def position(summary: Summary, requirement: Requirement, there: dict[Place, Counts], *, alone: bool) -> str:
    """Return whether a duty of few people is in place at a school, or at how many places, and when gaps are closed."""
    gaps = {place: counts for place, counts in there.items() if number_of(counts, UNMET)}
    if not gaps:
        return "In place" if alone else f"In place everywhere ({len(there)})"
    closing = "nothing booked yet" if alone else "not all booked yet"
    if all(counts[Status.BOOKED] == number_of(counts, UNMET) for counts in gaps.values()):
        closing = f"closed by {long_date(max(summary.booked_until[place, requirement.pk] for place in gaps))}"
    return (
        f"Gap, {closing}"
        if alone
        else f"In place at {len(there) - len(gaps)} of {counted(len(there), 'place')}; gaps {closing}"
    )
