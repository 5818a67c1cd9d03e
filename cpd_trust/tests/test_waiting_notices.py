"""A notice that asks for something leaves inbox, count and digest when that is done, whoever did it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from appraisal.services.agreeing import agree_review, propose_review, send_review_back
from appraisal.services.reviews import open_review
from appraisal.tests.factories import ObjectiveFactory, make_review
from certificates.models import Certificate
from certificates.services.reminders import RENEW
from certificates.tests.factories import CertificateFactory
from core.calendar import LONDON, now, today
from courses.approvals.sending import send_request, withdraw_request
from courses.approvals.services import approve_request, return_request
from courses.desk.services import book_request
from courses.models import CourseRequest
from courses.tests.desk import details_for, make_deputy
from courses.tests.factories import RequestFactory
from cpd_trust.tests.helpers import cost_of, fresh
from notifications.models import Mail, Notice, Topic
from notifications.selectors import inbox, unread_count
from notifications.services import make_digests, mark_all_read, tell
from notifications.tests.factories import NoticeFactory
from planning.conversations.services import arrange_conversation, ask_conversation
from planning.needs.notices import need_raised
from planning.needs.services import close_need
from planning.plans.notices import gate_overridden
from planning.tests.factories import ActionPlanFactory, NeedFactory
from surveys.answering import answer_signed_in
from surveys.lifecycle import close_survey
from surveys.tests.surveying import given, make_open
from training.feedback.notices import asked as ask_for_feedback
from training.feedback.services import give_feedback
from training.feedback.tests.test_feedback import WORDS
from training.tests.factories import FeedbackRequestFactory, RecordFactory

pytestmark = pytest.mark.django_db


def waiting(person):
    """Return the subjects of the notices in somebody's inbox; the count in the header says as many are unread."""
    found = [notice.subject for notice in inbox(person, only_unread=True)]
    assert unread_count(person) == len(found)
    return found


def asking(person):
    """Return how many notices in the inbox ask for something."""
    return inbox(person).exclude(asks="").count()


def test_a_request_that_somebody_else_decided_asks_nobody_any_more(cast):
    make_deputy(cast.hal, cast.sid)
    draft = RequestFactory(applicant=cast.ada, school=cast.oak)
    request = send_request(request=draft, actor=cast.ada)
    assert (len(waiting(cast.hal)), len(waiting(cast.sid))) == (1, 1)
    approve_request(request=request, actor=fresh(cast.sid))
    assert waiting(cast.hal) == waiting(cast.sid) == []
    assert asking(cast.eve) == 1
    request = approve_request(request=request, actor=cast.eve)
    assert asking(cast.eve) == 0
    assert asking(cast.ben) == 1
    book_request(request=request, actor=cast.ben, details=details_for(request))
    assert asking(cast.ben) == 0


def test_a_request_that_is_withdrawn_asks_nobody_any_more(cast):
    request = send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak), actor=cast.ada)
    withdraw_request(request=request, actor=cast.ada)
    # That it is withdrawn asks nothing, and stays.
    assert waiting(cast.hal) == [f"Ada Example has withdrawn “{request.title}”"]


def test_a_request_that_comes_a_second_time_asks_once(cast):
    moments = iter(dt.datetime(2026, 11, 23, hour, tzinfo=LONDON) for hour in range(9, 18))
    with time_machine.travel(next(moments), tick=False):
        request = send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak), actor=cast.ada)
    with time_machine.travel(next(moments), tick=False):
        request = return_request(request=request, actor=cast.hal, note="Which day?")
        assert asking(cast.hal) == 0
        assert asking(cast.ada) == 1
    with time_machine.travel(next(moments), tick=False):
        request = send_request(request=request, actor=cast.ada)
        assert asking(cast.ada) == 0
        assert asking(cast.hal) == 1
    with time_machine.travel(next(moments), tick=False):
        approve_request(request=request, actor=cast.hal)
        assert asking(cast.hal) == 0


def conversation(cast):
    asked = ask_conversation(actor=cast.ada, manager=cast.lin, school=cast.oak, topic="Reading")
    when = now() + dt.timedelta(days=2)
    return cast.lin, lambda: arrange_conversation(
        conversation=asked, actor=cast.lin, version=asked.version, arranged_for=when, place=""
    )


def need(cast):
    row = NeedFactory(school=cast.oak, needed_by="person", person=cast.ada, raised_by=cast.hal)
    need_raised(row, cast.hal)
    return cast.ada, lambda: close_need(need=row, actor=cast.ada, version=row.version, note="It does not fit.")


def plan(cast):
    row = ActionPlanFactory(school=cast.oak, override_reason="The Headteacher left.", override_by=cast.eve)
    gate_overridden(row)
    return cast.hal, lambda: row.move_to("agreed", agreed_by=cast.hal, agreed_at=now())


def survey(cast):
    row = make_open(cast.hal, cast.oak)
    return cast.ada, lambda: answer_signed_in(actor=cast.ada, survey=row, given=given(row))


def closed_survey(cast):
    row = make_open(cast.hal, cast.oak)
    return cast.ada, lambda: close_survey(actor=cast.hal, survey=row)


def feedback(cast):
    record = RecordFactory(person=cast.ada, school=cast.oak, is_external=True)
    FeedbackRequestFactory(record=record)
    ask_for_feedback(record)
    return cast.ada, lambda: give_feedback(record=record, actor=cast.ada, words=WORDS, is_shared=False)


def review_to_set(cast):
    review = open_review(actor=cast.hal, school=cast.oak, person=cast.ada, reviewer=cast.lin)
    ObjectiveFactory(review=review)
    return cast.lin, lambda: propose_review(review=review, actor=cast.lin, version=review.version)


def review_to_agree(cast):
    review = make_review(school=cast.oak, reviewee=cast.ada, reviewer=cast.lin)
    review = propose_review(review=review, actor=cast.lin, version=review.version)
    return cast.ada, lambda: agree_review(review=review, actor=cast.ada, version=review.version)


def review_sent_back(cast):
    review = make_review("proposed", school=cast.oak, reviewee=cast.ada, reviewer=cast.lin)
    review = send_review_back(review=review, actor=cast.ada, version=review.version, reason="Too many.")
    return cast.lin, lambda: propose_review(review=review, actor=cast.lin, version=review.version)


def certificate(cast):
    held = CertificateFactory(person=cast.ada, school=cast.oak, expires_on=today())
    tell(person=cast.ada, topic=Topic.CERTIFICATE, key="renew", subject="It expires", asks=RENEW, about=held.public_id)
    return cast.ada, lambda: Certificate.objects.filter(pk=held.pk).update(is_current=False)


@pytest.mark.parametrize(
    "subject",
    [
        conversation, need, plan, survey, closed_survey, feedback, review_to_set, review_to_agree, review_sent_back,
        certificate,
    ],
)  # fmt: skip
def test_what_is_answered_meanwhile_leaves_inbox_and_digest(cast, subject):
    with time_machine.travel(dt.datetime(2026, 11, 23, 15, tzinfo=LONDON), tick=False):
        person, answer = subject(cast)
        person = fresh(person)
        assert asking(person) == 1
        count, asked = unread_count(person), inbox(person).exclude(asks="").get()
        answer()
        assert asking(person) == 0
        assert asked.subject not in waiting(person)
        assert unread_count(person) == count - 1
    with time_machine.travel(dt.datetime(2026, 11, 24, 8, tzinfo=LONDON), tick=False):
        make_digests()
    mailed = "".join(Mail.objects.filter(person=person).values_list("text", flat=True))
    # Who answered a survey is kept nowhere, so the digest cannot leave it out for them alone.
    assert (asked.subject in mailed) is (subject is survey)


def test_what_still_waits_is_in_inbox_and_digest(cast):
    """The twin: nothing is answered."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 15, tzinfo=LONDON), tick=False):
        person, _ = conversation(cast)
        assert asking(person) == 1
    with time_machine.travel(dt.datetime(2026, 11, 24, 8, tzinfo=LONDON), tick=False):
        make_digests()
    assert "development conversation" in Mail.objects.get(person=person).text


def test_no_row_tells_who_answered_a_survey(cast):
    """decision 10: the digest of somebody who answered and of somebody who did not leave the same rows."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 15, tzinfo=LONDON), tick=False):
        row = make_open(cast.hal, cast.oak)
        answer_signed_in(actor=cast.ada, survey=row, given=given(row))
    with time_machine.travel(dt.datetime(2026, 11, 24, 8, tzinfo=LONDON), tick=False):
        make_digests()
    facts = ("wants_mail", "read_at", "asks", "about")
    kept = Notice.objects.filter(person__in=[cast.ada, cast.bea], asks="surveys.survey").values_list(*facts)
    assert len(kept) == 2
    assert len(set(kept)) == 1
    assert Notice.objects.filter(person__in=[cast.ada, cast.bea], mail=None).count() == 0


def test_what_is_done_is_counted_neither_when_all_is_marked_read(cast):
    person, answer = conversation(cast)
    NoticeFactory(person=person)
    answer()
    assert mark_all_read(actor=person) == 1
    assert not Notice.objects.filter(person=person, read_at=None).exists()


def test_a_kind_that_no_app_speaks_for_is_refused(cast):
    with pytest.raises(ValueError, match="still waits"):
        tell(person=cast.ada, topic=Topic.REQUEST, key="1", subject="?", asks="nobody.knows")


def test_the_header_counts_in_one_query_and_in_two_where_something_is_asked(cast):
    NoticeFactory(person=cast.hal)
    counts = []
    for _ in range(3):
        counts.append(cost_of(unread_count, cast.hal))
        send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak), actor=cast.ada)
    assert counts == [1, 2, 2]


def test_the_page_shows_only_what_still_waits(cast, sign_in):
    request = send_request(request=RequestFactory(applicant=cast.ada, school=cast.oak), actor=cast.ada)
    client = sign_in(cast.hal)
    assert request.title in client.get(reverse("notifications:inbox")).text
    approve_request(request=CourseRequest.objects.get(), actor=cast.hal)
    page = client.get(reverse("notifications:inbox"))
    assert request.title not in page.text
    assert "> unread<" not in page.text
