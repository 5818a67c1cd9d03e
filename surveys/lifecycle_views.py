"""Pages of a survey once it is written: its page, opening and closing, its results."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.decisions import require
from core.exports import Column, export_response, wanted_format
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from planning.suppression import smallest_group
from surveys import lifecycle, policies
from surveys.forms import LastDayForm, initial_last_day
from surveys.models import Survey
from surveys.results import results_of, rows_of
from surveys.selectors import asked_count
from surveys.views import find_survey

RESULT_COLUMNS = [
    Column("Question", "question"),
    Column("Who", "who"),
    Column("Answer", "answer"),
    Column("Number", "count", kind="number"),
    Column("%", "percent", kind="number"),
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
    told = " We've let everyone know." if survey.asks_by_sign_in else ""
    return press_button(
        request,
        lambda: lifecycle.open_survey(actor=request.user, survey=survey, version=posted_version(request)),
        f"Survey opened. It closes on {survey.closes_on:%A %-d %B %Y}.{told}",
        back=survey,
    )


@require_POST
def survey_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close a survey before its last day."""
    survey = find_survey(request, public_id)
    return press_button(
        request,
        lambda: lifecycle.close_survey(actor=request.user, survey=survey),
        "Survey closed.",
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
        lambda: lifecycle.set_last_day(actor=request.user, survey=survey, closes_on=form.cleaned_data["closes_on"]),
        refused_to=survey,
    )
    title = "Change closing date" if survey.state == Survey.Status.OPEN else "Reopen"
    context = {"form": form, "title": title, "back": survey.get_absolute_url()}
    return answer or render(request, "surveys/form.html", context, status=status_of(form))


@require_POST
def survey_show(request: Request, public_id: UUID) -> HttpResponse:
    """Show results to those who run the survey; it then stays closed."""
    survey = find_survey(request, public_id)
    lifecycle.show_results(actor=request.user, survey=survey)
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
