"""What an import of priorities would change, in words, as its preview shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from people.imports.preview import ShownFact
from people.models import Person
from planning.imports.priorities import LABELS, PriorityChange
from planning.models import Area


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One priority that is added or changed, with its targets: (words, whether it is new, facts)."""

    number: int
    title: str
    is_new: bool
    facts: list[ShownFact]
    targets: list[tuple[str, bool, list[ShownFact]]]


def shown_changes(changes: Iterable[PriorityChange]) -> list[ShownChange]:
    """Return the changes as the page shows them; one query for the names of those who lead."""
    rows = list(changes)
    named = {pk for change in rows for pk in change.facts.get("owner", ()) if pk}
    people = {person.pk: person.full_name for person in Person.objects.filter(pk__in=named)}
    return [
        ShownChange(
            change.number,
            change.title or (change.priority.title if change.priority else ""),
            change.priority is None,
            _facts({k: v for k, v in change.facts.items() if k != "title" or change.priority}, people),
            [(target.text, target.target is None, _facts(target.facts, people)) for target in change.targets],
        )
        for change in rows
    ]


def _facts(facts: Mapping[str, tuple[Any, Any]], people: Mapping[int, str]) -> list[ShownFact]:
    return [
        ShownFact(LABELS[key].removesuffix(" (e-mail)"), *(_in_words(key, value, people) for value in pair))
        for key, pair in facts.items()
    ]


def _in_words(key: str, value: Any, people: Mapping[int, str]) -> str:
    if not value:
        return ""
    if key == "owner":
        return people.get(value, "")
    if key == "area":
        return str(Area(value).label)
    return f"{value.day} {value:%B %Y}" if key == "due_on" else str(value)
