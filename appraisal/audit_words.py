"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "appraisal.review.opened": EventWords("Opened", "info"),
    "appraisal.review.reviewer_changed": EventWords("Another reviewer was named", "info"),
    "appraisal.review.proposed": EventWords("Objectives proposed", "waiting"),
    "appraisal.review.sent_back": EventWords("Sent back", "warning"),
    "appraisal.review.agreed": EventWords("Agreed", "success"),
    "appraisal.review.reopened": EventWords("Opened again", "warning"),
    "appraisal.review.read": EventWords("Read by the head of the school", "neutral"),
    "appraisal.objective.added": EventWords("Objective added"),
    "appraisal.objective.changed": EventWords("Objective changed"),
    "appraisal.objective.removed": EventWords("Objective removed"),
    "appraisal.training.added": EventWords("Training added"),
    "appraisal.training.changed": EventWords("Training changed"),
    "appraisal.training.removed": EventWords("Training removed"),
}
