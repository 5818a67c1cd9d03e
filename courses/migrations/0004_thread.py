"""What a request serves and what pays for it; agreements with providers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import DropRefuseTrigger, RefuseTrigger

BOOKING_NEEDS_APPROVAL = {
    "name": "courses_booking_needs_approval",
    "table": "courses_booking",
    "event": "INSERT",
    "when": "NOT EXISTS (SELECT 1 FROM courses_request r WHERE r.id = NEW.request_id AND r.status = 'to_book')",
    "message": "Only an approved request can be booked.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_cache_table"),
        ("courses", "0003_stage_guards"),
        ("people", "0002_staffimport_answers"),
        ("planning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="credits_used",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="planning.action",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="budget_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="planning.budgetline",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="need",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="planning.need",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="planning.priority",
            ),
        ),
        migrations.CreateModel(
            name="ServiceAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("cost", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="cost in pounds")),
                (
                    "credits",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="places or credits"
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="what it covers")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="courses.provider"
                    ),
                ),
                ("schools", models.ManyToManyField(blank=True, related_name="+", to="people.school")),
            ],
            options={
                "ordering": ("-ends_on", "title", "pk"),
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="courses.serviceagreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="courses_agreement_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0), models.Q(("credits", None), ("credits__gte", 0), _connector="OR")),
                name="courses_agreement_cost_not_negative",
            ),
        ),
        # SQLite builds the table anew for a constraint, and loses its triggers: taken away before, and made again after.
        DropRefuseTrigger(**BOOKING_NEEDS_APPROVAL),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreement", None), ("credits_used", None)),
                    models.Q(("agreement__isnull", False), ("credits_used__gte", 0)),
                    _connector="OR",
                ),
                name="courses_booking_credits_of_an_agreement",
            ),
        ),
        RefuseTrigger(**BOOKING_NEEDS_APPROVAL),
    ]
