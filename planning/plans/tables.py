"""Plans over schools, the actions of one as a file, and who leads what."""

from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.calendar import year_label
from core.exports import Column
from core.formatting import known_or_said, short_date
from planning.improvement.models import Priority
from planning.plans.models import Action, ActionPlan
from planning.plans.selectors import hours_of


class PlanTable(tables.Table):
    """A row a plan: whose, where it stands, how many of its actions are evaluated."""

    school = tables.Column(verbose_name="School", order_by=("school__name", "-year"))
    year = tables.Column(verbose_name="Year", order_by=("year", "school__name"), attrs={"td": {"class": "k-nowrap"}})
    status = tables.TemplateColumn(
        "{% status record.get_status_display record.tone %}{% if record.override_reason %} "
        '<span class="k-hint">Agreed by exception</span>{% endif %}',
        verbose_name="State",
    )
    actions_count = tables.Column(verbose_name="Actions", attrs={"td": {"class": "k-numeric"}})
    settled = tables.Column(
        verbose_name="Evaluated", accessor="evaluated_count", order_by=("evaluated_count", "carried_count")
    )
    agreed_at = tables.Column(verbose_name="Agreed on", default="Not yet")

    caption = "CPD action plans"
    one = "plan"
    exports = True
    empty_text = "No plan fits"
    empty_hint = "Choose another year or state, or clear the filters."

    class Meta:
        model = ActionPlan
        fields: tuple[str, ...] = ()
        order_by = ("-year", "school")

    def render_school(self, record: Any) -> SafeString:
        """Return the school as a link to its plan."""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">, {}</span></a>',
            record.get_absolute_url(),
            record.school.name,
            year_label(record.year),
        )

    def render_year(self, value: int) -> str:
        """Return "2026–27"."""
        return year_label(value)

    def render_settled(self, record: Any) -> str:
        """Return how many are evaluated, and how many go on next year."""
        if not record.actions_count:
            return "–"
        words = f"{record.evaluated_count} of {record.actions_count}"
        return f"{words}, {record.carried_count} carried forward" if record.carried_count else words

    def render_agreed_at(self, value: Any) -> str:
        """Return the day."""
        return short_date(value)


PLAN_COLUMNS = [
    Column("School", "school.name"),
    Column("Year", lambda p: year_label(p.year)),
    Column("State", "get_status_display"),
    Column("Actions", "actions_count", kind="number"),
    Column("Evaluated", "evaluated_count", kind="number"),
    Column("Carried forward", "carried_count", kind="number"),
    Column("Still to evaluate", "unsettled_count", kind="number"),
    Column("Agreed on", lambda p: p.agreed_at and p.agreed_at.date(), kind="date"),
    Column("Agreed before the last plan was evaluated because", "override_reason"),
]


def _evaluation(action: Action) -> Any:
    return getattr(action, "evaluation", None)


def _of_evaluation(name: str) -> Any:
    def read(action: Action) -> Any:
        evaluation = _evaluation(action)
        value = getattr(evaluation, name) if evaluation else None
        return value() if callable(value) else value

    return read


def serves_words(action: Action, *, is_inside: bool) -> str:
    """Return what an action serves; whose need was agreed in a review only for those who may read it."""
    if action.priority is not None:
        return str(action.priority)
    if action.requirement is not None:
        return action.requirement.name
    if is_inside and action.review_need is not None:
        return action.review_need.title
    return "A need agreed in a review"


def action_columns(*, is_inside: bool) -> list[Column]:
    """Return the columns of a plan's table. `is_inside`: with costs, budget line and the needs of people."""
    inside = [
        Column("Budget line", "line_name"),
        Column("Planned cost", lambda a: known_or_said(a.planned_cost), kind="money"),
        Column("Needs that it answers", lambda a: "; ".join(need.title for need in a.needs.all()), width=40),
    ]
    return [
        Column("Action", "title", width=40),
        Column("Serves", "get_serves_display"),
        Column("Which", lambda a: serves_words(a, is_inside=is_inside), width=40),
        Column("State", "get_status_display"),
        Column("Approach", "get_approach_display"),
        Column("Led by", lambda a: a.lead.full_name if a.lead else ""),
        Column("Leading it is leadership development", lambda a: "Yes" if a.develops_leaders else "No"),
        Column("For whom", "get_audience_display"),
        Column("People", "people_count", kind="number"),
        Column("From", "starts_on", kind="date"),
        Column("To", "ends_on", kind="date"),
        Column("Hours for each person", "hours", kind="number"),
        Column("Hours in all", lambda a: hours_of(a) or None, kind="number"),
        *(inside if is_inside else []),
        Column("How we will know that it worked", "success_criteria", width=50),
        Column("For pupils", _of_evaluation("get_pupils_display")),
        Column("What changed for pupils", _of_evaluation("pupils_note"), width=40),
        Column("For what it serves", _of_evaluation("get_priorities_display")),
        Column("What changed for what it serves", _of_evaluation("priorities_note"), width=40),
        Column("Value for money", _of_evaluation("get_value_display")),
        Column("Whether it was worth it", _of_evaluation("value_note"), width=40),
        Column("Evidence", _of_evaluation("evidence_words")),
        Column("What follows from it", _of_evaluation("next_step"), width=40),
        Column("Why it goes on next year", "carried_reason", width=40),
    ]


def when_of(action: Action) -> str:
    """Return the days of an action, or that it has none yet."""
    if action.starts_on and action.ends_on and action.starts_on != action.ends_on:
        return f"{short_date(action.starts_on)} to {short_date(action.ends_on)}"
    day = action.starts_on or action.ends_on
    return short_date(day) if day else "No dates yet"


class LeaderTable(tables.Table):
    """A row an action that somebody leads."""

    lead = tables.Column("Who leads", order_by=("lead__last_name", "lead__first_name"))
    title = tables.Column("What", linkify=True)
    priority = tables.Column("For which priority", default="Not for a priority", order_by="priority__number")
    when = tables.Column("When", empty_values=(), order_by="starts_on")
    status = tables.Column("State")
    develops_leaders = tables.BooleanColumn(verbose_name="Leadership development", yesno="Yes,No")

    class Meta:
        model = Action
        fields: tuple[str, ...] = ()
        sequence = ("lead", "title", "priority", "when", "status", "develops_leaders")

    caption = "Who leads what"
    one = "action"
    exports = True
    empty_text = "Nobody leads anything yet"
    empty_hint = "As soon as an action of the plan names who leads it, it stands here."

    def render_priority(self, value: Priority) -> Any:
        """Return the priority as a link."""
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)

    def render_when(self, record: Action) -> str:
        """Return its days."""
        return when_of(record)

    def render_develops_leaders(self, value: bool) -> str:
        """Return the words, for a sign alone says little."""
        return "Yes" if value else "No"

    def order_when(self, queryset: "QuerySet[Action]", is_descending: bool) -> tuple["QuerySet[Action]", bool]:
        """Order by the first day, those without one last."""
        column = F("starts_on")
        return queryset.order_by(column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)), True


LEADER_COLUMNS = [
    Column("Who leads", lambda row: row.lead.full_name),
    Column("What", "title", width=40),
    Column("Priority", lambda row: str(row.priority) if row.priority else ""),
    Column("Approach", "get_approach_display"),
    Column("From", "starts_on", kind="date"),
    Column("To", "ends_on", kind="date"),
    Column("State", "get_status_display"),
    Column("Leadership development", lambda row: "Yes" if row.develops_leaders else "No"),
]
