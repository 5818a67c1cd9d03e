"""What becomes of plans, needs and conversations when two records of one person are merged."""

from people.merge_rules import MOVES, STAYS, register_relations


def register() -> None:
    """Register the relations of this app."""
    register_relations(
        {
            "planning.Action.lead": MOVES,
            "planning.ActionPlan.agreed_by": STAYS,
            "planning.ActionPlan.made_by": STAYS,
            "planning.ActionPlan.override_by": STAYS,
            "planning.Conversation.manager": MOVES,
            "planning.Conversation.person": MOVES,
            "planning.Evaluation.made_by": STAYS,
            "planning.ImprovementPlan.made_by": STAYS,
            "planning.Need.ended_by": STAYS,
            "planning.Need.person": MOVES,
            "planning.Need.raised_by": MOVES,
            "planning.Priority.owner": MOVES,
        }
    )
