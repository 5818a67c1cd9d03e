"""What was approved stays what was approved: stages keep their place, decisions their applicant (policy IM-5)."""

from django.db import migrations

from core.triggers import RefuseTrigger


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_guards")]

    operations = [
        RefuseTrigger(
            name="courses_stage_keeps_its_place",
            table="courses_stage",
            event="UPDATE",
            when="""NEW.request_id <> OLD.request_id OR NEW.round <> OLD.round OR NEW.position <> OLD.position
                OR NEW.role <> OLD.role OR COALESCE(NEW.school_id, 0) <> COALESCE(OLD.school_id, 0)""",
            message="A stage is fixed when the request is sent.",
        ),
        RefuseTrigger(
            name="courses_stage_no_delete",
            table="courses_stage",
            event="DELETE",
            when="TRUE",
            message="A stage is never deleted.",
        ),
        RefuseTrigger(
            name="courses_stagedecision_in_order",
            table="courses_stagedecision",
            event="INSERT",
            when="""NEW.applicant_id <> (
                    SELECT r.applicant_id FROM courses_request r JOIN courses_stage s ON s.request_id = r.id
                    WHERE s.id = NEW.stage_id
                ) OR EXISTS (
                    SELECT 1 FROM courses_stage s JOIN courses_stage e
                    ON e.request_id = s.request_id AND e.round = s.round AND e.position < s.position
                    WHERE s.id = NEW.stage_id AND e.outcome <> 'approved'
                )""",
            message="A decision is on the applicant's request, and on no stage before its turn.",
        ),
        RefuseTrigger(
            name="courses_request_keeps_its_applicant",
            table="courses_request",
            event="UPDATE",
            when="NEW.applicant_id <> OLD.applicant_id AND OLD.status <> 'draft'",
            message="A request that was sent is one person's. Ask anew for somebody else.",
        ),
    ]
