"""Reads over reviews: the lists, who may review whom, whose review is still to be opened, what happened to one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from appraisal.models import AgreedTraining, Agreement, Objective, Review, YearNote
from appraisal.policies import is_leader
from appraisal.querysets import headed_by
from core.calendar import today
from core.trust_settings import in_own_words, ours
from people.models import Grant, Person, Post, Responsibility, Role, School
from people.models.places import CareerStage, StaffGroup
from people.relations import has_place, managed_posts
from people.selectors import holders
from planning.models import Need, Priority
from planning.scope import EVERYWHERE, plans_everywhere

if TYPE_CHECKING:
    from appraisal.querysets import ObjectiveQuerySet, ReviewQuerySet

TONES = {
    Review.Status.SETTING: "info",
    Review.Status.PROPOSED: "waiting",
    Review.Status.AGREED: "success",
    Review.Status.SET: "success",
}
# --- The lists ----------------------------------------------------------------------------------------------------


def _for_list(rows: "ReviewQuerySet") -> "ReviewQuerySet":
    """Add what a list shows of each review, without its text."""
    return rows.select_related("school", "reviewee", "reviewer").annotate(
        objective_count=Count("objectives", distinct=True)
    )


def reviews_of(actor: Person) -> "ReviewQuerySet":
    """Return the reviews of which the actor is one of the two."""
    return _for_list(Review.objects.of_two(actor))


def reviews_listed(actor: Person) -> "ReviewQuerySet":
    """Return the reviews that the actor looks after; `is_readable` says whether their text is open to the actor.

    `reviewer_is_there`: whether the reviewer has a place at the school today, or works for the whole trust.
    """
    readable = Review.objects.visible_to(actor).filter(pk=OuterRef("pk")).order_by()
    there = has_place("reviewer", "school", today(), also_everywhere=True)
    return _for_list(Review.objects.listed_for(actor)).annotate(is_readable=Exists(readable), reviewer_is_there=there)


def serving(rows: "ReviewQuerySet", actor: Person, priority: Priority | None) -> "ReviewQuerySet":
    """Return the reviews with an objective that the actor reads and that serves a priority; without one, none."""
    objectives = Objective.objects.visible_to(actor).filter(review=OuterRef("pk"), priority=priority)
    return rows.none() if priority is None else rows.filter(Exists(objectives.order_by()))


def posts_looked_after(actor: Person) -> "QuerySet[Post]":
    """Return one post of each person at a school whose review the actor opens, with `is_leaders` for its leaders."""
    current = Post.objects.current()
    earlier = current.filter(person=OuterRef("person"), school=OuterRef("school"), pk__lt=OuterRef("pk"))
    leads = Grant.objects.current().filter(
        person=OuterRef("person"), school=OuterRef("school"), role__in=Role.school_leaders()
    )
    heads_centre = Grant.objects.current().filter(person=OuterRef("person"), role__in=[Role.CENTRAL_HEAD, Role.CEO])
    scope = headed_by(actor) & ~Q(Exists(leads))
    if plans_everywhere(actor):
        scope |= Q(Exists(leads))
    return (
        current.filter(scope)
        .exclude(person=actor)
        .exclude(Q(school__kind=School.Kind.CENTRAL) & Exists(heads_centre))
        .exclude(Exists(earlier.order_by()))
        .annotate(is_leaders=Exists(leads))
        .select_related("person", "school", "line_manager")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def posts_without_review(actor: Person, year: int) -> "QuerySet[Post]":
    """Return those of `posts_looked_after` whose holder has no review for the year yet."""
    reviewed = Review.objects.filter(reviewee=OuterRef("person"), school=OuterRef("school"), year=year)
    return posts_looked_after(actor).exclude(Exists(reviewed.order_by()))


def schools_headed(actor: Person) -> list[School]:
    """Return the schools, and the central team, whose staff's reviews the actor opens, by name."""
    own = Q(pk__in=actor.authority.schools_with(Role.school_leaders()))
    if actor.authority.holds(Role.CENTRAL_HEAD):
        own |= Q(kind=School.Kind.CENTRAL)
    return list(School.objects.open_on(today()).filter(own).order_by("kind", "name", "pk"))


# --- Who reviews whom ---------------------------------------------------------------------------------------------


def can_review(person: Person | None) -> bool:
    """Return whether somebody is in the trust and may sign in, as a reviewer must."""
    return person is not None and person.is_active and bool(person.email) and person.works_on(today())


def possible_reviewers(school: School, person: Person, *, of_leader: bool | None = None) -> "QuerySet[Person]":
    """Return those who may review the person: of a school's leader the trust's executives, else people of the school.

    `of_leader`: whether it is a leader's review, by default whether the person leads the school today. People of the
    school are those with a post or a leader's role there; with the duty of a reviewer, or as the person's line manager
    there, also those who work for the whole trust.
    """
    if is_leader(person, school) if of_leader is None else of_leader:
        grants = Grant.objects.current().filter(role__in=EVERYWHERE)
        found = Q(pk__in=grants.values("person"))
    else:
        posts = Post.objects.current().filter(school=school)
        named = _named_reviewers(school)
        managers = managed_posts().filter(school=school, person=person).values("line_manager")
        leaders = Grant.objects.current().filter(school=school, role__in=[*Role.school_leaders(), Role.SENIOR_LEADER])
        found = Q(pk__in=managers)
        for rows in (posts, named, leaders):
            found |= Q(pk__in=rows.values("person"))
    return (
        Person.objects.filter(found, is_active=True, email__isnull=False)
        .exclude(pk=person.pk)
        .exclude(left_on__lt=today())
        .order_by("last_name", "first_name", "pk")
    )


def _named_reviewers(school: School) -> "QuerySet[Responsibility]":
    """Return the duties of those who are to review staff of the school, and who could read what they review."""
    there = has_place("person", school, today(), also_everywhere=True)
    return Responsibility.objects.current().filter(there, school=school, kind=Responsibility.Kind.REVIEWER)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose review is to be opened, with the reviewer; or why it is left out when all are opened."""

    person: Person
    job_title: str
    reviewer: Person | None
    left_out: str = ""


NO_REVIEWER = "They don't have a reviewer or line manager. Add one first."
NO_SIGN_IN = "This person can't sign in, so they couldn't agree their review. Invite them first."
INDUCTION = ours(
    "Early career teachers have induction reviews. You can start a performance review for them individually if you "
    "want both."
)
TRAINEE = "Trainees are assessed by their training provider."


def default_reviewers(school: School) -> dict[int, Person]:
    """Return by person who reviews them unless another is chosen: the line manager, else the school's one reviewer."""
    people = set(Post.objects.current().filter(school=school).order_by().values_list("person", flat=True))
    named = _named_reviewers(school).select_related("person").order_by("pk")
    reviewers = [row.person for row in named if can_review(row.person)]
    found: dict[int, Person] = {}
    for post in managed_posts().filter(school=school).select_related("line_manager").order_by("pk"):
        if post.line_manager is not None and can_review(post.line_manager):
            found.setdefault(post.person_id, post.line_manager)
    if len(reviewers) == 1:
        for pk in people - {reviewers[0].pk}:
            found.setdefault(pk, reviewers[0])
    return found


def candidates(actor: Person, school: School, year: int) -> list[Candidate]:
    """Return the staff of a school without a review for the year, whose head the actor is, and who is left out."""
    rows: Any = posts_without_review(actor, year)
    rows = rows.filter(school=school, is_leaders=False)
    reviewers = default_reviewers(school)
    return [
        Candidate(post.person, post.job_title, reviewer, _why_not(post, reviewer))
        for post in rows
        for reviewer in [reviewers.get(post.person_id)]
    ]


def _why_not(post: Post, reviewer: Person | None) -> str:
    if not (post.person.is_active and post.person.email):
        return NO_SIGN_IN
    if post.staff_group == StaffGroup.TRAINEE or post.career_stage == CareerStage.TRAINEE:
        return TRAINEE
    if post.career_stage in CareerStage.early():
        return INDUCTION
    return "" if reviewer is not None else NO_REVIEWER


def executives() -> list[Person]:
    """Return those who review the leaders of schools."""
    return list({person.pk: person for role in EVERYWHERE for person in holders(role)}.values())


# --- One review ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """Training agreed for an objective, and what became of it: the state of its need, linked for its readers."""

    training: AgreedTraining
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An objective as the review's page shows it."""

    objective: Objective
    number: int
    priority_url: str
    outcomes: tuple[Outcome, ...]
    progress: tuple[YearNote, ...] = ()


def objectives_of(review: Review, actor: Person) -> list[Shown]:
    """Return the objectives of a review in their order, each with training and what became of it, and progress."""
    rows = list(readable_objectives(actor).filter(review=review).order_by("position", "pk"))
    return [shown(row, number, actor) for number, row in enumerate(rows, start=1)]


def readable_objectives(actor: Person) -> "ObjectiveQuerySet":
    """Return the objectives that the actor reads; `reads_priority` says whether the priority's page is open to them."""
    open_to = Priority.objects.visible_to(actor).filter(pk=OuterRef("priority")).order_by()
    return (
        Objective.objects.visible_to(actor)
        .select_related("review__school", "review__reviewee", "review__reviewer", "priority__school", "school")
        .annotate(reads_priority=Exists(open_to))
        .prefetch_related("trainings__need", Prefetch("notes", notes_of()))
    )


def shown(objective: Objective, number: int, actor: Person) -> Shown:
    """Return an objective of `readable_objectives` as a page shows it."""
    priority = objective.priority
    url = priority.get_absolute_url() if priority and getattr(objective, "reads_priority", False) else ""
    return Shown(
        objective,
        number,
        url,
        tuple(outcome(row, actor) for row in objective.trainings.all()),
        tuple(objective.notes.all()),
    )


def outcome(training: AgreedTraining, actor: Person) -> Outcome:
    """Return what became of a training. Its need's page is open to whose it is and to those who plan for the school."""
    need = training.need
    if need is None:
        return Outcome(training)
    return Outcome(training, need.get_status_display(), need.get_absolute_url() if _reads(actor, need) else "")


def _reads(actor: Person, need: Need) -> bool:
    """Return whether the need's page is open to the actor, without a query for those who usually ask."""
    if actor.pk in (need.person_id, need.raised_by_id) or actor.authority.is_trust_wide:
        return True
    if need.school_id in actor.authority.schools_led():
        return True
    return Need.objects.visible_to(actor).filter(pk=need.pk).exists()


def notes_of() -> "QuerySet[YearNote]":
    """Return what was written during the year with its author, the newest day first."""
    return YearNote.objects.select_related("author").order_by("-held_on", "-pk")


def agreements_of(review: Review) -> tuple[Agreement | None, list[Agreement]]:
    """Return what is in force, and what was agreed or set before it, the newest first; one query."""
    rows = list(review.agreements.order_by("-number"))
    return (rows[0], rows[1:]) if review.is_in_force and rows else (None, rows)


def readers_of(review: Review) -> list[str]:
    """Return who reads a review's text, in words (what `querysets.read_by` says)."""
    readers = ["Reviewee and reviewer"]
    if review.is_of_leader:
        return [*readers, "No one else, because this is a school leader's review"]
    head = in_own_words("The head of the central team") if review.school.is_central else in_own_words("The Headteacher")
    return [*readers, f"{head} (each time they view it is shown under “Activity”)"]


# --- What waits ---------------------------------------------------------------------------------------------------


def to_agree(actor: Person) -> "ReviewQuerySet":
    """Return the actor's own reviews whose objectives wait for their agreement."""
    return Review.objects.filter(reviewee=actor, status=Review.Status.PROPOSED)


def led_without_objectives(actor: Person, year: int) -> "ReviewQuerySet":
    """Return the reviews of a year that the actor leads and that have no objective yet."""
    rows = Review.objects.of_two(actor).filter(reviewer=actor, year=year, status=Review.Status.SETTING)
    return rows.filter(objectives=None)
