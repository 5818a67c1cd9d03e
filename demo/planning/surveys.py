"""The demo's surveys: some closed with results, some open to staff, boards and trustees, parents, and pupils."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from core.calendar import LONDON, academic_year
from demo.people import DemoPeople
from demo.school_year import on_or_after, on_or_before, past
from people.models import Person, School
from planning.models import Need
from planning.suppression import hidden_groups
from surveys.anonymity import mark_of
from surveys.models import Answer, Participation, Question, Response, Survey, SurveyNeed, new_survey_token
from surveys.selectors import broad_group

Asked = list[tuple[str, str, list[str], bool]]  # kind, text, choices, must be answered

STAFF: Asked = [
    ("scale", "The training I’ve had this year helps me in my job", [], True),
    ("scale", "I have time to try out what I’ve learned", [], True),
    ("yes_no", "Have you shared something you learned with colleagues?", [], False),
    ("several", "What would help you most next year?",
     ["Time to practise", "Observing a colleague", "Coaching", "External course", "Short online modules"], False),
    ("one", "When do you learn best?", ["In staff meetings", "On INSET days", "In my own time"], False),
    ("text", "Is there anything else we should know when we plan training?", [], False),
]  # fmt: skip
WORKLOAD: Asked = [
    ("scale", "We make good use of staff meetings for CPD", [], True),
    ("yes_no", "Would you like to observe a colleague teaching this term?", [], True),
    ("text", "Which staff meeting was most useful, and why?", [], False),
]
BOARD: Asked = [
    ("scale", "I understand the data presented to the board", [], True),
    (
        "several",
        "Which topic would you like a training evening on?",
        ["Finance", "SEND", "Safeguarding", "Exclusions"],
        False,
    ),
    ("text", "What would make our board more effective?", [], False),
]
PARENTS: Asked = [
    ("scale", "The school tells me how I can help my child with reading", [], True),
    ("yes_no", "Would you come to a workshop at school?", [], False),
    ("one", "What time would suit you?", ["Just after drop-off", "Before pick-up", "In the evening"], False),
    ("text", "What would you like our staff to learn more about?", [], False),
]
PUPILS: Asked = [
    ("scale", "My teachers help me when I am stuck", [], True),
    ("scale", "I know how to get better at reading", [], True),
    ("yes_no", "Do you like it when grown-ups visit your lesson?", [], False),
]
WORDS = [
    "More time to practise phonics together, rather than just hearing about it.",
    "Please let TAs come to INSET days too.",
    "Coaching has helped me more than any course.",
    "Behaviour in the afternoons. Could we all use the same routines?",
    "I’d like to see how other schools in the trust teach fractions.",
    "Shorter staff meetings with one thing to try before the next one.",
    "Autism training please, for everyone who does playground duty.",
    "It’s hard to fit in online modules in my own time.",
]
PARENTS_WORDS = [
    "How to help when a child doesn’t want to read at home.",
    "What the phonics sounds are, so that I say them in the same way.",
    "Children who find loud places hard.",
]
BOARD_WORDS = ["An evening with governors from the other schools.", "Simpler papers, sent out a week earlier."]


@dataclass
class SurveyMaker:
    """Writes surveys with their answers, in the order that the database allows."""

    random: Random
    day: dt.date

    def make(
        self, school: School, author: Person, title: str, audience: str, asked: Asked,
        *, opened: int, closes: int, introduction: str,
    ) -> Survey:  # fmt: skip
        """Return an open survey; `opened` days ago, and closing in `closes` days."""
        survey: Survey = Survey.objects.create(
            school=school, title=title, audience=audience, made_by=author, introduction=introduction,
            closes_on=(on_or_after if closes > 0 else on_or_before)(self.day + dt.timedelta(days=closes)),
        )  # fmt: skip
        Question.objects.bulk_create(
            Question(survey=survey, position=place, kind=kind, text=text, choices=choices, is_required=required)
            for place, (kind, text, choices, required) in enumerate(asked, start=1)
        )
        moment = _at(past(self.day - dt.timedelta(days=opened), self.day), 9)
        survey.move_to("open", opened_at=moment, token=new_survey_token() if audience == "parents" else None)
        made = _at(on_or_before(moment.date() - dt.timedelta(days=3)), 16)
        Survey.objects.filter(pk=survey.pk).update(created_at=made)
        return survey

    def answer(self, survey: Survey, groups: list[str], words: list[str], mood: int) -> None:
        """Answer once for each group in the list ("" where there is none); `mood`: the middle of the scale."""
        questions = list(survey.questions.all())
        responses = [Response(survey=survey, group=group) for group in groups]
        Response.objects.bulk_create(responses)
        left = self.random.sample(words, len(words))
        Answer.objects.bulk_create(
            Answer(response=response, question=question, **facts)
            for response in responses
            for question in questions
            if (facts := self.facts(question, left, mood))
        )

    def facts(self, question: Question, left: list[str], mood: int) -> dict[str, Any]:
        """Return what one person answers to a question, or nothing; `left`: the words that nobody has said yet."""
        random = self.random
        if question.kind == "scale":
            return {"number": min(5, max(1, mood + random.choice([-2, -1, -1, 0, 0, 0, 1, 1, 2])))}
        if question.kind == "yes_no":
            return {"number": int(random.random() < 0.7)}
        if question.kind == "one":
            return {"chosen": [random.choice(question.choices)]}
        if question.kind == "several":
            return {"chosen": [choice for choice in question.choices if random.random() < 0.4] or question.choices[:1]}
        return {"words": left.pop()} if left and random.random() < 0.3 else {}

    def answer_signed_in(self, survey: Survey, people: list[Person], groups: list[str], words: list[str]) -> None:
        """Answer as these people, of whom nothing is kept but that they did."""
        Participation.objects.bulk_create(Participation(mark=mark_of(survey, one), survey=survey) for one in people)
        self.answer(survey, groups, words, mood=self.random.choice([3, 4]))

    def close(self, survey: Survey, *, shown: bool) -> None:
        """Close a survey on its last day, with its results shown or not."""
        moment = _at(survey.closes_on, 23)
        survey.move_to("closed", closed_at=moment)
        if shown:
            survey.results_shown_at = _at(on_or_after(survey.closes_on + dt.timedelta(days=1)), 9)
            survey.save(update_fields=["results_shown_at"])


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LONDON)


def staff_of(people: DemoPeople, school: School) -> tuple[list[Person], list[str]]:
    """Return the staff of a school who can sign in, and the broad group that an answer of each keeps."""
    staff = [person for person in people.staff[school.pk] if person.email]
    names = [broad_group({people.posts[person.pk].staff_group}) for person in staff]
    hidden = hidden_groups({name: names.count(name) for name in names}, 5)
    return staff, ["" if name in hidden else name for name in names]


def make_surveys(random: Random, day: dt.date, people: DemoPeople) -> None:
    """Write the surveys of six schools and of the central team."""
    maker = SurveyMaker(random, day)
    for place, school in enumerate(people.schools):
        head = people.heads[school.pk]
        staff, groups = staff_of(people, school)
        most = len(staff) * 3 // 4
        closed = maker.make(
            school, head, "Staff CPD survey", "staff", STAFF, opened=120, closes=-100,
            introduction="We’ll use this to plan next year’s training. The senior leadership team reads every answer.",
        )  # fmt: skip
        maker.answer_signed_in(closed, staff[:most], groups[:most], WORDS)
        maker.close(closed, shown=True)
        raise_need(closed, head, day)
        if place % 2 == 0:
            # The printed sign-ins of a teacher and an assistant still have it to answer: the last third answered.
            opened = maker.make(
                school, head, "Staff meetings survey", "staff", WORKLOAD, opened=4, closes=10,
                introduction="Three questions, two minutes. We’ll use your answers to plan next term’s staff meetings.",
            )  # fmt: skip
            maker.answer_signed_in(opened, staff[-6:], groups[-6:], WORDS)
    first = people.schools[0]
    head, board = people.heads[first.pk], people.governors[first.pk]
    parents = maker.make(
        first, head, "Reading at home", "parents", PARENTS, opened=6, closes=15,
        introduction="We’d like to train our staff in what would help you most.",
    )  # fmt: skip
    maker.answer(parents, [""] * 14, PARENTS_WORDS, mood=3)
    pupils = maker.make(
        first, head, "My lessons", "pupils", PUPILS, opened=3, closes=12,
        introduction="There are no right or wrong answers.",
    )  # fmt: skip
    maker.answer(pupils, [""] * 9, WORDS, mood=4)
    governors = maker.make(
        first, head, "Governor training survey", "governors", BOARD, opened=40, closes=-5,
        introduction="Help us choose the right topics for our training evenings.",
    )  # fmt: skip
    maker.answer_signed_in(governors, board[:6], [""] * 6, BOARD_WORDS)
    maker.close(governors, shown=False)
    assert people.central is not None
    chief = people.central_staff["ceo"]
    for audience, title in (
        ("trustees", "Trustee and member training survey"),
        ("governors", "Governance evening"),
    ):
        maker.make(
            people.central, chief, title, audience, BOARD, opened=2, closes=20,
            introduction="We’ll use this to plan the trust’s governance evenings.",
        )  # fmt: skip


def raise_need(survey: Survey, head: Person, day: dt.date) -> None:
    """Turn one answer of a closed survey into a need of the whole school."""
    answer = Answer.objects.filter(response__survey=survey).exclude(words="").order_by("words", "pk").first()
    if answer is None:
        return
    need = Need.objects.create(
        school=survey.school, year=academic_year(day), title="Consistent afternoon behaviour routines",
        area="teaching", evidence=f"“{answer.words}” (survey answer, “{survey.title}”)", source="feedback",
        needed_by="school", people_count=len(survey.school.posts.all()), reason="personal", raised_by=head,
        raised_at=_at(on_or_after(survey.closes_on + dt.timedelta(days=1)), 16),
    )  # fmt: skip
    SurveyNeed.objects.create(survey=survey, need=need, answer=answer)
