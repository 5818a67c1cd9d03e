import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("to_address", models.EmailField(max_length=254)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("decision", "Requests to approve"),
                            ("request", "Updates on my requests"),
                            ("booking", "Bookings and joining instructions"),
                            ("event", "Training events and meetings"),
                            ("certificate", "Certificate and training reminders"),
                            ("planning", "Training needs, plans and budgets"),
                            ("feedback", "Feedback on my training"),
                            ("report", "Reports"),
                            ("policy", "Policies to read and review"),
                            ("account", "Sign-in and account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("calendar", models.TextField(blank=True, verbose_name="calendar attachment")),
                (
                    "is_private",
                    models.BooleanField(
                        default=False, help_text="A sign-in code or link. We delete the text once it's sent."
                    ),
                ),
                ("resend_unknown", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("kept", "Not sent: no mail server set up"),
                            ("failed", "Failed"),
                            ("unknown", "Delivery unconfirmed"),
                            ("dropped", "Not sent"),
                        ],
                        default="queued",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("decision", "Requests to approve"),
                            ("request", "Updates on my requests"),
                            ("booking", "Bookings and joining instructions"),
                            ("event", "Training events and meetings"),
                            ("certificate", "Certificate and training reminders"),
                            ("planning", "Training needs, plans and budgets"),
                            ("feedback", "Feedback on my training"),
                            ("report", "Reports"),
                            ("policy", "Policies to read and review"),
                            ("account", "Sign-in and account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                ("path", models.CharField(blank=True, max_length=300, verbose_name="link")),
                ("asks", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("about", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "urgent",
                    models.BooleanField(default=False, help_text="Send straight away, not in the daily email."),
                ),
                ("wants_mail", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="notifications.mail",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("decision", "Requests to approve"),
                            ("request", "Updates on my requests"),
                            ("booking", "Bookings and joining instructions"),
                            ("event", "Training events and meetings"),
                            ("certificate", "Certificate and training reminders"),
                            ("planning", "Training needs, plans and budgets"),
                            ("feedback", "Feedback on my training"),
                            ("report", "Reports"),
                            ("policy", "Policies to read and review"),
                            ("account", "Sign-in and account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("by_mail", models.BooleanField(default=True)),
                ("at_once", models.BooleanField(default=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("status", "queued")), fields=["next_try_at"], name="notifications_mail_due"
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["status", "-created_at"], name="notifications_mail_status"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "read_at", "-created_at"], name="notifications_notice_inbox"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("mail", None), ("wants_mail", True)),
                fields=["created_at"],
                name="notifications_notice_unmailed",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(fields=("person", "topic"), name="notifications_preference_once"),
        ),
    ]
