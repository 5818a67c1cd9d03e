"""What is done from the desk's queues after booking: attendance of all, reminders, confirmations (policy IM-4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from certificates.policies import can_enter, enterable
from core.decisions import require
from core.flow import IllegalMove
from core.forms import take_hint
from core.http import Request
from core.submissions import press_button, status_of, submit_form
from core.uploads import UploadRefused, store_upload
from courses.attendance.forms import AwardForm
from courses.attendance.policies import can_confirm_attendance
from courses.attendance.reminders import remind_of_certificates
from courses.attendance.selectors import last_days, owed_certificates
from courses.attendance.services import Attendance, add_certificate, confirm_attendances
from courses.bookings import policies
from courses.bookings.models import Booking
from courses.bookings.views import HAS_CHANGED, chosen
from courses.desk import selectors, services
from courses.desk.forms import ConfirmationForm
from courses.desk.groups import groups_of, split
from courses.desk.policies import can_change_booking

# A longer address than that of so many people is refused on the way.
MOST_IN_AN_ADDRESS = 50
# More photos than that may be refused on the way too.
MOST_CERTIFICATES = 20


def _address(queue: str) -> str:
    return reverse("courses:desk-queue", args=[queue])


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _wanted(request: Request, waiting: "QuerySet[Booking]") -> list[Booking]:
    """Return those waiting that are named one by one or as whole groups; 404 for what may not be seen."""
    visible = Booking.objects.visible_to(request.user)
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
    named = _wanted(request, selectors.queue_of(selectors.ATTENDANCE))
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
    rows = _wanted(request, selectors.queue_of(selectors.CERTIFICATES))
    if not rows:
        messages.warning(request, HAS_CHANGED if "booking" in request.POST else "Select at least one person.")
    asked = remind_of_certificates(bookings=rows, actor=request.user)
    if asked:
        messages.success(request, f"Reminder sent to {_people(asked)}.")
    # They have had one today, or have left.
    if asked < len(rows):
        messages.warning(request, f"{_people(len(rows) - asked)} can’t be reminded today.")
    return redirect(_address(selectors.CERTIFICATES))


def certificates_add(request: Request) -> HttpResponse:
    """Add the missing certificates of several attendees: what is right is added, and what is not is shown again.

    The desk posts the ticked bookings; a booking's page names its group. What has come meanwhile has no row any more:
    sent twice, nothing is added twice. No browser keeps a file that was chosen, so nothing right waits for the rest.
    """
    rows = _wanted(request, selectors.certificates_missing(request.user))
    can_be_entered = enterable(request.user, [row.person for row in rows])
    if rows and not can_be_entered:
        require(can_enter(request.user, rows[0].person))
    if policies.can_open_desk(request.user):
        back = _address(selectors.CERTIFICATES)
    else:
        back = rows[0].get_absolute_url() if rows else reverse("courses:request-list")
    sent = request.POST.getlist("row")
    forms = _award_forms(request, [row for row in rows if row.person_id in can_be_entered], sent)
    shown = forms[:MOST_CERTIFICATES]
    context = {"file_hint": take_hint(shown, "file"), "back": back, "count": len(forms)}
    filled = [form for form in shown if sent and not form.is_blank]
    wrong = [form for form in filled if not _add(request, form)]
    if added := len(filled) - len(wrong):
        messages.success(request, "Certificate added." if added == 1 else f"{added} certificates added.")
    if not forms and not sent:
        nobody = request.method == "POST" and "booking" not in request.POST
        messages.warning(request, "Select at least one person." if nobody else HAS_CHANGED)
    # Fewer than were sent: they were added when it was sent before.
    if not forms or (sent and not wrong and (filled or len(forms) < len(sent))):
        return redirect(back)
    if sent and not filled:
        messages.warning(request, "Fill in at least one certificate.")
    context |= {"forms": wrong or shown, "wrong": wrong}
    return render(request, "courses/desk/certificates_add.html", context, status=422 if sent else 200)


def _award_forms(request: Request, rows: list[Booking], sent: list[str]) -> list[AwardForm]:
    """Return a form for each certificate that is missing; of those that were sent, where any were."""
    owed = owed_certificates(row.request for row in rows)
    rows = sorted(rows, key=lambda row: (row.starts_on, row.request.title, row.person.last_name, row.pk))
    pairs = [(row, requirement) for row in rows for requirement in owed[row.request_id]]
    until = last_days(pairs)
    forms = []
    for row, requirement in pairs:
        form = AwardForm(*(request.POST, request.FILES) if sent else (), booking=row, requirement=requirement)
        form.say_expiry(until[row.pk, requirement.pk])
        if not sent or form.prefix in sent:
            forms.append(form)
    return forms


def _add(request: Request, form: AwardForm) -> bool:
    """Add the certificate of one row, and return whether that was done; where not, its fields say why."""
    if not form.is_valid():
        return False
    upload = form.cleaned_data["file"]
    try:
        award = form.award(store_upload(actor=request.user, upload=upload) if upload else None)
        if award:
            add_certificate(booking=form.booking, actor=request.user, award=award)
    except UploadRefused as problem:
        form.add_error("file", str(problem))
    except IllegalMove as problem:
        form.add_error("awarded_on", str(problem))
    return not form.errors


def confirmation_add(request: Request) -> HttpResponse:
    """Add a provider's confirmation to the bookings of one or several courses at once."""
    require(policies.can_open_desk(request.user))
    if not {"offer", "booking"} & {*request.GET, *request.POST}:
        raise Http404
    back = _address(selectors.CONFIRMATIONS)
    rows = []
    # Somebody else looks after the officer's own booking.
    for row in (named := _wanted(request, selectors.queue_of(selectors.CONFIRMATIONS))):
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
