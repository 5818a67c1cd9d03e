"""What the database refuses by itself: every test goes past the services (policy AP-2, AP-4, AP-6, R-3)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.calendar import now
from courses.tests.factories import RequestFactory
from people.tests.factories import SchoolFactory
from planning.models import (
    Action,
    ActionPlan,
    Answer,
    BudgetLine,
    Conversation,
    Entry,
    Evaluation,
    Need,
    Participation,
    Question,
    Response,
)
from planning.tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    BudgetLineFactory,
    ConversationFactory,
    EvaluationFactory,
    NeedFactory,
    PriorityFactory,
    QuestionFactory,
    SurveyFactory,
    this_year,
)

pytestmark = pytest.mark.django_db


def refuses(write):
    """Say whether the database refuses what `write` does, and leave the transaction usable."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def entry(line, kind, amount, source="request:1", **facts):
    return Entry.objects.create(
        line=line,
        kind=kind,
        amount=Decimal(amount),
        source_key="" if kind == "allocated" else source,
        at=now(),
        **facts,
    )


# --- The ledger ------------------------------------------------------------------------------------------------------


@pytest.mark.policy("AP-6")
def test_an_entry_is_never_changed_or_deleted():
    row = entry(BudgetLineFactory(), "allocated", "100")
    assert refuses(lambda: Entry.objects.filter(pk=row.pk).update(amount=1))
    assert refuses(lambda: Entry.objects.filter(pk=row.pk).delete())


@pytest.mark.policy("AP-6")
@pytest.mark.parametrize(("more", "less"), [("committed", "released"), ("spent", "refunded")])
def test_no_more_comes_back_than_went_out(more, less):
    line, other = BudgetLineFactory(allocated="1.00"), BudgetLineFactory(allocated="1.00")
    for amount in ("0.10", "0.20"):  # a float sum would be a hair off
        entry(line, more, amount)
    assert refuses(lambda: entry(line, less, "0.31"))
    assert refuses(lambda: entry(other, less, "0.30"))
    assert refuses(lambda: entry(line, less, "0.30", source="request:2"))
    entry(line, less, "0.30")
    assert refuses(lambda: entry(line, less, "0.01"))


@pytest.mark.parametrize(
    ("kind", "amount", "facts"),
    [
        ("committed", "0", {}),
        ("spent", "-5", {}),
        ("given", "5", {}),
        ("allocated", "5", {"is_over_budget": True}),
        ("committed", "5", {"source": ""}),
    ],
)
def test_an_entry_of_no_sense_is_refused(kind, amount, facts):
    line = BudgetLineFactory()
    assert refuses(lambda: entry(line, kind, amount, **facts))


def test_money_leaves_a_line_as_a_negative_allocation():
    assert entry(BudgetLineFactory(allocated="5.00"), "allocated", "-5").amount == -5


def test_a_priority_has_one_line_in_a_budget():
    line = BudgetLineFactory(kind="priority")
    line.priority = PriorityFactory(school=line.school)
    line.save()
    assert refuses(
        lambda: BudgetLineFactory(school=line.school, budget=line.budget, kind="priority", priority=line.priority)
    )
    assert refuses(lambda: BudgetLine.objects.filter(pk=line.pk).update(kind="other"))


# --- Plans and actions ------------------------------------------------------------------------------------------------


def agree(plan, **facts):
    ActionPlan.objects.filter(pk=plan.pk).update(status="agreed", agreed_at=now(), agreed_by=plan.made_by_id, **facts)


@pytest.mark.policy("AP-4")
def test_no_plan_is_agreed_while_the_last_ones_actions_are_open():
    school = SchoolFactory()
    last = ActionFactory(school=school, year=this_year() - 1)
    ActionFactory(school=SchoolFactory(), year=this_year() - 1)  # another school's is no hindrance
    plan = ActionPlanFactory(school=school)
    assert refuses(lambda: agree(plan))
    agree(plan, override_reason="The Headteacher left in July.", override_by=plan.made_by_id)
    ActionPlan.objects.filter(pk=plan.pk).update(status="draft", override_reason="", override_by=None)
    EvaluationFactory(action=last)
    last.move_to("evaluated")
    agree(plan)


def test_a_plan_starts_as_a_draft_and_there_is_one_a_year():
    plan = ActionPlanFactory()
    facts = {"made_by": plan.made_by, "agreed_by": plan.made_by, "agreed_at": now()}
    assert refuses(lambda: ActionPlan.objects.create(school=SchoolFactory(), year=2026, status="agreed", **facts))
    assert refuses(lambda: ActionPlan.objects.create(school=plan.school, year=plan.year, made_by=plan.made_by))


@pytest.mark.policy("AP-2")
def test_an_action_serves_exactly_one_thing_of_its_school_or_the_trust():
    action = ActionFactory()
    rows = Action.objects.filter(pk=action.pk)
    assert refuses(lambda: rows.update(priority=None))
    assert refuses(lambda: rows.update(serves="review"))
    assert refuses(lambda: rows.update(priority=PriorityFactory()))
    assert refuses(lambda: rows.update(year=action.year - 1))
    assert refuses(lambda: rows.update(budget_line=BudgetLineFactory()))
    assert refuses(lambda: rows.update(success_criteria=""))
    rows.update(priority=PriorityFactory(school=SchoolFactory(kind="central", urn=None)))
    for serves in ("review", "statutory"):
        assert ActionFactory(serves=serves).pk


@pytest.mark.policy("AP-4", "RM-1")
def test_an_action_is_evaluated_on_all_three_with_evidence():
    action = ActionFactory()
    assert refuses(lambda: Action.objects.filter(pk=action.pk).update(status="evaluated"))
    evaluation = EvaluationFactory(action=action)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    for gap in ({"evidence": []}, {"pupils_note": ""}, {"priorities_note": ""}, {"value_note": ""}):
        assert refuses(lambda gap=gap: rows.update(**gap))
    Action.objects.filter(pk=action.pk).update(status="evaluated")


def test_an_action_is_carried_forward_with_a_reason():
    action = ActionFactory()
    assert refuses(lambda: Action.objects.filter(pk=action.pk).update(status="carried_forward"))


# --- Needs and conversations -----------------------------------------------------------------------------------


@pytest.mark.policy("R-3")
def test_a_need_ends_on_a_day_with_a_reason_and_lives_on_where_it_is_carried_forward():
    need = NeedFactory()
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(status="met"))
    assert refuses(lambda: rows.update(status="closed", ended_at=now()))
    assert refuses(lambda: rows.update(status="carried_forward", ended_at=now(), ended_note="Not this year."))
    assert refuses(lambda: rows.update(status="lost", ended_at=now(), ended_note="Oh."))
    NeedFactory(school=need.school, person=need.person, carried_from=need)
    rows.update(status="carried_forward", ended_at=now(), ended_note="Not this year.")


def test_a_need_fits_what_it_says():
    need = NeedFactory(reason="priority")
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(needed_by="school"))
    assert refuses(lambda: rows.update(people_count=0))
    assert refuses(lambda: rows.update(estimated_cost=-1))
    assert refuses(lambda: rows.update(priority=PriorityFactory()))
    rows.update(priority=PriorityFactory(school=need.school))
    assert refuses(lambda: rows.update(reason="personal"))


@pytest.mark.policy("RM-3")
def test_a_conversation_is_between_two_and_ends_with_an_outcome():
    row = ConversationFactory()
    rows = Conversation.objects.filter(pk=row.pk)
    assert refuses(lambda: rows.update(manager=row.person))
    assert refuses(lambda: rows.update(status="held"))
    assert refuses(lambda: rows.update(status="arranged"))


@pytest.mark.policy("AP-6")
def test_what_takes_a_line_over_its_budget_is_marked():
    line = BudgetLineFactory(allocated="100.00")
    for kind in ("committed", "spent"):
        assert refuses(lambda kind=kind: entry(line, kind, "100.01"))
    entry(line, "committed", "60")
    assert refuses(lambda: entry(line, "spent", "40.01", source="request:2"))
    entry(line, "spent", "40", source="request:2")
    assert refuses(lambda: entry(line, "committed", "0.01", source="request:3"))
    entry(line, "committed", "0.01", source="request:3", is_over_budget=True, note="The inspection asked for it.")
    assert refuses(lambda: entry(line, "allocated", "-0.01"))


@pytest.mark.policy("AP-6")
def test_a_line_that_is_over_still_turns_what_is_held_into_what_is_spent():
    line = BudgetLineFactory(allocated="100.00")
    entry(line, "committed", "100")
    entry(line, "committed", "50", source="request:2", is_over_budget=True, note="It was asked for.")
    moment = now()
    facts = {"line": line, "source_key": "request:1"}
    Entry.objects.create(kind="released", amount=100, at=moment, **facts)
    assert refuses(lambda: Entry.objects.create(kind="spent", amount=Decimal("100.01"), at=moment, **facts))
    Entry.objects.create(kind="spent", amount=100, at=moment, **facts)


def test_answers_are_written_anew_only_while_their_survey_is_being_closed():
    question = QuestionFactory()
    survey = question.survey
    survey.move_to("open", opened_at=now())
    response = Response.objects.create(survey=survey)
    answer = Answer.objects.create(response=response, question=question, number=3)
    rows = [Answer.objects.filter(pk=answer.pk), Response.objects.filter(pk=response.pk)]
    assert all(refuses(row.delete) for row in rows)
    survey.closed_at = now()
    survey.save(update_fields=["closed_at"])
    for row in rows:
        row.delete()
    answer = Answer(response=Response.objects.create(survey=survey), question=question, number=3)
    answer.save(force_insert=True)
    survey.move_to("closed")
    assert refuses(Answer.objects.all().delete)


# --- Surveys ---------------------------------------------------------------------------------------------------


def test_a_survey_takes_answers_only_while_it_is_open_and_its_questions_stay():
    question = QuestionFactory()
    survey = question.survey
    assert refuses(lambda: Response.objects.create(survey=survey))
    survey.move_to("open", opened_at=now())
    Response.objects.create(survey=survey)
    assert refuses(lambda: Question.objects.filter(pk=question.pk).update(text="Something else?"))
    survey.move_to("closed", closed_at=now())
    assert refuses(lambda: Response.objects.create(survey=survey))
    assert refuses(lambda: type(survey).objects.filter(pk=survey.pk).update(token="for-staff"))


def test_answers_and_questions_stay_as_they_were_given_and_asked():
    question, other = QuestionFactory(), QuestionFactory()
    survey = question.survey
    other.survey.move_to("open", opened_at=now())
    assert refuses(lambda: QuestionFactory(survey=other.survey))
    assert refuses(lambda: Question.objects.filter(pk=other.pk).delete())
    survey.move_to("open", opened_at=now())
    response = Response.objects.create(survey=survey)
    assert refuses(lambda: Answer.objects.create(response=response, question=other, number=3))
    answer = Answer.objects.create(response=response, question=question, number=3)
    assert refuses(lambda: Answer.objects.filter(pk=answer.pk).update(number=1))
    assert refuses(lambda: Response.objects.filter(pk=response.pk).update(group="Other staff"))
    late = Response.objects.create(survey=survey)
    survey.move_to("closed", closed_at=now())
    assert refuses(lambda: Answer.objects.create(response=late, question=question, number=3))


def test_a_survey_whose_results_were_seen_stays_closed():
    survey = QuestionFactory().survey
    rows = type(survey).objects.filter(pk=survey.pk)
    survey.move_to("open", opened_at=now())
    assert refuses(lambda: rows.update(results_shown_at=now()))
    survey.move_to("closed", closed_at=now(), results_shown_at=now())
    assert refuses(lambda: rows.update(status="open"))
    assert refuses(lambda: rows.update(results_shown_at=None))
    assert refuses(lambda: rows.update(status="open", results_shown_at=None))


def test_a_mark_stands_once():
    survey = SurveyFactory()
    Participation.objects.create(mark="a" * 64, survey=survey)
    assert refuses(lambda: Participation.objects.create(mark="a" * 64, survey=survey))


# --- The thread ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["priority", "need", "action", "budget_line"])
def test_a_request_hangs_on_its_own_school_or_the_trust(name):
    request = RequestFactory()
    makers = {
        "priority": PriorityFactory,
        "need": NeedFactory,
        "action": ActionFactory,
        "budget_line": BudgetLineFactory,
    }
    rows = type(request).objects.filter(pk=request.pk)
    assert refuses(lambda: rows.update(**{name: makers[name]()}))
    rows.update(**{name: makers[name](school=request.school)})


@pytest.mark.policy("AP-10")
def test_needs_are_gathered_into_one_of_the_central_team_and_never_in_a_chain():
    need, central = NeedFactory(), SchoolFactory(kind="central", urn=None)
    provision, other = NeedFactory(school=central), NeedFactory(school=central)
    rows = Need.objects.filter(pk=need.pk)
    assert refuses(lambda: rows.update(gathered_into=NeedFactory()))
    assert refuses(lambda: Need.objects.filter(pk=provision.pk).update(gathered_into=provision))
    rows.update(gathered_into=provision)
    assert refuses(lambda: Need.objects.filter(pk=provision.pk).update(gathered_into=other))
    assert refuses(lambda: NeedFactory(gathered_into=need))
