"""What governance gives to the rest."""

from django.urls import reverse

from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from core.setting_up import SetupStep
from core.site_search import Hit, Searchable
from governance.audits.plugin_parts import PARTS as AUDITS
from governance.board_training.plugin_parts import PARTS as TRAINING
from governance.boards.leaving import end_with_leaving, reopen_after_leaving
from governance.boards.policies import is_on_board, reads_boards
from governance.boards.sources import boards_for, boards_missing, duty_sources_of, sources_of
from governance.boards.terms import own_term, term_tasks
from governance.documents import notices as document_notices
from governance.documents.models import PolicyDocument
from governance.documents.open_matters import POLICIES_KEPT
from governance.documents.policies import reads_as_staff, reads_on_a_board
from governance.documents.services import move_declarations
from governance.documents.to_do import reading_tasks, review_tasks
from governance.meetings.plugin_parts import PARTS as MEETINGS
from notifications.waiting import Waiting
from people.board_roles import GrantSource, LeavingPart
from people.merge_rules import Fate, Relation, relations
from people.policies import can_administer
from planning.scope import place_name

register(
    Place("governance", "Boards", "governance:board-list", is_on_board, position=26),
    Place("school", "Boards", "governance:board-list", reads_boards, tab="People", position=88),
    Place("admin", "Link roles", "governance:link-role-list", can_administer, tab="Boards", position=174),
    FirstPage(of_person(term_tasks), position=60),
    FirstPage(of_person(own_term), position=60),
    GrantSource("governance", sources_of, duty_sources_of, boards_for),
    SetupStep("Add boards", boards_missing, lambda: reverse("governance:board-list"), position=65),
    LeavingPart("appointments", end_with_leaving, reopen_after_leaving),
    Relation("governance.Appointment.person", Fate.MOVES, has_version=True),
    *MEETINGS,
    *AUDITS,
    *TRAINING,
    Place("my-cpd", "Policies", "governance:document-list", reads_as_staff, position=58),
    Place("governance", "Policies", "governance:document-list", reads_on_a_board, position=29),
    Searchable(
        "Policies",
        rows=lambda person: PolicyDocument.objects.visible_to(person).in_force().prefetch_related("school"),
        hit=lambda d: Hit(d.title, f"{d.get_subject_display()}, {place_name(d.school)}", d.get_absolute_url()),
        all_url=lambda person: reverse("governance:document-list"),
        position=95,
    ),
    FirstPage(of_person(reading_tasks), position=35),
    FirstPage(of_person(review_tasks), position=60),
    POLICIES_KEPT,
    Waiting(document_notices.READ, document_notices.still_to_read),
    Waiting(document_notices.REVIEW, document_notices.still_to_review),
    Relation("governance.PolicyDocument.keeper", Fate.MOVES, has_version=True),
    Relation("governance.Declaration.person", Fate.MOVES, move=move_declarations),
    *relations(Fate.STAYS, "governance.DocumentVersion.added_by", "governance.Reading.asked_by"),
)
