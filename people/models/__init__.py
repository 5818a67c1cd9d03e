"""People and places: the person, schools and posts, roles with dates, deputies, calendars, imports."""

from people.models.accounts import AccountChange
from people.models.authority import Delegation, Grant, Role
from people.models.imports import ImportWord, StaffImport
from people.models.person import Person
from people.models.places import (
    CareerStage,
    FormerUrn,
    LongAbsence,
    Post,
    Responsibility,
    School,
    StaffGroup,
    Term,
    TrainingDay,
)

__all__ = [
    "AccountChange",
    "CareerStage",
    "Delegation",
    "FormerUrn",
    "Grant",
    "ImportWord",
    "LongAbsence",
    "Person",
    "Post",
    "Responsibility",
    "Role",
    "School",
    "StaffGroup",
    "StaffImport",
    "Term",
    "TrainingDay",
]
