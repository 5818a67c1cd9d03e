"""What becomes of notices and mails when two records of one person are merged."""

from people.merge_rules import DROPPED, MOVES, register_relations


def register() -> None:
    """Register the relations of this app."""
    register_relations(
        {
            "notifications.Mail.person": MOVES,
            "notifications.Notice.person": MOVES,
            "notifications.Preference.person": DROPPED,
        }
    )
