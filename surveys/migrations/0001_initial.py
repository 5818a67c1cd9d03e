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
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scale", "How far do you agree? (1 to 5)"),
                            ("yes_no", "Yes or no"),
                            ("one", "Choose one"),
                            ("several", "Choose any"),
                            ("text", "In your own words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(max_length=250, verbose_name="question")),
                ("choices", models.JSONField(blank=True, default=list)),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
            ],
            options={
                "ordering": ("survey", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("group", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ("survey", "id"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.SmallIntegerField(blank=True, null=True)),
                ("chosen", models.JSONField(blank=True, default=list)),
                ("words", models.TextField(blank=True)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="surveys.question"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="surveys.response"
                    ),
                ),
            ],
            options={
                "ordering": ("question", "id"),
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("governors", "Governors"),
                            ("trustees", "Trustees and members"),
                            ("parents", "Parents and carers"),
                            ("pupils", "Pupils, with an adult"),
                        ],
                        max_length=10,
                        verbose_name="audience",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
                        default="draft",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("closes_on", models.DateField(verbose_name="closing date")),
                ("token", models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("results_shown_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="response",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="responses", to="surveys.survey"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="surveys.survey"
            ),
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("mark", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participations", to="surveys.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need",
                        to="surveys.answer",
                    ),
                ),
                (
                    "need",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="from_survey", to="planning.need"
                    ),
                ),
                (
                    "question",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need",
                        to="surveys.question",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "ordering": ("survey", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("response", "question"), name="surveys_answer_once"),
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["school", "status"], name="surveys_survey_school"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "open", "closed"])), name="surveys_survey_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "draft"), ("opened_at__isnull", False), _connector="OR"),
                name="surveys_survey_opened_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("token", ""), _negated=True),
                    models.Q(("token", None), ("audience", "parents"), _connector="OR"),
                ),
                name="surveys_survey_link_for_parents_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("results_shown_at", None), ("status", "closed"), _connector="OR"),
                name="surveys_survey_results_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("question__isnull", False)),
                    models.Q(("answer__isnull", False), ("question", None)),
                    _connector="OR",
                ),
                name="surveys_surveyneed_of_one_source",
            ),
        ),
    ]
