"""A topic for feedback on training."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_topic_planning"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="topic",
            field=models.CharField(
                choices=[
                    ("decision", "Requests waiting for my decision"),
                    ("request", "News of my own requests"),
                    ("booking", "Bookings and joining instructions"),
                    ("certificate", "Certificates that expire"),
                    ("planning", "Needs, conversations, plans and budgets"),
                    ("feedback", "Feedback on my training"),
                    ("report", "Reports"),
                    ("account", "Sign-in and account"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("decision", "Requests waiting for my decision"),
                    ("request", "News of my own requests"),
                    ("booking", "Bookings and joining instructions"),
                    ("certificate", "Certificates that expire"),
                    ("planning", "Needs, conversations, plans and budgets"),
                    ("feedback", "Feedback on my training"),
                    ("report", "Reports"),
                    ("account", "Sign-in and account"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="preference",
            name="topic",
            field=models.CharField(
                choices=[
                    ("decision", "Requests waiting for my decision"),
                    ("request", "News of my own requests"),
                    ("booking", "Bookings and joining instructions"),
                    ("certificate", "Certificates that expire"),
                    ("planning", "Needs, conversations, plans and budgets"),
                    ("feedback", "Feedback on my training"),
                    ("report", "Reports"),
                    ("account", "Sign-in and account"),
                ],
                max_length=12,
            ),
        ),
    ]
