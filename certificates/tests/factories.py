"""Honest factories of requirements and awards."""

import datetime as dt

import factory
from django.utils import timezone

from certificates.models import Certificate, Requirement
from people.tests.factories import PersonFactory, SchoolFactory


class RequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Requirement

    code = factory.Sequence(lambda n: f"TT-{n}")
    name = factory.Sequence(lambda n: f"Test requirement {n}")
    short_title = factory.LazyAttribute(lambda row: row.name[:24])
    statutory = "yes"
    expiry = "interval"
    interval_months = 12


class CertificateFactory(factory.django.DjangoModelFactory):
    """A row as it is, without the rules of `award_certificate`."""

    class Meta:
        model = Certificate

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    requirement = factory.SubFactory(RequirementFactory)
    title = "Test certificate"
    awarded_on = dt.date(2025, 11, 1)
    source = "course"
    entered_at = factory.LazyFunction(timezone.now)
