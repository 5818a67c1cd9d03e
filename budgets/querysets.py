"""Who sees which budgets, lines and ledgers."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from budgets.money import sums

if TYPE_CHECKING:
    from people.models import Person


def _seen_by(actor: "Person") -> Q:
    """Return the condition on a row's school: leaders see their own school's money, the central roles all of it."""
    from planning.scope import planned_by

    return Q() if actor.authority.is_trust_wide else planned_by(actor)


class BudgetQuerySet(models.QuerySet):
    """Budgets."""

    def visible_to(self, actor: "Person") -> Self:
        """Return a school's for those who plan for it, all for the central roles. Boards have a page of sums (PM-2)."""
        return self.filter(_seen_by(actor))


class BudgetLineQuerySet(models.QuerySet):
    """Lines of budgets."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the lines of the budgets that the actor sees."""
        return self.filter(_seen_by(actor))

    def with_sums(self) -> Self:
        """Add `allocated`, `committed`, `released`, `spent` and `refunded` to each line, in one query."""
        return self.annotate(**sums("entries__"))


class EntryQuerySet(models.QuerySet):
    """Entries of the ledger."""

    def visible_to(self, actor: "Person") -> Self:
        """Return the entries on the lines that the actor sees."""
        from budgets.models import BudgetLine

        if actor.authority.is_trust_wide:
            return self.all()
        return self.filter(line__in=BudgetLine.objects.visible_to(actor).values("pk"))

    def sums(self) -> dict[str, Decimal]:
        """Return the five sums of these entries, by kind, in pounds."""
        return self.aggregate(**sums())
