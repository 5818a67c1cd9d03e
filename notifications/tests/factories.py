"""Honest factories of notices and mails."""

import factory

from core.calendar import now
from notifications.models import Mail, Notice, Topic
from notifications.services.notify import message_id
from people.tests.factories import PersonFactory


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    person = factory.SubFactory(PersonFactory)
    topic = Topic.CERTIFICATE
    key = factory.Sequence(lambda n: f"test:notice:{n}")
    subject = factory.Sequence(lambda n: f"Example notice {n}")
    path = "/"
    created_at = factory.LazyFunction(now)


class MailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mail

    person = factory.SubFactory(PersonFactory)
    to_address = factory.LazyAttribute(lambda mail: mail.person.email)
    topic = Topic.CERTIFICATE
    key = factory.Sequence(lambda n: f"test:mail:{n}")
    message_id = factory.LazyAttribute(lambda mail: message_id(mail.key))
    subject = factory.Sequence(lambda n: f"Example mail {n}")
    text = "Example text"
    created_at = factory.LazyFunction(now)
    next_try_at = factory.LazyAttribute(lambda mail: mail.created_at)
