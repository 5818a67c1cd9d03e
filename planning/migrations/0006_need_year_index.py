"""An index for the registers of needs, which show a year at a time, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_anonymous_surveys")]

    operations = [
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["year", "-raised_at", "-id"], name="planning_need_year"),
        ),
    ]
