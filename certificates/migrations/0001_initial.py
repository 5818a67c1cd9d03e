import uuid

import django.db.models.deletion
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
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("awarding_body", models.CharField(blank=True, max_length=150)),
                ("awarded_on", models.DateField()),
                (
                    "paid_by",
                    models.CharField(
                        choices=[
                            ("school", "The school"),
                            ("trust", "The trust"),
                            ("grant", "A grant or scholarship"),
                            ("person", "Self-funded"),
                        ],
                        max_length=8,
                    ),
                ),
                ("agrees_to_be_named", models.BooleanField(default=False, verbose_name="can be named in reports")),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("-awarded_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=160)),
                ("short_title", models.CharField(max_length=24)),
                (
                    "statutory",
                    models.CharField(
                        choices=[
                            ("yes", "Statutory"),
                            ("conditional", "Statutory for some roles"),
                            ("condition", "Required by an insurer or standard"),
                            ("recommended", "Recommended"),
                        ],
                        max_length=12,
                        verbose_name="statutory or recommended",
                    ),
                ),
                ("authority", models.CharField(blank=True, max_length=250)),
                ("source", models.CharField(blank=True, max_length=250)),
                ("source_checked_on", models.DateField(blank=True, null=True, verbose_name="source last checked")),
                ("notes", models.TextField(blank=True)),
                ("evidence", models.CharField(blank=True, max_length=80)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("governance", "Governors and trustees"),
                            ("both", "Staff, governors and trustees"),
                        ],
                        default="staff",
                        max_length=12,
                    ),
                ),
                (
                    "coverage",
                    models.CharField(
                        choices=[
                            ("each_person", "Everyone"),
                            ("each_holder", "Everyone with the role"),
                            ("one_per_school", "A minimum number at each school"),
                            ("one_per_board", "A minimum number on each board"),
                            ("named", "People you choose"),
                        ],
                        default="each_person",
                        max_length=16,
                    ),
                ),
                ("minimum_holders", models.PositiveSmallIntegerField(default=1, verbose_name="minimum number")),
                ("staff_groups", models.JSONField(blank=True, default=list)),
                ("responsibilities", models.JSONField(blank=True, default=list)),
                ("roles", models.JSONField(blank=True, default=list)),
                (
                    "early_years_only",
                    models.BooleanField(default=False, verbose_name="only schools with a nursery or Reception class"),
                ),
                (
                    "expiry",
                    models.CharField(
                        choices=[
                            ("none", "Does not expire"),
                            ("interval", "A set number of months after completion"),
                            ("printed", "On the date shown on the certificate"),
                            ("academic_year", "At the end of the academic year it was completed"),
                        ],
                        default="interval",
                        max_length=14,
                    ),
                ),
                ("interval_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "first_due_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="first due, days after starting"
                    ),
                ),
                (
                    "early_renewal_months",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="months before expiry when renewing keeps the same expiry date"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "satisfied_by",
                    models.ManyToManyField(blank=True, related_name="satisfies", to="certificates.requirement"),
                ),
                (
                    "source_checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ReminderMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ends_on", models.DateField()),
                ("threshold", models.SmallIntegerField()),
                ("told_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="certificates.requirement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NamedHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateField()),
                ("ended_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_holders",
                        to="certificates.requirement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(max_length=250)),
                ("until", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, editable=False, null=True)),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="certificates.requirement",
                    ),
                ),
            ],
            options={
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("provider", models.CharField(blank=True, max_length=150)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="certificate number")),
                ("awarded_on", models.DateField()),
                (
                    "printed_expiry",
                    models.DateField(blank=True, null=True, verbose_name="expiry date on the certificate"),
                ),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("is_current", models.BooleanField(default=True, editable=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("course", "From a booked course"),
                            ("event", "Training within the trust"),
                            ("upload", "Added from a certificate"),
                            ("import", "Imported from earlier records"),
                        ],
                        max_length=8,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=250)),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        help_text="The person’s school when it was awarded.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.school",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certificates.requirement",
                    ),
                ),
            ],
            options={
                "ordering": ("-awarded_on", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expiry", "interval"), _negated=True), ("interval_months__gte", 1), _connector="OR"
                ),
                name="certificates_requirement_interval_has_months",
                violation_error_message="Enter the number of months.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expiry", "academic_year"), _negated=True),
                    ("early_renewal_months__lte", 11),
                    _connector="OR",
                ),
                name="certificates_requirement_year_ahead_within_a_year",
                violation_error_message="Enter at most 11 months for an academic year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("short_title", ""), _negated=True),
                name="certificates_requirement_has_a_short_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindermark",
            constraint=models.UniqueConstraint(
                fields=("person", "requirement", "ends_on", "recipient"), name="certificates_remindermark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="namedholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("person", "requirement"),
                name="certificates_namedholder_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("person", "requirement"),
                name="certificates_exemption_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_by", models.F("person")), _negated=True),
                name="certificates_exemption_not_by_oneself",
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["person", "-awarded_on"], name="certificates_cert_person"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("is_current", True)), fields=["expires_on"], name="certificates_cert_expiring"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("person", "requirement"),
                name="certificates_certificate_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on", None), ("expires_on__gte", models.F("awarded_on")), _connector="OR"),
                name="certificates_certificate_expires_after_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked_at", None), ("is_current", False), _connector="OR"),
                name="certificates_certificate_revoked_not_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("person", "requirement", "awarded_on", "source"),
                name="certificates_certificate_once_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by", None), models.Q(("verified_by", models.F("person")), _negated=True), _connector="OR"
                ),
                name="certificates_certificate_not_verified_by_oneself",
            ),
        ),
    ]
