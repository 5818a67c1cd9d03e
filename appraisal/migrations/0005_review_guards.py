"""A review is agreed by its agreement, set again for a reason, and led by another only as a new version (PM-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger, RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0004_agreement_guards")]

    operations = [
        RefuseTrigger(
            name="appraisal_review_agreed_by_an_agreement",
            table="appraisal_review",
            event="UPDATE",
            when="""NEW.status = 'agreed' AND NOT EXISTS (
                SELECT 1 FROM appraisal_agreement a WHERE a.review_id = NEW.id AND a.agreed_at = NEW.agreed_at
            )""",
            message="A review is agreed by an agreement that keeps its words.",
        ),
        RefuseTrigger(
            name="appraisal_review_set_again_says_why",
            table="appraisal_review",
            event="UPDATE",
            when="""(OLD.status = 'agreed' AND NEW.status = 'proposed')
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
            name="appraisal_agreement_of_what_is_proposed",
            table="appraisal_agreement",
            event="INSERT",
            when="""NOT EXISTS (
                SELECT 1 FROM appraisal_review r WHERE r.id = NEW.review_id AND r.status = 'proposed'
            )""",
            message="Only what is proposed is agreed.",
        ),
        RefuseTrigger(
            name="appraisal_review_no_delete",
            table="appraisal_review",
            event="DELETE",
            when="OLD.status <> 'setting'",
            message="A review that was proposed is never deleted.",
        ),
        RefuseTruncate(
            tables=["appraisal_review", "appraisal_agreement"], message="Reviews and agreements are never emptied away."
        ),
    ]
