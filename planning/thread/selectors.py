"""Lists narrowed to what hangs on one priority, need or action (`?priority=`, `?need=`, `?action=`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from core.plugins import by_key
from people.models import Person
from planning.thread.links import LINK_LABELS
from planning.thread.trace import ThreadModel

Rows = TypeVar("Rows", bound="QuerySet[Any]")


@dataclass(frozen=True, slots=True)
class Served:
    """What a list is narrowed to. `obj`: None where the reader does not see it."""

    name: str
    asked: str
    obj: Any | None

    def narrow(self, rows: Rows, prefix: str = "") -> Rows:
        """Return the rows that hang on it; `prefix`: the way from a row to what names it."""
        return rows.filter(**{f"{prefix}{self.name}": self.obj}) if self.obj else rows.none()


def served_by(actor: Person, query: Mapping[str, Any]) -> Served | None:
    """Return what the address narrows a list to, or nothing where it narrows to nothing of the kind."""
    models: dict[str, Any] = {model.__name__.lower(): model for model in by_key(ThreadModel)}
    for name in LINK_LABELS:
        if text := query.get(name, ""):
            return Served(name, text, _visible(models[name].objects.visible_to(actor), text))
    return None


def _visible(rows: "QuerySet[Any]", text: str) -> Any | None:
    try:
        return rows.filter(public_id=UUID(text)).first()
    except ValueError:
        return None
