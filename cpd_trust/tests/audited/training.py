from decimal import Decimal

from certificates.tests.factories import CertificateFactory
from core.calendar import today
from cpd_trust.tests.audited.certificates import fetch, file_of
from planning.tests.factories import PriorityFactory
from training.own.services import confirm_log, delete_log, edit_log, log_cpd, send_back_log
from training.services import feedback_requests, records
from training.services.feedback import Words, change_feedback, give_feedback, share_feedback, stop_sharing
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory, RecordFactory

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
