import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("certificates", "0001_initial"),
        ("certificates", "0002_guards"),
        ("core", "0003_guards"),
        ("people", "0001_initial"),
        ("people", "0002_guards"),
        ("people", "__first__"),
        ("planning", "0001_initial"),
        ("planning", "0002_guards"),
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
                ("approach", models.CharField(max_length=24)),
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
            index=models.Index(fields=["ends_on"], name="training_record_to_ask"),
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
                condition=models.Q(("reminded_at", None)), fields=["asked_at"], name="training_feedback_unreminded"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminded_at", None), ("reminded_at__gte", models.F("asked_at")), _connector="OR"),
                name="training_feedback_request_reminded_after_asked",
            ),
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "repeats",
                    models.CharField(
                        choices=[
                            ("weekly", "Every week"),
                            ("fortnightly", "Every two weeks"),
                            ("half_termly", "Once each half term"),
                            ("dates", "On dates I choose"),
                        ],
                        max_length=12,
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="shared notes")),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series_organised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ("title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("differs", models.BooleanField(default=False, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="planned",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training_day", "Training day (INSET)"),
                            ("staff_meeting", "Staff meeting or twilight"),
                            ("network", "Network meeting"),
                            ("moderation", "Moderation"),
                            ("collaborative_planning", "Collaborative planning"),
                            ("ect_meeting", "ECT meeting"),
                            ("itt_meeting", "ITT meeting"),
                            ("curriculum_meeting", "Curriculum meeting"),
                            ("governance_evening", "Governance evening"),
                            ("board_training", "Whole-board training"),
                            ("coaching", "Coaching"),
                            ("visit", "Visit to another school"),
                            ("other", "Other training"),
                        ],
                        max_length=24,
                        verbose_name="type of event",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("about", models.TextField(blank=True, verbose_name="what it's about")),
                ("room", models.CharField(blank=True, max_length=150, verbose_name="room or place")),
                ("online_link", models.URLField(blank=True, max_length=500, verbose_name="link to join online")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("online_live", "Online, live"),
                            ("online_own_time", "Online, self-paced"),
                            ("blended", "Blended (online and in person)"),
                        ],
                        default="in_person",
                        max_length=16,
                        verbose_name="format",
                    ),
                ),
                ("day", models.DateField(editable=False)),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "sign_up",
                    models.CharField(
                        choices=[
                            ("open", "Open: anyone it's for can sign up"),
                            ("agreed", "The Headteacher agrees first"),
                            ("invited", "By invitation"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="signing up",
                    ),
                ),
                ("sign_up_until", models.DateTimeField(blank=True, null=True, verbose_name="sign up by")),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places")),
                (
                    "cost",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=8, verbose_name="cost of a place in pounds"
                    ),
                ),
                ("asks_feedback", models.BooleanField(default=False, verbose_name="ask for feedback afterwards")),
                (
                    "least_share",
                    models.PositiveSmallIntegerField(
                        default=80, verbose_name="share to attend for a certificate, in percent"
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="shared notes")),
                ("cancelled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "cancelled_because",
                    models.CharField(blank=True, max_length=250, verbose_name="reason for cancelling"),
                ),
                ("register_closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("calendar_uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="planning.action",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="training.audience",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facilitators",
                    models.ManyToManyField(blank=True, related_name="events_facilitated", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="planning.need",
                    ),
                ),
                ("needs", models.ManyToManyField(blank=True, related_name="events_planned", to="planning.need")),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events_organised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="planning.priority",
                    ),
                ),
                (
                    "register_closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirements",
                    models.ManyToManyField(blank=True, related_name="events", to="certificates.requirement"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="people.school",
                        verbose_name="host school",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="training.series",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AudienceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("everybody", "Staff, governors and trustees"),
                            ("staff", "All staff"),
                            ("board", "Governors, trustees and their clerks"),
                            ("group", "Staff group"),
                            ("stage", "Career stage"),
                            ("role", "Role"),
                            ("responsibility", "Responsibility"),
                            ("person", "One person"),
                        ],
                        max_length=14,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=30)),
                ("phase", models.CharField(blank=True, max_length=40)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="training.audience"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["kind", "value", "school"], name="training_audienceline_for")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "person"),
                                ("person__isnull", False),
                                ("phase", ""),
                                ("school", None),
                                ("value", ""),
                            ),
                            models.Q(
                                models.Q(("kind", "person"), _negated=True),
                                ("person", None),
                                models.Q(("school", None), ("phase", ""), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="training_audienceline_names_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["group", "stage", "role", "responsibility"]),
                                models.Q(("value", ""), _negated=True),
                            ),
                            models.Q(("kind__in", ["everybody", "staff", "board", "person"]), ("value", "")),
                            _connector="OR",
                        ),
                        name="training_audienceline_value_fits_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="training.event",
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
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="materials",
                        to="training.series",
                    ),
                ),
            ],
            options={
                "ordering": ("added_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event", None), ("series__isnull", False)),
                            models.Q(("event__isnull", False), ("series", None)),
                            _connector="OR",
                        ),
                        name="training_material_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", None), models.Q(("link", ""), _negated=True)),
                            models.Q(("file__isnull", False), ("link", "")),
                            _connector="OR",
                        ),
                        name="training_material_file_or_link",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["starts_at", "id"], name="training_event_starts"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["school", "starts_at"], name="training_event_school"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["audience", "starts_at"], name="training_event_audience"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["planned", "held", "cancelled"])), name="training_event_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "training_day",
                            "staff_meeting",
                            "network",
                            "moderation",
                            "collaborative_planning",
                            "ect_meeting",
                            "itt_meeting",
                            "curriculum_meeting",
                            "governance_evening",
                            "board_training",
                            "coaching",
                            "visit",
                            "other",
                        ],
                    )
                ),
                name="training_event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("sign_up__in", ["open", "agreed", "invited"])), name="training_event_sign_up_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="training_event_ends_after_start",
                violation_error_message="An event ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sign_up_until", None), ("sign_up_until__lte", models.F("starts_at")), _connector="OR"
                ),
                name="training_event_sign_up_ends_before_start",
                violation_error_message="Signing up ends before the event starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity", None), ("capacity__gte", 1), _connector="OR"),
                name="training_event_has_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0)), name="training_event_cost_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_share__lte", 100)), name="training_event_share_of_a_hundred"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("status", "cancelled"),
                        models.Q(("cancelled_because", ""), _negated=True),
                    ),
                    models.Q(models.Q(("status", "cancelled"), _negated=True), ("cancelled_at", None)),
                    _connector="OR",
                ),
                name="training_event_cancelled_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("register_closed_at__isnull", False), ("status", "held")),
                    models.Q(models.Q(("status", "held"), _negated=True), ("register_closed_at", None)),
                    _connector="OR",
                ),
                name="training_event_held_is_closed",
            ),
        ),
        migrations.RemoveField(
            model_name="series",
            name="organiser",
        ),
        migrations.RemoveField(
            model_name="series",
            name="school",
        ),
        migrations.RemoveConstraint(
            model_name="audienceline",
            name="training_audienceline_value_fits_kind",
        ),
        migrations.AlterField(
            model_name="audienceline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "All staff"),
                    ("board", "Governors, trustees and their clerks"),
                    ("group", "Staff group"),
                    ("stage", "Career stage"),
                    ("role", "Role"),
                    ("responsibility", "Responsibility"),
                    ("person", "One person"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            model_name="audienceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["group", "stage", "role", "responsibility"]),
                        models.Q(("value", ""), _negated=True),
                    ),
                    models.Q(("kind__in", ["staff", "board", "person"]), ("value", "")),
                    _connector="OR",
                ),
                name="training_audienceline_value_fits_kind",
            ),
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("asked", "Waiting for agreement"),
                            ("waiting", "On the waiting list"),
                            ("offered", "Place offered"),
                            ("confirmed", "Going"),
                            ("declined", "Declined"),
                            ("lapsed", "Offer lapsed"),
                            ("withdrawn", "Withdrawn"),
                            ("cancelled", "Event cancelled"),
                        ],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("offered_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                ("is_kept", models.BooleanField(default=False, editable=False)),
                ("is_given_up", models.BooleanField(default=False, editable=False)),
                ("calendar_says", models.CharField(blank=True, editable=False, max_length=64)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="training.event"
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_places",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="event_places", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
                "indexes": [
                    models.Index(fields=["event", "status", "asked_at"], name="training_place_line"),
                    models.Index(fields=["person", "status"], name="training_place_person"),
                    models.Index(fields=["school", "status"], name="training_place_school"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "invited",
                                    "asked",
                                    "waiting",
                                    "offered",
                                    "confirmed",
                                    "declined",
                                    "lapsed",
                                    "withdrawn",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="training_place_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["invited", "asked", "waiting", "offered", "confirmed"])),
                        fields=("event", "person"),
                        name="training_place_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "offered"), _negated=True),
                            ("offered_until__isnull", False),
                            _connector="OR",
                        ),
                        name="training_place_offer_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("agreed_by", None)),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="training_place_agreed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="training_place_agreed_by_somebody_else",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="record",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="route",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_school", "In school"),
                    ("cross_school", "Support between schools of the trust"),
                    ("community", "Networks and learning communities"),
                    ("appropriate_body", "Appropriate body"),
                    ("external", "External provider"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="sent_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="sent_back_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="what to change"),
        ),
        migrations.AddField(
            model_name="record",
            name="took_away",
            field=models.TextField(blank=True, verbose_name="what I took away"),
        ),
        migrations.AddField(
            model_name="record",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="record",
            name="source",
            field=models.CharField(
                choices=[
                    ("booking", "Booking"),
                    ("school", "The school’s own training"),
                    ("own", "Logged by the person"),
                ],
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("confirmed_at", None), ("source", "own")),
                fields=["school", "person"],
                name="training_record_own_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("sent_back_at", None),
                        ("source", "own"),
                    ),
                    _connector="OR",
                ),
                name="training_record_confirmed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="training_record_not_confirmed_by_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_back_at", None), ("sent_back_because", "")),
                    models.Q(
                        ("sent_back_at__isnull", False),
                        ("source", "own"),
                        models.Q(("sent_back_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="training_record_sent_back_whole",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="record",
            name="source",
            field=models.CharField(
                choices=[
                    ("booking", "Booking"),
                    ("school", "The school’s own training"),
                    ("own", "Logged by the person"),
                    ("event", "Training within the trust"),
                    ("outside", "Training elsewhere"),
                ],
                editable=False,
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("guest_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("late", "Late"),
                            ("left_early", "Left early"),
                            ("absent", "Absent"),
                            ("not_required", "Invited, not required"),
                        ],
                        max_length=12,
                    ),
                ),
                ("missed_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="minutes missed")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason for absence")),
                ("marked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendances", to="training.event"
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="training.record",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendances",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="CatchUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("dropped", "Not needed")],
                        default="open",
                        editable=False,
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("reminded_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "attendance",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="catch_up", to="training.attendance"
                    ),
                ),
                (
                    "next_event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.event",
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("event", "person"), name="training_attendance_once"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest_name", ""), ("person__isnull", False)),
                    models.Q(("person", None), ("record", None), models.Q(("guest_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="training_attendance_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark__in", ["present", "late", "left_early", "absent", "not_required"])),
                name="training_attendance_mark_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("missed_minutes", 0), ("mark__in", ["late", "left_early"]), _connector="OR"),
                name="training_attendance_minutes_of_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("mark", "absent"), _connector="OR"),
                name="training_attendance_reason_of_absence",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("record", None),
                    models.Q(
                        models.Q(("mark__in", ["absent", "not_required"]), _negated=True),
                        ("confirmed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="training_attendance_record_of_presence",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="training_attendance_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    ("person", None),
                    models.Q(("confirmed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="training_attendance_not_confirmed_by_oneself",
            ),
        ),
        migrations.AddIndex(
            model_name="catchup",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["asked_at"], name="training_catchup_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="catchup",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "done", "dropped"])), name="training_catchup_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="catchup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="training_catchup_ended_has_a_moment",
            ),
        ),
        migrations.CreateModel(
            name="Transcript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(editable=False, max_length=14, unique=True)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("issued_on", models.DateField(editable=False)),
            ],
            options={
                "ordering": ("-issued_on", "-pk"),
            },
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["school", "-starts_on"],
                include=("hours", "source", "confirmed_at", "withdrawn_at"),
                name="training_record_school",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["-starts_on", "-id"],
                include=("hours", "source", "confirmed_at", "withdrawn_at"),
                name="training_record_register",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["id"],
                name="training_record_withdrawn",
            ),
        ),
    ]
