"""What waits for somebody, as the first page lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person: words, how many, where to do it."""

    label: str
    url: str
    count: int = 1
    hint: str = ""
    urgent: bool = False
