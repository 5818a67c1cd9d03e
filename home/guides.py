"""How to do what people come here for, a guide a role. “Such words” are on a page."""

from collections.abc import Callable
from dataclasses import dataclass

from core.navigation import everybody
from people.models import Person, Role

# Of every picture, in pixels. `make pictures` draws them from the demonstration trust.
PICTURE_WIDTH, PICTURE_HEIGHT = 800, 640


@dataclass(frozen=True, slots=True)
class HowTo:
    """One thing that somebody does here: its name, the name of the page where it begins, and its steps.

    The name has no word that a trust may change, because addresses lead to it.
    `alt`: what the picture of that page shows, where there is one. `also`: names of other pages whose help this is.
    """

    title: str
    begins: str
    steps: tuple[str, ...]
    alt: str = ""
    also: tuple[str, ...] = ()

    @property
    def picture(self) -> str:
        """Return the name of the picture among the static files; "" where there is none."""
        return f"help/{self.begins.replace(':', '-')}.webp" if self.alt else ""


@dataclass(frozen=True, slots=True)
class Guide:
    """What people of a role do here. `reader`: who of the demonstration trust is seen in its pictures."""

    key: str
    title: str
    reader: str
    is_for: Callable[[Person], object]
    how_tos: tuple[HowTo, ...]


def _holds(*roles: str) -> Callable[[Person], object]:
    return lambda person: person.authority.holds_any(list(roles))


# What all leaders of a school do.
NEEDS_TRAINING = HowTo(
    "See who still needs training",
    "certificates:matrix-choose",
    ("What’s overdue comes first. “Remind” sends a reminder to everyone on the line.",),
    "Training compliance of a school: what’s overdue, who needs it, and a button to remind them",
    ("certificates:matrix", "certificates:first-aiders"),
)
WHO_IS_OUT = HowTo(
    "See who is out",
    "courses:out",
    ("Approved and booked training out of school, by day, week or month.",),
    also=("courses:out-school",),
)
CONFIRM = HowTo(
    "Confirm what colleagues logged",
    "training:log-list",
    (
        "“CPD to confirm” lists what they logged themselves. Tick what’s right and press “Confirm selected”.",
        "Open one to see its file, or to send it back and say what to change.",
    ),
)
EVENTS = HowTo(
    "Put on training and take the register",
    "training:school-events",
    (
        "“Add event” asks what it is, when, and who it’s for. A series makes all its dates at once.",
        "Add the required training that it renews, and the register brings those certificates up to date.",
        "At the event, press “Register”. Mark people, or “Show check-in code” and they check in themselves.",
        "“Close register” writes the CPD records. “Catch-up” lists who missed required training.",
    ),
    also=("training:event-create", "training:register"),
)
PLANNING = HowTo(
    "Plan the year",
    "planning:hub",
    (
        "Add your improvement priorities, or import them from a file.",
        "Collect training needs, and turn them into actions with a lead, a date and a cost.",
        "Set up the CPD budget. Every request and booking is counted against it.",
        "Say afterwards what each action changed.",
    ),
    also=("planning:priorities", "planning:plan", "planning:needs", "budgets:budget"),
)

GUIDES = (
    Guide(
        "everyone",
        "Everyone",
        "teacher",
        everybody,
        (
            HowTo(
                "Ask for a course",
                "courses:course-list",
                (
                    "Search the catalogue, open a course and press “Request this course”.",
                    "If it isn’t there, press “Request a different course” and say what you’d like.",
                    "Answer a page at a time. You can stop and come back: drafts wait under Requests.",
                    "Press “Send request”. Your Headteacher decides first, then the Executive Lead.",
                    "Then it’s booked for you. The request’s page shows where it is, and we tell you when it moves on.",
                ),
                "The catalogue with a search box, filters and a list of courses with their next dates and prices",
                ("courses:request-list", "courses:whats-on", "courses:request-start", "courses:course-detail"),
            ),
            HowTo(
                "Go to an event",
                "training:event-list",
                (
                    "“Events” lists what the trust and its schools put on for you. Open one and press “Sign up”.",
                    "Some need your Headteacher’s agreement first. When one is full, you can join the waiting list.",
                    "“My events” shows where you’re going. If you can’t go, give up your place there.",
                    "Check in on your phone with the code that’s shown in the room. It goes into your CPD record.",
                ),
                also=("training:my-events", "training:event-detail", "training:check-in"),
            ),
            HowTo(
                "Keep your certificates",
                "certificates:mine",
                (
                    "What’s overdue comes first, each with what to do next.",
                    "“Add certificate” takes a photo or a PDF. We work out how long it’s valid.",
                    "We remind you before one runs out.",
                ),
                "My certificates: what’s up to date and until when, with a button to add another",
                ("certificates:certificate-add", "certificates:qualification-list"),
            ),
            HowTo(
                "See and take your CPD record",
                "training:my-record",
                (
                    "All your courses, events and hours, by year.",
                    "Press “Log CPD” to add what you did yourself: coaching, a visit, an article. It takes a minute.",
                    "It counts in your record at once, and in school figures once someone else has confirmed it.",
                    "Press “Transcript” to take everything with you as a PDF, until your last day.",
                ),
                also=("training:log-add", "training:transcript"),
            ),
            HowTo(
                "Say what you took away from a course",
                "training:my-record",
                (
                    "After a course we ask for your feedback. Open the training in your record to give it.",
                    "Say how useful it was, and what you’ll do differently.",
                    "Share it if colleagues may read it. You can stop sharing at any time.",
                ),
                also=("training:feedback-list",),
            ),
            HowTo(
                "Say what training you need",
                "planning:my-needs",
                ("Press “Suggest training I need”. Your school’s leaders read it when they plan the year.",),
                also=("planning:need-raise",),
            ),
            HowTo(
                "Talk about your training",
                "planning:conversation-list",
                (
                    "Press “Request a conversation”, and your line manager sets a time.",
                    "Only the two of you can read what you agree.",
                ),
                also=("planning:conversation-ask",),
            ),
            HowTo(
                "Read a policy",
                "governance:document-list",
                (
                    "What you’re asked to read is on your home page with the day to read it by.",
                    "Open it and read it, then press “I’ve read this”.",
                ),
                also=("governance:document-detail",),
            ),
            HowTo(
                "Take part in your review",
                "appraisal:review-list",
                (
                    "Read the objectives that your reviewer has written, and agree them or say what should change.",
                    "If you can’t agree, your reviewer can set them and must say why. You can write a reply.",
                    "During the year, write a self-review there, and progress on each objective’s own page.",
                    "The training agreed for each objective is listed there with where it has got to.",
                ),
            ),
            HowTo(
                "Choose which emails you get",
                "notifications:preferences",
                ("Everything is under Notifications. Choose there what you’d also like in the one email a day.",),
                also=("notifications:inbox",),
            ),
        ),
    ),
    Guide(
        "leader",
        "Headteacher and Head of School",
        "headteacher",
        _holds(*Role.school_leaders()),
        (
            HowTo(
                "Decide on requests",
                "courses:request-queue",
                (
                    "The most urgent come first. Open one to see its cost, the budget line, and who else is out.",
                    "Approve it, send it back with a question, or decline it with a reason.",
                    "If you’re away, name a stand-in under your name, “Stand-in approver”.",
                ),
                "Requests to approve, the most urgent first, each with who asks, why, the date and the cost",
                ("courses:request-decide", "people:deputies"),
            ),
            NEEDS_TRAINING,
            WHO_IS_OUT,
            EVENTS,
            CONFIRM,
            PLANNING,
            HowTo(
                "Start the year’s reviews",
                "appraisal:review-staff",
                (
                    "“Not started” lists the staff without one. Start them one by one, or for everyone at once.",
                    "The line manager is the reviewer, unless you choose someone else.",
                ),
                also=("appraisal:review-none",),
            ),
            HowTo(
                "Keep your school’s policies",
                "governance:document-list",
                (
                    "“Add policy” takes a PDF or a link, who approved it and when it’s next reviewed. We remind you.",
                    "“Ask people to read it” asks your staff by a day. “See who has read it” shows who hasn’t yet.",
                    "A new version can ask everyone to read it again.",
                ),
                also=("governance:document-create", "governance:reading-ask", "governance:reading-detail"),
            ),
            HowTo(
                "Report to the board",
                "reports:report-list",
                (
                    "“Create report” gathers the term’s figures. Add your own words, then publish it.",
                    "Governors see figures and your words, but no names.",
                ),
            ),
        ),
    ),
    Guide(
        "senior-leader",
        "Senior leader",
        "senior-leader",
        _holds(Role.SENIOR_LEADER),
        (NEEDS_TRAINING, WHO_IS_OUT, EVENTS, PLANNING),
    ),
    Guide(
        "executive-lead",
        "Executive Lead",
        "executive-lead",
        _holds(Role.EXECUTIVE_LEAD),
        (
            HowTo(
                "Decide after the schools",
                "courses:request-queue",
                ("Open one request, or tick several and approve them together after seeing their number and cost.",),
                also=("courses:request-decide",),
            ),
            HowTo(
                "See which schools need attention",
                "home:attention",
                ("Schools with the most overdue training, long waits and overspent budget lines come first.",),
                "Schools that need attention, each with its overdue training and how much is up to date",
            ),
            HowTo(
                "Plan once for several schools",
                "planning:similar-needs",
                ("Needs that several schools share stand together, with what one course for all would cost.",),
                also=("planning:trust-needs",),
            ),
        ),
    ),
    Guide(
        "ceo",
        "Chief executive",
        "chief-executive",
        _holds(Role.CEO),
        (
            HowTo(
                "See how the whole trust is doing",
                "home:attention",
                (
                    "Your home page has the trust at a glance: required training, requests, money.",
                    "“All schools” compares them. Open a school to see what’s behind a figure.",
                ),
            ),
            HowTo(
                "Write the trust’s summary",
                "reports:report-list",
                ("“Create report” gathers every school’s figures for the term. Add your own words, then publish it.",),
            ),
            HowTo(
                "Decide on what comes to you",
                "courses:request-queue",
                (
                    "Requests of the Executive Lead, the central team and trustees come to you.",
                    "Approve them, send them back with a question, or decline them with a reason.",
                ),
            ),
        ),
    ),
    Guide(
        "booking-officer",
        "Central booking officer",
        "central-booking-officer",
        _holds(Role.BOOKING_OFFICER),
        (
            HowTo(
                "Book what’s approved",
                "courses:desk",
                (
                    "A line is a course with everyone who’s going. Tick lines and press “Book together”, or book one.",
                    "“Names for the provider” copies who’s coming. The next order number is filled in.",
                    "Add the provider’s confirmation when it comes, for one person or all of them.",
                ),
                "The booking desk: approved courses with the people who are going, the date and the provider",
            ),
            HowTo(
                "Close what’s over",
                "courses:desk",
                (
                    "Press “All attended”, or say who wasn’t there. It becomes their CPD record.",
                    "Certificates that are missing are chased for you, and you can send a reminder.",
                ),
                also=("courses:desk-queue",),
            ),
            HowTo(
                "Keep courses and providers",
                "courses:provider-list",
                (
                    "Add the provider, then its courses with their dates.",
                    "Say which required training a course counts towards. Then people find it when theirs is due.",
                    "Add a service-level agreement for places that were bought in advance: they’re used first.",
                ),
                also=("courses:agreement-list", "courses:course-create"),
            ),
        ),
    ),
    Guide(
        "board",
        "Governor, Trustee and Clerk",
        "governor",
        _holds(*Role.governing(), Role.CLERK),
        (
            HowTo(
                "Read the termly report",
                "reports:report-list",
                ("The headlines say what changed since last term. Small groups aren’t shown, so no one can be found.",),
                "The list of published reports, with the school and the term of each",
                ("reports:report-detail",),
            ),
            HowTo(
                "Go to board meetings",
                "governance:board-list",
                (
                    "Your next meeting is on your home page. Open it for its papers and reports, or to send apologies.",
                    "Your calendar has every meeting, and we remind you a week before.",
                    "The chair and the clerk plan the year’s meetings on the board’s page, and say who came.",
                ),
                also=("governance:meeting-list", "governance:meeting-detail"),
            ),
            HowTo(
                "Answer the skills audit",
                "governance:audit-list",
                (
                    "Once a year, rate yourself on each statement. You can save and finish later, until it closes.",
                    "Only you and the chair read your answers, unless you share them with the clerk.",
                    "The board sees its strengths and gaps, and no names.",
                ),
                also=("governance:audit-detail", "governance:audit-answer", "governance:audit-answer-area"),
            ),
            HowTo(
                "Follow the board’s training",
                "governance:board-list",
                (
                    "Chair and Clerk open the board and choose Training compliance, with what each role requires.",
                    "What someone does as a member of staff doesn’t show.",
                    "The training record has what the board did in a year. You can print or download it.",
                    "Clerks add training elsewhere there, for everyone who was at it. We tell each of them.",
                ),
                also=("governance:board-compliance", "governance:board-record", "governance:outside-add"),
            ),
            HowTo(
                "See what training costs",
                "budgets:board",
                ("What’s budgeted, committed and spent, and whether training agreed in reviews can be paid for.",),
            ),
            HowTo(
                "Keep up your own training",
                "certificates:mine",
                ("What you must do in your role is listed there with its date. You can ask for a course as staff do.",),
            ),
        ),
    ),
    Guide(
        "administrator",
        "Trust administrator",
        "administrator",
        _holds(Role.ADMINISTRATOR),
        (
            HowTo(
                "Set the trust up",
                "home:setting-up",
                ("Follow the steps from the top. Each ticks itself off, and opens again when something is missing.",),
            ),
            HowTo(
                "Add staff, and say who left",
                "people:import-list",
                (
                    "“Import staff” takes the list from your MIS and shows what would change before anything does.",
                    "“Invitations” sends everyone who is new an email that says how to sign in.",
                    "When someone leaves, open their page and record their last day: what’s open is handed on.",
                ),
                also=("people:import-add", "people:invitations", "people:person-add"),
            ),
            HowTo(
                "Give roles",
                "people:role-list",
                ("The list shows who decides where, and the gaps. Open a person to give or end a role.",),
                "Who decides: each role that someone must have, with who has it",
            ),
            HowTo(
                "Say which training is required",
                "certificates:requirement-list",
                (
                    "Begin with the list that comes with the system, and check each against its source.",
                    "Change who needs it and how long it’s valid, or switch it off.",
                ),
                also=("certificates:requirement-detail", "certificates:requirement-edit"),
            ),
            HowTo(
                "Use your own words and dates",
                "people:settings",
                ("Name the trust and its roles, enter term dates and INSET days, and set limits and reminders.",),
            ),
            HowTo(
                "Choose the types of training",
                "planning:approach-list",
                (
                    "Add your own beside those of the CPD policy, rename them, or put them in another order.",
                    "Untick “In use” for one you don’t need. What was recorded keeps it.",
                ),
                also=("planning:approach-add",),
            ),
            HowTo(
                "Choose the link roles of boards",
                "governance:link-role-list",
                (
                    "Add what someone on each board should look after, rename it, or put it in another order.",
                    "Give a link role on the page of an appointment. The board’s page says which of them no one has.",
                ),
                also=("governance:link-role-add",),
            ),
            HowTo(
                "Import who is appointed to boards",
                "governance:appointment-import",
                (
                    "Upload your own spreadsheet, or the DfE’s template for governors. Private columns aren’t read.",
                    "Check the preview, and say who it is where a name is known already. Then save all changes.",
                ),
            ),
        ),
    ),
    Guide(
        "line-manager",
        "Line manager and reviewer",
        "line-manager",
        lambda person: person.authority.manages_people,
        (
            HowTo(
                "See how your team’s training is going",
                "people:person-list",
                (
                    "Open a person to see their certificates and their CPD record.",
                    "“Other people’s requests” shows what they’ve asked for, and who has it now.",
                ),
            ),
            CONFIRM,
            HowTo(
                "Lead a review",
                "appraisal:review-list",
                (
                    "Open the review and add objectives, each with the training that you agree.",
                    "Ask the reviewee to agree them. Both of you see what was changed.",
                    "If they send them back and you can’t agree, you can set the objectives and say why.",
                    "During the year, add progress on each objective and the notes of your mid-year conversation.",
                    "At the end of the year, say how far each objective was met.",
                    "Where the trust didn’t provide the agreed training, the objective can’t count as not met.",
                ),
            ),
            HowTo(
                "Hold a conversation",
                "planning:conversation-list",
                (
                    "When someone asks to talk, set a time. Afterwards write down what you agreed.",
                    "Only the two of you can read it.",
                ),
            ),
        ),
    ),
)
