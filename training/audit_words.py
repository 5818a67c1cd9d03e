"""What the history says of this app's audit codes."""

from core.history import EventWords
from core.plugins import register

register(
    EventWords("training.record.made", "Training recorded"),
    EventWords("training.record.credited", "Certificates linked to training"),
    EventWords("training.record.linked", "Training linked to its reason"),
    EventWords("training.feedback.prompted", "Feedback asked for"),
    EventWords("training.feedback.given", "Feedback given"),
    EventWords("training.feedback.changed", "Feedback changed"),
    EventWords("training.feedback.shared", "Feedback shared"),
    EventWords("training.feedback.unshared", "Feedback no longer shared"),
)
