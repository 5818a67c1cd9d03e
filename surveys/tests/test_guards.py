"""What the database refuses of surveys by itself: every test goes past the services (policy AP-3)."""

import pytest

from core.calendar import now
from core.tests.guarded import refuses
from surveys.models import Answer, Participation, Question, Response
from surveys.tests.factories import QuestionFactory, SurveyFactory

pytestmark = pytest.mark.django_db


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
