"""Confirming attendance of one or several people, and closing what is complete (policy IM-4)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.calendar import today
from core.decisions import require
from core.http import Request
from core.submissions import press_button
from core.uploads import UploadRefused, store_upload
from courses.attendance import policies, services
from courses.attendance.forms import AttendanceForm
from courses.attendance.selectors import expected_requirements
from courses.bookings.models import Booking
from courses.bookings.policies import can_open_desk
from courses.bookings.views import HAS_CHANGED, chosen
from courses.requests.models import CourseRequest


def attendance(request: Request) -> HttpResponse:
    """Say of one or several people whether they came; a certificate can be entered in the same go."""
    ids = request.POST.getlist("booking") or request.GET.getlist("booking")
    rows = Booking.objects.visible_to(request.user).select_related("request__course", "school", "person")
    bookings = sorted(chosen(ids, rows), key=lambda b: (b.starts_on, b.request.title, b.person.last_name, b.pk))
    for booking in bookings:
        require(policies.can_confirm_attendance(request.user, booking))
    if any(b.status != Booking.Status.BOOKED or b.ends_on > today() for b in bookings):
        messages.warning(request, f"{HAS_CHANGED} You can only record attendance once, after the course.")
        return redirect(bookings[0])
    forms = _forms(request, bookings)
    # Each is asked, so that every error shows at once.
    if request.method == "POST" and False not in [form.all_valid() for form in forms]:
        try:
            return press_button(
                request,
                lambda: services.confirm_attendances(answers=_answers(request, forms), actor=request.user),
                "Attendance recorded.",
                back=_back(request, bookings),
                refused_to=bookings[0],
            )
        except _Refused as refusal:
            refusal.form.add_error("file", str(refusal))
    context: dict[str, Any] = {
        "forms": forms,
        "all_forms": [part for form in forms for part in (form, *form.awards)],
        "back": _back(request, bookings),
    }
    return render(
        request, "courses/attendance/attendance.html", context, status=422 if request.method == "POST" else 200
    )


class _Refused(Exception):
    """An uploaded certificate was refused; the form that it came in says why."""

    def __init__(self, form: Any, words: str) -> None:
        super().__init__(words)
        self.form = form


def _forms(request: Request, bookings: list[Booking]) -> list[AttendanceForm]:
    expected = expected_requirements(booking.request for booking in bookings)
    return [
        AttendanceForm(
            request.POST or None,
            request.FILES or None,
            prefix=str(booking.public_id),
            booking=booking,
            owed=expected[booking.request_id],
            initial=AttendanceForm.first_words(booking, among=len(bookings)),
        )
        for booking in bookings
    ]


def _answers(request: Request, forms: list[AttendanceForm]) -> list[services.Attendance]:
    answers = []
    for form in forms:
        attended = form.cleaned_data["attended"] == "yes"
        awards = []
        for award_form in form.awards if attended else []:
            upload = award_form.cleaned_data["file"]
            try:
                stored = store_upload(actor=request.user, upload=upload) if upload else None
            except UploadRefused as problem:
                raise _Refused(award_form, str(problem)) from None
            if award := award_form.award(stored):
                awards.append(award)
        answers.append(
            services.Attendance(
                booking=form.booking,
                attended=attended,
                hours=form.cleaned_data["hours"],
                absence_note=form.cleaned_data["absence_note"],
                awards=awards,
            )
        )
    return answers


def _back(request: Request, bookings: list[Booking]) -> str:
    """Return where to go on: the desk's queue for the officer, the booking for a Headteacher."""
    if can_open_desk(request.user):
        return reverse("courses:desk-queue", args=["attendance"])
    return bookings[0].get_absolute_url()


@require_POST
def request_close(request: Request, public_id: UUID) -> HttpResponse:
    """Close an attended request whose certificates are all here."""
    row = get_object_or_404(CourseRequest.objects.visible_to(request.user), public_id=public_id)
    return press_button(
        request,
        lambda: services.close_request(request=row, actor=request.user),
        "Request closed.",
        back=row,
    )
