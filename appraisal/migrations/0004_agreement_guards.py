"""What was agreed is never changed (policy PM-1)."""

from django.db import migrations

from core.triggers import RefuseTrigger


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0003_agreement")]

    operations = [
        RefuseTrigger(
            name=f"appraisal_agreement_no_{event.lower()}",
            table="appraisal_agreement",
            event=event,
            when="TRUE",
            message="What was agreed is never changed.",
        )
        for event in ("UPDATE", "DELETE")
    ]
