"""Factories of surveys. Give `school` (and `made_by`); everything else has a plain default."""

import factory

from core.calendar import today
from people.tests.factories import PersonFactory, SchoolFactory
from surveys.models import Question, Survey


class SurveyFactory(factory.django.DjangoModelFactory):
    """A draft to the staff of the school."""

    class Meta:
        model = Survey

    school = factory.SubFactory(SchoolFactory)
    title = "What would help you teach better?"
    audience = "staff"
    closes_on = factory.LazyFunction(today)
    made_by = factory.SubFactory(PersonFactory)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    survey = factory.SubFactory(SurveyFactory)
    position = factory.LazyAttribute(lambda q: q.survey.questions.count() + 1)
    kind = "scale"
    text = "I get the training that I need"
