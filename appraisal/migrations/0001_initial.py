import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("planning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="The year it started, such as 2026.", verbose_name="academic year"
                    ),
                ),
                (
                    "is_of_leader",
                    models.BooleanField(default=False, editable=False, verbose_name="review of a school leader"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("setting", "Setting objectives"),
                            ("proposed", "Awaiting agreement"),
                            ("agreed", "Agreed"),
                            ("set", "Set without agreement"),
                        ],
                        default="setting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason for reopening")),
                ("opened_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("sent_back_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name": "performance review",
                "ordering": ("-year", "school", "reviewee__last_name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="objective")),
                ("success_criteria", models.TextField(verbose_name="how we'll measure it")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="planning.priority",
                        verbose_name="serves",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.school"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objectives", to="appraisal.review"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "position"),
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("settled_at", models.DateTimeField()),
                ("objectives", models.JSONField()),
                ("reason", models.TextField(blank=True)),
                ("reply", models.TextField(blank=True)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="appraisal.review"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "number"),
            },
        ),
        migrations.CreateModel(
            name="YearNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self_review", "Self-review"),
                            ("mid_year", "Mid-year conversation"),
                            ("progress", "Progress"),
                        ],
                        max_length=12,
                    ),
                ),
                ("held_on", models.DateField(verbose_name="date")),
                ("text", models.TextField(verbose_name="notes")),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="appraisal.objective",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="appraisal.review"
                    ),
                ),
            ],
            options={
                "ordering": ("review", "held_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["self_review", "mid_year"]), ("objective", None)),
                            models.Q(("kind", "progress"), ("objective__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_yearnote_progress_of_an_objective",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="appraisal_yearnote_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedTraining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=200, verbose_name="training")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("reading", "Phonics and reading"),
                            ("writing", "Writing"),
                            ("mathematics", "Mathematics"),
                            ("science", "Science"),
                            ("foundation", "Foundation subjects"),
                            ("early_years", "Early years"),
                            ("send", "SEND and inclusion"),
                            ("behaviour", "Behaviour"),
                            ("assessment", "Assessment"),
                            ("teaching", "Teaching and learning"),
                            ("safeguarding", "Safeguarding"),
                            ("health_and_safety", "Health and safety"),
                            ("wellbeing", "Wellbeing and workload"),
                            ("leadership", "Leadership"),
                            ("governance", "Governance"),
                            ("digital", "Computing and digital"),
                            ("office", "Office, finance and premises"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="topic",
                    ),
                ),
                ("wanted_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                (
                    "estimated_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="estimated cost in pounds",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "need",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_training",
                        to="planning.need",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trainings", to="appraisal.objective"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agreed training",
                "ordering": ("objective", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="appraisal_agreedtraining_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("estimated_cost", None), ("estimated_cost__gte", 0), _connector="OR"),
                        name="appraisal_agreedtraining_cost_not_negative",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["school", "year", "status"], name="appraisal_review_school"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewer", "status"], name="appraisal_review_reviewer"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("reviewee", "school", "year"),
                name="appraisal_review_once_a_year",
                violation_error_message="This person already has a review at this school for this year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["setting", "proposed", "agreed", "set"])),
                name="appraisal_review_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewer", models.F("reviewee")), _negated=True),
                name="appraisal_review_not_of_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "proposed"), _negated=True), ("proposed_at__isnull", False), _connector="OR"
                ),
                name="appraisal_review_proposed_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["agreed", "set"]), _negated=True),
                    ("settled_at__isnull", False),
                    _connector="OR",
                ),
                name="appraisal_review_settled_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.UniqueConstraint(fields=("review", "position"), name="appraisal_objective_position_once"),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), models.Q(("success_criteria", ""), _negated=True)
                ),
                name="appraisal_objective_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("review", "number"), name="appraisal_agreement_number_once"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="appraisal_agreement_number_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("reply", "")),
                    models.Q(
                        models.Q(("reply", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        ("replied_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appraisal_agreement_reply_to_what_was_set",
            ),
        ),
    ]
