"""What the demo's first school did itself: a session whose register is closed, and what people logged of their own."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from certificates.models import Certificate, Requirement
from core.calendar import now
from demo.history import at
from demo.people import DemoPeople, start_of
from demo.school_year import past, soon_after
from people.models import Person, School
from planning.vocabulary import route_of
from training.attendance.models import Attendance, CatchUp, Mark
from training.attendance.selectors import missed_at, register_of
from training.attendance.services import Marked, ask_to_catch_up, close_register, mark_attendance
from training.events.services import Times, add_material, write_audience
from training.models import Event, Record

CONFIRMED, WAITING, SENT_BACK = "confirmed", "waiting", "sent back"


@dataclass(frozen=True, slots=True)
class Logged:
    """What somebody logged: type of training, title, how many days ago, hours, reason, and what they took away."""

    approach: str
    title: str
    days: int
    hours: str
    reason: str
    took_away: str
    state: str = CONFIRMED
    because: str = ""


# By who signs in; what several of a team logged waits for their line manager.
TEACHER = (
    Logged("peer_observation", "Guided reading in Year 5", 41, "1", "priority",
           "Shorter texts, read twice. I’ll try it on Tuesdays."),
    Logged("coaching", "Coaching: questions that make everyone think", 27, "0.75", "personal",
           "Ask, wait, then choose who answers."),
    Logged("reading", "Article: vocabulary before comprehension", 9, "0.5", "personal",
           "Teach six words well rather than twenty.", WAITING),
    Logged("visit", "Morning in a Year 3 class at another school", 13, "6", "personal",
           "Their book corner is run by the children.", SENT_BACK,
           "You were back for lunch. Is half a day right?"),
)  # fmt: skip
ASSISTANT = (
    Logged("shadowing", "Speech and language group", 22, "1", "personal", "How to slow down without sounding slow."),
)  # fmt: skip
TEAM = (
    Logged("collaborative_planning", "Planning the river topic together", 6, "1.5", "priority",
           "One field trip, three lessons that lead to it.", WAITING),
    Logged("team_teaching", "Fractions, taught by two", 8, "1", "priority",
           "Two adults can show a disagreement.", WAITING),
    Logged("online_module", "Dyslexia-friendly classrooms", 15, "2", "personal",
           "Larger spacing helps more than another font.", WAITING),
)  # fmt: skip


def make_register(people: DemoPeople, today: dt.date) -> None:
    """Hold a session that renews a requirement, with one late, one away on a visit and one who missed it."""
    school, deputy = people.schools[0], people.sign_ins["Senior leader"]
    head, day = people.heads[school.pk], past(today - dt.timedelta(days=12), today)
    event = Event.objects.create(
        kind="staff_meeting", title="Allergies: using an auto-injector", school=school, organiser=head, room="Hall",
        about="Everyone practises with a trainer pen. Bring your questions about the children in your class.",
        audience=write_audience([{"kind": "staff", "school": school}]), created_at=at(past(day, day), 16),
        **Times(dt.time(15, 45), dt.time(17)).on(day),
    )  # fmt: skip
    event.requirements.set(Requirement.objects.in_use().filter(code="MD-ALLERGY"))
    add_material(
        event=event, actor=head, title="Anaphylaxis: what to do", link="https://www.nhs.uk/conditions/anaphylaxis/"
    )
    lines = register_of(event)
    others = [line for line in lines if line.is_required and line.person not in people.sign_ins.values()]
    assistant = people.sign_ins["Teaching assistant"]
    visiting = next((line for line in lines if line.is_required and line.person == assistant), others[2])
    marks = {
        others[0].key: Marked(Mark.LATE, 10),
        others[1].key: Marked(Mark.ABSENT),
        visiting.key: Marked(Mark.ABSENT, reason="On a school visit"),
    }
    mark_attendance(event=event, actor=deputy, marks=marks, seen={}, rest=[line.key for line in lines])
    close_register(event=event, actor=head)
    ask_to_catch_up(event=event, actor=head, missed=missed_at(event).filter(person=visiting.person))
    _set_times(event, at(day, 17), at(soon_after(day, 1, today)))


def _set_times(event: Event, closed: dt.datetime, asked: dt.datetime) -> None:
    """Write that it was done on its day, and catching up asked for on another."""
    rows = Attendance.objects.filter(event=event)
    rows.update(marked_at=closed)
    rows.exclude(confirmed_by=None).update(confirmed_at=closed)
    Record.objects.filter(attendance__event=event).update(recorded_at=closed)
    Certificate.objects.filter(records__attendance__event=event).update(entered_at=closed)
    CatchUp.objects.filter(attendance__event=event).update(asked_at=min(asked, now()))
    Event.objects.filter(pk=event.pk).update(register_closed_at=closed)


def make_logs(people: DemoPeople, today: dt.date) -> None:
    """Write what people logged themselves: some of it confirmed, some not yet, and one sent back."""
    school, manager = people.schools[0], people.sign_ins["Line manager"]
    team = [person for person in people.staff[school.pk] if people.posts[person.pk].line_manager == manager]
    signing_in = people.sign_ins.values()
    others = [person for person in team if person not in signing_in and person.email]
    of_each = [
        (people.sign_ins["Teacher"], TEACHER),
        (people.sign_ins["Teaching assistant"], ASSISTANT),
        *((person, (logged,)) for person, logged in zip(others, TEAM, strict=False)),
    ]
    Record.objects.bulk_create(
        _record(people, school, person, logged, today) for person, several in of_each for logged in several
        if past(today - dt.timedelta(days=logged.days), today) >= start_of(person)
    )  # fmt: skip


def _record(people: DemoPeople, school: School, person: Person, logged: Logged, today: dt.date) -> Record:
    day = past(today - dt.timedelta(days=logged.days), today)
    answered, is_back = at(soon_after(day, 2, today), 19), logged.state == SENT_BACK
    is_confirmed = logged.state == CONFIRMED
    head = people.heads[school.pk]
    return Record(
        person=person, school=school, source=Record.Source.OWN, title=logged.title, approach=logged.approach,
        route=route_of(logged.approach, is_external=False), reason=logged.reason, is_external=False,
        starts_on=day, ends_on=day, hours=Decimal(logged.hours), took_away=logged.took_away,
        recorded_by=person, recorded_at=at(day, 18),
        confirmed_by=(people.posts[person.pk].line_manager or head) if is_confirmed else None,
        confirmed_at=answered if is_confirmed else None,
        sent_back_at=answered if is_back else None, sent_back_because=logged.because,
    )  # fmt: skip
