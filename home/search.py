"""One search over people, courses, requests, records and the planning. Every part starts from what the reader may see.

Each kind is a function from the reader and the words to what is found; two queries each at the most, whatever there
is: the rows first, and only then what hangs on the few that are shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import year_label
from core.words import short_date
from courses.models import Course, Request
from courses.policies import asking as asking_policies
from people import policies as people_policies
from people.models import Person
from planning.models import Action, Need, Priority
from planning.policies import needs as need_policies
from planning.standing import schools_to_read
from training import policies as training_policies
from training.models import Feedback, Record

SHORTEST = 2
SHOWN = 6
MOST_WORDS = 5  # a pasted page is not a search


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, and where all of it is listed; nothing where the reader has no such list."""

    title: str
    hits: list[Hit]
    all_url: str


# A kind's title, what is found, and the list of all of it, narrowed to no year.
Found = tuple[str, Iterable[Hit], str]


def with_words(rows: "QuerySet[Any]", words: str, *fields: str) -> "QuerySet[Any]":
    """Return the rows in which every word stands in one of the fields, as many as are shown."""
    for word in words.split()[:MOST_WORDS]:
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(condition)
    return rows[:SHOWN]


def _people(person: Person, words: str) -> Found:
    if not people_policies.can_list_people(person):
        return "People", [], ""
    found = Person.objects.visible_to(person).matching(words)[:SHOWN]
    hits = (Hit(p.full_name, p.email or "", p.get_absolute_url()) for p in found)
    return "People", hits, reverse("people:person-list")


def _courses(person: Person, words: str) -> Found:
    rows = Course.objects.visible_to(person).on_offer().prefetch_related("provider")
    hits = (Hit(c.title, c.provider.name, c.get_absolute_url()) for c in with_words(rows, words, "title"))
    return "Courses", hits, reverse("courses:course-list")


def _priorities(person: Person, words: str) -> Found:
    rows = (
        Priority.objects.visible_to(person)
        .in_force()
        .prefetch_related("school")
        .order_by("-year", "school", "number", "pk")
    )
    hits = (
        Hit(str(p), f"{p.school}, {year_label(p.year)}", p.get_absolute_url()) for p in with_words(rows, words, "title")
    )
    return "Priorities", hits, f"{reverse('planning:priority-list')}?year=all" if schools_to_read(person) else ""


def _needs(person: Person, words: str) -> Found:
    rows = Need.objects.visible_to(person).prefetch_related("school")
    hits = (
        Hit(n.title, f"{n.school}, {year_label(n.year)}, {n.get_status_display().lower()}", n.get_absolute_url())
        for n in with_words(rows, words, "title")
    )
    if need_policies.can_read_trust_register(person):
        return "Needs", hits, f"{reverse('planning:trust-needs')}?year="
    return "Needs", hits, ""


def _actions(person: Person, words: str) -> Found:
    rows = Action.objects.visible_to(person).prefetch_related("school").order_by("-year", "-pk")
    hits = (
        Hit(a.title, f"{a.school}, {year_label(a.year)}, {a.get_status_display().lower()}", a.get_absolute_url())
        for a in with_words(rows, words, "title")
    )
    return "Actions of plans", hits, ""


def _requests(person: Person, words: str) -> Found:
    rows = Request.objects.visible_to(person).prefetch_related("applicant")
    hits = (
        Hit(r.title, f"{r.applicant.full_name}, {r.get_status_display().lower()}", r.get_absolute_url())
        for r in with_words(rows, words, "title")
    )
    all_of_them = "courses:request-school-list" if asking_policies.can_list_requests(person) else "courses:request-list"
    return "Requests", hits, reverse(all_of_them)


def _records(person: Person, words: str) -> Found:
    rows = Record.objects.visible_to(person).prefetch_related("person")
    hits = (
        Hit(r.title, f"{r.person.full_name}, {short_date(r.starts_on)}", r.get_absolute_url())
        for r in with_words(rows, words, "title")
    )
    register = f"{reverse('training:record-list')}?year=all" if training_policies.can_see_register(person) else ""
    return "CPD records", hits, register


def _feedback(person: Person, words: str) -> Found:
    rows = Feedback.objects.in_library_of(person).prefetch_related("record")
    found = with_words(rows.order_by("-shared_at", "-pk"), words, "record__title", "learnt", "will_do")
    hits = (Hit(f.record.title, f.learnt[:100], f.get_absolute_url()) for f in found)
    return "What colleagues say", hits, reverse("training:feedback-list")


KINDS: tuple[Callable[[Person, str], Found], ...] = (
    _people, _courses, _priorities, _needs, _actions, _requests, _records, _feedback,
)  # fmt: skip


def search(person: Person, words: str) -> list[Group]:
    """Return what fits the words (two letters or more), by kind; kinds without a hit are left out."""
    query = urlencode({"q": words})
    groups = []
    for kind in KINDS:
        title, found, all_url = kind(person, words)
        if hits := list(found):
            joined = f"{all_url}{'&' if '?' in all_url else '?'}{query}"
            groups.append(Group(title, hits, joined if all_url else ""))
    return groups
