"""Who sees, counts and confirms which CPD records, and on which feedback is to be asked for."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.search import Searched
from people.models import Grant, LongAbsence, Post, Role, School
from people.querysets import in_trust
from people.relations import managed_posts

if TYPE_CHECKING:
    from people.models import Person


# What its person logged and nobody has confirmed yet: it counts for them, and in no figure of a school or the trust.
OWN_WORD = Q(source="own", confirmed_at=None)


class RecordQuerySet(Searched, models.QuerySet):
    """CPD records."""

    SEARCHED = ("title", "provider")

    def visible_to(self, actor: "Person") -> Self:
        """Return all for central roles; a school's for its leaders; one's own and one's reports' for everybody.

        A record belongs to the school that it was for, and follows the person: a leader also reads what a present
        member of staff did elsewhere (policy R-1).
        """
        from people.models import Person

        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        return self.filter(
            Q(person=actor) | Q(person__in=Person.objects.visible_to(actor)) | Q(school__in=authority.schools_led())
        )

    def in_register_of(self, actor: "Person") -> Self:
        """Return the trust's register for the central roles, and a school's for its leaders (policy IM-4).

        A part of `visible_to` with one plain condition, so that an index answers it whatever the number of rows.
        """
        authority = actor.authority
        if authority.is_trust_wide:
            return self.all()
        return self.filter(school__in=authority.schools_led())

    def counted(self) -> Self:
        """Return what figures of a school and of the trust count: all but what is somebody's own word alone."""
        return self.exclude(OWN_WORD)

    def own_word(self) -> Self:
        """Return what people logged and nobody has confirmed yet."""
        return self.filter(OWN_WORD)

    def confirmable_by(self, actor: "Person") -> Self:
        """Return the logs that the actor may confirm, or send back: of others, and not sent back already (policy R-6).

        Line managers confirm those whom they manage; Headteachers and Heads of School those who work at their school;
        the clerk and the chair those of their board; the Executive Lead and the chief executive everybody's.
        """
        waiting = self.own_word().filter(sent_back_at=None).exclude(person=actor)
        authority = actor.authority
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
            return waiting
        return waiting.filter(authority.of_managed() | _of_school(actor) | _of_board(actor))

    def awaiting(self, actor: "Person") -> Self:
        """Return the logs that it is the actor's part to confirm: where somebody has a line manager, it is theirs.

        The Executive Lead's and the chief executive's are those that are left to nobody else.
        """
        waiting = self.confirmable_by(actor)
        authority, day = actor.authority, actor.authority.day
        is_managed = Exists(managed_posts(day).filter(person=OuterRef("person"), school=OuterRef("school")).order_by())
        left_to = _of_school(actor) | _of_board(actor)
        if authority.holds_any([Role.EXECUTIVE_LEAD, Role.CEO]):
            theirs = Grant.objects.on(day).filter(person=OuterRef("person")).order_by()
            leads = theirs.filter(role__in=[*Role.school_leaders(), Role.CLERK], school=OuterRef("school"))
            # The clerk confirms what the chair of trustees logged, where there is one.
            clerks = Grant.objects.on(day).filter(school=None, role=Role.CLERK).exclude(person=OuterRef("person"))
            on_board = theirs.filter(
                ~Q(role=Role.CHAIR_OF_TRUSTEES) | Exists(clerks.order_by()), school=None, role__in=Role.governing()
            )
            left_to |= Exists(leads) | (Q(school__kind=School.Kind.CENTRAL) & ~Exists(on_board))
            # Of who has gone to another school since, nobody at the school of the record confirms.
            works_there = Post.objects.on(day).filter(person=OuterRef("person"), school=OuterRef("school")).order_by()
            left_to |= (
                (Exists(Post.objects.on(day).filter(person=OuterRef("person")).order_by()) | Exists(theirs))
                & ~Exists(works_there)
                & ~Exists(theirs.filter(school=OuterRef("school")))
                & ~Q(school__kind=School.Kind.CENTRAL)
            )
        return waiting.filter(authority.of_managed() | (~is_managed & left_to))

    def of(self, person: "Person") -> Self:
        """Return one person's record, the newest first."""
        return self.filter(person=person).order_by("-starts_on", "-pk")

    def waiting_for_feedback(self) -> Self:
        """Return those whose person was asked for feedback and has not given it."""
        return self.filter(feedback_request__isnull=False, feedback__isnull=True)

    def to_ask(self, day: dt.date, *, not_older_than: int) -> Self:
        """Return the records that ended before `day` and whose person was not asked for feedback yet: of what the trust
        paid others for, and of events whose organiser wants it.

        Not those that ended more than `not_older_than` days ago (what is imported from years ago asks nobody), nor
        those of people who have left, are away or cannot sign in.
        """
        first, last = day - dt.timedelta(days=not_older_than), day - dt.timedelta(days=1)
        rows = self.filter(ends_on__range=(first, last), feedback_request=None, feedback=None)
        wanted = Q(is_external=True) | Q(attendance__event__asks_feedback=True)
        return rows.filter(wanted, answerable_on(day))


def _of_school(actor: "Person") -> Q:
    """Return the condition that a row is of somebody who works today at its school, which the actor heads."""
    posts = Post.objects.on(actor.authority.day).filter(person=OuterRef("person"), school=OuterRef("school"))
    return Q(school__in=actor.authority.schools_with(Role.school_leaders())) & Q(Exists(posts.order_by()))


def _of_board(actor: "Person") -> Q:
    """Return the condition that a row is of somebody with a seat on the board of which the actor is chair or clerk."""
    authority = actor.authority
    seats = Grant.objects.on(authority.day).filter(person=OuterRef("person"), role__in=Role.governing()).order_by()
    boards = authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK])
    theirs = Q(school__in=boards) & Q(Exists(seats.filter(school=OuterRef("school"))))
    if authority.keeps_trust_board:
        theirs |= Q(school__kind=School.Kind.CENTRAL) & Q(Exists(seats.filter(school=None)))
    return theirs


class RecordManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """The records that count: all but those that were withdrawn."""

    def get_queryset(self) -> Any:
        """Return the records that were not withdrawn."""
        return super().get_queryset().filter(withdrawn_at=None)


def answerable_on(day: dt.date) -> Q:
    """Return the condition that a record's person can answer on `day`: in the trust, not away, able to sign in."""
    away = LongAbsence.objects.on(day).filter(person=OuterRef("person")).order_by()
    return in_trust(day, "person__") & ~Exists(away) & Q(person__is_active=True, person__email__isnull=False)
