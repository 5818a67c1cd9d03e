import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import people.working_days


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254, null=True, verbose_name="work email")),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(max_length=80)),
                ("teacher_number", models.CharField(blank=True, max_length=7, verbose_name="teacher reference number")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="joined the trust")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left the trust")),
                (
                    "ended_by_leaving",
                    models.JSONField(
                        default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="can sign in")),
                ("calendar_token", models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True)),
                ("invited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitation_asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ("last_name", "first_name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "new_email",
                    models.EmailField(
                        blank=True,
                        help_text="Empty: the address is taken away.",
                        max_length=254,
                        verbose_name="new work email",
                    ),
                ),
                ("code_digest", models.CharField(editable=False, max_length=64)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting to be confirmed"), ("done", "In effect"), ("refused", "Refused")],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a work email",
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        editable=False,
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
                        related_name="delegations_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("school", "School"), ("central", "Central team")], default="school", max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("urn", models.CharField(blank=True, max_length=6, null=True, unique=True, verbose_name="URN")),
                ("local_authority", models.CharField(blank=True, max_length=80)),
                ("establishment_number", models.CharField(blank=True, max_length=7, verbose_name="DfE number")),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("low_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="lowest age")),
                ("high_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="highest age")),
                ("has_early_years", models.BooleanField(default=True, verbose_name="has a nursery or Reception class")),
                ("street", models.CharField(blank=True, max_length=150)),
                ("town", models.CharField(blank=True, max_length=80)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "board_name",
                    models.CharField(
                        blank=True,
                        help_text="As it appears in the school's documents.",
                        max_length=80,
                        verbose_name="name of the board",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ("kind", "name", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "central")), fields=("kind",), name="people_school_one_central_team"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "school"), ("urn", None), _connector="OR"),
                        name="people_school_central_team_has_no_urn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dsl", "Designated safeguarding lead"),
                            ("deputy_dsl", "Deputy designated safeguarding lead"),
                            ("senco", "SENCO"),
                            ("designated_teacher", "Designated teacher for looked-after children"),
                            ("mental_health_lead", "Senior mental health lead"),
                            ("first_aider", "First aider"),
                            ("paediatric_first_aider", "Paediatric first aider"),
                            ("medicines", "Administers medicines"),
                            ("fire_warden", "Fire warden"),
                            ("evc", "Educational visits coordinator"),
                            ("visit_leader", "Visit leader"),
                            ("minibus_driver", "Minibus driver"),
                            ("site", "Site and premises duties"),
                            ("catering", "Prepares or serves food"),
                            ("early_years", "Works in Nursery or Reception"),
                            ("pe_lead", "PE lead"),
                            ("health_and_safety_lead", "Health and safety lead"),
                            ("data_protection_lead", "Data protection lead"),
                            ("ect_mentor", "ECT mentor"),
                            ("induction_tutor", "Induction tutor"),
                            ("reviewer", "Leads performance reviews"),
                            ("recruiter", "Sits on recruitment panels"),
                            ("safeguarding_link", "Safeguarding link governor"),
                            ("send_link", "SEND link governor"),
                            ("health_and_safety_link", "Health and safety link governor"),
                            ("exclusion_panel", "Sits on exclusion panels"),
                            ("appraisal_panel", "Sits on the Headteacher's appraisal panel"),
                        ],
                        max_length=30,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responsibilities", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "responsibilities",
                "ordering": ("school", "kind", "pk"),
            },
        ),
        migrations.CreateModel(
            name="LongAbsence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("person", "starts_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="people_longabsence_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("job_title", models.CharField(max_length=120)),
                (
                    "staff_group",
                    models.CharField(
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
                    ),
                ),
                (
                    "career_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not set"),
                            ("trainee", "Trainee teacher (ITT)"),
                            ("ect_1", "Early career teacher, first year"),
                            ("ect_2", "Early career teacher, second year"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("staff_number", models.CharField(blank=True, max_length=40, verbose_name="staff or payroll number")),
                (
                    "fte",
                    models.DecimalField(decimal_places=3, default=1, max_digits=4, verbose_name="FTE"),
                ),
                ("working_days", people.working_days.WorkingDaysField(blank=True, null=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "line_manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("person", "starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("headteacher", "Headteacher"),
                            ("head_of_school", "Head of School"),
                            ("senior_leader", "Senior leader"),
                            ("central_head", "Head of the central team"),
                            ("executive_lead", "Executive Lead"),
                            ("ceo", "Chief executive"),
                            ("booking_officer", "Central booking officer"),
                            ("administrator", "Trust administrator"),
                            ("governor", "Governor"),
                            ("chair_of_governors", "Chair of governors"),
                            ("clerk", "Clerk"),
                            ("trustee", "Trustee"),
                            ("chair_of_trustees", "Chair of trustees"),
                            ("member", "Member"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "granted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("role", "school", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FormerUrn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=6, unique=True, verbose_name="URN")),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former_urns", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name": "former URN",
                "ordering": ("school", "-until", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StaffImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "Check columns"),
                            ("waiting", "Waiting for preview"),
                            ("rehearsing", "Preparing preview"),
                            ("rehearsed", "Preview ready"),
                            ("applying", "Saving changes"),
                            ("applied", "Imported"),
                            ("failed", "Failed"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("changes", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "answers",
                    models.JSONField(default=dict, help_text="Answers to the questions about matching people."),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="Why it failed or the preview was updated.", max_length=300),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        blank=True, help_text="Fingerprint of the records used for the preview.", max_length=64
                    ),
                ),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("touched_at", models.DateTimeField(auto_now=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="The year it started, such as 2026.", verbose_name="academic year"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")], max_length=8
                    ),
                ),
                ("half", models.PositiveSmallIntegerField(choices=[(1, "First half"), (2, "Second half")], default=1)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TrainingDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_days",
                        to="people.school",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["last_name", "first_name"], name="people_person_name"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="people_person_email_once",
                violation_error_message="Someone else already uses this email address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("teacher_number", ""), _negated=True),
                fields=("teacher_number",),
                name="people_person_teacher_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), _negated=True), name="people_person_email_null_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_on", None), ("joined_on", None), ("left_on__gte", models.F("joined_on")), _connector="OR"
                ),
                name="people_person_left_after_joined",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")), fields=("person",), name="people_accountchange_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "done", "refused"])),
                name="people_accountchange_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(
                            models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                            ("settled_by", models.F("person")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="people_accountchange_settled_by_another",
                violation_error_message="Whoever entered a new address does not confirm it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="people_delegation_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputy", models.F("person")), _negated=True),
                name="people_delegation_to_somebody_else",
                violation_error_message="Choose someone else as stand-in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="people_responsibility_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    models.Q(("kind__in", ["safeguarding_link", "send_link", "health_and_safety_link"]), _negated=True),
                ),
                fields=("person", "school", "kind"),
                name="people_responsibility_once_open",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["school", "ends_on"], name="people_post_school"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["person", "ends_on"], name="people_post_person"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="people_post_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("line_manager", None),
                    models.Q(("line_manager", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="people_post_not_own_line_manager",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("working_days", None), ("working_days__range", (1, 1023)), _connector="OR"),
                name="people_post_working_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("staff_number", ""), _negated=True),
                fields=("school", "staff_number", "job_title", "starts_on"),
                name="people_post_once",
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["role", "school", "ends_on"], name="people_grant_holders"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="people_grant_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "role__in",
                            [
                                "headteacher",
                                "head_of_school",
                                "senior_leader",
                                "governor",
                                "chair_of_governors",
                                "clerk",
                            ],
                        ),
                        ("school__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "role__in",
                                [
                                    "headteacher",
                                    "head_of_school",
                                    "senior_leader",
                                    "governor",
                                    "chair_of_governors",
                                    "clerk",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("school__isnull", True),
                    ),
                    ("role", "clerk"),
                    _connector="OR",
                ),
                name="people_grant_school_fits_role",
                violation_error_message="Choose a school for a school role. Leave it blank for a trust-wide role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("role"),
                django.db.models.functions.comparison.Coalesce("school", 0),
                condition=models.Q(
                    ("ends_on", None),
                    models.Q(
                        (
                            "role__in",
                            [
                                "governor",
                                "chair_of_governors",
                                "trustee",
                                "chair_of_trustees",
                                "member",
                                "clerk",
                            ],
                        ),
                        _negated=True,
                    ),
                ),
                name="people_grant_once_open",
                violation_error_message="This person already has this role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="people_term_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("school", 0),
                models.F("year"),
                models.F("name"),
                models.F("half"),
                name="people_term_once",
                violation_error_message="This half term has already been added.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingday",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("school", 0),
                models.F("day"),
                name="people_trainingday_once",
                violation_error_message="There's already an INSET day on this date.",
            ),
        ),
        migrations.CreateModel(
            name="ImportWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("school", "School"), ("staff_group", "Staff group"), ("job_title", "Job title")],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(help_text="The words as they are compared.", max_length=200)),
                ("words", models.CharField(max_length=200)),
                (
                    "meaning",
                    models.CharField(blank=True, help_text="A staff group, or that rows are left out.", max_length=20),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "key"),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="people_importword_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "school"), ("meaning", ""), ("school__isnull", False)),
                            models.Q(("meaning", "leave_out"), ("school", None)),
                            models.Q(
                                models.Q(("kind", "school"), _negated=True),
                                (
                                    "meaning__in",
                                    [
                                        "leader",
                                        "teacher",
                                        "teaching_assistant",
                                        "business",
                                        "non_teaching_leader",
                                        "administrative",
                                        "technician",
                                        "other_support",
                                        "auxiliary",
                                        "trainee",
                                    ],
                                ),
                                ("school", None),
                            ),
                            _connector="OR",
                        ),
                        name="people_importword_means_one_thing",
                    ),
                ],
            },
        ),
    ]
