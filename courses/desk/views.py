"""The booking desk: what to book, what to look after, and booking (policy IM-4)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from budgets.ledger import OverBudget
from core.components import Tab
from core.decisions import require
from core.http import Request
from core.submissions import status_of, submit_form
from core.tables import download, prepare
from core.uploads import UploadRefused, store_upload
from courses.attendance.selectors import owed_certificates
from courses.bookings import policies
from courses.bookings.views import HAS_CHANGED, chosen
from courses.desk import selectors, services
from courses.desk.details import LeavesBefore, NotAsAgreed, same_offer
from courses.desk.forms import BookForm, DeskFilter, DetailsForm, ToBookFilter
from courses.desk.policies import can_book
from courses.desk.tables import QUEUE_TABLES, ToBookTable
from courses.requests.clashes import mark_closed, mark_leaving
from courses.requests.models import CourseRequest
from courses.value.services import CreditsUsedUp

# --- The desk ------------------------------------------------------------------------------------------------------


@require_GET
def desk(request: Request, queue: str = selectors.TO_BOOK) -> HttpResponseBase:
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


def _desk_to_book(request: Request, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = ToBookFilter(request.GET)
    rows = selectors.narrowed(CourseRequest.objects.to_book(), form.narrowing())
    ordered = rows.select_related("applicant", "school").order_by("rank", "waiting_since", "pk")
    if answer := download(request, ToBookTable(ordered)):
        return answer
    groups = selectors.offers(rows, by_date=form.cleaned_data.get("order") == "date")
    page = Paginator(groups, 10).get_page(request.GET.get("page"))
    offers = selectors.offers_with_people(rows, page.object_list)
    shown = [r for offer in offers for r in offer.requests]
    mark_leaving(shown)
    mark_closed(shown)
    kept = selectors.kept_references(shown)
    return render(
        request, "courses/desk/desk.html", context | {"form": form, "page": page, "offers": offers, "kept": kept}
    )


def _desk_queue(request: Request, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = DeskFilter(request.GET)
    rows = selectors.narrowed(selectors.queue_of(queue), form.narrowing(), "request__provider_name")
    table = QUEUE_TABLES[queue](rows)
    if answer := prepare(request, table):
        return answer
    if queue == selectors.CERTIFICATES:
        owed = owed_certificates(row.record.request for row in table.paginated_rows)
        for row in table.paginated_rows:
            row.record.owed = owed[row.record.request_id]
    return render(request, "courses/desk/desk_queue.html", context | {"form": form, "table": table, "queue": queue})


# --- Booking -------------------------------------------------------------------------------------------------------


def book(request: Request) -> HttpResponse:
    """Book one or several people on the same course in one go, or send them back to their approvers."""
    require(policies.can_open_desk(request.user))
    ids = request.POST.getlist("request") or request.GET.getlist("request")
    rows = CourseRequest.objects.visible_to(request.user).select_related("applicant", "school", "course", "requirement")
    wanted = sorted(chosen(ids, rows), key=lambda r: (r.rank, r.pk))
    mark_leaving(wanted)
    mark_closed(wanted)
    if any(row.status != CourseRequest.Status.TO_BOOK for row in wanted):
        messages.warning(request, HAS_CHANGED)
        return redirect("courses:desk")
    if not same_offer(wanted):
        messages.warning(request, "Choose people for the same course on the same dates.")
        return redirect("courses:desk")
    decisions = [(row, can_book(request.user, row)) for row in wanted]
    for _, decision in decisions:
        if request.method == "POST":
            require(decision)
    kept = selectors.kept_references(wanted)
    first = BookForm.first_words(wanted[0], kept.get(wanted[0].pk))
    form = BookForm(request.POST or None, request.FILES or None, initial=first)
    form.offer_agreements(wanted[0])
    answer, differences = submit_details(
        request, form, lambda: _book(request, form, wanted), refused_to=reverse("courses:desk")
    )
    context = {
        "form": form,
        "requests": wanted,
        "kept": kept,
        "somebody_leaves": any(row.leaving for row in wanted),
        "differences": differences,
        "refusals": [(row, decision) for row, decision in decisions if not decision],
        "total": selectors.agreed_together(wanted),
    }
    status = 422 if differences else status_of(form)
    return answer or render(request, "courses/desk/book.html", context, status=status)


def _book(request: Request, form: BookForm, wanted: list[CourseRequest]) -> str:
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
    messages.success(request, f"Booked: {_people(wanted)}. The confirmation goes out by email with a calendar entry.")
    return made[0].get_absolute_url() if len(made) == 1 else reverse("courses:desk")


# What can be changed in the form, and at which field.
FIXED_AT: dict[type[Exception], str] = {
    UploadRefused: "confirmation",
    CreditsUsedUp: "credits_used",
    LeavesBefore: "leaver_reason",
}


class _AskAgain(Exception):
    """Only the approvers can agree to what is typed; what departs from what they agreed to, in sentences."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__()
        self.differences = differences


def submit_details(
    request: Request, form: DetailsForm, write: Callable[[], Any], **after: Any
) -> tuple[HttpResponse | None, list[str]]:
    """Do as `submit_form` with what a provider says (arguments there); return also what departs from what was agreed.

    That is shown with a button that sends it back to the approvers; again when only the words for them were missing.
    """

    def agreed_or_ask() -> Any:
        try:
            return write()
        except tuple(FIXED_AT) as problem:
            raise ValidationError({FIXED_AT[type(problem)]: str(problem)}) from problem
        except NotAsAgreed as problem:
            raise _AskAgain(problem.differences) from problem
        except OverBudget as problem:
            raise _AskAgain([str(problem)]) from problem

    try:
        answer = submit_form(request, form, agreed_or_ask, **after)
    except _AskAgain as problem:
        return None, problem.differences
    return answer, ["Say why the approvers are asked again."] if form.is_bound and form.wants_send_back else []


def _people(rows: list[CourseRequest]) -> str:
    return ", ".join(str(row.applicant) for row in rows)
