"""The words that everything on the thread from a need to a record shares: ways of learning, reasons, sources, areas."""

from django.db import models


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
    QUALIFICATION = "qualification", "Course leading to a qualification"
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
    ONLINE_OWN_TIME = "online_own_time", "Online, in your own time"
    BLENDED = "blended", "Partly online"


class Reason(models.TextChoices):
    """The four reasons of policy R-4, by which reports split everything."""

    STATUTORY = "statutory", "Statutory requirement"
    PRIORITY = "priority", "School improvement priority"
    REVIEW = "review", "Agreed in a performance management review"
    PERSONAL = "personal", "Personal development"


class Source(models.TextChoices):
    """The six sources that inform the planning of CPD (policy AP-3)."""

    IMPROVEMENT = "improvement", "Self-evaluation and improvement plan"
    REVIEW = "review", "Performance management review"
    MONITORING = "monitoring", "Monitoring: Ofsted, audit, termly review"
    NATIONAL = "national", "National or local priority"
    FEEDBACK = "feedback", "Feedback from staff, governors, pupils or parents"
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
    BEHAVIOUR = "behaviour", "Behaviour and attitudes"
    ASSESSMENT = "assessment", "Assessment"
    TEACHING = "teaching", "Teaching and learning"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    HEALTH_AND_SAFETY = "health_and_safety", "Health and safety"
    WELLBEING = "wellbeing", "Wellbeing and workload"
    LEADERSHIP = "leadership", "Leadership"
    GOVERNANCE = "governance", "Governance"
    DIGITAL = "digital", "Computing and digital"
    OFFICE = "office", "Office, finance and premises"
    OTHER = "other", "Something else"


class Evidence(models.TextChoices):
    """How somebody knows that it made a difference (policy RM-1)."""

    OBSERVATION = "observation", "Observation of teaching"
    WORK_SCRUTINY = "work_scrutiny", "Work scrutiny"
    PUPIL_VOICE = "pupil_voice", "Pupil voice"
    DATA = "data", "Data analysis"
    PERFORMANCE_MANAGEMENT = "performance_management", "Performance management"
