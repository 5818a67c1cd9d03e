"""What the history says of this app's audit codes, and what they are about."""

from core.history import EventTopic, EventWords
from core.plugins import register

register(
    EventTopic("training.record", "CPD record"),
    EventTopic("training.feedback", "Feedback"),
    EventTopic("training.register", "Training register", is_open=True),
    EventTopic("training.library", "Feedback from colleagues", is_open=True),
    EventTopic("training.event", "Event", is_open=True),
    EventTopic("training.material", "Material of an event"),
    EventWords("training.event.arranged", "Event added"),
    EventWords("training.event.changed", "Event changed"),
    EventWords("training.event.cancelled", "Event cancelled"),
    EventWords("training.event.facilitator_added", "Facilitator added to an event"),
    EventWords("training.event.facilitator_removed", "Facilitator removed from an event"),
    EventWords("training.event.notes_written", "Notes of an event edited"),
    EventWords("training.event.material_added", "Material added to an event"),
    EventWords("training.event.material_removed", "Material removed from an event"),
    EventWords("training.material.downloaded", "Material of an event downloaded", on_page=False),
    EventWords("training.record.made", "Training recorded"),
    EventWords("training.record.credited", "Certificates linked to training"),
    EventWords("training.record.logged", "CPD logged"),
    EventWords("training.record.log_edited", "Logged CPD changed"),
    EventWords("training.record.log_deleted", "Logged CPD deleted"),
    EventWords("training.record.confirmed", "Logged CPD confirmed"),
    EventWords("training.record.sent_back", "Logged CPD sent back"),
    EventWords("training.record.downloaded", "File of logged CPD downloaded"),
    EventWords("training.record.linked", "Training linked to its reason"),
    EventWords("training.feedback.prompted", "Feedback asked for"),
    EventWords("training.feedback.given", "Feedback given"),
    EventWords("training.feedback.changed", "Feedback changed"),
    EventWords("training.feedback.shared", "Feedback shared"),
    EventWords("training.feedback.unshared", "Feedback no longer shared"),
)
