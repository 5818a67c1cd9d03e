"""Reads of surveys: who is asked, what waits for whom, in which broad group somebody answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from core.calendar import today
from core.first_page import Task, urgency_by
from core.formatting import short_date
from core.models import AuditEvent
from core.reading import Steps, counting_up_to, run_steps, side_by_side
from people.models import Grant, Person, Post, Role, StaffGroup
from people.open_matters import OpenMatter, over_by
from planning.sections import States, counted
from planning.suppression import hidden_groups, smallest_group
from surveys.anonymity import finding_answered
from surveys.models import Survey
from surveys.querysets import SurveyQuerySet

# Broad on purpose: the census' ten groups would point at people (AP-3).
BROAD_GROUPS: dict[str, tuple[str, ...]] = {
    "Teachers and leaders": (StaffGroup.LEADER, StaffGroup.TEACHER, StaffGroup.TRAINEE),
    "Teaching assistants": (StaffGroup.TEACHING_ASSISTANT,),
    "Other staff": (
        StaffGroup.BUSINESS,
        StaffGroup.NON_TEACHING_LEADER,
        StaffGroup.ADMINISTRATIVE,
        StaffGroup.TECHNICIAN,
        StaffGroup.OTHER_SUPPORT,
        StaffGroup.AUXILIARY,
    ),
}


def audience_of(survey: Survey, day: date) -> "QuerySet[Person]":
    """Return those who are asked: in the trust on `day` and able to sign in. Parents and pupils: nobody with a name."""
    everywhere = survey.school.is_central
    found: Q
    if survey.audience == Survey.Audience.STAFF:
        posts = Post.objects.on(day) if everywhere else Post.objects.on(day).filter(school=survey.school)
        found = Q(pk__in=posts.values("person"))
    elif survey.audience == Survey.Audience.GOVERNORS:
        grants = Grant.objects.on(day).filter(role__in=[Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS])
        found = Q(pk__in=(grants if everywhere else grants.filter(school=survey.school)).values("person"))
    elif survey.audience == Survey.Audience.TRUSTEES:
        grants = Grant.objects.on(day).filter(role__in=[Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.MEMBER])
        found = Q(pk__in=grants.values("person"))
    else:
        return Person.objects.none()
    return (
        Person.objects.filter(found, is_active=True, email__isnull=False)
        .exclude(left_on__lt=day)
        .order_by("last_name", "first_name", "pk")
    )


def broad_group(staff_groups: "set[str]") -> str:
    """Return the broad group of somebody with posts in these groups; a teacher first, whatever else they do."""
    return next((name for name, parts in BROAD_GROUPS.items() if staff_groups & set(parts)), "")


def group_to_keep(survey: Survey, person: Person) -> str:
    """Return the broad group that goes with the person's answer, or "" where it would point at too few.

    A group is kept only where at least the trust's smallest group of the audience belongs to it, and where what is
    left without a group are enough too: the table by itself must not say "the one teaching assistant".
    """
    if survey.audience != Survey.Audience.STAFF:
        return ""
    groups: dict[int, set[str]] = {}
    posts = Post.objects.on(today()).filter(person__in=audience_of(survey, today()).values("pk"))
    if not survey.school.is_central:
        posts = posts.filter(school=survey.school)
    for person_id, staff_group in posts.values_list("person", "staff_group"):
        groups.setdefault(person_id, set()).add(staff_group)
    counts: dict[str, int] = {}
    for theirs in groups.values():
        name = broad_group(theirs)
        counts[name] = counts.get(name, 0) + 1
    mine = broad_group(groups.get(person.pk, set()))
    return "" if mine in hidden_groups(counts, smallest_group()) else mine


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that is open to somebody, and whether they have answered."""

    survey: Survey
    has_answered: bool


def open_to(person: Person) -> Steps[list[Asked]]:
    """Return the open surveys of which the person is asked, those to answer first, the earliest last day first."""
    rows = yield Survey.objects.asked_of(person).open_on(today()).select_related("school").order_by("closes_on", "pk")
    done = yield from finding_answered(person, rows)
    return sorted([Asked(row, row.pk in done) for row in rows], key=lambda asked: asked.has_answered)


def count_to_answer(person: Person) -> int:
    """Return how many open surveys wait for the person's answer."""
    return sum(not asked.has_answered for asked in run_steps(open_to(person)))


def to_show(person: Person) -> SurveyQuerySet:
    """Return the surveys that the person made and that have closed with enough answers, and nobody has looked."""
    rows = Survey.objects.filter(made_by=person, results_shown_at=None).closed_on(today()).visible_to(person)
    return rows.with_answered(at_least=smallest_group())


def open_with_pupils(person: Person) -> list[Survey]:
    """Return the open surveys that the person may run with pupils."""
    rows = Survey.objects.for_pupils_of(person).open_on(today())
    return list(rows.select_related("school").order_by("closes_on", "pk"))


def asked_count(survey: Survey) -> int | None:
    """Return how many are asked: on its last day, or today while that is to come; nothing where nobody counts them."""
    if not survey.asks_by_sign_in:
        return None
    return audience_of(survey, min(survey.closes_on, today())).count()


def open_by_school(actor: Person, schools: Collection[int], year: int) -> States:
    """Return how many surveys are open at each school, in words."""
    rows = Survey.objects.filter(school__in=schools, status=Survey.Status.OPEN).order_by()
    found = dict(rows.values_list("school").annotate(number=Count("pk")))
    return {
        pk: counted(
            found.get(pk, 0),
            "open survey",
            "open surveys",
            "None open",
        )
        for pk in schools
    }


def has_removed(actor: Person, public_id: UUID) -> bool:
    """Return whether the actor has deleted the draft of a survey."""
    told = AuditEvent.objects.filter(object_type="surveys.survey", object_id=str(public_id), actor=actor)
    return told.filter(code="surveys.survey.removed").exists()


def not_closed(person: Person, day: date) -> list[OpenMatter]:
    """Return the surveys that the person made and that will not have closed of themselves by `day`; drafts never do."""
    rows = Survey.objects.filter(made_by=person).exclude(status=Survey.Status.CLOSED)
    rows = rows.exclude(over_by(day, "closes_on"), status=Survey.Status.OPEN)
    return [OpenMatter(str(row), row.get_absolute_url()) for row in rows]


def survey_tasks(person: Person) -> Steps[list[Task]]:
    """Return surveys to answer, and those that have closed and whose results nobody has looked at (AP-3)."""
    unseen = f"{reverse('surveys:survey-list')}?state=unseen"
    found, shown = yield from side_by_side([open_to(person), counting_up_to(to_show(person), None)])
    asked = [row.survey for row in found if not row.has_answered]
    closes_on = asked[0].closes_on if asked else None
    return [
        Task(
            "surveys to answer",
            reverse("surveys:survey-mine"),
            len(asked),
            f"Closes on {short_date(closes_on)}",
            urgency_by(closes_on),
            "Answer",
            one="survey to answer",
        ),
        Task(
            "surveys with results to look at",
            unseen,
            shown,
            button="View",
            one="survey with results to look at",
        ),
    ]
