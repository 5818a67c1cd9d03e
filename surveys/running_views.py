"""Pages of running a survey: its page, opening and closing, its results, and the needs that come out of them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import academic_year, today
from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from planning.models import Need
from planning.suppression import smallest_group
from surveys import policies, running, services
from surveys.forms import LastDayForm, SurveyNeedForm, initial_last_day
from surveys.models import Answer, Question, Survey
from surveys.results import result_of, results_of, rows_of
from surveys.selectors import asked_count
from surveys.views import find_question, find_survey

# Up to so many letters, an answer may serve as the name of the need that comes out of it.
LONGEST_TITLE = 120
RESULT_COLUMNS = [
    Column("Question", "question"),
    Column("Who", "who"),
    Column("Answer", "answer"),
    Column("How many", "count", kind="number"),
    Column("Per cent", "percent", kind="number"),
]


def survey_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show a survey to those who run it: its questions, who is asked, how many answered, and what can be done."""
    survey = find_survey(request, public_id)
    actor = request.user
    questions = list(survey.questions.all())
    link = f"{settings.SITE_URL}{reverse('surveys:survey-parents', args=[survey.token])}" if survey.token else ""
    context = {
        "survey": survey,
        "questions": questions,
        "answered": survey.responses.count(),
        "asked": asked_count(survey),
        "link": link,
        "change": policies.can_change(actor, survey),
        "open": policies.can_open(actor, survey, len(questions)),
        "close": policies.can_close(actor, survey),
        "last_day": policies.can_set_last_day(actor, survey),
        "pupils": policies.can_ask_pupils(actor, survey),
    }
    return render(request, "surveys/detail.html", context)


@require_POST
def survey_open(request: Request, public_id: UUID) -> HttpResponse:
    """Open a draft."""
    survey = find_survey(request, public_id)
    told = " Those who are asked have been told." if survey.asks_by_sign_in else ""
    return press_button(
        request,
        lambda: running.open_survey(actor=request.user, survey=survey, version=posted_version(request)),
        f"The survey is open until {survey.closes_on:%A %-d %B %Y}.{told}",
        back=survey,
    )


@require_POST
def survey_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close a survey before its last day."""
    survey = find_survey(request, public_id)
    return press_button(
        request,
        lambda: running.close_survey(actor=request.user, survey=survey),
        "The survey has closed.",
        back=survey,
    )


def survey_last_day(request: Request, public_id: UUID) -> HttpResponse:
    """Give an open survey another last day, or open a closed one again."""
    survey = find_survey(request, public_id)
    require(policies.can_set_last_day(request.user, survey))
    initial = {"closes_on": survey.closes_on if survey.state == Survey.Status.OPEN else initial_last_day()}
    form = LastDayForm(request.POST or None, initial=initial)
    answer = submit_form(
        request,
        form,
        lambda: running.set_last_day(actor=request.user, survey=survey, closes_on=form.cleaned_data["closes_on"]),
        refused_to=survey,
    )
    title = "Change the last day" if survey.state == Survey.Status.OPEN else "Open it again"
    context = {"form": form, "title": title, "back": survey.get_absolute_url()}
    return answer or render(request, "surveys/form.html", context, status=status_of(form))


@require_POST
def survey_show(request: Request, public_id: UUID) -> HttpResponse:
    """Show the results to those who run the survey; it then stays closed."""
    survey = find_survey(request, public_id)
    running.show_results(actor=request.user, survey=survey)
    return redirect("surveys:survey-results", survey.public_id)


def survey_results(request: Request, public_id: UUID) -> HttpResponseBase:
    """Show what a closed survey says, or the number of answers alone and why; the export leaves out the same."""
    survey = find_survey(request, public_id)
    answered = survey.responses.count()
    seen = policies.can_see_results(request.user, survey, answered)
    results = results_of(survey) if seen else []
    if (wanted := wanted_format(request.GET)) is not None:
        require(seen)
        return export_response(
            rows_of(results), RESULT_COLUMNS, "survey results", wanted,
            actor=request.user, code="surveys.survey_results", about=survey,
        )  # fmt: skip
    context = {
        "survey": survey,
        "answered": answered,
        "asked": asked_count(survey),
        "seen": seen,
        "show": policies.can_show_results(request.user, survey, answered),
        "last_day": policies.can_set_last_day(request.user, survey),
        "results": results,
        "smallest": smallest_group(),
    }
    return render(request, "surveys/results.html", context)


def _require_results(request: Request, survey: Survey) -> None:
    require(policies.can_see_results(request.user, survey, survey.responses.count()))


def answer_need(request: Request, public_id: UUID, answer_id: UUID) -> HttpResponse:
    """Turn an answer in somebody's own words into a need."""
    survey = find_survey(request, public_id)
    _require_results(request, survey)
    answer = get_object_or_404(
        Answer.objects.select_related("question").exclude(words=""), pk=answer_id, response__survey=survey
    )
    initial = {
        "title": answer.words if len(answer.words) <= LONGEST_TITLE else "",
        "evidence": f"“{answer.words}” (an answer to “{answer.question.text}”)",
    }

    def raise_it(**facts: Any) -> Need:
        return services.need_from_answer(actor=request.user, survey=survey, answer=answer, **facts)

    return _need_page(request, survey, {"answer": answer}, initial, answer.words, raise_it)


def question_need(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Turn what was answered to a question into a need."""
    question: Question = find_question(request, public_id, pk)
    survey = question.survey
    _require_results(request, survey)
    result = result_of(survey, question)
    if not result.shares:
        raise PermissionDenied("Too few answered this question to show anything of it.")

    def raise_it(**facts: Any) -> Need:
        return services.need_from_question(actor=request.user, survey=survey, question=question, **facts)

    return _need_page(request, survey, {"question": question}, {"evidence": result.sentence}, result.sentence, raise_it)


def _need_page(
    request: Request, survey: Survey, out_of: dict[str, Any], initial: dict[str, Any], words: str, raise_it: Any
) -> HttpResponse:
    back = reverse("surveys:survey-results", args=[survey.public_id])
    if survey.needs.filter(**out_of).exists():
        messages.info(request, "This became a need already.")
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

    answer = submit_form(request, form, make, done="It stands in the register of needs.")
    context = {"survey": survey, "form": form, "words": words, "back": back}
    return answer or render(request, "surveys/need.html", context, status=status_of(form))
