"""The verbs of this app: write a record, say what it served, ask for feedback on it, give, share and change that."""

from training.services.records import (
    credit_record,
    credit_records,
    fix_record,
    hang_record,
    record_training,
    record_trainings,
    restate_hours,
    withdraw_record,
)

__all__ = [
    "credit_record",
    "credit_records",
    "fix_record",
    "hang_record",
    "record_training",
    "record_trainings",
    "restate_hours",
    "withdraw_record",
]
