"""The demo's performance management: reviews of every staff group in each state, and the needs that came of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from appraisal.models import AgreedTraining, Agreement, Objective, Review, YearNote
from core.audit import audit_event
from core.calendar import LONDON, academic_year
from core.models import AuditEvent
from demo.history import Case
from demo.people import DemoPeople
from demo.school_year import on_or_before
from people.models import Person, School
from planning.models import Action, Need, Priority, Reason, Source

S, K = Review.Status, YearNote.Kind
# The states of a school's reviews in turn; nothing: not opened yet.
STATES = (S.AGREED, S.AGREED, S.PROPOSED, S.AGREED, S.SETTING, S.AGREED, None, S.AGREED, S.AGREED, S.PROPOSED)


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective that somebody in a primary school could have: what, how one will know, and perhaps training."""

    title: str
    criteria: str
    area: str
    training: str = ""
    price: int | None = None


AIMS = {
    "teacher": (
        Aim(
            "Every child in my class reads aloud to an adult twice a week",
            "Reading records show this for every child by Easter, and fluency improves for the six target readers.",
            "reading",
            "Reading fluency, two-day course",
            240,
        ),
        Aim(
            "Pupils explain their reasoning in mathematics in whole sentences",
            "In March book looks, four out of five answers give a reason.",
            "mathematics",
            "Mathematical talk: half day with the maths hub",
            95,
        ),
        Aim(
            "Lead assessment in science across the school",
            "All year groups use the same end-of-unit assessments by May.",
            "assessment",
        ),
    ),
    "leader": (
        Aim(
            "Subject leaders check the curriculum in their subject each term",
            "Three monitoring notes per subject by July, with what changed as a result.",
            "leadership",
            "Coaching for senior leaders",
            450,
        ),
        Aim(
            "Improve attendance of pupils with an EHCP to match the rest of their class",
            "The gap is below two percentage points by the summer term.",
            "send",
        ),
    ),
    "teaching_assistant": (
        Aim(
            "Lead a phonics group confidently, following our phonics scheme",
            "Two observations with feedback. The group moves on a phase each term.",
            "reading",
            "Phonics for teaching assistants",
            145,
        ),
        Aim(
            "Start working towards HLTA status",
            "Portfolio evidence for a third of the standards by July.",
            "teaching",
            "HLTA preparation course",
            380,
        ),
    ),
    "support": (
        Aim(
            "Reply to parents’ messages within one school day",
            "The office log shows this for 90% of messages from January.",
            "office",
        ),
        Aim(
            "Calm lunchtimes: resolve disagreements without calling a teacher",
            "The behaviour log shows half as many call-outs as last summer.",
            "behaviour",
            "De-escalation for lunchtime staff",
            60,
        ),
    ),
}
OF_A_LEADER = Aim(
    "Reading is taught well in every class",
    "The trust’s summer term review finds strong reading teaching in every class.",
    "reading",
    "Leading reading across the school",
    600,
)


NOT_AGREED = {
    "reason": "We talked about this twice. The whole year group works on it, so I’d like it to stay for everyone.",
    "reply": "I’d have preferred an objective for my own class. I’ll work on this one, and on mine beside it.",
}


PROGRESS = "The first half term is done and the notes are in the shared folder. Two pupils need more time."
SELF_REVIEW = "The first objective goes well. The second one started late because of the new timetable."
MID_YEAR = "We looked at both objectives. The first is on track. For the second we’ll plan one visit before Easter."


@dataclass
class Planned:
    """One review in memory, until it is written in the order that the database asks for."""

    review: Review
    state: str
    rows: list[tuple[Objective, AgreedTraining | None]] = field(default_factory=list)


class ReviewMaker:
    """Writes the reviews of two years."""

    def __init__(self, random: Random, day: dt.date, people: DemoPeople) -> None:
        self.random, self.day, self.people = random, day, people
        self.year = academic_year(day)
        self.planned: dict[tuple[int, int], Planned] = {}
        self.events: list[AuditEvent] = []

    # --- Planning --------------------------------------------------------------------------------------------------

    def plan_year(self) -> None:
        """Plan this year's reviews of every school, and of the leaders of schools."""
        self.plan_signed_in()
        lead = self.people.central_staff["executive-lead"]
        for school in self.people.schools:
            self.plan(self.people.heads[school.pk], school, self.year, S.AGREED, reviewer=lead)
            fitting = [person for person in self.people.staff[school.pk][1:] if self.reviewer_of(person)]
            for number, person in enumerate(fitting):
                if state := STATES[number % len(STATES)]:
                    self.plan(person, school, self.year, state)

    def plan_signed_in(self) -> None:
        """Let those who sign in find something to do: to agree, to write, and what was agreed."""
        school, who = self.people.schools[0], self.people.sign_ins
        self.plan(who["Teacher"], school, self.year, S.PROPOSED, often=10)
        self.plan(who["Teaching assistant"], school, self.year, S.AGREED, often=10)
        self.plan(who["Line manager"], school, self.year, S.AGREED)
        led = [person for person in self.people.staff[school.pk] if self.reviewer_of(person) == who["Line manager"]]
        free = [person for person in led if (person.pk, self.year) not in self.planned]
        for person in free[:1]:
            self.plan(person, school, self.year, S.SETTING).rows.clear()
        for person in free[1:2]:
            self.plan(person, school, self.year, S.SET)

    def reviewer_of(self, person: Person) -> Person | None:
        """Return the line manager of somebody who has a review here: not of beginners, who have their induction's."""
        post = self.people.posts[person.pk]
        return post.line_manager if person.email and not post.career_stage else None

    def plan(
        self, person: Person, school: School, year: int, state: str, reviewer: Person | None = None, often: int = 4
    ) -> Planned:
        """Plan the review of somebody with two objectives for their kind of work, once a year.

        `often`: for how many objectives in ten training is agreed.
        """
        if planned := self.planned.get((person.pk, year)):
            return planned
        head = self.people.heads[school.pk]
        reviewer = reviewer or self.reviewer_of(person) or head
        review = Review(
            school=school, year=year, reviewee=person, reviewer=reviewer, is_of_leader=person == head,
            opened_by=reviewer if person == head else head, opened_at=self.moment(year, 1),
        )  # fmt: skip
        planned = Planned(review, state)
        for aim in (OF_A_LEADER,) if person == head else self.aims_of(person):
            self.add(planned, aim, has_training=self.random.randrange(10) < often)
        self.planned[person.pk, year] = planned
        return planned

    def aims_of(self, person: Person) -> list[Aim]:
        """Return two aims that fit somebody's work."""
        group = self.people.posts[person.pk].staff_group
        return self.random.sample(AIMS.get(group, AIMS["support"]), 2)

    def add(
        self, planned: Planned, aim: Aim, *, has_training: bool, priority: Priority | None = None
    ) -> tuple[Objective, AgreedTraining | None]:
        """Add an objective; it serves the school's priority of its area where there is one."""
        review = planned.review
        fitting = Priority.objects.in_force().filter(school=review.school, year=review.year, area=aim.area)
        objective = Objective(
            review=review, school=review.school, year=review.year, position=len(planned.rows) + 1, title=aim.title,
            success_criteria=aim.criteria, priority=priority or fitting.order_by("number").first(),
        )  # fmt: skip
        training = None
        if aim.training and has_training:
            training = AgreedTraining(
                objective=objective, what=aim.training, area=aim.area,
                wanted_by=on_or_before(dt.date(review.year + 1, 3, 27)),
                estimated_cost=Decimal(aim.price) if aim.price else None,
            )  # fmt: skip
        planned.rows.append((objective, training))
        return objective, training

    def plan_threads(self, cases: Iterable[Case]) -> list[tuple[Case, AgreedTraining]]:
        """Plan, for two of each school and for the teacher, the review out of which a course came that they went on."""
        teacher = self.people.sign_ins["Teacher"]
        found: list[tuple[Case, AgreedTraining]] = []
        count: dict[int, int] = {}
        for case in sorted(cases, key=lambda case: case.request.applicant != teacher):
            request, year = case.request, academic_year(case.date.starts_on)
            if request.applicant == teacher and case.record and year < self.year and case.reason != Reason.STATUTORY:
                _serve_a_priority(case, year)
            schools = {school.pk for school in self.people.schools}
            is_staff = request.school_id in schools and request.applicant in self.people.staff[request.school_id][1:]
            priority = request.priority
            if priority is None or not (case.record and is_staff and request.action_id) or request.need_id:
                continue
            if year == self.year and request.applicant in self.people.sign_ins.values():
                continue
            key = (request.applicant_id, year)
            if not self.reviewer_of(request.applicant) or count.get(request.school_id, 0) > 1 or key in self.planned:
                continue
            count[request.school_id] = count.get(request.school_id, 0) + 1
            planned = self.plan(request.applicant, request.school, year, S.AGREED)
            aim = Aim(
                f"Put what I learn on “{request.course.title}” into practice" if request.course else request.title,
                "Two drop-ins by my reviewer, with notes on the impact on pupils.",
                priority.area,
                request.title,
                int(request.total_cost) or None,
            )
            _, training = self.add(planned, aim, has_training=True, priority=priority)
            assert training
            found.append((case, training))
        return found

    # --- Writing ---------------------------------------------------------------------------------------------------

    def moment(self, year: int, step: int) -> dt.datetime:
        """Return a moment in the autumn of a year, the later the further a review is, never one to come."""
        day = min(
            dt.date(year, 9, 14) + dt.timedelta(days=14 * step), self.day - dt.timedelta(days=max(8 - 2 * step, 1))
        )
        return dt.datetime.combine(on_or_before(day), dt.time(15, 30 + step), LONDON)

    def write(self) -> None:
        """Write reviews being set, what stands in them, the needs that came of it, and then their states."""
        planned = list(self.planned.values())
        Review.objects.bulk_create(one.review for one in planned)
        rows = [row for one in planned for row in one.rows]
        Objective.objects.bulk_create(objective for objective, _ in rows)
        AgreedTraining.objects.bulk_create(training for _, training in rows if training)
        for one in planned:
            self.happened(one.review, "opened", one.review.opened_by, 1)
            if one.state in S.in_force():
                self.register(one)
        trainings = [training for _, training in rows if training and training.need]
        Need.objects.bulk_create(training.need for training in trainings if training.need)
        AgreedTraining.objects.bulk_update(trainings, ["need"], batch_size=200)
        for state, code, step in ((S.PROPOSED, "proposed", 2), (S.AGREED, "agreed", 3), (S.SET, "set", 3)):
            if state == S.AGREED:
                self.agree(planned)
            for year in (self.year - 2, self.year - 1, self.year):
                reached = (state,) if state in S.in_force() else (state, *S.in_force())
                so_far = [one for one in planned if one.review.year == year and one.state in reached]
                field = "settled_at" if state in S.in_force() else f"{code}_at"
                Review.objects.filter(pk__in=[one.review.pk for one in so_far]).update(
                    status=state, version=step, **{field: self.moment(year, step)}
                )
                for one in so_far:
                    by = one.review.reviewee if code == "agreed" else one.review.reviewer
                    self.happened(one.review, code, by, step)
        self.write_notes(planned)
        AuditEvent.objects.bulk_create(self.events)

    def write_notes(self, planned: list[Planned]) -> None:
        """Write what the two said in the years before, and of this one a first word of progress."""
        notes: list[tuple[dict[str, Any], int, str]] = []
        for one in planned:
            if one.state not in S.in_force():
                continue
            review, (objective, _) = one.review, one.rows[0]
            two: dict[str, Any] = {"review": review}
            notes.append((two | {"objective": objective, "kind": K.PROGRESS, "author": review.reviewee}, 4, PROGRESS))
            if review.year < self.year:
                notes.append((two | {"kind": K.SELF_REVIEW, "author": review.reviewee}, 9, SELF_REVIEW))
                notes.append((two | {"kind": K.MID_YEAR, "author": review.reviewer}, 10, MID_YEAR))
                self.happened(review, "self_review_added", review.reviewee, 9)
                self.happened(review, "mid_year_added", review.reviewer, 10)
        moments = [self.moment(facts["review"].year, step) for facts, step, _ in notes]
        YearNote.objects.bulk_create(
            YearNote(**facts, held_on=moment.date(), written_at=moment, text=text)
            for (facts, _, text), moment in zip(notes, moments, strict=True)
        )

    def agree(self, planned: list[Planned]) -> None:
        """Keep the words of what is about to be agreed, or set without agreement and replied to."""
        Agreement.objects.bulk_create(
            Agreement(
                review=one.review, number=1, settled_at=self.moment(one.review.year, 3),
                objectives=[words(objective, training) for objective, training in one.rows],
                **(NOT_AGREED | {"replied_at": self.moment(one.review.year, 4)} if one.state == S.SET else {}),
            )
            for one in planned
            if one.state in S.in_force()
        )  # fmt: skip

    def register(self, planned: Planned) -> None:
        """Plan the needs that came of an agreed review."""
        review = planned.review
        for objective, training in planned.rows:
            if training is None:
                continue
            priority = objective.priority
            training.need = Need(
                school=review.school, year=review.year, title=training.what, area=training.area,
                source=Source.REVIEW, reason=Reason.PRIORITY if priority else Reason.REVIEW, priority=priority,
                needed_by=Need.For.PERSON, person=review.reviewee, raised_by=review.reviewee,
                raised_at=self.moment(review.year, 3), wanted_by=training.wanted_by,
                estimated_cost=training.estimated_cost,
            )  # fmt: skip

    def happened(self, review: Review, code: str, by: Person, step: int) -> None:
        """Remember an event for the trail."""
        self.events.append(audit_event(by, f"appraisal.review.{code}", review, at=self.moment(review.year, step)))


def words(objective: Objective, training: AgreedTraining | None) -> dict[str, Any]:
    """Return the words of an objective as an agreement keeps them."""
    return {
        "title": objective.title,
        "success_criteria": objective.success_criteria,
        "priority": str(objective.priority) if objective.priority else "",
        "trainings": [training.what] if training else [],
    }


def _serve_a_priority(case: Case, year: int) -> None:
    """Let a course of the teacher who signs in serve a priority and an action of its year, where there are any."""
    actions = Action.objects.filter(
        school=case.request.school, year=year, priority__isnull=False, evaluation__isnull=False
    )
    action = actions.select_related("priority").order_by("pk").first()
    for row in (case.request, case.record):
        if action is not None and row is not None:
            row.reason, row.priority, row.action, row.need = Reason.PRIORITY, action.priority, action, None


def make_reviews(random: Random, day: dt.date, people: DemoPeople, cases: list[Case]) -> None:
    """Write the reviews, and hang on the needs that came of them the courses that answered some."""
    maker = ReviewMaker(random, day, people)
    answered = maker.plan_threads(cases)
    maker.plan_year()
    maker.write()
    for case, training in answered:
        need, request = training.need, case.request
        assert need
        assert request.action
        request.action.needs.add(need)
        for row in (request, case.record):
            if row is not None:
                row.need = need
                row.save(update_fields=["reason", "priority", "action", "need"])
        if need.year < maker.year:
            need.move_to(
                Need.Status.MET, ended_at=maker.moment(need.year + 1, 0), ended_by=people.heads[need.school_id],
                ended_note="Attended the course and discussed it in line management.", version=2,
            )  # fmt: skip
