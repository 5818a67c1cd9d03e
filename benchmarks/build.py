"""A trust of 100 schools, 12,000 people and as many records as asked for, written straight into PostgreSQL.

The rows are made by SQL, in the order that the database's own guards ask for: a request gets its stages and decisions
before it is approved, and is approved before it is booked. Names are numbers: nobody is described.
"""

from typing import Any

from django.db import connection, models

from certificates.models import Certificate, Requirement
from core.calendar import today
from courses.models import Booking, Course, Provider, Request, Stage, StageDecision
from people.models import Grant, Person, Post, School
from training.models import Record

SCHOOLS = 100
PEOPLE = 12_000
REQUESTS = 60_000
KINDS = ["B-SAFE", "B-FIRE", "B-READ", "B-CYBER", "B-DATA", "B-PREV", "B-AID", "B-HS"]
REASON = "(ARRAY['statutory', 'priority', 'review', 'personal'])[1 + n % 4]"
HOLDER = "(SELECT person_id FROM people_grant WHERE role = '{}')"


def run(sql: str) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def insert(model: type[models.Model], source_rows: str, /, **said: str) -> None:
    """Insert a row of `model` for each row of `source_rows` (the text after FROM).

    `said`: column → SQL expression. A column that is not said gets its default in Python, or NULL, so that this stays
    right when a field is added.
    """
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001 -- Django's public name for it
        assert field.column
        if field.column in said:
            columns[field.column] = said.pop(field.column)
        elif field.column == "public_id":
            columns[field.column] = "gen_random_uuid()"
        elif not field.primary_key:
            columns[field.column] = default_of(field)
    if said:
        raise KeyError(f"{model.__name__} has no {sorted(said)}")
    names, values = ", ".join(columns), ", ".join(columns.values())
    run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source_rows}")  # noqa: SLF001


def default_of(field: Any) -> str:
    """Return a field's default as SQL."""
    if field.null and not field.has_default():
        return "NULL"
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if isinstance(field, models.JSONField):
        return "'[]'" if field.get_default() == [] else "'{}'"
    default = field.get_default()
    if isinstance(default, bool):
        return str(default).lower()
    return "'" + str("" if default is None else default).replace("'", "''") + "'"


def build_people() -> None:
    """Write schools, people, posts and roles: 120 people at each school."""
    insert(
        School,
        f"generate_series(1, {SCHOOLS}) n",
        name="'School ' || lpad(n::text, 3, '0')",
        urn="(910000 + n)::text",
    )
    insert(School, "(SELECT 1) one", kind="'central'", name="'Central team'", has_early_years="false")
    insert(
        Person,
        f"generate_series(1, {PEOPLE}) n",
        email="'p' || n || '@example.org'",
        first_name="'First' || (n % 997)",
        last_name="'Last' || n",
        joined_on="date '2018-09-01'",
        password="'!'",
    )
    insert(
        Post,
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person) p "
        "JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM people_school WHERE kind = 'school') s "
        f"ON s.place = 1 + (p.n % {SCHOOLS})",
        person_id="p.id",
        school_id="s.id",
        job_title="'Class teacher'",
        staff_group="(ARRAY['teacher', 'teaching_assistant', 'auxiliary', 'leader'])[1 + (p.n / 100) % 4]",
        staff_number="p.n::text",
        starts_on="date '2018-09-01'",
    )
    insert(
        Grant,
        "people_post GROUP BY school_id",
        person_id="min(person_id)",
        role="'headteacher'",
        school_id="school_id",
        starts_on="date '2018-09-01'",
    )
    for place, role in enumerate(["executive_lead", "ceo", "booking_officer", "administrator", "central_head"]):
        insert(
            Grant,
            f"(SELECT id FROM people_person ORDER BY id DESC OFFSET {place} LIMIT 1) p",
            person_id="p.id",
            role=f"'{role}'",
            starts_on="date '2018-09-01'",
        )


def build_requests() -> None:
    """Write requests, by their number modulo 20: 0–15 booked, 16 to be booked, 17 approved once, 18–19 waiting."""
    day = f"date '{today()}'"
    insert(Provider, "(SELECT 1) one", name="'Provider'", kind="'private'")
    insert(
        Course,
        "generate_series(1, 500) n",
        title="'Course ' || n",
        provider_id="(SELECT min(id) FROM courses_provider)",
        price="100 + n",
        hours="6",
    )
    insert(
        Request,
        f"""(SELECT n, p.person_id, p.school_id,
                {day} - (CASE WHEN n % 20 < 16 AND n % 7 > 0 THEN 30 + n % 900 ELSE -(10 + n % 60) END) AS day
            FROM generate_series(1, {REQUESTS}) n
            JOIN (SELECT person_id, school_id, row_number() OVER (ORDER BY person_id) AS place FROM people_post) p
                ON p.place = 1 + n % {PEOPLE}) source
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM courses_course) course
                ON course.place = 1 + source.n % 500""",
        applicant_id="source.person_id",
        school_id="source.school_id",
        status="'deciding'",
        course_id="course.id",
        title="'Course ' || course.place",
        provider_name="'Provider'",
        starts_on="source.day",
        ends_on="source.day",
        hours="6",
        reason=REASON,
        why="'Because.'",
        intended_effect="'Better.'",
        total_cost="150",
        rank="(ARRAY[10, 20, 40, 50, 60])[1 + n % 5]",
        undecided_stages="2",
        made_at="source.day - interval '40 days'",
        sent_at="source.day - interval '40 days'",
        waiting_since="source.day - interval '40 days'",
    )
    insert(Stage, "courses_request r", request_id="r.id", position="1", role="'headteacher'", school_id="r.school_id")
    insert(Stage, "courses_request r", request_id="r.id", position="2", role="'executive_lead'")
    lead = HOLDER.format("executive_lead")
    for position, below in ((1, 18), (2, 17)):
        insert(
            StageDecision,
            "courses_stage s JOIN courses_request r ON r.id = s.request_id "
            f"WHERE s.position = {position} AND r.id % 20 < {below} AND r.applicant_id <> {lead}",
            stage_id="s.id",
            outcome="'approved'",
            decided_by_id=lead,
            applicant_id="r.applicant_id",
            at="r.sent_at",
        )
        run(
            f"UPDATE courses_stage SET outcome = 'approved' WHERE position = {position} "
            "AND id IN (SELECT stage_id FROM courses_stagedecision)"
        )
    run(
        "UPDATE courses_request SET undecided_stages = (SELECT count(*) FROM courses_stage s "
        "WHERE s.request_id = courses_request.id AND s.outcome <> 'approved')"
    )
    run(
        "UPDATE courses_request SET status = 'to_book', agreed_cost = total_cost, agreed_starts_on = starts_on, "
        "agreed_ends_on = ends_on WHERE undecided_stages = 0"
    )
    officer = HOLDER.format("booking_officer")
    insert(
        Booking,
        "courses_request r WHERE status = 'to_book' AND id % 20 < 16",
        request_id="r.id",
        school_id="r.school_id",
        person_id="r.applicant_id",
        provider_reference="'R' || r.id",
        order_number="'PO' || r.id",
        cost="r.total_cost",
        starts_on="r.starts_on",
        ends_on="r.ends_on",
        booked_by_id=officer,
        booked_at="r.sent_at",
        calendar_uid="gen_random_uuid()",
    )
    run("UPDATE courses_request SET status = 'booked' WHERE id IN (SELECT request_id FROM courses_booking)")
    run(
        "UPDATE courses_booking SET status = 'attended', attendance_by_id = booked_by_id, attendance_at = booked_at "
        f"WHERE person_id <> booked_by_id AND ends_on < {day}"
    )
    run(
        "UPDATE courses_request SET status = 'closed' "
        "WHERE id IN (SELECT request_id FROM courses_booking WHERE status = 'attended')"
    )


def build_requirements() -> None:
    """Write eight requirements that all staff need."""
    for code in KINDS:
        Requirement.objects.create(code=code, name=code.title(), statutory="yes", expiry="interval", interval_months=12)


def build_records(total: int, already: int = 0) -> None:
    """Go on from `already` records to `total`, with an award for every second one; the longest valid is current."""
    insert(
        Record,
        f"generate_series({already + 1}, {total}) n "
        "JOIN (SELECT person_id, school_id, row_number() OVER (ORDER BY person_id) AS place FROM people_post) p "
        f"ON p.place = 1 + n % {PEOPLE} "
        f"CROSS JOIN LATERAL (SELECT date '{today()}' - ((n / {PEOPLE}) * 37 + n) % 3000 AS day) d",
        person_id="p.person_id",
        school_id="p.school_id",
        source_key="'bench:' || n",
        title="'Course ' || n % 500",
        provider="'Provider'",
        approach="'course'",
        reason=REASON,
        starts_on="d.day",
        ends_on="d.day",
        hours="3",
        cost="50",
        recorded_at="now()",
    )
    insert(
        Certificate,
        "training_record r "
        "JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS place FROM certificates_requirement) q "
        f"ON q.place = 1 + (r.id / {PEOPLE}) % {len(KINDS)} "
        f"WHERE r.id % 2 = 0 AND substr(r.source_key, 7)::int BETWEEN {already + 1} AND {total}",
        person_id="r.person_id",
        school_id="r.school_id",
        requirement_id="q.id",
        title="q.name",
        awarded_on="r.starts_on",
        expires_on="r.starts_on + 365",
        is_current="false",
        source="'course'",
        entered_at="now()",
    )
    run("UPDATE certificates_certificate SET is_current = false WHERE is_current")
    run(
        "UPDATE certificates_certificate SET is_current = true WHERE id IN (SELECT DISTINCT ON (person_id, "
        "requirement_id) id FROM certificates_certificate ORDER BY person_id, requirement_id, expires_on DESC, id DESC)"
    )
    # The planner must know what has come; autovacuum would come after the measurement.
    run("VACUUM ANALYZE")
