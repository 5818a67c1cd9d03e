"""Objectives on the threads that the tests of the whole walk along."""

from appraisal.models import AgreedTraining, Objective, Review
from appraisal.services.agreeing import keep_agreement
from appraisal.tests.factories import AgreedTrainingFactory, ObjectiveFactory, ReviewFactory
from core.calendar import now
from people.models import Grant, Post
from planning.tests.factories import NeedFactory


def _reviewer_of(need):
    """Return the line manager of the person, else the head of the school."""
    post = Post.objects.filter(person=need.person, line_manager__isnull=False).first()
    return post.line_manager if post else Grant.objects.get(school=need.school, role="headteacher").person


def _set_again(review):
    Review.objects.filter(pk=review.pk).update(status="setting", reason="One objective more.")


def _agree(review):
    row = Review.objects.filter(pk=review.pk)
    row.update(status="proposed", proposed_at=now())
    row.update(status="agreed", settled_at=keep_agreement(review, now()).settled_at)


def make_objective(thread):
    """Return an objective of the person's agreed review that serves the priority and whose training is the need."""
    need = thread.need
    facts = {"school": need.school, "reviewee": need.person, "year": need.year}
    review = Review.objects.filter(**facts).first() or ReviewFactory(**facts, reviewer=_reviewer_of(need))
    _set_again(review)
    objective = ObjectiveFactory(review=review, priority=thread.priority, title=f"Objective for {need.title}")
    training = AgreedTrainingFactory(objective=objective, what=need.title)
    AgreedTraining.objects.filter(pk=training.pk).update(need=need)
    _agree(review)
    return objective


def hang_more(source, target):
    """Let another objective serve the same priority, and hang its need on the objective of the thread as well."""
    _set_again(target.objective.review)
    Objective.objects.filter(pk=source.objective.pk).update(priority=target.priority)
    training = AgreedTrainingFactory(objective=target.objective)
    need = NeedFactory(school=target.need.school, person=target.need.person)
    AgreedTraining.objects.filter(pk=training.pk).update(need=need)
    _agree(target.objective.review)
