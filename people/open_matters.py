"""What is still open with somebody after their last day, told from above by the apps that keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from core.calendar import today
from core.plugins import Plugin, registered
from people.models import Grant, Person, Post, Responsibility, Role
from people.trust_settings import role_title


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One thing that is open: in words that its readers may see, and its page where they may open it."""

    what: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OpenSource(Plugin):
    """One kind of thing that can be open with somebody.

    `after`: the person and their last day → what is open after it. `hand_on`: actor, person, who takes over, last day
    → how many were handed on at once, each with its event and notice; none where the kind is settled on its own page.
    Raises `ValidationError` with a sentence where that person can't take it over.
    """

    key: str
    label: str
    after: Callable[[Person, date], list[OpenMatter]]
    hand_on: Callable[[Person, Person, Person, date], int] | None = None


def open_after(person: Person, day: date) -> list[tuple[OpenSource, list[OpenMatter]]]:
    """Return what is open with the person after `day`, kind by kind; kinds with nothing are left out."""
    found = [(source, source.after(person, day)) for source in registered(OpenSource)]
    return [(source, matters) for source, matters in found if matters]


def over_by(day: date, field: str = "ends_on") -> Q:
    """Return the condition that a row's day lies between today and the last day: it is over by then of itself.

    What should be over already and is not stays open.
    """
    return Q(**{f"{field}__range": (today(), day)})


def vacant_after(person: Person, day: date) -> list[str]:
    """Return in words the roles and safeguarding duties that nobody holds on the day after the person's last one."""
    after = day + timedelta(days=1)
    wanted = [*Role.with_deputies(), Role.ADMINISTRATOR, Role.CLERK]
    vacant = []
    for grant in person.grants.on(day).filter(role__in=wanted).select_related("school"):
        others = Grant.objects.on(after).filter(role=grant.role, school=grant.school, person__is_active=True)
        if not others.exclude(person=person).exclude(person__left_on__lt=after).exists():
            vacant.append(f"{role_title(grant.role)} of {grant.school}" if grant.school else role_title(grant.role))
    kinds = [Responsibility.Kind.DSL, Responsibility.Kind.DEPUTY_DSL, Responsibility.Kind.SENCO]
    for duty in person.responsibilities.on(day).filter(kind__in=kinds).select_related("school"):
        same = Responsibility.objects.on(after).filter(kind=duty.kind, school=duty.school)
        if not same.exclude(person=person).exclude(person__left_on__lt=after).exists():
            vacant.append(f"{duty.get_kind_display()} at {duty.school}")
    return vacant


def managed_after(person: Person, day: date) -> list[OpenMatter]:
    """Return the posts whose line manager the person is after `day`."""
    posts = Post.objects.filter(line_manager=person).exclude(ends_on__lte=day).exclude(person__left_on__lte=day)
    rows = posts.select_related("person", "school").order_by("person__last_name", "person__first_name", "pk")
    return [OpenMatter(f"{row.person.full_name}, {row}", row.person.get_absolute_url()) for row in rows]
