"""What a survey's answers say, with what would point at somebody left out (policy AP-3).

Page, export and the need that comes out of a question all read from here, so that nothing is shown in one place
that another one hides.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.components import Bar
from core.formatting import counted
from planning.models import Need
from planning.suppression import hidden_groups, smallest_group
from surveys.models import Answer, Question, Survey

AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
AGREEMENT_OF_PUPILS = ("No, not at all", "Not really", "Sometimes", "Mostly", "Yes, very much")


def scale_words(survey: Survey) -> tuple[str, ...]:
    """Return the words of the five steps, lowest first; plainer ones for pupils."""
    return AGREEMENT_OF_PUPILS if survey.audience == Survey.Audience.PUPILS else AGREEMENT


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose one of the answers, out of those who answered the question."""

    label: str
    count: int
    out_of: int

    @property
    def percent(self) -> int:
        """Return the share in whole per cent."""
        return round(100 * self.count / self.out_of) if self.out_of else 0

    @property
    def words(self) -> str:
        """Return "12 (60%)"."""
        return f"{self.count} ({self.percent}%)"


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What one broad group answered to a question."""

    name: str
    answered: int
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Words:
    """One answer in somebody's own words, and the need that came out of it."""

    id: uuid.UUID
    text: str
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What was answered to one question; without shares where too few answered it."""

    question: Question
    answered: int
    shares: list[Share] = field(default_factory=list)
    mean: float | None = None
    groups: list[GroupResult] = field(default_factory=list)
    hidden: int = 0
    words: list[Words] = field(default_factory=list)
    need: Need | None = None

    @property
    def bars(self) -> list[Bar]:
        """Return the shares as a chart draws them."""
        return [Bar(share.label, share.count, share.words) for share in self.shares]

    @property
    def sentence(self) -> str:
        """Return the result in words, for the evidence of a need."""
        parts = "; ".join(f"{share.label}: {share.percent}%" for share in self.shares)
        return f"“{self.question.text}” ({counted(self.answered, 'response')}). {parts}."


@dataclass(frozen=True, slots=True)
class _Row:
    """An answer as it is counted."""

    id: uuid.UUID
    group: str
    labels: tuple[str, ...]
    number: int | None
    words: str


def results_of(survey: Survey) -> list[QuestionResult]:
    """Return what the survey says, a result a question. Whoever calls has asked `can_see_results`."""
    smallest = smallest_group()
    by_question: dict[int, list[_Row]] = {}
    questions = list(survey.questions.all())
    kinds = {question.pk: question for question in questions}
    rows = Answer.objects.filter(response__survey=survey).order_by("id")  # random ids: a random order that stays
    for pk, question_id, number, chosen, words, group in rows.values_list(
        "pk", "question", "number", "chosen", "words", "response__group"
    ):
        labels = _labels(survey, kinds[question_id], number, chosen)
        by_question.setdefault(question_id, []).append(_Row(pk, group, labels, number, words))
    needs: dict[Any, Need] = {}
    for row in survey.needs.select_related("need__school"):
        needs[row.answer_id or row.question_id] = row.need
    return [_result(survey, question, by_question.get(question.pk, []), needs, smallest) for question in questions]


def result_of(survey: Survey, question: Question) -> QuestionResult:
    """Return the result of one question of the survey."""
    return next(result for result in results_of(survey) if result.question.pk == question.pk)


def _labels(survey: Survey, question: Question, number: int | None, chosen: list[str]) -> tuple[str, ...]:
    if question.kind == Question.Kind.SCALE and number is not None:
        return (scale_words(survey)[number - 1],)
    if question.kind == Question.Kind.YES_NO and number is not None:
        return ("Yes" if number else "No",)
    return tuple(chosen)


def _possible(survey: Survey, question: Question) -> list[str]:
    if question.kind == Question.Kind.SCALE:
        return list(scale_words(survey))
    if question.kind == Question.Kind.YES_NO:
        return ["Yes", "No"]
    return list(question.choices)


def _result(
    survey: Survey, question: Question, rows: list[_Row], needs: dict[Any, Need], smallest: int
) -> QuestionResult:
    if question.kind == Question.Kind.TEXT:
        # Not by group, and in the order of random ids: words stand among those of all who answered the survey.
        words = [Words(row.id, row.words, needs.get(row.id)) for row in rows]
        return QuestionResult(question, len(rows), words=words)
    if len(rows) < smallest:
        return QuestionResult(question, len(rows))
    labels = _possible(survey, question)
    counts = Counter(row.group for row in rows)
    hidden = hidden_groups(counts, smallest)
    shown = sorted(name for name in counts if name not in hidden)
    numbers = [row.number for row in rows if row.number is not None]
    return QuestionResult(
        question,
        len(rows),
        shares=_shares(labels, rows),
        mean=sum(numbers) / len(numbers) if question.kind == Question.Kind.SCALE else None,
        groups=[
            GroupResult(name, counts[name], _shares(labels, [row for row in rows if row.group == name]))
            for name in shown
            if len(counts) > 1
        ],
        hidden=sum(counts[name] for name in hidden) if shown else 0,
        need=needs.get(question.pk),
    )


def _shares(labels: Iterable[str], rows: list[_Row]) -> list[Share]:
    counts = Counter(label for row in rows for label in row.labels)
    return [Share(label, counts[label], len(rows)) for label in labels]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A line of the export."""

    question: str
    who: str
    answer: str
    count: int | None
    percent: int | None


def rows_of(results: Iterable[QuestionResult]) -> Iterator[ResultRow]:
    """Yield the lines of the export: the same figures and words as the page shows, with the same left out."""
    for result in results:
        text = result.question.text
        if result.question.kind == Question.Kind.TEXT:
            for words in result.words:
                yield ResultRow(text, "Everyone", words.text, None, None)
            continue
        if not result.shares:
            yield ResultRow(text, "Everyone", "Too few responses to show a breakdown", result.answered, None)
        for who, shares in [("Everyone", result.shares), *((group.name, group.shares) for group in result.groups)]:
            for share in shares:
                yield ResultRow(text, who, share.label, share.count, share.percent)
