"""Finding people, schools and events in their lists."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from core.calendar import LONDON, today
from core.filters import DayFilter, SearchFilter
from core.history import EventTopic, EventWords, topic_of
from core.models import AuditEvent
from core.plugins import registered
from core.trust_settings import ours
from people.models import CareerStage, Grant, Person, Post, School, StaffGroup
from people.trust_settings import role_choices

NOT_INVITED = ("uninvited", "Not invited yet")
NOT_SIGNED_IN = ("invited", "Invited, not signed in yet")
NO_EMAIL = ("no-email", "No email address")


class SchoolChoice(django_filters.ModelChoiceFilter):
    """A school of those that the list sets, by its public id."""

    def __init__(self, *, label: str = "School", empty_label: str = "Every school", **kwargs: Any) -> None:
        super().__init__(
            label=label, queryset=School.objects.none(), to_field_name="public_id", empty_label=empty_label, **kwargs
        )


class PersonFilter(django_filters.FilterSet):
    """Search by name or email; filter by school, staff group, career stage, role, and whether in the trust now."""

    q = SearchFilter(label="Name or email address", nearest_first=True)
    school = SchoolChoice(empty_label="All", method="at_school")
    group = django_filters.ChoiceFilter(label="Staff group", choices=StaffGroup.choices, method="in_group")
    stage = django_filters.ChoiceFilter(
        label="Career stage", choices=[c for c in CareerStage.choices if c[0]], method="at_stage"
    )
    role = django_filters.ChoiceFilter(label="Role", choices=role_choices, method="with_role")
    state = django_filters.ChoiceFilter(
        label="Show",
        choices=[("all", "Include leavers"), ("left", "Leavers only"), NOT_INVITED, NOT_SIGNED_IN, NO_EMAIL],
        empty_label=ours("Current staff and governors"),
        method="in_state",
    )

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor)
        if not actor.authority.is_trust_wide:
            # The central roles alone read who has left.
            self.filters["state"].extra["choices"] = [NOT_INVITED, NOT_SIGNED_IN, NO_EMAIL]

    def at_school(self, people: "QuerySet[Person]", name: str, value: School) -> Any:
        """Return those with a post or a role at the school."""
        return people.filter(
            Q(pk__in=Post.objects.current().filter(school=value).values("person"))
            | Q(pk__in=Grant.objects.current().filter(school=value).values("person"))
        )

    def in_group(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those with a post in the staff group."""
        return people.filter(pk__in=Post.objects.current().filter(staff_group=value).values("person"))

    def at_stage(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those at the career stage."""
        return people.filter(pk__in=Post.objects.current().filter(career_stage=value).values("person"))

    def with_role(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return those who hold the role."""
        return people.filter(pk__in=Grant.objects.current().filter(role=value).values("person"))

    def in_state(self, people: "QuerySet[Person]", name: str, value: str) -> Any:
        """Return leavers, everybody, who was never invited, who has not come, who has no
        email address; without a choice whoever is here.
        """
        if value == "left":
            return people.filter(left_on__lt=today())
        if value == "uninvited":
            return people.filter(pk__in=Person.objects.uninvited(today()).values("pk"))
        if value == "invited":
            return people.filter(pk__in=Person.objects.not_signed_in(today()).values("pk"))
        if value == "no-email":
            here = Person.objects.in_trust_on(today())
            return people.filter(pk__in=here.filter(email=None, is_active=True).values("pk"))
        return people


class SchoolFilter(django_filters.FilterSet):
    """Search schools by name, town or URN."""

    q = SearchFilter(label="Name, town or URN")


MOST_NAMED = 200  # people who fit what was typed; more of them are nobody in particular


def event_choices() -> list[tuple[str, Any]]:
    """Return every kind of event by what it is about, and downloads of lists."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for words in registered(EventWords):
        groups.setdefault(topic_of(words.key).label, []).append((words.key, words.title))
    return [("exported", "Table downloaded"), *sorted(groups.items())]


def about_people(words: str) -> Q:
    """Return the condition for what people of this name did, what was done in their name, and what was about them.

    Their ids are looked up first: each of the three then has an index. A merged record counts as the one it became.
    """
    named = Person.objects.matching(words).order_by().values("pk")
    found = Person.objects.filter(Q(pk__in=named) | Q(merged_into__in=named))
    ids = list(found.values_list("pk", flat=True)[:MOST_NAMED])
    return Q(actor__in=ids) | Q(on_behalf_of__in=ids) | Q(subject__in=ids)


class TrailFilter(django_filters.FilterSet):
    """Search the audit trail: a person (who acted, or whom it was about), kind of event, school, from and to a day."""

    q = SearchFilter(label="Person", condition=about_people)
    event = django_filters.ChoiceFilter(
        label="Event", choices=event_choices, empty_label="All events", method="of_kind"
    )
    school = SchoolChoice(empty_label="All schools", method="at_school")
    since = DayFilter(label="From", method="since_day")
    until = DayFilter(label="To", method="until_day")

    def __init__(self, *args: Any, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor)

    def of_kind(self, events: "QuerySet[AuditEvent]", name: str, value: str) -> Any:
        """Return the events of a code, or every download of a list; by their codes, which have an index."""
        downloads = [f"{topic.key}.exported" for topic in registered(EventTopic)]
        return events.filter(code__in=downloads if value == "exported" else [value])

    def at_school(self, events: "QuerySet[AuditEvent]", name: str, value: School) -> Any:
        """Return the events at the school."""
        return events.filter(school_id=value.pk)

    def since_day(self, events: "QuerySet[AuditEvent]", name: str, value: dt.date) -> Any:
        """Return the events from the beginning of the day, in London."""
        return events.filter(at__gte=dt.datetime.combine(value, dt.time.min, LONDON))

    def until_day(self, events: "QuerySet[AuditEvent]", name: str, value: dt.date) -> Any:
        """Return the events up to the end of the day, in London."""
        return events.filter(at__lt=dt.datetime.combine(value + dt.timedelta(days=1), dt.time.min, LONDON))
