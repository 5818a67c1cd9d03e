"""An action plan on paper: a tagged PDF (PDF/UA) with what its reader may see."""

from django.template.loader import render_to_string

from core.calendar import today, year_label
from core.pdf import tagged_pdf
from core.trust_settings import trust_setting
from planning.plans.models import Action, ActionPlan
from planning.plans.selectors import grouped, sums_of, time_line


def plan_pdf(plan: ActionPlan, actions: list[Action], *, is_inside: bool) -> bytes:
    """Return the PDF of a plan with these actions (`selectors.actions_of`). `is_inside`: with costs."""
    html = render_to_string(
        "planning/plans/plan_pdf.html",
        {
            "plan": plan,
            "groups": grouped(plan, actions),
            "sums": sums_of(actions),
            "time_line": time_line(plan, actions) if actions else [],
            "inside": is_inside,
            "year_label": year_label(plan.year),
            "today": today(),
            "trust_name": trust_setting("people.trust_name"),
        },
    )
    return tagged_pdf(html, "report-pdf.css", "plan-pdf.css")
