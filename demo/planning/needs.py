"""The demo's needs: two years of registers from all six sources, conversations, and one common provision."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from core.audit import audit_event
from core.calendar import LONDON, academic_year
from core.models import AuditEvent
from demo.people import DemoPeople
from demo.school_year import on_or_after, on_or_before, past
from people.models import Person, School
from planning.models import Conversation, Need, Priority, Reason


@dataclass(frozen=True, slots=True)
class Idea:
    """A need that a primary school could have: title, area, how one knows, source, reason, for which group."""

    title: str
    area: str
    evidence: str
    source: str
    reason: str
    group: str = ""
    price: int | None = None


# What several schools need in words of their own, so that it is recognised over schools.
SHARED = (
    (
        Idea(
            "Phonics for teaching assistants",
            "reading",
            "Learning walks show that groups aren’t following the phonics scheme consistently.",
            "monitoring",
            "priority",
            "teaching_assistant",
            145,
        ),
        Idea(
            "Phonics training for our TAs",
            "reading",
            "Phonics screening results fell in two classes.",
            "improvement",
            "priority",
            "teaching_assistant",
            150,
        ),
        Idea(
            "Systematic phonics for TAs",
            "reading",
            "New staff have never taught phonics.",
            "feedback",
            "priority",
            "teaching_assistant",
        ),
    ),
    (
        Idea(
            "De-escalation at lunchtime",
            "behaviour",
            "The behaviour log shows that two thirds of incidents happen after lunch.",
            "monitoring",
            "priority",
            "auxiliary",
            60,
        ),
        Idea(
            "Calm lunchtimes: de-escalation",
            "behaviour",
            "Lunchtime supervisors asked for this in the staff survey.",
            "feedback",
            "personal",
            "auxiliary",
        ),
    ),
    (
        Idea(
            "Autism in the mainstream classroom",
            "send",
            "We have six more pupils with a diagnosis than two years ago.",
            "improvement",
            "priority",
            "teacher",
            95,
        ),
        Idea(
            "Teaching pupils with autism",
            "send",
            "Raised by parents and the SENCO.",
            "feedback",
            "personal",
            "teacher",
            110,
        ),
    ),
)
SCHOOLWIDE = (
    Idea(
        "Moderation of writing across year groups",
        "writing",
        "The local authority moderation visit found our judgements were too generous.",
        "national",
        "priority",
    ),
    Idea(
        "Daily retrieval practice",
        "teaching",
        "Self-evaluation: pupils forget what they learned last term.",
        "improvement",
        "priority",
    ),
    Idea("Safer use of AI tools", "digital", "New DfE guidance this year.", "national", "statutory"),
    Idea(
        "Emotional literacy for every class", "wellbeing", "Raised in spring term pupil voice.", "feedback", "personal"
    ),
)
BOARD = (
    Idea(
        "Understanding school data",
        "governance",
        "The skills audit shows half of the board would like help with this.",
        "feedback",
        "personal",
    ),
    Idea(
        "Asking the right questions as a link governor",
        "governance",
        "Two new link governors since September.",
        "individual",
        "personal",
    ),
)
OWN = (
    Idea(
        "Leading guided reading",
        "reading",
        "I’m moving to Year 2 and have only taught Key Stage 2.",
        "individual",
        "personal",
        price=120,
    ),
    Idea(
        "Leading a foundation subject",
        "leadership",
        "I’d like to lead history from September.",
        "individual",
        "personal",
        price=180,
    ),
    Idea("Makaton signing", "send", "A child in my class uses Makaton at home.", "individual", "personal", price=75),
    Idea(
        "Questioning that makes everyone think",
        "teaching",
        "Agreed in my performance review after two observations.",
        "review",
        "review",
    ),
    Idea(
        "Managing a class budget in the new system",
        "office",
        "Each order currently takes me an hour.",
        "individual",
        "personal",
    ),
    Idea("Supporting pupils with EAL", "teaching", "Agreed in my performance review.", "review", "review", price=90),
    Idea(
        "Bar models in Key Stage 1",
        "mathematics",
        "Suggested by the maths lead.",
        "individual",
        "priority",
        price=110,
    ),
)
MET = (
    "Course in March, followed by coaching from the subject leader.",
    "Six staff meetings. The June learning walk saw it in every class.",
    "Two days shadowing a colleague at another school.",
)
MET_EARLY = (
    "Two days shadowing a colleague at another school.",
    "Three afternoons of coaching from the subject leader.",
)
CLOSED = ("She has moved year group and no longer needs this.", "Covered by the trust’s new guidance.")
CARRIED = "The course was full, but it’s still needed."
TOPICS = (
    (
        "I’d like to talk about leading a subject.",
        "Shadow the history lead this term and request the course.",
    ),
    ("How I could work towards HLTA.", "Look at the HLTA route together and book support for the maths test."),
)


def make_needs(random: Random, day: dt.date, people: DemoPeople) -> None:
    """Write last and this year's registers of every school and of the trust, with conversations and a provision."""
    maker = NeedMaker(random, day, people)
    for index, school in enumerate(people.schools):
        maker.make_school(index, school)
    maker.make_central()
    maker.make_conversations()
    AuditEvent.objects.bulk_create(maker.events)


class NeedMaker:
    """Writes needs with what happened to them."""

    def __init__(self, random: Random, day: dt.date, people: DemoPeople) -> None:
        self.random, self.day, self.people = random, day, people
        self.year = academic_year(day)
        self.events: list[AuditEvent] = []
        self.priorities: dict[tuple[int, int], list[Priority]] = {}
        for priority in Priority.objects.in_force().order_by("number", "pk"):
            self.priorities.setdefault((priority.school_id, priority.year), []).append(priority)

    def make_school(self, index: int, school: School) -> None:
        """Write the two years of a school."""
        head, staff = self.people.heads[school.pk], self.people.staff[school.pk]
        chair = self.people.governors[school.pk][0]
        for step, kinds in enumerate(SHARED):
            # Each is needed by four or five of the six schools, and each school says it in its own words.
            if (index + step) % 6 < 4:
                self.write(kinds[index % len(kinds)], school, self.year, head, people=self.random.randint(2, 5))
        for step in range(2):
            idea = SCHOOLWIDE[(index + step) % len(SCHOOLWIDE)]
            self.write(idea, school, self.year, head, people=len(staff), needed_by=Need.For.SCHOOL)
        self.write(BOARD[index % 2], school, self.year, chair, people=8, needed_by=Need.For.GOVERNORS)
        known = {person.pk for person in self.people.sign_ins.values()}
        able = [person for person in staff if person.email and person.pk not in known]
        chosen = self.random.sample(able[3:], 9)
        for number, person in enumerate(chosen):
            self.write(OWN[(index + number) % len(OWN)], school, self.year, person, person=person)
        # Some of this year's were answered already.
        early = self.moment(on_or_before(self.day - dt.timedelta(days=30)))
        answered = Need.objects.filter(school=school, year=self.year, needed_by=Need.For.PERSON, raised_at__lt=early)
        for need in answered.order_by("pk")[:2]:
            ended = self.moment(past(need.raised_at.date() + dt.timedelta(days=20), self.day))
            self.end(need, Need.Status.MET, self.random.choice(MET_EARLY), at=ended)
        self.make_signed_in(school)
        self.make_last_year(index, school, head, chosen)

    def make_signed_in(self, school: School) -> None:
        """Give those who sign in to the demo something of their own."""
        if school != self.people.schools[0]:
            return
        who = self.people.sign_ins
        for step, role in enumerate(("Teacher", "Teaching assistant", "Early career teacher", "Line manager")):
            person = who[role]
            old = self.write(OWN[step], school, self.year - 1, person, person=person)
            self.end(old, Need.Status.MET, MET[step % len(MET)])
            self.write(OWN[step + 2], school, self.year, person, person=person)
        going_on = self.write(OWN[1], school, self.year - 1, who["Teacher"], person=who["Teacher"])
        self.carry(going_on)

    def make_last_year(self, index: int, school: School, head: Person, chosen: list[Person]) -> None:
        """Write what the school needed last year and how it ended; one or two were left open."""
        for number, person in enumerate(chosen):
            need = self.write(OWN[(index + number + 3) % len(OWN)], school, self.year - 1, person, person=person)
            if number < 5:
                self.end(need, Need.Status.MET, self.random.choice(MET))
            elif number < 6:
                self.end(need, Need.Status.CLOSED, self.random.choice(CLOSED))
            elif number < 8:
                self.carry(need)
        whole = self.write(
            SCHOOLWIDE[(index + 2) % len(SCHOOLWIDE)], school, self.year - 1, head, people=30, needed_by=Need.For.SCHOOL
        )
        self.end(whole, Need.Status.MET, MET[1])

    def make_central(self) -> None:
        """Write what the central team needs, and a provision that the Executive Lead planned for three schools."""
        central, lead = self.people.central, self.people.central_staff["executive-lead"]
        assert central is not None
        idea = Idea(
            "Coaching for middle leaders", "leadership", "Three Headteachers asked for this.", "feedback", "priority"
        )
        phase_leaders = Idea(
            "Coaching for phase leaders", "leadership", "They’re new to leadership.", "review", "review"
        )
        schools = self.people.schools[:3]
        hanging = [
            self.write(
                phase_leaders, school, self.year, self.people.heads[school.pk], people=3, needed_by=Need.For.GROUP
            )
            for school in schools
        ]
        provision = self.write(idea, central, self.year, lead, people=9, needed_by=Need.For.GROUP)
        provision.staff_group = "teacher"
        provision.save(update_fields=["staff_group"])
        for need in hanging:
            need.gathered_into = provision
            need.save(update_fields=["gathered_into"])
            self.happened(need, "planning.need.gathered", lead, note=provision.title)
        officer = self.people.central_staff["booking-officer"]
        self.write(OWN[4], central, self.year, officer, person=officer)

    def make_conversations(self) -> None:
        """Write conversations in each state between the line manager who signs in and her people."""
        school, manager = self.people.schools[0], self.people.sign_ins["Line manager"]
        led = [p for p in self.people.staff[school.pk] if self.people.posts[p.pk].line_manager_id == manager.pk]
        for number, person in enumerate(led[:3]):
            topic, outcome = TOPICS[number % len(TOPICS)]
            asked = self.moment(on_or_before(self.day - dt.timedelta(days=9 + number)))
            row = Conversation(school=school, person=person, manager=manager, topic=topic, asked_at=asked)
            if number == 1:
                row.status, row.place = Conversation.Status.ARRANGED, "Library"
                row.arranged_for = self.moment(on_or_after(self.day + dt.timedelta(days=7)))
            if number == 2:
                row.status, row.outcome = Conversation.Status.HELD, outcome
                row.held_on = on_or_before(self.day - dt.timedelta(days=3))
            row.save()
        teacher = self.people.sign_ins["Teacher"]
        own = self.people.posts[teacher.pk].line_manager
        if own is not None and own != manager:
            Conversation.objects.create(
                school=school, person=teacher, manager=own, topic=TOPICS[0][0], outcome=TOPICS[0][1],
                status=Conversation.Status.HELD, held_on=on_or_before(self.day - dt.timedelta(days=20)),
                asked_at=self.moment(on_or_before(self.day - dt.timedelta(days=30))),
            )  # fmt: skip

    # --- Writing ---------------------------------------------------------------------------------------------------

    def write(
        self, idea: Idea, school: School, year: int, by: Person, *,
        person: Person | None = None, people: int = 1, needed_by: str = "",
    ) -> Need:  # fmt: skip
        """Write a need and that it was raised; one for a priority names it where the school has one of its area."""
        kind = Need.For.PERSON if person else needed_by or Need.For.GROUP
        wanted = idea.reason == Reason.PRIORITY
        fitting = [p for p in self.priorities.get((school.pk, year), []) if wanted and p.area == idea.area]
        need = Need.objects.create(
            school=school, year=year, title=idea.title, area=idea.area, evidence=idea.evidence, source=idea.source,
            reason=idea.reason, priority=fitting[0] if fitting else None, needed_by=kind, person=person,
            staff_group=idea.group if kind == Need.For.GROUP else "", people_count=people, raised_by=by,
            raised_at=self.raised(year),
            wanted_by=on_or_before(dt.date(year + 1, self.random.choice([2, 3, 5, 7]), 15)),
            estimated_cost=Decimal(idea.price * people) if idea.price else None,
        )  # fmt: skip
        self.happened(need, "planning.need.raised", by, at=need.raised_at)
        return need

    def raised(self, year: int) -> dt.datetime:
        """Return a moment in the autumn of a year, never one to come."""
        first = dt.date(year, 9, 3)
        last = min(dt.date(year, 12, 10), self.day - dt.timedelta(days=1))
        return self.moment(
            past(first + dt.timedelta(days=self.random.randint(0, max(0, (last - first).days))), self.day)
        )

    def moment(self, day: dt.date) -> dt.datetime:
        """Return a moment after school on a day."""
        return dt.datetime.combine(day, dt.time(15, self.random.choice([35, 40, 45, 50])), LONDON)

    def ended(self) -> dt.datetime:
        """Return a moment at the end of last year."""
        return self.moment(on_or_before(dt.date(self.year, 7, self.random.randint(3, 17))))

    def end(self, need: Need, status: str, note: str, at: dt.datetime | None = None) -> None:
        """End a need, one of last year at its end."""
        by = self.people.heads.get(need.school_id, need.raised_by)
        need.move_to(status, ended_at=at or self.ended(), ended_by=by, ended_note=note, version=2)
        self.happened(need, f"planning.need.{status}", by, at=need.ended_at, note=note)

    def carry(self, need: Need) -> None:
        """Carry a need of last year into this one."""
        successor = Need.objects.create(
            school=need.school, year=self.year, title=need.title, area=need.area, evidence=need.evidence,
            source=need.source, reason=need.reason, needed_by=need.needed_by, person=need.person,
            people_count=need.people_count, estimated_cost=need.estimated_cost, raised_by=need.raised_by,
            raised_at=self.ended(), carried_from=need,
        )  # fmt: skip
        by = self.people.heads[need.school_id]
        self.happened(successor, "planning.need.carried_in", by, at=successor.raised_at, note=CARRIED)
        self.end(need, Need.Status.CARRIED_FORWARD, CARRIED)

    def happened(self, need: Need, code: str, by: Person, at: dt.datetime | None = None, note: str = "") -> None:
        """Remember an event for the trail."""
        self.events.append(
            audit_event(by, code, need, at=at or self.moment(on_or_before(self.day - dt.timedelta(days=5))), note=note)
        )
