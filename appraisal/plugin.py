"""What performance management gives to the rest."""

from appraisal import notices, open_matters, thread_steps
from appraisal.merge_rules import reasons_against
from appraisal.models import Objective, Review
from appraisal.policies import can_see_list
from appraisal.to_do import appraisal_tasks
from core.first_page import FirstPage, of_person
from core.navigation import Place
from core.plugins import register
from notifications.waiting import Waiting, asked_in
from people.merge_rules import Fate, MergeCheck, Relation, relations
from planning.thread.trace import ThreadModel, ThreadStep

register(
    Place(
        "school",
        "Reviews",
        "appraisal:review-staff",
        can_see_list,
        also=(
            "appraisal:review-none",
            "appraisal:review-open",
            "appraisal:review-open-all",
            "appraisal:review-reviewer",
        ),
        own="people.word.review",
        tab="People",
        position=86,
    ),
    Place(
        "my-cpd",
        "Reviews",
        "appraisal:review-list",
        lambda person: person.authority.is_staff,
        own="people.word.review",
        tab="Reviews",
        position=54,
    ),
    FirstPage(of_person(appraisal_tasks), position=50),
    ThreadStep("objective", "Objective", "None", thread_steps.find_objectives, position=20),
    ThreadModel(Objective, thread_steps.thread_of_objective),
    Waiting(notices.SET, asked_in(Review, status=Review.Status.SETTING)),
    Waiting(notices.AGREE, notices.still_proposed),
    *open_matters.OPEN_MATTERS,
    # A review keeps whose it is, and gets another reviewer.
    *relations(Fate.STAYS, "appraisal.Review.opened_by", "appraisal.Review.reviewee", "appraisal.YearNote.author"),
    Relation("appraisal.Review.reviewer", Fate.MOVES, has_version=True),
    MergeCheck(reasons_against),
)
