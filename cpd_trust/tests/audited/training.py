import datetime as dt
from decimal import Decimal

from certificates.tests.factories import CertificateFactory, RequirementFactory
from core.calendar import now, today
from cpd_trust.tests.audited.certificates import fetch, file_of
from planning.tests.factories import PriorityFactory
from training.attendance import services as attendance
from training.attendance.codes import code_of
from training.attendance.selectors import register_of
from training.attendance.tests.factories import AttendanceFactory, event_now
from training.events import services
from training.events.services import Times
from training.events.tests.factories import EventFactory, MaterialFactory, audience_of
from training.feedback import requests as feedback_requests
from training.feedback.services import Words, change_feedback, give_feedback, share_feedback, stop_sharing
from training.own.services import confirm_log, delete_log, edit_log, log_cpd, send_back_log
from training.own.transcript import issue_transcript
from training.places import services as places
from training.places.tests.factories import PlaceFactory
from training.records import services as records
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

TIMES = Times(dt.time(16), dt.time(17))
WORDS = Words("Wait longer for an answer.", "I count to five.", "school", "yes")


def adas(c, **facts):
    return RecordFactory(person=c.ada, school=c.oak, **facts)


def feedback(c, **facts):
    return FeedbackFactory(record=adas(c), **facts)


def record(c):
    records.record_training(
        actor=c.hal, person=c.ada, school=c.oak, source="school", title="Reading group", approach="research",
        reason="personal", starts_on=today(), ends_on=today(), hours=Decimal(1),
    )  # fmt: skip


def credit(c):
    award = CertificateFactory(person=c.ada, school=c.oak)
    records.credit_record(actor=c.hal, record=adas(c), certificates=[award])


def logged(c, **facts):
    return adas(c, source="own", is_external=False, **facts)


def log(c):
    log_cpd(
        actor=c.ada, school=c.oak, title="Peer coaching", approach="coaching", reason="personal",
        starts_on=today(), ends_on=today(), hours=Decimal(1),
    )  # fmt: skip


def edit(c):
    values = {"title": "Other words", "approach": "coaching", "hours": Decimal(2)}
    edit_log(record=logged(c), actor=c.ada, version=1, values=values)


def event(c, **facts):
    return EventFactory(school=c.oak, organiser=c.hal, audience=audience_of(kind="staff", school=c.oak), **facts)


def arrange(c):
    tomorrow = today() + dt.timedelta(days=1)
    services.arrange_events(
        actor=c.hal, school=c.oak, days=[tomorrow], times=TIMES, values={"kind": "network", "title": "Maths"}, lines=[]
    )


def change_event(c):
    row = event(c)
    services.change_event(
        event=row, actor=c.hal, version=1, day=row.day, times=TIMES, lines=[], values={"kind": row.kind, "room": "Hall"}
    )


def run_by_tom(c):
    row = event(c)
    row.facilitators.add(c.tom)
    return row


def with_material(c, **facts):
    row = event(c)
    return {"event": row, "material": MaterialFactory(event=row, **facts)}


def under_way(c):
    return event_now(c.oak, c.hal, c.ada, c.hal)


def mark(c):
    row = under_way(c)
    ada = next(line.key for line in register_of(row) if line.person == c.ada)
    attendance.mark_attendance(event=row, actor=c.hal, marks={ada: attendance.Marked("present")}, seen={})
    return row


def check_in(c):
    row = under_way(c)
    attendance.check_in(event=row, actor=c.ada, code=code_of(row, now()))


def print_sheet(c):
    fetch(c.hal, "training:register-sheet", under_way(c))


def correct(c, mark="absent", missed=0):
    row = under_way(c)
    line = AttendanceFactory(event=row, person=c.ada)
    attendance.close_register(event=row, actor=c.hal)
    line.refresh_from_db()
    said = attendance.Marked(mark, missed)
    attendance.correct_attendance(attendance=line, actor=c.sid, version=line.version, said=said, why="A slip.")


def missed(c):
    """Return a line of Ada's, who missed what renews a requirement."""
    row = under_way(c)
    row.requirements.add(RequirementFactory())
    attendance.close_register(event=row, actor=c.hal)
    return row.attendances.get(person=c.ada)


def ask(c):
    line = missed(c)
    return attendance.ask_to_catch_up(event=line.event, actor=c.hal, missed=[line])[0]


def follow(c, **facts):
    row = ask(c)
    type(c.ada).objects.filter(pk=c.ada.pk).update(**facts)
    if not facts:
        requirement = row.attendance.event.requirements.get()
        CertificateFactory(person=c.ada, requirement=requirement, school=c.oak, awarded_on=today())
    attendance.follow_catch_ups()


def adas_place(c, status="confirmed", event_facts=None, **facts):
    return PlaceFactory(event=event(c, **event_facts or {}), person=c.ada, school=c.oak, status=status, **facts)


def take_off_who_leaves(c):
    place = adas_place(c)
    c.ada.left_on = today()
    c.ada.save()
    places.settle(place.event)


def let_lapse(c):
    place = adas_place(c, "offered", offered_until=now())
    places.settle(place.event)


def cancel(c):
    place = adas_place(c)
    place.event.cancelled_by = c.hal
    places.event_cancelled(place.event)


UNAGREED = {"sign_up": "agreed"}
PLACES = {
    "training.place.signed_up": ("ada", lambda c: places.sign_up(event=event(c), actor=c.ada)),
    "training.place.invited": ("hal", lambda c: places.invite_people(event=event(c), actor=c.hal, people=[c.ada])),
    "training.place.accepted": ("ada", lambda c: places.accept_place(place=adas_place(c, "invited"), actor=c.ada)),
    "training.place.declined": ("ada", lambda c: places.decline_place(place=adas_place(c, "invited"), actor=c.ada)),
    "training.place.withdrawn": ("ada", lambda c: places.withdraw_place(place=adas_place(c), actor=c.ada)),
    "training.place.removed": ("hal", lambda c: places.remove_place(place=adas_place(c), actor=c.hal)),
    "training.place.agreed": (
        "hal", lambda c: places.agree_place(place=adas_place(c, "asked", UNAGREED), actor=c.hal),
    ),
    "training.place.refused": (
        "hal", lambda c: places.refuse_place(place=adas_place(c, "asked", UNAGREED), actor=c.hal, reason="Not then."),
    ),
    "training.place.left": (None, take_off_who_leaves),
    "training.place.lapsed": (None, let_lapse),
    "training.place.offered": (None, lambda c: places.settle(adas_place(c, "waiting").event)),
    "training.place.cancelled": ("hal", cancel),
}  # fmt: skip
DEEDS = PLACES | {
    "training.transcript.issued": ("ada", lambda c: issue_transcript(actor=c.ada)),
    "training.record.logged": ("ada", log),
    "training.record.log_edited": ("ada", edit),
    "training.record.log_deleted": ("ada", lambda c: delete_log(record=logged(c), actor=c.ada, version=1)),
    "training.record.confirmed": ("hal", lambda c: confirm_log(record=logged(c), actor=c.hal, version=1)),
    "training.record.downloaded": (
        "hal", lambda c: fetch(c.hal, "training:log-file", logged(c, file=file_of(c))),
    ),
    "training.record.sent_back": (
        "hal", lambda c: send_back_log(record=logged(c), actor=c.hal, version=1, because="It took an hour."),
    ),
    "training.material.downloaded": (
        "hal",
        lambda c: fetch(c.hal, "training:event-material", with_material(c, file=file_of(c), link="")["material"]),
    ),
    "training.event.arranged": ("hal", arrange),
    "training.event.changed": ("hal", change_event),
    "training.event.cancelled": (
        "hal", lambda c: services.cancel_event(event=event(c), actor=c.hal, version=1, because="The speaker is ill."),
    ),
    "training.event.organiser_changed": (
        "hal", lambda c: services.change_organiser(event=event(c), actor=c.hal, person=c.sid),
    ),
    "training.event.facilitator_added": (
        "hal", lambda c: services.add_facilitator(event=event(c), actor=c.hal, person=c.tom),
    ),
    "training.event.facilitator_removed": (
        "hal", lambda c: services.remove_facilitator(event=run_by_tom(c), actor=c.hal, person=c.tom),
    ),
    "training.event.notes_written": (
        "hal", lambda c: services.write_notes(event=event(c), actor=c.hal, version=1, notes="Chapter 2."),
    ),
    "training.event.material_added": (
        "hal",
        lambda c: services.add_material(event=event(c), actor=c.hal, title="Slides", link="https://example.org/s"),
    ),
    "training.event.material_removed": (
        "hal", lambda c: services.remove_material(actor=c.hal, **with_material(c)),
    ),
    "training.record.withdrawn": ("sid", correct),
    "training.record.hours_changed": ("sid", lambda c: correct(c, "late", 30)),
    "training.event.register_closed": ("hal", lambda c: attendance.close_register(event=mark(c), actor=c.hal)),
    "training.attendance.marked": ("hal", mark),
    "training.attendance.checked_in": ("ada", check_in),
    "training.attendance.guest_added": (
        "hal", lambda c: attendance.add_guest(event=under_way(c), actor=c.hal, name="Pat Visitor"),
    ),
    "training.attendance.corrected": ("sid", correct),
    "training.attendance.printed": ("hal", print_sheet),
    "training.catch_up.asked": ("hal", ask),
    "training.catch_up.declared": ("ada", lambda c: attendance.declare_read(catch_up=ask(c), actor=c.ada)),
    "training.catch_up.done": (None, follow),
    "training.catch_up.dropped": (None, lambda c: follow(c, left_on=today() - dt.timedelta(days=1))),
    "training.record.made": ("hal", record),
    "training.record.credited": ("hal", credit),
    "training.record.linked": (
        "hal",
        lambda c: records.hang_record(
            record=adas(c), actor=c.hal, priority=PriorityFactory(school=c.oak), need=None, action=None
        ),
    ),
    "training.feedback.prompted": (
        "hal",
        lambda c: feedback_requests.prompt_feedback(
            obj=FeedbackRequestFactory(record=adas(c)).record, actor=c.hal
        ),
    ),
    "training.feedback.given": (
        "ada", lambda c: give_feedback(record=adas(c), actor=c.ada, words=WORDS, is_shared=False),
    ),
    "training.feedback.changed": (
        "ada",
        lambda c: change_feedback(feedback=feedback(c), actor=c.ada, version=1, words=WORDS, is_shared=False),
    ),
    "training.feedback.shared": ("ada", lambda c: share_feedback(feedback=feedback(c), actor=c.ada, version=1)),
    "training.feedback.unshared": (
        "ada", lambda c: stop_sharing(feedback=feedback(c, shared=True), actor=c.ada, version=1),
    ),
}  # fmt: skip
