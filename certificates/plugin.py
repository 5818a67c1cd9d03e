"""What certificates give to the rest."""

from django.urls import reverse

from certificates.models import Certificate
from certificates.services.reminders import RENEW
from core.navigation import Place, everybody
from core.plugins import register
from notifications.waiting import Waiting, asked_in
from people.merge_rules import Fate, relations
from people.profile import ProfileLink

register(
    Place("My certificates", "certificates:mine", "badge-check", on_phone=everybody, position=210),
    Place(
        "Training compliance",
        "certificates:matrix-choose",
        "grid-3x3",
        lambda person: person.authority.schools_led() or person.authority.is_trust_wide,
        also=("certificates:trust-matrix",),
        position=130,
    ),
    ProfileLink(
        "Certificates",
        "badge-check",
        lambda person: reverse("certificates:person-compliance", args=[person.public_id]),
        position=20,
    ),
    # Those that no other one of the person has replaced.
    Waiting(RENEW, asked_in(Certificate, is_current=True)),
    *relations(
        Fate.MOVES,
        "certificates.Certificate.person",
        "certificates.Exemption.person",
        "certificates.Qualification.person",
    ),
    *relations(
        Fate.MOVES_ONCE,
        "certificates.NamedHolder.person",
        "certificates.ReminderMark.person",
        "certificates.ReminderMark.recipient",
    ),
    *relations(
        Fate.STAYS,
        "certificates.Certificate.entered_by",
        "certificates.Certificate.verified_by",
        "certificates.Exemption.given_by",
        "certificates.NamedHolder.named_by",
        "certificates.Qualification.entered_by",
        "certificates.Requirement.source_checked_by",
    ),
)
