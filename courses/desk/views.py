"""The booking desk: what to book, what to look after, and booking (policy IM-4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zlib import crc32

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from budgets.ledger import OverBudget
from certificates.policies import enterable
from core.components import Tab
from core.decisions import Decision, require
from core.http import Request
from core.submissions import status_of, submit_form
from core.tables import Table, download, show
from core.uploads import UploadRefused, store_upload
from courses.attendance.selectors import owed_certificates
from courses.bookings import policies
from courses.bookings.models import Booking
from courses.bookings.views import HAS_CHANGED, chosen
from courses.desk import selectors, services
from courses.desk.details import LeavesBefore, NotAsAgreed, offer_of
from courses.desk.forms import BookForm, DeskFilter, DetailsForm, SendBackForm, ToBookFilter
from courses.desk.groups import KEY, Group, grouped, groups_of, split
from courses.desk.policies import can_book, can_send_back
from courses.desk.tables import GROUP_TABLES, QUEUE_TABLES, ToBookFile, ToBookTable
from courses.requests.clashes import mark_closed, mark_leaving
from courses.requests.models import CourseRequest
from courses.value.services import CreditsUsedUp
from people.models import Person

# --- The desk ------------------------------------------------------------------------------------------------------


@require_GET
def desk(request: Request, queue: str = selectors.TO_BOOK) -> HttpResponseBase:
    """Show one queue of the desk over all schools: what to book in groups, or what to look after."""
    require(policies.can_open_desk(request.user))
    if queue not in selectors.QUEUES:
        raise Http404
    counts = selectors.queue_counts()
    tabs = [
        Tab(label, reverse("courses:desk-queue", args=[name]), current=name == queue, count=counts[name] or None)
        for name, label in selectors.QUEUES.items()
    ]
    return (_desk_to_book if queue == selectors.TO_BOOK else _desk_queue)(request, queue, {"tabs": tabs})


def _desk_to_book(request: Request, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = ToBookFilter(request.GET)
    waiting = CourseRequest.objects.to_book().select_related("applicant", "school", "priority")
    rows = selectors.narrowed(waiting, form.narrowing())
    if answer := download(request, ToBookFile(rows.in_policy_order())):
        return answer
    table = ToBookTable(grouped(waiting, fitting=rows).order_by("best_rank", "oldest", *KEY), waiting)
    show(request, table)
    return render(request, "courses/desk/desk.html", context | {"form": form, "table": table})


def _desk_queue(request: Request, queue: str, context: dict[str, Any]) -> HttpResponseBase:
    form = DeskFilter(request.GET)
    rows = selectors.narrowed(selectors.queue_of(queue), form.narrowing(), "request__provider_name")
    table: Table = QUEUE_TABLES[queue](rows)
    if answer := download(request, table):
        return answer
    if queue in GROUP_TABLES:
        waiting = selectors.queue_of(queue).select_related("request__course__provider")
        table = GROUP_TABLES[queue](grouped(waiting, fitting=rows).order_by("starts_on", *KEY), waiting)
    show(request, table)
    if queue == selectors.CERTIFICATES:
        shown = [row.record for row in table.paginated_rows]
        owed = owed_certificates(row.request for row in shown)
        context["can_add"] = can_add = enterable(request.user, [row.person for row in shown])
        for row in shown:
            row.owed, row.can_add = owed[row.request_id], row.person_id in can_add
    return render(request, "courses/desk/desk_queue.html", context | {"form": form, "table": table, "queue": queue})


# --- Booking -------------------------------------------------------------------------------------------------------

MOST_TOGETHER = 200


@dataclass(slots=True)
class Order:
    """One course on the booking page: who is shown, whom of them the reader can book, and the form."""

    group: Group
    bookable: Group
    form: BookForm
    kept: Booking | None
    differences: list[str] = field(default_factory=list)

    @property
    def somebody_leaves(self) -> bool:
        """Return whether somebody leaves before the course is over."""
        return any(row.leaving for row in self.bookable.rows)

    @property
    def total(self) -> str:
        """Return what was approved for all who can be booked, in words; "" where that is nobody."""
        return selectors.agreed_together(self.bookable.rows) if self.bookable.rows else ""


def book(request: Request) -> HttpResponse:
    """Book people on one or several courses, each course by itself, or send one back to its approvers."""
    require(policies.can_open_desk(request.user))
    rows = _wanted(request)
    if not rows:
        return redirect("courses:desk")
    mark_leaving(rows)
    mark_closed(rows)
    _mark_refused(request, rows, can_book)
    orders = _orders(request, rows)
    asked_back = [order for order in orders if order.form.wants_send_back]
    left: list[Order] = []
    booked: list[Booking] = []
    for order in orders:
        # A button that sends one course back leaves the others on the page as they are.
        if asked_back and order not in asked_back:
            left.append(order)
            continue
        answer, order.differences = submit_details(
            request, order.form, partial(_write, request, order, booked), refused_to=reverse("courses:desk")
        )
        if answer is None:
            left.append(order)
    if booked:
        messages.success(request, _said_of(booked))
    if not left:
        return redirect("courses:desk")
    status = 422 if any(order.differences for order in left) else max(status_of(order.form) for order in left)
    context = {"orders": left, "going": [o for o in left if o.bookable.rows], "forms": [o.form for o in left]}
    return render(request, "courses/desk/book.html", context, status=status)


def _wanted(request: Request) -> list[CourseRequest]:
    """Return the requests that the address or form names, one by one or as whole groups; [] with a word to the reader.

    404 for one that the reader may not see.
    """
    visible = (
        CourseRequest.objects.visible_to(request.user)
        .select_related("applicant", "school", "course", "requirement")
        .prefetch_related("cost_lines")
    )
    # The form posts to the address that opened the page: then the boxes count, not what the address names.
    if offers := request.GET.getlist("offer") if request.method != "POST" else []:
        named = chosen(offers, visible)
        groups = groups_of(visible.filter(pk__in=[row.pk for row in named]), visible.to_book())
        rows = [row for group in groups for row in group.rows]
    elif request.method == "POST" and "request" not in request.POST:
        messages.warning(request, "Select at least one person.")
        return []
    else:
        named = rows = chosen(request.POST.getlist("request") or request.GET.getlist("request"), visible)
    if any(row.status != CourseRequest.Status.TO_BOOK for row in named):
        messages.warning(request, HAS_CHANGED)
        return []
    if len(rows) > MOST_TOGETHER:
        messages.warning(request, f"Select at most {MOST_TOGETHER} people at once.")
        return []
    return rows


def _mark_refused(request: Request, rows: Sequence[Any], may: Callable[[Person, CourseRequest], Decision]) -> None:
    """Put on the requests why the reader can't do it with them as `refusal`, "" where nothing speaks against it.

    A form names none of those: refused where one is sent all the same.
    """
    for row in rows:
        decision = may(request.user, row)
        if request.method == "POST":
            require(decision)
        row.refusal = decision.reason


def _orders(request: Request, rows: list[CourseRequest]) -> list[Order]:
    """Return the courses of the booking page with their forms, the most urgent first."""
    groups = split(sorted(rows, key=lambda row: (row.rank, row.pk)))
    kept = selectors.kept_references(rows)
    # A place taken over keeps its number.
    numbers = iter(selectors.next_order_numbers(len(groups)))
    orders = []
    for group in groups:
        bookable = Group(tuple(row for row in group.rows if not row.refusal))
        requests = bookable.rows or group.rows
        # A form keeps its names when others leave the page before it.
        prefix = f"c{crc32(repr(offer_of(group.first)).encode()):08x}"
        is_alone = len(groups) == 1 and f"{prefix}-token" not in request.POST
        known = kept.get(requests[0].pk)
        form = BookForm(
            request.POST or None,
            request.FILES or None,
            prefix=None if is_alone else prefix,
            initial=BookForm.first_words(requests, known, "" if known or not bookable.rows else next(numbers)),
            requests=requests,
        )
        orders.append(Order(group, bookable, form, known))
    return orders


def _write(request: Request, order: Order, booked: list[Booking]) -> str:
    """Do what the form of one course says."""
    form, rows = order.form, order.group.rows
    if form.wants_send_back:
        services.send_several_back(
            requests=rows, actor=request.user, note=form.cleaned_data["note"], details=form.details()
        )
        messages.success(request, f"Sent back for approval: {_people(rows)}.")
    else:
        upload = form.cleaned_data["confirmation"]
        stored = store_upload(actor=request.user, upload=upload) if upload else None
        booked += services.book_requests(
            requests=rows,
            actor=request.user,
            details=form.details(stored),
            leaver_reason=form.cleaned_data["leaver_reason"],
        )
    return reverse("courses:desk")


def _said_of(booked: list[Booking]) -> str:
    """Return what is said of those just booked: their names, or how many they are."""
    sent = "We’ve emailed a confirmation and calendar invitation."
    if len(booked) == 1:
        url = booked[0].get_absolute_url()
        return format_html('Booked: {}. {} <a href="{}">View booking</a>', booked[0].person, sent, url)
    who = f"{len(booked)} people" if len(booked) > 4 else ", ".join(str(row.person) for row in booked)
    return f"Booked: {who}. {sent}"


def send_back(request: Request) -> HttpResponse:
    """Send several requests back to their approvers before they are booked, with one message."""
    require(policies.can_open_desk(request.user))
    rows = _wanted(request)
    if not rows:
        return redirect("courses:desk")
    _mark_refused(request, rows, can_send_back)
    form = SendBackForm(request.POST or None)
    answer = submit_form(
        request,
        form,
        lambda: (
            services.send_several_back(requests=rows, actor=request.user, note=form.cleaned_data["note"])
            and reverse("courses:desk")
        ),
        done=f"Sent back for approval: {_people(rows)}.",
        refused_to=reverse("courses:desk"),
    )
    context = {
        "form": form,
        "groups": split(rows),
        "nobody_left": all(row.refusal for row in rows),  # type: ignore[attr-defined]
    }
    return answer or render(request, "courses/desk/send_back_several.html", context, status=status_of(form))


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
    return answer, [
        "Tell the approvers why they need to look at it again."
    ] if form.is_bound and form.wants_send_back else []


def _people(rows: Sequence[CourseRequest]) -> str:
    return ", ".join(str(row.applicant) for row in rows)
