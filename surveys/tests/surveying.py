"""What the tests of surveys have in common: surveys in any state, and answers by many."""

import datetime as dt
import re
import uuid

from django.urls import reverse

from core.calendar import today
from people.tests.factories import PersonFactory, PostFactory
from surveys import lifecycle, services
from surveys.answering import Given, answer_as_pupil, answer_by_link, answer_signed_in

QUESTIONS = [
    {"kind": "scale", "text": "I get the training that I need", "choices": [], "is_required": True},
    {"kind": "yes_no", "text": "Did the last training day help you?", "choices": [], "is_required": False},
    {"kind": "one", "text": "When do you learn best?", "choices": ["In school", "Online"], "is_required": False},
    {"kind": "several", "text": "What would help?", "choices": ["Time", "A coach"], "is_required": False},
    {"kind": "text", "text": "What else?", "choices": [], "is_required": False},
]


def make_draft(actor, school, audience="staff", questions=QUESTIONS, days=7, **facts):
    """Return a draft with questions."""
    values = {
        "title": "What would help you?",
        "introduction": "So that we plan well.",
        "audience": audience,
        "closes_on": today() + dt.timedelta(days=days),
    }
    survey = services.create_survey(actor=actor, school=school, values=values | facts)
    for question in questions:
        services.add_question(actor=actor, survey=survey, values=question)
    survey.refresh_from_db()
    return survey


def make_open(actor, school, audience="staff", **facts):
    """Return an open survey."""
    draft = make_draft(actor, school, audience, **facts)
    return lifecycle.open_survey(actor=actor, survey=draft, version=draft.version)


def colleagues(school, count, staff_group="teacher"):
    """Return people with a post at the school."""
    people = [PersonFactory() for _ in range(count)]
    for person in people:
        PostFactory(person=person, school=school, staff_group=staff_group)
    return people


def given(survey, scale=4, **answers):
    """Return answers to the questions of `QUESTIONS`, by kind."""
    ids = {question.kind: question.pk for question in survey.questions.all()}
    made = {ids["scale"]: Given(number=scale)}
    for kind, value in answers.items():
        fields = {"yes_no": "number", "one": "chosen", "several": "chosen", "text": "words"}
        made[ids[kind]] = Given(**{fields[kind]: value})
    return made


def answer_all(survey, people, **answers):
    """Let each of the people answer."""
    for number, person in enumerate(people):
        assert answer_signed_in(actor=person, survey=survey, given=given(survey, scale=number % 5 + 1, **answers))


def answer_nameless(survey, count, actor=None, **answers):
    """Let so many parents (or pupils beside `actor`) answer."""
    for _ in range(count):
        facts = {"survey": survey, "once": uuid.uuid4(), "given": given(survey, **answers)}
        assert answer_as_pupil(actor=actor, **facts) if actor else answer_by_link(**facts)


def close_and_show(survey, actor):
    """Close the survey and show its results."""
    lifecycle.close_survey(actor=actor, survey=survey)
    return lifecycle.show_results(actor=actor, survey=survey)


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def at(name, survey, *more):
    return reverse(f"surveys:{name}", args=[survey.public_id, *more])


def link(survey):
    return reverse("surveys:survey-parents", args=[survey.token])


def posted(survey, scale="4", **answers):
    """Return what a browser sends for the questions of `QUESTIONS`, by kind."""
    ids = {question.kind: f"q{question.pk}" for question in survey.questions.all()}
    return {ids[kind]: value for kind, value in {"scale": scale, **answers}.items()}
