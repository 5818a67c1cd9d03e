"""The demo's events to come: a school's weekly session, its next training day, a network, a meeting for ECTs, an
evening for governors.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from certificates.models import Requirement
from core.calendar import academic_year
from demo.people import DemoPeople
from demo.school_year import ONE, inset_days, is_open, on_or_after
from people.models import Person, School
from training.events.services import Times, add_material, arrange_events, write_notes
from training.models import Event, Series

WEEKS = 8


def make_events(today: dt.date, people: DemoPeople) -> None:
    """Arrange what is to come, as its organisers would."""
    school, central = people.schools[0], people.central
    assert central is not None
    head, lead = people.heads[school.pk], people.central_staff["executive-lead"]
    weekly = _arrange(
        head, school, _weekdays(today, 2, 1)[:WEEKS], (15, 45), (17, 0),
        {"kind": "staff_meeting", "title": "Teaching and learning hour", "room": "Library",
         "about": "One short idea each week from our reading plan, tried out and talked through."},
        [{"kind": "staff", "school": school}], Series.Repeats.WEEKLY,
    )  # fmt: skip
    assert weekly.series is not None
    notes = "We’re reading one chapter every two weeks.\nBring one example from your class."
    write_notes(event=weekly, actor=head, version=weekly.series.version, notes=notes)
    link = "https://educationendowmentfoundation.org.uk/education-evidence/guidance-reports"
    add_material(event=weekly, actor=head, title="Guidance reports", link=link)
    _arrange(
        head, school, [_next_inset(today)], (9, 0), (15, 0),
        {"kind": "training_day", "title": "INSET day: safeguarding and behaviour", "room": "Hall",
         "requirements": Requirement.objects.in_use().filter(code="SG-STAFF-ANN")},
        [{"kind": "staff", "school": school}],
    )  # fmt: skip
    _arrange(
        lead, central, _weekdays(today, 3, 6)[:3], (16, 0), (17, 30),
        {"kind": "network", "title": "Early reading network", "room": "Training room", "capacity": 24,
         "sign_up": Event.SignUp.AGREED,
         "about": "Reading leads from every school compare what helps children who find reading hard."},
        [{"kind": "group", "value": "teacher"}, {"kind": "group", "value": "leader"}], Series.Repeats.DATES,
    )  # fmt: skip
    _arrange(
        lead, central, [_weekdays(today, 1, 1)[2]], (15, 45), (17, 0),
        {"kind": "ect_meeting", "title": "Meeting for early career teachers", "mode": "online_live",
         "online_link": "https://example.org/ect-meeting"},
        [{"kind": "stage", "value": stage} for stage in ("ect_1", "ect_2")],
    )  # fmt: skip
    _arrange(
        lead, central, [_weekdays(today, 1, 1)[4]], (18, 0), (19, 30),
        {"kind": "governance_evening", "title": "Governance evening: reading the reports", "room": "Training room"},
        [{"kind": "board"}],
    )  # fmt: skip


def _arrange(
    actor: Person,
    school: School,
    days: Sequence[dt.date],
    starts: tuple[int, int],
    ends: tuple[int, int],
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    repeats: str = "",
) -> Event:
    times = Times(dt.time(*starts), dt.time(*ends))
    return arrange_events(
        actor=actor, school=school, days=days, times=times, values=values, lines=lines, repeats=repeats
    )


def _weekdays(today: dt.date, weekday: int, weeks: int) -> list[dt.date]:
    """Return the next days of a weekday on which the schools are open, so many weeks apart."""
    first = today + ONE + dt.timedelta(days=(weekday - (today + ONE).weekday()) % 7)
    days = (first + dt.timedelta(weeks=weeks * step) for step in range(60))
    return [day for day in days if is_open(day)]


def _next_inset(today: dt.date) -> dt.date:
    """Return the next training day, or where none is left that is known a school day in two weeks."""
    year = academic_year(today)
    days = [day for known in (year, year + 1) for day in inset_days(known) if day > today]
    return days[0] if days else on_or_after(today + dt.timedelta(weeks=2))
