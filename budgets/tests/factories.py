"""Factories of budgets. Give `school`; everything else has a plain default."""

from decimal import Decimal

import factory

from budgets.models import Account, ActionFunding, Budget, BudgetLine, Entry
from core.calendar import now
from people.tests.factories import PersonFactory, SchoolFactory
from planning.tests.factories import this_year


def account(number=1):
    """Return a test's own account of this number, made where it is not there; numbers of real ones stay below."""
    return Account.objects.get_or_create(pk=1_000_000 + number)[0]


class BudgetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Budget
        django_get_or_create = ("school", "year")

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    opened_by = factory.SubFactory(PersonFactory)
    opened_at = factory.LazyFunction(now)


class BudgetLineFactory(factory.django.DjangoModelFactory):
    """A line of the school's budget of the year, with `allocated` pounds on it."""

    class Meta:
        model = BudgetLine
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    year = factory.LazyFunction(this_year)
    budget = factory.LazyAttribute(lambda line: BudgetFactory(school=line.school, year=line.year))
    kind = "other"
    name = factory.Sequence(lambda n: f"Line {n}")

    @factory.post_generation
    def allocated(self, create, extracted, **kwargs):
        """Put the given pounds on the line."""
        if create and extracted:
            Entry.objects.create(line=self, kind="allocated", amount=Decimal(extracted), at=now())


class ActionFundingFactory(factory.django.DjangoModelFactory):
    """That a line pays for an action. Give both."""

    class Meta:
        model = ActionFunding
