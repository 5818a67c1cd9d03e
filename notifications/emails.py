"""The words of each mail: three templates each (`.subject.txt`, `.txt`, `.html`) in one plain layout.

Nothing here sends. Text that a person wrote is escaped in the HTML part, and no subject names another person.
"""

import itertools
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from core.text import clean_line
from core.trust_settings import trust_setting
from notifications.models import Notice, Topic
from people.models import Person


class Rendered(NamedTuple):
    """A mail in words: subject, plain text, HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The notices of one topic in a digest."""

    label: str
    notices: list[Notice]


def site_address(path: str) -> str:
    """Return the whole address of a page of ours, for a mail."""
    return f"{settings.SITE_URL}{path}"


def render(template: str, context: dict[str, Any]) -> Rendered:
    """Return the mail made of `<template>.subject.txt`, `<template>.txt` and `<template>.html`.

    The text templates extend `emails/layout.txt` and the HTML ones `emails/layout.html`, which greet `person` and say
    at the end whose system writes. The context also gets `site_url`, `trust_name` and `preferences_url`.
    """
    context = {
        "site_url": settings.SITE_URL,
        "trust_name": trust_setting("people.trust_name"),
        "preferences_url": site_address(reverse("notifications:preferences")),
    } | context
    subject = clean_line(render_to_string(f"{template}.subject.txt", context))
    context["subject"] = subject
    text = render_to_string(f"{template}.txt", context).strip() + "\n"
    return Rendered(subject, text, render_to_string(f"{template}.html", context))


def urgent_notice(notice: Notice) -> Rendered:
    """Return the mail of one notice that is mailed at once."""
    return render("emails/notice", {"notice": notice, "person": notice.person, "url": _page_of(notice)})


def digest(person: Person, notices: list[Notice]) -> Rendered:
    """Return one person's mail of the day; the notices come sorted by topic."""
    groups = [
        TopicGroup(Topic(topic).label, list(of_topic))
        for topic, of_topic in itertools.groupby(notices, key=lambda n: n.topic)
    ]
    context = {
        "person": person,
        "groups": groups,
        "count": len(notices),
        "url": site_address(reverse("notifications:inbox")),
    }
    return render("emails/digest", context)


def account(subject: str, text: str, person: Person | None) -> Rendered:
    """Return a mail about sign-in: words that allauth's templates made, in our layout."""
    return render("emails/account", {"words": text, "given_subject": subject, "person": person})


def _page_of(notice: Notice) -> str:
    return site_address(notice.path or reverse("notifications:inbox"))
