"""Pages of reports: the list, drafting, wording beside the figures, publishing, reading, the PDF."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.calendar import today
from core.decisions import require
from core.downloads import private_file_response
from core.formatting import long_date
from core.http import Request, posted_version
from core.submissions import press_button, status_of, submit_form
from core.tables import prepare
from courses.bookings.policies import can_see_register
from courses.bookings.selectors import CLOSED
from reports import policies, services
from reports.filters import ReportFilter
from reports.forms import CorrectionForm, DraftForm, WordsForm
from reports.headlines import attention_of, headlines_of, report_before
from reports.models import Report
from reports.sections import sections_of
from reports.tables import ReportTable


def find(request: Request, public_id: UUID) -> Report:
    """Return the report when the reader may see it; else 404."""
    return get_object_or_404(
        Report.objects.visible_to(request.user).select_related("school", "author", "pdf"), public_id=public_id
    )


def closed_cover_url(request: Request, report: Report) -> str:
    """Return where a reader of the booking register finds the supply cover that a report counts on closed days."""
    if not can_see_register(request.user):
        return ""
    asked = {"cover": CLOSED, "first_day": report.first_day.isoformat(), "last_day": report.last_day.isoformat()}
    if report.school:
        asked["school"] = str(report.school.public_id)
    return f"{reverse('courses:register')}?{urlencode(asked)}"


@require_safe
def report_list(request: Request) -> HttpResponseBase:
    """List the reports that the reader may read, with search, filters, sorting and export."""
    found = ReportFilter(
        request.GET, queryset=Report.objects.visible_to(request.user).select_related("school"), actor=request.user
    )
    table = ReportTable(found.qs)
    if answer := prepare(request, table):
        return answer
    context = {"filter": found, "table": table, "may_draft": bool(policies.can_draft_any(request.user))}
    return render(request, "reports/report_list.html", context)


def report_draft(request: Request) -> HttpResponse:
    """Choose a board and a term, and draft the report from the records."""
    require(policies.can_draft_any(request.user))
    form = DraftForm(request.POST or None, actor=request.user)

    def draft() -> str:
        kind, school, year, term = form.chosen()
        report = services.draft_report(actor=request.user, kind=kind, school=school, year=year, term=term)
        return reverse("reports:report-edit", args=[report.public_id])

    answer = submit_form(request, form, draft, refused_at="period")
    return answer or render(request, "reports/report_draft.html", {"form": form}, status=status_of(form))


@require_safe
def report_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Read a report: what was published, or the draft as its readers would see it."""
    report = find(request, public_id)
    newer = (
        Report.objects.visible_to(request.user)
        .filter(kind=report.kind, school=report.school, year=report.year, term=report.term, status="published")
        .filter(edition__gt=report.edition)
        .first()
    )
    edit = policies.can_edit(request.user, report)
    headline, *parts = (part for part in sections_of(report) if part["words"] or part["figures"] or edit)
    before, attention = report_before(report, request.user), attention_of(report)
    context = {
        "report": report,
        "headline": headline,
        "parts": parts,
        "before": before,
        "headlines": headlines_of(report, before),
        "attention": attention,
        "attention_count": str(len(attention)),
        "closed_cover_url": closed_cover_url(request, report),
        "newer": newer,
        "edit": edit,
        "publish": policies.can_publish(request.user, report),
        "correct": policies.can_correct(request.user, report),
        "publish_question": (
            f"Publish it now, with the figures as at {long_date(report.figures_on)}? "
            "It can't be taken back; a mistake is corrected by a new version."
        ),
    }
    return render(request, "reports/report_detail.html", context)


def report_edit(request: Request, public_id: UUID) -> HttpResponse:
    """Write the words beside the figures; a stale save shows both texts and keeps what was typed."""
    report = find(request, public_id)
    require(policies.can_edit(request.user, report))
    form = WordsForm(request.POST or None, report=report)

    def now() -> tuple[Report, Any]:
        fresh = find(request, public_id)
        return fresh, fresh.words

    answer = submit_form(
        request,
        form,
        lambda: services.save_words(
            actor=request.user, report=report, version=form.cleaned_data["version"], words=form.words()
        ),
        done="Report saved.",
        now=now,
        refused_to=report,
    )
    sections = [row | {"field": form[row["key"]]} for row in sections_of(report)]
    context = {
        "report": report,
        "form": form,
        "sections": sections,
        "closed_cover_url": closed_cover_url(request, report),
    }
    return answer or render(request, "reports/report_edit.html", context, status=status_of(form))


@require_POST
def report_refresh(request: Request, public_id: UUID) -> HttpResponse:
    """Compute the figures again."""
    report = find(request, public_id)
    return press_button(
        request,
        lambda: services.refresh_figures(actor=request.user, report=report, version=posted_version(request)),
        f"Figures updated. They are now as at {long_date(today())}.",
        back=report,
    )


@require_POST
def report_publish(request: Request, public_id: UUID) -> HttpResponse:
    """Publish: from here on nothing of it changes."""
    report = find(request, public_id)
    return press_button(
        request,
        lambda: services.publish_report(actor=request.user, report=report, version=posted_version(request)),
        "Report published. We've told its readers.",
        back=report,
    )


def report_correct(request: Request, public_id: UUID) -> HttpResponse:
    """Begin a new edition that says what it corrects."""
    report = find(request, public_id)
    require(policies.can_correct(request.user, report))
    form = CorrectionForm(request.POST or None)
    answer = submit_form(
        request,
        form,
        lambda: services.correct_report(actor=request.user, report=report, correction=form.cleaned_data["correction"]),
        refused_to=report,
    )
    context = {"report": report, "form": form}
    return answer or render(request, "reports/report_correct.html", context, status=status_of(form))


@require_safe
def report_download(request: Request, public_id: UUID) -> FileResponse:
    """Serve the PDF of a published report to those who may read it."""
    report = find(request, public_id)
    if report.pdf is None:
        raise Http404
    return private_file_response(report.pdf)
