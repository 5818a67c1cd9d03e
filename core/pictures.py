"""Small pictures beside a figure: a bar that is shared out, and a row of columns. Larger ones: `{% bar_chart %}`.

Each says in words what it shows (`title`, `description`): the picture adds a look, never a number of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Shade = Literal["good", "soon", "bad", "full", "part", "rest"]
Amount = int | float | Decimal
# Written into the picture, so that it looks the same on paper, where no style sheet reaches into it.
COLOURS: dict[Shade, str] = {
    "good": "#1c633c", "soon": "#e9a23b", "bad": "#a3262a", "full": "#0d4a50", "part": "#a8c3c4", "rest": "#ddd6ca",
}  # fmt: skip
# What a column that is not nothing takes at least, so that it can be seen beside a high one.
LEAST = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: what it is, how much, and its shade."""

    label: str
    value: Amount
    shade: Shade = "full"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture, in per cent of its width and height."""

    shade: Shade
    x: str
    y: str
    width: str
    height: str

    @property
    def fill(self) -> str:
        """Return the colour of its shade."""
        return COLOURS[self.shade]


def _box(shade: Shade, x: float, y: float, width: float, height: float) -> Box:
    """Return a rectangle with its measures as SVG writes them."""
    return Box(shade, *(f"{measure:.1f}%" for measure in (x, y, width, height)))


@dataclass(frozen=True, slots=True)
class SharedBar:
    """A bar whose parts make up a whole. Parts of nothing, and what went below nothing, take no room.

    A part without a label is empty room.
    """

    title: str
    parts: Sequence[Part]
    height: int = 10

    @property
    def description(self) -> str:
        """Return the parts in words: "12 up to date, 1 overdue"."""
        return ", ".join(part.label for part in self.parts if part.value and part.label)

    @property
    def boxes(self) -> list[Box]:
        """Return a rectangle for each part, from left to right."""
        shown = [(part.shade, max(float(part.value), 0.0)) for part in self.parts]
        whole = sum(value for _, value in shown) or 1.0
        found, start = [], 0.0
        for shade, value in shown:
            width = 100 * value / whole
            if width:
                found.append(_box(shade, start, 0, width, 100))
            start += width
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side, such as the hours of each month; the last one, where we are now, is the dark one."""

    title: str
    columns: Sequence[tuple[str, Amount]]
    height: int = 40

    @property
    def description(self) -> str:
        """Return the columns in words: "Sep 12, Oct 4"."""
        return ", ".join(label for label, _ in self.columns)

    @property
    def boxes(self) -> list[Box]:
        """Return a rectangle for each column; one that is nothing is flat on the ground."""
        values = [max(float(value), 0.0) for _, value in self.columns]
        most, room = max(values, default=0.0) or 1.0, 100 / max(len(values), 1)
        found = []
        for place, value in enumerate(values):
            high = max(100 * value / most, LEAST) if value else 2
            shade: Shade = "full" if place == len(values) - 1 else "part"
            found.append(_box(shade, place * room, 100 - high, room * 0.85, high))
        return found


Picture = SharedBar | Columns
