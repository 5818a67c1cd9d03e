"""Who keeps boards and appoints to them (policy R-1, GV)."""

from collections.abc import Collection

from core.calendar import today
from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from governance.boards.models import Appointment, AppointmentGrant, Board, BoardRole
from people.models import Person, Role
from people.policies import can_administer

CLOSED = "This board is closed."


def holds_on_board(actor: Person, board: Board, roles: Collection[str]) -> bool:
    """Return whether the actor holds one of the offices on the board today, by a role that is theirs today."""
    held = [grant.pk for grant in actor.authority.grants if grant.role in Role.of_boards()]
    links = AppointmentGrant.objects.filter(grant__in=held, appointment__board=board, appointment__role__in=roles)
    return bool(held) and links.exists()


def is_on_board(actor: Person) -> bool:
    """Return whether the actor has a role on a board."""
    return actor.authority.holds_any(Role.of_boards())


def reads_boards(actor: Person) -> bool:
    """Return whether the actor reads every board by a central role, and is on none."""
    return actor.authority.is_trust_wide and not is_on_board(actor)


def can_list_boards(actor: Person) -> Decision:
    """The central roles have the list of boards, and whoever is appointed to one."""
    return allowed_if(is_on_board(actor) or reads_boards(actor), "You’re not on a board.")


def can_keep_boards(actor: Person) -> Decision:
    """An administrator adds, changes and closes boards, and says which schools they govern."""
    return can_administer(actor)


def keeps_appointments(actor: Person, board: Board) -> bool:
    """Return whether the actor keeps who is appointed to the board: an administrator, or the board's own clerk."""
    return actor.authority.holds(Role.ADMINISTRATOR) or holds_on_board(actor, board, [BoardRole.CLERK])


def can_appoint(actor: Person, board: Board) -> Decision:
    """Whoever keeps who is appointed to a board does so while it is open."""
    if not keeps_appointments(actor, board):
        return refused(ours("Only the board’s clerk or the trust administrator can do this."))
    return allowed_if(board.is_open, CLOSED)


def can_appoint_person(actor: Person, board: Board, person: Person) -> Decision:
    """Nobody appoints themselves, or ends an appointment of their own."""
    if person.pk == actor.pk:
        return refused(ours("You can’t change your own appointments. Ask the trust administrator."))
    return can_appoint(actor, board)


def can_give_link_role(actor: Person, appointment: Appointment) -> Decision:
    """Whoever keeps the appointments gives link roles to those in office or appointed; the members have none."""
    if not (decision := can_appoint_person(actor, appointment.board, appointment.person)):
        return decision
    if not appointment.board.has_link_roles or appointment.role == BoardRole.CLERK:
        return refused(ours("Governors and trustees have link roles."))
    return allowed_if(appointment.ends_on is None or appointment.ends_on >= today(), "This appointment has ended.")
