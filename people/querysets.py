"""Who sees which people and schools. Every page, export and search starts from `visible_to`."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from core.calendar import today
from core.folding import folded_words
from core.search import MOST_LETTERS, Searched, all_found, closeness, names_of, nearest_first

if TYPE_CHECKING:
    from people.models import Person


def open_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a dated row (starts_on, ends_on) holds on `day`."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def names(path: str) -> tuple[str, str]:
    """Return the fields of a person's name, for a search in rows that lead to a person by `path`."""
    return f"{path}__first_name", f"{path}__last_name"


def has_names(text: str, *people: str) -> Q:
    """Return the condition that every word stands in the name of one of the people to whom a row leads."""
    if not text.strip():
        return Q()
    return all_found(names_of(text), *(field for path in people for field in names(path)))


def in_trust(day: date, prefix: str = "") -> Q:
    """Return the condition that a person has not left by `day`."""
    return Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gte": day})


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> Self:
        """Return the rows that hold on `day`."""
        return self.filter(open_on(day))

    def current(self) -> Self:
        """Return the rows that hold today."""
        return self.on(today())


class LongAbsenceQuerySet(DatedQuerySet):
    """Long absences."""

    def visible_to(self, actor: "Person") -> Self:
        """Return one's own, those of people whom one manages, and those of whoever works at a school that one leads.

        Nobody else's: the head of the central team reads those of the team, the Executive Lead those of the heads.
        """
        from people.models import Grant, Post, Role

        led = Post.objects.current().filter(in_trust(today(), "person__"), actor.authority.posts_led())
        theirs = Q(person__in=led.order_by().values("person"))
        if actor.authority.holds(Role.EXECUTIVE_LEAD):
            heads = Grant.objects.current().filter(in_trust(today(), "person__"), role__in=Role.heads())
            theirs |= Q(person__in=heads.order_by().values("person"))
        return self.filter(Q(person=actor) | Q(person__in=actor.authority.people_managed) | theirs)


class PersonQuerySet(models.QuerySet):
    """People."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the people whose record `actor` may read.

        Everybody reads their own. The central roles read all; leaders of a school read those who work, train or
        govern there today; line managers read those they manage; clerks and chairs read the governors of their
        board. Governors read nobody's (policy: no names to boards). Who has left, or is still to come, is read by the
        central roles alone; what somebody did for a school stays in that school's registers.
        """
        from people.models import Grant, Post, Role

        authority = actor.authority
        if authority.holds_any(Role.trust_wide_readers()):
            return self.all()
        theirs = Q(pk__in=authority.people_managed)
        governing = Grant.objects.current().filter(role__in=Role.governing())
        leads = authority.schools_led()
        if leads:
            theirs |= Q(pk__in=Post.objects.current().filter(school__in=leads).values("person"))
        boards = leads | authority.schools_with([Role.CHAIR_OF_GOVERNORS, Role.CLERK])
        if boards:
            theirs |= Q(pk__in=governing.filter(school__in=boards).values("person"))
        if authority.keeps_trust_board:
            theirs |= Q(pk__in=governing.filter(school=None).values("person"))
        return self.filter(Q(pk=actor.pk) | (theirs & in_trust(today())))

    def in_trust_on(self, day: date) -> Self:
        """Return the people who hold a post or a grant on `day` and have not left."""
        from people.models import Grant, Post

        return self.filter(
            Q(pk__in=Post.objects.on(day).values("person")) | Q(pk__in=Grant.objects.on(day).values("person")),
            in_trust(day),
        )

    def ending(self) -> Self:
        """Return those with no leaving date whose every post and role has a last day; the last of all as `last_day`."""
        from people.models import Grant, Post

        held: list[models.QuerySet[Any]] = [model.objects.filter(person=OuterRef("pk")) for model in (Post, Grant)]
        lasts = [Subquery(rows.order_by("-ends_on").values("ends_on")[:1]) for rows in held]
        # Neither database compares what is empty, so without a post the first day of all stands for it.
        ends = Greatest(*(Coalesce(last, Value(date.min)) for last in lasts), output_field=models.DateField())
        people = self.filter(left_on=None, merged_into=None).annotate(last_day=ends).filter(last_day__gt=date.min)
        return people.exclude(Exists(held[0].filter(ends_on=None)) | Exists(held[1].filter(ends_on=None)))

    def uninvited(self, day: date) -> Self:
        """Return those in the trust on `day` who have an address, may sign in, and were neither invited nor came."""
        return self.in_trust_on(day).filter(invited_at=None).without_sign_in()

    def not_signed_in(self, day: date) -> Self:
        """Return those in the trust on `day` who were invited before that day and have never signed in."""
        return self.in_trust_on(day).filter(invited_at__date__lt=day).without_sign_in()

    def without_sign_in(self) -> Self:
        """Return those who could sign in and never have, and whose invitation is not on its way."""
        return self.filter(last_login=None, email__isnull=False, is_active=True, invitation_asked_by=None)

    def awaiting_invitation(self) -> Self:
        """Return those whose invitation a worker is still to send."""
        return self.filter(invitation_asked_by__isnull=False)

    def at_school(self, school: Any, day: date) -> Self:
        """Return those with a post at the school on `day`."""
        from people.models import Post

        return self.filter(pk__in=Post.objects.on(day).filter(school=school).values("person"))

    def matching(self, text: str) -> Self:
        """Return the people in whose name every word of `text` stands, or whose email begins with it."""
        if not text.strip():
            return self
        if not (parts := names_of(text)):
            return self.none()
        address = f"{folded_words(text[:MOST_LETTERS]).rstrip()}%"
        return self.filter(all_found(parts, "first_name", "last_name") | Q(email__words_like=address))

    def best_first(self, text: str) -> Self:
        """Order by how near the names are to what was typed, then as before."""
        return nearest_first(self, closeness(text, names_of(text), "first_name", "last_name"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """People, found for sign-in by email without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Any:
        """Return the person with this email."""
        return self.get(email__iexact=username)


class SchoolQuerySet(Searched, models.QuerySet):
    """Schools and the central team."""

    SEARCHED = ("name", "town", "urn")

    def schools(self) -> Self:
        """Leave the central team out."""
        return self.filter(kind="school")

    def open_on(self, day: date) -> Self:
        """Return those not closed on `day`."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day))

    def visible_to(self, actor: "Person") -> Self:
        """Return the schools whose page `actor` may read: all for central roles and trustees, else one's own."""
        authority = actor.authority
        if authority.is_trust_wide or authority.reads_as_trustee:
            return self.all()
        return self.filter(pk__in=authority.schools_belonged_to())

    def led_by(self, actor: "Person") -> Self:
        """Return the schools whose staff `actor` leads: one's own for heads, all for the trust-wide readers."""
        from people.models import Role

        if actor.authority.holds_any(Role.trust_wide_readers()):
            return self.all()
        return self.filter(pk__in=actor.authority.schools_led())
