"""What courses give to the rest."""

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from budgets.charging import Charges
from certificates.bookings import BookingsKnown, CourseFinder
from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from core.reading import counting_up_to
from core.setting_up import SetupStep
from core.site_search import Hit, Searchable
from courses import open_matters, to_do
from courses.approvals import notices
from courses.approvals.actions import deciding_actions
from courses.approvals.selectors import counting_waiting, may_decide
from courses.attendance import notices as attendance_notices
from courses.bookings.policies import can_open_desk, can_see_register, can_see_who_is_out
from courses.bookings.selectors import booked_renewals
from courses.catalogue.policies import can_manage_catalogue
from courses.catalogue.selectors import CourseKnowledge
from courses.charging import selectors as charging
from courses.charging.services import lock_live, take_onto_lines
from courses.desk.actions import desk_actions
from courses.merge_rules import reasons_against
from courses.models import Booking, Course, CourseRequest
from courses.requests.actions import RequestActions, asking_actions, asking_for
from courses.requests.policies import can_list_requests
from courses.thread import figures, missing_links, thread_steps
from courses.value.policies import can_compare_value, reads_agreements_as_staff, reads_agreements_on_a_board
from courses.value.selectors import worth_of
from notifications.waiting import Waiting
from people.merge_rules import Fate, MergeCheck, Relation, relations
from planning.needs.answers import AnswerSource
from planning.overview.figures import PriorityFigures
from planning.thread.trace import ThreadModel, ThreadStep

register(
    Place(
        "approvals",
        "Course requests",
        "courses:request-queue",
        may_decide,
        count=counting_waiting,
        position=20,
    ),
    Place(
        "bookings",
        "Booking desk",
        "courses:desk",
        can_open_desk,
        count=lambda person, most: counting_up_to(CourseRequest.objects.to_book(), most),
        position=30,
    ),
    Place("bookings", "Booking register", "courses:register", can_see_register, position=90),
    Place("bookings", "Providers", "courses:provider-list", can_manage_catalogue, position=91),
    Place("bookings", "Agreements", "courses:agreement-list", reads_agreements_as_staff, position=92),
    Place("bookings", "Best value", "courses:value", can_compare_value, position=93),
    Place("governance", "Agreements", "courses:agreement-list", reads_agreements_on_a_board, position=28),
    Place("courses", "Catalogue", "courses:course-list", also=("courses:date-edit",), position=40),
    Place("courses", "What’s on", "courses:whats-on", also=("training:event-list",), position=41),
    Place("my-cpd", "Requests", "courses:request-list", position=50),
    Place("my-cpd", "Calendar", "courses:calendar", position=57),
    Place("school", "Requests", "courses:request-school-list", can_list_requests, position=87),
    Place(
        "school",
        "Who is out",
        "courses:out",
        can_see_who_is_out,
        also=("courses:out-school",),
        within=lambda person, school, year: (
            reverse("courses:out-school", args=[school.public_id]) if can_see_who_is_out(person, school) else ""
        ),
        position=75,
    ),
    Searchable(
        "Courses",
        rows=lambda person: Course.objects.visible_to(person).on_offer().prefetch_related("provider"),
        hit=lambda c: Hit(c.title, c.provider.name, c.get_absolute_url()),
        all_url=lambda person: reverse("courses:course-list"),
        fields=("title", "provider__name"),
        fitting=lambda rows, words, person: rows.matching(words).best_first(words),
        position=20,
    ),
    Searchable(
        "Requests",
        rows=lambda person: CourseRequest.objects.visible_to(person).prefetch_related("applicant"),
        hit=lambda r: Hit(r.title, f"{r.applicant.full_name}, {r.get_status_display().lower()}", r.get_absolute_url()),
        all_url=lambda person: reverse(
            "courses:request-school-list" if can_list_requests(person) else "courses:request-list"
        ),
        position=60,
    ),
    FirstPage(of_person(to_do.deciding_tasks), position=10),
    FirstPage(of_person(to_do.own_tasks), position=20),
    FirstPage(of_person(to_do.booking_tasks), position=40),
    FirstPage(to_do.coming_bookings),
    SetupStep(
        "Add providers and first courses", to_do.courses_missing, lambda: reverse("courses:course-list"), position=90
    ),
    FirstPage(to_do.booked_tiles, position=40),
    FirstPage(to_do.long_waits),
    CourseKnowledge(worth_of),
    CourseKnowledge(asking_for),
    RequestActions(deciding_actions, position=10),
    RequestActions(asking_actions, position=20),
    RequestActions(desk_actions, position=30),
    BookingsKnown(booked_renewals),
    CourseFinder(lambda duty: f"{reverse('courses:course-list')}?{urlencode({'q': duty.code})}"),
    Charges(
        lock_live=lock_live,
        take_onto_lines=take_onto_lines,
        describe=charging.describe,
        matching=charging.matching,
        used_for_reviews=charging.used_for_reviews,
        answered_needs=charging.answered_needs,
        pending=charging.pending,
        pending_sums=charging.pending_sums,
    ),
    ThreadStep("request", "Request", "Nothing asked for yet", thread_steps.find_requests, position=50),
    ThreadStep("booking", "Booking", "Nothing booked yet", thread_steps.find_bookings, position=60),
    ThreadModel(CourseRequest, thread_steps.thread_of_request),
    ThreadModel(Booking, thread_steps.thread_of_booking),
    AnswerSource(thread_steps.requests_seen_by, thread_steps.has_request, thread_steps.ask_for_course),
    *missing_links.MISSING_LINKS,
    PriorityFigures(figures.money_figures, position=10),
    PriorityFigures(figures.request_figures, position=20),
    Waiting(notices.DECIDE, notices.undecided_stages),
    Waiting(notices.BOOK, notices.still_to_book),
    Waiting(notices.CHANGE, notices.still_returned),
    Waiting(attendance_notices.CERTIFICATE, attendance_notices.still_without_certificate),
    *open_matters.OPEN_MATTERS,
    # What was sent, decided or booked keeps its people; the database says so.
    *relations(
        Fate.STAYS,
        "courses.Booking.attendance_by",
        "courses.Booking.booked_by",
        "courses.Booking.person",
        "courses.Comment.author",
        "courses.StageDecision.applicant",
        "courses.StageDecision.decided_by",
        "courses.StageDecision.on_behalf_of",
    ),
    Relation("courses.CourseRequest.applicant", Fate.MOVES, only=Q(status="draft")),
    MergeCheck(reasons_against),
)
