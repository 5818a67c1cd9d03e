"""What is done from the desk's queues after booking: attendance of all, reminders, confirmations (policy IM-4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from core.decisions import require
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.uploads import UploadRefused, store_upload
from courses.attendance.policies import can_confirm_attendance
from courses.attendance.reminders import remind_of_certificates
from courses.attendance.services import Attendance, confirm_attendances
from courses.bookings import policies
from courses.bookings.models import Booking
from courses.bookings.views import HAS_CHANGED, chosen
from courses.desk import selectors, services
from courses.desk.forms import ConfirmationForm
from courses.desk.groups import groups_of, split
from courses.desk.policies import can_change_booking

# A longer address than that of so many people is refused on the way.
MOST_IN_AN_ADDRESS = 50


def _address(queue: str) -> str:
    return reverse("courses:desk-queue", args=[queue])


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _wanted(request: Request, queue: str) -> list[Booking]:
    """Return the bookings of a queue that are named one by one or as whole groups; 404 for what may not be seen."""
    visible = Booking.objects.visible_to(request.user)
    waiting = selectors.queue_of(queue)
    sent = request.POST if request.method == "POST" else request.GET
    if offers := sent.getlist("offer"):
        named = visible.filter(pk__in=[row.pk for row in chosen(offers, visible)])
        return [row for group in groups_of(named, waiting) for row in group.rows]
    if request.method == "POST" and "booking" not in sent:
        return []
    return list(waiting.filter(pk__in=[row.pk for row in chosen(sent.getlist("booking"), visible)]))


@require_POST
def all_attended(request: Request) -> HttpResponse:
    """Record that everybody came to one or several courses that are over, each for the hours that were approved."""
    require(policies.can_open_desk(request.user))
    back = _address(selectors.ATTENDANCE)
    named = _wanted(request, selectors.ATTENDANCE)
    # Somebody else says whether the officer came.
    rows = [row for row in named if row.person_id != request.user.pk]
    if not rows:
        messages.warning(request, can_confirm_attendance(request.user, named[0]).reason if named else HAS_CHANGED)
        return redirect(back)
    if unknown := [row for row in rows if not row.request.hours]:
        messages.warning(request, "Enter the hours of these people: the request didn’t say how long it takes.")
        ids = [("booking", str(row.public_id)) for row in unknown[:MOST_IN_AN_ADDRESS]]
        return redirect(f"{reverse('courses:attendance')}?{urlencode(ids)}")
    answers = [Attendance(booking=row, attended=True, hours=row.request.hours) for row in rows]
    return press_button(
        request,
        lambda: confirm_attendances(answers=answers, actor=request.user),
        f"Attendance recorded for {_people(len(rows))}.",
        back=back,
    )


@require_POST
def certificates_remind(request: Request) -> HttpResponse:
    """Ask the attendees of the ticked bookings for their certificates."""
    require(policies.can_open_desk(request.user))
    rows = _wanted(request, selectors.CERTIFICATES)
    if not rows:
        messages.warning(request, HAS_CHANGED if "booking" in request.POST else "Select at least one person.")
    asked = remind_of_certificates(bookings=rows, actor=request.user)
    if asked:
        messages.success(request, f"Reminder sent to {_people(asked)}.")
    # They have had one today, or have left.
    if asked < len(rows):
        messages.warning(request, f"{_people(len(rows) - asked)} can’t be reminded today.")
    return redirect(_address(selectors.CERTIFICATES))


def confirmation_add(request: Request) -> HttpResponse:
    """Add a provider's confirmation to the bookings of one or several courses at once."""
    require(policies.can_open_desk(request.user))
    if not {"offer", "booking"} & {*request.GET, *request.POST}:
        raise Http404
    back = _address(selectors.CONFIRMATIONS)
    rows = []
    # Somebody else looks after the officer's own booking.
    for row in (named := _wanted(request, selectors.CONFIRMATIONS)):
        if decision := can_change_booking(request.user, row):
            rows.append(row)
        else:
            messages.warning(request, f"Your own booking is left out. {decision.reason}")
    if not named:
        messages.warning(request, HAS_CHANGED)
    if not rows:
        return redirect(back)
    form = ConfirmationForm(request.POST or None, request.FILES or None)

    def write() -> str:
        try:
            stored = store_upload(actor=request.user, upload=form.cleaned_data["confirmation"])
        except UploadRefused as problem:
            raise ValidationError({"confirmation": str(problem)}) from problem
        services.add_confirmation(
            bookings=rows,
            actor=request.user,
            confirmation=stored,
            provider_reference=form.cleaned_data["provider_reference"],
        )
        return back

    answer = submit_form(request, form, write, done="Confirmation added. We’ve told the attendees.", refused_to=back)
    context = {"form": form, "groups": split(rows), "back": back}
    return answer or render(request, "courses/desk/confirmation_add.html", context, status=status_of(form))
