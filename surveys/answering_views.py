"""Pages of answering a survey: signed in, by link for parents, and for pupils with an adult beside them (AP-3)."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.decisions import refused
from core.flow import IllegalMove
from core.http import Request
from core.limits import may_go_on
from core.reading import run_steps
from core.submissions import submit_form
from core.trust_settings import trust_setting
from surveys import answering, policies
from surveys.anonymity import answered_by
from surveys.forms import AnswerForm, NamelessAnswerForm
from surveys.models import Survey
from surveys.selectors import open_to, open_with_pupils

ANSWERED_COOKIE = "survey_answered"
# A token is 24 letters; what is far from it is not looked up at all.
TOKEN_LENGTHS = range(20, 41)
GUESSES_AN_HOUR = 60
# The cookie that says "answered" outlives the survey, in case it is opened again.
COOKIE_DAYS = 90


def survey_mine(request: Request) -> HttpResponse:
    """List the open surveys that ask the reader, and those that the reader may run with pupils."""
    context = {"asked": run_steps(open_to(request.user)), "with_pupils": open_with_pupils(request.user)}
    return render(request, "surveys/mine.html", context)


def _answer_page(request: HttpRequest, survey: Survey, form: AnswerForm, template: str, **more: Any) -> HttpResponse:
    context = {"survey": survey, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def survey_answer(request: Request, public_id: UUID) -> HttpResponse:
    """Answer a survey once; what was typed stays where something is missing."""
    rows = Survey.objects.asked_of(request.user).exclude(status=Survey.Status.DRAFT).select_related("school")
    survey = get_object_or_404(rows, public_id=public_id)
    taking = policies.taking_answers(survey)
    if answered_by(request.user, [survey]) or not taking:
        return render(request, "surveys/thanks.html", {"survey": survey, "closed": taking})
    form = AnswerForm(
        request.POST if request.method == "POST" else None, survey=survey, questions=list(survey.questions.all())
    )

    def send() -> str:
        answering.answer_signed_in(actor=request.user, survey=survey, given=form.given())
        return survey.answer_url

    answer = submit_form(request, form, send, refused_to=survey.answer_url)
    return answer or _answer_page(request, survey, form, "surveys/answer.html")


def survey_pupils(request: Request, public_id: UUID) -> HttpResponse:
    """Ask pupils, one after the other, with an adult at hand."""
    rows = Survey.objects.for_pupils_of(request.user).exclude(status=Survey.Status.DRAFT).select_related("school")
    survey = get_object_or_404(rows, public_id=public_id)
    if not (decision := policies.can_ask_pupils(request.user, survey)):
        return render(request, "surveys/thanks.html", {"survey": survey, "closed": decision})
    form = NamelessAnswerForm(
        request.POST if request.method == "POST" else None, survey=survey, questions=list(survey.questions.all())
    )

    def send() -> str:
        answering.answer_as_pupil(actor=request.user, survey=survey, once=form.cleaned_data["once"], given=form.given())
        return request.path

    answer = submit_form(request, form, send, done="Thank you! It's the next pupil's turn.", refused_to=request.path)
    return answer or _answer_page(request, survey, form, "surveys/pupils.html", answered=survey.responses.count())


# --- Parents: no sign-in, no session ----------------------------------------------------------------------------------


def _busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "3600"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_parents(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a survey by its link, without sign-in or name; an unknown link is 404, too many tries are 429."""
    survey = None
    if len(token) in TOKEN_LENGTHS:
        survey = Survey.objects.filter(token=token).select_related("school").first()
    if survey is None:
        if not may_go_on(request, "survey_guess", GUESSES_AN_HOUR):
            return _busy(request)
        raise Http404
    again = "again" in request.GET or "again" in request.POST
    has_answered = ANSWERED_COOKIE in request.COOKIES
    taking = policies.taking_answers(survey)
    if not taking or (has_answered and not again):
        context = {"survey": survey, "closed": taking, "again": f"{request.path}?again=1" if taking else ""}
        return render(request, "surveys/thanks.html", context)
    form = NamelessAnswerForm(
        request.POST if request.method == "POST" else None, survey=survey, questions=list(survey.questions.all())
    )
    if request.method == "POST" and form.is_valid():
        if not may_go_on(request, f"survey_{survey.pk}", int(trust_setting("surveys.parent_answers_an_hour"))):
            return _busy(request)
        try:
            answering.answer_by_link(survey=survey, once=form.cleaned_data["once"], given=form.given())
        except IllegalMove as problem:
            return render(request, "surveys/thanks.html", {"survey": survey, "closed": refused(str(problem))})
        response = redirect(request.path)
        response.set_cookie(
            ANSWERED_COOKIE,
            "yes",
            max_age=COOKIE_DAYS * 24 * 3600,
            path=request.path,
            secure=not settings.LOCAL,
            httponly=True,
            samesite="Lax",
        )
        return response
    return _answer_page(request, survey, form, "surveys/parents.html", again=again)
