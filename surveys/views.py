"""Pages of making surveys: the lists, the draft with its questions, the preview, copying (policy AP-3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import year_bounds
from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from planning.scope import plans_for, schools_to_plan
from planning.views import find_school, frame
from surveys import policies, selectors, services
from surveys.filters import SurveyFilter
from surveys.forms import AnswerForm, NewQuestionForm, NewSurveyForm, QuestionForm, SurveyForm, initial_last_day
from surveys.models import Question, Survey
from surveys.tables import SurveyTable


def find_survey(request: Request, public_id: UUID) -> Survey:
    """Return the survey when the reader runs it; else 404."""
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
    # One school only: it need not stand in every row.
    one_school = "school" in context or "school" not in found.filters
    table = SurveyTable(found.qs.with_answered(), exclude=("school",) if one_school else ())
    return prepare(request, table) or render(request, template, context | {"filter": found, "table": table})


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
    rows = Survey.objects.visible_to(request.user).filter(school=school, created_at__date__range=(first, last))
    context = frame(request, school, year, "surveys", "surveys:school-surveys")
    return _list(request, rows, "surveys/school_list.html", context | {"may_make": True})


def _page(request: Request, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "surveys/form.html", context, status=status_of(form))


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

    def make() -> Survey:
        facts: dict[str, Any] = {"actor": request.user, "school": form.asked_school(), "values": form.answers()}
        return services.copy_survey(survey=old, **facts) if old else services.create_survey(**facts)

    answer = submit_form(request, form, make)
    title = f"Copy “{old.title}”" if old else "Create a survey"
    back = old.get_absolute_url() if old else reverse("surveys:survey-list")
    return answer or _page(request, form, title, back, save="Save and add questions")


def survey_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change a draft's words; a stale save shows both texts."""
    survey = find_survey(request, public_id)
    require(policies.can_change(request.user, survey))
    form = SurveyForm(request.POST or None, survey=survey)
    answer = submit_form(
        request,
        form,
        lambda: services.change_survey(
            actor=request.user, survey=survey, version=form.cleaned_data["version"], values=form.answers()
        ),
        now=lambda: find_survey(request, public_id),
        refused_to=survey,
    )
    return answer or _page(request, form, "Edit survey", survey.get_absolute_url())


@require_POST
def survey_remove(request: Request, public_id: UUID) -> HttpResponse:
    """Throw a draft away; sent twice by whoever did, lead to the list again."""
    if selectors.has_removed(request.user, public_id):
        messages.warning(request, "This draft has been deleted already.")
        return redirect("surveys:survey-list")
    survey = find_survey(request, public_id)
    return press_button(
        request,
        lambda: services.remove_draft(actor=request.user, survey=survey),
        "Draft deleted.",
        back="surveys:survey-list",
        refused_to=survey,
    )


def survey_preview(request: Request, public_id: UUID) -> HttpResponse:
    """Show the survey as its readers will see it; nothing can be sent from here."""
    survey = find_survey(request, public_id)
    form = AnswerForm(survey=survey, questions=list(survey.questions.all()))
    return render(request, "surveys/preview.html", {"survey": survey, "form": form})


# --- Questions -------------------------------------------------------------------------------------------------------


def question_create(request: Request, public_id: UUID) -> HttpResponse:
    """Add a question to a draft."""
    survey = find_survey(request, public_id)
    require(policies.can_change(request.user, survey))
    form = NewQuestionForm(request.POST or None, initial={"kind": Question.Kind.SCALE})

    def add() -> Survey:
        services.add_question(actor=request.user, survey=survey, values=form.answers())
        return survey

    answer = submit_form(request, form, add, refused_to=survey)
    return answer or _page(request, form, "Add a question", survey.get_absolute_url())


def question_edit(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Change a question of a draft; a stale save shows both texts."""
    question = find_question(request, public_id, pk)
    survey = question.survey
    require(policies.can_change(request.user, survey))
    form = QuestionForm(request.POST or None, question=question)

    def change() -> Survey:
        services.change_question(
            actor=request.user, question=question, version=form.cleaned_data["version"], values=form.answers()
        )
        return survey

    def now() -> tuple[Survey, dict[str, Any]]:
        fresh = find_question(request, public_id, pk)
        return fresh.survey, QuestionForm.values_of(fresh)

    answer = submit_form(request, form, change, now=now, refused_to=survey)
    return answer or _page(request, form, "Edit question", survey.get_absolute_url())


@require_POST
def question_move(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Move a question up or down."""
    question = find_question(request, public_id, pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    return press_button(
        request,
        lambda: services.move_question(actor=request.user, question=question, by=by),
        back=f"{question.survey.get_absolute_url()}#question-{question.pk}",
    )


@require_POST
def question_remove(request: Request, public_id: UUID, pk: int) -> HttpResponse:
    """Take a question out of a draft."""
    question = find_question(request, public_id, pk)
    return press_button(
        request, lambda: services.remove_question(actor=request.user, question=question), back=question.survey
    )
