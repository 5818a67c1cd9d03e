import uuid
from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0001_initial"),
        ("certificates", "0001_initial"),
        ("core", "0002_initial"),
        ("people", "0001_initial"),
        ("planning", "0001_initial"),
        ("training", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=150, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trust", "Within the trust"),
                            ("local_authority", "Local authority"),
                            ("teaching_hub", "Teaching school hub"),
                            ("appropriate_body", "Appropriate body"),
                            ("university", "University"),
                            ("further_education", "Further education college"),
                            ("subject_association", "Subject association"),
                            ("private", "Private provider"),
                            ("charity", "Charity"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("website", models.URLField(blank=True)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("contact_phone", models.CharField(blank=True, max_length=30)),
                ("notes", models.TextField(blank=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True)),
                ("approach", models.CharField(default="course", max_length=24)),
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
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("teachers", "Teachers"),
                            ("ects", "Early career teachers"),
                            ("support", "Teaching assistants and support staff"),
                            ("office", "Office and business staff"),
                            ("site", "Site and catering staff"),
                            ("leaders", "Leaders"),
                            ("governance", "Governors and trustees"),
                            ("everybody", "Everybody"),
                        ],
                        default="everybody",
                        max_length=12,
                    ),
                ),
                (
                    "career_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("trainee", "Trainee teachers"),
                            ("early", "Early career teachers"),
                            ("experienced", "Experienced teachers"),
                            ("support", "Experienced support staff"),
                            ("middle_leader", "Subject and phase leaders"),
                            ("senior_leader", "Senior and aspiring senior leaders"),
                        ],
                        default="",
                        max_length=14,
                    ),
                ),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="price per person in pounds"
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, default=6, max_digits=5, verbose_name="length in hours"),
                ),
                ("website", models.URLField(blank=True, verbose_name="course web page")),
                (
                    "leads_to_qualification",
                    models.CharField(blank=True, max_length=200, verbose_name="qualification"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in the catalogue")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("credits", models.ManyToManyField(blank=True, related_name="courses", to="certificates.requirement")),
                ("schools", models.ManyToManyField(blank=True, related_name="+", to="people.school")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="courses", to="courses.provider"
                    ),
                ),
            ],
            options={
                "ordering": ("title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CourseDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("ends_at", models.TimeField(blank=True, null=True)),
                ("venue", models.CharField(blank=True, max_length=200)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dates", to="courses.course"
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CourseRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "applies_as",
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
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("deciding", "Awaiting approval"),
                            ("returned", "Sent back for changes"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("to_book", "Approved, to book"),
                            ("booked", "Booked"),
                            ("cancelled", "Cancelled"),
                            ("attended", "Attended"),
                            ("not_attended", "Not attended"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("provider_name", models.CharField(blank=True, max_length=150, verbose_name="provider")),
                ("website", models.URLField(blank=True, verbose_name="course web page")),
                ("approach", models.CharField(default="course", max_length=24)),
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
                    ),
                ),
                ("venue", models.CharField(blank=True, max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("ends_at", models.TimeField(blank=True, null=True)),
                ("hours", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("statutory", "Statutory requirement"),
                            ("priority", "School improvement priority"),
                            ("review", "Agreed in a performance review"),
                            ("personal", "Personal development"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="reason for this course")),
                ("intended_effect", models.TextField(blank=True, verbose_name="expected impact")),
                ("needs_cover", models.BooleanField(blank=True, null=True, verbose_name="cover needed")),
                (
                    "total_cost",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=10),
                ),
                (
                    "fee_unknown",
                    models.BooleanField(default=False, editable=False, verbose_name="the course fee is not known"),
                ),
                (
                    "agreed_cost",
                    models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=10, null=True),
                ),
                ("agreed_starts_on", models.DateField(blank=True, editable=False, null=True)),
                ("agreed_ends_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "Statutory renewal, overdue"),
                            (20, "Statutory renewal"),
                            (30, "Early career teacher"),
                            (35, "Statutory training, course not in the catalogue"),
                            (40, "Improvement priority"),
                            (45, "Recommended training"),
                            (50, "Agreed in a performance review"),
                            (60, "Personal development"),
                            (65, "Not a statutory renewal"),
                        ],
                        default=60,
                        editable=False,
                    ),
                ),
                (
                    "is_renewal",
                    models.BooleanField(default=False, editable=False, verbose_name="renews a statutory requirement"),
                ),
                ("undecided_stages", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("sent_as", models.JSONField(blank=True, default=dict, editable=False)),
                ("round_as", models.JSONField(blank=True, default=dict, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("waiting_since", models.DateTimeField(blank=True, editable=False, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="planning.action",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="budgets.account",
                    ),
                ),
                (
                    "budget_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="budgets.budgetline",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="courses.course",
                    ),
                ),
                (
                    "course_date",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="courses.coursedate",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="planning.need",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="planning.priority",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="courses.courserequest",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="certificates.requirement",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="people.school"
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("fee", "Course fee"),
                            ("travel", "Travel"),
                            ("cover", "Supply cover"),
                            ("accommodation", "Accommodation and meals"),
                            ("exam", "Exam or assessment"),
                            ("resources", "Books and resources"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="pounds, excluding VAT")),
                ("note", models.CharField(blank=True, max_length=120)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cost_lines",
                        to="courses.courserequest",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.TextField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="courses.courserequest"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
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
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("attended", "Attended"),
                            ("not_attended", "Not attended"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="booked",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("provider_reference", models.CharField(blank=True, max_length=80, verbose_name="booking reference")),
                ("order_number", models.CharField(blank=True, max_length=40, verbose_name="purchase order number")),
                ("cost", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="real cost in pounds")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("starts_at", models.TimeField(blank=True, null=True)),
                ("ends_at", models.TimeField(blank=True, null=True)),
                ("venue", models.CharField(blank=True, max_length=250, verbose_name="place or link")),
                ("joining_instructions", models.TextField(blank=True)),
                ("credits_used", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                (
                    "leaver_reason",
                    models.TextField(blank=True, default="", verbose_name="why someone who leaves before is booked"),
                ),
                (
                    "cancel_free_until",
                    models.DateField(blank=True, null=True, verbose_name="can be cancelled free until"),
                ),
                ("booked_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("us", "By us"),
                            ("provider", "By the provider"),
                            ("name_change", "Attendee swapped"),
                            ("changed", "Request sent back for approval"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cancellation_charge", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("cancellation_note", models.TextField(blank=True)),
                ("attendance_at", models.DateTimeField(blank=True, null=True)),
                ("absence_note", models.TextField(blank=True, verbose_name="why not attended")),
                ("calendar_uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "attendance_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmation",
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
                        related_name="bookings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="people.school"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="courses.courserequest"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="courses.serviceagreement",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booking",
                        to="training.record",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("position", models.PositiveSmallIntegerField()),
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
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "escalated_to",
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
                    ),
                ),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="courses.courserequest"
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
                "ordering": ("round", "position"),
            },
        ),
        migrations.CreateModel(
            name="StageDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("approved", "Approved"), ("returned", "Returned"), ("declined", "Declined")],
                        max_length=10,
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_linked", "Doesn't match a current priority"),
                            ("no_budget", "No budget available"),
                            ("no_cover", "Cover not available"),
                            ("too_many_out", "Too many staff out that day"),
                            ("statutory_first", "Statutory training takes priority"),
                            ("in_trust", "Similar training available within the trust"),
                            ("poor_value", "Not good value"),
                            ("timing", "Wrong time of year"),
                            ("short_notice", "Not enough notice"),
                            ("already_done", "Similar training already completed"),
                            ("other", "Another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="courses.stage"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="coursedate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="courses_coursedate_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 0)), name="courses_course_price_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="courserequest",
            index=models.Index(fields=["applicant", "-created_at"], name="courses_request_mine"),
        ),
        migrations.AddIndex(
            model_name="courserequest",
            index=models.Index(fields=["school", "status", "rank"], name="courses_request_school"),
        ),
        migrations.AddIndex(
            model_name="courserequest",
            index=models.Index(fields=["status", "rank", "waiting_since", "id"], name="courses_request_queue"),
        ),
        migrations.AddIndex(
            model_name="courserequest",
            index=models.Index(fields=["starts_on", "ends_on"], name="courses_request_days"),
        ),
        migrations.AddConstraint(
            model_name="courserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="courses_request_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_cost__gte", 0)), name="courses_request_cost_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="courserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "deciding",
                            "returned",
                            "declined",
                            "withdrawn",
                            "to_book",
                            "booked",
                            "cancelled",
                            "attended",
                            "not_attended",
                            "closed",
                        ],
                    )
                ),
                name="courses_request_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["to_book", "booked", "attended", "not_attended", "closed"]), _negated=True
                    ),
                    ("undecided_stages", 0),
                    _connector="OR",
                ),
                name="courses_request_approved_means_every_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "withdrawn"]),
                    models.Q(
                        models.Q(("title", ""), _negated=True),
                        ("starts_on__isnull", False),
                        ("ends_on__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="courses_request_sent_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="courses_costline_amount_not_negative"
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
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["-starts_on", "-id"], name="courses_booking_register"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["school", "-starts_on"], name="courses_booking_school"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["person", "-starts_on"], name="courses_booking_person"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["status", "ends_on"], name="courses_booking_attendance"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("request",),
                name="courses_booking_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="courses_booking_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0), ("cancellation_charge__gte", 0)),
                name="courses_booking_cost_not_negative",
            ),
        ),
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
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attendance_by", None),
                    models.Q(("attendance_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="courses_booking_attendance_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "cancelled"), _negated=True), ("cancelled_at__isnull", False), _connector="OR"
                ),
                name="courses_booking_cancelled_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("record", None), ("status", "attended"), _connector="OR"),
                name="courses_booking_record_of_what_was_attended",
            ),
        ),
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(fields=["role", "school", "outcome"], name="courses_stage_desk"),
        ),
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(
                condition=models.Q(("outcome", "approved"), _negated=True),
                fields=["role", "school"],
                name="courses_stage_undecided",
            ),
        ),
        migrations.AddIndex(
            model_name="stage",
            index=models.Index(
                condition=models.Q(
                    models.Q(("outcome", "approved"), _negated=True), models.Q(("escalated_to", ""), _negated=True)
                ),
                fields=["escalated_to"],
                name="courses_stage_escalated",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(fields=("request", "round", "position"), name="courses_stage_once"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="courses_stage_position_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedecision",
            constraint=models.UniqueConstraint(fields=("stage", "attempt"), name="courses_decision_one_an_attempt"),
        ),
        migrations.AddConstraint(
            model_name="stagedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("applicant")), _negated=True),
                name="courses_decision_not_on_ones_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_behalf_of", None),
                    models.Q(("on_behalf_of", models.F("applicant")), _negated=True),
                    _connector="OR",
                ),
                name="courses_decision_not_for_the_applicant",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", "approved"), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="courses_decision_says_why",
            ),
        ),
    ]
