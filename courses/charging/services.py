"""A request's money: held on final approval, spent on booking, set free or charged when it ends (policy AP-6).

What should be held and spent follows from the request and its bookings (`charging.selectors.due`), and the ledger
writes what differs. The caller holds the request's lock; the lines' locks come last. Every path on which money moves:

    final approval                    nothing → held        approvals.services.approve_request
    withdrawn, sent back, reopened    held → nothing        approvals.sending.withdraw_request, reopen_request
    booked                            held → spent          desk.book_requests
    cost changed                      spent ± difference    desk.change_booking
    cancelled by us or the provider   spent → the charge    desk.cancel_booking
    place given to a colleague        spent → nothing       desk.change_name; theirs is held on their approval
    booking sent back                 spent → nothing       desk.send_back
    attended, not attended, closed    stays spent
"""

from collections.abc import Iterable

from budgets import ledger
from budgets.models import Account, Budget, BudgetLine
from core.flow import IllegalMove
from courses.charging import selectors
from courses.requests.models import CourseRequest
from people.models import Person, School

S = CourseRequest.Status
AGREED_BEFORE = "Agreed before this budget was opened."
CHARGED_BY_PROVIDER = "Charged by the provider for cancelling."


class NoLine(IllegalMove):
    """The school has a budget for the year, and none of its open lines could pay."""

    def __init__(self) -> None:
        super().__init__("No open line of the school's budget fits this request. Open one, or choose a line.")


def lock_lines_of(requests: Iterable[CourseRequest]) -> None:
    """Lock every line that one of the requests is charged to, in the order of all lines' locks.

    Whoever settles several requests one after the other calls this first, so that two who do it at once never wait
    for each other in a circle.
    """
    ledger.lock_lines({line for request in requests for line in ledger.charges_of(request.account_id)})


def settle_request(
    request: CourseRequest, actor: Person | None, *, status: str = "", over_reason: str = "", anew: bool = False
) -> None:
    """Let the ledger hold and have spent what follows from the request and its bookings; twice changes nothing.

    `status`: where the request is about to move, left out where it has moved. `anew`: the line is chosen afresh, as
    on final approval; else what stands on a line stays there. A school without a budget for the year of the request
    holds nothing. Raises `ledger.OverBudget`, `NoLine`.
    """
    held, spent = selectors.due(request, status or request.status)
    is_due = held + spent > 0
    line = _line(request, anew=anew) if is_due else None
    if line is None and (is_due or request.account_id is None):
        return
    account = account_of(request)
    ledger.settle_account(account=account, line=line, held=held, spent=spent, actor=actor, over_reason=over_reason)


def account_of(request: CourseRequest) -> Account:
    """Return the account of a request, made before its first entry; the caller holds the request's lock."""
    if request.account is None:
        request.account = Account.objects.create()
        request.save(update_fields=["account"])
    return request.account


def _line(request: CourseRequest, *, anew: bool) -> BudgetLine | None:
    """Return the line that pays: the one charged already, else the one that fits; nothing without a budget."""
    if not anew and (charged := ledger.charges_of(request.account_id)):
        return BudgetLine.objects.get(pk=next(iter(charged)))
    lines = selectors.open_lines(request)
    line = selectors.line_for(request, lines)
    if line is None and (lines or selectors.has_budget(request)):
        raise NoLine
    return line


def lock_live(school: School, year: int) -> None:
    """Lock the school's requests that are or may come to be paid out of the year's budget, in their order."""
    rows = selectors.live_requests(school, year)
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def take_onto_lines(budget: Budget, actor: Person) -> int:
    """Hold and spend what was agreed before the budget was opened, over its lines too; return how many requests."""
    rows = (
        selectors.live_requests(budget.school, budget.year)
        .filter(status__in=[*S.approved(), S.CANCELLED])
        .select_related("applicant", "school", "action__funding")
        .prefetch_related("bookings")
        .order_by("pk")
    )
    count = 0
    for request in rows:
        settle_request(request, actor, over_reason=AGREED_BEFORE)
        count += sum(selectors.due(request, request.status)) > 0
    return count
