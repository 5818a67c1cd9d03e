"""What becomes of records when two records of one person are merged."""

from people.merge_rules import MOVES, STAYS, register_relations


def register() -> None:
    """Register the relations of this app."""
    register_relations({"training.Record.person": MOVES, "training.Record.recorded_by": STAYS})
