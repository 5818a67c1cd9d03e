"""The lists that no other tests count: three rows cost as many queries as one, and no more than stand here."""

import datetime as dt

import pytest
from django.urls import reverse

from core.calendar import academic_year, now, today
from courses.tests.factories import CourseFactory, make_request
from cpd_trust.tests.helpers import opening, same_cost
from governance.documents.tests.factories import DocumentFactory, ReadingFactory
from governance.models import MeetingAttendance, Seats, SkillsAudit, Statement
from governance.tests.factories import BoardFactory, MeetingFactory, board_of_oak, make_appointment
from people.models import Delegation
from people.tests.factories import PersonFactory, PostFactory, SchoolFactory
from reports.services import draft_report
from training.tests.factories import RecordFactory


def a_school(cast, n):
    PostFactory(school=SchoolFactory(), person=cast.tom)


def a_report(cast, n):
    draft_report(actor=cast.hal, kind="school", school=cast.oak, year=academic_year(today()) - n, term="autumn")


def a_deputy(cast, n):
    start = today() + dt.timedelta(days=7 * n - 7)
    Delegation.objects.create(person=cast.hal, deputy=cast.sid, starts_on=start, ends_on=start)


def a_reader(cast, n):
    PostFactory(school=cast.oak)


def something_to_find(cast, n):
    person = PersonFactory(last_name="Forest")
    PostFactory(person=person, school=cast.oak)
    CourseFactory(title=f"Forest school {n}")
    make_request("deciding", applicant=person, school=cast.oak, title=f"Forest school {n}")
    RecordFactory(person=person, school=cast.oak, title=f"Forest school {n}")


def a_skills_audit(cast, n):
    board = BoardFactory()
    make_appointment(board, PersonFactory(), "chair")
    SkillsAudit.objects.create(board=board, year=academic_year(today()), closes_on=today())


def a_meeting(cast, n):
    MeetingFactory(board=board_of_oak(cast))


def who_came(cast, n):
    board, person = board_of_oak(cast), PersonFactory()
    make_appointment(board, person)
    meeting = MeetingFactory(board=board, day=today() - dt.timedelta(days=n), recorded_at=now())
    MeetingAttendance.objects.create(meeting=meeting, person=person, state="present")


def a_statement(cast, n):
    Statement.objects.create(board_kind="local", code=f"ZZ{n}", area="people", text="I can listen.")


def a_board(cast, n):
    board = BoardFactory(school=SchoolFactory())
    make_appointment(board, PersonFactory())
    Seats.objects.create(board=board, category="parent", number=n)


LISTS = {
    # name: (address, who reads it, what makes a row, at most how many queries)
    "schools": ("people:school-list", "ann", a_school, 9),
    "boards": ("governance:board-list", "ann", a_board, 13),
    "reports": ("reports:report-list", "hal", a_report, 14),
    "skills audits": ("governance:audit-list", "ann", a_skills_audit, 11),
    "meetings": ("governance:meeting-list", "cora", a_meeting, 16),
    "attendance at meetings": ("governance:meeting-attendance-list", "cora", who_came, 16),
    "statements": ("governance:statement-list", "ann", a_statement, 9),
    "deputies": ("people:deputies", "hal", a_deputy, 13),
    "policies": ("governance:document-list", "hal", lambda cast, n: DocumentFactory(school=cast.oak), 16),
    "readers of a policy": ("governance:reading-detail", "hal", a_reader, 18),
    "search": ("home:search", "ann", something_to_find, 23),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_three_rows_cost_what_one_costs(name, cast, sign_in):
    address, who, make, number = LISTS[name]
    args = []
    if address == "governance:reading-detail":
        args = [ReadingFactory(document=DocumentFactory(school=cast.oak)).public_id]
    elif "meeting" in address:
        args = [board_of_oak(cast).public_id]
    url = reverse(address, args=args) + ("?q=forest" if name == "search" else "")
    assert same_cost(opening(sign_in(getattr(cast, who)), url), lambda n: make(cast, n)) <= number
