"""What people give to the rest."""

from django.urls import reverse

from core.navigation import Place
from core.plugins import register
from core.site_search import Hit, Searchable
from core.to_do import Tasks
from people.directory import best_named, colleagues_of, names_like, work_of
from people.merge_rules import Fate, relations
from people.open_matters import OpenSource, managed_after
from people.policies import can_administer, can_list_people
from people.services.leaving import hand_on_line_management
from people.to_do import account_tasks, invitation_tasks

register(
    Place(
        "People",
        "people:person-list",
        "users",
        lambda person: (
            person.authority.is_trust_wide or person.authority.schools_led() or person.authority.manages_people
        ),
        position=160,
    ),
    Place("Schools", "people:school-list", "school", can_administer, position=170),
    Place("Settings", "people:settings", "settings", can_administer, position=190),
    Place("Audit trail", "people:audit-trail", "scroll-text", can_administer, position=195),
    Searchable(
        "People",
        rows=colleagues_of,
        hit=lambda p: Hit(p.full_name, work_of(p), p.get_absolute_url() if p.opens else "", p.email or ""),
        all_url=lambda person: reverse("people:person-list") if can_list_people(person) else "",
        fitting=best_named,
        names=names_like,
        position=10,
    ),
    Tasks(account_tasks, position=140),
    Tasks(invitation_tasks, position=160),
    OpenSource("line_management", "Line management", managed_after, hand_on_line_management),
    # Those of the kit below, and of the sign-in, as well.
    *relations(
        Fate.MOVES,
        "people.Delegation.person",
        "people.Delegation.deputy",
        "people.Grant.person",
        "people.Person.merged_into",
        "people.Post.person",
        "people.Post.line_manager",
        "people.Responsibility.person",
    ),
    *relations(
        Fate.STAYS,
        "core.AuditEvent.actor",
        "core.AuditEvent.on_behalf_of",
        "core.AuditEvent.subject",
        "core.StoredFile.uploaded_by",
        "people.AccountChange.person",
        "people.AccountChange.proposed_by",
        "people.AccountChange.settled_by",
        "people.Delegation.named_by",
        "people.Grant.granted_by",
        "people.StaffImport.made_by",
        "people.StaffImport.applied_by",
    ),
    *relations(
        Fate.DROPPED,
        "account.EmailAddress.user",
        "mfa.Authenticator.user",
        "usersessions.UserSession.user",
        "socialaccount.SocialAccount.user",
        "core.FormToken.person",
        "core.KeptForm.person",
    ),
)
