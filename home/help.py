"""How to do what people come here for, a guide a role: where it begins, and the steps. “Such words” are on a page."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.navigation import everybody
from core.trust_settings import in_own_words
from people.models import Person, Role


@dataclass(frozen=True, slots=True)
class HowTo:
    """One thing that somebody does here: its name, the name of the page where it begins, and its steps."""

    title: str
    begins: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """What people of a role do here."""

    key: str
    title: str
    is_for: Callable[[Person], object]
    how_tos: tuple[HowTo, ...]


def _holds(*roles: str) -> Callable[[Person], object]:
    return lambda person: person.authority.holds_any(list(roles))


GUIDES = (
    Guide(
        "everyone",
        "Everyone",
        everybody,
        (
            HowTo(
                "Ask for a course",
                "courses:course-list",
                (
                    "Search the catalogue, open a course and press “Request this course”. Not there? Describe it.",
                    "Answer a page at a time. You can stop and come back: drafts wait under Requests.",
                    "Press “Send request”. Your Headteacher decides first, then the Executive Lead.",
                    "Then it’s booked for you. The request’s page shows where it is.",
                ),
            ),
            HowTo(
                "Keep your certificates",
                "certificates:mine",
                (
                    "What’s overdue comes first. “Add certificate” takes a photo or a PDF.",
                    "We remind you before one runs out.",
                ),
            ),
            HowTo(
                "See and take your CPD record",
                "training:my-record",
                ("Every course and hour of yours, by year. Add what you learned elsewhere, and download it as a PDF.",),
            ),
            HowTo(
                "Say what training you need",
                "planning:my-needs",
                ("Press “Suggest training I need”. Your school’s leaders read it when they plan the year.",),
            ),
        ),
    ),
    Guide(
        "leader",
        "Headteacher and Head of School",
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
            ),
            HowTo(
                "See who still needs training",
                "certificates:matrix-choose",
                ("What’s overdue comes first. “Remind” sends a reminder to everyone on the line.",),
            ),
            HowTo(
                "Plan the year",
                "planning:hub",
                (
                    "Add your improvement priorities, collect training needs, and turn them into actions with a cost.",
                    "Set up the CPD budget. Every request and booking is counted against it.",
                    "Say afterwards what each action changed.",
                ),
            ),
            HowTo(
                "Report to governors",
                "reports:report-list",
                (
                    "“Create report” gathers the term’s figures. Add your own words, then publish it.",
                    "Governors see figures and your words, but no names.",
                ),
            ),
        ),
    ),
    Guide(
        "executive-lead",
        "Executive Lead and chief executive",
        _holds(Role.EXECUTIVE_LEAD, Role.CEO),
        (
            HowTo(
                "Decide after the schools",
                "courses:request-queue",
                ("Open one request, or tick several and approve them together after seeing their number and cost.",),
            ),
            HowTo(
                "See which schools need attention",
                "home:attention",
                ("Schools with the most overdue training, long waits and overspent budget lines come first.",),
            ),
            HowTo(
                "Plan once for several schools",
                "planning:similar-needs",
                ("Needs that several schools share stand together, with what one course for all would cost.",),
            ),
        ),
    ),
    Guide(
        "booking-officer",
        "Central booking officer",
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
            ),
            HowTo(
                "Close what’s over",
                "courses:desk",
                (
                    "Press “All attended”, or say who wasn’t there. It becomes their CPD record.",
                    "Certificates that are missing are chased for you, and you can send a reminder.",
                ),
            ),
        ),
    ),
    Guide(
        "board",
        "Governor, trustee and clerk",
        _holds(*Role.governing(), Role.CLERK),
        (
            HowTo(
                "Read the termly report",
                "reports:report-list",
                ("The headlines say what changed since last term. Small groups aren’t shown, so no one can be found.",),
            ),
            HowTo(
                "Keep up your own training",
                "certificates:mine",
                ("What a governor or trustee must do stands here with its day.",),
            ),
        ),
    ),
    Guide(
        "administrator",
        "Trust administrator",
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
                    "When someone leaves, open their page and record their last day: what’s open is handed on.",
                ),
            ),
            HowTo(
                "Give roles",
                "people:role-list",
                ("The list shows who decides where, and the gaps. Open a person to give or end a role.",),
            ),
        ),
    ),
)


def guides_for(person: Person) -> tuple[list[Guide], list[Guide]]:
    """Return the guides for what the person does here, the most particular first, and then the others."""
    own: list[Guide] = []
    others: list[Guide] = []
    for guide in GUIDES:
        told = replace(
            guide,
            title=in_own_words(guide.title),
            how_tos=tuple(
                replace(how_to, title=in_own_words(how_to.title), steps=tuple(map(in_own_words, how_to.steps)))
                for how_to in guide.how_tos
            ),
        )
        (own if guide.is_for(person) else others).append(told)
    return own[1:] + own[:1], others
