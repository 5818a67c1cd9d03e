"""Who runs, answers and reads a board's skills audit (policy GV-3)."""

from core.calendar import today
from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from governance.audits.models import SelfAssessment, SkillsAudit
from governance.audits.offices import offices_on, runs, sits_on
from governance.boards.models import Board, BoardRole
from people.first_page import looks_after_all
from people.models import Person, Role, School
from planning.models import Need
from planning.needs.policies import can_raise

NOT_YOURS = ours("Only the chair, the clerk and trust administrators can run this board’s skills audit.")
CLOSED = "This skills audit has closed."


def can_keep_statements(actor: Person) -> Decision:
    """Administrators keep the list of statements."""
    return allowed_if(
        actor.authority.holds(Role.ADMINISTRATOR), ours("Only trust administrators can change statements.")
    )


def can_start(actor: Person, board: Board, has_one: bool) -> Decision:
    """Chair, clerk and administrators start the board's audit of a year. `has_one`: there is one already."""
    if not runs(actor, board):
        return refused(NOT_YOURS)
    if board.kind == Board.Kind.MEMBERS:
        return refused("Members don’t do a skills audit.")
    if not board.is_open:
        return refused("This board has closed.")
    return allowed_if(not has_one, "This board already has a skills audit for this year.")


def can_run(actor: Person, audit: SkillsAudit) -> Decision:
    """Chair, clerk and administrators change an audit until it has closed."""
    if not runs(actor, audit.board):
        return refused(NOT_YOURS)
    return allowed_if(audit.status != SkillsAudit.Status.CLOSED, CLOSED)


def can_open(actor: Person, audit: SkillsAudit) -> Decision:
    """A draft whose closing date is to come is opened by whoever runs it."""
    if not (decision := can_run(actor, audit)):
        return decision
    if audit.status != SkillsAudit.Status.DRAFT:
        return refused("This skills audit is already open.")
    return allowed_if(audit.closes_on >= today(), "The closing date has passed. Choose a later one first.")


def can_remove(actor: Person, audit: SkillsAudit) -> Decision:
    """A draft is deleted by whoever runs it; what was opened stays."""
    if not (decision := can_run(actor, audit)):
        return decision
    return allowed_if(audit.status == SkillsAudit.Status.DRAFT, "You can’t delete a skills audit once it’s open.")


def can_close(actor: Person, audit: SkillsAudit) -> Decision:
    """An open audit is closed by whoever runs it; nobody opens it again."""
    if not (decision := can_run(actor, audit)):
        return decision
    return allowed_if(audit.status == SkillsAudit.Status.OPEN, "This skills audit isn’t open yet.")


def can_answer(actor: Person, audit: SkillsAudit) -> Decision:
    """Those who sit on the board answer while it is open, whether or not they were there on the first day."""
    if not sits_on(actor, audit.board):
        return refused("Only people on the board can answer this skills audit.")
    if audit.status == SkillsAudit.Status.DRAFT:
        return refused("This skills audit isn’t open yet.")
    return allowed_if(audit.takes_answers, CLOSED)


def can_share(actor: Person, assessment: SelfAssessment) -> Decision:
    """One shares one's own finished answers with the clerk, and takes it back, while in office."""
    if assessment.person_id != actor.pk or not sits_on(actor, assessment.audit.board):
        return refused("You can only share your own answers.")
    return allowed_if(assessment.finished_at is not None, "Finish your answers first.")


def can_follow(actor: Person, audit: SkillsAudit) -> Decision:
    """Chair and clerk see who has finished."""
    return allowed_if(
        bool(offices_on(actor, audit.board).intersection([BoardRole.CHAIR, BoardRole.CLERK])),
        ours("Only the chair and clerk can see who has finished."),
    )


def can_raise_for_board(actor: Person, school: School) -> Decision:
    """Chair and clerk say what the board needs, and so do those who plan for the school."""
    return can_raise(actor, school, Need.For.GOVERNORS)


NO_NEED = refused(ours("Only the chair and clerk can add training needs for the board."))


def can_list(actor: Person) -> Decision:
    """The list of skills audits is for those who sit on a board of schools or trustees, its clerk, and the centre."""
    return allowed_if(looks_after_all(actor) or serves_board(actor), "You’re not on a board.")


def serves_board(actor: Person) -> bool:
    """Return whether the person sits on a board that audits its skills, or is its clerk."""
    boards = (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.TRUSTEE, Role.CHAIR_OF_TRUSTEES, Role.CLERK)
    return actor.authority.holds_any(boards)


def only_looks_on(actor: Person) -> bool:
    """Return whether the list is for somebody who looks after every school and serves no board."""
    return looks_after_all(actor) and not serves_board(actor)
