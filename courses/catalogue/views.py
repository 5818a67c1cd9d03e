"""The catalogue: finding a course, its page, and keeping providers, courses and dates."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.calendar import today
from core.http import Request as HttpRequest
from core.http import posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from courses.catalogue import services
from courses.catalogue.filters import CourseFilter, ProviderFilter
from courses.catalogue.forms import CourseForm, DateForm, NewCourseForm, NewDateForm, NewProviderForm, ProviderForm
from courses.catalogue.models import Course, CourseDate, Provider
from courses.catalogue.policies import can_manage_catalogue
from courses.catalogue.selectors import in_trust_alternatives, known_of, suggested
from courses.catalogue.tables import CourseTable, ProviderTable


def require_keeper(request: HttpRequest) -> None:
    """Raise `PermissionDenied` for anybody who does not keep the catalogue."""
    if not (decision := can_manage_catalogue(request.user)):
        raise PermissionDenied(decision.reason)


def find_course(request: HttpRequest, public_id: UUID) -> Course:
    """Return the course when it is open to the reader; one taken out only to those who keep the catalogue."""
    courses = Course.objects.visible_to(request.user).select_related("provider")
    if not can_manage_catalogue(request.user):
        courses = courses.on_offer()
    return get_object_or_404(courses, public_id=public_id)


@require_safe
def course_list(request: HttpRequest) -> HttpResponseBase:
    """List the courses on offer, with search, filters, sorting and export (policy RM-2, IM-1)."""
    on_offer = Course.objects.visible_to(request.user).on_offer().select_related("provider").with_next_date(today())
    found = CourseFilter(request.GET, queryset=on_offer, actor=request.user)
    words = request.GET.get("q", "").strip()
    table = CourseTable(found.qs, order_by=() if words else None)  # the nearest first
    if answer := prepare(request, table):
        return answer
    meant = suggested(request.user, words) if words and not table.paginator.count else ""
    context = {"filter": found, "table": table, "manage": can_manage_catalogue(request.user), "meant": meant}
    return render(request, "courses/catalogue/course_list.html", context)


@require_safe
def course_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a course: dates, price, what it credits, the trust's experience with it, alternatives, asking for it."""
    course = find_course(request, public_id)
    requirements = list(course.credits.in_use())
    alternatives = in_trust_alternatives(
        actor=request.user,
        title=course.title,
        requirement=requirements[0] if requirements else None,
        apart_from=course,
    )
    context = {
        "course": course,
        "dates": list(course.dates.coming(today())),
        "requirements": requirements,
        "ours": [other for other in alternatives if not other.is_external],
        "is_on_offer": course.is_active and course.provider.is_active,
        "manage": can_manage_catalogue(request.user),
    }
    return render(request, "courses/catalogue/course_detail.html", context | known_of(course, request.user))


def course_create(request: HttpRequest) -> HttpResponse:
    """Add a course."""
    require_keeper(request)
    form = NewCourseForm(request.POST or None)
    answer = submit_form(request, form, lambda: services.create_course(actor=request.user, values=form.answers()))
    context = {
        "form": form,
        "title": "Add course",
        "back": reverse("courses:course-list"),
        "needs_provider": not Provider.objects.filter(is_active=True).exists(),
    }
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


def course_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a course."""
    require_keeper(request)
    course = find_course(request, public_id)
    form = CourseForm(request.POST or None, course=course)
    answer = submit_form(
        request,
        form,
        lambda: services.change_course(
            course=course, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        ),
        done="Course saved.",
        now=lambda: find_course(request, public_id),
    )
    context = {"form": form, "title": "Edit course", "back": course.get_absolute_url()}
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


def _offer(request: HttpRequest, public_id: UUID, verb: Callable[..., Course], words: str) -> HttpResponse:
    require_keeper(request)
    course, version = find_course(request, public_id), posted_version(request)
    return press_button(request, lambda: verb(course=course, actor=request.user, version=version), words, back=course)


@require_POST
def course_archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a course out of the catalogue."""
    words = "Course removed from the catalogue. Existing requests aren't affected."
    return _offer(request, public_id, services.archive_course, words)


@require_POST
def course_restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a course back into the catalogue."""
    return _offer(request, public_id, services.restore_course, "Course added back to the catalogue.")


def date_create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a date to a course."""
    require_keeper(request)
    course = find_course(request, public_id)
    form = NewDateForm(request.POST or None)

    def add() -> Course:
        services.add_date(course=course, actor=request.user, values=form.answers())
        return course

    answer = submit_form(request, form, add)
    context = {"form": form, "title": "Add date", "caption": course.title, "back": course.get_absolute_url()}
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


def find_date(public_id: UUID) -> CourseDate:
    """Return a date with its course; 404 for one that is not there. Only keepers of the catalogue come here."""
    return get_object_or_404(CourseDate.objects.select_related("course"), public_id=public_id)


def date_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a date of a course."""
    require_keeper(request)
    date = find_date(public_id)
    form = DateForm(request.POST or None, date=date)

    def change() -> Course:
        services.change_date(date=date, actor=request.user, version=form.cleaned_data["version"], values=form.answers())
        return date.course

    def now() -> tuple[Course, dict[str, object]]:
        fresh = find_date(public_id)
        return fresh.course, {name: getattr(fresh, name) for name in form.fields if name != "version"}

    done = "Date saved. Existing requests keep their original dates."
    answer = submit_form(request, form, change, done=done, now=now)
    context = {
        "form": form,
        "title": "Edit date",
        "caption": date.course.title,
        "back": date.course.get_absolute_url(),
        "date": date,
    }
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


@require_POST
def date_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a date of a course."""
    require_keeper(request)
    date = find_date(public_id)
    return press_button(
        request,
        lambda: services.remove_date(date=date, actor=request.user, version=posted_version(request)),
        "Date removed. Existing requests keep their dates.",
        back=date.course,
    )


@require_safe
def provider_list(request: HttpRequest) -> HttpResponseBase:
    """List the providers."""
    require_keeper(request)
    found = ProviderFilter(request.GET, queryset=Provider.objects.annotate(courses_count=Count("courses")))
    table = ProviderTable(found.qs)
    context = {"filter": found, "table": table}
    return prepare(request, table) or render(request, "courses/catalogue/provider_list.html", context)


def provider_create(request: HttpRequest) -> HttpResponse:
    """Add a provider."""
    require_keeper(request)
    form = NewProviderForm(request.POST or None)

    def create() -> str:
        services.create_provider(actor=request.user, values=form.answers())
        return "courses:provider-list"

    answer = submit_form(request, form, create)
    context = {"form": form, "title": "Add provider", "back": reverse("courses:provider-list")}
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))


def provider_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a provider."""
    require_keeper(request)
    provider = get_object_or_404(Provider, public_id=public_id)
    form = ProviderForm(request.POST or None, provider=provider)

    def change() -> str:
        services.change_provider(
            provider=provider, actor=request.user, version=form.cleaned_data["version"], values=form.answers()
        )
        return "courses:provider-list"

    answer = submit_form(
        request, form, change, done="Provider saved.", now=lambda: Provider.objects.get(pk=provider.pk)
    )
    context = {"form": form, "title": provider.name, "back": reverse("courses:provider-list")}
    return answer or render(request, "courses/catalogue/catalogue_form.html", context, status=status_of(form))
