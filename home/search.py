"""One search over people, courses, requests, records and the planning. Every part starts from what the reader may see.

A kind says which rows are looked through and what is shown of one: a few queries each, however much there is, the rows
first, and only then what hangs on those that are shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import year_label
from core.formatting import short_date
from core.search import LOOKED_THROUGH, did_you_mean, has_words, whole_words
from courses.models import Course, CourseRequest
from courses.requests import policies as asking_policies
from people import policies as people_policies
from people.directory import colleagues_of, names_like, with_card, work_of, working_as
from people.models import Person
from planning.models import Action, Need, Priority
from planning.needs import policies as need_policies
from planning.scope import schools_to_read
from training import policies as training_policies
from training.models import Feedback, Record

SHORTEST = 2
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `mail`: the address of somebody who has no page for the reader."""

    label: str
    hint: str
    url: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, and where all of it is listed; nothing where the reader has no such list."""

    title: str
    hits: list[Hit]
    all_url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is found: its rows for a reader, those that fit, what is shown, and the list of all."""

    title: str
    rows: Callable[[Person], "QuerySet[Any]"]
    hit: Callable[[Any], Hit]
    all_url: Callable[[Person], str]
    # The fields whose words are searched and suggested, the title first.
    fields: tuple[str, ...] = ("title",)

    def found(self, person: Person, words: str) -> list[Any]:
        """Return the first rows that fit, the nearest first."""
        rows: Any = self.rows(person)
        return list(rows.filter(has_words(words, *self.fields)).best_first(words)[:SHOWN])

    def texts(self, person: Person, words: str) -> "QuerySet[Any, Any]":
        """Return words that could have been meant."""
        return self.rows(person).values_list(*self.fields)[:LOOKED_THROUGH]


class People(Kind):
    """People whose record one may read, and the colleagues that one works with."""

    def found(self, person: Person, words: str) -> list[Any]:
        """Return the people of that name, then those who work as what was typed."""
        known = colleagues_of(person)
        found = known.matching(words) | known.filter(working_as(person, words))
        return list(with_card(found.best_first(words), person)[:SHOWN])

    def texts(self, person: Person, words: str) -> "QuerySet[Any, Any]":
        """Return the names that begin as one of the words does."""
        return names_like(colleagues_of(person), words)


class Courses(Kind):
    """Courses on offer, found as in the catalogue."""

    def found(self, person: Person, words: str) -> list[Any]:
        """Return the first courses of those that the catalogue finds."""
        rows: Any = self.rows(person)
        return list(rows.matching(words).best_first(words)[:SHOWN])


class Records(Kind):
    """CPD records: whole words first, then parts, each the newest first, so that no query sorts a million rows."""

    def found(self, person: Person, words: str) -> list[Any]:
        """Return the first rows that fit."""
        rows: Any = self.rows(person)
        found = list(rows.filter(whole_words(words, *self.fields))[:SHOWN])
        if len(found) < SHOWN:
            others = rows.filter(has_words(words, *self.fields)).exclude(pk__in=[row.pk for row in found])
            found += others[: SHOWN - len(found)]
        return found


class Library(Kind):
    """What colleagues say, found as in the library, the newest first."""

    def found(self, person: Person, words: str) -> list[Any]:
        """Return the first rows that fit."""
        rows: Any = self.rows(person)
        return list(rows.matching(words)[:SHOWN])


def _dated(thing: Any) -> str:
    return f"{thing.school}, {year_label(thing.year)}"


def _needs_url(person: Person) -> str:
    return f"{reverse('planning:trust-needs')}?year=" if need_policies.can_read_trust_register(person) else ""


def _requests_url(person: Person) -> str:
    listed = asking_policies.can_list_requests(person)
    return reverse("courses:request-school-list" if listed else "courses:request-list")


def _records_url(person: Person) -> str:
    return f"{reverse('training:record-list')}?year=all" if training_policies.can_see_register(person) else ""


KINDS = (
    People(
        "People",
        rows=colleagues_of,
        hit=lambda p: Hit(p.full_name, work_of(p), p.get_absolute_url() if p.opens else "", p.email or ""),
        all_url=lambda person: reverse("people:person-list") if people_policies.can_list_people(person) else "",
    ),
    Courses(
        "Courses",
        rows=lambda person: Course.objects.visible_to(person).on_offer().prefetch_related("provider"),
        hit=lambda c: Hit(c.title, c.provider.name, c.get_absolute_url()),
        all_url=lambda _: reverse("courses:course-list"),
        fields=("title", "provider__name"),
    ),
    Kind(
        "Priorities",
        rows=lambda person: (
            Priority.objects.visible_to(person).in_force().prefetch_related("school")
            .order_by("-year", "school", "number", "pk")
        ),
        hit=lambda p: Hit(str(p), _dated(p), p.get_absolute_url()),
        all_url=lambda person: f"{reverse('planning:priority-list')}?year=all" if schools_to_read(person) else "",
    ),
    Kind(
        "Needs",
        rows=lambda person: Need.objects.visible_to(person).prefetch_related("school"),
        hit=lambda n: Hit(n.title, f"{_dated(n)}, {n.get_status_display().lower()}", n.get_absolute_url()),
        all_url=_needs_url,
    ),
    Kind(
        "Actions of plans",
        rows=lambda person: Action.objects.visible_to(person).prefetch_related("school").order_by("-year", "-pk"),
        hit=lambda a: Hit(a.title, f"{_dated(a)}, {a.get_status_display().lower()}", a.get_absolute_url()),
        all_url=lambda _: "",
    ),
    Kind(
        "Requests",
        rows=lambda person: CourseRequest.objects.visible_to(person).prefetch_related("applicant"),
        hit=lambda r: Hit(
            r.title, f"{r.applicant.full_name}, {r.get_status_display().lower()}", r.get_absolute_url()
        ),
        all_url=_requests_url,
    ),
    Records(
        "CPD records",
        rows=lambda person: Record.objects.visible_to(person).prefetch_related("person"),
        hit=lambda r: Hit(r.title, f"{r.person.full_name}, {short_date(r.starts_on)}", r.get_absolute_url()),
        all_url=_records_url,
    ),
    Library(
        "What colleagues say",
        rows=lambda person: (
            Feedback.objects.in_library_of(person).prefetch_related("record").order_by("-shared_at", "-pk")
        ),
        hit=lambda f: Hit(f.record.title, f.learnt[:100], f.get_absolute_url()),
        all_url=lambda _: reverse("training:feedback-list"),
        fields=("record__title",),
    ),
)  # fmt: skip


def search(person: Person, words: str) -> list[Group]:
    """Return what fits the words (two letters or more), by kind; kinds without a hit are left out."""
    query = urlencode({"q": words})
    groups = []
    for kind in KINDS:
        if hits := [kind.hit(row) for row in kind.found(person, words)]:
            all_url = kind.all_url(person)
            joined = f"{all_url}{'&' if '?' in all_url else '?'}{query}"
            groups.append(Group(kind.title, hits, joined if all_url else ""))
    return groups


def suggestion(person: Person, words: str) -> str:
    """Return other words that find something, for words that find nothing; nothing where none are near."""

    def texts() -> Iterator[str]:
        for kind in KINDS:
            for row in kind.texts(person, words):
                yield from row

    meant = did_you_mean(words, texts())
    return meant if meant and search(person, meant) else ""
