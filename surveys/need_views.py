"""Pages that turn an answer, or the answers to a question, into a training need (policy AP-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.calendar import academic_year, today
from core.decisions import require
from core.http import Request
from core.submissions import status_of, submit_form
from planning.models import Need
from surveys import policies
from surveys.forms import SurveyNeedForm
from surveys.models import Answer, Question, Survey
from surveys.needs import need_from_answer, need_from_question
from surveys.results import result_of
from surveys.selectors import asked_count
from surveys.views import find_question, find_survey

# Up to so many letters, an answer may serve as the name of the need that comes out of it.
LONGEST_TITLE = 120


def answer_need(request: Request, public_id: UUID, answer_id: UUID) -> HttpResponse:
    """Turn an answer in somebody's own words into a need."""
    survey = find_survey(request, public_id)
    require(policies.can_see_results(request.user, survey, survey.responses.count()))
    answer = get_object_or_404(
        Answer.objects.select_related("question").exclude(words=""), pk=answer_id, response__survey=survey
    )
    initial = {
        "title": answer.words if len(answer.words) <= LONGEST_TITLE else "",
        "evidence": f"“{answer.words}” (survey answer to “{answer.question.text}”)",
    }

    def raise_it(**facts: Any) -> Need:
        return need_from_answer(actor=request.user, survey=survey, answer=answer, **facts)

    return _need_page(request, survey, {"answer": answer}, initial, answer.words, raise_it)


def question_need(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Turn what was answered to a question into a need."""
    question: Question = find_question(request, public_id, pk)
    survey = question.survey
    require(policies.can_see_results(request.user, survey, survey.responses.count()))
    result = result_of(survey, question)
    if not result.shares:
        raise PermissionDenied("Too few people answered this question to show the results.")

    def raise_it(**facts: Any) -> Need:
        return need_from_question(actor=request.user, survey=survey, question=question, **facts)

    return _need_page(request, survey, {"question": question}, {"evidence": result.sentence}, result.sentence, raise_it)


def _need_page(
    request: Request, survey: Survey, out_of: dict[str, Any], initial: dict[str, Any], words: str, raise_it: Any
) -> HttpResponse:
    back = reverse("surveys:survey-results", args=[survey.public_id])
    if survey.needs.filter(**out_of).exists():
        messages.info(request, "This has already been added as a training need.")
        return HttpResponseRedirect(back)
    year = academic_year(today())
    form = SurveyNeedForm(
        request.POST or None,
        survey=survey,
        year=year,
        initial={
            "needed_by": Need.For.SCHOOL,
            "reason": "personal",
            "people_count": asked_count(survey) or 1,
            **initial,
        },
    )

    def make() -> str:
        raise_it(needed_by=form.cleaned_data["needed_by"], values=form.answers())
        return back

    answer = submit_form(request, form, make, done="Added to the training needs register.")
    context = {"survey": survey, "form": form, "words": words, "back": back}
    return answer or render(request, "surveys/need.html", context, status=status_of(form))
