"""What is told when somebody asks: to those who decide, to those who talk, to those who fill a vacant role."""

from collections.abc import Iterable

from django.urls import reverse

from courses.models import Comment, Request, Stage
from courses.notices.waiting import DECIDE
from courses.stages import Decider, PlannedStage, stage_title
from notifications.models import Topic
from notifications.services import tell
from people.models import Grant, Person, Role
from people.selectors import holders


def request_sent(request: Request, stage: Stage, deciders: Iterable[Decider]) -> None:
    """Tell those who decide a stage that the request waits for them. One notice for each time it comes to them."""
    attempt = stage.decisions.count() + 1
    for decider in deciders:
        tell(
            person=decider.person,
            topic=Topic.DECISION,
            key=f"courses.request.waits:{stage.public_id}:{attempt}:{decider.person.public_id}",
            subject=f"{request.applicant} asks for “{request.title}”",
            body=f"It waits for your decision{_for(decider)}.",
            path=reverse("courses:request-decide", args=[request.public_id]),
            asks=DECIDE,
            about=stage.public_id,
        )


def _for(decider: Decider) -> str:
    return f" as deputy of {decider.deputy_for}" if decider.deputy_for else ""


def request_withdrawn(request: Request, people: Iterable[Person]) -> None:
    """Tell those who had the request in hand that it is withdrawn."""
    for person in people:
        tell(
            person=person,
            topic=Topic.DECISION,
            key=f"courses.request.withdrawn:{request.public_id}:{person.public_id}",
            subject=f"{request.applicant} withdrew “{request.title}”",
            body="There is nothing to decide or to book any more.",
            path=request.get_absolute_url(),
        )


def comment_written(comment: Comment, people: Iterable[Person]) -> None:
    """Tell the others in a discussion that somebody wrote. The words themselves stand on the page alone."""
    request = comment.request
    for person in people:
        is_own = person.pk == request.applicant_id
        tell(
            person=person,
            topic=Topic.REQUEST if is_own else Topic.DECISION,
            key=f"courses.comment.written:{comment.public_id}:{person.public_id}",
            subject=f"{comment.author} wrote about “{request.title}”",
            path=f"{request.get_absolute_url()}#discussion",
        )


def role_vacant(stage: PlannedStage) -> None:
    """Tell the trust's administrators, once a vacancy, that nobody holds a role which a request needs.

    The vacancy is known by the last grant of the role: when it is filled and falls vacant again, they hear again.
    """
    last = Grant.objects.filter(role=stage.role, school=stage.school).order_by("-pk").values_list("public_id").first()
    since = last[0] if last else "never held"
    where = stage.school.public_id if stage.school else "trust"
    for person in holders(Role.ADMINISTRATOR):
        tell(
            person=person,
            topic=Topic.ACCOUNT,
            key=f"courses.role.vacant:{stage.role}:{where}:{since}:{person.public_id}",
            subject=f"Nobody can decide as {stage_title(stage)}",
            body="A request could not be sent because of it. Give somebody the role, or name a deputy.",
            urgent=True,
        )
