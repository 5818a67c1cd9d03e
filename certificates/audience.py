"""Who needs what: a requirement's rule over posts, duties, roles and early years, never a list of people.

Read in a handful of queries, however many people and requirements there are; from then on it is set arithmetic.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from certificates.models import NamedHolder, Requirement
from core.reading import read_together
from people.models import Grant, Post, Responsibility, Role, School, StaffGroup
from people.querysets import open_on

BOARD = frozenset({Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES})
COVERED = frozenset({Requirement.Coverage.ONE_PER_SCHOOL, Requirement.Coverage.ONE_PER_BOARD})
# Duties that somebody has as a governor, even where they also work at the school.
BOARD_DUTIES = frozenset(
    {
        Responsibility.Kind.SAFEGUARDING_LINK,
        Responsibility.Kind.SEND_LINK,
        Responsibility.Kind.HEALTH_AND_SAFETY_LINK,
        Responsibility.Kind.EXCLUSION_PANEL,
        Responsibility.Kind.APPRAISAL_PANEL,
    }
)

# Person id → the day from which the person does what the requirement asks for.
Since = dict[int, dt.date]


@dataclass(slots=True)
class Place:
    """Who does what at one school (or, without a school, in the trust as a whole) on a day."""

    staff: Since = field(default_factory=dict)
    board: Since = field(default_factory=dict)
    groups: dict[str, Since] = field(default_factory=lambda: defaultdict(dict))
    duties: dict[str, Since] = field(default_factory=lambda: defaultdict(dict))
    roles: dict[str, Since] = field(default_factory=lambda: defaultdict(dict))

    @property
    def everybody(self) -> set[int]:
        """Return everybody with a post, a duty or a role here: whoever a requirement can ask something of."""
        named = (person for people in (*self.duties.values(), *self.roles.values()) for person in people)
        return {*self.staff, *self.groups[StaffGroup.TRAINEE], *named}


def _earliest(into: Since, person: int, day: dt.date) -> None:
    if person not in into or day < into[person]:
        into[person] = day


@dataclass(slots=True)
class Audience:
    """Everybody's places on a day. `who` answers for one requirement at one place."""

    day: dt.date
    places: dict[int | None, Place]
    early_years: set[int]
    named: dict[int, Since]

    def of_people(self, people: Collection[int]) -> "Audience":
        """Return the same for some of its people alone."""

        def kept(since: Since) -> Since:
            return {person: since[person] for person in people if person in since}

        def parts(named: Mapping[str, Since]) -> dict[str, Since]:
            return defaultdict(dict, {code: mine for code, since in named.items() if (mine := kept(since))})

        places = {
            where: Place(kept(p.staff), kept(p.board), parts(p.groups), parts(p.duties), parts(p.roles))
            for where, p in self.places.items()
        }
        named = {code: kept(since) for code, since in self.named.items()}
        return Audience(self.day, places, self.early_years, named)

    def who(self, requirement: Requirement, school: int | None) -> Mapping[int, dt.date]:
        """Return who needs the requirement at the place, and since when each does what asks for it.

        With lists of staff groups, duties or roles: whoever is in one of them. With empty lists: the whole audience
        where each person counts, nobody where a number for each school or board is asked. Trainees count only where
        a list names them. People named by hand are added where they work or govern.
        """
        place = self.places.get(school)
        if place is None:
            return {}
        fits_school = not requirement.early_years_only or school in self.early_years
        by_rule = fits_school and requirement.coverage != Requirement.Coverage.NAMED
        parts = [part for part in self._parts(requirement, place) if part] if by_rule else []
        named = self.named.get(requirement.pk, {})
        if len(parts) == 1 and not named:
            return parts[0]  # by far the most: shared and not copied, so nobody may write into it
        found: Since = {}
        for part in parts:
            for person, since in part.items():
                _earliest(found, person, since)
        everybody = place.everybody if named else set()
        for person, since in named.items():
            if person in everybody:
                _earliest(found, person, since)
        return found

    def _parts(self, requirement: Requirement, place: Place) -> Iterable[Since]:
        if requirement.staff_groups or requirement.responsibilities or requirement.roles:
            yield from (place.groups.get(code, {}) for code in requirement.staff_groups)
            yield from (place.duties.get(code, {}) for code in requirement.responsibilities)
            yield from (place.roles.get(code, {}) for code in requirement.roles)
        elif requirement.coverage not in COVERED:
            if requirement.audience in (Requirement.Audience.STAFF, Requirement.Audience.BOTH):
                yield place.staff
            if requirement.audience in (Requirement.Audience.GOVERNANCE, Requirement.Audience.BOTH):
                yield place.board


def due_on(requirement: Requirement, since: dt.date) -> dt.date | None:
    """Return the day by which somebody who began on `since` must first have done it, or nothing without a deadline."""
    if requirement.first_due_days is None:
        return None
    return since + dt.timedelta(days=requirement.first_due_days)


def _since_when(posts: QuerySet[Post]) -> "QuerySet[Any]":
    """Return person, place, group and first day of posts; who joined the trust before that day, then too."""
    # Who changes the post inside the trust doesn't start afresh with what all staff need. Only then a second day comes.
    before = Case(When(person__joined_on__lt=F("starts_on"), then=F("person__joined_on")))
    return posts.annotate(before=before).values_list("person_id", "school_id", "staff_group", "starts_on", "before")


def _put_posts(posts: Iterable[Any], places: dict[int | None, Place]) -> None:
    """Put the people of posts into their places. `_earliest` is written out: nothing else is read by the thousand."""
    slots: dict[tuple[int, str], tuple[Since, Since]] = {}
    for person, where, group, starts_on, joined_on in posts:
        slot = slots.get((where, group))
        if slot is None:
            place = places[where]
            slot = slots[where, group] = (place.groups[group], place.staff if group != StaffGroup.TRAINEE else {})
        in_group, on_staff = slot
        if person not in in_group or starts_on < in_group[person]:
            in_group[person] = starts_on
        first = joined_on or starts_on
        if person not in on_staff or first < on_staff[person]:
            on_staff[person] = first


def people_at(day: dt.date, schools: Collection[int]) -> "QuerySet[Any]":
    """Return the keys of everybody with a post, a duty or a role at one of the schools on `day`."""
    here = open_on(day) & Q(school__in=schools)
    posts, duties, grants = (
        model.objects.filter(here).order_by().values_list("person") for model in (Post, Responsibility, Grant)
    )
    return posts.union(duties, grants)


def audience_on(day: dt.date, *, people: Collection[int] | None = None, school: School | None = None) -> Audience:
    """Read who does what where on `day`: of these people, or at this school, or everywhere. Leavers are left out."""
    stays = Q(person__left_on=None) | Q(person__left_on__gte=day)
    scope = open_on(day) & stays
    if people is not None:
        scope &= Q(person__in=people)
    if school is not None:
        scope &= Q(school=school)
    places: dict[int | None, Place] = defaultdict(Place)
    by_hand = NamedHolder.objects.on(day).filter(stays)
    if people is not None:
        by_hand = by_hand.filter(person__in=people)
    early_years = School.objects.filter(has_early_years=True).order_by().values_list("pk", flat=True)
    # The rows go into sets: sorting twelve thousand of them by name first would cost more than reading them.
    posts, duties, grants, chosen, with_early_years = read_together(
        _since_when(Post.objects.filter(scope).order_by()),
        Responsibility.objects.filter(scope).order_by().values_list("person_id", "school_id", "kind", "starts_on"),
        Grant.objects.filter(scope).order_by().values_list("person_id", "school_id", "role", "starts_on"),
        by_hand.values_list("requirement_id", "person_id", "since"),
        early_years if school is None else early_years.filter(pk=school.pk),
    )
    _put_posts(posts, places)
    for person, where, kind, starts_on in duties:
        _earliest(places[where].duties[kind], person, starts_on)
    for person, where, role, starts_on in grants:
        _earliest(places[where].roles[role], person, starts_on)
        if role in BOARD:
            _earliest(places[where].board, person, starts_on)
    named: dict[int, Since] = defaultdict(dict)
    for requirement, person, since in chosen:
        named[requirement][person] = since
    return Audience(day=day, places=dict(places), early_years=set(with_early_years), named=dict(named))


def audience_of_offices(day: dt.date, held: QuerySet[Grant]) -> tuple[Audience, set[int]]:
    """Read what some roles on boards ask of their holders on `day`, and nothing that their posts ask (policy AP-8).

    `held`: grants. Returned with the keys of those who also have a post: of them only duties of governors count, and
    what they were named for by hand only where it is for those who govern.
    """
    stays = Q(person__left_on=None) | Q(person__left_on__gte=day)
    held = held.filter(open_on(day) & stays).order_by()
    people, schools = held.values("person"), held.filter(school__isnull=False).values("school")
    working = Post.objects.filter(open_on(day), person__in=people).order_by().values_list("person_id", flat=True)
    # What a trustee looks after for the trust stands at the central team.
    of_trust = Q(person__in=held.filter(school=None).values("person"), school__kind=School.Kind.CENTRAL)
    of_schools = Q(person__in=people, school__in=schools)
    duties = Responsibility.objects.filter(open_on(day), of_schools | of_trust).order_by()
    named = NamedHolder.objects.on(day).filter(person__in=people)
    early_years = School.objects.filter(has_early_years=True, pk__in=schools).order_by().values_list("pk", flat=True)
    grants, posts, its_duties, by_hand, with_early_years = read_together(
        held.values_list("person_id", "school_id", "role", "starts_on"),
        working.distinct(),
        duties.values_list("person_id", "school_id", "kind", "starts_on"),
        named.values_list("requirement_id", "person_id", "since", "requirement__audience"),
        early_years,
    )
    staff = set(posts)
    places: dict[int | None, Place] = defaultdict(Place)
    for person, where, role, starts_on in grants:
        _earliest(places[where].roles[role], person, starts_on)
        if role in BOARD:
            _earliest(places[where].board, person, starts_on)
    for person, where, kind, starts_on in its_duties:
        if person not in staff or kind in BOARD_DUTIES:
            _earliest(places[where].duties[kind], person, starts_on)
    chosen: dict[int, Since] = defaultdict(dict)
    for requirement, person, since, audience in by_hand:
        if person not in staff or audience == Requirement.Audience.GOVERNANCE:
            chosen[requirement][person] = since
    found = Audience(day=day, places=dict(places), early_years=set(with_early_years), named=dict(chosen))
    return found, staff
