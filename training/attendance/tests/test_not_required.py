"""Whoever does not work then, or is away for long, is invited, not required, and never absent (policy HS-1, R-6)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from certificates.tests.factories import RequirementFactory
from cpd_trust.tests.helpers import text_of
from notifications.models import Mail
from people.models import LongAbsence
from people.tests.factories import PostFactory
from people.working_days import halves_between, read
from training.attendance.models import Attendance
from training.attendance.selectors import missed_at, register_of, summary_of
from training.attendance.services import Marked, add_person, close_register, correct_attendance, mark_attendance
from training.events.selectors import not_required
from training.events.tests.factories import EventFactory, at, audience_of
from training.places.services import invite_people
from training.places.tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.date(2027, 3, 3)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(at(WEDNESDAY - 2 * DAY, 9), tick=False) as clock:
        yield clock


def meeting(cast, starts=16, ends=17, day=WEDNESDAY, **facts):
    """Return a meeting of all staff of Oak, for which nobody signs up."""
    times = {"day": day, "starts_at": at(day, starts), "ends_at": at(day, ends)}
    return EventFactory(
        school=cast.oak, organiser=cast.hal, audience=audience_of(kind="staff", school=cast.oak), **times, **facts
    )


def works(cast, days):
    cast.ada_post.working_days = read(days)
    cast.ada_post.save()


@pytest.mark.both
@pytest.mark.parametrize(
    ("days", "hours", "is_required"),
    [
        ("", (16, 17), True),
        ("Mon, Tue", (16, 17), False),
        ("Wed", (16, 17), True),
        ("Wed am", (16, 17), False),
        ("Wed am", (9, 13), True),
        ("Wed am", (9, 16), True),
        ("Wed pm", (9, 13), False),
        ("Wed pm", (12, 13), True),
    ],
)
def test_the_half_days_of_the_event_count_and_full_weeks_are_assumed(cast, days, hours, is_required):
    works(cast, days)
    event = meeting(cast, *hours)
    assert (cast.ada.pk not in not_required(event, [cast.ada.pk, cast.bea.pk])) is is_required
    assert cast.bea.pk not in not_required(event, [cast.ada.pk, cast.bea.pk])


@pytest.mark.parametrize(
    ("days", "is_required"), [(-1, True), (0, False), (1, False), (9, False), (10, False), (11, True)]
)
def test_a_long_absence_spares_from_its_first_day_to_its_last(cast, days, is_required):
    LongAbsence.objects.create(person=cast.ada, starts_on=WEDNESDAY, ends_on=WEDNESDAY + 10 * DAY)
    assert (cast.ada.pk not in not_required(meeting(cast, day=WEDNESDAY + days * DAY), [cast.ada.pk])) is is_required


@pytest.mark.parametrize(("days", "is_required"), [(-1, False), (0, False), (1, True)])
def test_the_working_days_of_a_post_count_from_its_first_day(cast, days, is_required):
    """Ada goes over to Mondays alone the day before the meeting, on its day, or the day after."""
    first = WEDNESDAY + days * DAY
    cast.ada_post.ends_on = first - DAY
    cast.ada_post.save()
    PostFactory(person=cast.ada, school=cast.oak, working_days=read("Mon"), starts_on=first)
    assert (cast.ada.pk not in not_required(meeting(cast), [cast.ada.pk])) is is_required


def test_work_elsewhere_on_the_day_does_not_count_at_the_host_school(cast):
    works(cast, "Mon, Tue")
    PostFactory(person=cast.ada, school=cast.elm, working_days=read("Wed, Thu"))
    assert not_required(meeting(cast), [cast.ada.pk]) == {cast.ada.pk}
    at_elm = EventFactory(school=cast.elm, day=WEDNESDAY, starts_at=at(WEDNESDAY), organiser=cast.eli)
    assert not_required(at_elm, [cast.ada.pk, cast.gus.pk]) == set()


def test_a_morning_reaches_into_lunch():
    assert halves_between(at(WEDNESDAY, 9), at(WEDNESDAY, 13)) == ["am"]
    assert halves_between(at(WEDNESDAY, 9), at(WEDNESDAY, 13, 1)) == ["am", "pm"]
    assert halves_between(at(WEDNESDAY, 12), at(WEDNESDAY, 13)) == ["pm"]
    assert halves_between(at(WEDNESDAY, 9), at(WEDNESDAY + DAY, 10)) == ["am", "pm"]


@pytest.mark.policy("HS-1")
@pytest.mark.both
def test_nobody_who_is_spared_is_absent_when_the_register_closes(cast, monday):
    """Not of themselves, not by the button for the rest, and not where somebody marked them so."""
    works(cast, "Mon, Tue")
    LongAbsence.objects.create(person=cast.lin, starts_on=WEDNESDAY)
    event = meeting(cast)
    event.requirements.add(RequirementFactory())
    monday.move_to(at(WEDNESDAY, 16, 30))
    lines = {line.person: line for line in register_of(event)}
    assert (lines[cast.ada].is_required, lines[cast.bea].is_required) == (False, True)
    assert cast.lin not in lines, "Nobody reads there who is away for long."
    seen = {line.key: line.sign for line in lines.values()}
    rest = [lines[cast.ada].key, lines[cast.sid].key]
    mark_attendance(event=event, actor=cast.hal, marks={}, seen=seen, rest=rest)
    assert summary_of(register_of(event)).not_required == 1
    close_register(event=event, actor=cast.sid)
    marks = dict(Attendance.objects.values_list("person__first_name", "mark"))
    assert (marks["Ada"], marks["Lin"], marks["Sid"], marks["Bea"]) == (
        "not_required", "not_required", "present", "absent",
    )  # fmt: skip
    assert {cast.ada, cast.bea, cast.lin} <= {row.person for row in missed_at(event)}


@pytest.mark.policy("R-6")
def test_no_register_shows_who_is_away_until_they_come(cast, monday):
    """Nobody's working days are said, so "invited, not required" could mean nothing else; who comes is added."""
    event = meeting(cast)
    PlaceFactory(event=event, person=cast.lin, school=cast.oak)
    LongAbsence.objects.create(person=cast.lin, starts_on=WEDNESDAY)
    monday.move_to(at(WEDNESDAY, 16, 30))
    lines = register_of(event)
    assert cast.bea in {line.person for line in lines}
    assert cast.lin not in {line.person for line in lines}
    assert all(line.is_required for line in lines)
    add_person(event=event, actor=cast.hal, person=cast.lin)
    assert next(line.mark for line in register_of(event) if line.person == cast.lin) == "present"


def test_who_is_spared_only_afterwards_is_absent_no_more(cast, monday):
    """Marked absent before somebody said the working days, which closing heeds; afterwards a correction does."""
    event = meeting(cast)
    monday.move_to(at(WEDNESDAY, 16, 30))
    key = next(line.key for line in register_of(event) if line.person == cast.ada)
    mark_attendance(event=event, actor=cast.hal, marks={key: Marked("absent", 0, "Off")}, seen={})
    works(cast, "Mon, Tue")
    LongAbsence.objects.create(person=cast.lin, starts_on=WEDNESDAY + DAY)
    close_register(event=event, actor=cast.sid)
    line = Attendance.objects.get(person=cast.ada)
    assert (line.mark, line.reason, Attendance.objects.get(person=cast.lin).mark) == ("not_required", "", "absent")
    said = Marked("present")
    line = correct_attendance(attendance=line, actor=cast.hal, version=line.version, said=said, why="She came.")
    line = correct_attendance(attendance=line, actor=cast.hal, version=2, said=Marked("absent"), why="She did not.")
    assert (line.mark, line.record) == ("not_required", None)


def test_the_pages_and_the_invitation_say_so(cast, sign_in, monday):
    works(cast, "Mon, Tue")
    event = meeting(cast)
    url = reverse("training:event-detail", args=[event.public_id])
    assert "Invited, not required" in text_of(sign_in(cast.ada).get(url))
    assert "Invited, not required" not in text_of(sign_in(cast.bea).get(url))
    invite_people(event=event, actor=cast.hal, people=[cast.ada, cast.bea])
    mails = {mail.person: mail.text for mail in Mail.objects.filter(key__startswith="training.place.invited")}
    assert "You're invited, but you don't have to come." in mails[cast.ada]
    assert "have to come" not in mails[cast.bea]
    monday.move_to(at(WEDNESDAY, 16, 30))
    page = text_of(sign_in(cast.hal).get(reverse("training:register", args=[event.public_id])))
    assert page.count('<p class="k-hint">Invited, not required</p>') == 1
    assert f'name="mark-{cast.ada.public_id}" value="absent"' not in page
    assert f'name="mark-{cast.bea.public_id}" value="absent"' in page
    assert "1 invited, not required" in page


def test_whoever_was_not_required_is_listed_for_catching_up_and_not_ticked(cast, sign_in, monday):
    works(cast, "Mon, Tue")
    event = meeting(cast)
    event.requirements.add(RequirementFactory())
    monday.move_to(at(WEDNESDAY, 17))
    close_register(event=event, actor=cast.hal)
    page = sign_in(cast.hal).get(reverse("training:catch-ups", args=[event.public_id]))
    assert "Ada Example (invited, not required)" in text_of(page)
    ticked = page.context["form"].fields["missed"].initial
    lines = {row.person: str(row.public_id) for row in Attendance.objects.all()}
    assert lines[cast.bea] in ticked
    assert lines[cast.ada] not in ticked
