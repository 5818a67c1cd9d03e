"""Reads about policy documents: who looks after one, who is asked to read it, who has (policy OD-1)."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core.calendar import today
from governance.boards.models import Appointment, Board, BoardRole, BoardSchool
from governance.documents.models import Declaration, DocumentVersion, PolicyDocument, Reading
from governance.documents.policies import KEEPERS, reads_on_a_board
from people.models import Grant, LongAbsence, Person, Post, Role, School
from people.trust_settings import role_title
from planning.suppression import smallest_group
from training.events.selectors import people_in

# From so many days before its review date a document waits for whoever looks after it.
REVIEW_SOON = 60


def current_version(document: PolicyDocument) -> DocumentVersion:
    """Return what the document says today."""
    return document.versions.select_related("file", "board").get(replaced_at=None)


def cpd_policy_for(actor: Person) -> DocumentVersion | None:
    """Return the trust's CPD policy, as far as the actor sees it; None where nobody has added it."""
    rows = DocumentVersion.objects.current().visible_to(actor).select_related("document")
    rows = rows.filter(document__subject=PolicyDocument.Subject.CPD_POLICY, document__school__kind="central")
    return rows.order_by("-approved_on", "-pk").first()


def keeper_in_words(document: PolicyDocument, actor: Person) -> str:
    """Return who looks after a document, as the actor may read it: boards read no name of staff."""
    if document.keeper is None:
        return role_title(document.keeper_role)
    if reads_on_a_board(actor) and document.keeper != actor:
        return "A member of staff"
    return document.keeper.full_name


def with_a_place_on(day: dt.date, school: School) -> "QuerySet[Person]":
    """Return who can look after a school's documents by name on a day: as `querysets.kept_by`, for any day."""
    people = Person.objects.in_trust_on(day)
    if school.is_central:
        return people
    posts = Post.objects.on(day).filter(Q(school=school) | Q(school__kind=School.Kind.CENTRAL))
    grants = Grant.objects.on(day).filter(Q(school=school) | Q(school=None) & ~Q(role__in=Role.of_boards()))
    return people.filter(Q(pk__in=posts.order_by().values("person")) | Q(pk__in=grants.order_by().values("person")))


def to_review_on(version: DocumentVersion, day: dt.date) -> "QuerySet[Person]":
    """Return whose it is on a day to have a document reviewed: who looks after it, and the clerk of its board."""
    document, there = version.document, Q(school=version.document.school_id)
    found = Q(pk__in=[])
    if document.keeper_role:
        if document.keeper_role != Role.CLERK or document.school.is_central:
            there |= Q(school=None)
        held = Grant.objects.on(day).filter(there, role=document.keeper_role)
        found |= Q(pk__in=held.order_by().values("person"))
    else:
        found |= Q(
            pk__in=with_a_place_on(day, document.school).filter(pk=document.keeper_id or 0).order_by().values("pk")
        )
    if version.board_id:
        clerks = Appointment.objects.on(day).filter(board=version.board_id, role=BoardRole.CLERK)
        found |= Q(pk__in=clerks.order_by().values("person"))
    return Person.objects.in_trust_on(day).filter(found).order_by("pk")


def to_review_instead(version: DocumentVersion, day: dt.date) -> "list[QuerySet[Person]]":
    """Return who is told of a review where nobody else can be: the school's leaders, then administrators.

    Of what is for a board its clerk stands for the leaders, who don't see it.
    """
    document = version.document
    of_board = document.readers == PolicyDocument.Readers.BOARD
    here = Grant.objects.on(day).filter(role__in=[Role.CLERK] if of_board else Role.school_leaders())
    here = here.filter(school=None if document.school.is_central else document.school)
    trust = Grant.objects.on(day).filter(role=Role.ADMINISTRATOR)
    people = Person.objects.in_trust_on(day).order_by("pk")
    return [people.filter(pk__in=rows.order_by().values("person")) for rows in (here, trust)]


def asked_people(reading: Reading) -> "QuerySet[Person]":
    """Return who is asked to read a document today; of what has ended, who was on its last day."""
    return people_in(reading.audience, reading.last_day)


def readers_seen_by(actor: Person, reading: Reading) -> Any:
    """Return those of the actor's own people who are asked, with `read_at`, `read_label`, `read_number`, `is_away`.

    Away is who is so as far as the actor may know it.
    """
    own = Declaration.objects.filter(reading=reading, person=OuterRef("pk")).order_by()
    away = LongAbsence.objects.visible_to(actor).on(reading.last_day).filter(person=OuterRef("pk")).order_by()
    return (
        Person.objects.visible_to(actor)
        .filter(pk__in=asked_people(reading).order_by().values("pk"))
        .annotate(
            read_at=Subquery(own.values("read_at")[:1]),
            read_label=Subquery(own.values("document_version__label")[:1]),
            read_number=Subquery(own.values("document_version__number")[:1]),
            is_away=Exists(away),
        )
        .order_by("last_name", "first_name", "pk")
    )


def whole_count(reading: Reading, people: Any) -> tuple[int, int] | None:
    """Return how many of all who are asked have read it, and how many they are; for whoever keeps the document.

    `people`: those whom the reader sees by name. None where the others are fewer than the smallest group, so that the
    whole would say who of them has read it.
    """
    asked, seen = asked_people(reading), people.count()
    whole = asked.count()
    if 0 < whole - seen < smallest_group():
        return None
    read = Declaration.objects.filter(reading=reading, person__in=asked.order_by().values("pk"))
    return read.count(), whole


def last_read(person: Person, document: PolicyDocument) -> Declaration | None:
    """Return the last time somebody said that they have read a document, with its version; None if never."""
    rows = Declaration.objects.of_person(person).filter(document_version__document=document)
    return rows.select_related("document_version").first()


def still_to_read(reading: Reading, people: "QuerySet[Person]") -> "QuerySet[Person]":
    """Return those of some people who have not said that they have read it, and are not away."""
    read = Declaration.objects.filter(reading=reading).order_by().values("person")
    away = LongAbsence.objects.on(today()).order_by().values("person")
    return people.exclude(pk__in=read).exclude(pk__in=away)


def places_to_keep_for(actor: Person) -> "QuerySet[School]":
    """Return the schools for which the actor adds documents; the central team stands for the whole trust."""
    rows = School.objects.open_on(today()).order_by("kind", "name", "pk")
    if actor.authority.holds_any(KEEPERS):
        return rows
    found = Q(pk__in=actor.authority.schools_with([*Role.school_leaders(), Role.CLERK]))
    return rows.filter(found | Q(kind=School.Kind.CENTRAL) if actor.authority.is_clerk_to_trust else found)


def boards_to_name(places: "QuerySet[School]") -> "QuerySet[Board]":
    """Return the boards that approve documents of some schools: the trust's, and the local ones of these schools."""
    local = BoardSchool.objects.current().filter(school__in=places.order_by().values("pk")).order_by()
    return Board.objects.open().filter(~Q(kind=Board.Kind.LOCAL) | Q(pk__in=local.values("board")))
