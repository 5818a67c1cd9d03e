"""The demo's improvement plans: of six schools and the trust, last year's judged, this year's under way."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from core.calendar import academic_year, year_bounds
from demo.people import DemoPeople
from people.models import Person, School
from planning.models import ImprovementPlan, Priority, Target

VISIONS = (
    "This year everything serves one thing: children who read well read everything well.",
    "Fewer things, done properly: we would rather finish three priorities than begin nine.",
    "Every child known, every lesson worth coming to school for.",
    "We build on what went well last year, and talk about what did not.",
)
TRUST_VISION = "Six schools, one promise: wherever a child of Fernway goes to school, the teaching is good."


@dataclass(frozen=True, slots=True)
class Idea:
    """A priority that a primary school could have, with its targets: (text, how one will know)."""

    title: str
    area: str
    detail: str
    targets: tuple[tuple[str, str], ...]


IDEAS = (
    Idea(
        "Every child a fluent reader by the end of Year 2",
        "reading",
        "Fluency in Year 2 fell behind the rest of the trust, and it holds children back in everything else.",
        (
            ("Nine in ten Year 1 pupils pass the phonics screening check", "Screening check in June"),
            ("Every class reads aloud together for ten minutes a day", "Learning walks in each half term"),
        ),
    ),
    Idea(
        "Times tables known by heart by the end of Year 4",
        "mathematics",
        "Pupils reason well and then lose time on facts that they should simply know.",
        (
            ("The average in the multiplication check is 20 of 25 or more", "Multiplication check in June"),
            ("Daily retrieval practice in Years 3 to 6", "Monitoring by the mathematics lead"),
        ),
    ),
    Idea(
        "Adaptive teaching, so that pupils with SEND learn with everyone else",
        "send",
        "Too much support happens outside the classroom. Teachers want to know how to change a task, not the room.",
        (
            ("Every SEN support plan names two adaptations that the class teacher makes", "Scrutiny of plans"),
            ("Time spent outside the classroom falls by a third", "Provision map, compared each term"),
        ),
    ),
    Idea(
        "Writing that pupils are proud of",
        "writing",
        "Books show stamina and careful presentation in some classes and not in others.",
        (
            ("Seven in ten Year 6 pupils reach the expected standard in writing", "Moderated assessment in June"),
            ("Moderation across schools in each term", "Minutes of the moderation meetings"),
        ),
    ),
    Idea(
        "Calm corridors and lessons without interruption",
        "behaviour",
        "Staff and pupils both say that low-level disruption after lunch costs learning time.",
        (
            ("Incidents after lunch fall by half", "Behaviour log, compared each half term"),
            ("Nine in ten pupils say that their lessons are calm", "Pupil survey in March"),
        ),
    ),
    Idea(
        "Subject leaders who know what is learned in every class",
        "leadership",
        "Subject leaders are keen and new. They have not yet looked at their subject beyond their own classroom.",
        (
            ("Each subject leader has led a monitoring cycle and acted on it", "Reports to the governors"),
            ("Pupils can talk about what they learned last term", "Pupil voice in each subject"),
        ),
    ),
    Idea(
        "Talk at the heart of the early years",
        "early_years",
        "More children start with little language than before, and routines leave little time to talk.",
        (("Three in four children reach the expected level in speaking", "Early years profile in June"),),
    ),
)  # fmt: skip
TRUST_IDEAS = (
    Idea(
        "Every school day counts: attendance above 95% in every school",
        "behaviour",
        "Absence is above that of similar trusts in four of our six schools.",
        (("Attendance above 95% in every school by the summer", "Weekly attendance figures"),),
    ),
    Idea(
        "A workload that people can live with",
        "wellbeing",
        "The staff survey said clearly what takes time without helping a child.",
        (
            ("Every school has stopped two things that took time and helped no one", "Minutes of staff meetings"),
            ("Fewer than one in ten say that they think of leaving", "Staff survey in May"),
        ),
    ),
    Idea(
        "Leaders of tomorrow grow up here",
        "leadership",
        "Two headships come up in the next three years, and we would like to have someone to ask.",
        (("Six people lead an initiative across schools this year", "List of who leads what"),),
    ),
)
JUDGED = (
    ("met", "Reached, and a little more: we are proud of it."),
    ("partly", "Most of the way. Two classes changed teachers in spring, and it shows."),
    ("not_met", "Not reached. The training came too late in the year to make a difference."),
)


def make_improvement(random: Random, day: dt.date, people: DemoPeople) -> None:
    """Write last and this year's improvement plans of each school and of the trust, some priorities carried over."""
    year = academic_year(day)
    assert people.central is not None
    for index, school in enumerate(people.schools):
        chosen = [IDEAS[(index + step) % len(IDEAS)] for step in range(5)]
        owners = leaders_of(people, school)
        last = write_plan(random, school, year - 1, VISIONS[index % 4], chosen[:3], owners)
        judge(random, last)
        # The first is not finished yet and goes on; three new ones join it.
        write_plan(random, school, year, VISIONS[(index + 1) % 4], [chosen[0], *chosen[3:]], owners, carried=last[0])
    chiefs = [people.central_staff["executive-lead"], people.central_staff["ceo"]]
    last = write_plan(random, people.central, year - 1, TRUST_VISION, list(TRUST_IDEAS[:2]), chiefs)
    judge(random, last)
    write_plan(random, people.central, year, TRUST_VISION, list(TRUST_IDEAS), chiefs, carried=last[0])
    # One school found that it had taken on too much.
    dropped = Priority.objects.filter(school=people.schools[1], year=year).latest("number")
    dropped.dropped_at = dt.datetime.combine(day - dt.timedelta(days=12), dt.time(16), dt.UTC)
    dropped.dropped_reason = "Two new class teachers started in November. We do the other priorities well instead."
    dropped.save(update_fields=["dropped_at", "dropped_reason"])


def leaders_of(people: DemoPeople, school: School) -> list[Person]:
    """Return who leads priorities at a school: phase leaders first, so that they have something of their own."""
    titles = ("Phase leader", "Deputy headteacher", "SENCO", "Headteacher")
    staff = people.staff[school.pk]
    return [person for title in titles for person in staff if people.posts[person.pk].job_title == title]


def write_plan(
    random: Random, school: School, year: int, vision: str, ideas: list[Idea], owners: list[Person],
    carried: Priority | None = None,
) -> list[Priority]:  # fmt: skip
    """Write a plan with its priorities and targets; the first comes from `carried` of the year before."""
    plan = ImprovementPlan.objects.create(school=school, year=year, vision=vision, made_by=owners[-1])
    priorities = Priority.objects.bulk_create(
        Priority(
            plan=plan, school=school, year=year, number=number, title=idea.title, area=idea.area, detail=idea.detail,
            owner=owners[(number - 1) % len(owners)], carried_from=carried if number == 1 else None,
        )
        for number, idea in enumerate(ideas, start=1)
    )  # fmt: skip
    _, last = year_bounds(year)
    Target.objects.bulk_create(
        Target(
            priority=priority, position=position, text=text, measure=measure,
            due_on=random.choice([dt.date(last.year, 3, 26), dt.date(last.year, 6, 18), dt.date(last.year, 7, 16)]),
        )
        for priority, idea in zip(priorities, ideas, strict=True)
        for position, (text, measure) in enumerate(idea.targets, start=1)
    )  # fmt: skip
    return priorities


def judge(random: Random, priorities: list[Priority]) -> None:
    """Judge last year's targets; those of the first priority are not all met, which is why it goes on."""
    targets = list(Target.objects.filter(priority__in=priorities))
    for target in targets:
        is_first = target.priority_id == priorities[0].pk
        target.outcome, target.outcome_note = JUDGED[1] if is_first else random.choice([JUDGED[0], *JUDGED])
    Target.objects.bulk_update(targets, ["outcome", "outcome_note"])
