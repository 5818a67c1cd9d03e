import datetime as dt
from decimal import Decimal

from certificates.tests.factories import CertificateFactory
from core.calendar import today
from cpd_trust.tests.audited.certificates import fetch, file_of
from planning.tests.factories import PriorityFactory
from training.events import services
from training.events.services import Times
from training.events.tests.factories import EventFactory, MaterialFactory
from training.own.services import confirm_log, delete_log, edit_log, log_cpd, send_back_log
from training.services import feedback_requests, records
from training.services.feedback import Words, change_feedback, give_feedback, share_feedback, stop_sharing
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
    return EventFactory(school=c.oak, organiser=c.hal, **facts)


def arrange(c):
    services.arrange_events(
        actor=c.hal, school=c.oak, days=[today()], times=TIMES, values={"kind": "network", "title": "Maths"}, lines=[]
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


DEEDS = {
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
