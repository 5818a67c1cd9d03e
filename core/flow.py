"""A status that moves only along its table, under a lock.

`Flow` is the table; `HasStatus.move_to` is the only way a status changes; `lock_for` reads the row again under a
lock and raises `IllegalMove` when the wished-for move is not possible any more.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from django.db import models, transaction


class IllegalMove(Exception):
    """The move is not possible now, whoever asks. The text is for the person who asked."""


class StaleVersion(IllegalMove):
    """Somebody else saved the row while its form was open here. The page shows both texts; nothing is overwritten."""

    def __init__(self, text: str = "This has changed since you opened it.") -> None:
        super().__init__(text)


def lock_version(rows: models.QuerySet[Any], pk: Any, version: int) -> Any:
    """Lock a row for the rest of the transaction; raise `StaleVersion` unless it is the version that was shown."""
    row = rows.select_for_update(of=("self",)).get(pk=pk)
    if row.version != version:
        raise StaleVersion
    return row


class Flow:
    """Which status may follow which. Statuses without an entry are ends."""

    def __init__(self, table: Mapping[str, set[str]]) -> None:
        self.table: dict[str, frozenset[str]] = {str(k): frozenset(map(str, v)) for k, v in table.items()}

    def allows(self, source: str, target: str) -> bool:
        """Return whether `target` may follow `source`."""
        return str(target) in self.table.get(str(source), frozenset())

    def moves(self) -> Iterator[tuple[str, str]]:
        """Yield each allowed (source, target) in a stable order."""
        for source in self.table:
            for target in sorted(self.table[source]):
                yield source, target


class FlowQuerySet(models.QuerySet):
    """A queryset of rows with a status."""

    model: Any

    def lock_for(self, target: str | None = None, **lookup: Any) -> Any:
        """Lock one row for the rest of the transaction and return it fresh.

        `target`: the status that the caller wants to reach; `IllegalMove` when the table refuses it from where the
        row stands now. Raises `DoesNotExist` when there is no such row. On SQLite the transaction itself (IMMEDIATE)
        is the lock.
        """
        if not transaction.get_connection(self.db).in_atomic_block:
            raise transaction.TransactionManagementError("lock_for works inside a transaction only.")
        row: Any = self.select_for_update(of=("self",)).get(**lookup)
        if target is not None and not self.model.FLOW.allows(row.status, target):
            raise IllegalMove(row.moved_on_text())
        return row


class HasStatus(models.Model):
    """A model whose `status` follows `FLOW`. The concrete model declares both, and a check constraint."""

    FLOW: ClassVar[Flow]

    class Meta:
        abstract = True

    def moved_on_text(self) -> str:
        """Return the sentence shown to somebody who came too late."""
        return f"This has changed since you opened it: it is now “{self.get_status_display().lower()}”."  # type: ignore[attr-defined]

    def move_to(self, status: str, **also: Any) -> Self:
        """Write the status, and the other fields given with it, in one update.

        The row must have been read under a lock (`lock_for`). Raises `IllegalMove` when the table refuses.
        """
        if not self.FLOW.allows(self.status, status):  # type: ignore[has-type]
            raise IllegalMove(self.moved_on_text())
        self.status = status
        for field, value in also.items():
            setattr(self, field, value)
        self.save(update_fields=["status", *also])
        return self
