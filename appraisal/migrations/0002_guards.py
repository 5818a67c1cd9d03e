"""What the database itself refuses in performance management, subject by subject (policy PM-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate

EMPTIED_AWAY = "Reviews and agreements are never emptied away."

# --- Reviews ---------------------------------------------------------------------------------------------------------

REVIEWS = [
    RefuseTrigger(
        name="appraisal_review_starts_being_set",
        table="appraisal_review",
        event="INSERT",
        when="NEW.status <> 'setting'",
        message="A review starts with objectives to be set.",
    ),
    RefuseTrigger(
        name="appraisal_review_stays_whose_it_is",
        table="appraisal_review",
        event="UPDATE",
        when="""NEW.reviewee_id <> OLD.reviewee_id OR NEW.school_id <> OLD.school_id OR NEW.year <> OLD.year
            OR NEW.is_of_leader <> OLD.is_of_leader""",
        message="Whose review it is, of which school and year, does not change.",
    ),
    RefuseTrigger(
        name="appraisal_review_proposed_says_something",
        table="appraisal_review",
        event="UPDATE",
        when="""NEW.status IN ('proposed', 'set') AND NOT EXISTS (
            SELECT 1 FROM appraisal_objective o WHERE o.review_id = NEW.id
        )""",
        message="A review is proposed or set with at least one objective.",
    ),
    RefuseTrigger(
        name="appraisal_review_agreed_after_proposed",
        table="appraisal_review",
        event="UPDATE",
        when="NEW.status = 'agreed' AND OLD.status = 'setting'",
        message="A review is proposed before it is agreed.",
    ),
    RefuseTrigger(
        name="appraisal_review_set_after_sent_back",
        table="appraisal_review",
        event="UPDATE",
        when="NEW.status = 'set' AND OLD.status = 'setting' AND OLD.sent_back_at IS NULL",
        message="Objectives are set without agreement after the reviewee had them to agree.",
    ),
    RefuseTrigger(
        name="appraisal_review_agreed_becomes_needs",
        table="appraisal_review",
        event="UPDATE",
        when="""NEW.status IN ('agreed', 'set') AND EXISTS (
            SELECT 1 FROM appraisal_agreedtraining t JOIN appraisal_objective o ON o.id = t.objective_id
            WHERE o.review_id = NEW.id AND t.need_id IS NULL
        )""",
        message="Agreed training becomes a need when the objectives are agreed or set.",
    ),
    RefuseTrigger(
        name="appraisal_review_agreed_by_an_agreement",
        table="appraisal_review",
        event="UPDATE",
        when="""NEW.status IN ('agreed', 'set') AND NOT EXISTS (
            SELECT 1 FROM appraisal_agreement a
            WHERE a.review_id = NEW.id AND a.settled_at = NEW.settled_at AND (a.reason <> '') = (NEW.status = 'set')
        )""",
        message="A review is agreed by an agreement that keeps its words, and set with the reason why.",
    ),
    RefuseTrigger(
        name="appraisal_review_set_again_says_why",
        table="appraisal_review",
        event="UPDATE",
        when="""(OLD.status IN ('agreed', 'set') AND NEW.status NOT IN (OLD.status, 'setting'))
            OR (OLD.status <> 'setting' AND NEW.status = 'setting' AND NEW.reason = '')""",
        message="What was proposed or agreed goes back to be set again, with a reason.",
    ),
    RefuseTrigger(
        name="appraisal_review_led_by_another",
        table="appraisal_review",
        event="UPDATE",
        when="NEW.reviewer_id <> OLD.reviewer_id AND NEW.version <= OLD.version",
        message="Another reviewer makes a new version of the review.",
    ),
    RefuseTrigger(
        name="appraisal_review_no_delete",
        table="appraisal_review",
        event="DELETE",
        when="OLD.status <> 'setting'",
        message="A review that was proposed is never deleted.",
    ),
    RefuseTruncate(tables=["appraisal_review"], message=EMPTIED_AWAY),
]

# --- Objectives, and the training agreed in them ---------------------------------------------------------------------

IS_AGREED_UPON = "What is proposed or agreed is not changed: the review is opened again first."


def not_being_set(row):
    """Return the condition that the review of an objective (NEW or OLD) is proposed or agreed."""
    return f"EXISTS (SELECT 1 FROM appraisal_review r WHERE r.id = {row}.review_id AND r.status <> 'setting')"


def training_not_being_set(row):
    """Return the condition that the review of agreed training (NEW or OLD) is proposed or agreed."""
    return f"""EXISTS (
        SELECT 1 FROM appraisal_objective o JOIN appraisal_review r ON r.id = o.review_id
        WHERE o.id = {row}.objective_id AND r.status <> 'setting'
    )"""


SERVES_ANOTHER_SCHOOL = """(
    NOT EXISTS (
        SELECT 1 FROM appraisal_review r
        WHERE r.id = NEW.review_id AND r.school_id = NEW.school_id AND r.year = NEW.year
    )
    OR (NEW.priority_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM planning_priority p JOIN people_school s ON s.id = p.school_id
        WHERE p.id = NEW.priority_id AND p.year = NEW.year AND (p.school_id = NEW.school_id OR s.kind = 'central')
    ))
)"""

ANOTHER_NEED = """NEW.need_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM planning_need n
    JOIN appraisal_objective o ON o.id = NEW.objective_id
    JOIN appraisal_review r ON r.id = o.review_id
    WHERE n.id = NEW.need_id AND n.school_id = r.school_id AND n.person_id = r.reviewee_id
)"""

OBJECTIVES = [
    RefuseTrigger(
        name="appraisal_objective_add",
        table="appraisal_objective",
        event="INSERT",
        when=f"{not_being_set('NEW')} OR {SERVES_ANOTHER_SCHOOL}",
        message=f"{IS_AGREED_UPON} An objective serves a priority of its school or of the trust in its year.",
    ),
    RefuseTrigger(
        name="appraisal_objective_change",
        table="appraisal_objective",
        event="UPDATE",
        when=f"NEW.review_id <> OLD.review_id OR {not_being_set('OLD')} OR {SERVES_ANOTHER_SCHOOL}",
        message=f"{IS_AGREED_UPON} An objective serves a priority of its school or of the trust in its year.",
    ),
    RefuseTrigger(
        name="appraisal_objective_remove",
        table="appraisal_objective",
        event="DELETE",
        when=not_being_set("OLD"),
        message=IS_AGREED_UPON,
    ),
    RefuseTrigger(
        name="appraisal_agreedtraining_add",
        table="appraisal_agreedtraining",
        event="INSERT",
        when=f"NEW.need_id IS NOT NULL OR {training_not_being_set('NEW')}",
        message=IS_AGREED_UPON,
    ),
    RefuseTrigger(
        name="appraisal_agreedtraining_change",
        table="appraisal_agreedtraining",
        event="UPDATE OF objective_id, what, area, wanted_by, estimated_cost",
        when=f"""NEW.objective_id <> OLD.objective_id OR OLD.need_id IS NOT NULL
            OR {training_not_being_set("OLD")}""",
        message=f"{IS_AGREED_UPON} What became a need is changed in the register.",
    ),
    RefuseTrigger(
        name="appraisal_agreedtraining_registered_once",
        table="appraisal_agreedtraining",
        event="UPDATE OF need_id",
        when=f"(OLD.need_id IS NOT NULL AND (NEW.need_id IS NULL OR NEW.need_id <> OLD.need_id)) OR ({ANOTHER_NEED})",
        message="Agreed training becomes one need of the reviewee, and stays that.",
    ),
    RefuseTrigger(
        name="appraisal_agreedtraining_remove",
        table="appraisal_agreedtraining",
        event="DELETE",
        when=f"OLD.need_id IS NOT NULL OR {training_not_being_set('OLD')}",
        message=f"{IS_AGREED_UPON} What became a need stays.",
    ),
]

# --- Agreements ------------------------------------------------------------------------------------------------------

NEVER_CHANGED = "What was agreed or set is never changed."

AGREEMENTS = [
    RefuseTrigger(
        name="appraisal_agreement_of_what_is_proposed",
        table="appraisal_agreement",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM appraisal_review r
            WHERE r.id = NEW.review_id
            AND (r.status = 'proposed' OR (r.status = 'setting' AND r.sent_back_at IS NOT NULL AND NEW.reason <> ''))
        )""",
        message="Only what is proposed is agreed, and only what was sent back or proposed is set without agreement.",
    ),
    RefuseTrigger(
        name="appraisal_agreement_no_update",
        table="appraisal_agreement",
        event="UPDATE OF id, review_id, number, settled_at, objectives, reason",
        when="TRUE",
        message=NEVER_CHANGED,
    ),
    RefuseTrigger(
        name="appraisal_agreement_one_reply",
        table="appraisal_agreement",
        event="UPDATE OF reply, replied_at",
        when="OLD.reply <> ''",
        message="The reviewee replies once, and the reply stays.",
    ),
    RefuseTrigger(
        name="appraisal_agreement_no_delete",
        table="appraisal_agreement",
        event="DELETE",
        when="TRUE",
        message=NEVER_CHANGED,
    ),
    RefuseTruncate(tables=["appraisal_agreement"], message=EMPTIED_AWAY),
]

# --- What is written during the year -----------------------------------------------------------------------------------

NOTES = [
    RefuseTrigger(
        name="appraisal_yearnote_add",
        table="appraisal_yearnote",
        event="INSERT",
        when="""NOT EXISTS (
            SELECT 1 FROM appraisal_review r
            WHERE r.id = NEW.review_id AND r.status IN ('agreed', 'set')
            AND ((NEW.author_id = r.reviewee_id AND NEW.kind <> 'mid_year')
                OR (NEW.author_id = r.reviewer_id AND NEW.kind <> 'self_review'))
            AND (NEW.objective_id IS NULL OR EXISTS (
                SELECT 1 FROM appraisal_objective o WHERE o.id = NEW.objective_id AND o.review_id = r.id
            ))
        )""",
        message="During the year the two write on objectives in force: the reviewee of themselves, the reviewer of the "
        "conversation, either of an objective of the review.",
    ),
    *(
        RefuseTrigger(
            name=f"appraisal_yearnote_no_{event.lower()}",
            table="appraisal_yearnote",
            event=event,
            when="TRUE",
            message="What the two wrote during the year is never changed.",
        )
        for event in ("UPDATE", "DELETE")
    ),
    RefuseTruncate(tables=["appraisal_yearnote"], message=EMPTIED_AWAY),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("planning", "0001_initial"), ("appraisal", "0001_initial")]

    operations = [*REVIEWS, *OBJECTIVES, *AGREEMENTS, *NOTES]
