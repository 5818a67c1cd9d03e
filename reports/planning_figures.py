"""What the termly report says of the school's action plan: plain data that is kept. Nobody is named (AP-4, RM-1)."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count

from core.calendar import year_label
from core.formatting import long_date
from people.models import School
from planning.models import Action, ActionPlan, Evaluation, Evidence


def plan_figures(school: School, year: int, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return how the school's plan of a year stands, and what was evaluated between two days.

    Evaluations of last year's plan count too where they were written in these days. The reason for which a plan was
    agreed before the last one was evaluated is printed with its day (AP-4). `state` is empty where there is no plan.
    """
    plan = ActionPlan.objects.filter(school=school, year=year).first()
    by_state: dict[str, int] = {}
    if plan is not None:
        by_state = dict(plan.actions.order_by().values_list("status").annotate(n=Count("pk")))
    return {
        "year": year_label(year),
        "state": plan.get_status_display() if plan else "",
        "agreed_on": long_date(plan.agreed_at) if plan else "",
        "actions": [[label, by_state[status]] for status, label in Action.Status.choices if status in by_state],
        "total": sum(by_state.values()),
        "summary": plan.summary if plan else "",
        "override": {
            "reason": plan.override_reason,
            "on": long_date(plan.override_at),
        } if plan and plan.override_reason else None,
        "evaluations": evaluation_figures(school, first, last),
    }  # fmt: skip


def evaluation_figures(school: School, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return how many actions were evaluated between two days, by each of the three judgements and by evidence."""
    rows = list(
        Evaluation.objects.filter(action__school=school, created_at__date__range=(first, last)).values_list(
            "pupils", "priorities", "value", "evidence"
        )
    )
    evidence = Counter(kind for row in rows for kind in row[3])
    return {
        "count": len(rows),
        "pupils": _counted(Counter(row[0] for row in rows), Evaluation.Judgement.choices),
        "priorities": _counted(Counter(row[1] for row in rows), Evaluation.Judgement.choices),
        "value": _counted(Counter(row[2] for row in rows), Evaluation.Value.choices),
        "evidence": _counted(evidence, Evidence.choices),
    }


def _counted(counts: "Counter[str]", choices: list[tuple[str, str]]) -> list[list[Any]]:
    """Return label and number of each choice that occurs, in the choices' order."""
    return [[label, counts[value]] for value, label in choices if counts[value]]
