"""Pages of making surveys: the lists, the draft with its questions, the preview, copying (policy AP-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import year_bounds
from core.exports import export_response, wanted_format
from core.flow import IllegalMove, StaleVersion
from core.http import Request
from core.tables import RequestConfig
from planning.scope import plans_for, schools_to_plan
from planning.views import find_school, frame
from surveys import policies, services
from surveys.filters import SurveyFilter
from surveys.forms import AnswerForm, NewQuestionForm, NewSurveyForm, QuestionForm, SurveyForm, initial_last_day
from surveys.models import Question, Survey
from surveys.tables import SURVEY_COLUMNS, SurveyTable


def find_survey(request: Request, public_id: UUID) -> Survey:
    """Return the survey when the reader runs it; else 404, as for one that never was."""
    return get_object_or_404(
        Survey.objects.visible_to(request.user).select_related("school", "made_by"), public_id=public_id
    )


def find_question(request: Request, public_id: UUID, pk: int) -> Question:
    """Return a question of a survey that the reader runs; else 404."""
    return get_object_or_404(
        Question.objects.select_related("survey__school"), survey=find_survey(request, public_id), pk=pk
    )


def _list(request: Request, rows: "QuerySet[Survey]", template: str, context: dict[str, Any]) -> HttpResponseBase:
    found = SurveyFilter(request.GET, queryset=rows.select_related("school"), actor=request.user)
    if (wanted := wanted_format(request.GET)) is not None:
        return export_response(
            found.qs.with_answered(), SURVEY_COLUMNS, "surveys", wanted, actor=request.user, code="surveys.survey"
        )
    # One school only: it need not stand in every row.
    one_school = "school" in context or "school" not in found.filters
    table = SurveyTable(found.qs.with_answered(), exclude=("school",) if one_school else ())
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, template, context | {"filter": found, "table": table})


def survey_list(request: Request) -> HttpResponseBase:
    """List the surveys that the reader runs, with search, filters, sorting and export."""
    context = {"may_make": bool(schools_to_plan(request.user))}
    return _list(request, Survey.objects.visible_to(request.user), "surveys/list.html", context)


def school_surveys(request: Request, school_id: UUID, year: int) -> HttpResponseBase:
    """List the surveys that a school made in a year, among the other parts of its planning."""
    school = find_school(request, school_id, year)
    if not plans_for(request.user, school):
        raise Http404
    first, last = year_bounds(year)
    rows = Survey.objects.visible_to(request.user).filter(school=school, made_at__date__range=(first, last))
    context = frame(request.user, school, year, "surveys", "surveys:school-surveys")
    return _list(request, rows, "surveys/school_list.html", context | {"may_make": True})


def _page(request: Request, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, **more}
    status = 409 if getattr(form, "clashes", None) else 422 if form.errors else 200
    return render(request, "surveys/form.html", context, status=status)


def survey_create(request: Request) -> HttpResponse:
    """Begin a survey."""
    return _begin(request, None)


def survey_copy(request: Request, public_id: UUID) -> HttpResponse:
    """Begin a survey with the questions of an old one."""
    return _begin(request, find_survey(request, public_id))


def _begin(request: Request, old: Survey | None) -> HttpResponse:
    if not schools_to_plan(request.user):
        raise PermissionDenied(policies.NOT_YOURS)
    initial: dict[str, Any] = {"closes_on": initial_last_day()}
    if old is not None:
        initial |= {"title": old.title, "introduction": old.introduction, "audience": old.audience}
        initial["school"] = str(old.school.public_id)
    form = NewSurveyForm(request.POST or None, actor=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        school = form.asked_school()
        assert school is not None

        def make() -> str:
            facts: dict[str, Any] = {"actor": request.user, "school": school, "values": form.answers()}
            made = services.copy_survey(survey=old, **facts) if old else services.create_survey(**facts)
            return made.get_absolute_url()

        return HttpResponseRedirect(form.answer_once(request.user, make))
    title = f"Copy “{old.title}”" if old else "Make a survey"
    return _page(
        request,
        form,
        title,
        old.get_absolute_url() if old else reverse("surveys:survey-list"),
        save="Save and go on to the questions",
    )


def survey_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a draft's words; a stale save shows both texts."""
    survey = find_survey(request, public_id)
    if not (decision := policies.can_change(request.user, survey)):
        raise PermissionDenied(decision.reason)
    form = SurveyForm(request.POST or None, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_survey(
                actor=request.user, survey=survey, version=form.cleaned_data["version"], values=form.answers()
            )
        except StaleVersion:
            survey = find_survey(request, public_id)
            form.show_clash(survey)
            if form.clashes:
                return _page(request, form, "Change the survey", survey.get_absolute_url())
        except IllegalMove as problem:
            messages.warning(request, str(problem))
        return redirect(survey)
    return _page(request, form, "Change the survey", survey.get_absolute_url())


@require_POST
def survey_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    survey = find_survey(request, public_id)
    try:
        services.remove_draft(actor=request.user, survey=survey)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
        return redirect(survey)
    messages.success(request, "The draft is gone.")
    return redirect("surveys:survey-list")


def survey_preview(request: Request, public_id: UUID) -> HttpResponse:
    """Show the survey as its readers will see it; nothing can be sent from here."""
    survey = find_survey(request, public_id)
    form = AnswerForm(survey=survey, questions=list(survey.questions.all()))
    return render(request, "surveys/preview.html", {"survey": survey, "form": form})


# --- Questions -------------------------------------------------------------------------------------------------------


def question_create(request: Request, public_id: UUID) -> HttpResponse:
    """Add a question to a draft."""
    survey = find_survey(request, public_id)
    if not (decision := policies.can_change(request.user, survey)):
        raise PermissionDenied(decision.reason)
    form = NewQuestionForm(request.POST or None, initial={"kind": Question.Kind.SCALE})
    if request.method == "POST" and form.is_valid():

        def make() -> str:
            services.add_question(actor=request.user, survey=survey, values=form.answers())
            return survey.get_absolute_url()

        try:
            return HttpResponseRedirect(form.answer_once(request.user, make))
        except IllegalMove as problem:
            messages.warning(request, str(problem))
            return redirect(survey)
    return _page(request, form, "Add a question", survey.get_absolute_url())


def question_edit(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Change a question of a draft; a stale save shows both texts."""
    question = find_question(request, public_id, pk)
    survey = question.survey
    if not (decision := policies.can_change(request.user, survey)):
        raise PermissionDenied(decision.reason)
    form = QuestionForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(
                actor=request.user, question=question, version=form.cleaned_data["version"], values=form.answers()
            )
        except StaleVersion:
            question = find_question(request, public_id, pk)
            form.show_clash(question.survey, QuestionForm.values_of(question))
            if form.clashes:
                return _page(request, form, "Change the question", survey.get_absolute_url())
        except IllegalMove as problem:
            messages.warning(request, str(problem))
        return redirect(survey)
    return _page(request, form, "Change the question", survey.get_absolute_url())


@require_POST
def question_move(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Move a question up or down."""
    question = find_question(request, public_id, pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    try:
        services.move_question(actor=request.user, question=question, by=by)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
    return redirect(f"{question.survey.get_absolute_url()}#question-{question.pk}")


@require_POST
def question_remove(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Take a question out of a draft."""
    question = find_question(request, public_id, pk)
    try:
        services.remove_question(actor=request.user, question=question)
    except IllegalMove as problem:
        messages.warning(request, str(problem))
    return redirect(question.survey)
