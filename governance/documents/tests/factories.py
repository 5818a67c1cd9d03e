"""Honest factories of policy documents, and of what people are asked to read."""

import datetime as dt

import factory

from core.calendar import now, today
from governance.documents.models import Declaration, DocumentVersion, PolicyDocument, Reading
from people.tests.factories import PersonFactory, SchoolFactory
from training.events.tests.factories import audience_of


class VersionFactory(factory.django.DjangoModelFactory):
    """A version that the chief executive approved a month ago, to be reviewed in eleven."""

    class Meta:
        model = DocumentVersion

    number = 1
    approved_by = factory.LazyAttribute(lambda version: "" if version.board else "Committee for people")
    board = None
    approved_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=30))
    review_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=330))
    link = "https://example.org/policy"
    added_by = factory.SubFactory(PersonFactory)
    added_at = factory.LazyFunction(now)


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document in force with its first version, which an administrator looks after."""

    class Meta:
        model = PolicyDocument
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Test policy {n}")
    subject = "other"
    school = factory.SubFactory(SchoolFactory)
    readers = "everyone"
    keeper_role = factory.LazyAttribute(lambda document: "" if document.keeper else "administrator")
    keeper = None
    created_at = factory.LazyFunction(now)

    @factory.post_generation
    def current(self, create, extracted, **kwargs):
        if create and extracted is not False:
            VersionFactory(document=self, **kwargs)


class ReadingFactory(factory.django.DjangoModelFactory):
    """All staff of a document's school are asked to read it within two weeks. `lines`: another audience."""

    class Meta:
        model = Reading

    class Params:
        lines = factory.LazyAttribute(
            lambda reading: [
                {"kind": "staff"} | ({} if reading.document.school.is_central else {"school": reading.document.school})
            ]
        )

    document = factory.SubFactory(DocumentFactory)
    audience = factory.LazyAttribute(lambda reading: audience_of(*reading.lines))
    starts_on = factory.LazyFunction(today)
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=14))
    asked_by = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(now)


def has_read(reading, person):
    """Let somebody say that they have read what is in force."""
    version = reading.document.versions.get(replaced_at=None)
    return Declaration.objects.create(reading=reading, person=person, document_version=version, read_at=now())
