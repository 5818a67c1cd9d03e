from appraisal.services import agreeing, objectives, reviews, year
from appraisal.tests.factories import AgreedTrainingFactory, ObjectiveFactory, make_review
from core.calendar import now, today

WORDS = {"title": "Every child reads aloud", "success_criteria": "The reading record shows it."}
NOTE = {"held_on": today(), "text": "It goes well."}
TRAINING = {"what": "Two days on fluency", "area": "reading"}


def adas(c, status="setting", **facts):
    return make_review(status, school=c.oak, reviewee=c.ada, reviewer=c.lin, **facts)


def objective(c):
    return ObjectiveFactory(review=adas(c, objectives=0))


def training(c):
    return AgreedTrainingFactory(objective=objective(c))


def on_review(verb, status, by, **also):
    """Return what does a verb on a review of Ada's in a status."""

    def deed(c):
        review = adas(c, status)
        verb(review=review, actor=getattr(c, by), version=review.version, **also)

    return by, deed


DEEDS = {
    "appraisal.review.opened": (
        "hal", lambda c: reviews.open_review(actor=c.hal, school=c.oak, person=c.ada, reviewer=c.lin),
    ),
    "appraisal.review.reviewer_changed": (
        "hal", lambda c: reviews.change_reviewer(review=adas(c), actor=c.hal, version=1, reviewer=c.sid),
    ),
    "appraisal.review.read": ("hal", lambda c: reviews.note_reading(review=adas(c), actor=c.hal)),
    "appraisal.review.proposed": on_review(agreeing.propose_review, "setting", "lin"),
    "appraisal.review.agreed": on_review(agreeing.agree_review, "proposed", "ada"),
    "appraisal.review.set": (
        "lin",
        lambda c: agreeing.set_without_agreement(
            review=adas(c, "proposed", sent_back_at=now()), actor=c.lin, version=1, reason="We do not agree."
        ),
    ),
    "appraisal.review.replied": on_review(agreeing.reply_to_objectives, "set", "ada", reply="I do not agree."),
    "appraisal.review.self_review_added": (
        "ada", lambda c: year.add_self_review(review=adas(c, "agreed"), actor=c.ada, **NOTE),
    ),
    "appraisal.review.mid_year_added": (
        "lin", lambda c: year.add_mid_year_notes(review=adas(c, "agreed"), actor=c.lin, **NOTE),
    ),
    "appraisal.objective.progress_added": (
        "ada", lambda c: year.add_progress(objective=adas(c, "agreed").objectives.get(), actor=c.ada, **NOTE),
    ),
    "appraisal.review.sent_back": on_review(agreeing.send_review_back, "proposed", "ada", reason="Too many."),
    "appraisal.review.reopened": on_review(agreeing.reopen_review, "agreed", "lin", reason="A new class."),
    "appraisal.objective.added": (
        "lin", lambda c: objectives.add_objective(review=adas(c), actor=c.lin, values=WORDS),
    ),
    "appraisal.objective.changed": (
        "lin",
        lambda c: objectives.change_objective(objective=objective(c), actor=c.lin, version=1, values=WORDS),
    ),
    "appraisal.objective.removed": (
        "lin", lambda c: objectives.remove_objective(objective=objective(c), actor=c.lin, version=1),
    ),
    "appraisal.training.added": (
        "lin", lambda c: objectives.add_training(objective=objective(c), actor=c.lin, values=TRAINING),
    ),
    "appraisal.training.changed": (
        "lin", lambda c: objectives.change_training(training=training(c), actor=c.lin, version=1, values=TRAINING),
    ),
    "appraisal.training.removed": (
        "lin", lambda c: objectives.remove_training(training=training(c), actor=c.lin, version=1),
    ),
}  # fmt: skip
