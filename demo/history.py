"""Two years of requests, decisions, bookings, records and certificates, and what is under way today."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from certificates.audience import audience_on
from certificates.models import Certificate, Qualification, Requirement
from core.audit import audit_event
from core.calendar import LONDON, academic_year, year_bounds
from core.models import AuditEvent
from courses.approvals.ranking import rank_of
from courses.models import Booking, Comment, CostLine, Course, CourseDate, CourseRequest, Stage, StageDecision
from courses.requests.clashes import days_between
from demo import names
from demo.catalogue import LONGEST_IN_DAYS, DemoCatalogue
from demo.people import DemoPeople, start_of
from demo.school_year import ONE, inset_days, on_or_after, on_or_before, past, soon_after
from people.models import Person, School
from planning.models import Mode
from training.models import Record

S = CourseRequest.Status
WAITING = (S.DECIDING, S.RETURNED, S.TO_BOOK)
UNDER_WAY = (*WAITING, "second", S.BOOKED, "attendance_due", "certificate_due")
LONGEST_LEAD = 60
DAY_OF_COVER = Decimal(220)


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """Return a moment of a day in London."""
    return dt.datetime.combine(day, dt.time(hour), LONDON)


def has_lessons(course: Course) -> bool:
    """Return whether a course takes a teacher out of lessons on days that are known: not over months, nor at home."""
    return course.mode != Mode.ONLINE_OWN_TIME and course.hours <= LONGEST_IN_DAYS


@dataclass
class Case:
    """One request of the demo: where it is meant to end, and when its steps happened."""

    request: CourseRequest
    course: Course
    date: CourseDate
    goal: str
    sent: dt.date
    reason: str
    stages: list[Stage] = field(default_factory=list)
    booking: Booking | None = None
    record: Record | None = None


@dataclass
class History:
    """Builds the cases in memory, then writes them in the order that the database's guards ask for."""

    random: Random
    today: dt.date
    people: DemoPeople
    catalogue: DemoCatalogue
    cases: list[Case] = field(default_factory=list)
    decisions: list[StageDecision] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.audience = audience_on(self.today)
        self.asked: dict[int, list[tuple[Course, CourseDate]]] = defaultdict(list)
        self.said: dict[tuple[Any, str], set[int]] = defaultdict(set)

    def plan(self) -> None:
        """Plan past requests for most of the staff, some for governors, and those under way now."""
        for school in self.people.schools:
            for person in self.people.staff[school.pk]:
                if person.email:
                    for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4])):
                        self.plan_past(person, school)
            for governor in self.people.governors[school.pk]:
                for _ in range(self.random.choice([0, 1, 2])):
                    self.plan_past(governor, school, applies_as="governor")
            this_year = year_bounds(academic_year(self.today))[0]
            staff = [p for p in self.people.staff[school.pk][1:] if p.email and start_of(p) < this_year]
            goals = [S.DECIDING, S.DECIDING, "second", "second", S.RETURNED, S.TO_BOOK, S.BOOKED, S.BOOKED, S.BOOKED,
                     "attendance_due", "certificate_due"]  # fmt: skip
            for place, (person, goal) in enumerate(zip(self.random.sample(staff, len(goals)), goals, strict=True)):
                self.plan_current(person, school, goal, is_duty=place % 2 == 0)
        # The printed sign-ins have something of their own to look at.
        teacher = self.people.sign_ins["Teacher"]
        first_school = self.people.schools[0]
        for goal in (S.RETURNED, S.BOOKED, "certificate_due"):
            self.plan_current(teacher, first_school, goal)
        self.plan_past(teacher, first_school)

    def fitting(self, person: Person, applies_as: str) -> list[Course]:
        """Return the courses for the person's kind of work."""
        post = self.people.posts.get(person.pk)
        if applies_as or post is None:
            audiences = {"governance"}
        elif post.staff_group in ("leader", "teacher", "trainee"):
            audiences = {"teachers", "everybody"} | ({"ects"} if post.career_stage else set())
            audiences |= {"leaders"} if post.staff_group == "leader" else set()
        elif post.staff_group == "teaching_assistant":
            audiences = {"support", "everybody"}
        else:
            audiences = {"site", "office", "everybody"}
        return [c for c in self.catalogue.courses if c.audience in audiences and c.is_external]

    def plan_past(self, person: Person, school: School, applies_as: str = "") -> None:
        """Plan a request that is over: mostly closed, sometimes declined, withdrawn, cancelled or missed."""
        goal = self.random.choices([S.CLOSED, S.DECLINED, S.WITHDRAWN, S.CANCELLED, S.NOT_ATTENDED], [80, 7, 4, 5, 4])[
            0
        ]
        course = self.random.choice(self.fitting(person, applies_as))
        over = [
            d
            for d in self.catalogue.dates[course.pk]
            if d.ends_on < self.today - dt.timedelta(days=20)
            and on_or_after(d.ends_on + ONE) < self.today
            and d.starts_on - dt.timedelta(days=LONGEST_LEAD + 60) > start_of(person)
            and self.is_free(person, course, d)
        ]
        if over:
            self.add(person, school, course, self.random.choice(over), goal, applies_as)

    def is_free(self, person: Person, course: Course, date: CourseDate) -> bool:
        """Return whether somebody has asked for nothing else on these days, and not for this course before."""
        asked = self.asked[person.pk]
        return all(c != course and (date.ends_on < d.starts_on or d.ends_on < date.starts_on) for c, d in asked)

    def plan_current(self, person: Person, school: School, goal: str, *, is_duty: bool = False) -> None:
        """Plan a request that waits for somebody now, or is coming up; `is_duty`: a renewal, if there is a course."""
        courses = self.fitting(person, "")
        duties = [c for c in courses if self.duty_of(person, c)]
        self.random.shuffle(courses)
        for course in sorted(courses, key=lambda c: is_duty and c not in duties):
            days = [d for d in self.catalogue.dates[course.pk] if self.is_free(person, course, d)]
            if goal in ("attendance_due", "certificate_due"):
                over = [d for d in days if on_or_after(d.ends_on + ONE) < self.today]
                found = sorted(over, key=lambda d: d.starts_on)[-1:]
            else:
                coming = sorted((d for d in days if d.starts_on > self.today), key=lambda d: d.starts_on)
                found = coming[:2] if goal == S.BOOKED else coming[1:4]
            if found:
                self.add(person, school, course, self.random.choice(found), goal, "")
                return

    def add(self, person: Person, school: School, course: Course, date: CourseDate, goal: str, applies_as: str) -> None:
        """Add one case with its dates."""
        self.asked[person.pk].append((course, date))
        lead = self.random.randrange(25, LONGEST_LEAD)
        sent = on_or_before(
            min(date.starts_on - dt.timedelta(days=lead), self.today - dt.timedelta(days=self.random.randrange(2, 12)))
        )
        duty = self.duty_of(person, course)
        post = self.people.posts.get(person.pk)
        reason = "statutory" if duty else self.random.choice(["priority", "priority", "review", "personal"])
        why, effect = self.words(reason, [school.pk, goal] if goal in UNDER_WAY else [])
        request = CourseRequest(
            applicant=person, school=school, applies_as=applies_as, status=S.DECIDING, course=course, course_date=date,
            title=course.title, provider_name=course.provider.name, approach=course.approach, mode=course.mode,
            venue=date.venue, starts_on=date.starts_on, ends_on=date.ends_on, starts_at=date.starts_at,
            ends_at=date.ends_at, hours=course.hours, reason=reason, requirement=duty,
            why=why, intended_effect=effect,
            needs_cover=post is not None and post.staff_group == "teacher" and not applies_as and has_lessons(course)
            and all(post.works_on(day) for day in days_between(date.starts_on, date.ends_on)),
            total_cost=course.price or 0, fee_unknown=course.price is None,
            undecided_stages=2, sent_at=at(sent), waiting_since=at(sent),
        )  # fmt: skip
        self.cases.append(Case(request, course, date, goal, sent, reason))

    def words(self, reason: str, readers: list[Any]) -> tuple[str, str]:
        """Return why somebody asks and what they hope for: words that none of the readers has before them already."""
        choice = names.WHYS[reason]
        taken = {number for reader in readers for number in self.said[reader, reason]}
        number = self.random.choice([n for n in range(len(choice)) if n not in taken] or range(len(choice)))
        for reader in readers:
            self.said[reader, reason].add(number)
        return choice[number]

    def duty_of(self, person: Person, course: Course) -> Requirement | None:
        """Return what the course credits and the person must keep valid; None where it is a duty of others only.

        What is only recommended is no duty.
        """
        places = self.audience.places
        for requirement in self.catalogue.credited[course.pk]:
            is_duty = requirement.statutory != Requirement.Statutory.RECOMMENDED
            is_duty = is_duty and requirement.expiry != Requirement.Expiry.NONE
            if is_duty and any(person.pk in self.audience.who(requirement, place) for place in places):
                return requirement
        return None

    def to_renew(self) -> set[tuple[int, int | None]]:
        """Return the people and the requirements that they ask to renew at present."""
        waiting = (case.request for case in self.cases if case.request.status in WAITING)
        return {(request.applicant_id, request.requirement_id) for request in waiting if request.requirement_id}

    def rank(self) -> None:
        """Work out where each request that waits stands in its queue, once the certificates are there."""
        for case in self.cases:
            if case.request.status in WAITING:
                rank, is_renewal = rank_of(case.request)
                CourseRequest.objects.filter(pk=case.request.pk).update(rank=rank, is_renewal=is_renewal)

    # --- writing ---------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write everything that was planned."""
        for case in self.cases:
            case.request.total_cost = (case.course.price or 0) + cover_of(case)
        CourseRequest.objects.bulk_create([c.request for c in self.cases])
        for case in self.cases:
            CourseRequest.objects.filter(pk=case.request.pk).update(
                created_at=at(case.sent, 8), updated_at=at(case.sent)
            )
        self.write_costs()
        self.write_stages()
        self.write_decisions()
        self.write_bookings()
        self.write_records()
        self.write_talk()
        AuditEvent.objects.bulk_create(self.events)

    def event(self, actor: Person, code: str, case: Case, day: dt.date, hour: int, obj: Any = None) -> None:
        """Plan an entry of the audit trail."""
        target = obj or case.request
        self.events.append(audit_event(actor, code, target, at=at(day, hour), school_id=case.request.school_id))

    def write_costs(self) -> None:
        """Write the cost lines."""
        lines = []
        for case in self.cases:
            self.event(case.request.applicant, "courses.request.sent", case, case.sent, 10)
            if case.course.price:
                lines.append(CostLine(request=case.request, heading="fee", amount=case.course.price))
            if cover := cover_of(case):
                days = days_of(case)
                note = "Half a day" if cover < DAY_OF_COVER else f"{days} days" if days > 1 else "1 day"
                lines.append(CostLine(request=case.request, heading="cover", amount=cover, note=note))
        CostLine.objects.bulk_create(lines)

    def write_stages(self) -> None:
        """Write the two stages of each request."""
        for case in self.cases:
            governor = case.request.applies_as == "governor"
            is_head = case.request.applicant_id in {head.pk for head in self.people.heads.values()}
            is_chair = case.request.applicant == self.people.governors.get(case.request.school_id, [None])[0]
            if not is_head and not (governor and is_chair):
                role = "chair_of_governors" if governor else "headteacher"
                case.stages.append(Stage(request=case.request, position=1, role=role, school=case.request.school))
            case.stages.append(Stage(request=case.request, position=len(case.stages) + 1, role="executive_lead"))
        Stage.objects.bulk_create([stage for case in self.cases for stage in case.stages])

    def decided(self, case: Case) -> list[str]:
        """Return the outcomes of the case's stages, in their order, as far as they are decided."""
        count = len(case.stages)
        if case.goal in (S.DECIDING, S.WITHDRAWN):
            return []
        if case.goal == "second":
            return ["approved"] * (count - 1)
        if case.goal in (S.RETURNED, S.DECLINED):
            last = "returned" if case.goal == S.RETURNED else "declined"
            return [last] if self.random.random() < 0.6 or count == 1 else ["approved", last]
        return ["approved"] * count

    def decider(self, stage: Stage) -> Person:
        """Return the holder of a stage's role."""
        if stage.school_id is None:
            return self.people.central_staff["executive-lead"]
        if stage.role == "chair_of_governors":
            return self.people.governors[stage.school_id][0]
        return self.people.heads[stage.school_id]

    def done_by(self, case: Case) -> dt.date:
        """Return the day before which a request is decided and booked: today, or a week before it starts."""
        return min(self.today, case.date.starts_on - dt.timedelta(days=7))

    def write_decisions(self) -> None:
        """Write decisions, then the stages' outcomes in their order, then where each request is."""
        outcomes: dict[tuple[int, str], list[int]] = {}
        for case in self.cases:
            decided = self.decided(case)
            day = case.sent
            for stage, outcome in zip(case.stages, decided, strict=False):
                day = soon_after(day, self.random.randrange(1, 5), self.done_by(case))
                decline_reason, note = "", ""
                if outcome == "returned":
                    note = names.RETURN_NOTES[case.request.school_id % len(names.RETURN_NOTES)]
                elif outcome == "declined":
                    decline_reason, note = self.random.choice(names.DECLINE_NOTES)
                decider = self.decider(stage)
                self.decisions.append(
                    StageDecision(
                        stage=stage, outcome=outcome, decided_by=decider, applicant=case.request.applicant, note=note,
                        decline_reason=decline_reason, at=at(day, 14 + stage.position),
                    )
                )  # fmt: skip
                outcomes.setdefault((stage.position, outcome), []).append(stage.pk)
                self.event(decider, f"courses.request.{outcome}", case, day, 14 + stage.position)
            approved = decided.count("approved")
            case.request.undecided_stages = len(case.stages) - approved
            case.request.waiting_since = at(day, 16 if decided else 10)
            if approved == len(case.stages):
                case.request.agreed_cost = case.request.total_cost
                case.request.agreed_starts_on = case.request.starts_on
                case.request.agreed_ends_on = case.request.ends_on
        # A decision on the second stage comes after the first is approved; the database sees to it.
        for position in (1, 2):
            StageDecision.objects.bulk_create([d for d in self.decisions if d.stage.position == position])
            for outcome in ("approved", "returned", "declined"):
                Stage.objects.filter(pk__in=outcomes.get((position, outcome), [])).update(outcome=outcome)
        CourseRequest.objects.bulk_update(
            [c.request for c in self.cases],
            ["undecided_stages", "waiting_since", "agreed_cost", "agreed_starts_on", "agreed_ends_on"],
            batch_size=200,
        )
        for status in (S.RETURNED, S.DECLINED, S.WITHDRAWN):
            self.move([c for c in self.cases if c.goal == status], status)
        self.move([c for c in self.cases if c.request.agreed_cost is not None], S.TO_BOOK)

    def move(self, cases: list[Case], status: str) -> None:
        """Set where requests are."""
        CourseRequest.objects.filter(pk__in=[c.request.pk for c in cases]).update(status=status)
        for case in cases:
            case.request.status = status

    def write_bookings(self) -> None:
        """Write the bookings, then what became of them."""
        officer = self.people.central_staff["booking-officer"]
        booked = [c for c in self.cases if c.request.status == S.TO_BOOK and c.goal != S.TO_BOOK]
        booked_on = {}
        for case in booked:
            assert case.request.waiting_since
            booked_on[case.request.pk] = soon_after(case.request.waiting_since.date(), 2, self.done_by(case))
        booked.sort(key=lambda case: (booked_on[case.request.pk], case.request.pk))
        for number, case in enumerate(booked, 1001):
            request, day = case.request, booked_on[case.request.pk]
            initials = "".join(word[0] for word in request.provider_name.split() if word[0].isupper())
            case.booking = Booking(
                request=request, school=request.school, person=request.applicant,
                provider_reference=f"{initials}-{number + 3107}", order_number=f"PO{number:05d}",
                cost=request.total_cost,
                starts_on=case.date.starts_on, ends_on=case.date.ends_on, starts_at=request.starts_at,
                ends_at=request.ends_at, venue=request.venue, booked_by=officer, booked_at=at(day, 17),
                joining_instructions=instructions_of(case),
                cancel_free_until=case.date.starts_on - dt.timedelta(days=14),
            )  # fmt: skip
            self.event(officer, "courses.booking.made", case, day, 17, case.booking)
        Booking.objects.bulk_create([c.booking for c in booked if c.booking])
        self.move(booked, S.BOOKED)
        cancelled = [c for c in booked if c.goal == S.CANCELLED]
        for case in cancelled:
            assert case.booking
            cancelled_on = on_or_before(case.date.starts_on - dt.timedelta(days=6))
            Booking.objects.filter(pk=case.booking.pk).update(
                status="cancelled", cancelled_at=at(cancelled_on, 18), cancelled_by="us",
                cancellation_charge=(case.booking.cost / 4).quantize(Decimal("0.01")),
                cancellation_note="Staff illness.",
            )  # fmt: skip
        self.move(cancelled, S.CANCELLED)
        for goal, status in ((S.NOT_ATTENDED, "not_attended"), (S.CLOSED, "attended"), ("certificate_due", "attended")):
            group = [c for c in booked if c.goal == goal]
            for case in group:
                Booking.objects.filter(pk=case.booking.pk).update(  # type: ignore[union-attr]
                    status=status, attendance_by=officer, attendance_at=at(on_or_after(case.date.ends_on + ONE)),
                    absence_note="Needed to cover a class." if status == "not_attended" else "",
                )  # fmt: skip
            # Attended is a step on the way to closed.
            self.move(group, S.NOT_ATTENDED if status == "not_attended" else S.ATTENDED)
            if goal == S.CLOSED:
                self.move(group, S.CLOSED)

    def write_records(self) -> None:
        """Write a record for each course attended, with the qualifications that came of it."""
        officer = self.people.central_staff["booking-officer"]
        records, qualifications = [], []
        for case in self.cases:
            if case.goal not in (S.CLOSED, "certificate_due") or case.booking is None:
                continue
            request = case.request
            case.record = Record(
                person=request.applicant, school=request.school, source=Record.Source.BOOKING,
                title=request.title, provider=request.provider_name, approach=request.approach, mode=request.mode,
                route=request.route, reason=case.reason, requirement=request.requirement,
                starts_on=case.date.starts_on, ends_on=case.date.ends_on, hours=case.course.hours,
                cost=case.booking.cost, recorded_by=officer, recorded_at=at(on_or_after(case.date.ends_on + ONE)),
            )  # fmt: skip
            case.booking.record = case.record
            records.append(case.record)
            if case.course.leads_to_qualification and case.goal == S.CLOSED:
                qualifications.append(
                    Qualification(
                        person=request.applicant, school=request.school, title=case.course.leads_to_qualification,
                        awarding_body=request.provider_name, awarded_on=case.date.ends_on,
                        paid_by=self.random.choice(["school", "trust", "grant"]), agrees_to_be_named=True,
                        entered_by=officer, entered_at=at(past(case.date.ends_on + dt.timedelta(days=20), self.today)),
                    )
                )  # fmt: skip
        records.extend(self.training_day_records())
        Record.objects.bulk_create(records, batch_size=500)
        attended = [case.booking for case in self.cases if case.booking and case.record]
        Booking.objects.bulk_update(attended, ["record"], batch_size=500)
        Qualification.objects.bulk_create(qualifications)

    def training_day_records(self) -> list[Record]:
        """Return what everybody who was there did on the first training day of each year, at their own school."""
        this_year = academic_year(self.today)
        return [
            Record(
                person=person, school=school, source=Record.Source.SCHOOL,
                title="Safeguarding, fire safety and health and safety: annual update",
                provider=names.OWN, approach="training_day", mode="in_person", route="in_school", reason="statutory",
                is_external=False, starts_on=day, ends_on=day, hours=6,
                recorded_by=self.people.heads[school.pk], recorded_at=at(day, 16),
            )
            for year in range(this_year - 2, this_year + 1)
            for day in inset_days(year)[:1]
            for school in self.people.schools
            for person in self.people.staff[school.pk]
            if person.joined_on and person.joined_on <= day < self.today and (person.pk, year) not in self.people.missed
        ]  # fmt: skip

    def write_talk(self) -> None:
        """Write a few lines of discussion on what is under way."""
        comments: list[Comment] = []
        for case in self.cases:
            if case.goal in (S.DECIDING, "second", S.RETURNED) and self.random.random() < 0.5:
                decider = self.decider(case.stages[0])
                day = soon_after(case.sent, 1, self.today)
                asked, answered = names.TALK[len(comments) // 2 % len(names.TALK)]
                comments.append(Comment(request=case.request, author=decider, text=asked, at=at(day, 12)))
                comments.append(
                    Comment(request=case.request, author=case.request.applicant, text=answered, at=at(day, 13))
                )
        Comment.objects.bulk_create(comments)

    def courses_certificates(self) -> list[tuple[Person, School, Any, dt.date, str]]:
        """Return what attended courses credited: person, school, requirement, day, provider."""
        return [
            (c.request.applicant, c.request.school, requirement, c.date.ends_on, c.request.provider_name)
            for c in self.cases
            if c.goal == S.CLOSED
            for requirement in self.catalogue.credited[c.course.pk]
        ]


def days_of(case: Case) -> int:
    """Return how many days a course takes."""
    return (case.date.ends_on - case.date.starts_on).days + 1


def cover_of(case: Case) -> Decimal:
    """Return what the supply cover of a request costs: by the day, or for half of one."""
    if not case.request.needs_cover:
        return Decimal(0)
    return DAY_OF_COVER / 2 if case.course.hours <= 3 else days_of(case) * DAY_OF_COVER


def instructions_of(case: Case) -> str:
    """Return what the provider writes before a course, as fits how it is attended."""
    if case.course.mode == Mode.ONLINE_OWN_TIME:
        return "You’ll get a link by email. Start when you like and finish by the date shown."
    if case.course.mode == Mode.ONLINE_LIVE:
        return "The link comes by email the day before. Please join five minutes early."
    if case.course.hours > LONGEST_IN_DAYS:
        return "Your programme with all sessions comes by post two weeks before the first one."
    if case.course.hours <= 3:
        return "Please be there ten minutes early. Tea and coffee provided."
    return "Please bring a laptop. Coffee from 8.45am. Lunch provided."


def link_records(cases: list[Case], certificates: list[Certificate]) -> None:
    """Hang each certificate of a course on the record of that course."""
    by_key = {(c.person_id, c.awarded_on, c.requirement_id): c for c in certificates}
    through = Record.certificates.through
    rows = []
    for case in cases:
        if case.record is None:
            continue
        for requirement in case.course.credits.all():
            found = by_key.get((case.request.applicant_id, case.date.ends_on, requirement.pk))
            if found:
                rows.append(through(record_id=case.record.pk, certificate_id=found.pk))
    through.objects.bulk_create(rows)
