"""What a report says first on screen: a few figures beside those of the term before, and what needs attention.

Made of the figures that the report shows anyway, so that nothing is told here that is hidden there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certificates.models import Requirement
from core.formatting import money, number
from core.pictures import Part, Picture, SharedBar
from people.models import Person
from reports.models import Report

LACKING = "overdue or never done"
STRICTNESS = [str(label) for label in Requirement.Statutory.labels]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: the number in words, what it is, what it was before, and its picture."""

    shown: str
    label: str
    hint: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """Something for the board to look at: what it is, and how it stands."""

    what: str
    state: str


def report_before(report: Report, actor: Person) -> Report | None:
    """Return the published report of the same board on the term before, the newest version that the actor reads."""
    others = Report.objects.visible_to(actor).filter(kind=report.kind, school=report.school, status="published")
    others = others.filter(year__gte=report.year - 1, year__lte=report.year).order_by("-edition")
    earlier = [other for other in others if other.first_day < report.first_day]
    return max(earlier, key=lambda other: other.first_day, default=None)


def headlines_of(report: Report, before: Report | None) -> list[Headline]:
    """Return the figures that can be told, each with what it was in the report before."""
    earlier = {head.label: head.shown for head in _headlines(before.figures)} if before else {}
    term = f"in {before.get_term_display().lower()}" if before else ""
    return [
        Headline(
            head.shown,
            head.label,
            ". ".join(filter(None, [head.hint, f"{earlier[head.label]} {term}" if head.label in earlier else ""])),
            head.picture,
        )
        for head in _headlines(report.figures)
    ]


def attention_of(report: Report) -> list[Attention]:
    """Return what is overdue or short: what the law asks for first, then the most first."""
    rows = [row for row in report.figures.get("statutory") or () if _is_short(row)]
    rows.sort(key=_urgency)
    found = [
        Attention(row["name"], row["position"] or f"{row['lacking']} of {row['needed']} {LACKING}") for row in rows
    ]
    left = Decimal(((report.figures.get("budget") or {}).get("total") or {}).get("left", "0"))
    return [*found, Attention("CPD budget", f"Overspent by {money(-left)}")] if left < 0 else found


def _urgency(row: dict[str, Any]) -> tuple[int, int]:
    """Return how early a row comes: the strictest rule first, then the most people; what is told in words last."""
    rule = row["statutory"]
    strict = STRICTNESS.index(rule) if rule in STRICTNESS else len(STRICTNESS)
    return strict, -row["lacking"] if isinstance(row["lacking"], int) else 0


def _is_short(row: dict[str, Any]) -> bool:
    """Return whether a row of required training says that something is overdue, not in place, or not set up."""
    return bool(row["lacking"]) or "gap" in row["position"].lower() or row.get("code") == ""


def _headlines(figures: dict[str, Any]) -> Iterator[Headline]:
    # The row without a code says that nothing is required yet.
    rows = [row for row in figures.get("statutory") or () if row.get("code") != ""]
    short = sum(1 for row in rows if _is_short(row))
    if rows:
        # Of kinds of training: how many people are overdue is told of many of them only roughly.
        yield Headline(
            f"{len(rows) - short} of {len(rows)}",
            "kinds of required training in place",
            picture=SharedBar(
                "Required training",
                [Part(f"{len(rows) - short} in place", len(rows) - short, "good"), Part(f"{short} not", short, "bad")],
            ),
        )
    if total := (figures.get("budget") or {}).get("total"):
        spent, held, left = (Decimal(total[name]) for name in ("spent", "held", "left"))
        yield Headline(
            money(spent),
            "spent of the CPD budget",
            f"of {money(total['allocated'])}",
            SharedBar(
                "CPD budget",
                [
                    Part(f"{money(spent)} spent", spent, "full"),
                    Part(f"{money(held)} committed", held, "part"),
                    Part(f"{money(left)} remaining", left, "rest"),
                ],
            ),
        )
    took_part = figures["participation"]
    if took_part["people"]:
        yield Headline(
            number(round(Decimal(took_part["hours"]) / took_part["people"], 1)), "hours for each participant"
        )
    requests = figures["requests"]
    if requests["made"] and requests["approved"] is not None:
        yield Headline(
            f"{number(requests['approved'])} of {number(requests['made'])}",
            "requests approved",
            picture=SharedBar("Requests by outcome", list(_outcomes(requests))),
        )


def _outcomes(requests: dict[str, Any]) -> Iterator[Part]:
    """Return what became of requests; what is told of none is left over."""
    for name, words, shade in (
        ("approved", "approved", "good"),
        ("open", "awaiting a decision", "soon"),
        ("declined", "declined", "bad"),
        ("withdrawn", "withdrawn", "part"),
        ("together", "others", "rest"),
    ):
        if requests[name]:
            yield Part(f"{number(requests[name])} {words}", requests[name], shade)  # type: ignore[arg-type]
