"""An index of the stages that were escalated: the badge of every page asks for a role's own and for these at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_career_stage")]

    operations = [
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(
                fields=["escalated_to"],
                condition=models.Q(
                    models.Q(("outcome", "approved"), _negated=True), models.Q(("escalated_to", ""), _negated=True)
                ),
                name="courses_stage_escalated",
            ),
        ),
    ]
