"""Who enters training that somebody on a board did elsewhere, says that it is wrong, and settles that."""

from core.decisions import Decision, allowed_if, refused
from core.trust_settings import ours
from governance.board_training.models import OutsideTraining
from governance.boards.models import Board, BoardRole
from governance.boards.policies import CLOSED, holds_on_board
from people.models import Person, Role

WITHDRAWN = "This has been withdrawn."


def can_enter(actor: Person, board: Board) -> Decision:
    """The board's own clerk enters it while the board is open; for others than themselves."""
    if not board.is_open:
        return refused(CLOSED)
    return allowed_if(
        holds_on_board(actor, board, [BoardRole.CLERK]), ours("Only the board’s clerk can add training elsewhere.")
    )


def can_dispute(actor: Person, entry: OutsideTraining) -> Decision:
    """Whose training it is says that it is wrong, once until it is settled."""
    if entry.record.person_id != actor.pk:
        return refused("Only the person whose training this is can do this.")
    if entry.is_withdrawn:
        return refused(WITHDRAWN)
    return allowed_if(not entry.is_disputed, "You’ve already told us that this is wrong.")


def can_withdraw(actor: Person, entry: OutsideTraining) -> Decision:
    """The board's clerk or an administrator withdraws it, nobody their own."""
    if entry.is_withdrawn:
        return refused(WITHDRAWN)
    if entry.record.person_id == actor.pk:
        return refused("This is your own training. Say that it’s wrong instead.")
    settles = actor.authority.holds(Role.ADMINISTRATOR) or holds_on_board(actor, entry.board, [BoardRole.CLERK])
    return allowed_if(settles, ours("Only the board’s clerk or the trust administrator can do this."))


def can_keep(actor: Person, entry: OutsideTraining) -> Decision:
    """Whoever may withdraw what somebody said to be wrong may also say why it stays."""
    if not (decision := can_withdraw(actor, entry)):
        return decision
    return allowed_if(entry.is_disputed, "No one has said that this is wrong.")
