"""The small frozen shapes that a page hands to a component, where words alone are not enough."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.decisions import Decision
from core.pictures import Part

Tone = Literal["success", "warning", "danger", "info", "waiting", "neutral"]
ButtonTone = Literal["primary", "secondary", "danger"]
StepState = Literal["done", "current", "coming", "returned", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of "where is it": its name, how far it is, who has it or had it, when, and what was said."""

    label: str
    state: StepState = "coming"
    who: str = ""
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageAction:
    """One thing to do on a page, with its decision: a link, a button that POSTs, or one that asks `question` first."""

    label: str
    url: str
    decision: Decision
    kind: Literal["link", "post", "confirm"] = "link"
    tone: ButtonTone = "secondary"
    icon: str = ""
    question: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page of its own. `count` stands beside the words when it is given."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its name, its length, and the words for its value ("£1,200.00") where they differ.

    `parts`: what it is made of, each with its value in words as its label; the chart's legend names them in order.
    """

    label: str
    value: int | float | Decimal
    shown: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose in a search-select: what the form sends, what the person reads, and a second line."""

    value: str
    label: str
    hint: str = ""


TraceState = Literal["here", "linked", "missing", "none"]


@dataclass(frozen=True, slots=True)
class Onward:
    """A link of a trace line. Without an address it is words alone: there is something, and no page for this reader."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of a trace line: its name and state, what hangs there, how much more, where and how it is fixed."""

    label: str
    state: TraceState
    links: tuple[Onward, ...] = ()
    more: int = 0
    more_url: str = ""
    words: str = ""
    fix_url: str = ""
    fix_words: str = "Link"
