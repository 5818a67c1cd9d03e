"""Plans over schools, the actions of one as a file, and who leads what."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import exports
from core.calendar import year_label
from core.formatting import days_of, known_or_said
from core.tables import Column, Empty, FileColumn, PageColumn, Table
from core.templatetags.kit import status
from planning.plans.models import Action
from planning.plans.selectors import hours_of


class PlanTable(Table):
    """A row a plan: whose, where it stands, how many of its actions are evaluated."""

    school = Column("School", order_by=("school__name", "-year"))
    year = Column("Year", lambda plan: year_label(plan.year), order_by=("year", "school__name"), css="k-nowrap")
    status = Column("State", kind="status")
    actions_count = Column("Actions", kind="number")
    settled = PageColumn("Evaluated", order_by=("evaluated_count", "carried_count"), with_label=True)
    evaluated_count = FileColumn("Evaluated", kind="number")
    carried_count = FileColumn("Carried forward", kind="number")
    unsettled_count = FileColumn("Still to evaluate", kind="number")
    agreed_at = Column("Agreed on", kind="date", default="–", with_label=True)
    override_reason = FileColumn("Reason for agreeing early")

    caption = "CPD action plans"
    one = "plan"
    code, file_name = "planning.plans", "action plans"
    empty = Empty("No action plans yet", "School leaders start their plan on the school’s page “Plan”.")

    class Meta:
        order_by = ("-year", "school")

    def render_school(self, record: Any) -> SafeString:
        """Return the school as a link to its plan."""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">, {}</span></a>',
            record.get_absolute_url(),
            record.school.name,
            year_label(record.year),
        )

    def render_status(self, record: Any) -> SafeString:
        """Return where it stands, and whether it was agreed by exception."""
        shown = status(record.get_status_display(), record.tone)
        return (
            format_html('{} <span class="k-hint">Agreed by exception</span>', shown)
            if record.override_reason
            else shown
        )

    def render_settled(self, record: Any) -> str:
        """Return how many are evaluated, and how many go on next year."""
        if not record.actions_count:
            return "–"
        words = f"{record.evaluated_count} of {record.actions_count}"
        return f"{words}, {record.carried_count} carried forward" if record.carried_count else words


def serves_words(action: Action, *, is_inside: bool) -> str:
    """Return what an action serves; whose need was agreed in a review only for those who may read it."""
    if action.priority is not None:
        return str(action.priority)
    if action.requirement is not None:
        return action.requirement.name
    if is_inside and action.review_need is not None:
        return action.review_need.title
    return "Agreed in a performance review"


def action_columns(*, is_inside: bool) -> list[exports.Column]:
    """Return the columns of a plan's table. `is_inside`: with costs, budget line and the needs of people."""
    inside = [
        exports.Column("Budget line", "line_name"),
        exports.Column("Planned cost", lambda a: known_or_said(a.planned_cost), kind="money"),
        exports.Column("Training needs met", lambda a: "; ".join(need.title for need in a.needs.all()), width=40),
    ]
    return [
        exports.Column("Action", "title", width=40),
        exports.Column("Serves", "serves"),
        exports.Column("Priority, review or requirement", lambda a: serves_words(a, is_inside=is_inside), width=40),
        exports.Column("State", "status"),
        exports.Column("Approach", "approach"),
        exports.Column("Led by", "lead"),
        exports.Column("Leadership development", "develops_leaders"),
        exports.Column("For whom", "audience"),
        exports.Column("People", "people_count", kind="number"),
        exports.Column("From", "starts_on", kind="date"),
        exports.Column("To", "ends_on", kind="date"),
        exports.Column("Hours per person", "hours", kind="number"),
        exports.Column("Total hours", lambda a: hours_of(a) or None, kind="number"),
        *(inside if is_inside else []),
        exports.Column("How we'll know it has worked", "success_criteria", width=50),
        exports.Column("Impact on pupils", "evaluation__pupils"),
        exports.Column("What changed for pupils", "evaluation__pupils_note", width=40),
        exports.Column("Impact on the priority", "evaluation__priorities"),
        exports.Column("What changed for the priority", "evaluation__priorities_note", width=40),
        exports.Column("Value for money", "evaluation__value"),
        exports.Column("Reasons for value for money", "evaluation__value_note", width=40),
        exports.Column("Evidence", "evaluation__evidence_words"),
        exports.Column("Next steps", "evaluation__next_step", width=40),
        exports.Column("Why it's continuing next year", "carried_reason", width=40),
    ]


class LeaderTable(Table):
    """A row an action that somebody leads."""

    lead = Column("Lead", order_by=("lead__last_name", "lead__first_name"))
    title = Column("What", width=40, linkify=True)
    priority = Column(
        "Priority",
        file="Priority",
        default="Not linked to a priority",
        linkify=lambda row: row.priority and row.priority.get_absolute_url(),
        order_by="priority__number",
    )
    approach = FileColumn("Approach")
    when = PageColumn("When", "starts_on", draw=days_of, default="No dates yet", empty_last=True)
    starts_on = FileColumn("From", kind="date")
    ends_on = FileColumn("To", kind="date")
    status = Column("State")
    develops_leaders = Column("Leadership development", with_label=True)

    caption = "Leadership of priorities and actions"
    one = "action"
    code = "planning.leader"
    empty = Empty("No one leads an action yet", "Choose who leads when you add an action to the plan.")
