"""Answering a skills audit, one area a page, and reading one's answers (policy GV-3)."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.decisions import require
from core.http import Request
from core.navigation import stand_at
from core.submissions import press_button, status_of, submit_form
from core.trust_settings import in_own_words
from governance.audits import policies, selectors, services
from governance.audits.areas import SCALE, Area
from governance.audits.forms import AreaForm
from governance.audits.models import SelfAssessment
from governance.audits.views import LIST, find_audit


@require_safe
def audit_answer(request: Request, public_id: UUID) -> HttpResponse:
    """Show how far the reader is, area by area, and what happens with the answers."""
    row = find_audit(request, public_id)
    decision = policies.can_answer(request.user, row)
    if not decision:
        if not row.takes_answers:
            return redirect(row)
        require(decision)
    mine = selectors.assessment_of(request.user, row)
    progress = selectors.progress_of(row, mine)
    context = {
        "audit": row,
        "mine": mine,
        "progress": progress,
        "rated": sum(area.rated for area in progress),
        "total": sum(area.total for area in progress),
        "next": next((area for area in progress if not area.is_done), None),
    }
    return render(request, "governance/audits/answer.html", context)


def audit_answer_area(request: Request, public_id: UUID, area: str) -> HttpResponse:
    """Answer the statements of one area; saving leads on to the next."""
    row = find_audit(request, public_id)
    decision = policies.can_answer(request.user, row)
    if not decision:
        if not row.takes_answers:
            return redirect(row)
        require(decision)
    mine = selectors.assessment_of(request.user, row)
    progress = selectors.progress_of(row, mine)
    place = next((n for n, one in enumerate(progress) if one.area == area), None)
    if place is None:
        raise Http404
    form = AreaForm(
        request.POST if request.method == "POST" else None,
        items=list(row.items.filter(area=area)),
        assessment=mine,
        area=area,
    )

    def save() -> str:
        services.save_area(
            actor=request.user,
            skills_audit=row,
            area=area,
            ratings=form.ratings(),
            words=form.cleaned_data["words"],
        )
        if place + 1 < len(progress) and "stop" not in request.POST:
            return reverse("governance:audit-answer-area", args=[row.public_id, progress[place + 1].area])
        return row.answer_url

    answer = submit_form(request, form, save, done="Answers saved.", refused_to=row)
    context = {
        "audit": row,
        "form": form,
        "area": Area(area).label,
        "scale": SCALE,
        "place": place + 1,
        "places": len(progress),
        "rated": sum(one.rated for one in progress),
        "total": sum(one.total for one in progress),
        "is_last": place + 1 == len(progress),
        "before": progress[place - 1].area if place else "",
    }
    return answer or render(request, "governance/audits/area.html", context, status=status_of(form))


@require_POST
def audit_finish(request: Request, public_id: UUID) -> HttpResponse:
    """Say that one's answers are whole."""
    row = find_audit(request, public_id)
    return press_button(
        request,
        lambda: services.finish(actor=request.user, skills_audit=row),
        f"Thank you. You can still change your answers until the end of {row.closes_on:%A %-d %B}.",
        back=row.answer_url,
    )


def find_assessment(request: Request, public_id: UUID) -> SelfAssessment:
    """Return answers that the reader may read; else 404."""
    rows = SelfAssessment.objects.visible_to(request.user).select_related("audit__board", "person")
    row: SelfAssessment = get_object_or_404(rows, public_id=public_id)
    stand_at(request, LIST)
    return row


@require_safe
def assessment_detail(request: Request, public_id: UUID) -> HttpResponse:
    """Show what one member answered: to themselves, to the chair, and to the clerk where they share it."""
    row = find_assessment(request, public_id)
    context = {
        "assessment": row,
        "audit": row.audit,
        "is_own": row.person_id == request.user.pk,
        "answers": selectors.answers_of(row),
        "share": policies.can_share(request.user, row),
    }
    return render(request, "governance/audits/assessment.html", context)


@require_POST
def assessment_share(request: Request, public_id: UUID) -> HttpResponse:
    """Share one's answers with the clerk, or take that back."""
    row = find_assessment(request, public_id)
    is_shared = request.POST.get("share") == "yes"
    return press_button(
        request,
        lambda: services.share(actor=request.user, assessment=row, is_shared=is_shared),
        in_own_words("Shared with the clerk." if is_shared else "No longer shared with the clerk."),
        back=row,
    )
