"""Every list that is searched finds the same by the same words: this table holds on SQLite and on PostgreSQL."""

import pytest

from certificates.models import Qualification, Requirement
from certificates.tests.factories import RequirementFactory
from core.calendar import now, today
from courses.models import Booking, Course, CourseRequest, Provider, ServiceAgreement
from courses.tests.factories import CourseFactory, ProviderFactory, ServiceAgreementFactory, make_request
from governance.documents.tests.factories import DocumentFactory
from governance.models import Board, DocumentVersion, Meeting, PolicyDocument, Statement
from governance.tests.factories import BoardFactory, MeetingFactory
from notifications.models import Notice
from notifications.tests.factories import NoticeFactory
from people.models import Person, School
from people.tests.factories import PersonFactory, SchoolFactory
from planning.models import Action, Need, Priority
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from surveys.models import Survey
from surveys.tests.factories import SurveyFactory
from training.models import Feedback, Record
from training.tests.factories import FeedbackFactory, RecordFactory


def policy_in_force(cast):
    return DocumentFactory(school=cast.oak, title=TITLE).versions.get()


TITLE = "Zoë’s First‑aid Café: Key Stage 1 maths, 100% guarded"
TITLED = {
    "courses": (Course, lambda cast: CourseFactory(title=TITLE)),
    "providers": (Provider, lambda cast: ProviderFactory(name=TITLE)),
    "agreements": (ServiceAgreement, lambda cast: ServiceAgreementFactory(title=TITLE)),
    "requests": (CourseRequest, lambda cast: make_request("draft", applicant=cast.ada, school=cast.oak, title=TITLE)),
    "requirements": (Requirement, lambda cast: RequirementFactory(name=TITLE)),
    "priorities": (Priority, lambda cast: PriorityFactory(school=cast.oak, title=TITLE)),
    "needs": (Need, lambda cast: NeedFactory(school=cast.oak, person=cast.ada, title=TITLE)),
    "actions": (Action, lambda cast: ActionFactory(school=cast.oak, title=TITLE)),
    "policies": (PolicyDocument, lambda cast: DocumentFactory(school=cast.oak, title=TITLE)),
    "policies in force": (DocumentVersion, policy_in_force),
    "surveys": (Survey, lambda cast: SurveyFactory(school=cast.oak, title=TITLE)),
    "statements": (
        Statement,
        lambda cast: Statement.objects.create(board_kind="local", code="QQ9", area="people", text=TITLE),
    ),
    "records": (Record, lambda cast: RecordFactory(person=cast.ada, school=cast.oak, title=TITLE)),
    "feedback on": (Feedback, lambda cast: FeedbackFactory(record=RecordFactory(title=TITLE), shared=True)),
    "feedback": (Feedback, lambda cast: FeedbackFactory(learnt=TITLE, shared=True)),
    "notices": (Notice, lambda cast: NoticeFactory(subject=TITLE)),
    "boards": (Board, lambda cast: BoardFactory(name=TITLE)),
    "meetings": (Meeting, lambda cast: MeetingFactory(board=BoardFactory(), name=TITLE)),
    "schools": (School, lambda cast: SchoolFactory(name=TITLE)),
    "qualifications": (
        Qualification,
        lambda cast: Qualification.objects.create(
            person=cast.ada,
            school=cast.oak,
            title=TITLE,
            awarded_on=today(),
            awarding_body="Example",
            entered_at=now(),
        ),
    ),
}
FOUND = [
    "", "zoe's", "ZOËS", "first aid", "FIRST-AID", "first aider", "cafe", "café", "ks1", "KS 1", "key stage 1",
    "mathematics", "math", "numeracy ks1", "guard", "uard", "1", "100", "100%", "k s", "maths zoë",
]  # fmt: skip
NOT_FOUND = [
    "zzznoise", "ks2", "aid zzznoise", "ir", "%", "_", "\\", "'", '"', "&", "|", "!", "*", ":", "()",
    "a" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("name", TITLED)
def test_a_list_finds_by_the_same_words(cast, name):
    model, make = TITLED[name]
    row = make(cast)
    rows = model.objects.filter(pk=row.pk)
    assert [words for words in FOUND if not rows.matching(words).exists()] == []
    assert [words for words in NOT_FOUND if rows.matching(words).exists()] == []


def test_a_booking_and_a_person_are_found_by_a_part_of_a_name(cast):
    person = PersonFactory(first_name="Zoë", last_name="O’Neill")
    booking = make_request("booked", applicant=person, school=cast.oak, title="Phonics").bookings.get()
    for rows in (Person.objects.filter(pk=person.pk), Booking.objects.filter(pk=booking.pk)):
        for words in ("zoe", "oneill", "O'Neil", "neill zoë"):
            assert rows.matching(words).exists()
        assert not rows.matching("zoe zzznoise").exists()
