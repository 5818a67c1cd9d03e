"""Which answers the clerk reads: those shared, as long as the rest of the board stays unknown (policy GV-3)."""

from typing import Any

from django.db.models import QuerySet

from governance.audits.models import SelfAssessment
from governance.audits.picture import readable_shares
from planning.suppression import smallest_group


def shared_with_clerk_of(boards: "QuerySet[Any, Any]") -> list[int]:
    """Return the keys of the answers that the clerk of these boards reads, of audits that have closed.

    In the order in which they were shared; whoever took it back still has their turn, for it may have been read.
    """
    rows = SelfAssessment.objects.filter(audit__board__in=boards, audit__status="closed", is_counted=True)
    by_audit: dict[int, list[tuple[Any, int, bool]]] = {}
    counted: dict[int, int] = {}
    for audit_id, pk, shared_at, is_shared in rows.order_by("audit", "shared_at", "pk").values_list(
        "audit_id", "pk", "shared_at", "is_shared"
    ):
        counted[audit_id] = counted.get(audit_id, 0) + 1
        if shared_at is not None:
            by_audit.setdefault(audit_id, []).append((shared_at, pk, is_shared))
    found = []
    for audit_id, shares in by_audit.items():
        number = readable_shares(counted[audit_id], len(shares), smallest_group())
        found += [pk for _, pk, is_shared in sorted(shares)[:number] if is_shared]
    return found
