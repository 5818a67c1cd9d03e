"""What training gives to the rest."""

from django.urls import reverse

from core.first_page import FirstPage, of_person
from core.formatting import short_date
from core.navigation import Place
from core.plugins import register
from core.site_search import Hit, Searchable
from notifications.waiting import Waiting
from people.merge_rules import Fate, Relation, relations
from people.profile import ProfileLink
from planning.needs.answers import AnswerSource
from planning.overview.figures import PriorityFigures, PriorityQuotes
from planning.overview.year import YearPicture
from planning.similar.actions import ProposalActions
from planning.thread.trace import ThreadModel, ThreadStep
from training import figures, missing_links, thread_steps
from training.attendance import actions as register_actions
from training.attendance import to_do as catching_up
from training.attendance.models import CatchUp
from training.attendance.notices import CATCH_UP
from training.attendance.services import refuse_other_time
from training.attendance.services.merging import move_attendances
from training.events.hooks import EventActions, EventListener, EventPart
from training.events.models import Event
from training.events.open_matters import OPEN_MATTERS
from training.events.policies import can_host
from training.feedback.models import Feedback
from training.feedback.notices import GIVE_FEEDBACK
from training.feedback.policies import can_read_library
from training.feedback.to_do import feedback_tasks
from training.own import to_do as own_to_do
from training.own.notices import CHANGE_LOG
from training.own.services import move_records
from training.places import notices as places
from training.places.merging import move_places
from training.places.models import Place as PlaceAtEvent
from training.places.parts import place_actions, place_part, plan_event
from training.places.policies import can_see_agreements
from training.places.services import check_change, event_cancelled, event_changed
from training.places.to_do import agreeing_tasks, answer_tasks, coming_events
from training.records.models import Record
from training.records.policies import can_confirm_some, can_log, can_see_register
from training.records.selectors import newest_first
from training.records.to_do import hours_tiles

register(
    Place("my-cpd", "My events", "training:my-events", position=51),
    Place("my-cpd", "CPD record", "training:my-record", tab="CPD record", position=52),
    Place("my-cpd", "Log CPD", "training:log-add", can_log, tab="CPD record", position=52),
    Place("approvals", "Event places", "training:places-to-agree", can_see_agreements, position=21),
    Place("courses", "Feedback from colleagues", "training:feedback-list", can_read_library, position=42),
    Place("school", "Training records", "training:record-list", can_see_register, tab="Training", position=77),
    Place(
        "school",
        "Training events",
        "training:school-events",
        can_host,
        also=("training:event-create",),
        tab="Training",
        position=77,
    ),
    Place("school", "CPD to confirm", "training:log-list", can_confirm_some, tab="Training", position=78),
    ProfileLink(
        "CPD record", "book-open", lambda p: reverse("training:person-record", args=[p.public_id]), position=10
    ),
    Searchable(
        "CPD records",
        rows=lambda person: Record.objects.visible_to(person).prefetch_related("person"),
        hit=lambda r: Hit(r.title, f"{r.person.full_name}, {short_date(r.starts_on)}", r.get_absolute_url()),
        all_url=lambda person: f"{reverse('training:record-list')}?year=all" if can_see_register(person) else "",
        fitting=newest_first,
        position=70,
    ),
    Searchable(
        "Events",
        rows=lambda person: Event.objects.visible_to(person).prefetch_related("school"),
        hit=lambda e: Hit(e.title, f"{short_date(e.day)}, {e.school.name}", e.get_absolute_url()),
        all_url=lambda person: f"{reverse('training:event-list')}?when=all",
        position=25,
    ),
    Searchable(
        "Feedback from colleagues",
        rows=lambda person: (
            Feedback.objects.in_library_of(person).prefetch_related("record").order_by("-shared_at", "-pk")
        ),
        hit=lambda f: Hit(f.record.title, f.learnt[:100], f.get_absolute_url()),
        all_url=lambda person: reverse("training:feedback-list"),
        fields=("record__title",),
        fitting=lambda rows, words, person: rows.matching(words),
        position=80,
    ),
    FirstPage(of_person(agreeing_tasks), position=12),
    FirstPage(of_person(answer_tasks), position=15),
    FirstPage(of_person(feedback_tasks), position=30),
    FirstPage(of_person(own_to_do.tasks), position=31),
    FirstPage(of_person(catching_up.tasks), position=16),
    FirstPage(coming_events),
    FirstPage(hours_tiles, position=30),
    ThreadStep("event", "Event", "", thread_steps.find_events, position=45),
    AnswerSource(thread_steps.events_seen_by, thread_steps.has_event),
    ThreadStep("record", "Record", "Nothing recorded yet", thread_steps.find_records, position=70),
    ThreadStep("feedback", "Feedback", "None given yet", thread_steps.find_feedback, position=80),
    ThreadModel(Record, thread_steps.thread_of_record),
    ThreadModel(Feedback, thread_steps.thread_of_feedback),
    *missing_links.MISSING_LINKS,
    PriorityFigures(figures.record_figures, position=30),
    PriorityQuotes(figures.shared_words),
    YearPicture("Hours of training by month", "Hours", figures.hours_of_year),
    EventPart("training/places/panel.html", place_part),
    EventActions(place_actions),
    ProposalActions(plan_event),
    EventListener(
        check=check_change,
        changed=lambda event, is_moved: event_changed(event, is_moved=is_moved),
        cancelled=event_cancelled,
    ),
    EventListener(check=refuse_other_time, changed=lambda event, is_moved: None, cancelled=lambda event: None),
    Waiting(places.TO_AGREE, lambda reader: PlaceAtEvent.objects.to_agree()),
    Waiting(places.OFFER, lambda reader: PlaceAtEvent.objects.offers_open()),
    Waiting(places.INVITATION, lambda reader: PlaceAtEvent.objects.to_come().filter(status="invited")),
    Waiting(GIVE_FEEDBACK, lambda reader: Record.objects.waiting_for_feedback()),
    Waiting(CHANGE_LOG, lambda reader: Record.objects.own_word().filter(sent_back_at__isnull=False)),
    Relation("training.Record.person", Fate.MOVES, move=move_records),
    EventActions(register_actions.offered, position=30),
    Waiting(CATCH_UP, lambda reader: CatchUp.objects.open()),
    Relation("training.Record.recorded_by", Fate.STAYS),
    Relation("training.Event.organiser", Fate.MOVES, has_version=True),
    Relation("training.Event_facilitators.person", Fate.MOVES_ONCE),
    Relation("training.AudienceLine.person", Fate.MOVES),
    Relation("training.Place.person", Fate.MOVES, move=move_places),
    Relation("training.Attendance.person", Fate.MOVES, move=move_attendances),
    *relations(
        Fate.STAYS,
        "training.Event.cancelled_by",
        "training.Event.register_closed_by",
        "training.Material.added_by",
        "training.Place.agreed_by",
        "training.Place.declined_by",
        "training.Place.invited_by",
        "training.Attendance.marked_by",
        "training.Attendance.confirmed_by",
        "training.CatchUp.asked_by",
    ),
    Relation("training.Record.confirmed_by", Fate.STAYS),
    *OPEN_MATTERS,
)
