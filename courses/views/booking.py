"""The booking desk: what to book, one booking and what can be done with it (policy IM-4)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.audit import audit_trail
from core.components import Tab
from core.decisions import require
from core.downloads import private_file_response
from core.exports import Column, export_response
from core.flow import IllegalMove, StaleVersion
from core.http import Request as HttpRequest
from core.tables import RequestConfig
from core.uploads import UploadRefused, store_upload
from courses.actions import booking_actions
from courses.forms.booking import (
    BookForm,
    CancelForm,
    ChangeForm,
    ColleagueForm,
    DeskFilter,
    DetailsForm,
    ToBookFilter,
)
from courses.models import Booking, Request
from courses.policies import booking as policies
from courses.selectors import booking as selectors
from courses.selectors.certificates import certificates_of, owed_certificates
from courses.selectors.clashes import mark_closed
from courses.selectors.leaving import mark_leaving
from courses.services import booking as services
from courses.services.agreements import CreditsUsedUp
from courses.tables.booking import QUEUE_TABLES, cover_column
from people.models import Person
from planning.services.ledger import OverBudget
from planning.thread import trace_of
from training.registers import format_asked

FASTER = "Somebody was faster, or it is not yours to see any more. This is how it stands now."


# --- Finding -------------------------------------------------------------------------------------------------------


def find_booking(request: HttpRequest, public_id: UUID) -> Booking:
    """Return the booking when the reader may see it; else 404, as for one that never was."""
    rows = Booking.objects.visible_to(request.user).select_related(
        "request__course",
        "request__requirement",
        "school",
        "person",
        "booked_by",
        "attendance_by",
        "confirmation",
        "agreement",
    )  # fmt: skip
    return get_object_or_404(rows, public_id=public_id)


def chosen(ids: Sequence[str], rows: "QuerySet[Any]") -> list[Any]:
    """Return the rows with these public ids; 404 when one is no id, not there, or not to be seen by the reader."""
    try:
        wanted = {UUID(text) for text in ids[:200]}
    except ValueError:
        raise Http404 from None
    found = list(rows.filter(public_id__in=wanted))
    if len(found) != len(wanted) or not wanted:
        raise Http404
    return found


# --- The desk ------------------------------------------------------------------------------------------------------


@require_GET
def desk(request: HttpRequest, queue: str = selectors.TO_BOOK) -> HttpResponseBase:
    """Show one queue of the desk over all schools: what to book in groups, or what to look after."""
    require(policies.can_open_desk(request.user))
    if queue not in selectors.QUEUES:
        raise Http404
    counts = selectors.queue_counts()
    tabs = [
        Tab(label, reverse("courses:desk-queue", args=[name]), current=name == queue, count=counts[name])
        for name, label in selectors.QUEUES.items()
    ]
    return (_desk_to_book if queue == selectors.TO_BOOK else _desk_queue)(request, queue, {"tabs": tabs})


def _desk_to_book(request: HttpRequest, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = ToBookFilter(request.GET)
    rows = selectors.narrowed_requests(Request.objects.to_book(), form.narrowing())
    if format_asked(request.GET):
        ordered = rows.select_related("applicant", "school").order_by("rank", "waiting_since", "pk")
        return _export(request, ordered, TO_BOOK_COLUMNS, "to-book")
    groups = selectors.offers(rows, by_date=form.cleaned_data.get("order") == "date")
    page = Paginator(groups, 10).get_page(request.GET.get("page"))
    offers = selectors.offers_with_people(rows, page.object_list)
    shown = [r for offer in offers for r in offer.requests]
    mark_leaving(shown)
    mark_closed(shown)
    kept = selectors.kept_references(shown)
    return render(request, "courses/desk.html", context | {"form": form, "page": page, "offers": offers, "kept": kept})


def _desk_queue(request: HttpRequest, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = DeskFilter(request.GET)
    rows = selectors.narrowed_bookings(selectors.queue_of(queue), form.narrowing())
    if format_asked(request.GET):
        return _export(request, rows, QUEUE_COLUMNS, queue)
    table = QUEUE_TABLES[queue](rows)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    if queue == selectors.CERTIFICATES:
        owed = owed_certificates(row.record.request for row in table.paginated_rows)
        for row in table.paginated_rows:
            row.record.owed = owed[row.record.request_id]
    return render(request, "courses/desk_queue.html", context | {"form": form, "table": table, "queue": queue})


TO_BOOK_COLUMNS = [
    Column("Course", "title"),
    Column("Provider", "provider_name"),
    Column("First day", "starts_on", kind="date"),
    Column("Last day", "ends_on", kind="date"),
    Column("Person", "applicant.full_name"),
    Column("School", "school.name"),
    Column("Agreed cost", lambda row: row.agreed_words if row.fee_unknown else row.agreed_cost, kind="money"),
    Column("Approved on", "waiting_since", kind="date"),
]

QUEUE_COLUMNS = [
    Column("Course", "request.title"),
    Column("Provider", "request.provider_name"),
    Column("Reference", "provider_reference"),
    Column("Order number", "order_number"),
    Column("First day", "starts_on", kind="date"),
    Column("Last day", "ends_on", kind="date"),
    Column("Person", "person.full_name"),
    Column("School", "school.name"),
    Column("Cost", "cost", kind="money"),
    Column("Free until", "cancel_free_until", kind="date"),
    Column("Booked on", "booked_at", kind="date"),
]


def _export(request: HttpRequest, rows: Iterable[Any], columns: list[Column], name: str) -> FileResponse:
    chosen = format_asked(request.GET) or "csv"
    return export_response(rows, [*columns, cover_column()], name, chosen, actor=request.user, code="courses.desk")


# --- Booking -------------------------------------------------------------------------------------------------------


def book(request: HttpRequest) -> HttpResponse:
    """Book one or several people on the same course in one go, or send them back to their approvers."""
    require(policies.can_open_desk(request.user))
    ids = request.POST.getlist("request") or request.GET.getlist("request")
    rows = Request.objects.visible_to(request.user).select_related("applicant", "school", "course", "requirement")
    wanted = sorted(chosen(ids, rows), key=lambda r: (r.rank, r.pk))
    mark_leaving(wanted)
    mark_closed(wanted)
    if any(row.status != Request.Status.TO_BOOK for row in wanted):
        messages.warning(request, FASTER)
        return redirect("courses:desk")
    if not services.same_offer(wanted):
        messages.warning(request, "Choose people for the same course on the same dates.")
        return redirect("courses:desk")
    decisions = [(row, policies.can_book(request.user, row)) for row in wanted]
    for _, decision in decisions:
        if request.method == "POST":
            require(decision)
    kept = selectors.kept_references(wanted)
    first = BookForm.first_words(wanted[0], kept.get(wanted[0].pk))
    form = BookForm(request.POST or None, request.FILES or None, initial=first)
    form.offer_agreements(wanted[0])
    differences: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(form.answer_once(request.user, lambda: _book(request, form, wanted)))
        except services.NotAsAgreed as problem:
            differences = problem.differences
        except OverBudget as problem:
            differences = [str(problem)]
        except UploadRefused as problem:
            form.add_error("confirmation", str(problem))
        except CreditsUsedUp as problem:
            form.add_error("credits_used", str(problem))
        except services.LeavesBefore as problem:
            form.add_error("leaver_reason", str(problem))
        except IllegalMove as problem:
            messages.warning(request, str(problem))
            return redirect("courses:desk")
    context = {
        "form": form,
        "requests": wanted,
        "kept": kept,
        "somebody_leaves": any(row.leaving for row in wanted),
        "differences": differences or asks_for_note(form),
        "refusals": [(row, decision) for row, decision in decisions if not decision],
        "total": selectors.agreed_together(wanted),
    }
    return render(request, "courses/book.html", context, status=422 if form.is_bound else 200)


def _book(request: HttpRequest, form: BookForm, wanted: list[Request]) -> str:
    """Do what the form says and return where it leads."""
    if form.wants_send_back:
        services.send_several_back(
            requests=wanted, actor=request.user, note=form.cleaned_data["note"], details=form.details()
        )
        messages.success(request, f"Sent back to the approvers: {_people(wanted)}.")
        return reverse("courses:desk")
    upload = form.cleaned_data["confirmation"]
    stored = store_upload(actor=request.user, upload=upload) if upload else None
    made = services.book_requests(
        requests=wanted,
        actor=request.user,
        details=form.details(stored),
        leaver_reason=form.cleaned_data["leaver_reason"],
    )
    messages.success(request, f"Booked: {_people(wanted)}. The confirmation goes out by e-mail with a calendar entry.")
    return made[0].get_absolute_url() if len(made) == 1 else reverse("courses:desk")


def asks_for_note(form: DetailsForm) -> list[str]:
    """Return something to show the send-back again for, when only its words were missing."""
    return ["Say why the approvers are asked again."] if form.is_bound and form.wants_send_back else []


def _people(rows: list[Request]) -> str:
    return ", ".join(str(row.applicant) for row in rows)


# --- One booking ---------------------------------------------------------------------------------------------------


@require_GET
def booking_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one booking: what was booked, what happened to it, and what can be done."""
    booking = find_booking(request, public_id)
    mark_closed([booking])
    context = {
        "booking": booking,
        "actions": booking_actions(request.user, booking),
        "history": selectors.history_of(audit_trail(booking)),
        "certificates": certificates_of([booking.request])[booking.request_id],
        "owed": owed_certificates([booking.request])[booking.request_id]
        if booking.status == Booking.Status.ATTENDED
        else [],
        "opens_desk": policies.can_open_desk(request.user),
        "trace": trace_of(booking, request.user),
    }
    return render(request, "courses/booking_detail.html", context)


def booking_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a booking says; two at once see both texts; a dearer price goes back to the approvers."""
    booking = find_booking(request, public_id)
    require(policies.can_change_booking(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = ChangeForm(request.POST or None, request.FILES or None, initial=ChangeForm.initial_of(booking))
    form.offer_agreements(booking.request, booking.agreement)
    differences: list[str] = []
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _change(request, booking, form)
        except services.NotAsAgreed as problem:
            differences = problem.differences
        except OverBudget as problem:
            differences = [str(problem)]
        except UploadRefused as problem:
            form.add_error("confirmation", str(problem))
        except CreditsUsedUp as problem:
            form.add_error("credits_used", str(problem))
        except StaleVersion:
            booking = find_booking(request, public_id)
            form.show_clash(booking, {"confirmation": None, "note": ""})
            status = 409
        except IllegalMove as problem:
            return moved_on(request, booking, str(problem))
    context = {"booking": booking, "form": form, "differences": differences or asks_for_note(form)}
    return render(request, "courses/booking_change.html", context, status=status)


def _change(request: HttpRequest, booking: Booking, form: ChangeForm) -> HttpResponse:
    if form.wants_send_back:
        services.send_back(
            request=booking.request, actor=request.user, note=form.cleaned_data["note"], details=form.details()
        )
        messages.success(request, "Sent back to the approvers. The booking is cancelled until they have decided.")
        return redirect(booking)
    upload = form.cleaned_data["confirmation"]
    stored = store_upload(actor=request.user, upload=upload) if upload else booking.confirmation
    services.change_booking(
        booking=booking, actor=request.user, version=form.cleaned_data["version"], details=form.details(stored)
    )
    messages.success(request, "Saved.")
    return redirect(booking)


def booking_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel a booking: by whom, why, and what it costs."""
    booking = find_booking(request, public_id)
    require(policies.can_cancel_booking(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = CancelForm(request.POST or None, initial={"charge": "0.00"})
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_booking(
                booking=booking,
                actor=request.user,
                cancelled_by=form.cleaned_data["cancelled_by"],
                charge=form.cleaned_data["charge"],
                note=form.cleaned_data["note"],
            )
        except IllegalMove as problem:
            return moved_on(request, booking, str(problem))
        messages.success(request, "Cancelled. The person is told.")
        return redirect(booking)
    context = {"booking": booking, "form": form}
    return render(request, "courses/booking_cancel.html", context, status=422 if form.is_bound else 200)


def booking_colleague(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the place to a colleague, whose own approvers decide first."""
    booking = find_booking(request, public_id)
    require(policies.can_change_name(request.user, booking))
    if booking.status != Booking.Status.BOOKED:
        return moved_on(request, booking)
    form = ColleagueForm(request.POST or None, colleagues=_colleagues(booking))
    if request.method == "POST" and form.is_valid():
        substitute = form.cleaned_data["colleague"]
        require(policies.can_change_name(request.user, booking, substitute))
        try:
            url = form.answer_once(request.user, lambda: _change_name(request, booking, substitute))
        except IllegalMove as problem:
            form.add_error("colleague", str(problem))
        else:
            return redirect(url)
    context = {"booking": booking, "form": form}
    return render(request, "courses/booking_colleague.html", context, status=422 if form.is_bound else 200)


def _change_name(request: HttpRequest, booking: Booking, substitute: Person) -> str:
    services.change_name(booking=booking, substitute=substitute, actor=request.user)
    messages.success(request, f"The request for {substitute} is with its approvers. It comes back to be booked.")
    # Before it is approved the officer does not see the new request: the old booking says where the place went.
    return booking.get_absolute_url()


@require_GET
def booking_colleague_options(request: HttpRequest) -> HttpResponse:
    """Answer the search for a colleague with those found."""
    require(policies.can_open_desk(request.user))
    form = ColleagueForm(colleagues=Person.objects.filter(is_active=True, left_on=None))
    return render(request, "kit/search_options.html", form.fields["colleague"].found(request.GET, "colleague"))  # type: ignore[attr-defined]


def _colleagues(booking: Booking) -> "QuerySet[Person]":
    return Person.objects.filter(is_active=True, left_on=None).exclude(pk=booking.person_id)


@require_GET
def booking_confirmation(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Send the provider's confirmation to whoever may see the booking."""
    booking = find_booking(request, public_id)
    if booking.confirmation is None:
        raise Http404
    return private_file_response(booking.confirmation)


def moved_on(request: HttpRequest, booking: Booking, words: str = FASTER) -> HttpResponse:
    """Say that the booking has moved on meanwhile, and show it as it is now."""
    messages.warning(request, words)
    return redirect(booking)
