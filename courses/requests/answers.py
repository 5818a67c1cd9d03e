"""What a request says, each answer once: what is saved, copied, shown, and compared with what the approvers saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.formatting import hours, long_date, price
from courses.requests.models import CourseRequest
from people.trust_settings import role_title
from planning.vocabulary import kind_of_reason

# The steps of asking, and what the card of each is called where all is looked at once more.
CARDS = {"what": "The course", "when": "When and where", "why": "Why", "cost": "What it costs"}
# When and where, as a date of the catalogue keeps it too.
DAYS_AND_PLACE = ("starts_on", "ends_on", "starts_at", "ends_at", "venue")
COVER = {True: "Needed", False: "Not needed", None: ""}


def times_text(row: Any) -> str:
    """Return "09:00 to 15:30", "from 09:00", or nothing."""
    if row.starts_at and row.ends_at:
        return f"{row.starts_at:%H:%M} to {row.ends_at:%H:%M}"
    return f"from {row.starts_at:%H:%M}" if row.starts_at else ""


def _days(request: CourseRequest) -> str:
    """Return "Tuesday 24 November 2026", or from one day to another, or nothing without a date."""
    first, last = request.starts_on, request.ends_on
    if first is None:
        return ""
    return long_date(first) if last in (None, first) else f"{long_date(first)} to {long_date(last)}"


def _place_in_the_trust(request: CourseRequest) -> str:
    return f"{request.school}, as {role_title(request.applies_as)}" if request.applies_as else str(request.school)


def _cost_lines(request: CourseRequest) -> str:
    return "\n".join(
        f"{line.get_heading_display()} {price(line.amount)}{f' ({line.note})' if line.note else ''}"
        for line in request.cost_lines.all()
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a request.

    `key`: the field that keeps it. `label`: its name on pages. `step`: where it is asked for; empty for what is counted
    from the cost lines. `beside`: further fields that keep it. `words`: how it is read, where that is not the field's
    own text. `drawn`: as a "link" or as somebody's "own words". `is_missed`: a page says that it is not there yet.
    `is_of_days`: a copy takes it over only where the days are still to come.
    """

    key: str
    label: str
    step: str = ""
    beside: tuple[str, ...] = ()
    words: Callable[[CourseRequest], str] | None = None
    drawn: str = ""
    is_missed: bool = False
    is_of_days: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that keep what was answered."""
        return (self.key, *self.beside) if self.step else ()

    def text(self, request: CourseRequest) -> str:
        """Return the answer of a request as people read it."""
        if self.words is not None:
            return self.words(request)
        return str(getattr(request, self.key) or "")


ANSWERS = (
    Answer("title", "Course", "what", is_missed=True),
    Answer("provider_name", "Provider", "what"),
    Answer(
        "approach", "Kind", "what", ("mode",), lambda r: f"{r.get_approach_display()}, {r.get_mode_display().lower()}"
    ),
    Answer("website", "Page of the course", "what", drawn="link"),
    Answer("school", "Asked for", "what", ("applies_as",), _place_in_the_trust),
    Answer("starts_on", "Dates", "when", ("ends_on", "course_date"), _days, is_missed=True, is_of_days=True),
    Answer("starts_at", "Times", "when", ("ends_at",), times_text, is_of_days=True),
    Answer("venue", "Place", "when"),
    Answer("hours", "Length", "when", words=lambda r: hours(r.hours)),
    Answer("reason", "Reason", "why", words=kind_of_reason, is_missed=True),
    Answer("requirement", "Requirement", "why"),
    Answer("priority", "Priority", "why"),
    Answer("need", "Need", "why"),
    Answer("action", "Action of the plan", "why"),
    Answer("why", "Why this course", "why", drawn="own words"),
    Answer("intended_effect", "What will be different afterwards", "why", drawn="own words"),
    Answer("cost_lines", "Cost lines", words=_cost_lines),
    Answer("total_cost", "Total cost", words=lambda r: r.cost_words),
    Answer("needs_cover", "Supply cover", "cost", words=lambda r: COVER[r.needs_cover]),
)
FIELDS = tuple(name for answer in ANSWERS for name in answer.fields)


def answers_of(request: CourseRequest) -> dict[str, str]:
    """Return every answer of a request as people read it, by the keys of `ANSWERS`."""
    return {answer.key: answer.text(request) for answer in ANSWERS}


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """The answers of one step with their words, and where they are changed, if anywhere."""

    step: str
    title: str
    answers: list[tuple[Answer, str]]
    change_url: str


def answer_cards(request: CourseRequest, *, may_change: bool = False) -> list[AnswerCard]:
    """Return the answers of a request, a card a step."""
    return [
        AnswerCard(
            step,
            title,
            [(answer, answer.text(request)) for answer in ANSWERS if answer.step == step],
            f"{reverse('courses:request-step', args=[request.public_id, step])}?from=check" if may_change else "",
        )
        for step, title in CARDS.items()
    ]


def answered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values of a form that are answers of a request."""
    return {name: value for name, value in values.items() if name in FIELDS}
