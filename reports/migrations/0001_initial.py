import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "Termly report to governors"),
                            ("trust", "Termly summary for trustees"),
                        ],
                        max_length=8,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "term",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")], max_length=8
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("figures", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("figures_on", models.DateField(verbose_name="figures as at")),
                ("words", models.JSONField(default=dict)),
                ("correction", models.TextField(blank=True, verbose_name="corrections in this version")),
                ("author_title", models.CharField(blank=True, max_length=80)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "-figures_on", "kind", "school", "-edition"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"),
                        django.db.models.functions.comparison.Coalesce("school", 0),
                        models.F("year"),
                        models.F("term"),
                        models.F("edition"),
                        name="reports_report_one_edition",
                    ),
                    models.UniqueConstraint(
                        models.F("kind"),
                        django.db.models.functions.comparison.Coalesce("school", 0),
                        models.F("year"),
                        models.F("term"),
                        condition=models.Q(("status", "draft")),
                        name="reports_report_one_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "school"), ("school__isnull", False)),
                            models.Q(("kind", "trust"), ("school__isnull", True)),
                            _connector="OR",
                        ),
                        name="reports_report_school_fits_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("status", "draft")),
                            models.Q(("published_at__isnull", False), ("status", "published")),
                            _connector="OR",
                        ),
                        name="reports_report_published_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("pdf__isnull", False), models.Q(("figures", {}), _negated=True)),
                            _connector="OR",
                        ),
                        name="reports_report_published_is_whole",
                    ),
                ],
            },
        ),
    ]
