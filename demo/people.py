"""The demo's schools, staff, governors and trustees, about 300 people."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from core.calendar import academic_year, now
from core.models import TrustSettings
from courses.models import CourseRequest
from demo import names
from demo.school_year import inset_days, stretches
from people.models import Grant, Person, Post, Responsibility, School, Term, TrainingDay
from people.services.absences import record_absence
from people.working_days import read

PASSWORD = "fernway-demo-2026"  # noqa: S105 -- printed by the demo, on this machine only

# So many of the staff miss a training day.
AWAY = 0.06

# Job title, staff group, how many at a school of middling size, career stage
JOBS = [
    ("Headteacher", "leader", 1, ""),
    ("Deputy headteacher", "leader", 1, ""),
    ("SENCO", "leader", 1, ""),
    ("Phase leader", "teacher", 3, ""),
    ("Class teacher", "teacher", 9, ""),
    ("Class teacher", "teacher", 1, "ect_1"),
    ("Class teacher", "teacher", 1, "ect_2"),
    ("Trainee teacher", "trainee", 1, "trainee"),
    ("Teaching assistant", "teaching_assistant", 10, ""),
    ("Higher level teaching assistant", "teaching_assistant", 1, ""),
    ("Office manager", "business", 1, ""),
    ("Administrator", "administrative", 1, ""),
    ("Site manager", "other_support", 1, ""),
    ("Lunchtime supervisor", "auxiliary", 5, ""),
    ("Cook", "auxiliary", 1, ""),
]
CENTRAL = [
    ("Chief executive", ["ceo", "central_head"], "ceo"),
    ("Executive Lead", ["executive_lead"], "executive-lead"),
    ("Central booking officer", ["booking_officer"], "booking-officer"),
    ("Administrator", ["administrator"], "administrator"),
    ("Finance manager", [], ""),
    ("HR manager", [], ""),
    ("Estates manager", [], ""),
]


@dataclass
class DemoPeople:
    """Who was made, for the parts of the demo that come after."""

    schools: list[School] = field(default_factory=list)
    central: School | None = None
    staff: dict[int, list[Person]] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    governors: dict[int, list[Person]] = field(default_factory=dict)
    trustees: list[Person] = field(default_factory=list)
    central_staff: dict[str, Person] = field(default_factory=dict)
    sign_ins: dict[str, Person] = field(default_factory=dict)
    # Who was away on the first training day of which academic year.
    missed: set[tuple[int, int]] = field(default_factory=set)


class PeopleMaker:
    """Makes people with names that stand only once."""

    def __init__(self, random: Random, today: dt.date) -> None:
        self.random, self.today = random, today
        self.used: set[tuple[str, str]] = set()
        self.password = make_password(PASSWORD)

    def person(self, joined: dt.date, *, email: str | None = "") -> Person:
        """Return a new unsaved person. `email` empty: made from the name; none: somebody without one."""
        while True:
            first, last = self.random.choice(names.FIRST_NAMES), self.random.choice(names.LAST_NAMES)
            if (first, last) not in self.used:
                self.used.add((first, last))
                break
        address = f"{first}.{last}@fernway.example.org".lower() if email == "" else email
        return Person(first_name=first, last_name=last, email=address, joined_on=joined, password=self.password)

    def joined(self) -> dt.date:
        """Return a day on which somebody may have started: most long ago, some this year."""
        year = academic_year(self.today) - self.random.choice([0, 1, 2, 2, 3, 4, 5, 6, 8, 11])
        return dt.date(year, 9, 1)

    def joined_long_ago(self) -> dt.date:
        """Return a day before everything that the demo tells of: that of somebody who decided on it from the start."""
        return min(self.joined(), dt.date(academic_year(self.today) - 4, 9, 1))


def start_of(person: Person) -> dt.date:
    """Return the day on which a demo person started: everybody has one."""
    assert person.joined_on
    return person.joined_on


def make_absence(made: DemoPeople, today: dt.date) -> None:
    """Let one member of staff, who has asked for no course, be away since some weeks with no end known."""
    school = made.schools[0]
    signing_in = {person.pk for person in made.sign_ins.values()}
    busy = set(CourseRequest.objects.values_list("applicant", flat=True)) | signing_in
    away = next(person for person in reversed(made.staff[school.pk]) if person.pk not in busy)
    starts_on = max(start_of(away), today - dt.timedelta(days=24))
    record_absence(actor=made.heads[school.pk], person=away, starts_on=starts_on, ends_on=None)


def make_people(random: Random, today: dt.date) -> DemoPeople:
    """Write the trust's people and places and return them."""
    made = DemoPeople()
    maker = PeopleMaker(random, today)
    TrustSettings.objects.create(pk=1, values={"people.trust_name": names.TRUST_NAME})
    make_schools(made, today)
    persons: list[Person] = []
    posts: list[Post] = []
    grants: list[Grant] = []
    duties: list[Responsibility] = []
    for index, school in enumerate(made.schools):
        make_staff(made, maker, school, names.SCHOOLS[index][4], persons, posts, grants, duties)
        make_board(made, maker, school, 8, persons, grants, duties)
    make_central_team(made, maker, persons, posts, grants)
    make_trustees(made, maker, persons, grants)
    # One of the teachers works at two schools and governs a third.
    several = made.staff[made.schools[0].pk][6]
    posts.append(
        Post(person=several, school=made.schools[1], job_title="Music teacher", staff_group="teacher", fte="0.2",
             working_days=read("Tue"), staff_number="L0900", starts_on=start_of(several))
    )  # fmt: skip
    # One school has said the days of its part-time staff; of the others full weeks are assumed.
    for post in posts:
        if post.school == made.schools[0] and post.person != several:
            post.working_days = read({"0.6": "Mon, Tue, Wed", "0.8": "Mon, Tue, Thu, Fri am"}.get(str(post.fte), ""))
    grants.append(Grant(person=several, role="governor", school=made.schools[2], starts_on=start_of(several)))
    made.sign_ins["Teacher at two schools"] = several

    for role, person in made.sign_ins.items():
        person.email = f"{slugify(role)}@fernway.example.org"
    Person.objects.bulk_create(persons)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in persons if person.email
    )
    Post.objects.bulk_create(posts)
    Grant.objects.bulk_create(grants)
    Responsibility.objects.bulk_create(duties)
    made.posts = {post.person_id: post for post in reversed(posts)}
    made.missed = {
        (post.person_id, year)
        for post in posts
        for year in range(academic_year(today) - 2, academic_year(today) + 1)
        if random.random() < AWAY
    }
    Person.objects.filter(pk__in=[p.pk for p in persons]).update(invited_at=now())
    return made


def make_schools(made: DemoPeople, today: dt.date) -> None:
    """Write six schools, the central team, four years of terms, and the training days."""
    for name, urn, low, high, _size in names.SCHOOLS:
        made.schools.append(
            School.objects.create(
                name=name, urn=urn, low_age=low, high_age=high, phase="Primary", has_early_years=low < 5,
                local_authority="Fernshire", town="Fernway", postcode=f"FW{urn[-1]} 1AA", opened_on=dt.date(2016, 9, 1),
            )
        )  # fmt: skip
    made.central = School.objects.create(name="Central team", kind="central", has_early_years=False)
    for year in range(academic_year(today) - 2, academic_year(today) + 2):
        Term.objects.bulk_create(
            Term(year=year, name=name, half=half, starts_on=first, ends_on=last)
            for name, half, first, last in stretches(year)
        )
        TrainingDay.objects.bulk_create(TrainingDay(day=day, title="Trust training day") for day in inset_days(year))


def make_staff(
    made: DemoPeople, maker: PeopleMaker, school: School, pupils: int,
    persons: list[Person], posts: list[Post], grants: list[Grant], duties: list[Responsibility],
) -> None:  # fmt: skip
    """Plan the staff of one school, sized by its pupils, with the duties that ask for training."""
    scale = pupils / 350
    staff: list[Person] = []
    leaders: list[Person] = []
    by_title: dict[str, list[Person]] = {}
    for title, group, count, stage in JOBS:
        for _ in range(max(1, round(count * scale)) if count > 1 else 1):
            early = {"ect_1": 0, "ect_2": 1, "trainee": 0}.get(stage)
            if early is not None:
                joined = dt.date(academic_year(maker.today) - early, 9, 1)
            else:
                joined = maker.joined_long_ago() if title == "Headteacher" else maker.joined()
            # Some lunchtime supervisors have no work email: they have a record and cannot sign in.
            no_mail = group == "auxiliary" and maker.random.random() < 0.5
            person = maker.person(joined, email=None if no_mail else "")
            number = f"{school.name[0]}{len(staff) + 1:04d}"
            manager = None if not leaders else leaders[0] if group == "leader" else maker.random.choice(leaders)
            posts.append(
                Post(person=person, school=school, job_title=title, staff_group=group, career_stage=stage,
                     staff_number=number, starts_on=joined, line_manager=manager,
                     fte=maker.random.choice(["1", "1", "1", "0.8", "0.6"]))
            )  # fmt: skip
            if title in ("Headteacher", "Deputy headteacher", "SENCO", "Phase leader"):
                leaders.append(person)
            staff.append(person)
            by_title.setdefault(title, []).append(person)
    persons.extend(staff)
    made.staff[school.pk] = staff
    head, deputy = by_title["Headteacher"][0], by_title["Deputy headteacher"][0]
    made.heads[school.pk] = head
    grants.append(Grant(person=head, role="headteacher", school=school, starts_on=start_of(head)))
    grants.append(Grant(person=deputy, role="senior_leader", school=school, starts_on=start_of(deputy)))
    assistants, teachers = by_title["Teaching assistant"], by_title["Class teacher"]
    for kind, holders in {
        "dsl": [head], "deputy_dsl": [deputy], "senco": by_title["SENCO"], "designated_teacher": by_title["SENCO"],
        "first_aider": [*by_title["Office manager"], *assistants[:2], by_title["Lunchtime supervisor"][0]],
        "paediatric_first_aider": assistants[2:4] if school.has_early_years else [],
        "early_years": [teachers[0], *assistants[2:5]] if school.has_early_years else [],
        "medicines": by_title["Office manager"], "fire_warden": [*by_title["Site manager"], deputy],
        "evc": [deputy], "site": by_title["Site manager"], "catering": by_title["Cook"], "recruiter": [head, deputy],
        "reviewer": leaders, "ect_mentor": by_title["Phase leader"][:1],
    }.items():  # fmt: skip
        duties.extend(
            Responsibility(person=holder, school=school, kind=kind, starts_on=start_of(holder)) for holder in holders
        )
    if not made.sign_ins:
        made.sign_ins |= {
            "Teacher": next(one for one in teachers[1:] if start_of(one) < dt.date(academic_year(maker.today), 9, 1)),
            "Teaching assistant": assistants[0],
            "Early career teacher": next(p.person for p in posts if p.career_stage == "ect_1"),
            "Line manager": by_title["Phase leader"][0], "Headteacher": head, "Senior leader": deputy,
        }  # fmt: skip


def make_board(
    made: DemoPeople, maker: PeopleMaker, school: School, count: int,
    persons: list[Person], grants: list[Grant], duties: list[Responsibility],
) -> None:  # fmt: skip
    """Plan a local governing board: a chair, governors, and a clerk."""
    chair = maker.person(maker.joined_long_ago())
    board = [chair, *(maker.person(maker.joined()) for _ in range(count - 1))]
    clerk = maker.person(maker.joined())
    persons.extend([*board, clerk])
    made.governors[school.pk] = board
    for position, governor in enumerate(board):
        role = "chair_of_governors" if position == 0 else "governor"
        grants.append(Grant(person=governor, role=role, school=school, starts_on=start_of(governor)))
    grants.append(Grant(person=clerk, role="clerk", school=school, starts_on=start_of(clerk)))
    duties.append(Responsibility(person=board[4], school=school, kind="exclusion_panel", starts_on=start_of(board[4])))
    if "Governor" not in made.sign_ins:
        made.sign_ins |= {"Governor": board[1], "Chair of governors": board[0], "Clerk": clerk}


def make_central_team(
    made: DemoPeople, maker: PeopleMaker, persons: list[Person], posts: list[Post], grants: list[Grant]
) -> None:
    """Plan the central team with the roles of the whole trust."""
    assert made.central is not None
    chief: Person | None = None
    for number, (title, roles, key) in enumerate(CENTRAL, 1):
        person = maker.person(dt.date(academic_year(maker.today) - number % 4 - 3, 9, 1))
        persons.append(person)
        posts.append(
            Post(person=person, school=made.central, job_title=title, staff_group="business", line_manager=chief,
                 staff_number=f"C{number:04d}", starts_on=start_of(person))
        )  # fmt: skip
        chief = chief or person
        grants.extend(Grant(person=person, role=role, starts_on=start_of(person)) for role in roles)
        if key:
            made.central_staff[key] = person
            made.sign_ins[title] = person


def make_trustees(made: DemoPeople, maker: PeopleMaker, persons: list[Person], grants: list[Grant]) -> None:
    """Plan the trustees with their chair, and the members."""
    for position in range(9):
        person = maker.person(maker.joined())
        persons.append(person)
        role = "chair_of_trustees" if position == 0 else "trustee" if position < 7 else "member"
        grants.append(Grant(person=person, role=role, starts_on=start_of(person)))
        made.trustees.append(person)
    made.sign_ins |= {"Chair of trustees": made.trustees[0], "Trustee": made.trustees[1], "Member": made.trustees[8]}
