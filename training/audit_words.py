"""What the history says of this app's audit codes."""

from core.history import EventWords

WORDS = {
    "training.record.made": EventWords("Training recorded"),
    "training.record.credited": EventWords("Certificates linked to training"),
    "training.record.linked": EventWords("Training linked to its reason"),
    "training.feedback.prompted": EventWords("Feedback asked for"),
    "training.feedback.given": EventWords("Feedback given"),
    "training.feedback.changed": EventWords("Feedback changed"),
    "training.feedback.shared": EventWords("Feedback shared"),
    "training.feedback.unshared": EventWords("Feedback no longer shared"),
}
