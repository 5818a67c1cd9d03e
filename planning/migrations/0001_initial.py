import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("certificates", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("agreed", "Agreed"),
                            ("in_progress", "In progress"),
                            ("evaluated", "Evaluated"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                ("agreed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "override_reason",
                    models.TextField(
                        blank=True, verbose_name="reason for agreeing it before last year's plan was evaluated"
                    ),
                ),
                ("override_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("summary", models.TextField(blank=True, verbose_name="review of the year")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "override_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="action_plans", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "school"),
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under_way", "In progress"),
                            ("done", "Completed, to evaluate"),
                            ("evaluated", "Evaluated"),
                            ("carried_forward", "Carried forward"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="action")),
                (
                    "serves",
                    models.CharField(
                        choices=[
                            ("priority", "Improvement priority"),
                            ("review", "Agreed in a performance review"),
                            ("statutory", "Statutory training"),
                        ],
                        max_length=10,
                        verbose_name="linked to",
                    ),
                ),
                ("approach", models.CharField(default="staff_meeting", max_length=24)),
                (
                    "develops_leaders",
                    models.BooleanField(default=False, verbose_name="counts as leadership development"),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("all_staff", "All staff"),
                            ("teachers", "Teachers"),
                            ("support", "Teaching assistants and support staff"),
                            ("leaders", "Leaders"),
                            ("ects", "Early career teachers"),
                            ("named", "Selected people"),
                            ("governors", "Governors"),
                            ("staff_and_governors", "Staff and governors"),
                        ],
                        default="all_staff",
                        max_length=20,
                        verbose_name="who it's for",
                    ),
                ),
                (
                    "people_count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of people"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "hours",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="hours per person"
                    ),
                ),
                (
                    "planned_cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="planned cost in pounds"
                    ),
                ),
                ("success_criteria", models.TextField(verbose_name="how we'll know it has worked")),
                ("carried_reason", models.TextField(blank=True, verbose_name="why it's continuing next year")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="planning.action",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lead",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="certificates.requirement",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="people.school"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="planning.actionplan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Requested"),
                            ("arranged", "Arranged"),
                            ("held", "Took place"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("topic", models.TextField(verbose_name="topic")),
                ("arranged_for", models.DateTimeField(blank=True, null=True, verbose_name="date and time")),
                ("place", models.CharField(blank=True, max_length=120)),
                ("outcome", models.TextField(blank=True, verbose_name="what was agreed")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="date it took place")),
                ("asked_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations_asked",
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
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pupils",
                    models.CharField(
                        choices=[
                            ("strong", "Clear difference"),
                            ("some", "Some difference"),
                            ("none", "No difference"),
                            ("too_early", "Too early to say"),
                        ],
                        max_length=10,
                        verbose_name="impact on pupils",
                    ),
                ),
                ("pupils_note", models.TextField(verbose_name="what changed for pupils")),
                (
                    "priorities",
                    models.CharField(
                        choices=[
                            ("strong", "Clear difference"),
                            ("some", "Some difference"),
                            ("none", "No difference"),
                            ("too_early", "Too early to say"),
                        ],
                        max_length=10,
                        verbose_name="impact on the priority",
                    ),
                ),
                ("priorities_note", models.TextField(verbose_name="what changed for the priority")),
                (
                    "value",
                    models.CharField(
                        choices=[("good", "Good value"), ("fair", "Fair value"), ("poor", "Poor value")],
                        max_length=10,
                        verbose_name="value for money",
                    ),
                ),
                ("value_note", models.TextField(verbose_name="whether it was worth the money and time")),
                ("evidence", models.JSONField(default=list)),
                ("next_step", models.TextField(blank=True, verbose_name="next steps")),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluation", to="planning.action"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImprovementPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="The year it started, such as 2026.", verbose_name="academic year"
                    ),
                ),
                ("vision", models.TextField(blank=True, verbose_name="introduction")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_plans",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "school"),
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="The planning year it belongs to.", verbose_name="academic year"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("met", "Met"),
                            ("carried_forward", "Carried forward"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="training needed")),
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
                ("evidence", models.TextField(blank=True, verbose_name="why it's needed")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("improvement", "Self-evaluation (SEF) and improvement plan"),
                            ("review", "Performance review"),
                            ("monitoring", "Monitoring (Ofsted, audit or termly review)"),
                            ("national", "National or local priority"),
                            ("feedback", "Feedback from staff, governors, pupils or parents"),
                            ("individual", "Individual request"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                (
                    "needed_by",
                    models.CharField(
                        choices=[
                            ("person", "One person"),
                            ("group", "A group of staff"),
                            ("school", "The whole school"),
                            ("governors", "Governors or trustees"),
                        ],
                        default="person",
                        max_length=10,
                        verbose_name="who it's for",
                    ),
                ),
                (
                    "staff_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leader", "Teaching leaders"),
                            ("teacher", "Classroom teachers"),
                            ("teaching_assistant", "Teaching assistants"),
                            ("business", "School business professionals"),
                            ("non_teaching_leader", "Non-teaching leaders"),
                            ("administrative", "Administrative staff"),
                            ("technician", "Technicians"),
                            ("other_support", "Other school support staff"),
                            ("auxiliary", "Auxiliary staff"),
                            ("trainee", "Trainee teachers"),
                        ],
                        max_length=24,
                        verbose_name="group",
                    ),
                ),
                ("people_count", models.PositiveSmallIntegerField(default=1, verbose_name="number of people")),
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
                        verbose_name="linked to",
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
                ("raised_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_note", models.TextField(blank=True, verbose_name="outcome")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="planning.need",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="planning.conversation",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gathered_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gathered",
                        to="planning.need",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs_raised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="certificates.requirement",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("-raised_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="action",
            name="needs",
            field=models.ManyToManyField(blank=True, related_name="actions", to="planning.need"),
        ),
        migrations.AddField(
            model_name="action",
            name="review_need",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.need"
            ),
        ),
        migrations.CreateModel(
            name="Priority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
                ("number", models.PositiveSmallIntegerField(help_text="The number in the improvement plan.")),
                ("title", models.CharField(max_length=200)),
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
                        default="teaching",
                        max_length=20,
                        verbose_name="topic",
                    ),
                ),
                ("detail", models.TextField(blank=True, verbose_name="why it matters and what will change")),
                ("dropped_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dropped")),
                ("dropped_reason", models.TextField(blank=True, verbose_name="reason for dropping it")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="planning.priority",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lead",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="priorities",
                        to="planning.improvementplan",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="priorities", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "priorities",
                "ordering": ("-year", "school", "number", "pk"),
            },
        ),
        migrations.AddField(
            model_name="need",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to="planning.priority",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="planning.priority",
            ),
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("text", models.CharField(max_length=300, verbose_name="target")),
                ("measure", models.CharField(blank=True, max_length=200, verbose_name="how we'll measure it")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="deadline")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Not yet assessed"),
                            ("met", "Met"),
                            ("partly", "Partly met"),
                            ("not_met", "Not met"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("outcome_note", models.TextField(blank=True, verbose_name="what was achieved")),
                (
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="planning.priority"
                    ),
                ),
            ],
            options={
                "ordering": ("priority", "position", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="actionplan",
            constraint=models.UniqueConstraint(fields=("school", "year"), name="planning_actionplan_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="actionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "agreed", "in_progress", "evaluated", "closed"])),
                name="planning_actionplan_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="planning_actionplan_agreed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("override_by", None), ("override_reason", "")),
                    models.Q(models.Q(("override_reason", ""), _negated=True), ("override_by__isnull", False)),
                    _connector="OR",
                ),
                name="planning_actionplan_override_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["asked", "arranged", "held", "withdrawn"])),
                name="planning_conversation_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("manager")), _negated=True), name="planning_conversation_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "held"), _negated=True),
                    models.Q(("held_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="planning_conversation_held_has_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "arranged"), _negated=True), ("arranged_for__isnull", False), _connector="OR"
                ),
                name="planning_conversation_arranged_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pupils_note", ""), _negated=True),
                    models.Q(("priorities_note", ""), _negated=True),
                    models.Q(("value_note", ""), _negated=True),
                ),
                name="planning_evaluation_on_all_three",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", []), _negated=True), name="planning_evaluation_has_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="improvementplan",
            constraint=models.UniqueConstraint(fields=("school", "year"), name="planning_improvementplan_once_a_year"),
        ),
        migrations.AddIndex(
            model_name="priority",
            index=models.Index(fields=["school", "year"], name="planning_priority_school"),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"),
                name="planning_priority_number_once",
                violation_error_message="This plan already has a priority with this number. Enter a different number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="planning_priority_number_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dropped_at", None), models.Q(("dropped_reason", ""), _negated=True), _connector="OR"
                ),
                name="planning_priority_dropped_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.UniqueConstraint(
                condition=models.Q(("carried_from__isnull", False)),
                fields=("carried_from",),
                name="planning_priority_carried_once",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["school", "status", "-raised_at"], name="planning_need_register"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["status", "area"], name="planning_need_similar"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["person", "-raised_at"], name="planning_need_person"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["raised_by", "-raised_at"], name="planning_need_raised"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["-raised_at", "-id"], name="planning_need_newest"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["year", "-raised_at", "-id"], name="planning_need_year"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "met", "carried_forward", "closed"])),
                name="planning_need_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="planning_need_ended_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["closed", "carried_forward"]), _negated=True),
                    models.Q(("ended_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="planning_need_ended_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needed_by", "person"), ("person__isnull", False)),
                    models.Q(models.Q(("needed_by", "person"), _negated=True), ("person", None)),
                    _connector="OR",
                ),
                name="planning_need_person_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("people_count__gte", 1)), name="planning_need_for_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("estimated_cost", None), ("estimated_cost__gte", 0), _connector="OR"),
                name="planning_need_cost_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("priority__isnull", False), _negated=True), ("reason", "priority"), _connector="OR"
                ),
                name="planning_need_priority_fits_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["school", "year"], name="planning_action_school"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["planned", "under_way", "done", "evaluated", "carried_forward"])),
                name="planning_action_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("priority__isnull", False),
                        ("requirement", None),
                        ("review_need", None),
                        ("serves", "priority"),
                    ),
                    models.Q(
                        ("priority", None), ("requirement", None), ("review_need__isnull", False), ("serves", "review")
                    ),
                    models.Q(
                        ("priority", None),
                        ("requirement__isnull", False),
                        ("review_need", None),
                        ("serves", "statutory"),
                    ),
                    _connector="OR",
                ),
                name="planning_action_serves_something",
                violation_error_message="Choose the priority, performance review or statutory training it's linked to.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="planning_action_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_cost__gte", 0)), name="planning_action_cost_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("success_criteria", ""), _negated=True), name="planning_action_says_what_success_is"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "carried_forward"), _negated=True),
                    models.Q(("carried_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="planning_action_carried_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "open"),
                    models.Q(
                        ("outcome__in", ["met", "partly", "not_met"]), models.Q(("outcome_note", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="planning_target_judged_says_how",
            ),
        ),
    ]
