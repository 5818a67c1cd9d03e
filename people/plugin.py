"""What people give to the rest."""

from django.urls import reverse

from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from core.reading import at_once
from core.setting_up import SetupStep
from core.site_search import Hit, Searchable
from people.directory import best_named, colleagues_of, names_like, work_of
from people.first_page import school_days
from people.merge_rules import Fate, relations
from people.open_matters import OpenSource, managed_after
from people.policies import (
    can_administer,
    can_list_people,
    can_name_deputy,
    lists_board_alone,
    lists_staff,
)
from people.services.leaving import hand_on_line_management
from people.setting_up import (
    dates_missing,
    invitations_missing,
    name_missing,
    roles_missing,
    schools_missing,
    staff_missing,
)
from people.to_do import account_tasks, stand_in_tasks

register(
    Place("school", "People", "people:person-list", lists_staff, tab="People", position=74),
    Place("governance", "Board members", "people:person-list", lists_board_alone, position=26),
    Place("admin", "Schools", "people:school-list", can_administer, position=171),
    Place("admin", "Who decides", "people:role-list", can_administer, position=172),
    Place("admin", "Staff imports", "people:import-list", can_administer, tab="Staff imports", position=172),
    Place("admin", "New work emails", "people:account-changes", can_administer, tab="Staff imports", position=173),
    Place("admin", "Settings", "people:settings", can_administer, position=175),
    Place("admin", "Audit trail", "people:audit-trail", can_administer, position=177),
    Place(
        "account",
        "My profile",
        "people:person-detail",
        leads_to=lambda person: person.get_absolute_url(),
        icon="user-round",
        position=210,
    ),
    Place(
        "account",
        "Stand-in approver",
        "people:deputies",
        lambda person: can_name_deputy(person) or person.authority.delegators,
        icon="users",
        position=212,
    ),
    Place(
        "account",
        "Sign-in and security",
        "mfa_index",
        also=("account_email", "account_change_password", "usersessions_list", "socialaccount_connections"),
        icon="shield-check",
        position=213,
    ),
    Searchable(
        "People",
        rows=colleagues_of,
        hit=lambda p: Hit(p.full_name, work_of(p), p.get_absolute_url() if p.opens else "", p.email or ""),
        all_url=lambda person: reverse("people:person-list") if can_list_people(person) else "",
        fitting=best_named,
        names=names_like,
        position=10,
    ),
    FirstPage(of_person(stand_in_tasks), position=13),
    FirstPage(of_person(account_tasks), position=140),
    FirstPage(lambda visit: at_once(school_days(visit))),
    SetupStep("Name the trust", lambda: at_once(name_missing()), lambda: reverse("people:settings"), position=10),
    SetupStep(
        "Enter term dates and INSET days",
        dates_missing,
        lambda: reverse("people:settings-tab", args=["term-dates"]),
        position=40,
    ),
    SetupStep("Add your schools", schools_missing, lambda: reverse("people:school-list"), position=50),
    SetupStep("Add your staff", staff_missing, lambda: reverse("people:import-list"), position=60),
    SetupStep("Say who decides where", roles_missing, lambda: reverse("people:role-list"), position=70),
    SetupStep("Invite everyone", invitations_missing, lambda: reverse("people:invitations"), position=80),
    OpenSource("line_management", "Line management", managed_after, hand_on_line_management),
    # Those of the kit below, and of the sign-in, as well.
    *relations(
        Fate.MOVES,
        "people.Delegation.person",
        "people.Delegation.deputy",
        "people.Grant.person",
        "people.LongAbsence.person",
        "people.Person.invitation_asked_by",
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
        "people.ImportWord.changed_by",
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
