"""Feedback on what people did, and who was asked for it (policy IM-2)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_ladder_and_verification"),
        ("people", "0002_staffimport_answers"),
        ("planning", "0006_need_year_index"),
        ("training", "0002_thread"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "prompted_on",
                    models.DateField(blank=True, null=True, verbose_name="last day on which a leader reminded"),
                ),
            ],
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
                        verbose_name="of use for",
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
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "feedback",
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("is_external", True)), fields=["ends_on"], name="training_record_to_ask"
            ),
        ),
        migrations.AddField(
            model_name="asking",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="asking", to="training.record"
            ),
        ),
        migrations.AddField(
            model_name="feedback",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="training.record"
            ),
        ),
        migrations.AddIndex(
            model_name="asking",
            index=models.Index(
                condition=models.Q(("reminded_at", None)), fields=["asked_at"], name="training_asking_unreminded"
            ),
        ),
        migrations.AddConstraint(
            model_name="asking",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminded_at", None), ("reminded_at__gte", models.F("asked_at")), _connector="OR"),
                name="training_asking_reminded_after_asked",
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
                    ("changed_at__gte", models.F("given_at")),
                    models.Q(("shared_at", None), ("shared_at__gte", models.F("given_at")), _connector="OR"),
                ),
                name="training_feedback_moments_in_order",
            ),
        ),
    ]
