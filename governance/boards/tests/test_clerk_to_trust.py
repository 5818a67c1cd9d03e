"""The clerk to the trustees arranges and reads for their board as its chair does, while appointed (GV-4, GV-5, R-1)."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from certificates.policies import can_enter
from core.calendar import academic_year, now, today
from courses.models import CourseRequest
from courses.requests.clashes import leaving_of
from governance.boards.services import appoint, end_appointment
from governance.tests.factories import boards_of_cast
from notifications.models import Notice
from people.models import Person, School
from people.selectors import term_on
from reports import services as reports
from training.events import policies
from training.events.selectors import schools_to_host
from training.events.tests.factories import EventFactory, audience_of
from training.tests.factories import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.policy("R-1")]

DAY = dt.timedelta(days=1)
HOST, ASK = reverse("training:event-create"), reverse("courses:request-start")


@pytest.fixture
def trust(cast):
    """Make Nora clerk to the trustees of the cast, who have an evening and a report to come."""
    boards = boards_of_cast(cast)
    row = appoint(
        actor=cast.ann, board=boards["trust"], person=cast.nora, role="clerk", category="", starts_on=today(),
        term_ends_on=None,
    )  # fmt: skip
    cast.nora.forget_authority()
    evening = EventFactory(
        school=cast.central, organiser=cast.tara, kind="governance_evening", audience=audience_of(kind="board")
    )
    return SimpleNamespace(boards=boards, row=row, evening=evening, edit=address("training:event-edit", evening))


def address(name, row):
    return reverse(name, args=[row.public_id])


def published(cast):
    report = reports.draft_report(
        actor=cast.cleo, kind="trust", school=None, year=academic_year(today()), term=term_on(None, today()).name
    )
    report = reports.save_words(actor=cast.cleo, report=report, version=1, words={"headline": "A good term."})
    return reports.publish_report(actor=cast.cleo, report=report, version=report.version)


@pytest.mark.policy("GV-4")
def test_she_hosts_and_changes_what_is_for_the_trustees_and_nothing_for_staff(cast, trust, sign_in):
    client = sign_in(cast.nora)
    assert schools_to_host(cast.nora) == [cast.central]
    form = client.get(HOST).context["form"]
    assert [key for key, _ in form.fields["kind"].choices] == ["", "governance_evening", "board_training"]
    assert client.get(trust.edit).status_code == 200
    staff = EventFactory(school=cast.central, organiser=cast.cleo, kind="staff_meeting")
    assert not policies.can_change(cast.nora, staff)
    of_oak = EventFactory(school=cast.oak, organiser=cast.chas, kind="governance_evening")
    assert not policies.can_change(cast.nora, of_oak)


def test_she_asks_for_a_course_as_clerk_to_the_trust(cast, trust, sign_in):
    answer = sign_in(cast.nora).get(ASK)
    assert answer.status_code in (200, 302)
    asked = CourseRequest(
        applicant=cast.nora, school=cast.central, applies_as="clerk", starts_on=today() + DAY, ends_on=today() + 9 * DAY
    )
    asked.pk = 1
    assert leaving_of([asked]) == {}
    end(cast, trust, today() + DAY)
    assert leaving_of([asked])[1].last_day == today() + DAY


def test_she_is_told_of_the_trustees_report_and_reads_it(cast, trust, sign_in):
    report, client = published(cast), sign_in(cast.nora)
    assert Notice.objects.filter(topic="report", person=cast.nora).exists()
    assert not Notice.objects.filter(topic="report", person=cast.cora).exists(), "a school's clerk"
    assert client.get(report.get_absolute_url()).status_code == 200
    assert client.get(address("reports:report-edit", report)).status_code == 403
    assert client.get(reverse("budgets:board")).status_code == 200
    assert set(School.objects.visible_to(cast.nora)) == {cast.oak, cast.elm, cast.central}


def test_she_follows_the_training_of_the_trustees_and_of_no_one_else(cast, trust, sign_in):
    client = sign_in(cast.nora)
    for person, status in ((cast.tess, 200), (cast.mel, 200), (cast.gus, 404), (cast.kim, 404), (cast.ada, 404)):
        assert client.get(address("certificates:person-compliance", person)).status_code == status
        assert bool(can_enter(cast.nora, person)) is (status == 200)
    assert client.get(address("governance:board-detail", trust.boards["trust"])).status_code == 200
    for key in ("oak", "elm", "members"):
        assert client.get(address("governance:board-detail", trust.boards[key])).status_code == 404
    assert not Person.objects.visible_to(cast.cora).filter(pk=cast.tess.pk).exists(), "a school's clerk"


def end(cast, trust, last_day):
    trust.row.refresh_from_db()
    end_appointment(
        actor=cast.ann, appointment=trust.row, version=trust.row.version, last_day=last_day, because="Retired"
    )


def test_the_day_after_her_last_nothing_remains(cast, trust, sign_in):
    report = published(cast)
    record = RecordFactory(person=cast.tess, school=cast.central)
    end(cast, trust, today() + DAY)
    pages = [HOST, ASK, trust.edit, report.get_absolute_url(), address("certificates:person-compliance", cast.tess)]
    pages += [address("governance:board-detail", trust.boards["trust"]), address("training:record-detail", record)]
    for days, opens in ((1, True), (2, False)):
        with time_machine.travel(now() + days * DAY, tick=False):
            cast.nora.forget_authority()
            client = sign_in(cast.nora)
            assert {url for url in pages if client.get(url).status_code in (200, 302)} == (
                set(pages) if opens else set()
            )
            assert bool(can_enter(cast.nora, cast.tess)) is opens
