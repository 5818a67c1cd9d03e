"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register
from core.trust_settings import ours

register(
    EventTopic("appraisal.review", ours("Performance review")),
    EventTopic("appraisal.objective", "Review objective"),
    EventTopic("appraisal.training", "Training agreed in a review"),
    EventWords("appraisal.review.opened", "Opened", "info"),
    EventWords("appraisal.review.reviewer_changed", "Another reviewer was named", "info"),
    EventWords("appraisal.review.proposed", "Objectives proposed", "waiting"),
    EventWords("appraisal.review.sent_back", "Sent back", "warning"),
    EventWords("appraisal.review.agreed", "Agreed", "success"),
    EventWords("appraisal.review.set", "Set without agreement", "warning"),
    EventWords("appraisal.review.replied", "Reply to the objectives set", "info"),
    EventWords("appraisal.review.self_review_added", "Self-review added"),
    EventWords("appraisal.review.mid_year_added", "Mid-year notes added"),
    EventWords("appraisal.review.reopened", "Opened again", "warning"),
    EventWords("appraisal.review.read", "Read by the head of the school", "neutral"),
    EventWords("appraisal.objective.added", "Objective added"),
    EventWords("appraisal.objective.changed", "Objective changed"),
    EventWords("appraisal.objective.progress_added", "Progress added"),
    EventWords("appraisal.objective.removed", "Objective removed"),
    EventWords("appraisal.training.added", "Training added"),
    EventWords("appraisal.training.changed", "Training changed"),
    EventWords("appraisal.training.removed", "Training removed"),
)
