import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_guards"),
        ("people", "0002_guards"),
        ("planning", "0002_guards"),
        ("training", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("trust", "Trust board"), ("members", "Members"), ("local", "Local governing board")],
                        max_length=8,
                        verbose_name="type of board",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ("name", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["trust", "members", "local"])),
                        name="governance_board_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="governance_board_has_a_name"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None), ("kind__in", ["trust", "members"])),
                        fields=("kind",),
                        name="governance_board_one_of_the_trust",
                        violation_error_message="The trust has this board already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("governor", "Governor"),
                            ("trustee", "Trustee"),
                            ("member", "Member"),
                            ("chair", "Chair"),
                            ("vice_chair", "Vice chair"),
                            ("clerk", "Clerk"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parent", "Parent"),
                            ("staff", "Staff"),
                            ("appointed", "Appointed by the trust"),
                            ("co_opted", "Co-opted"),
                            ("foundation", "Foundation or sponsor"),
                            ("local_authority", "Local authority"),
                            ("ex_officio", "Ex officio"),
                            ("associate", "Associate"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "appointing_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("board", "The board"),
                            ("members", "Academy members"),
                            ("foundation", "Foundation or trust"),
                            ("staff", "Elected by staff"),
                            ("parents", "Elected by parents"),
                            ("no_candidates", "Parent appointed by the board (no candidates)"),
                            ("local_authority", "Nominated by the local authority"),
                            ("other_body", "Nominated by another body"),
                            ("by_post", "By virtue of office"),
                            ("founders", "Original signatory members"),
                            ("sponsor", "Foundation body or sponsor"),
                            ("none", "Not applicable"),
                        ],
                        max_length=15,
                        verbose_name="appointed by",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("term_ends_on", models.DateField(blank=True, null=True, verbose_name="end of term")),
                ("ends_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last day")),
                (
                    "ended_because",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="reason for ending early"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board_appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="governance.board"
                    ),
                ),
            ],
            options={
                "ordering": ("board", "person__last_name", "person__first_name", "starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="BoardSchool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="board_schools", to="governance.board"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="board_schools", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name": "school of a board",
                "verbose_name_plural": "schools of boards",
                "ordering": ("school__name", "starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AppointmentGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grant_links",
                        to="governance.appointment",
                    ),
                ),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.grant"
                    ),
                ),
                (
                    "board_school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.boardschool",
                    ),
                ),
            ],
            options={
                "verbose_name": "role by appointment",
                "verbose_name_plural": "roles by appointment",
            },
        ),
        migrations.CreateModel(
            name="LinkRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=30, verbose_name="link role")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link_roles",
                        to="governance.appointment",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="LinkDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "board_school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.boardschool",
                    ),
                ),
                (
                    "duty",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.responsibility"
                    ),
                ),
                (
                    "link_role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_links",
                        to="governance.linkrole",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsibility by link role",
                "verbose_name_plural": "responsibilities by link role",
            },
        ),
        migrations.AddConstraint(
            model_name="linkrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="governance_linkrole_ends_after_start",
                violation_error_message="The last day must be the same as or after the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkduty",
            constraint=models.UniqueConstraint(fields=("link_role", "board_school"), name="governance_linkduty_once"),
        ),
        migrations.CreateModel(
            name="Seats",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("parent", "Parent"),
                            ("staff", "Staff"),
                            ("appointed", "Appointed by the trust"),
                            ("co_opted", "Co-opted"),
                            ("foundation", "Foundation or sponsor"),
                            ("local_authority", "Local authority"),
                            ("ex_officio", "Ex officio"),
                            ("associate", "Associate"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="governance.board"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "seats",
                "ordering": ("board", "category"),
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["board", "ends_on"], name="governance_appt_board"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["person", "ends_on"], name="governance_appt_person"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["ends_on"], name="governance_appt_ends"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["governor", "trustee", "member", "chair", "vice_chair", "clerk"])),
                name="governance_appointment_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category__in",
                        [
                            "",
                            "parent",
                            "staff",
                            "appointed",
                            "co_opted",
                            "foundation",
                            "local_authority",
                            "ex_officio",
                            "associate",
                            "other",
                        ],
                    )
                ),
                name="governance_appointment_category_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="governance_appointment_ends_after_start",
                violation_error_message="The end of the term must be the same as or after the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("term_ends_on", None),
                    models.Q(("ends_on__isnull", False), ("ends_on__lte", models.F("term_ends_on"))),
                    _connector="OR",
                ),
                name="governance_appointment_within_its_term",
                violation_error_message="A term is never made longer. Appoint the person again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("term_ends_on__isnull", False), ("role", "clerk"), ("category", "ex_officio"), _connector="OR"
                ),
                name="governance_appointment_has_a_term",
                violation_error_message="Enter the end of the term. It may be empty only where the board sets none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="boardschool",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="governance_boardschool_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentgrant",
            constraint=models.UniqueConstraint(
                fields=("appointment", "board_school"), name="governance_appointmentgrant_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.UniqueConstraint(fields=("board", "category"), name="governance_seats_once"),
        ),
        migrations.CreateModel(
            name="AuditItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("strategy", "Strategy"),
                            ("accountability", "Accountability"),
                            ("people", "People"),
                            ("structures", "Structures"),
                            ("compliance", "Compliance"),
                            ("evaluation", "Evaluation"),
                            ("contribution", "Contribution"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "wanted",
                    models.CharField(
                        blank=True, choices=[("must", "Must have"), ("should", "Should have")], max_length=8
                    ),
                ),
            ],
            options={
                "ordering": ("audit", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="GapNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gap_need", to="governance.audititem"
                    ),
                ),
                (
                    "need",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="from_skills_audit",
                        to="planning.need",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SkillsAudit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="academic year")),
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
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="skills_audits", to="governance.board"
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("shared_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("is_shared", models.BooleanField(default=False, editable=False)),
                ("is_counted", models.BooleanField(default=False, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="governance.skillsaudit",
                    ),
                ),
            ],
            options={
                "ordering": ("audit", "pk"),
            },
        ),
        migrations.AddField(
            model_name="audititem",
            name="audit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="governance.skillsaudit"
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "board_kind",
                    models.CharField(
                        choices=[("local", "Local governing boards"), ("trust", "The trust board")],
                        max_length=8,
                        verbose_name="which boards",
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("strategy", "Strategy"),
                            ("accountability", "Accountability"),
                            ("people", "People"),
                            ("structures", "Structures"),
                            ("compliance", "Compliance"),
                            ("evaluation", "Evaluation"),
                            ("contribution", "Contribution"),
                        ],
                        max_length=16,
                        verbose_name="area",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="statement")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("is_in_use", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ("board_kind", "position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board_kind", "code"),
                        name="governance_statement_code_once",
                        violation_error_message="Another statement for these boards has this code. Choose another code.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="audititem",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="governance.statement"
            ),
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.PositiveSmallIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="governance.audititem"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="governance.selfassessment",
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "item"),
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "item"), name="governance_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 5)),
                        name="governance_rating_from_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("strategy", "Strategy"),
                            ("accountability", "Accountability"),
                            ("people", "People"),
                            ("structures", "Structures"),
                            ("compliance", "Compliance"),
                            ("evaluation", "Evaluation"),
                            ("contribution", "Contribution"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", models.TextField(max_length=1000)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="governance.selfassessment",
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "area"), name="governance_areanote_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="skillsaudit",
            index=models.Index(fields=["status", "closes_on"], name="governance_skillsaudit_due"),
        ),
        migrations.AddConstraint(
            model_name="skillsaudit",
            constraint=models.UniqueConstraint(
                fields=("board", "year"),
                name="governance_skillsaudit_once_a_year",
                violation_error_message="This board has a skills audit for this year already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="skillsaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "open", "closed"])),
                name="governance_skillsaudit_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="skillsaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("opened_at", None), ("status", "draft")),
                    models.Q(("closed_at", None), ("opened_at__isnull", False), ("status", "open")),
                    models.Q(("closed_at__isnull", False), ("opened_at__isnull", False), ("status", "closed")),
                    _connector="OR",
                ),
                name="governance_skillsaudit_moments_fit",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.UniqueConstraint(fields=("audit", "person"), name="governance_selfassessment_once"),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_counted", False), ("finished_at__isnull", False), _connector="OR"),
                name="governance_selfassessment_counted_is_finished",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_shared", False), ("shared_at__isnull", False), _connector="OR"),
                name="governance_selfassessment_shared_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="audititem",
            constraint=models.UniqueConstraint(fields=("audit", "statement"), name="governance_audititem_once"),
        ),
        migrations.AddConstraint(
            model_name="audititem",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__in", ["", "must", "should"])), name="governance_audititem_wanted_known"
            ),
        ),
        migrations.CreateModel(
            name="PolicyDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150)),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("cpd_policy", "CPD policy"),
                            ("safeguarding", "Safeguarding"),
                            ("health", "Health, safety and medical needs"),
                            ("staffing", "Staffing and performance reviews"),
                            ("teaching", "Teaching and curriculum"),
                            ("send", "SEND and inclusion"),
                            ("equality", "Equality"),
                            ("data", "Data protection and IT"),
                            ("finance", "Finance and premises"),
                            ("governance", "Governance"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("everyone", "Staff, governors and trustees"),
                            ("staff", "Staff only"),
                            ("board", "Governors, trustees and their clerks only"),
                        ],
                        default="everyone",
                        max_length=8,
                        verbose_name="who can see it",
                    ),
                ),
                (
                    "keeper_role",
                    models.CharField(
                        blank=True,
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
                        verbose_name="role that looks after it",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "keeper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_documents_kept",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="policy_documents", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(editable=False)),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="version")),
                ("approved_by", models.CharField(blank=True, max_length=150)),
                ("approved_on", models.DateField()),
                ("review_on", models.DateField(verbose_name="review date")),
                ("link", models.URLField(blank=True, max_length=500)),
                ("changes", models.TextField(blank=True, verbose_name="what has changed")),
                ("added_at", models.DateTimeField(editable=False)),
                ("replaced_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.board",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="governance.policydocument",
                    ),
                ),
            ],
            options={
                "ordering": ("-number", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField(editable=False)),
                ("due_on", models.DateField(verbose_name="read by")),
                ("every_year", models.BooleanField(default=False, verbose_name="ask again every year")),
                ("asked_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.audience",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="governance.policydocument",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents_read",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="governance.documentversion",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="governance.reading",
                    ),
                ),
            ],
            options={
                "ordering": ("-read_at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("keeper", None), models.Q(("keeper_role", ""), _negated=True)),
                    models.Q(("keeper__isnull", False), ("keeper_role", "")),
                    _connector="OR",
                ),
                name="governance_document_has_one_keeper",
                violation_error_message="Choose a role or a person, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("readers__in", ["everyone", "staff", "board"])),
                name="governance_document_readers_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="policydocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("school", "title"),
                name="governance_document_title_once",
                violation_error_message="There’s already a document with this title here.",
            ),
        ),
        migrations.AddIndex(
            model_name="documentversion",
            index=models.Index(fields=["review_on"], name="governance_version_review"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="governance_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)), fields=("document",), name="governance_version_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", None), models.Q(("link", ""), _negated=True)),
                    models.Q(("file__isnull", False), ("link", "")),
                    _connector="OR",
                ),
                name="governance_version_file_or_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("board", None), models.Q(("approved_by", ""), _negated=True)),
                    models.Q(("approved_by", ""), ("board__isnull", False)),
                    _connector="OR",
                ),
                name="governance_version_one_approver",
                violation_error_message="Choose the board or enter who else approved it, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_on__gt", models.F("approved_on"))),
                name="governance_version_reviewed_later",
                violation_error_message="The review date must be after the date of approval.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("document",), name="governance_reading_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("starts_on"))),
                name="governance_reading_due_after_start",
                violation_error_message="Choose a day that isn’t in the past.",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(fields=("reading", "person"), name="governance_declaration_once"),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("full", "Full board"),
                            ("committee", "Committee"),
                            ("extraordinary", "Extraordinary meeting"),
                            ("annual_general", "Annual general meeting"),
                            ("training", "Training"),
                        ],
                        default="full",
                        max_length=14,
                        verbose_name="type of meeting",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("day", models.DateField(verbose_name="date")),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("place", models.CharField(max_length=150)),
                ("papers", models.URLField(blank=True, max_length=500, verbose_name="link to papers")),
                ("cancelled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "cancelled_because",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="reason for cancelling"),
                ),
                ("recorded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("announced_on", models.DateField(editable=False)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="governance.board"
                    ),
                ),
            ],
            options={
                "ordering": ("day", "starts", "pk"),
            },
        ),
        migrations.CreateModel(
            name="MeetingAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("present", "Present"), ("apologies", "Apologies"), ("absent", "Absent")], max_length=9
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="governance.meeting"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_attendance",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendance at meetings",
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["board", "day"], name="governance_meeting_board"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["full", "committee", "extraordinary", "annual_general", "training"])),
                name="governance_meeting_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))),
                name="governance_meeting_ends_after_start",
                violation_error_message="The end time must be after the start time",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("papers", ""), ("papers__startswith", "https://"), _connector="OR"),
                name="governance_meeting_papers_by_https",
                violation_error_message="Enter a link that begins with https://",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at", None), ("cancelled_because", "")),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("recorded_at", None),
                        models.Q(("cancelled_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="governance_meeting_cancelled_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingattendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["present", "apologies", "absent"])),
                name="governance_meetingattendance_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingattendance",
            constraint=models.UniqueConstraint(fields=("meeting", "person"), name="governance_meetingattendance_once"),
        ),
        migrations.CreateModel(
            name="OutsideTraining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("disputed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("disputed_because", models.CharField(blank=True, max_length=500, verbose_name="what is wrong")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_training",
                        to="governance.board",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_training",
                        to="training.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "training elsewhere",
                "verbose_name_plural": "training elsewhere",
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disputed_at", None), ("disputed_because", "")),
                            models.Q(
                                ("disputed_at__isnull", False),
                                models.Q(("disputed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="governance_outsidetraining_disputed_whole",
                    )
                ],
            },
        ),
    ]
