"""Closing a register, and correcting it afterwards: records, certificates and needs follow (HS-1, GV-4, IM-4)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from certificates.models import Certificate
from certificates.tests.factories import RequirementFactory
from core.calendar import LONDON, now, today
from core.flow import IllegalMove, StaleVersion
from core.models import AuditEvent
from notifications.models import Notice
from people.tests.factories import GrantFactory, PostFactory
from planning.tests.factories import NeedFactory, PriorityFactory
from training.attendance.models import Attendance
from training.attendance.selectors import register_of
from training.attendance.services import Marked, add_guest, close_register, correct_attendance, mark_attendance
from training.attendance.tests.factories import event_now
from training.models import Record
from training.own.services import move_records
from training.places.selectors import schools_of

pytestmark = pytest.mark.django_db


def mark(event, actor, **marks):
    """Mark people by their first names."""
    lines = {line.name.split()[0].lower(): line for line in register_of(event)}
    mark_attendance(
        event=event,
        actor=actor,
        marks={lines[name].key: said for name, said in marks.items()},
        seen={line.key: line.sign for line in lines.values()},
    )


def closed(cast, **facts):
    """Return an event at Oak of which Ada saw all, Bea three quarters and Lin nothing; with what it renews."""
    event = event_now(cast.oak, cast.hal, cast.ada, cast.bea, cast.lin, **facts)
    requirement = RequirementFactory()
    event.requirements.add(requirement)
    mark(event, cast.hal, ada=Marked("present"), bea=Marked("late", 30))
    return close_register(event=event, actor=cast.hal), requirement


def line_of(event, person):
    return Attendance.objects.get(event=event, person=person)


@pytest.mark.policy("HS-1")
def test_everybody_present_has_a_record_and_the_certificate_and_whoever_is_not_marked_is_absent(cast):
    priority = PriorityFactory(school=cast.oak)
    event, requirement = closed(cast, priority=priority)
    assert event.status == "held"
    assert line_of(event, cast.lin).mark == "absent"
    hours = {record.person: record.hours for record in Record.objects.filter(source="event")}
    assert hours == {cast.ada: 2, cast.bea: Decimal("1.5")}
    record = Record.objects.get(person=cast.ada)
    assert (record.school, record.title, record.priority) == (cast.oak, event.title, priority)
    assert (record.requirement, record.reason, record.is_external) == (requirement, "statutory", False)
    certificate = Certificate.objects.current().get()
    assert (certificate.person, certificate.source, certificate.awarded_on) == (cast.ada, "event", today())
    assert list(record.certificates.all()) == [certificate]
    told = Notice.objects.filter(key__startswith="training.attendance.recorded")
    assert {notice.person for notice in told} == {cast.ada, cast.bea}


@pytest.mark.parametrize(("missed", "earns"), [(23, True), (24, True), (25, False)])
def test_the_least_share_is_met_to_the_minute(cast, missed, earns):
    """Of two hours four fifths are 96 minutes."""
    event = event_now(cast.oak, cast.hal, cast.ada)
    event.requirements.add(RequirementFactory())
    mark(event, cast.hal, ada=Marked("left_early", missed))
    close_register(event=event, actor=cast.hal)
    assert Certificate.objects.filter(person=cast.ada).exists() is earns
    assert Record.objects.filter(person=cast.ada).exists()


@pytest.mark.policy("GV-4")
def test_a_governance_evening_renews_for_the_staff_and_governors_who_came(cast):
    event = event_now(cast.central, cast.eve, cast.ada, cast.gus, cast.tess, kind="governance_evening")
    event.requirements.add(RequirementFactory())
    mark(event, cast.eve, **dict.fromkeys(["ada", "gus", "tess"], Marked("present")))
    close_register(event=event, actor=cast.eve)
    schools = {c.person: c.school for c in Certificate.objects.current()}
    assert schools == {cast.ada: cast.oak, cast.gus: cast.oak, cast.tess: cast.central}


@pytest.mark.policy("GV-4")
def test_a_teacher_elsewhere_who_governs_the_host_goes_for_the_board_on_its_evenings_alone(cast):
    GrantFactory(person=cast.tom, role="governor", school=cast.oak)
    for kind, school in (("governance_evening", cast.oak), ("network", cast.elm)):
        event = event_now(cast.oak, cast.hal, cast.tom, kind=kind)
        assert schools_of([cast.tom.pk], event) == {cast.tom.pk: school.pk}


def test_another_schools_priority_stays_out_of_a_visitors_record(cast):
    event = event_now(cast.oak, cast.hal, cast.tom, priority=PriorityFactory(school=cast.oak))
    mark(event, cast.hal, tom=Marked("present"))
    close_register(event=event, actor=cast.hal)
    record = Record.objects.get(person=cast.tom)
    assert (record.school, record.priority) == (cast.elm, None)


def test_ones_own_need_is_met_by_coming_and_a_groups_is_not(cast):
    own = NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada)
    missed = NeedFactory(school=cast.oak, person=cast.lin, raised_by=cast.lin)
    school = NeedFactory(school=cast.oak, needed_by="school", person=None, raised_by=cast.hal)
    event = event_now(cast.oak, cast.hal, cast.ada, cast.lin, need=school)
    event.needs.add(own, missed)
    mark(event, cast.hal, ada=Marked("present"))
    close_register(event=event, actor=cast.hal)
    for need, status in ((own, "met"), (missed, "open"), (school, "open")):
        need.refresh_from_db()
        assert need.status == status
    assert AuditEvent.objects.filter(code="planning.need.met").count() == 1


def test_a_correction_opens_ones_own_need_again_and_meets_it_above_the_share(cast):
    need = NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada)
    event = event_now(cast.oak, cast.hal, cast.ada, need=need)
    mark(event, cast.hal, ada=Marked("present"))
    close_register(event=event, actor=cast.hal)
    line = line_of(event, cast.ada)
    for said, status in (
        (Marked("absent"), "open"),
        (Marked("late", 90), "open"),
        (Marked("late", 5), "met"),
        (Marked("late", 90), "open"),
    ):
        line = correct_attendance(attendance=line, actor=cast.sid, version=line.version, said=said, why="Seen.")
        need.refresh_from_db()
        assert need.status == status


def test_a_correction_leaves_a_need_that_another_date_met(cast):
    need = NeedFactory(school=cast.oak, person=cast.ada, raised_by=cast.ada)
    for _ in range(2):
        event = event_now(cast.oak, cast.hal, cast.ada, need=need, title="Weekly CPD")
        mark(event, cast.hal, ada=Marked("present"))
        close_register(event=event, actor=cast.hal)
    line = line_of(event, cast.ada)
    correct_attendance(attendance=line, actor=cast.sid, version=line.version, said=Marked("absent"), why="Ill.")
    need.refresh_from_db()
    assert need.status == "met"


def test_nobody_confirms_their_own_attendance(cast):
    """Whoever closes stays their own word; what another marked of them counts."""
    event = event_now(cast.oak, cast.hal, cast.hal, cast.sid)
    mark(event, cast.hal, hal=Marked("present"), sid=Marked("present"))
    close_register(event=event, actor=cast.hal)
    assert [record.person for record in Record.objects.all()] == [cast.sid]
    own = line_of(event, cast.hal)
    assert own.is_own_word
    correct = {"attendance": own, "version": own.version, "said": Marked("present"), "why": "I saw him."}
    with pytest.raises(PermissionDenied):
        correct_attendance(actor=cast.hal, **correct)
    correct_attendance(actor=cast.sid, **correct)
    assert Record.objects.get(person=cast.hal).recorded_by == cast.sid

    event = event_now(cast.oak, cast.hal, cast.hal)
    mark(event, cast.sid, hal=Marked("present"))
    close_register(event=event, actor=cast.hal)
    assert line_of(event, cast.hal).confirmed_by == cast.sid


def test_a_guest_is_on_the_list_and_has_no_record(cast):
    event = event_now(cast.oak, cast.hal)
    guest = add_guest(event=event, actor=cast.hal, name="Pat Visitor")
    close_register(event=event, actor=cast.hal)
    guest.refresh_from_db()
    assert (guest.mark, guest.record, guest.confirmed_by) == ("present", None, cast.hal)


def test_nobody_closes_before_the_start_nor_twice_nor_for_somebody_else(cast):
    start = now() + dt.timedelta(minutes=5)
    facts = {"day": localdate(start, LONDON), "starts_at": start, "ends_at": start + dt.timedelta(hours=1)}
    early = event_now(cast.oak, cast.hal, cast.ada, **facts)
    with pytest.raises(IllegalMove):
        close_register(event=early, actor=cast.hal)
    event, _ = closed(cast)
    with pytest.raises(IllegalMove):
        close_register(event=event, actor=cast.hal)
    with pytest.raises(PermissionDenied):
        close_register(event=event_now(cast.oak, cast.hal), actor=cast.eli)
    assert Record.objects.count() == 2


def test_a_corrected_line_takes_record_and_certificate_back(cast):
    event, _ = closed(cast)
    line = line_of(event, cast.ada)
    facts = {"attendance": line, "actor": cast.sid, "version": line.version, "said": Marked("absent", 0, "Ill")}
    with pytest.raises(ValidationError):
        correct_attendance(why=" ", **facts)
    row = correct_attendance(why="She was ill.", **facts)
    assert (row.mark, row.reason, row.record) == ("absent", "Ill", None)
    assert not Record.objects.filter(person=cast.ada).exists()
    assert Record.everything.get(person=cast.ada).withdrawn_at
    assert Certificate.objects.get(person=cast.ada).revoked_reason == "She was ill."
    with pytest.raises(StaleVersion):
        correct_attendance(why="Again.", **facts)
    row = correct_attendance(why="It was her twin.", **facts | {"version": row.version, "said": Marked("present")})
    assert Record.objects.get(person=cast.ada) == row.record
    assert Certificate.objects.current().get(person=cast.ada)
    assert Notice.objects.filter(person=cast.ada, key__startswith="training.attendance.corrected").count() == 2


def test_a_record_that_was_taken_back_goes_with_its_person_where_two_are_merged(cast):
    event, _ = closed(cast)
    line = line_of(event, cast.ada)
    said = Marked("absent", 0, "Ill")
    correct_attendance(attendance=line, actor=cast.sid, version=line.version, said=said, why="She was ill.")
    move_records(cast.ann, cast.ben, cast.ada)
    assert Record.everything.get(person=cast.ben).withdrawn_at


def test_of_an_event_that_both_records_of_a_person_were_at_the_hours_count_once(cast):
    closed(cast)
    move_records(cast.ann, cast.ada, cast.bea)
    assert Record.objects.get(person=cast.ada).hours == 2
    move_records(cast.ann, cast.lin, cast.bea)  # the twin: Lin was not there
    assert Record.objects.get(person=cast.lin).hours == Decimal("1.5")


def test_corrected_hours_follow_and_with_them_the_certificate(cast):
    event, _ = closed(cast)
    line = line_of(event, cast.bea)
    assert not Certificate.objects.filter(person=cast.bea).exists()
    line = correct_attendance(
        attendance=line, actor=cast.hal, version=line.version, said=Marked("late", 10), why="The clock was wrong."
    )
    assert line.record.hours == Decimal("1.83")
    assert [c.person for c in line.record.certificates.all()] == [cast.bea]
    line = correct_attendance(
        attendance=line, actor=cast.hal, version=line.version, said=Marked("late", 60), why="It wasn't."
    )
    line.record.refresh_from_db()
    assert line.record.hours == 1
    assert Certificate.objects.get(person=cast.bea).revoked_at


def test_what_another_training_of_that_day_earned_stays(cast):
    event, requirement = closed(cast)
    twin = event_now(cast.oak, cast.hal, cast.ada)
    twin.requirements.add(requirement)
    mark(twin, cast.hal, ada=Marked("present"))
    close_register(event=twin, actor=cast.hal)
    line = line_of(event, cast.ada)
    correct_attendance(attendance=line, actor=cast.hal, version=line.version, said=Marked("absent"), why="Only one.")
    assert Certificate.objects.current().get(person=cast.ada).revoked_at is None


def test_an_open_register_is_marked_and_not_corrected(cast):
    event = event_now(cast.oak, cast.hal, cast.ada)
    mark(event, cast.hal, ada=Marked("present"))
    line = line_of(event, cast.ada)
    with pytest.raises(IllegalMove):
        correct_attendance(attendance=line, actor=cast.hal, version=line.version, said=Marked("absent"), why="No.")


def many_going(cast, number):
    posts = PostFactory.create_batch(number, school=cast.oak)
    event = event_now(cast.oak, cast.hal, *(post.person for post in posts), priority=PriorityFactory(school=cast.oak))
    event.requirements.add(*RequirementFactory.create_batch(2))
    event.needs.add(*(NeedFactory(school=cast.oak, person=p.person, raised_by=p.person) for p in posts[:1]))
    return event


def write_all(event, actor):
    lines = register_of(event)
    seen = {line.key: line.sign for line in lines}
    mark_attendance(event=event, actor=actor, marks={lines[0].key: Marked("present")}, seen=seen, rest=seen)
    close_register(event=event, actor=actor)


def test_a_register_of_three_is_written_in_as_many_statements_as_one_of_one(cast):
    counts = []
    for number in (1, 1, 3):  # the first time the actor's roles are read
        event = many_going(cast, number)
        with CaptureQueriesContext(connection) as asked:
            write_all(event, cast.hal)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_a_register_of_300_is_written_in_one_go(cast):
    event = many_going(cast, 300)
    write_all(event, cast.hal)
    assert Record.objects.filter(source="event").count() == 300
    assert Certificate.objects.current().filter(source="event").count() == 600


@pytest.mark.policy("IM-2")
def test_feedback_is_asked_for_where_the_organiser_wants_it(cast):
    closed(cast)
    event, _ = closed(cast, asks_feedback=True)
    to_ask = Record.objects.to_ask(today() + dt.timedelta(days=1), not_older_than=60)
    assert {record.attendance.event for record in to_ask} == {event}
    assert {record.person for record in to_ask} == {cast.ada, cast.bea}
