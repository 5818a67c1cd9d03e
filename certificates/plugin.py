"""What certificates give to the rest."""

from django.urls import reverse

from certificates.models import Certificate
from certificates.policies import can_choose_matrix, can_edit_requirements, can_see_matrix
from certificates.services.merging import move_certificates, move_exemptions, move_named
from certificates.services.reminders import RENEW
from certificates.to_do import required_training, requirements_missing
from core.first_page import FirstPage
from core.navigation import Place
from core.plugins import register
from core.setting_up import SetupStep
from notifications.waiting import Waiting, asked_in
from people.merge_rules import Fate, Relation, relations
from people.profile import ProfileLink

register(
    Place("my-cpd", "Certificates", "certificates:mine", position=51),
    Place(
        "school",
        "Training compliance",
        "certificates:matrix-choose",
        can_choose_matrix,
        also=("certificates:holder-name",),
        within=lambda person, school, year: (
            reverse("certificates:matrix", args=[school.public_id]) if can_see_matrix(person, school) else ""
        ),
        tab="Training",
        position=76,
    ),
    Place("admin", "Required training", "certificates:requirement-list", can_edit_requirements, position=174),
    FirstPage(required_training, position=5),
    SetupStep(
        "Set up required training",
        requirements_missing,
        lambda: reverse("certificates:requirement-list"),
        position=30,
    ),
    ProfileLink(
        "Certificates",
        "badge-check",
        lambda person: reverse("certificates:person-compliance", args=[person.public_id]),
        position=20,
    ),
    # Those that no other one of the person has replaced.
    Waiting(RENEW, asked_in(Certificate, is_current=True)),
    Relation("certificates.Certificate.person", Fate.MOVES, move=move_certificates),
    Relation("certificates.Exemption.person", Fate.MOVES, move=move_exemptions),
    Relation("certificates.NamedHolder.person", Fate.MOVES, move=move_named),
    Relation("certificates.Qualification.person", Fate.MOVES),
    *relations(
        Fate.MOVES_ONCE,
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
