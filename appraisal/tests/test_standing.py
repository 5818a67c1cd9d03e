"""Who is one of the two after somebody left, moved, was promoted or stepped down; and words that come too late."""

import datetime as dt

import pytest
from django.db.models import Q
from django.urls import reverse

from appraisal import policies, selectors
from appraisal.models import Objective, Review
from appraisal.querysets import read_by
from appraisal.services.agreeing import send_review_back
from appraisal.services.reviews import change_reviewer
from appraisal.tests.factories import make_review
from core.calendar import academic_year, now, today
from core.models import AuditEvent
from cpd_trust.tests.helpers import fresh
from people.models import Grant, Person, Post
from people.tests.factories import GrantFactory, PostFactory
from planning.tests.factories import PriorityFactory


def adas(cast, status="setting", **facts):
    return make_review(status, **{"school": cast.oak, "reviewee": cast.ada, "reviewer": cast.lin} | facts)


def leave(person):
    Person.objects.filter(pk=person.pk).update(left_on=today() - dt.timedelta(days=1))
    return fresh(person)


# --- Leaving, moving, stepping up and down -------------------------------------------------------------------------


def test_a_reviewer_who_has_left_reads_and_writes_nothing(cast):
    review = adas(cast)
    lin = leave(cast.lin)
    assert not Review.objects.visible_to(lin).exists()
    assert not Review.objects.of_two(lin).exists()
    for can in (policies.can_set, policies.can_propose, policies.can_send_back, policies.can_reopen):
        assert not can(lin, review)
    # Whose review it is reads it still.
    assert Review.objects.visible_to(leave(cast.ada)).exists()


def test_the_review_of_a_former_head_stays_with_the_executives(cast):
    review = make_review(school=cast.oak, reviewee=cast.hal, reviewer=cast.eve, is_of_leader=True)
    Grant.objects.filter(person=cast.hal).update(ends_on=today() - dt.timedelta(days=1))
    facts = {"review": review, "version": review.version}
    with pytest.raises(Exception, match="leader"):
        change_reviewer(actor=fresh(cast.eve), reviewer=cast.ada, **facts)
    assert change_reviewer(actor=fresh(cast.eve), reviewer=cast.cleo, **facts).reviewer == cast.cleo


def test_the_review_of_somebody_who_became_head_goes_to_the_executives(cast):
    review = make_review(school=cast.oak, reviewee=cast.sid, reviewer=cast.hal)
    GrantFactory(person=cast.sid, role="headteacher", school=cast.oak)
    review = Review.objects.get(pk=review.pk)
    eve = fresh(cast.eve)
    assert review in Review.objects.listed_for(eve)
    assert not policies.can_change_reviewer(fresh(cast.hal), review)
    assert change_reviewer(review=review, actor=eve, version=review.version, reviewer=eve).reviewer == eve


def test_nobody_opens_the_review_of_the_chief_executive(cast):
    GrantFactory(person=cast.kim, role="central_head")
    kim = fresh(cast.kim)
    Grant.objects.filter(person=cast.cleo, role="central_head").update(ends_on=today() - dt.timedelta(days=1))
    assert not policies.can_open(kim, cast.central, fresh(cast.cleo))
    assert cast.cleo not in [post.person for post in selectors.posts_looked_after(kim)]


def test_a_reviewer_who_works_elsewhere_is_marked(cast, sign_in):
    adas(cast)
    url = reverse("appraisal:review-staff")
    assert "Works elsewhere now" not in sign_in(cast.hal).get(url).content.decode()
    Post.objects.filter(person=cast.lin).update(ends_on=today() - dt.timedelta(days=1))
    PostFactory(person=cast.lin, school=cast.elm)
    assert "Works elsewhere now" in sign_in(cast.hal).get(url).content.decode()


def test_the_twin_that_opens_reviews_to_one_role_more_is_found(cast, sign_in, monkeypatch):
    """The twin of seeing (S2): were senior leaders let in, the page would be there for Sid."""
    review = adas(cast)
    assert sign_in(cast.sid).get(review.get_absolute_url()).status_code == 404
    wider = lambda actor, prefix="": read_by(actor, prefix) | led_by(actor, prefix)  # noqa: E731
    monkeypatch.setattr("appraisal.querysets.read_by", wider)
    assert sign_in(cast.sid).get(review.get_absolute_url()).status_code == 200


def led_by(actor, prefix):
    return Q(**{f"{prefix}school__in": actor.authority.schools_led()})


# --- What a list tells -----------------------------------------------------------------------------------------------


def test_being_shown_what_serves_a_priority_is_kept_on_record(cast, sign_in):
    priority = PriorityFactory(school=cast.oak, year=academic_year(today()))
    adas(cast, priority=priority)
    adas(cast, reviewee=cast.bea)
    client = sign_in(cast.hal)
    url = f"{reverse('appraisal:review-staff')}?year=all"

    def events():
        return AuditEvent.objects.filter(code="appraisal.review.read").count()

    client.get(url)
    assert events() == 0
    client.get(f"{url}&priority={priority.public_id}")
    assert events() == 1
    b"".join(client.get(f"{url}&priority={priority.public_id}&export=csv"))
    assert events() == 2


# --- Words that come too late ----------------------------------------------------------------------------------------

WORDS = "Words that took a while to find."


@pytest.mark.parametrize("name", ["objective-add", "objective-edit", "training-add"])
def test_what_is_typed_while_the_other_proposes_stays_in_the_form(name, cast, sign_in):
    review = adas(cast)
    objective = Objective.objects.get()
    review.move_to("proposed", proposed_at=now())
    row = review if name == "objective-add" else objective
    data = {"title": WORDS, "success_criteria": WORDS, "what": WORDS, "area": "reading", "version": objective.version}
    answer = sign_in(cast.ada).post(reverse(f"appraisal:{name}", args=[row.public_id]), data | {"token": "t"})
    assert answer.status_code in (409, 422)
    assert WORDS in answer.content.decode()


def test_a_reason_that_comes_too_late_stays_in_the_form(cast, sign_in):
    review = adas(cast, "proposed")
    send_review_back(review=review, actor=cast.lin, version=review.version, reason="A slip.")
    url = reverse("appraisal:review-back", args=[review.public_id])
    answer = sign_in(cast.ada).post(url, {"reason": WORDS, "version": review.version})
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert sign_in(cast.hal).post(url, {"reason": WORDS, "version": review.version}).status_code == 403
