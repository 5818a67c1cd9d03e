"""An index of the stages that are still to be decided: queues and the badge beside them ask for nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_thread_guards")]

    operations = [
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(
                fields=["role", "school"],
                condition=models.Q(("outcome", "approved"), _negated=True),
                name="courses_stage_undecided",
            ),
        ),
    ]
