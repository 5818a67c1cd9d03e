"""What governance gives to the rest."""

from core.plugins import register
from governance.audits.plugin_parts import PARTS as AUDITS
from governance.boards.leaving import end_with_leaving, reopen_after_leaving
from governance.boards.sources import sources_of
from people.board_roles import GrantSource, LeavingPart
from people.merge_rules import Fate, Relation

register(
    GrantSource("governance", sources_of),
    LeavingPart("appointments", end_with_leaving, reopen_after_leaving),
    Relation("governance.Appointment.person", Fate.MOVES, has_version=True),
    *AUDITS,
)
