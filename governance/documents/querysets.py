"""Who sees which policy documents, which of them somebody looks after, and what somebody is asked to read."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from core.calendar import today
from core.search import Searched

if TYPE_CHECKING:
    from people.models import Person


# Whoever comes after the day by which something was to be read has so long.
FORTNIGHT = dt.timedelta(days=14)


def kept_by(actor: "Person", prefix: str = "") -> Q:
    """Return the condition that the actor looks after a document: by a role there or of the trust, or by name.

    By name while they have their place at its school; of the whole trust's, while they have one anywhere in it.
    """
    from people.models import Role

    authority = actor.authority
    found = Q(pk__in=[])
    for grant in authority.grants:
        held: dict[str, Any] = {f"{prefix}keeper_role": grant.role}
        if grant.school_id:
            held[f"{prefix}school"] = grant.school_id
        elif grant.role == Role.CLERK:  # of the trustees or members, and not of a school's board
            held[f"{prefix}school__kind"] = "central"
        found |= Q(**held)
    named = Q(**{f"{prefix}keeper": actor})
    if authority.posts or authority.grants:
        places = Q(**{f"{prefix}school__in": authority.schools_reached}) | Q(**{f"{prefix}school__kind": "central"})
        found |= named & places
    return found


class DocumentQuerySet(Searched, models.QuerySet):
    """Policy documents."""

    SEARCHED = ("title",)

    def visible_to(self, actor: "Person") -> Self:
        """Return what the actor may read: of the whole trust and of their schools, as each is for staff or boards.

        Also what they look after or are asked to read. The central roles read what is for staff at every school; what
        is for boards only these boards and its keepers do: the trust's own trustees and members, and their clerk. What
        is withdrawn is read by those who keep it alone.
        """
        from governance.documents.models import Reading
        from governance.documents.policies import kept_in_role
        from people.models import Role

        authority = actor.authority
        if not (authority.posts or authority.grants):
            return self.none()
        of_trust = Q(school__kind="central")
        seen = Q(pk__in=[])
        if authority.is_trust_wide:
            seen |= ~Q(readers="board")
        elif authority.is_staff:
            works = authority.schools_worked_at() | authority.schools_led()
            seen |= Q(readers__in=["everyone", "staff"]) & (of_trust | Q(school__in=works))
        if authority.governs or authority.holds(Role.CLERK):
            here = Q(school__in=authority.schools_with([*Role.governing(), Role.CLERK]))
            seen |= Q(readers="everyone") & (of_trust | here)
            if any(grant.school_id is None and grant.role in Role.of_boards() for grant in authority.grants):
                here |= of_trust
            seen |= Q(readers="board") & here
        seen |= Q(pk__in=Reading.objects.asked_of(actor).order_by().values("document"))
        return self.filter((seen & Q(withdrawn_at=None)) | kept_by(actor) | kept_in_role(actor))

    def in_force(self) -> Self:
        """Return those that are not withdrawn."""
        return self.filter(withdrawn_at=None)


class VersionQuerySet(Searched, models.QuerySet):
    """Versions of policy documents."""

    SEARCHED = ("document__title",)

    def visible_to(self, actor: "Person") -> Self:
        """Return the current versions of what the actor sees; replaced ones to whoever keeps or has read them."""
        from governance.documents.models import Declaration, PolicyDocument
        from governance.documents.policies import kept_in_role

        seen = self.filter(document__in=PolicyDocument.objects.visible_to(actor).order_by().values("pk"))
        if actor.authority.is_trust_wide:
            return seen
        kept = PolicyDocument.objects.filter(kept_by(actor) | kept_in_role(actor)).order_by()
        read = Declaration.objects.filter(person=actor).order_by()
        older = Q(document__in=kept.values("pk")) | Q(pk__in=read.values("document_version"))
        return seen.filter(Q(replaced_at=None) | older)

    def current(self) -> Self:
        """Return what is in force: of each document its newest version."""
        return self.filter(replaced_at=None, document__withdrawn_at=None)

    def review_due_by(self, day: dt.date) -> Self:
        """Return the current versions whose review date is not after `day`."""
        return self.current().filter(review_on__lte=day)

    def with_own_reading(self, actor: "Person") -> Any:
        """Add `read_by`, the day by which the actor is asked to read it, and `read_at`, when they said that they had.

        Both are empty where nobody asks the actor now.
        """
        from governance.documents.models import Declaration, Reading

        mine = Reading.objects.asked_of(actor).with_own_day(actor).order_by()
        asked = mine.filter(document=OuterRef("document"))
        read = Declaration.objects.filter(person=actor, reading__in=mine.values("pk")).order_by()
        read = read.filter(reading__document=OuterRef("document"))
        return self.annotate(
            read_by=Subquery(asked.values("own_day")[:1]), read_at=Subquery(read.values("read_at")[:1])
        )


class ReadingQuerySet(models.QuerySet):
    """What people are asked to read."""

    def open(self) -> Self:
        """Return those that still ask, of documents in force."""
        return self.filter(ended_at=None, document__withdrawn_at=None)

    def asked_of(self, actor: "Person") -> Self:
        """Return the open ones to whose audience the actor belongs today."""
        from training.models import AudienceLine

        lines = AudienceLine.objects.for_person(actor).order_by()
        return self.open().filter(audience__in=lines.values("audience"))

    def with_own_day(self, actor: "Person") -> Any:
        """Add `own_day`, by which the actor is to read it: who came after the day it was due has a fortnight."""
        authority = actor.authority
        held: list[Any] = [*authority.posts, *authority.grants]
        since = max((row.starts_on for row in held), default=None)
        if since is None:
            return self.annotate(own_day=F("due_on"))
        late = When(due_on__lt=since, then=Value(since + FORTNIGHT))
        return self.annotate(own_day=Case(late, default=F("due_on"), output_field=models.DateField()))

    def unread_by(self, person: "Person | OuterRef") -> Self:
        """Return those that a person has not said to have read."""
        from governance.documents.models import Declaration

        done = Declaration.objects.filter(reading=OuterRef("pk"), person=person).order_by()
        return self.filter(~Exists(done))

    def visible_to(self, actor: "Person") -> Self:
        """Return those of which the actor may know who has read: whoever keeps the document, and leaders of schools.

        Of whom each learns it is `Person.visible_to`.
        """
        from governance.documents.models import PolicyDocument
        from governance.documents.policies import kept_in_role, leads_people

        seen = PolicyDocument.objects.visible_to(actor).order_by()
        if not leads_people(actor):
            seen = PolicyDocument.objects.filter(kept_by(actor) | kept_in_role(actor)).order_by()
        return self.filter(document__in=seen.values("pk"))


class DeclarationQuerySet(models.QuerySet):
    """What people said that they have read."""

    def of_person(self, person: "Person") -> Self:
        """Return somebody's own."""
        return self.filter(person=person)


def due_within(days: int) -> dt.date:
    """Return the day so many days from today."""
    return today() + dt.timedelta(days=days)
