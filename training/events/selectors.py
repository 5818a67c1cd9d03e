"""Reads about events: whom an event is for, who may run one, where somebody may arrange one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from core.calendar import today
from core.formatting import short_date
from core.trust_settings import in_own_words
from people.models import CareerStage, Grant, LongAbsence, Person, Post, Responsibility, Role, School, StaffGroup
from people.selectors import term_spans, terms_by_school, training_days
from people.trust_settings import role_choices
from people.working_days import halves_between
from planning.links.selectors import needs_of_school
from planning.models import Action, Need, Priority, Source
from planning.needs.selectors import schools_to_raise_for
from planning.scope import planned_schools, plans_for
from planning.similar.selectors import proposal_with_key
from training.events.dates import HOLIDAY, Closures
from training.events.models import Audience, AudienceLine, Event
from training.events.policies import BOARD, is_for_boards, names_boards_only

# What the values of a line are called, by its kind.
VALUES: dict[str, Callable[[], Iterable[tuple[str, Any]]]] = {
    "group": lambda: StaffGroup.choices,
    "stage": lambda: CareerStage.choices,
    "role": role_choices,
    "responsibility": lambda: [(kind.value, in_own_words(kind.label)) for kind in Responsibility.Kind],
}


def people_of(event: Event) -> "QuerySet[Person]":
    """Return the people whom an event is for on its day, in the trust then: the way back of `open_to`."""
    return people_in(event.audience, event.day)


def people_in(audience: Audience, day: dt.date) -> "QuerySet[Person]":
    """Return the people who belong to an audience on a day, in the trust then: the way back of `for_person`."""
    kinds, named = AudienceLine.Kind, set()
    schools: dict[tuple[str, str, str], set[int | None]] = defaultdict(set)
    for line in audience.lines.all():
        if line.kind == kinds.PERSON:
            named.add(line.person_id)
        else:
            schools[line.kind, line.value, line.phase].add(line.school_id)
    central = set(School.objects.filter(kind=School.Kind.CENTRAL).values_list("pk", flat=True))
    found = Q(pk__in=named)
    for (kind, value, phase), places in schools.items():
        here = Q()
        if None not in places:
            here = Q(school__in=places) | (Q(school=None) if places & central else Q(pk__in=[]))
        elif phase:
            here = Q(school__phase=phase)
        for rows in _holders(day, kind, value):
            found |= Q(pk__in=rows.filter(here).order_by().values("person"))
    return Person.objects.in_trust_on(day).filter(found)


def _holders(
    day: dt.date, kind: str, value: str
) -> "Iterator[QuerySet[Post] | QuerySet[Grant] | QuerySet[Responsibility]]":
    """Yield the rows by which people belong to lines of a kind, wherever it is."""
    kinds = AudienceLine.Kind
    if kind == kinds.STAFF:
        yield Post.objects.on(day)
        yield Grant.objects.on(day).exclude(role__in=BOARD)
    elif kind == kinds.BOARD:
        yield Grant.objects.on(day).filter(role__in=BOARD)
    elif kind == kinds.ROLE:
        yield Grant.objects.on(day).filter(role=value)
    elif kind == kinds.RESPONSIBILITY:
        yield Responsibility.objects.on(day).filter(kind=value)
    else:
        field = "staff_group" if kind == kinds.GROUP else "career_stage"
        yield Post.objects.on(day).filter(**{field: value})


def is_for_everybody(event: Event) -> bool:
    """Return whether everybody whom an event is for is expected, such as at a staff meeting: nobody need sign up."""
    return event.sign_up == Event.SignUp.OPEN and event.capacity is None


def not_required(event: Event, people: Collection[int]) -> set[int]:
    """Return the keys of those of several people who are invited to an event and need not come, in two queries.

    That is whoever does not work in the half days of the event, and whoever is on a long absence. Their work at the
    host school counts, without any there all their work. Where nobody said the days they have to come, and so has
    whoever has no post at all, such as a governor.
    """
    halves = halves_between(event.starts_in_london, event.ends_in_london)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.on(event.day).filter(person__in=people).order_by():
        posts[post.person_id].append(post)
    away = LongAbsence.objects.on(event.day).filter(person__in=people).order_by()
    found = set(away.values_list("person", flat=True))
    for person, held in posts.items():
        here = [post for post in held if post.school_id == event.school_id] or held
        if not any(post.working_days is None or post.works_on(event.day, half) for post in here for half in halves):
            found.add(person)
    return found


def closures_of(school: School, days: Collection[dt.date]) -> Closures:
    """Return when a school is closed, for the days that matter."""
    training = {row.day for row in training_days(school, min(days), max(days))} if days else set()
    return Closures(term_spans(school), training)


def schools_closed(
    lines: Sequence[Mapping[str, Any]], host: School, days: Collection[dt.date]
) -> dict[dt.date, list[str]]:
    """Return by day the names of the other schools of an audience that are on holiday then, though the host is not."""
    rows = School.objects.schools().open_on(today()).exclude(pk=host.pk)
    if all(line.get("school") for line in lines):
        rows = rows.filter(pk__in={line["school"].pk for line in lines})
    elif all(line.get("school") or line.get("phase") for line in lines):
        named = {line["school"].pk for line in lines if line.get("school")}
        rows = rows.filter(Q(pk__in=named) | Q(phase__in={line["phase"] for line in lines if line.get("phase")}))
    schools = list(rows.order_by("name", "pk"))
    terms = terms_by_school(school.pk for school in schools)
    found: dict[dt.date, list[str]] = {}
    for school in schools:
        closures = Closures([(term.starts_on, term.ends_on) for term in terms[school.pk]])
        for day in days:
            if closures.on(day) == HOLIDAY:
                found.setdefault(day, []).append(school.name)
    return found


def schools_to_host(actor: Person) -> list[School]:
    """Return where the actor may arrange events: schools that they plan for, and those whose board they arrange for."""
    rows = planned_schools(actor)
    authority = actor.authority
    boards = Q(pk__in=authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK]))
    if authority.keeps_trust_board:
        boards |= Q(kind=School.Kind.CENTRAL)
    return list((rows | School.objects.open_on(today()).filter(boards)).distinct().order_by("kind", "name", "pk"))


def coming_dates(event: Event) -> list[Event]:
    """Return the dates of an event's series that can still be changed, itself among them; without a series itself."""
    if event.series_id is None:
        return [event]
    return list(Event.objects.coming().filter(series=event.series_id).order_by("starts_at", "pk"))


def supported_by(event: Event, actor: Person) -> list[Any]:
    """Return the priority, action and needs that an event supports, as far as the actor sees them."""
    priorities = Priority.objects.visible_to(actor).filter(events=event)
    actions = Action.objects.visible_to(actor).filter(events=event)
    needs = Need.objects.visible_to(actor).filter(Q(events=event) | Q(events_planned=event)).distinct()
    return [*priorities, *actions, *needs.order_by("title", "pk")]


def audience_in_words(audience: Audience) -> list[str]:
    """Return whom something is for, a line for each kind of people: "All staff at Oak and Elm". Nobody is named."""
    kinds = AudienceLine.Kind
    where: dict[str, list[str]] = defaultdict(list)
    for line in audience.lines.select_related("school"):
        if line.kind == kinds.PERSON:
            continue
        values = VALUES.get(line.kind)
        who = dict(values())[line.value] if values else in_own_words(line.get_kind_display())
        where[who].append(line.school.name if line.school else f"every {line.phase} school" if line.phase else "")
    return [who if not all(places) else f"{who} at {_listed(sorted(places))}" for who, places in where.items()]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def asked_for(actor: Person, query: MultiValueDict[str, str]) -> dict[str, Any]:
    """Return with what the form of a new event begins: the needs that its address names, or those that are similar."""
    similar = query.get("similar")
    if proposal := proposal_with_key(actor, similar) if similar else None:
        return {"title": proposal.title, "needs": [str(need.public_id) for need in proposal.needs]}
    return {"needs": [key for key in query.getlist("need") if _is_key(key)]} if "need" in query else {}


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def needs_to_meet(actor: Person, school: School, asked: Iterable[str]) -> "QuerySet[Need]":
    """Return the open needs that an event at a school may meet: the school's, and those asked for of other schools."""
    of_others = Need.objects.in_register_of(actor).open().filter(public_id__in=list(asked))
    of_school = needs_of_school(actor, school)
    wanted = Q(pk__in=of_school.order_by().values("pk")) | Q(pk__in=of_others.order_by().values("pk"))
    return Need.objects.filter(wanted).select_related("school").order_by("title", "pk")


def need_url(actor: Person, event: Event) -> str:
    """Return where the actor says what training an event showed to be needed (policy CT-2); "" for whoever cannot.

    For the host school where they may, and for the widest group that they may name; what it came of is filled in.
    """
    schools = schools_to_raise_for(actor)
    if not schools:
        return ""
    school = next((one for one in schools if one.pk == event.school_id), schools[0])
    facts = {"school": str(school.public_id), "source": Source.FEEDBACK.value}
    if plans_for(actor, school):
        facts["for"] = Need.For.SCHOOL.value
    words = f"Raised at “{event.title}”, {short_date(event.day)}."
    return f"{reverse('planning:need-raise')}?{urlencode(facts | {'evidence': words})}"


def events_in_calendar(person: Person) -> "QuerySet[Event]":
    """Return what a person's calendar feed shows: the events where they have a place or that they run, for a year back.

    Not those that were cancelled, and none that the person no longer sees: from a feed they go.
    """
    going = Q(pk__in=Event.objects.filter(places__person=person, places__status="confirmed").values("pk"))
    facilitates = Q(pk__in=Event.facilitators.through.objects.filter(person=person).values("event"))
    rows = Event.objects.visible_to(person).filter(going | facilitates | Q(organiser=person))
    rows = rows.filter(day__gte=today() - dt.timedelta(days=366))
    return rows.exclude(status=Event.Status.CANCELLED).select_related("school").order_by("starts_at", "pk")


def events_of_schools(person: Person) -> "QuerySet[Event]":
    """Return what the calendar feed of a person's schools shows, from a month back and without what was cancelled.

    That is what is for them or theirs to run, whoever hosts it: the address goes to calendars outside the trust, where
    a leader has no meetings of other people either.
    """
    rows = Event.objects.meant_for(person).filter(day__gte=today() - dt.timedelta(days=31))
    return rows.exclude(status=Event.Status.CANCELLED).select_related("school").order_by("starts_at", "pk")


def people_to_name(actor: Person, event: Event, day: dt.date) -> "QuerySet[Person]":
    """Return whom the actor may name for an event: everybody in the trust on a day, a chair or clerk only of boards."""
    people = Person.objects.in_trust_on(day).order_by("last_name", "first_name", "pk")
    if names_boards_only(actor, event.school):
        people = people.filter(pk__in=Grant.objects.current().filter(role__in=BOARD).order_by().values("person"))
    return people


def organised_on(event: Event) -> dt.date:
    """Return the day on which an event's organiser has to be there: its own, or today once that is over."""
    return max(event.day, today())


def possible_organisers(actor: Person, event: Event) -> "QuerySet[Person]":
    """Return whom the actor may name as an event's organiser: who on its day works at the host school or for the whole
    trust, for a chair or clerk people of boards alone.

    Chairs, clerks and others of a board only for what is for boards alone: they run nothing for staff.
    """
    day = organised_on(event)
    here, everywhere = Q(school=event.school_id), Q(school__kind=School.Kind.CENTRAL)
    grants = Grant.objects.on(day)
    held = grants.exclude(role__in=BOARD).filter(here | everywhere | Q(school=None))
    if is_for_boards(event.audience):
        held |= grants.filter(role__in=BOARD).filter(here | Q(school=None) if event.school.is_central else here)
    found = Q(pk__in=Post.objects.on(day).filter(here | everywhere).order_by().values("person"))
    found |= Q(pk__in=held.order_by().values("person"))
    return people_to_name(actor, event, day).filter(found)


def possible_facilitators(actor: Person, event: Event) -> "QuerySet[Person]":
    """Return who can be named to run an event."""
    return people_to_name(actor, event, today())
