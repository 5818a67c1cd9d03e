"""What a notice asks for, and of which subject: by these it goes when that is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_topic_feedback"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="about",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="asks",
            field=models.CharField(blank=True, default="", editable=False, max_length=40),
        ),
    ]
