"""An agreement pays only for its own provider's courses (policy GV-2); a leaver is booked with a reason (IM-4)."""

from django.db import migrations, models

from core.triggers import KeepTriggers, RefuseTrigger

OF_ANOTHER_PROVIDER = """NOT EXISTS (
    SELECT 1 FROM courses_serviceagreement a
    JOIN courses_provider p ON p.id = a.provider_id
    JOIN courses_request r ON r.id = NEW.request_id
    LEFT JOIN courses_course c ON c.id = r.course_id
    WHERE a.id = NEW.agreement_id AND (
        c.provider_id = p.id OR (r.course_id IS NULL AND LOWER(TRIM(r.provider_name)) = LOWER(TRIM(p.name)))
    )
)"""
MESSAGE = "An agreement pays only for the courses of its own provider."


class Migration(migrations.Migration):
    dependencies = [("courses", "0009_statutory_ranks"), ("people", "0002_staffimport_answers")]

    operations = [
        KeepTriggers(
            [
                migrations.AddField(
                    model_name="booking",
                    name="leaver_reason",
                    field=models.TextField(
                        blank=True, default="", verbose_name="why somebody who leaves before is booked"
                    ),
                )
            ]
        ),
        RefuseTrigger(
            name="courses_booking_leaver_has_a_reason",
            table="courses_booking",
            event="INSERT",
            when="""TRIM(NEW.leaver_reason) = '' AND EXISTS (
                SELECT 1 FROM people_person p WHERE p.id = NEW.person_id AND p.left_on < NEW.ends_on
            )""",
            message="Somebody who leaves before the course is over is booked only with a reason.",
        ),
        RefuseTrigger(
            name="courses_booking_agreement_insert",
            table="courses_booking",
            event="INSERT",
            when=f"NEW.agreement_id IS NOT NULL AND {OF_ANOTHER_PROVIDER}",
            message=MESSAGE,
        ),
        # Only a change of what pays is looked at: a course that moved to another provider later spoils no old booking.
        RefuseTrigger(
            name="courses_booking_agreement_update",
            table="courses_booking",
            event="UPDATE",
            when=f"""NEW.agreement_id IS NOT NULL
                AND (OLD.agreement_id IS NULL OR NEW.agreement_id <> OLD.agreement_id OR NEW.request_id <> OLD.request_id)
                AND {OF_ANOTHER_PROVIDER}""",
            message=MESSAGE,
        ),
        RefuseTrigger(
            name="courses_agreement_keeps_provider",
            table="courses_serviceagreement",
            event="UPDATE",
            when="""NEW.provider_id <> OLD.provider_id
                AND EXISTS (SELECT 1 FROM courses_booking b WHERE b.agreement_id = NEW.id)""",
            message="Bookings are paid with this agreement, so it stays with its provider.",
        ),
    ]
