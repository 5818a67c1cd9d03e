"""What a request says, each answer once: what is saved, copied, shown, and compared with what the approvers saw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.formatting import hours, long_date, price
from courses.requests.models import CourseRequest
from people.trust_settings import role_title
from planning.approaches.selectors import approach_name
from planning.vocabulary import Mode, kind_of_reason

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


def _place_in_the_trust(school: str, role: str) -> str:
    return f"{school}, as {role_title(role)}" if role else school


def _type_and_format(approach: str, mode: str) -> str:
    return f"{approach_name(approach)}, {Mode(mode).label.lower()}"


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
    own text. `is_of_days`: a copy takes it over only where the days are still to come. `codes`: fields whose codes are
    kept to compare with, where the trust may change the words later, and `decoded` what they are read as.
    """

    key: str
    label: str
    step: str = ""
    beside: tuple[str, ...] = ()
    words: Callable[[CourseRequest], str] | None = None
    is_of_days: bool = False
    codes: tuple[str, ...] = ()
    decoded: Callable[..., str] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that keep what was answered."""
        return (self.key, *self.beside) if self.step else ()

    def text(self, request: CourseRequest) -> str:
        """Return the answer of a request as people read it."""
        if self.words is not None:
            return self.words(request)
        return str(getattr(request, self.key) or "")

    def kept(self, request: CourseRequest) -> str:
        """Return the answer as it is kept to compare with: its codes where it has some, else its words."""
        return "\n".join(str(getattr(request, name)) for name in self.codes) if self.codes else self.text(request)

    def read(self, kept: str) -> str:
        """Return what was kept as people read it today."""
        return self.decoded(*kept.split("\n")) if self.decoded and kept else kept


ANSWERS = (
    Answer("title", "Course", "what"),
    Answer("provider_name", "Provider", "what"),
    Answer(
        "approach",
        "Type",
        "what",
        ("mode",),
        lambda r: _type_and_format(r.approach, r.mode),
        codes=("approach", "mode"),
        decoded=_type_and_format,
    ),
    Answer("website", "Course web page", "what"),
    Answer(
        "school",
        "Post or role",
        "what",
        ("applies_as",),
        lambda r: _place_in_the_trust(str(r.school), r.applies_as),
        codes=("school", "applies_as"),
        decoded=_place_in_the_trust,
    ),
    Answer("starts_on", "Dates", "when", ("ends_on", "course_date"), _days, is_of_days=True),
    Answer("starts_at", "Times", "when", ("ends_at",), times_text, is_of_days=True),
    Answer("venue", "Place", "when"),
    Answer("hours", "Duration", "when", words=lambda r: hours(r.hours)),
    Answer("reason", "Reason", "why", words=kind_of_reason),
    Answer("requirement", "Required training", "why"),
    Answer("priority", "Priority", "why"),
    Answer("need", "Training need", "why"),
    Answer("action", "Action", "why"),
    Answer("why", "Reason for this course", "why"),
    Answer("intended_effect", "Expected impact", "why"),
    Answer("cost_lines", "Costs", words=_cost_lines),
    Answer("total_cost", "Total cost", words=lambda r: r.cost_words),
    Answer("needs_cover", "Supply cover", "cost", words=lambda r: COVER[r.needs_cover]),
)
FIELDS = tuple(name for answer in ANSWERS for name in answer.fields)


def answers_of(request: CourseRequest) -> dict[str, str]:
    """Return every answer of a request as people read it, by the keys of `ANSWERS`."""
    return {answer.key: answer.text(request) for answer in ANSWERS}


def kept_answers(request: CourseRequest) -> dict[str, str]:
    """Return every answer of a request as it is kept to compare with, by the keys of `ANSWERS`."""
    return {answer.key: answer.kept(request) for answer in ANSWERS}


def answered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values of a form that are answers of a request."""
    return {name: value for name, value in values.items() if name in FIELDS}
