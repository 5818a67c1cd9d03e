import datetime as dt

from core.calendar import today
from cpd_trust.tests.access.governance import world
from cpd_trust.tests.audited.certificates import fetch
from governance.audits import services as audits
from governance.audits import statements
from governance.audits.models import SelfAssessment
from governance.audits.tests.auditing import answer, board_of, closed, item_of, opened, start
from governance.board_training import services as board_training
from governance.board_training.tests.factories import outside_training
from governance.boards import leaving, links, services
from governance.documents import services as documents
from governance.documents.tests.factories import DocumentFactory, ReadingFactory
from governance.documents.tests.test_documents import values
from governance.meetings import services as meetings
from governance.tests.factories import BoardFactory, MeetingFactory, board_of_oak, make_appointment, make_link_role

DAY = dt.timedelta(days=1)


def board(c):
    return BoardFactory(school=c.oak)


def appointed(c, **facts):
    return make_appointment(board(c), c.tom, **facts)


def end(c, last_day, **facts):
    services.end_appointment(
        actor=c.ann, appointment=appointed(c, **facts), version=1, last_day=last_day, because="Moved away"
    )


def reopen(c):
    row = appointed(c)
    leaving.reopen_after_leaving(c.ann, c.tom, leaving.end_with_leaving(c.ann, row.person, today()))


def share(c, *, again=False):
    row = opened(board_of(c, members=0), c.chas)
    answer(row, c.gus)
    mine = SelfAssessment.objects.get()
    audits.share(actor=c.gus, assessment=mine, is_shared=True)
    if again:
        audits.share(actor=c.gus, assessment=mine, is_shared=False)


def gap_need(c):
    row = closed(c)
    values = {"title": "Budgets", "area": "governance", "reason": "personal"}
    audits.make_need(actor=c.chas, item=item_of(row, "AC3"), school=c.oak, values=values)


def statement(c):
    values = {"board_kind": "local", "code": "ZZ1", "area": "people", "text": "I can listen."}
    return statements.add_statement(actor=c.ann, values=values)


def retired(c):
    return statements.set_in_use(actor=c.ann, statement=statement(c), is_in_use=False)


def policy(c):
    return DocumentFactory(school=c.oak)


def restore(c):
    document = documents.withdraw_document(document=policy(c), actor=c.ann, version=1)
    documents.restore_document(document=document, actor=c.ann, version=2)


def reading(c):
    return ReadingFactory(document=policy(c))


def meeting(c, **facts):
    return MeetingFactory(board=board_of_oak(c), **facts)


def plan(c):
    values = {"starts": dt.time(18), "ends": dt.time(20), "place": "Hall"}
    meetings.plan_meetings(actor=c.cora, board=board_of_oak(c), days=[today() + DAY], values=values)


def record(c):
    row = meeting(c, day=today() - DAY)
    states = {c.gus.pk: "present", c.chas.pk: "absent"}
    meetings.record_attendance(actor=c.cora, meeting=row, version=1, states=states)


def come_after_all(c):
    row = meeting(c)
    for comes in (False, True):
        meetings.send_apologies(actor=c.gus, meeting=row, comes=comes)


def outside(c, **facts):
    return outside_training(board_of_oak(c), c.gus, by=c.cora, **facts)


def disputed(c):
    return board_training.dispute(entry=outside(c), actor=c.gus, version=1, because="I wasn’t there.")


DEEDS = {
    "governance.meeting.planned": ("cora", plan),
    "governance.meeting.changed": (
        "chas",
        lambda c: meetings.change_meeting(actor=c.chas, meeting=meeting(c), version=1, values={"place": "Hall"}),
    ),
    "governance.meeting.cancelled": (
        "cora", lambda c: meetings.cancel_meeting(actor=c.cora, meeting=meeting(c), version=1, because="Snow"),
    ),
    "governance.meeting.attendance_recorded": ("cora", record),
    "governance.meeting.apologies_sent": (
        "gus", lambda c: meetings.send_apologies(actor=c.gus, meeting=meeting(c)),
    ),
    "governance.meeting.apologies_withdrawn": ("gus", come_after_all),
    "governance.outsidetraining.entered": (
        "cora",
        lambda c: board_training.enter_training(
            actor=c.cora, board=board_of_oak(c), people=[c.gus], title="Webinar", approach="course",
            starts_on=today(), ends_on=today(), hours=1,
        ),
    ),
    "governance.outsidetraining.disputed": ("gus", disputed),
    "governance.outsidetraining.kept": (
        "cora", lambda c: board_training.keep(entry=disputed(c), actor=c.cora, version=2, words="On the list."),
    ),
    "governance.outsidetraining.withdrawn": (
        "cora", lambda c: board_training.withdraw(entry=outside(c), actor=c.cora, version=1, words="Wrong person"),
    ),
    "governance.document.added": (
        "hal", lambda c: documents.add_document(actor=c.hal, values=values(school=c.oak)),
    ),
    "governance.document.changed": (
        "hal",
        lambda c: documents.change_document(
            document=policy(c), actor=c.hal, version=1, values=values(school=c.oak)
        ),
    ),
    "governance.document.version_added": (
        "hal", lambda c: documents.add_version(document=policy(c), actor=c.hal, version=1, values=values()),
    ),
    "governance.document.withdrawn": (
        "ann", lambda c: documents.withdraw_document(document=policy(c), actor=c.ann, version=1),
    ),
    "governance.document.restored": ("ann", restore),
    "governance.document.downloaded": (
        "ada", lambda c: fetch(c.ada, "governance:document-file", world(c).document_version),
    ),
    "governance.reading.asked": (
        "hal",
        lambda c: documents.ask_to_read(
            document=policy(c), actor=c.hal, version=1, due_on=today(), lines=[{"kind": "staff", "school": c.oak}]
        ),
    ),
    "governance.reading.declared": (
        "ada", lambda c: documents.declare_read(reading=reading(c), actor=c.ada, number=1),
    ),
    "governance.reading.reminded": ("hal", lambda c: documents.remind_readers(reading=reading(c), actor=c.hal)),
    "governance.reading.ended": ("hal", lambda c: documents.end_reading(reading=reading(c), actor=c.hal, version=1)),
    "governance.board.added": ("ann", lambda c: services.add_board(actor=c.ann, kind="local", name="Oak board")),
    "governance.board.changed": (
        "ann", lambda c: services.change_board(actor=c.ann, board=board(c), version=1, name="Oak governors"),
    ),
    "governance.board.school_added": (
        "ann", lambda c: services.govern_school(actor=c.ann, board=board(c), school=c.elm, starts_on=today()),
    ),
    "governance.board.school_ended": (
        "ann",
        lambda c: services.stop_governing(actor=c.ann, board_school=board(c).board_schools.get(), last_day=today()),
    ),
    "governance.board.closed": (
        "ann", lambda c: services.close_board(actor=c.ann, board=board(c), version=1, last_day=today()),
    ),
    "governance.appointment.made": (
        "ann",
        lambda c: services.appoint(
            actor=c.ann, board=board(c), person=c.tom, role="governor", starts_on=today(),
            term_ends_on=today() + 700 * DAY, category="parent",
        ),
    ),
    "governance.appointment.changed": (
        "ann",
        lambda c: services.change_appointment(
            actor=c.ann, appointment=appointed(c), version=1, category="parent", appointing_body="parents"
        ),
    ),
    "governance.appointment.ended": ("ann", lambda c: end(c, today())),
    "governance.appointment.taken_back": ("ann", lambda c: end(c, today(), starts_on=today() + DAY)),
    "governance.appointment.reopened": ("ann", reopen),
    "governance.appointment.link_given": (
        "ann",
        lambda c: links.give_link_role(
            actor=c.ann, appointment=appointed(c), role="cpd", starts_on=today(), ends_on=None
        ),
    ),
    "governance.appointment.link_ended": (
        "ann",
        lambda c: links.end_link_role(actor=c.ann, link_role=make_link_role(appointed(c)), last_day=today()),
    ),
    "governance.appointment.link_taken_back": (
        "ann",
        lambda c: links.end_link_role(
            actor=c.ann, link_role=make_link_role(appointed(c), starts_on=today() + DAY), last_day=today()
        ),
    ),
    "governance.link_role.added": ("ann", lambda c: links.add_entry(actor=c.ann, name="Careers", after="")),
    "governance.link_role.changed": (
        "ann",
        lambda c: links.change_entry(actor=c.ann, code="cpd", version=1, name="Training", in_use=True, after=""),
    ),
    "governance.skills_audit.started": ("chas", lambda c: start(board_of(c, members=0), c.chas)),
    "governance.skills_audit.needs_marked": (
        "chas",
        lambda c: audits.mark_wanted(
            actor=c.chas, skills_audit=start(board_of(c, members=0), c.chas), version=1, wanted={}
        ),
    ),
    "governance.skills_audit.closing_day_set": (
        "chas",
        lambda c: audits.set_closing_day(
            actor=c.chas, skills_audit=start(board_of(c, members=0), c.chas), version=1, closes_on=today()
        ),
    ),
    "governance.skills_audit.opened": ("chas", lambda c: opened(board_of(c, members=0), c.chas)),
    "governance.skills_audit.removed": (
        "chas", lambda c: audits.remove_draft(actor=c.chas, skills_audit=start(board_of(c, members=0), c.chas)),
    ),
    "governance.skills_audit.closed": ("chas", lambda c: closed(c, board_of(c, members=0), answering=0)),
    "governance.skills_audit.need_made": ("chas", gap_need),
    "governance.self_assessment.shared": ("gus", share),
    "governance.self_assessment.unshared": ("gus", lambda c: share(c, again=True)),
    "governance.statement.added": ("ann", statement),
    "governance.statement.changed": (
        "ann",
        lambda c: statements.change_statement(
            actor=c.ann, statement=statement(c), version=1, values={"text": "I listen."}
        ),
    ),
    "governance.statement.retired": ("ann", retired),
    "governance.statement.restored": (
        "ann", lambda c: statements.set_in_use(actor=c.ann, statement=retired(c), is_in_use=True),
    ),
}  # fmt: skip
