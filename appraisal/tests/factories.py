"""Honest factories of performance management. Give `school`, `reviewee`, `reviewer`; the rest has a plain default."""

import factory

from appraisal.models import AgreedTraining, Objective, Review
from appraisal.services.agreeing import agree_review, set_without_agreement
from core.calendar import now
from people.tests.factories import PersonFactory, SchoolFactory
from planning.tests.factories import this_year


class ReviewFactory(factory.django.DjangoModelFactory):
    """A review whose objectives are being set; it has none yet."""

    class Meta:
        model = Review

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    reviewee = factory.SubFactory(PersonFactory)
    reviewer = factory.SubFactory(PersonFactory)
    opened_by = factory.LazyAttribute(lambda r: r.reviewer)
    opened_at = factory.LazyFunction(now)


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    review = factory.SubFactory(ReviewFactory)
    school = factory.LazyAttribute(lambda o: o.review.school)
    year = factory.LazyAttribute(lambda o: o.review.year)
    position = factory.LazyAttribute(lambda o: o.review.objectives.count() + 1)
    title = "Every child in my class reads aloud twice a week"
    success_criteria = "The reading record of each child shows it by Easter."


class AgreedTrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgreedTraining

    objective = factory.SubFactory(ObjectiveFactory)
    what = "Two days on reading fluency"
    area = "reading"


def make_review(status="setting", *, objectives=1, trainings=0, priority=None, **facts):
    """Return a review in a status, with objectives and so many agreed trainings for the first of them.

    An agreed one was agreed by its reviewee, so that its trainings are needs; one that is "set" was sent back by them,
    proposed again and set by its reviewer, because they do not agree. `priority`: what the objectives serve.
    """
    review = ReviewFactory(**facts)
    rows = [ObjectiveFactory(review=review, priority=priority) for _ in range(objectives)]
    for _ in range(trainings):
        AgreedTrainingFactory(objective=rows[0])
    if status != "setting":
        review.move_to("proposed", proposed_at=now())
    if status == "agreed":
        review = agree_review(review=review, actor=review.reviewee, version=review.version)
    if status == "set":
        review.sent_back_at = now()
        review.save(update_fields=["sent_back_at"])
        facts = {"version": review.version, "reason": "We do not agree on how to measure it."}
        review = set_without_agreement(review=review, actor=review.reviewer, **facts)
    return review
