"""Honest factories of people and places. Names are clearly made up."""

import datetime as dt

import factory
from allauth.account.models import EmailAddress

from people.models import Grant, Person, Post, Responsibility, School

LONG_AGO = dt.date(2020, 9, 1)


def verified_address(person: Person) -> EmailAddress:
    """Return the address that an invitation leaves behind once it was taken up, not saved yet."""
    return EmailAddress(user=person, email=person.email, verified=True, primary=True)


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"Test School {n}")
    urn = factory.Sequence(lambda n: str(900000 + n))


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: f"Person{n}")
    last_name = "Testname"
    email = factory.LazyAttribute(lambda p: f"{p.first_name}.{p.last_name}@example.org".lower())
    joined_on = LONG_AGO

    @factory.post_generation
    def can_sign_in(self, create, extracted, **kwargs):
        """Give the person a verified address, as an invitation that was taken up does."""
        if create and extracted is not False and self.email:
            verified_address(self).save()


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    job_title = "Class teacher"
    staff_group = "teacher"
    starts_on = LONG_AGO


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    person = factory.SubFactory(PersonFactory)
    role = "headteacher"
    school = None
    starts_on = LONG_AGO


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Responsibility

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    kind = "first_aider"
    starts_on = LONG_AGO
