"""One search over people, courses, requests and records. Every part starts from what the reader may see."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from courses.models import Course, Request
from people import policies as people_policies
from people.models import Person
from training.models import Record

SHORTEST = 2
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, and where all of it is listed."""

    title: str
    hits: list[Hit]
    all_url: str


def search(person: Person, words: str) -> list[Group]:
    """Return what fits the words (two letters or more), by kind; kinds without a hit are left out."""
    query = "?" + urlencode({"q": words})
    groups = []
    if people_policies.can_list_people(person):
        people = Person.objects.visible_to(person).matching(words)[:SHOWN]
        hits = [Hit(p.full_name, p.email or "", p.get_absolute_url()) for p in people]
        groups.append(Group("People", hits, reverse("people:person-list") + query))
    courses = (
        Course.objects.visible_to(person).on_offer().filter(title__icontains=words).select_related("provider")[:SHOWN]
    )
    groups.append(
        Group(
            "Courses",
            [Hit(c.title, c.provider.name, c.get_absolute_url()) for c in courses],
            reverse("courses:course-list") + query,
        )
    )
    requests = Request.objects.visible_to(person).filter(title__icontains=words).select_related("applicant")[:SHOWN]
    groups.append(
        Group(
            "Requests",
            [
                Hit(r.title, f"{r.applicant.full_name}, {r.get_status_display().lower()}", r.get_absolute_url())
                for r in requests
            ],
            reverse("courses:request-list") + query,
        )
    )
    records = Record.objects.visible_to(person).filter(title__icontains=words).select_related("person")[:SHOWN]
    groups.append(
        Group(
            "CPD records",
            [Hit(r.title, f"{r.person.full_name}, {r.starts_on:%-d %B %Y}", r.get_absolute_url()) for r in records],
            reverse("training:record-list") + query,
        )
    )
    return [group for group in groups if group.hits]
