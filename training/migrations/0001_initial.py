import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("certificates", "0001_initial"),
        ("people", "0001_initial"),
        ("planning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("booking", "Booking"), ("school", "The school’s own training")],
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("provider", models.CharField(blank=True, max_length=150)),
                (
                    "approach",
                    models.CharField(
                        choices=[
                            ("course", "Course"),
                            ("conference", "Conference"),
                            ("training_day", "Training day (INSET)"),
                            ("staff_meeting", "Staff meeting or twilight"),
                            ("network", "Network meeting"),
                            ("moderation", "Moderation"),
                            ("collaborative_planning", "Collaborative planning"),
                            ("team_teaching", "Team teaching"),
                            ("observation", "Lesson observation and feedback"),
                            ("peer_observation", "Peer observation"),
                            ("good_practice", "Sharing good practice"),
                            ("coaching", "Coaching"),
                            ("mentoring", "Mentoring"),
                            ("shadowing", "Shadowing"),
                            ("visit", "Visit to another school"),
                            ("distance_learning", "Distance learning"),
                            ("online_module", "Online module"),
                            ("qualification", "Qualification"),
                            ("apprenticeship", "Apprenticeship"),
                            ("secondment", "Secondment"),
                            ("acting_up", "Acting up"),
                            ("research", "Research"),
                            ("reading", "Professional reading"),
                            ("induction", "Induction"),
                            ("governance_evening", "Governance evening"),
                            ("board_training", "Whole-board training"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("online_live", "Online, live"),
                            ("online_own_time", "Online, self-paced"),
                            ("blended", "Blended (online and in person)"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("statutory", "Statutory requirement"),
                            ("priority", "School improvement priority"),
                            ("review", "Agreed in a performance review"),
                            ("personal", "Personal development"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_external", models.BooleanField(default=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "cost",
                    models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name="cost in pounds"),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="planning.action",
                    ),
                ),
                (
                    "certificates",
                    models.ManyToManyField(blank=True, related_name="records", to="certificates.certificate"),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="planning.need",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="planning.priority",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="certificates.requirement",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        help_text="The school that it was for at the time.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("learnt", models.TextField(verbose_name="what I learnt")),
                ("will_do", models.TextField(verbose_name="what I will do differently")),
                (
                    "useful_for",
                    models.CharField(
                        choices=[
                            ("me", "Only me"),
                            ("team", "My team"),
                            ("school", "The whole school"),
                            ("trust", "Other schools too"),
                        ],
                        max_length=8,
                        verbose_name="useful for",
                    ),
                ),
                (
                    "recommends",
                    models.CharField(
                        choices=[("yes", "Yes"), ("some", "Yes, for some"), ("no", "No")],
                        max_length=4,
                        verbose_name="would recommend it",
                    ),
                ),
                ("recommended_for", models.CharField(blank=True, max_length=200, verbose_name="to whom")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared across the trust")),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("given_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="training.record"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "feedback",
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="FeedbackRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "prompted_on",
                    models.DateField(blank=True, null=True, verbose_name="last day on which a leader reminded"),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_request",
                        to="training.record",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["person", "-starts_on"], name="training_record_person"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["school", "-starts_on"], name="training_record_school"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["-starts_on", "-id"], name="training_record_register"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("is_external", True)), fields=["ends_on"], name="training_record_to_ask"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="training_record_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0)), name="training_record_hours_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(
                condition=models.Q(("is_shared", True)), fields=["-shared_at", "-id"], name="training_feedback_library"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("useful_for__in", ["me", "team", "school", "trust"])),
                name="training_feedback_useful_for_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("recommends__in", ["yes", "some", "no"])), name="training_feedback_recommends_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recommends", "some"), _negated=True),
                    models.Q(("recommended_for", ""), _negated=True),
                    _connector="OR",
                ),
                name="training_feedback_some_says_for_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("learnt", ""), _negated=True), models.Q(("will_do", ""), _negated=True)),
                name="training_feedback_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_shared", True), ("shared_at__isnull", False)),
                    models.Q(("is_shared", False), ("shared_at__isnull", True)),
                    _connector="OR",
                ),
                name="training_feedback_shared_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("updated_at__gte", models.F("given_at")),
                    models.Q(("shared_at", None), ("shared_at__gte", models.F("given_at")), _connector="OR"),
                ),
                name="training_feedback_moments_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="feedbackrequest",
            index=models.Index(
                condition=models.Q(("reminded_at", None)),
                fields=["asked_at"],
                name="training_feedback_unreminded",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminded_at", None), ("reminded_at__gte", models.F("asked_at")), _connector="OR"),
                name="training_feedback_request_reminded_after_asked",
            ),
        ),
    ]
