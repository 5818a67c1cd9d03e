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
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                ("note", models.TextField(blank=True, verbose_name="comments for the board")),
                ("opened_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "school"),
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("priority", "Improvement priority"),
                            ("review", "Agreed in performance reviews"),
                            ("statutory", "Statutory training"),
                            ("ect", "Early career teachers"),
                            ("other", "Other training"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("is_open", models.BooleanField(default=True, verbose_name="open to new requests")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="budgets.budget"
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_lines",
                        to="planning.priority",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budget_lines", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("budget", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ActionFunding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="funding", to="planning.action"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fundings", to="budgets.budgetline"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("allocated", "Allocated"),
                            ("committed", "Committed"),
                            ("released", "Released"),
                            ("spent", "Spent"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("transfer", models.UUIDField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=250)),
                ("is_over_budget", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="budgets.account",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="budgets.budgetline"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(fields=("school", "year"), name="budgets_budget_once_a_year"),
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["school", "year"], name="budgets_budgetline_school"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("priority__isnull", False)),
                fields=("budget", "priority"),
                name="budgets_budgetline_once_a_priority",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("budget", "name"),
                name="budgets_budgetline_name_once",
                violation_error_message="This budget already has a line with this name. Enter a different name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority", None), ("kind", "priority"), _connector="OR"),
                name="budgets_budgetline_priority_fits_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["line", "-at", "-id"], include=("kind", "amount"), name="budgets_entry_ledger"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["allocated", "committed", "released", "spent", "refunded"])),
                name="budgets_entry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), models.Q(("kind", "allocated"), ("amount__lt", 0)), _connector="OR"
                ),
                name="budgets_entry_amount_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "allocated"), ("account__isnull", True)),
                    models.Q(models.Q(("kind", "allocated"), _negated=True), ("account__isnull", False)),
                    _connector="OR",
                ),
                name="budgets_entry_says_what_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("transfer", None),
                    models.Q(("kind", "allocated"), models.Q(("note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="budgets_entry_transfer_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_over_budget", False), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="budgets_entry_over_budget_says_why",
            ),
        ),
    ]
