"""What training gives: its places on the thread, its missing links, its part of a priority's page."""

from core.plugins import register
from core.to_do import Tasks
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation
from planning.overview.figures import PriorityFigures, PriorityQuotes
from planning.thread.trace import ThreadModel, ThreadStep
from training import figures, missing_links, thread_steps
from training.models import Feedback, Record
from training.notices import GIVE_FEEDBACK
from training.selectors import feedback_tasks

register(
    Tasks(feedback_tasks, position=30),
    ThreadStep("record", "Record", "Nothing recorded yet", thread_steps.find_records, position=70),
    ThreadStep("feedback", "Feedback", "None given yet", thread_steps.find_feedback, position=80),
    ThreadModel(Record, thread_steps.thread_of_record),
    ThreadModel(Feedback, thread_steps.thread_of_feedback),
    *missing_links.MISSING_LINKS,
    PriorityFigures(figures.record_figures, position=30),
    PriorityQuotes(figures.shared_words),
    Waiting(GIVE_FEEDBACK, lambda reader: Record.objects.waiting_for_feedback()),
    Relation("training.Record.person", Fate.MOVES),
    Relation("training.Record.recorded_by", Fate.STAYS),
)
