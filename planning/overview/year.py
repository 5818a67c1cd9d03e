"""A school's year on one page, for those who plan it: how far each priority is, and what to do next."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from core.calendar import today
from core.components import Bar
from core.pictures import Part, Picture, SharedBar
from core.plugins import Plugin, registered
from people.models import Person, School
from planning.improvement.models import Priority
from planning.needs.answers import answered
from planning.needs.models import Need
from planning.plans.models import Action, ActionPlan
from planning.scope import plans_for
from planning.thread.missing_links import counts

A = Action.Status
NOT_DONE = (A.PLANNED, A.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Progress:
    """One thing of a priority: in words how far it is, and its picture."""

    words: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class PriorityMoney(Plugin):
    """What an app tells of the money of a school's priorities in a year, by priority; one query."""

    progress: Callable[[Person, School, int], dict[int, Progress]]


@dataclass(frozen=True, slots=True)
class YearPicture(Plugin):
    """What an app draws of a school's year, month by month: its title, what it counts, and the bars; one query."""

    title: str
    counts: str
    bars: Callable[[Person, School, int], list[Bar]]


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do for the year's plan, and where."""

    words: str
    url: str


def sees_year(actor: Person, school: School) -> bool:
    """Return whether the actor is shown how far the year is: those who plan for the school, and the central roles."""
    return actor.authority.is_trust_wide or plans_for(actor, school)


def progress_of(actor: Person, school: School, year: int, priorities: Iterable[Priority]) -> dict[int, list[Progress]]:
    """Return needs, actions and money of each priority, as far as there are any; two queries and one an app."""
    keys = [priority.pk for priority in priorities]
    found: dict[int, list[Progress]] = {key: [] for key in keys}
    needs = Need.objects.visible_to(actor).filter(priority__in=keys, year=year).order_by()
    bare = Q(status=Need.Status.OPEN) & ~answered()
    # What was closed, or carried to another year, is neither planned for nor still to be.
    counted = needs.filter(status__in=[Need.Status.OPEN, Need.Status.MET]).values("priority")
    counted = counted.annotate(n=Count("pk"), bare=Count("pk", filter=bare))
    for row in counted:
        words = "training needs planned for"
        found[row["priority"]].append(_progress(words, "Training needs", row["n"] - row["bare"], row["n"]))
    actions = Action.objects.visible_to(actor).filter(priority__in=keys, year=year).order_by()
    actions = actions.exclude(status=Action.Status.CARRIED_FORWARD)
    ended = Count("pk", filter=~Q(status__in=NOT_DONE))
    for done in actions.values("priority").annotate(n=Count("pk"), ended=ended):
        found[done["priority"]].append(_progress("actions done", "Actions", done["ended"], done["n"]))
    for part in registered(PriorityMoney):
        for key, money in part.progress(actor, school, year).items():
            if key in found:
                found[key].append(money)
    return found


def _progress(words: str, title: str, number: int, total: int) -> Progress:
    rest = total - number
    return Progress(
        f"{number} of {total} {words}",
        SharedBar(title, [Part(f"{number} {words}", number), Part(f"{rest} to come", rest, "rest")]),
    )


def pictures_of(actor: Person, school: School, year: int) -> list[tuple[YearPicture, list[Bar]]]:
    """Return what apps draw of a school's year, without what has nothing to show."""
    drawn = ((picture, picture.bars(actor, school, year)) for picture in registered(YearPicture))
    return [(picture, bars) for picture, bars in drawn if bars]


def next_steps(actor: Person, school: School, year: int) -> Iterator[NextStep]:
    """Yield what those who plan for a school do next for the year, the first thing first."""
    if not plans_for(actor, school):
        return
    place = [school.public_id, year]
    if not Priority.objects.filter(school=school, year=year).exists():
        yield NextStep("Add the first priority", reverse("planning:priority-add", args=place))
    plan = ActionPlan.objects.filter(school=school, year=year).first()
    if plan is None or plan.status == ActionPlan.Status.DRAFT:
        words = "Agree the action plan" if plan else "Start the action plan"
        yield NextStep(words, reverse("planning:plan", args=place))
    late = Action.objects.filter(school=school, year=year, status__in=NOT_DONE, ends_on__lt=today()).count()
    if late:
        words = f"{late} action{'' if late == 1 else 's'} past the end date"
        yield NextStep(words, reverse("planning:plan", args=place))
    bare = Need.objects.open().filter(~answered(), school=school, year=year).count()
    if bare:
        words = f"{bare} training need{'' if bare == 1 else 's'} not yet planned for"
        yield NextStep(words, f"{reverse('planning:needs', args=place)}?answered=no")
    missing = sum(counts(actor, year, school=school).values())
    if missing:
        words = f"{missing} item{'' if missing == 1 else 's'} not linked to a priority"
        yield NextStep(words, reverse("planning:missing-links", args=place))
