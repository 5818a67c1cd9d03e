"""Who may open which page of surveys."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from core.calendar import academic_year, now, today
from cpd_trust.tests.access.row import Row, answers
from surveys.models import Answer, Question, Response, Survey

LEADERS = ("hal", "sid", "eve", "cleo")
OAK_STAFF = ("ada", "bea", "lin", "sid", "hal")


def made(cast: SimpleNamespace, title: str, audience: str, status: str = "draft", **facts: Any) -> Survey:
    """Create survey of Oak with one question of each kind, and answers of six where it has closed."""
    survey: Survey = Survey.objects.create(
        school=cast.oak,
        title=title,
        audience=audience,
        closes_on=today() + dt.timedelta(days=7),
        made_by=cast.hal,
        introduction="So that we plan the right training.",
    )
    asked = [
        survey.questions.create(position=place, kind=kind, text=text, choices=choices, is_required=kind == "scale")
        for place, (kind, text, choices) in enumerate(
            [
                ("scale", "I get the training that I need", []),
                ("yes_no", "Did the last training day help you?", []),
                ("one", "When do you learn best?", ["In school", "Online"]),
                ("several", "What would help?", ["Time", "A coach", "A course"]),
                ("text", "What else should we know?", []),
            ],
            start=1,
        )
    ]
    if status != "draft":
        survey.move_to("open", opened_at=now(), **facts)
    if status == "closed":
        for number in range(6):
            give(survey, asked, number)
        survey.move_to("closed", closed_at=now(), results_shown_at=now())
    return survey


def give(survey: Survey, asked: list[Question], number: int) -> None:
    """Answer as one of six."""
    response = Response.objects.create(survey=survey, group="")
    given: list[dict[str, Any]] = [
        {"number": number % 5 + 1},
        {"number": number % 2},
        {"chosen": ["Online"]},
        {"chosen": ["Time", "A coach"]},
        {"words": f"More time to practise, please ({number})."},
    ]
    for question, facts in zip(asked, given, strict=True):
        Answer.objects.create(response=response, question=question, **facts)


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make surveys of Oak: a draft, and one open to each kind of audience, and one that has closed."""
    draft = made(cast, "Survey in draft", "staff")
    closed = made(cast, "Survey that has closed", "staff", "closed")
    return SimpleNamespace(
        survey_draft=draft,
        survey_question=draft.questions.all()[0],
        survey_open=made(cast, "Survey of staff", "staff", "open"),
        survey_board=made(cast, "Survey of governors", "governors", "open"),
        survey_parents=made(
            cast, "Survey of parents", "parents", "open", token=f"parents-of-{cast.oak.urn}-answer-here"
        ),
        survey_pupils=made(cast, "Survey of pupils", "pupils", "open"),
        survey_closed=closed,
        survey_closed_question=closed.questions.all()[0],
        survey_words=Answer.objects.filter(response__survey=closed).exclude(words="").first(),
    )


def of(name: str) -> Callable[[SimpleNamespace, SimpleNamespace], list[Any]]:
    """Return the arguments of an address of one of the world's surveys."""
    return lambda cast, world: [getattr(world, name).public_id]


def of_draft_question(cast: SimpleNamespace, world: SimpleNamespace) -> list[Any]:
    """Return the draft and its first question."""
    return [world.survey_draft.public_id, world.survey_question.pk]


def run_by_leaders(status: int = 200) -> dict[str, int]:
    """Return the status for those who plan for Oak, and 404 for everybody else."""
    return answers(404, **dict.fromkeys(LEADERS, status))


ROWS: dict[str, Row] = {
    "surveys:survey-list": Row("GET", answers(200)),
    "surveys:school-surveys": Row(
        "GET", run_by_leaders(), lambda cast, world: [cast.oak.public_id, academic_year(today())]
    ),
    "surveys:survey-create": Row("GET", answers(403, eli=200, **dict.fromkeys(LEADERS, 200))),
    "surveys:survey-mine": Row("GET", answers(200)),
    "surveys:survey-detail": Row("GET", run_by_leaders(), of("survey_draft")),
    "surveys:survey-edit": Row("GET", run_by_leaders(), of("survey_draft")),
    "surveys:survey-copy": Row("GET", run_by_leaders(), of("survey_closed")),
    "surveys:survey-remove": Row("POST", run_by_leaders(302), of("survey_draft")),
    "surveys:survey-preview": Row("GET", run_by_leaders(), of("survey_draft")),
    "surveys:survey-open": Row(
        "POST", run_by_leaders(302), of("survey_draft"), lambda cast, world: {"version": world.survey_draft.version}
    ),
    "surveys:survey-close": Row("POST", run_by_leaders(302), of("survey_open")),
    "surveys:survey-last-day": Row("GET", run_by_leaders(), of("survey_open")),
    "surveys:question-create": Row("GET", run_by_leaders(), of("survey_draft")),
    "surveys:question-edit": Row("GET", run_by_leaders(), of_draft_question),
    "surveys:question-move": Row("POST", run_by_leaders(302), of_draft_question),
    "surveys:question-remove": Row("POST", run_by_leaders(302), of_draft_question),
    "surveys:question-need": Row(
        "GET",
        run_by_leaders(),
        lambda cast, world: [world.survey_closed.public_id, world.survey_closed_question.pk],
    ),
    "surveys:survey-results": Row("GET", run_by_leaders(), of("survey_closed")),
    "surveys:survey-show": Row("POST", run_by_leaders(302), of("survey_closed")),
    "surveys:answer-need": Row(
        "GET", run_by_leaders(), lambda cast, world: [world.survey_closed.public_id, world.survey_words.pk]
    ),
    "surveys:survey-answer": Row("GET", answers(404, **dict.fromkeys(OAK_STAFF, 200)), of("survey_open")),
    "surveys:survey-pupils": Row("GET", answers(404, **dict.fromkeys(OAK_STAFF, 200)), of("survey_pupils")),
    # The one page of surveys that asks for no sign-in: whoever has the link answers.
    "surveys:survey-parents": Row("GET", answers(200, anonymous=200), lambda cast, world: [world.survey_parents.token]),
}
