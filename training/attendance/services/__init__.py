"""The verbs of the register: mark, add, check in; close and correct; ask to catch up and say that one has."""

from training.attendance.services.catching_up import ask_to_catch_up, declare_read, follow_catch_ups
from training.attendance.services.closing import close_register, correct_attendance
from training.attendance.services.marking import (
    Marked,
    Saved,
    add_guest,
    add_person,
    check_in,
    mark_attendance,
    refuse_other_time,
)

__all__ = [
    "Marked",
    "Saved",
    "add_guest",
    "add_person",
    "ask_to_catch_up",
    "check_in",
    "close_register",
    "correct_attendance",
    "declare_read",
    "follow_catch_ups",
    "mark_attendance",
    "refuse_other_time",
]
