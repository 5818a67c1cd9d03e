"""Honest factories of planning. Give `school` (and `person`); everything else has a plain default."""

import factory

from certificates.tests.factories import RequirementFactory
from core.calendar import academic_year, now, today
from people.tests.factories import PersonFactory, SchoolFactory
from planning.models import Action, ActionPlan, Conversation, Evaluation, ImprovementPlan, Need, Priority, Target


def this_year():
    """Return the academic year of today."""
    return academic_year(today())


class ImprovementPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImprovementPlan
        django_get_or_create = ("school", "year")

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    made_by = factory.SubFactory(PersonFactory)


class PriorityFactory(factory.django.DjangoModelFactory):
    """A priority in the school's plan of the year, which is made where it is not there."""

    class Meta:
        model = Priority

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    plan = factory.LazyAttribute(lambda p: ImprovementPlanFactory(school=p.school, year=p.year))
    number = factory.LazyAttribute(lambda p: p.plan.priorities.count() + 1)
    title = "Every child a fluent reader"
    area = "reading"
    detail = "Fluency in Year 2 fell behind."


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    priority = factory.SubFactory(PriorityFactory)
    text = "Nine in ten Year 1 pupils pass the phonics screening check"
    measure = "Screening check in June"


class NeedFactory(factory.django.DjangoModelFactory):
    """An open need of one person at the school, raised by that person."""

    class Meta:
        model = Need

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    title = "Lead guided reading with confidence"
    area = "reading"
    source = "individual"
    needed_by = "person"
    person = factory.SubFactory(PersonFactory)
    reason = "personal"
    raised_by = factory.LazyAttribute(lambda n: n.person or PersonFactory())
    raised_at = factory.LazyFunction(now)


class ConversationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conversation

    school = factory.SubFactory(SchoolFactory)
    person = factory.SubFactory(PersonFactory)
    manager = factory.SubFactory(PersonFactory)
    topic = "How I might move towards leading a subject."
    asked_at = factory.LazyFunction(now)


class ActionPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionPlan
        django_get_or_create = ("school", "year")

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    made_by = factory.SubFactory(PersonFactory)


class ActionFactory(factory.django.DjangoModelFactory):
    """An action in the school's plan of the year; it serves a priority of the school unless told otherwise."""

    class Meta:
        model = Action

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    plan = factory.LazyAttribute(lambda a: ActionPlanFactory(school=a.school, year=a.year))
    title = "Six staff meetings on reading fluency"
    serves = "priority"
    priority = factory.LazyAttribute(
        lambda a: PriorityFactory(school=a.school, year=a.year) if a.serves == "priority" else None
    )
    review_need = factory.LazyAttribute(
        lambda a: NeedFactory(school=a.school, source="review", reason="review") if a.serves == "review" else None
    )
    requirement = factory.LazyAttribute(lambda a: RequirementFactory() if a.serves == "statutory" else None)
    success_criteria = "Fluency is taught daily in every class by Easter."


class EvaluationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evaluation

    action = factory.SubFactory(ActionFactory)
    pupils = "some"
    pupils_note = "Fluency rose in four of six classes."
    priorities = "strong"
    priorities_note = "Daily fluency is taught in every class."
    value = "good"
    value_note = "No fee; twelve hours of our own time."
    evidence = factory.LazyFunction(lambda: ["observation", "data"])
    made_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(now)
