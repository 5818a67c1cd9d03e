"""The stage of a career that a course is meant for (policy IM-1)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_stage_undecided"),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="career_stage",
            field=models.CharField(
                blank=True,
                choices=[
                    ("trainee", "Trainee teachers"),
                    ("early", "Early career teachers"),
                    ("experienced", "Experienced teachers"),
                    ("support", "Support staff who go further"),
                    ("middle_leader", "Subject and phase leaders"),
                    ("senior_leader", "Senior leaders and those who become one"),
                ],
                default="",
                max_length=14,
            ),
        ),
    ]
