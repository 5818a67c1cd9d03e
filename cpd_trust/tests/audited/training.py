from decimal import Decimal

from certificates.tests.factories import CertificateFactory
from core.calendar import today
from planning.tests.factories import PriorityFactory
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


DEEDS = {
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
