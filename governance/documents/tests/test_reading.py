"""What people are asked to read: whom it asks, once each, again for a new version and every year (policy OD-1)."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.calendar import now, today
from core.first_page import Urgency
from core.flow import IllegalMove
from core.reading import run_steps
from governance.documents import services
from governance.documents.filters import ReaderFilter
from governance.documents.models import Declaration, DocumentVersion, Reading
from governance.documents.selectors import asked_people, readers_seen_by, whole_count
from governance.documents.services import newest_anniversary
from governance.documents.tests.factories import DocumentFactory, ReadingFactory, has_read
from governance.documents.tests.test_documents import values
from governance.documents.to_do import reading_tasks
from notifications.models import Notice, Topic
from notifications.selectors import inbox
from people.models import Grant, LongAbsence, Person, Post
from people.tests.factories import PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("OD-1")]
DAY = dt.timedelta(days=1)
OAK = {"ada", "bea", "lin", "sid", "hal"}


def names(people):
    """Return first names in small letters."""
    return {person.first_name.lower() for person in people}


def told():
    """Return to whom a notice of a policy went."""
    return names(Person.objects.filter(notices__topic=Topic.POLICY))


def at_noon(day):
    """Let it be noon on a day."""
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False)


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        ([{"kind": "staff"}], OAK | {"tom", "eli", "kim", "eve", "cleo", "ben", "ann"}),
        ([{"kind": "board"}], {"gus", "chas", "cora", "tess", "tara", "mel"}),
        ([{"kind": "group", "value": "teaching_assistant"}, {"kind": "role", "value": "headteacher"}],
         {"bea", "hal", "eli"}),
    ],
)  # fmt: skip
def test_whom_it_asks(cast, lines, who):
    reading = ReadingFactory(document=DocumentFactory(school=cast.central), lines=lines)
    assert names(asked_people(reading)) == who
    for name in who | {"nora", "ada", "gus"}:
        person = getattr(cast, name)
        assert Reading.objects.asked_of(person).exists() == (name in who), name
        assert bool(run_steps(reading_tasks(person))) == (name in who), name


@pytest.mark.parametrize(("starts", "ends", "asked"), [
    (-1, None, True), (0, None, True), (1, None, False), (-9, -1, False), (-9, 0, True), (-9, 1, True),
])  # fmt: skip
def test_it_asks_whoever_belongs_today(cast, starts, ends, asked):
    reading = ReadingFactory(document=DocumentFactory(school=cast.oak))
    person = PersonFactory()
    ends_on = None if ends is None else today() + ends * DAY
    PostFactory(person=person, school=cast.oak, starts_on=today() + starts * DAY, ends_on=ends_on)
    assert asked_people(reading).filter(pk=person.pk).exists() == asked
    services.ask_readers()
    assert Notice.objects.filter(person=person).exists() == asked
    if asked:
        assert services.declare_read(reading=reading, actor=person, number=1)
    else:
        with pytest.raises(PermissionDenied):
            services.declare_read(reading=reading, actor=person, number=1)


def test_somebody_says_once_that_they_have_read_the_version_that_is_in_force(cast):
    document = DocumentFactory(school=cast.oak)
    reading = ReadingFactory(document=document)
    done = services.declare_read(reading=reading, actor=cast.ada, number=1)
    assert services.declare_read(reading=reading, actor=cast.ada, number=1) == done
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.create(
            reading=reading, person=cast.ada, document_version=done.document_version, read_at=now()
        )
    services.add_version(document=document, actor=cast.hal, version=1, values=values())
    # Not asked again: who has not read it reads the new one, and an old page is told so.
    with pytest.raises(IllegalMove):
        services.declare_read(reading=reading, actor=cast.bea, number=1)
    assert services.declare_read(reading=reading, actor=cast.bea, number=2).document_version.number == 2
    assert run_steps(reading_tasks(cast.ada)) == []


def test_a_new_version_asks_everybody_again_where_that_is_wanted(cast):
    document = DocumentFactory(school=cast.oak)
    first = ReadingFactory(document=document)
    has_read(first, cast.ada)
    due = today() + dt.timedelta(days=20)
    services.add_version(document=document, actor=cast.hal, version=1, values=values(), read_again_by=due)
    first.refresh_from_db()
    again = Reading.objects.get(ended_at=None)
    assert first.ended_at
    assert (again.due_on, again.audience) == (due, first.audience)
    assert len(run_steps(reading_tasks(cast.ada))) == 1
    with pytest.raises(IllegalMove):
        services.declare_read(reading=first, actor=cast.bea, number=2)
    assert first.declarations.count() == 1


@pytest.mark.parametrize(("days", "rounds"), [(364, 1), (365, 2), (366, 2), (365 * 2 + 1, 2)])
def test_a_yearly_reading_asks_again_on_its_day(cast, days, rounds):
    start = dt.date(2026, 9, 3)
    with at_noon(start):
        reading = ReadingFactory(document=DocumentFactory(school=cast.oak), every_year=True, due_on=start + 20 * DAY)
        services.ask_readers()
    with at_noon(start + days * DAY):
        services.ask_readers()
        services.ask_readers()
        assert Reading.objects.count() == rounds
        newest = Reading.objects.get(ended_at=None)
        assert newest.due_on - newest.starts_on == 20 * DAY
        assert newest.audience == reading.audience


def test_a_year_after_29_february_is_28_february():
    leap = dt.date(2028, 2, 29)
    assert newest_anniversary(leap, dt.date(2029, 2, 27)) == leap
    assert newest_anniversary(leap, dt.date(2029, 2, 28)) == dt.date(2029, 2, 28)
    assert newest_anniversary(leap, dt.date(2032, 3, 1)) == dt.date(2032, 2, 29)


def test_people_are_told_at_set_days_once_and_not_once_they_have_read_it(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.oak))
    has_read(reading, cast.hal)
    LongAbsence.objects.create(person=cast.lin, starts_on=today())
    Post.objects.filter(person=cast.sid).update(ends_on=today())
    Grant.objects.filter(person=cast.sid).update(ends_on=today())
    counts = []
    for left in (14, 13, 8, 7, 6, 0, -1, -7, -14, -30):
        with at_noon(reading.due_on - left * DAY):
            counts.append(services.ask_readers())
            assert services.ask_readers() == 0
    # Sid hears of it on the last day there, and Lin, who is away, never.
    assert counts == [3, 0, 0, 2, 0, 2, 0, 2, 2, 0]
    assert told() == {"ada", "bea", "sid"}


def test_who_comes_later_is_told_then_and_who_ended_asking_is_left_alone(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.oak), due_on=today() + 2 * DAY)
    services.ask_readers()
    late = PostFactory(school=cast.oak, starts_on=today()).person
    assert services.ask_readers() == 1
    assert Notice.objects.filter(person=late).count() == 1
    services.end_reading(reading=reading, actor=cast.hal, version=1)
    PostFactory(school=cast.oak, starts_on=today())
    assert services.ask_readers() == 0
    assert run_steps(reading_tasks(cast.ada)) == []


def test_a_newcomer_is_asked_first_and_has_a_fortnight_where_the_day_has_passed(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.oak))
    services.ask_readers()
    came = reading.due_on + 30 * DAY
    with at_noon(came):
        late = PostFactory(school=cast.oak, starts_on=came).person
        services.ask_readers()
        assert Notice.objects.get(person=late).subject.startswith("Please read")
        assert Notice.objects.filter(person=cast.ada, subject__startswith="Overdue").exists()
        [task] = run_steps(reading_tasks(late))
        assert task.urgency != Urgency.OVERDUE
        [version] = DocumentVersion.objects.with_own_reading(late)
        assert version.read_by == came + 14 * DAY
    with at_noon(came + 15 * DAY):
        assert run_steps(reading_tasks(Person.objects.get(pk=late.pk)))[0].urgency == Urgency.OVERDUE
        services.ask_readers()
        assert Notice.objects.filter(person=late, subject__startswith="Overdue").exists()


def test_who_sees_it_is_not_changed_while_people_are_asked(cast):
    document = DocumentFactory(school=cast.oak)
    reading = ReadingFactory(document=document)
    said = values(school=cast.oak, readers="staff")
    with pytest.raises(ValidationError) as refused:
        services.change_document(document=document, actor=cast.hal, version=1, values=said)
    assert "readers" in refused.value.error_dict
    services.end_reading(reading=reading, actor=cast.hal, version=1)
    services.change_document(document=document, actor=cast.hal, version=1, values=said)


def test_only_who_may_know_of_an_absence_sees_it(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.central), lines=[{"kind": "staff"}])
    LongAbsence.objects.create(person=cast.tom, starts_on=today())
    for reader, knows in ((cast.eli, True), (cast.ben, False)):
        people = readers_seen_by(reader, reading)
        away = ReaderFilter({"state": "away"}, queryset=people, actor=reader).qs
        unread = ReaderFilter({"state": "unread"}, queryset=people, actor=reader).qs
        assert ("tom" in names(away), "tom" in names(unread)) == (knows, not knows)
    services.remind_readers(reading=reading, actor=cast.ben)
    assert "tom" not in told()


def test_a_keeper_reminds_all_and_reads_the_whole_count_where_it_tells_of_nobody(cast, sign_in):
    document = DocumentFactory(school=cast.central, keeper=cast.ada)
    reading = ReadingFactory(document=document, lines=[{"kind": "staff"}])
    has_read(reading, cast.tom)
    page = sign_in(cast.hal).get(reading.get_absolute_url()).content.decode()
    assert "Of the people you lead, 0 of 5 have read it" in page
    page = sign_in(cast.ada).get(reading.get_absolute_url())
    assert "1 of 12 people have read it" in page.content.decode()
    assert names(page.context["table"].data) == {"ada"}
    assert services.remind_readers(reading=reading, actor=cast.ada) == 10
    # The others are too few: the whole would say who of them has read it.
    few = ReadingFactory(document=DocumentFactory(school=cast.oak, keeper=cast.ada), lines=[
        {"kind": "group", "value": "teaching_assistant", "school": cast.oak}])  # fmt: skip
    assert whole_count(few, readers_seen_by(cast.ada, few)) is None


def test_the_notice_goes_once_it_is_read(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.oak))
    services.ask_readers()
    assert inbox(cast.ada).count() == inbox(cast.bea).count() == 1
    services.declare_read(reading=reading, actor=cast.ada, number=1)
    assert (inbox(cast.ada).count(), inbox(cast.bea).count()) == (0, 1)


def test_a_leader_learns_of_their_own_people_alone(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.central), lines=[{"kind": "staff"}])
    has_read(reading, cast.tom)
    assert names(readers_seen_by(cast.hal, reading)) == OAK
    assert names(readers_seen_by(cast.eli, reading)) == {"tom", "eli"}
    assert len(readers_seen_by(cast.ann, reading)) == 12
    seen = {name for name in vars(cast) if hasattr(getattr(cast, name), "authority")
            and Reading.objects.visible_to(getattr(cast, name)).exists()}  # fmt: skip
    assert seen == {"sid", "hal", "eli", "eve", "cleo", "ben", "ann"}


def test_a_reminder_goes_to_ones_own_people_once_a_day(cast):
    reading = ReadingFactory(document=DocumentFactory(school=cast.central), lines=[{"kind": "staff"}])
    has_read(reading, cast.bea)
    assert services.remind_readers(reading=reading, actor=cast.hal) == 3
    assert told() == {"ada", "lin", "sid"}
    # Hal himself was left to another leader; now everybody has been told today.
    assert services.remind_readers(reading=reading, actor=cast.sid) == 1
    with pytest.raises(IllegalMove):
        services.remind_readers(reading=reading, actor=cast.sid)
    with at_noon(today() + DAY):
        assert services.remind_readers(reading=reading, actor=cast.hal) == 3
    with pytest.raises(PermissionDenied):
        services.remind_readers(reading=reading, actor=cast.tom)


@pytest.mark.parametrize(
    ("readers", "lines"),
    [
        ("everyone", [{"kind": "staff"}]),
        ("everyone", [{"kind": "staff", "school": "elm"}]),
        ("board", [{"kind": "staff", "school": "oak"}]),
    ],
)
def test_nobody_else_is_asked_to_read_a_schools_or_a_boards_document(cast, readers, lines):
    document = DocumentFactory(school=cast.oak, readers=readers)
    lines = [line | ({"school": getattr(cast, line["school"])} if "school" in line else {}) for line in lines]
    with pytest.raises(PermissionDenied):
        services.ask_to_read(document=document, actor=cast.hal, version=1, due_on=today(), lines=lines)


def test_one_reading_at_a_time(cast):
    document = DocumentFactory(school=cast.oak)
    lines = [{"kind": "staff", "school": cast.oak}]
    services.ask_to_read(document=document, actor=cast.hal, version=1, due_on=today(), lines=lines)
    with pytest.raises(IllegalMove):
        services.ask_to_read(document=document, actor=cast.hal, version=1, due_on=today(), lines=lines)


def test_what_both_records_of_one_person_have_read_goes_over_once(cast):
    readings = [ReadingFactory(document=DocumentFactory(school=cast.oak)) for _ in range(2)]
    for person, reading in ((cast.ada, readings[0]), (cast.bea, readings[0]), (cast.bea, readings[1])):
        has_read(reading, person)
    assert services.move_declarations(cast.ann, cast.ada, cast.bea) == (1, [])
    assert Declaration.objects.filter(person=cast.ada).count() == 2


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_a_teacher_reads_a_policy_from_the_first_page(cast, sign_in):
    document = DocumentFactory(school=cast.oak, title="Allergy policy")
    reading = ReadingFactory(document=document)
    client = sign_in(cast.ada)
    assert b"Allergy policy" in client.get(reverse("home:home")).content
    page = client.get(document.get_absolute_url())
    assert "I’ve read this" in page.content.decode()
    url = reverse("governance:reading-declare", args=[reading.public_id])
    for _ in range(2):
        assert client.post(url, {"version": 1}).status_code == 302
    assert Declaration.objects.filter(person=cast.ada).count() == 1
    assert "I’ve read this" not in client.get(document.get_absolute_url()).content.decode()
    assert client.get(reading.get_absolute_url()).status_code == 404


def test_a_headteacher_asks_and_follows_up(cast, sign_in):
    document = DocumentFactory(school=cast.oak)
    client = sign_in(cast.hal)
    url = reverse("governance:reading-ask", args=[document.public_id])
    token = client.get(url).context["form"]["token"].value()
    due = today() + 5 * DAY
    sent = {"token": token, "version": 1, "due_on": f"{due:%d/%m/%Y}", "whole": ["staff"]}
    assert client.post(url, sent | {"whole": []}).status_code == 422
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    reading = Reading.objects.get()
    assert names(asked_people(reading)) == OAK
    has_read(reading, cast.ada)
    page = client.get(reading.get_absolute_url(), {"state": "unread"})
    assert names(page.context["table"].data) == OAK - {"ada"}
    text = client.get(reading.get_absolute_url(), {"export": "csv"}).getvalue().decode("utf-8-sig")
    assert text.count("Not read yet") == 4
    assert client.post(reverse("governance:reading-remind", args=[reading.public_id])).status_code == 302
    end = reverse("governance:reading-end", args=[reading.public_id])
    assert client.post(end, {"version": 1}).status_code == 302
    assert "stopped asking" in client.get(reading.get_absolute_url()).content.decode()
    # Who has read it is found again; who read it finds their own; an old page is told, and leads back.
    assert reading.get_absolute_url() in client.get(document.get_absolute_url()).content.decode()
    client = sign_in(cast.ada)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "You last read it" in page
    assert reading.get_absolute_url() not in page
    answer = sign_in(cast.bea).post(
        reverse("governance:reading-declare", args=[reading.public_id]), {"version": 1}, follow=True
    )
    assert answer.redirect_chain[-1][0] == document.get_absolute_url()
    assert "no longer asked to read this" in answer.content.decode()
