"""The trust's CPD policy clause by clause, each with the pages that carry it out. Ids stay for ever."""

from dataclasses import dataclass

from home import policy_figures as live
from home.policy_figures import Figure


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its id, what the policy says in short, and the pages (label, url name) that carry it out.

    A clause without pages is not carried out by this system yet, and the page says so. `figure`: what there is of it
    today, told to whoever may open one of the pages.
    """

    id: str
    says: str
    pages: tuple[tuple[str, str], ...] = ()
    figure: Figure | None = None

    @property
    def part(self) -> str:
        """Return the name of the part of the policy it belongs to."""
        return PARTS[self.id.split("-")[0]]


REQUESTS = ("Requests", "courses:request-list")
QUEUE = ("Requests to approve", "courses:request-queue")
CATALOGUE = ("Course catalogue", "courses:course-list")
REGISTER = ("Booking register", "courses:register")
RECORDS = ("CPD records", "training:record-list")
STANDING = ("My certificates", "certificates:mine")
MATRIX = ("Training compliance", "certificates:matrix-choose")
PLANS = ("Action plans", "planning:plan-list")
SURVEYS = ("Surveys", "surveys:survey-list")
SURVEYS_TO_ANSWER = ("Surveys to answer", "surveys:survey-mine")
REPORTS = ("Reports", "reports:report-list")
MY_NEEDS = ("My training needs", "planning:my-needs")
RAISE = ("Suggest training I need", "planning:need-raise")
PLANNING = ("Planning and priorities", "planning:hub")
PRIORITIES = ("All priorities", "planning:priority-list")
BUDGETS = ("CPD budgets", "budgets:budget-list")
MY_REVIEWS = ("My performance reviews", "appraisal:review-list")
REVIEWS = ("Performance reviews", "appraisal:review-staff")
AGREEMENTS = ("Service-level agreements", "courses:agreement-list")
BOARD = ("CPD budget for the board", "budgets:board")
EVENTS = ("Events", "training:event-list")
POLICIES = ("Policies", "governance:document-list")

# What the parts of the policy are called, by how the ids of their clauses begin.
PARTS = {
    "R": "Why we train, and for whom",
    "AP": "CPD action plan and budget",
    "PM": "Performance management",
    "IM": "Training in school",
    "CT": "Across the trust",
    "EC": "Early career teachers and trainees",
    "LD": "Leaders",
    "GV": "Governors and trustees",
    "RM": "Review and monitoring",
    "RP": "Reports",
    "HS": "Health and safety",
    "EO": "Equal opportunities",
    "CX": "Certificates",
    "OD": "Other documents",
}

CLAUSES = [
    Clause("R-1", "Staff, trustees and governors are all developed.", (("People", "people:person-list"), RECORDS),
           live.records),
    Clause("R-2", "Every member of staff is entitled to high-quality induction and CPD."),
    Clause("R-3", "Staff may raise development needs through performance management and other ways.",
           (MY_NEEDS, RAISE, MY_REVIEWS), live.needs),
    Clause("R-4", "Teaching and learning come first; personal development builds leadership.",
           (REQUESTS, REPORTS, ("Planning and items not linked to a priority", "planning:hub")), live.requests),
    Clause("R-5", "Routes: learning communities, external providers, the appropriate body, cross-school support.",
           (CATALOGUE,), live.courses),
    Clause("R-6", "Many ways of learning: coaching, observation, visits, courses and more.", (RECORDS,), live.ways),
    Clause("AP-1", "The Headteacher and leaders identify the school’s CPD needs.", (PLANNING, RAISE), live.needs),
    Clause("AP-2", "A whole-school CPD action plan, integrated with the improvement plan.",
           (PLANNING, PRIORITIES, PLANS), live.plans),
    Clause("AP-3", "Planning is informed by six sources.", (PLANNING, RAISE, SURVEYS, SURVEYS_TO_ANSWER),
           live.open_surveys),
    Clause("AP-4", "The plan is evaluated before the new planning cycle starts.", (PLANS,), live.evaluated),
    Clause("AP-5", "That review informs the next plan.", (PLANS,), live.actions),
    Clause("AP-6", "The budget is targeted on improvement and review priorities.", (BUDGETS, REPORTS), live.budgets),
    Clause("AP-7", "The training needs of early career teachers are a priority.", (QUEUE, BUDGETS),
           live.ect_requests),
    Clause("AP-8", "Staff and governors train together where appropriate.", (EVENTS, PLANS), live.events),
    Clause("AP-9", "The Headteacher reports termly to governors, the CEO to trustees.", (REPORTS,), live.reports),
    Clause("AP-10", "Resources are used carefully, with best value.",
           (("Best value", "courses:value"), AGREEMENTS), live.agreements),
    Clause("PM-1", "Training needs are identified at the review meeting.", (MY_REVIEWS, REVIEWS), live.reviews),
    Clause("PM-2", "Boards make resources available for what was agreed.", (BOARD,), live.budgets),
    Clause("PM-3", "No one is held accountable where the agreed CPD was not provided."),
    Clause("PM-4", "Support staff have performance management too.", (REVIEWS,), live.reviews),
    Clause("IM-1", "A wide portfolio of approaches, internal and external.",
           (CATALOGUE, ("What’s on", "courses:whats-on")), live.courses),
    # Delivering CPD to colleagues afterwards is not in this system yet.
    Clause("IM-2", "After training: a feedback form, shared, and CPD delivered to colleagues.",
           (("My CPD record and feedback", "training:my-record"),
            ("Feedback from colleagues", "training:feedback-list")), live.feedback),
    Clause("IM-3", "Statutory qualifications that need renewal come first.", (QUEUE, MATRIX), live.renewals),
    Clause("IM-4", "All external courses are booked through the central booking officer.", (REGISTER,),
           live.bookings),
    Clause("IM-5", "Applications go to the Headteacher, then to the Executive Lead, before booking.",
           (REQUESTS, QUEUE), live.requests),
    Clause("CT-1", "Collaborative planning, networks, moderation and trust meetings.", (EVENTS,), live.networks),
    Clause("CT-2", "Good practice is shared, issues are raised, support is offered.", (EVENTS, RAISE), live.needs),
    Clause("EC-1", "A yearly programme with the teaching hub for early career teachers."),
    Clause("EC-2", "Trainees attend whole-school CPD and a personalised programme."),
    Clause("LD-1", "Leaders plan, run and evaluate improvement initiatives.", (PRIORITIES, PLANS), live.priorities),
    Clause("LD-2", "External leadership courses for career progression.", (CATALOGUE,), live.courses),
    Clause("LD-3", "Succession planning: shadowing, acting up, mentoring."),
    Clause("GV-1", "An induction programme on appointment."),
    Clause("GV-2", "Development through a service-level agreement.", (AGREEMENTS,), live.agreements),
    Clause("GV-3", "Skills audits identify governors’ training needs.", (("Skills audits", "governance:audit-list"),),
           live.skills_audits),
    Clause("GV-4", "Yearly governance evenings for members, trustees and governors.", (EVENTS,), live.evenings),
    Clause("GV-5", "Whole-board training as needs arise.", (EVENTS,), live.board_trainings),
    Clause("RM-1", "Impact is evaluated by monitoring, data and performance management.", (PLANS,), live.evaluated),
    Clause("RM-2", "Training opportunities are known to all staff.", (CATALOGUE, ("Calendar", "courses:calendar")),
           live.courses),
    Clause("RM-3", "Staff can discuss needs with their line manager at any time.",
           (("Conversations", "planning:conversation-list"),), live.conversations),
    Clause("RM-4", "The Headteacher gives the board details of spending priorities.", (REPORTS, BOARD), live.reports),
    Clause("RM-5", "The senior team tells staff of the whole-school priorities.",
           (PLANNING, PRIORITIES), live.priorities),
    Clause("RM-6", "Staff CPD is reported yearly in the termly report.", (REPORTS,), live.reports),
    Clause("RM-7", "Feedback and dissemination at a meeting."),
    Clause("RM-8", "Qualifications paid for are reported to governors and trustees.", (REPORTS,),
           live.qualifications),
    Clause("RP-1", "The termly report to the local governing board.", (REPORTS,), live.reports),
    Clause("RP-2", "The summary of training to the trustees.", (REPORTS,), live.reports),
    Clause("HS-1", "All staff receive suitable health and safety training.", (MATRIX, STANDING),
           live.safety),
    Clause("HS-2", "Attendance is balanced with life and school priorities.", (REQUESTS,), live.requests),
    Clause("HS-3", "Health and safety is part of every induction."),
    Clause("EO-1", "Access regardless of race, age, gender or disability.",
           (("Accessibility statement", "home:accessibility"),), live.declined),
    Clause("CX-1", "Reminders are sent when certificates expire.",
           (STANDING, ("Notifications", "notifications:inbox")), live.expiring),
    Clause("OD-1", "The policy and its related documents are reviewed.", (POLICIES,), live.documents),
]  # fmt: skip
