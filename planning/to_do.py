"""What of planning waits for somebody, a function a part."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.calendar import LONDON, academic_year, now, today, year_label
from core.first_page import Coming, Task, Urgency
from core.formatting import days_from_now
from core.reading import Steps, counting, counting_up_to, side_by_side
from people.first_page import Visit
from people.models import Person, Role, School, Term
from planning.conversations import selectors
from planning.models import Action, ActionPlan, Conversation, Need, Priority, Source
from planning.needs.answers import answered
from planning.plans.selectors import in_evaluation_time
from planning.scope import heads_central_team, place_name, planned_schools, plans_everywhere, plans_somewhere
from planning.thread.missing_links import counting_missing


def priorities_missing() -> Steps[str]:
    """Return how many schools have no improvement priorities for this year."""
    year = academic_year(today())
    planned = Priority.objects.in_force().filter(year=year).values("school")
    schools = School.objects.schools().open_on(today())
    number, there_are = yield from side_by_side([counting(schools.exclude(pk__in=planned)), counting_up_to(schools, 1)])
    if not there_are:
        return "No schools yet."
    noun = "school has" if number == 1 else "schools have"
    return f"{number} {noun} no priorities for {year_label(year)}." if number else ""


def conversation_tasks(person: Person) -> Steps[list[Task]]:
    """Return conversations that the person is asked for, and those whose outcome is to be written down (RM-3)."""
    url = reverse("planning:conversation-list")
    waiting = yield from selectors.waiting_for_manager(person)
    return [
        Task(
            "conversations to arrange",
            f"{url}?mine=led&status=asked",
            waiting["to_arrange"],
            f"First asked for {days_from_now(waiting['asked_at'])}",
            urgency=Urgency.SOON,
            button="Arrange",
            one="conversation to arrange",
        ),
        Task(
            "conversations to write up",
            f"{url}?mine=led&status=arranged",
            waiting["to_write_up"],
            f"First held {days_from_now(waiting['held_at'])}",
            urgency=Urgency.SOON,
            button="Write up",
            one="conversation to write up",
        ),
    ]


def coming_conversations(visit: Visit) -> Steps[list[Coming]]:
    """Return the conversations arranged for a day to come, with the other of the two."""
    person = visit.person
    rows = Conversation.objects.visible_to(person).filter(status=Conversation.Status.ARRANGED, arranged_for__gte=now())
    both = [f"{who}__{field}" for who in ("person", "manager") for field in ("first_name", "last_name", "left_on")]
    rows = rows.select_related("person", "manager").only("public_id", "arranged_for", "place", *both)
    coming = []
    for row in (yield rows.order_by("arranged_for", "pk")):
        other = row.manager if row.person_id == person.pk else row.person
        if other.has_left:
            continue
        when = timezone.localtime(row.arranged_for, LONDON)
        detail = " · ".join(filter(None, [f"{when:%H:%M}", row.place]))
        coming.append(Coming(when.date(), f"Conversation with {other}", detail, row.get_absolute_url()))
    return coming


def need_tasks(person: Person) -> Steps[list[Task]]:
    """Return the needs of the person's own schools that have no answer yet, and open ones of past years (R-3, AP-3).

    For the Executive Lead and the chief executive these are no tasks: every school's leaders have them.
    """
    own = Q(pk__in=person.authority.schools_led())
    if heads_central_team(person):
        own |= Q(kind=School.Kind.CENTRAL)
    elif not person.authority.schools_led():
        return []
    year = academic_year(today())
    bare = Q(year=year) & ~answered()
    rows = (
        Need.objects.open()
        .filter(school__in=School.objects.filter(own), year__lte=year)
        .order_by("school__name")
        .values("school__public_id", "school__name")
        .annotate(
            bare=Count("pk", filter=bare),
            from_reviews=Count("pk", filter=bare & Q(source=Source.REVIEW)),
            requested=Count("pk", filter=bare & Q(source=Source.INDIVIDUAL)),
            past=Count("pk", filter=Q(year__lt=year)),
        )
    )
    found = yield rows
    tasks: list[Task] = []
    for row in found:
        where = row["school__name"] if len(found) > 1 else ""
        place = [row["school__public_id"], year]
        register, carry = reverse("planning:needs", args=place), reverse("planning:needs-carry", args=place)
        tasks += [
            Task(
                "training needs not yet planned for",
                f"{register}?answered=no",
                row["bare"],
                " · ".join(filter(None, [where, _by_source(row["from_reviews"], row["requested"])])),
                button="Plan",
                one="training need not yet planned for",
            ),
            Task(
                "open training needs of past years",
                carry,
                row["past"],
                where or "Carry forward or close",
                button="Review",
                one="open training need of past years",
            ),
        ]
    return tasks


def _by_source(from_reviews: int, requested: int) -> str:
    """Return how many needs come out of reviews, and how many somebody asked for, in words."""
    parts = [(from_reviews, "from reviews"), (requested, "requested")]
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def priority_tasks(visit: Visit) -> Steps[list[Task]]:
    """Return the schools of a head that have no priorities for this year yet, in the autumn term (AP-2)."""
    person = visit.person
    led = person.authority.schools_with(Role.school_leaders())
    central = heads_central_team(person)
    if not led and not central:
        return []
    year = academic_year(today())
    if visit.term(None).name != Term.Name.AUTUMN:
        return []
    schools = School.objects.open_on(today()).filter(pk__in=led)
    if central:
        schools |= School.objects.open_on(today()).filter(kind=School.Kind.CENTRAL)
    without = schools.exclude(pk__in=Priority.objects.in_force().filter(year=year).values("school"))
    return [
        Task(
            "No priorities yet for this year",
            reverse("planning:priorities", args=[school.public_id, year]),
            hint=place_name(school),
            urgency=Urgency.SOON,
            button="Add",
        )
        for school in (yield without.order_by("name", "pk"))
    ]


def thread_tasks(person: Person) -> Steps[list[Task]]:
    """Return the links that are missing this year at the schools that one leads (R-4).

    Those who plan for every school find the numbers in planning: on a first page they would count the whole trust.
    """
    if plans_everywhere(person) or not plans_somewhere(person):
        return []
    year = academic_year(today())
    schools = yield planned_schools(person)
    number = sum((yield from counting_missing(person, year)).values())
    if len(schools) == 1:
        url = reverse("planning:missing-links", args=[schools[0].public_id, year])
    else:
        url = reverse("planning:hub")
    one = "item not linked to a priority"
    return [Task("items not linked to a priority", url, number, button="Link", one=one)]


def plan_tasks(person: Person) -> Steps[list[Task]]:
    """Return what waits of action plans: actions to evaluate, and drafts to finish and agree (AP-2, AP-4).

    For whoever answers for a school: the actions of its running plans when their evaluation is due, and its draft of
    this year. For whoever leads an action: those that are done and not evaluated.
    """
    running = ActionPlan.Status.IN_PROGRESS
    led = Action.objects.led_by(person).filter(status=Action.Status.DONE, plan__status=running)
    tasks = [
        Task("Evaluate the action you lead", reverse("planning:action-evaluate", args=[action.public_id]), 1,
             action.title, button="Evaluate")
        for action in (yield led.order_by("pk"))
    ]  # fmt: skip
    headed = person.authority.schools_with(Role.school_leaders())
    own = Q(school__in=headed)
    if heads_central_team(person):
        own |= Q(school__kind=School.Kind.CENTRAL)
    elif not headed:
        return tasks
    settled = Q(actions__status__in=Action.Status.settled())
    plans = ActionPlan.objects.filter(own).select_related("school").order_by("year", "school__name")
    due = (
        plans.filter(in_evaluation_time(), status=running)
        .annotate(open=Count("actions", filter=~settled & Q(actions__isnull=False)))
        .filter(open__gt=0)
    )
    drafts = plans.filter(
        Exists(Action.objects.filter(plan=OuterRef("pk"))),
        status=ActionPlan.Status.DRAFT,
        year__lte=academic_year(today()),
    )
    due, drafts = yield due, drafts
    tasks += [
        Task(f"actions to evaluate in the plan {year_label(plan.year)}", plan.get_absolute_url(), plan.open,
             plan.school.name, button="Evaluate", one=f"action to evaluate in the plan {year_label(plan.year)}")
        for plan in due
    ]  # fmt: skip
    tasks += [
        Task(f"Finish and agree the action plan {year_label(plan.year)}", plan.get_absolute_url(), 1,
             plan.school.name, button="Continue")
        for plan in drafts
    ]  # fmt: skip
    return tasks
