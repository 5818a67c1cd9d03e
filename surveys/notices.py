"""What people are told of surveys, and which survey still waits for somebody's answer."""

from typing import Any

from django.db.models import QuerySet

from core.calendar import today
from notifications.models import Notice, Topic
from notifications.services import tell
from people.models import Person
from people.selectors import away_on
from surveys.anonymity import answered_by
from surveys.models import Survey
from surveys.selectors import audience_of

ANSWER = "surveys.survey"


def still_to_answer(reader: Person | None) -> "QuerySet[Any]":
    """Return the surveys that take answers. Who answered is kept nowhere by name, so only the reader learns it."""
    surveys = Survey.objects.open_on(today())
    return surveys.exclude(pk__in=answered_by(reader, surveys)) if reader else surveys


def tell_audience(survey: Survey, at_most: int) -> int:
    """Tell those who are asked by sign-in and were not told yet, `at_most` so many now; return how many.

    Whoever is away for long is told when they are back, if it is open still.
    """
    told = Notice.objects.filter(key__startswith=f"surveys.survey.opened:{survey.public_id}:")
    waiting = audience_of(survey, today()).exclude(pk__in=told.values("person")).exclude(pk__in=away_on(today()))
    people = list(waiting[:at_most])
    for person in people:
        tell(
            person=person,
            topic=Topic.PLANNING,
            key=f"surveys.survey.opened:{survey.public_id}:{person.pk}",
            subject=f"Please complete a survey: {survey.title}",
            body=f"It closes on {survey.closes_on:%A %-d %B %Y}. We don't show your name with your answers.",
            path=survey.answer_url,
            asks=ANSWER,
            about=survey.public_id,
        )
    return len(people)


def survey_closed(survey: Survey) -> None:
    """Tell whoever made a survey that it has closed."""
    tell(
        person=survey.made_by,
        topic=Topic.PLANNING,
        key=f"surveys.survey.closed:{survey.public_id}:{survey.closes_on.isoformat()}",
        subject=f"Survey closed: {survey.title}",
        path=survey.get_absolute_url(),
    )
