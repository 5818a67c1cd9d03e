"""What is told when a request is sent, discussed, decided, waits or comes back; and what of it still waits.

Every key is made of facts, so each is told once. Links open pages: nothing is decided by a link (policy IM-5). A course
that begins within a fortnight is mailed at once, and to its approvers any request; everything else waits for the day's
digest.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from core.calendar import today
from core.formatting import counted
from courses.approvals.selectors import deciders_of, next_attempt, with_whom
from courses.approvals.stages import Decider, PlannedStage, stage_title
from courses.requests.models import Comment, CourseRequest, Stage, StageDecision
from notifications.models import Topic
from notifications.services import tell
from people.models import Delegation, Grant, Person, Role
from people.selectors import away_on, holders
from people.trust_settings import role_title

DECIDE = "courses.decide"
BOOK = "courses.book"
CHANGE = "courses.change"


def _in_status(requests: "QuerySet[Any]", prefix: str = "") -> "QuerySet[Any]":
    """Return what has not moved since the notice: sent a second time, it has a notice of its own."""
    return requests.filter(**{f"{prefix}waiting_since__lte": OuterRef("created_at")})


def undecided_stages(reader: Person | None) -> "QuerySet[Any]":
    """Return the stages that still wait to be decided."""
    stages = Stage.objects.current().filter(request__status=CourseRequest.Status.DECIDING)
    return _in_status(stages, "request__")


def still_to_book(reader: Person | None) -> "QuerySet[Any]":
    """Return the requests that still wait to be booked."""
    return _in_status(CourseRequest.objects.to_book())


def still_returned(reader: Person | None) -> "QuerySet[Any]":
    """Return the requests that still wait to be changed."""
    return _in_status(CourseRequest.objects.filter(status=CourseRequest.Status.RETURNED))


def request_sent(request: CourseRequest, stage: Stage, deciders: Iterable[Decider]) -> None:
    """Tell those who decide a stage that the request waits for them. One notice for each time it comes to them."""
    words: dict[Person, str] = {}
    for decider in deciders:
        also = f" for {decider.deputy_for}" if decider.deputy_for else ""
        # Deputy of two who decide: told once, for the first of them.
        words.setdefault(decider.person, f"Please approve or decline it{also}.")
    _ask_to_decide(request, stage, "sent", words)


def _ask_to_decide(request: CourseRequest, stage: Stage, what: str, words: Mapping[Person, str], **also: Any) -> None:
    """Tell people of a stage that has come to them; by mail the same day, so that nobody waits for the morning."""
    subject = f"{request.applicant} has requested “{request.title}”"
    mail_subject = f"To approve: “{request.title}”"
    _tell_of_stage(request, stage, what, words, subject, mail_subject=mail_subject, at_once=True, **also)


def _tell_of_stage(
    request: CourseRequest, stage: Stage, what: str, words: Mapping[Person, str], subject: str, **also: Any
) -> int:
    """Tell people of a stage that waits, once for each time it comes to them; return how many were told now.

    `what`: what has happened, for the key. `words`: the body for each person.
    """
    key = f"courses.stage.{what}:{stage.public_id}:{next_attempt(stage)}"
    facts = {"path": reverse("courses:request-decide", args=[request.public_id]), "asks": DECIDE, **also}
    told = [
        tell(
            person=person,
            topic=Topic.DECISION,
            key=f"{key}:{person.public_id}",
            subject=subject,
            body=body,
            about=stage.public_id,
            **facts,
        )
        for person, body in words.items()
    ]
    return sum(notice is not None for notice in told)


def request_withdrawn(request: CourseRequest, people: Iterable[Person]) -> None:
    """Tell those who had the request in hand that it is withdrawn."""
    for person in people:
        tell(
            person=person,
            topic=Topic.DECISION,
            key=f"courses.request.withdrawn:{request.public_id}:{person.public_id}",
            subject=f"{request.applicant} has withdrawn “{request.title}”",
            body="You don't need to do anything.",
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
            subject=f"{comment.author} commented on “{request.title}”",
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
            subject=f"No one can approve requests as {stage_title(stage)}",
            body="A request couldn't be sent. Add someone to the role or name a stand-in.",
            urgent=True,
        )


SOON = dt.timedelta(days=14)


def is_soon(request: CourseRequest) -> bool:
    """Return whether the course begins so soon that the news can't wait for the day's digest."""
    return request.starts_on is not None and request.starts_on - today() <= SOON


def request_waits(request: CourseRequest, stage: Stage) -> None:
    """Tell everybody who may decide the stage now that a request waits for them, deputies included."""
    words = f"Please approve or decline it. The course starts on {request.starts_on:%A %-d %B %Y}."
    _ask_to_decide(request, stage, "waiting", dict.fromkeys(deciders_of(stage), words), urgent=is_soon(request))


def request_approved(request: CourseRequest, decision: StageDecision, following: Stage | None) -> None:
    """Tell the applicant, and whoever has it next: the next stage's deciders or the central booking officer."""
    if following is not None:
        _tell_applicant(request, decision, f"“{request.title}” is now with {with_whom(following)}")
        request_waits(request, following)
        return
    _tell_applicant(request, decision, f"Approved: “{request.title}”. We'll book it for you")
    for officer in holders(Role.BOOKING_OFFICER):
        tell(
            person=officer,
            topic=Topic.BOOKING,
            key=f"courses.request.to-book:{decision.public_id}:{officer.public_id}",
            subject=f"To book: “{request.title}” for {request.applicant}",
            body=f"This request is approved. The course starts on {request.starts_on:%A %-d %B %Y}.",
            path=request.get_absolute_url(),
            asks=BOOK,
            about=request.public_id,
            urgent=is_soon(request),
        )


def request_returned(request: CourseRequest, decision: StageDecision) -> None:
    """Tell the applicant what to change."""
    _tell_applicant(
        request, decision, f"Please change your request “{request.title}”", asks=CHANGE, about=request.public_id
    )


def request_declined(request: CourseRequest, decision: StageDecision) -> None:
    """Tell the applicant that it was declined, and why."""
    _tell_applicant(request, decision, f"“{request.title}” has been declined")


def _tell_applicant(request: CourseRequest, decision: StageDecision, subject: str, **asks: Any) -> None:
    who = str(decision.decided_by)
    if decision.on_behalf_of:
        who += f" on behalf of {decision.on_behalf_of}"
    words = [f"{decision.get_outcome_display()} by {who}."]
    if decision.decline_reason:
        words.append(f"{decision.get_decline_reason_display()}.")
    if decision.note:
        words.append(decision.note)
    tell(
        person=request.applicant,
        topic=Topic.REQUEST,
        key=f"courses.stage.decided:{decision.public_id}",
        subject=subject,
        body="\n".join(words),
        path=request.get_absolute_url(),
        urgent=is_soon(request),
        **asks,
    )


def request_reopened(request: CourseRequest, first: Stage, actor: Person, note: str) -> None:
    """Tell the applicant, the booking officers and the first approvers that a request is decided again."""
    for person in [request.applicant, *holders(Role.BOOKING_OFFICER)]:
        if person.pk != actor.pk:
            tell(
                person=person,
                topic=Topic.REQUEST if person.pk == request.applicant_id else Topic.BOOKING,
                key=f"courses.request.reopened:{request.public_id}:{first.round}:{person.public_id}",
                subject=f"“{request.title}” has gone back for approval",
                body=f"The details changed after it was approved. {note}",
                path=request.get_absolute_url(),
                urgent=is_soon(request),
            )
    request_waits(request, first)


def stage_reminder(request: CourseRequest, stage: Stage, *, number: int, days: int) -> int:
    """Remind everybody who may decide that the stage has waited `days` school days; return how many were told now.

    Not whoever is away for long: the last reminder that is due reaches them when they are back. Where all of them are
    away, those hear of it who may name somebody to stand in.
    """
    away = set(away_on(today()))
    here = [person for person in deciders_of(stage) if person.pk not in away]
    if not here:
        return _everybody_away(request, stage, number, away)
    words = dict.fromkeys(here, f"It's been waiting for {counted(days, 'school day')}.")
    subject = f"Reminder: “{request.title}” for {request.applicant} needs your decision"
    return _tell_of_stage(request, stage, f"reminder-{number}", words, subject)


def _everybody_away(request: CourseRequest, stage: Stage, number: int, away: Collection[int]) -> int:
    who = [*holders(Role.EXECUTIVE_LEAD), *holders(Role.ADMINISTRATOR)]
    words = dict.fromkeys(
        [person for person in who if person.pk not in away and person.pk != request.applicant_id],
        f"It's with {with_whom(stage)}, but everyone who can decide it is away. Name a stand-in who can.",
    )
    subject = f"Name a stand-in: no one is here to approve “{request.title}”"
    return _tell_of_stage(request, stage, f"away-{number}", words, subject, path=request.get_absolute_url())


def stage_escalated(request: CourseRequest, stage: Stage, *, days: int) -> None:
    """Tell those who let it wait, those who may decide it now too, and the applicant."""
    title = role_title(stage.escalated_to)
    words = dict.fromkeys(deciders_of(stage), f"The {title} can now also approve or decline it.")
    subject = f"“{request.title}” for {request.applicant} has been waiting {counted(days, 'school day')}"
    _tell_of_stage(request, stage, "escalated", words, subject)
    tell(
        person=request.applicant,
        topic=Topic.REQUEST,
        key=f"courses.stage.escalated:{stage.public_id}:{next_attempt(stage)}:{request.applicant.public_id}",
        subject=f"The {title} can now also approve or decline “{request.title}”",
        body=f"It's been waiting for {counted(days, 'school day')}.",
        path=request.get_absolute_url(),
    )


def stage_without_deciders(request: CourseRequest, stage: Stage) -> int:
    """Tell the trust's administrators that nobody can decide the stage; return how many were told now."""
    words = dict.fromkeys(
        holders(Role.ADMINISTRATOR),
        f"It's with {with_whom(stage)}, but no one has that role. Add someone to the role or name a stand-in.",
    )
    subject = f"No one can approve “{request.title}” because the role is vacant"
    return _tell_of_stage(request, stage, "vacant", words, subject, path=request.get_absolute_url(), urgent=True)


def deputy_named(delegation: Delegation) -> bool:
    """Tell a deputy for whom and until when they decide, and that person where somebody else has named the deputy.

    Returns whether that was news.
    """
    if delegation.named_by:
        tell(
            person=delegation.person,
            topic=Topic.DECISION,
            key=f"courses.deputy.named_for:{delegation.public_id}",
            subject=f"You have a stand-in approver until {delegation.ends_on:%A %-d %B %Y}",
            body=(
                f"{delegation.named_by} has asked {delegation.deputy} to approve requests for you from "
                f"{delegation.starts_on:%A %-d %B %Y}. You can end this at any time."
            ),
            path=reverse("people:deputies"),
        )
    notice = tell(
        person=delegation.deputy,
        topic=Topic.DECISION,
        key=f"courses.deputy.named:{delegation.public_id}",
        subject=f"You're the stand-in approver for {delegation.person} until {delegation.ends_on:%A %-d %B %Y}",
        body=f"From {delegation.starts_on:%A %-d %B %Y} you can approve the requests that go to {delegation.person}.",
        path=reverse("courses:request-queue"),
    )
    return notice is not None
