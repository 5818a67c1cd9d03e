"""The hours of CPD so far, on a first page."""

import calendar
import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import academic_year, add_months, today, year_bounds
from core.first_page import Tile
from core.formatting import hours, number
from core.pictures import Columns
from core.reading import Steps, side_by_side
from people.first_page import Visit, heading_of
from training.records.models import Record
from training.records.selectors import adding_up_months


def hours_tiles(visit: Visit) -> Steps[list[Tile]]:
    """Return the hours of this term at each place that the reader answers for; others' own hours of this year."""
    tiles = []
    for place in visit.places:
        term = visit.term(place)
        asked = {"year": "all", "first_day": term.first.isoformat(), "last_day": term.last.isoformat()}
        asked["confirmed"] = "yes"
        records = Record.objects.counted()
        if place:
            records = records.filter(school=place)
            asked["school"] = str(place.public_id)
        url = f"{reverse('training:record-list')}?{urlencode(asked)}"
        tiles.append(_hours_tile(records, term.first, term.last, "of CPD this term", url, heading_of(place)))
    if not visit.places:
        first, last = year_bounds(academic_year(today()))
        own = Record.objects.filter(person=visit.person)
        tiles.append(_hours_tile(own, first, last, "of CPD this year", reverse("training:my-record")))
    return [tile for tile in (yield from side_by_side(tiles)) if tile]


def _hours_tile(
    records: "QuerySet[Record]", first: dt.date, last: dt.date, words: str, url: str, place: str = ""
) -> Steps[Tile | None]:
    """Return the hours between two days by month, beside those by the same day a year before; nothing without any."""
    day = min(last, today())
    before = (add_months(first, -12), add_months(day, -12))
    now, then = yield from side_by_side(
        [adding_up_months(records.filter(starts_on__range=days)) for days in ((first, last), before)]
    )
    total, earlier = sum(now.values()), sum(then.values())
    if not total:
        return None
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(12)]
    until = max(*now, (day.year, day.month))
    columns = [
        (f"{calendar.month_name[month]} {hours(now.get((year, month), 0))}", now.get((year, month), 0))
        for year, month in months
        if (year, month) <= until
    ]
    unit = "hour" if number(total) == "1" else "hours"
    return Tile(
        number(total),
        f"{unit} {words}",
        url,
        hint=f"{number(earlier)} by this day last year" if earlier else "",
        picture=Columns(f"Hours {words} by month", columns) if len(columns) > 1 else None,
        place=place,
    )
