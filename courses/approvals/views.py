"""The queue of an approver, the card on which one request is decided, and several renewals at once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from budgets.ledger import OverBudget
from core.formatting import money, plus_unknown
from core.http import Request
from core.navigation import stand_at
from core.submissions import status_of, submit_form
from core.tables import download, show
from courses.approvals import policies, services
from courses.approvals.decision_card import decision_card, money_before
from courses.approvals.filters import QueueFilter
from courses.approvals.forms import AnswerForm, ApproveForm, DeclineForm, ReturnForm, SeveralForm
from courses.approvals.selectors import (
    current_stage,
    moved_on,
    next_for,
    seen_in_list,
    waiting_for,
    with_whom,
)
from courses.approvals.tables import QueueTable
from courses.charging.selectors import MoneyCard
from courses.requests.clashes import mark_leaving
from courses.requests.models import CourseRequest
from people.policies import can_open_deputies

NOT_TOGETHER = (
    "Nothing was approved. You can only approve statutory renewals together, and one of these isn't available. "
    "Check your selection."
)


@require_GET
def request_queue(request: Request) -> HttpResponseBase:
    """List the requests that wait for the reader's decision, in policy order (IM-3, AP-7)."""
    found = QueueFilter(request.GET, queryset=waiting_for(request.user), actor=request.user)
    table = QueueTable(found.qs)
    if answer := download(request, table):
        return answer
    show(request, table)
    # The boxes stand on this page only.
    mark_leaving(row.record for row in table.paginated_rows)
    has_renewals = any(row.record.is_renewal for row in table.paginated_rows)
    context = {
        "filter": found,
        "table": table,
        "has_renewals": has_renewals,
        "deputies": can_open_deputies(request.user),
    }
    return render(request, "courses/approvals/request_queue.html", context)


def _find(request: Request, public_id: UUID) -> CourseRequest:
    stand_at(request, "courses:request-queue")
    return get_object_or_404(
        CourseRequest.objects.visible_to(request.user).select_related(
            "applicant", "school", "course__provider", "requirement", "priority", "need", "action"
        ),
        public_id=public_id,
    )


@require_GET
def request_decide(request: Request, public_id: UUID) -> HttpResponse:
    """Show the decision card; a link in a mail leads here and decides nothing (policy IM-5).

    Whoever has nothing to decide on it (any more) is led to the request's page and told why.
    """
    found = _find(request, public_id)
    prefetch_related_objects([found], "stages__school")  # the policy and the card both ask
    if not (decision := policies.can_decide(request.user, found)):
        messages.info(request, decision.reason)
        return redirect(found)
    return _card(request, found)


def asks_before_approving(form: AnswerForm, money: MoneyCard | None) -> bool:
    """Return whether a line, or the reason why it may go over, must be given with an approval."""
    if money is None or not money.choices:
        return False
    return money.chosen is None or (money.chosen.is_over and "over_reason" in form.fields)


def _card(request: Request, found: CourseRequest, wrong: AnswerForm | None = None) -> HttpResponse:
    """Show the card with its three forms; the wrong one, if any, as it was sent.

    An answer that came too late is kept, and counts for what the card shows now.
    """
    card = decision_card(found, request.user)
    status = status_of(wrong) if wrong else 200
    if wrong is not None and status == 409:
        wrong.answer_anew(card.seen)
    forms: dict[str, AnswerForm] = {form.name: form(seen=card.seen) for form in (ReturnForm, DeclineForm)}
    forms["approve"] = ApproveForm(seen=card.seen, money=card.money)
    if wrong is not None:
        forms[wrong.name] = wrong
    context = {
        "card": card,
        "request_": found,
        "approve_form": forms["approve"],
        "return_form": forms["return"],
        "decline_form": forms["decline"],
        "wrong": wrong,
        "asks_first": asks_before_approving(forms["approve"], card.money),
        "following": next_for(request.user, found),
    }
    return render(request, "courses/approvals/request_decide.html", context, status=status)


def _decide(
    request: Request, found: CourseRequest, form: AnswerForm, verb: Callable[..., CourseRequest], done: str
) -> HttpResponse:
    """Read the answer to a request, do it, and show what waits next."""

    def decide() -> str:
        try:
            decided = verb(request=found, actor=request.user, **form.cleaned_data)
        except OverBudget as over:
            assert isinstance(form, ApproveForm)
            raise form.problem_of(over) from over
        stage = current_stage(decided) if decided.status == CourseRequest.Status.DECIDING else None
        with_next = f" It has gone to {with_whom(stage)}." if stage else ""
        following = next_for(request.user, decided)
        here_is = " Here is the next one." if following else ""
        messages.success(request, f"{done}: “{decided.title}”.{with_next}{here_is}")
        if following:
            return reverse("courses:request-decide", args=[following.public_id])
        return reverse("courses:request-queue")

    if (answer := submit_form(request, form, decide)) is not None:
        return answer
    now = _find(request, found.public_id)
    if decision := policies.can_decide(request.user, now):
        return _card(request, now, form)
    if status_of(form) != 409:
        messages.info(request, decision.reason)
    return redirect(now)


@require_POST
def request_approve(request: Request, public_id: UUID) -> HttpResponse:
    """Approve the stage that the request stands at."""
    found = _find(request, public_id)
    form = ApproveForm(request.POST, money=money_before(request.user, found))
    return _decide(request, found, form, services.approve_request, "Approved")


@require_POST
def request_return(request: Request, public_id: UUID) -> HttpResponse:
    """Return the request to be changed."""
    form = ReturnForm(request.POST)
    return _decide(request, _find(request, public_id), form, services.return_request, "Sent back for changes")


@require_POST
def request_decline(request: Request, public_id: UUID) -> HttpResponse:
    """Decline the request, with a reason."""
    form = DeclineForm(request.POST)
    return _decide(request, _find(request, public_id), form, services.decline_request, "Declined")


def _counted(rows: Sequence[CourseRequest]) -> str:
    """Return "3 renewals, £530.00"."""
    cost = plus_unknown(money(sum(row.total_cost for row in rows)), sum(row.fee_unknown for row in rows))
    return f"{len(rows)} {'renewal' if len(rows) == 1 else 'renewals'}, {cost}"


def _named(rows: Sequence[CourseRequest]) -> str:
    """Return "“Fire warden” for Ada Example; “First aid” for Bea Example"."""
    return "; ".join(f"“{row.title}” for {row.applicant}" for row in rows)


def _several_page(request: Request, rows: list[Any], chosen: dict[UUID | None, str]) -> HttpResponse:
    """Show what is about to be approved together and its sum; what changed since the list was opened is left out."""
    fresh = [row for row in rows if seen_in_list(row) == chosen[row.stage_id]]
    mark_leaving(rows)
    context = {
        "counted": _counted(fresh) if fresh else "",
        "rows": fresh,
        "changed": [row for row in rows if row not in fresh],
        "tokens": [seen_in_list(row) for row in fresh],
    }
    return render(request, "courses/approvals/approve_several.html", context)


@require_POST
def request_approve_several(request: Request) -> HttpResponse:
    """Show the chosen statutory renewals with their sum, and approve them once that is confirmed.

    What has been decided meanwhile (in another tab, by a second click, by a stand-in) is named and left out. One that
    is no renewal, or was never the reader's, refuses the whole selection.
    """
    form = SeveralForm(request.POST)
    if not form.is_valid():
        messages.warning(request, str(form.errors["seen"][0]))
        return redirect("courses:request-queue")
    chosen = form.by_stage()
    rows = list(waiting_for(request.user).filter(is_renewal=True, stage_id__in=[key for key in chosen if key]))
    gone = moved_on(request.user, chosen.keys() - {row.stage_id for row in rows})
    if len(rows) + len(gone) != len(chosen):
        messages.warning(request, NOT_TOGETHER)
        return redirect("courses:request-queue")
    if gone:
        messages.info(request, f"No longer waiting for you: {_named(gone)}.")
    if not rows:
        return redirect("courses:request-queue")
    if "confirm" not in request.POST:
        return _several_page(request, rows, chosen)
    outcome = services.approve_several(
        requests=rows, actor=request.user, seen={row.pk: chosen[row.stage_id] for row in rows}
    )
    if outcome.approved:
        messages.success(request, f"Approved {_counted(outcome.approved)}: {_named(outcome.approved)}.")
    for failed, reason in outcome.failed:
        messages.warning(request, f"Not approved: “{failed.title}”. {reason}")
    return redirect("courses:request-queue")
