"""The words that everything on the thread shares: ways of learning, sources, areas, and reasons in words (policy R-4).

Where a duty is the reason it is named, and a recommendation is not called statutory.
"""

from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When

from certificates.models import Requirement
from core.components import Onward
from core.trust_settings import ours


class Approach(models.TextChoices):
    """The ways of learning that the policy names (R-6) and those found in schools."""

    COURSE = "course", "Course"
    CONFERENCE = "conference", "Conference"
    TRAINING_DAY = "training_day", "Training day (INSET)"
    STAFF_MEETING = "staff_meeting", "Staff meeting or twilight"
    NETWORK = "network", "Network meeting"
    MODERATION = "moderation", "Moderation"
    COLLABORATIVE_PLANNING = "collaborative_planning", "Collaborative planning"
    TEAM_TEACHING = "team_teaching", "Team teaching"
    OBSERVATION = "observation", "Lesson observation and feedback"
    PEER_OBSERVATION = "peer_observation", "Peer observation"
    GOOD_PRACTICE = "good_practice", "Sharing good practice"
    COACHING = "coaching", "Coaching"
    MENTORING = "mentoring", "Mentoring"
    SHADOWING = "shadowing", "Shadowing"
    VISIT = "visit", "Visit to another school"
    DISTANCE_LEARNING = "distance_learning", "Distance learning"
    ONLINE_MODULE = "online_module", "Online module"
    QUALIFICATION = "qualification", "Qualification"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    SECONDMENT = "secondment", "Secondment"
    ACTING_UP = "acting_up", "Acting up"
    RESEARCH = "research", "Research"
    READING = "reading", "Professional reading"
    INDUCTION = "induction", "Induction"
    GOVERNANCE_EVENING = "governance_evening", "Governance evening"
    BOARD_TRAINING = "board_training", "Whole-board training"


class Mode(models.TextChoices):
    """How it is attended."""

    IN_PERSON = "in_person", "In person"
    ONLINE_LIVE = "online_live", "Online, live"
    ONLINE_OWN_TIME = "online_own_time", "Online, self-paced"
    BLENDED = "blended", "Blended (online and in person)"


class Route(models.TextChoices):
    """The ways on which CPD reaches somebody, as the policy names them (R-5)."""

    IN_SCHOOL = "in_school", "In school"
    CROSS_SCHOOL = "cross_school", "Support between schools of the trust"
    COMMUNITY = "community", "Networks and learning communities"
    APPROPRIATE_BODY = "appropriate_body", "Appropriate body"
    EXTERNAL = "external", "External provider"


# Ways of learning that are a route by themselves, whoever offers them.
ROUTE_OF_APPROACH = {
    Approach.NETWORK.value: Route.COMMUNITY,
    Approach.MODERATION.value: Route.COMMUNITY,
    Approach.VISIT.value: Route.CROSS_SCHOOL,
    Approach.SECONDMENT.value: Route.CROSS_SCHOOL,
}


# Labels of what is grouped by route: some of what was recorded may not say one.
ROUTES: dict[str, str] = {**dict(Route.choices), "": "Route not recorded"}


def route_of(approach: str, *, is_external: bool) -> Route:
    """Return the route of what somebody did, where its source says no more than this."""
    other = Route.EXTERNAL if is_external else Route.IN_SCHOOL
    return ROUTE_OF_APPROACH.get(approach, other)


class Reason(models.TextChoices):
    """The four reasons of policy R-4, by which reports split everything."""

    STATUTORY = "statutory", "Statutory requirement"
    PRIORITY = "priority", "School improvement priority"
    REVIEW = "review", ours("Agreed in a performance review")
    PERSONAL = "personal", "Personal development"


class Source(models.TextChoices):
    """The six sources that inform the planning of CPD (policy AP-3)."""

    IMPROVEMENT = "improvement", "Self-evaluation (SEF) and improvement plan"
    REVIEW = "review", ours("Performance review")
    MONITORING = "monitoring", "Monitoring (Ofsted, audit or termly review)"
    NATIONAL = "national", "National or local priority"
    FEEDBACK = "feedback", ours("Feedback from staff, governors, pupils or parents")
    INDIVIDUAL = "individual", "Individual request"


class Area(models.TextChoices):
    """What a need is about, so that the same need is recognised over schools."""

    READING = "reading", "Phonics and reading"
    WRITING = "writing", "Writing"
    MATHEMATICS = "mathematics", "Mathematics"
    SCIENCE = "science", "Science"
    FOUNDATION = "foundation", "Foundation subjects"
    EARLY_YEARS = "early_years", "Early years"
    SEND = "send", "SEND and inclusion"
    BEHAVIOUR = "behaviour", "Behaviour"
    ASSESSMENT = "assessment", "Assessment"
    TEACHING = "teaching", "Teaching and learning"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    HEALTH_AND_SAFETY = "health_and_safety", "Health and safety"
    WELLBEING = "wellbeing", "Wellbeing and workload"
    LEADERSHIP = "leadership", "Leadership"
    GOVERNANCE = "governance", "Governance"
    DIGITAL = "digital", "Computing and digital"
    OFFICE = "office", "Office, finance and premises"
    OTHER = "other", "Other"


class Evidence(models.TextChoices):
    """How somebody knows that it made a difference (policy RM-1)."""

    OBSERVATION = "observation", "Observation of teaching"
    WORK_SCRUTINY = "work_scrutiny", "Work scrutiny or book looks"
    PUPIL_VOICE = "pupil_voice", "Pupil voice"
    DATA = "data", "Data analysis"
    PERFORMANCE_MANAGEMENT = "performance_management", "Performance management"


RECOMMENDED = "recommended"
# What reports split by: the four reasons, and apart from the statutory ones what is only recommended.
KINDS: dict[str, str] = {
    Reason.STATUTORY.value: Reason.STATUTORY.label,
    RECOMMENDED: "Recommended training",
    **dict(Reason.choices),
}


def kind_of_reason(row: Any) -> str:
    """Return the reason of a request, a record or a need, without the duty that it is for."""
    duty: Requirement | None = row.requirement
    if row.reason == Reason.STATUTORY and duty and duty.statutory == Requirement.Statutory.RECOMMENDED:
        return KINDS[RECOMMENDED]
    return str(row.get_reason_display())


def reason_kind(path: str = "") -> Case:
    """Return the same in the database, as a key of `KINDS`; `path` leads to the row, such as "request__"."""
    recommended = {
        f"{path}reason": Reason.STATUTORY,
        f"{path}requirement__statutory": Requirement.Statutory.RECOMMENDED,
    }
    return Case(When(Q(**recommended), then=Value(RECOMMENDED)), default=F(f"{path}reason"), output_field=CharField())


def reason_words(row: Any) -> str:
    """Return the reason of a request, a record or a need, with the duty that it is for."""
    if row.reason != Reason.STATUTORY or row.requirement is None:
        return kind_of_reason(row)
    return f"{kind_of_reason(row)}: {row.requirement}"


def duty_of(row: Any) -> Onward | None:
    """Return the duty that is the reason of a request, a record or a need, as a link; None for another reason."""
    if row.reason != Reason.STATUTORY:
        return None
    return Onward(reason_words(row), row.requirement.get_absolute_url() if row.requirement else "")
