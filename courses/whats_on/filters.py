"""Choosing among what is on (policy IM-1)."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from core.calendar import today
from core.filters import SearchFilter
from core.search import has_words
from courses.catalogue.filters import CourseFilter
from courses.catalogue.models import Audience, Course, CourseDate, ForStage
from courses.catalogue.querysets import CourseDateQuerySet
from courses.requests.models import CourseRequest
from people.filters import SchoolChoice
from people.models import CareerStage, Person, Role, School, StaffGroup
from planning.approaches.selectors import approach_choices
from planning.models import Mode
from training.events.models import AudienceLine, EventKind
from training.events.querysets import EventQuerySet

LINE, GROUP, STATUS = AudienceLine.Kind, StaffGroup, CourseRequest.Status
# The filters that the catalogue has too, and which mean the same there.
OF_CATALOGUE = ("q", "approach", "mode", "audience", "stage")
# The requests by which somebody goes on a course, or has asked to.
ASKED = (STATUS.RETURNED, *STATUS.holding_a_day())


def _line(kind: str, *values: str) -> Q:
    return Q(kind=kind, value__in=values)


# The lines of events that name each audience of the catalogue; all staff are of every one but the boards'.
LINES_FOR: dict[str, Q] = {
    Audience.TEACHERS: _line(LINE.GROUP, GROUP.TEACHER, GROUP.LEADER, GROUP.TRAINEE) | Q(kind=LINE.STAGE),
    Audience.ECTS: _line(LINE.STAGE, *CareerStage.early()),
    Audience.SUPPORT: _line(LINE.GROUP, GROUP.TEACHING_ASSISTANT, GROUP.TECHNICIAN, GROUP.OTHER_SUPPORT),
    Audience.OFFICE: _line(LINE.GROUP, GROUP.BUSINESS, GROUP.ADMINISTRATIVE, GROUP.NON_TEACHING_LEADER),
    Audience.SITE: _line(LINE.GROUP, GROUP.AUXILIARY),
    Audience.LEADERS: _line(LINE.GROUP, GROUP.LEADER, GROUP.NON_TEACHING_LEADER)
    | _line(LINE.ROLE, *Role.heads(), Role.SENIOR_LEADER)
    | Q(kind=LINE.RESPONSIBILITY),
    Audience.GOVERNANCE: Q(kind=LINE.BOARD) | _line(LINE.ROLE, *Role.governing(), Role.CLERK),
}
# The stages of a career that an event can be for. What is for a group or a role is for every stage of it.
STAGES_OF: dict[str, list[str]] = {ForStage.TRAINEE: [CareerStage.TRAINEE], ForStage.EARLY: CareerStage.early()}
EVERY_STAGE = Q(kind__in=[LINE.STAFF, LINE.GROUP, LINE.ROLE, LINE.RESPONSIBILITY])


class WhatsOnFilter(django_filters.FilterSet):
    """By words, courses or events, type, format, audience, career stage, host school, and what is the reader's own.

    `qs` is the events, `dates` the dates of courses, `own` what else the reader goes to or has asked for.
    """

    q = SearchFilter()
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("courses", "Courses"), ("events", "Events in the trust")],
        empty_label="Courses and events",
        method="only_one",
    )
    approach = django_filters.ChoiceFilter(
        label="Type of training", choices=approach_choices, empty_label="All types", method="of_approach"
    )
    mode = django_filters.ChoiceFilter(label="Format", choices=Mode.choices, empty_label="All formats")
    audience = django_filters.ChoiceFilter(
        label="Who it’s for",
        choices=[pair for pair in Audience.choices if pair[0] in LINES_FOR],
        empty_label="Everyone",
        method="for_audience",
    )
    stage = django_filters.ChoiceFilter(
        label="Career stage", choices=ForStage.choices, empty_label="All stages", method="for_stage"
    )
    host = SchoolChoice(label="Host school", field_name="school", empty_label="All schools")
    mine = django_filters.BooleanFilter(
        label="Only what I’m going to or have asked for",
        widget=forms.CheckboxInput,
        method="of_reader",
    )

    def __init__(self, *args: Any, queryset: EventQuerySet, actor: Person, **kwargs: Any) -> None:
        super().__init__(*args, queryset=queryset, **kwargs)
        self.actor = actor
        hosts = queryset.order_by().values("school")
        self.filters["host"].queryset = School.objects.filter(pk__in=hosts).order_by("name", "pk")

    @cached_property
    def dates(self) -> CourseDateQuerySet:
        """Return the dates of courses that fit: those on offer and to come, and the reader's own, which stay.

        No school hosts one.
        """
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        if wanted.get("show") == "events" or wanted.get("host"):
            return CourseDate.objects.none()
        asked = {name: self.data.get(name, "") for name in OF_CATALOGUE}
        courses = CourseFilter(asked, queryset=Course.objects.all(), actor=self.actor).qs.order_by()
        own = CourseRequest.objects.filter(applicant=self.actor, status__in=ASKED, course_date__isnull=False)
        found = Q(pk__in=own.order_by().values("course_date"))
        if not wanted.get("mine"):
            offered = Course.objects.visible_to(self.actor).on_offer().order_by()
            found |= Q(starts_on__gte=today(), course__in=offered.values("pk"))
        return CourseDate.objects.filter(found, course__in=courses.values("pk"))

    @cached_property
    def own(self) -> "QuerySet[CourseRequest]":
        """Return the reader's requests that fit, for what has no date in the catalogue.

        Nobody said for which audience and stage that is, and no school hosts it.
        """
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        if wanted.get("show") == "events" or any(wanted.get(name) for name in ("host", "audience", "stage")):
            return CourseRequest.objects.none()
        rows = CourseRequest.objects.filter(
            has_words(wanted.get("q", ""), "title", "provider_name"),
            applicant=self.actor,
            status__in=ASKED,
            course_date=None,
        )
        return rows.filter(**{name: wanted[name] for name in ("approach", "mode") if wanted.get(name)})

    def only_one(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Return the events, or none where courses are asked for."""
        return events.none() if value == "courses" else events

    def of_approach(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Return the events by which people learn in this way."""
        return events.filter(kind__in=EventKind.by_approach(value))

    def for_audience(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Return the events for an audience; those for all staff too, where it is of staff."""
        lines = LINES_FOR[value] if value == Audience.GOVERNANCE else LINES_FOR[value] | Q(kind=LINE.STAFF)
        return self._with_lines(events, lines)

    def for_stage(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        """Return the events for a stage of a career, those for every stage too."""
        return self._with_lines(events, _line(LINE.STAGE, *STAGES_OF.get(value, ())) | EVERY_STAGE)

    def of_reader(self, events: EventQuerySet, name: str, value: bool) -> EventQuerySet:
        """Return the events that the reader goes to, has asked for or runs, where that is ticked."""
        return events.of_person(self.actor) if value else events

    def _with_lines(self, events: EventQuerySet, lines: Q) -> EventQuerySet:
        return events.filter(audience__in=AudienceLine.objects.filter(lines).order_by().values("audience"))
