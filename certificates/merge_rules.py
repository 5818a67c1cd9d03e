"""What becomes of certificates when two records of one person are merged."""

from people.merge_rules import MOVES, MOVES_ONCE, STAYS, register_relations


def register() -> None:
    """Register the relations of this app."""
    register_relations(
        {
            "certificates.Certificate.person": MOVES,
            "certificates.Certificate.entered_by": STAYS,
            "certificates.Certificate.verified_by": STAYS,
            "certificates.Exemption.person": MOVES,
            "certificates.Exemption.given_by": STAYS,
            "certificates.NamedHolder.person": MOVES_ONCE,
            "certificates.NamedHolder.named_by": STAYS,
            "certificates.Qualification.person": MOVES,
            "certificates.Qualification.entered_by": STAYS,
            "certificates.ReminderMark.person": MOVES_ONCE,
            "certificates.ReminderMark.recipient": MOVES_ONCE,
            "certificates.Requirement.source_checked_by": STAYS,
        }
    )
