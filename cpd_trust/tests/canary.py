"""Another school's data with one word in everything: where that word is read by somebody of Oak, there is a leak."""

import datetime as dt
import re
from types import SimpleNamespace

from appraisal.models import AgreedTraining
from appraisal.services.agreeing import agree_review
from appraisal.services.year import add_progress, add_self_review
from appraisal.tests.factories import make_review
from budgets.models import Entry
from budgets.tests.factories import ActionFundingFactory, BudgetFactory, BudgetLineFactory
from core.calendar import now, today
from courses.charging.services import account_of
from courses.tests.factories import CommentFactory, CourseFactory, ServiceAgreementFactory, book, make_request
from governance.documents.tests.factories import DocumentFactory, ReadingFactory
from people.tests.factories import GrantFactory, PersonFactory, PostFactory, ResponsibilityFactory, SchoolFactory
from planning.tests.factories import (
    ActionFactory,
    ConversationFactory,
    EvaluationFactory,
    NeedFactory,
    PriorityFactory,
    TargetFactory,
    this_year,
)
from surveys.tests.factories import QuestionFactory, SurveyFactory
from training.models import Record
from training.tests.factories import FeedbackFactory, FeedbackRequestFactory

MARK = "Quokkamark"
# What changes from one answer to the next whatever is in the database.
VOLATILE = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"|"X-CSRFToken": "[^"]*"|/calendar/[\w-]{20,}')


def fill_elm(cast):
    """Give Elm one of everything, each with the mark in it."""
    person = PersonFactory(first_name=MARK, last_name=MARK)
    PostFactory(person=person, school=cast.elm, job_title=MARK)
    ResponsibilityFactory(person=person, school=cast.elm)
    facts = {"applicant": person, "school": cast.elm, "title": f"{MARK} course", "why": MARK, "intended_effect": MARK}
    day = today() + dt.timedelta(days=3)
    made = {
        "request": make_request("deciding", **facts, starts_on=day, ends_on=day),
        "returned": make_request("returned", **facts, starts_on=day, ends_on=day),
    }
    booked = make_request("to_book", **facts, starts_on=day, ends_on=day)
    made["booking"] = book(booked, officer=cast.ben, venue=MARK)
    CommentFactory(request=made["request"], author=person, text=MARK)
    made["record"] = Record.objects.create(
        person=person, school=cast.elm, source="school", title=MARK, approach="course", reason="statutory",
        starts_on=today(), ends_on=today(), hours=5, cost=99, recorded_at=now(),
    )  # fmt: skip
    FeedbackRequestFactory(record=made["record"])
    made["feedback"] = FeedbackFactory(
        record=made["record"], learnt=MARK, will_do=MARK, recommends="some", recommended_for=MARK
    )
    made["survey"] = SurveyFactory(school=cast.elm, title=MARK, introduction=MARK, made_by=person)
    QuestionFactory(survey=made["survey"], text=MARK, kind="one", choices=[MARK, "Other"])
    made["policy"] = DocumentFactory(school=cast.elm, title=MARK, keeper=person, current__approved_by=MARK)
    ReadingFactory(document=made["policy"], asked_by=person)
    made["open_survey"] = SurveyFactory(school=cast.elm, title=MARK, audience="pupils", made_by=person)
    made["open_survey"].move_to("open", opened_at=now())
    made["priority"] = PriorityFactory(school=cast.elm, title=MARK, detail=MARK, owner=person)
    TargetFactory(priority=made["priority"], text=MARK, measure=MARK)
    made["agreement"] = ServiceAgreementFactory(title=MARK, notes=MARK, provider__name=MARK)
    made["agreement"].schools.add(cast.elm)
    make_request("deciding", **facts, starts_on=day, ends_on=day, reason="priority")
    make_request("deciding", **facts, starts_on=day, ends_on=day, reason="priority", priority=made["priority"])
    made["budget"] = BudgetFactory(school=cast.elm, note=MARK, opened_by=person)
    made["line"] = BudgetLineFactory(budget=made["budget"], school=cast.elm, name=MARK, allocated="4321.00")
    Entry.objects.create(
        line=made["line"], kind="committed", amount=77, account=account_of(made["request"]), note=MARK,
        made_by=person, at=now(),
    )  # fmt: skip
    need = {"person": person, "school": cast.elm, "title": f"{MARK} need", "evidence": MARK}
    made["need"] = NeedFactory(**need)
    NeedFactory(**need, year=this_year() - 1)
    made["conversation"] = ConversationFactory(
        school=cast.elm, person=person, manager=cast.eli, topic=MARK, place=MARK, outcome=MARK
    )
    for _ in range(2):
        NeedFactory(**need | {"person": None, "needed_by": "group", "people_count": 5, "raised_by": person})
    made["course"] = CourseFactory(title=f"{MARK} at Elm")
    made["course"].schools.set([cast.elm])
    made["action"] = ActionFactory(
        school=cast.elm, priority=made["priority"], title=MARK, success_criteria=MARK,
        lead=person, planned_cost=543,
    )  # fmt: skip
    ActionFundingFactory(action=made["action"], line=made["line"])
    EvaluationFactory(
        action=made["action"], made_by=person, pupils_note=MARK, priorities_note=MARK, value_note=MARK, next_step=MARK
    )
    made["plan"] = made["action"].plan
    made["plan"].introduction = made["plan"].summary = MARK
    made["plan"].save()
    made["plan"].move_to("agreed", agreed_by=person, agreed_at=now())
    review = make_review(school=cast.elm, reviewee=person, reviewer=cast.eli, trainings=1, priority=made["priority"])
    review.objectives.update(title=MARK, success_criteria=MARK)
    AgreedTraining.objects.filter(objective__review=review).update(what=f"{MARK} training")
    review.move_to("proposed", proposed_at=now())
    made["review"] = agree_review(review=review, actor=person, version=review.version)
    made["objective"] = review.objectives.get()
    add_self_review(review=made["review"], actor=person, held_on=today(), text=MARK)
    add_progress(objective=made["objective"], actor=person, held_on=today(), text=MARK)
    proposed = {"school": cast.elm, "reviewee": person, "reviewer": cast.eli, "year": this_year() - 1}
    made["sent_back"] = make_review("proposed", **proposed)
    made["sent_back"].move_to("setting", reason=MARK)
    made["person"] = person
    return made


def mirrored(cast):
    """Return the cast as two other schools have it: Ash in the place of Oak and Beech in that of Elm, all marked.

    What an app's `world` makes of it is Ash's and Beech's, and the people of Oak and Elm are strangers to it.
    """
    mirror = SimpleNamespace(**vars(cast))
    mirror.oak, mirror.elm = SchoolFactory(name="Ash Primary School"), SchoolFactory(name="Beech Primary School")
    for name in ("ada", "bea", "lin", "sid", "hal", "gus", "chas", "cora", "tom", "eli"):
        setattr(mirror, name, PersonFactory(first_name=f"{name.capitalize()}{MARK}", last_name=MARK))
    mirror.lin_post = PostFactory(person=mirror.lin, school=mirror.oak, job_title=MARK)
    mirror.ada_post = PostFactory(person=mirror.ada, school=mirror.oak, job_title=MARK, line_manager=mirror.lin)
    for name in ("bea", "sid", "hal", "tom", "eli"):
        school = mirror.elm if name in ("tom", "eli") else mirror.oak
        PostFactory(person=getattr(mirror, name), school=school, job_title=MARK)
    GrantFactory(person=mirror.eli, role="headteacher", school=mirror.elm)
    for name, role in (
        ("hal", "headteacher"), ("sid", "senior_leader"), ("gus", "governor"), ("chas", "chair_of_governors"),
        ("cora", "clerk"),
    ):  # fmt: skip
        GrantFactory(person=getattr(mirror, name), role=role, school=mirror.oak)
    return mirror
