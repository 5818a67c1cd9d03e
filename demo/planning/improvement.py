"""The demo's improvement plans: of six schools and the trust, last year's judged, this year's under way."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from core.calendar import academic_year, year_bounds
from demo.people import DemoPeople
from demo.school_year import on_or_before
from people.models import Person, School
from planning.models import ImprovementPlan, Priority, Target

VISIONS = (
    "Everything this year supports reading: children who read well do well across the curriculum.",
    "Fewer things, done properly. We’d rather finish three priorities than start nine.",
    "Every child known, every lesson worth coming to school for.",
    "We’re building on what went well last year and learning from what didn’t.",
)
TRUST_VISION = "Six schools, one promise: great teaching for every child in Fernway."


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
        "Year 2 fluency has fallen behind the rest of the trust, and it’s holding children back in other subjects.",
        (
            ("90% of Year 1 pupils meet the expected standard in the phonics screening check",
             "Phonics screening check in June"),
            ("Every class reads aloud together for ten minutes a day", "Learning walks each half term"),
        ),
    ),
    Idea(
        "Fluent times tables by the end of Year 4",
        "mathematics",
        "Pupils reason well but lose time on facts they should know by heart.",
        (
            ("Average score in the multiplication tables check is 20 out of 25 or more",
             "Multiplication tables check in June"),
            ("Daily retrieval practice in Years 3 to 6", "Monitoring by the maths lead"),
        ),
    ),
    Idea(
        "Adaptive teaching so that pupils with SEND learn alongside their peers",
        "send",
        "Too much support happens outside the classroom. Teachers want to know how to adapt tasks in class.",
        (
            ("Every SEN support plan includes two classroom adaptations", "Scrutiny of plans"),
            ("Time spent outside the classroom falls by a third", "Provision map, compared each term"),
        ),
    ),
    Idea(
        "Writing pupils are proud of",
        "writing",
        "Stamina and presentation in books vary between classes.",
        (
            ("70% of Year 6 pupils reach the expected standard in writing", "Moderated assessment in June"),
            ("Moderation with other schools each term", "Minutes of the moderation meetings"),
        ),
    ),
    Idea(
        "Calm corridors and disruption-free lessons",
        "behaviour",
        "Staff and pupils both say we lose learning time to low-level disruption after lunch.",
        (
            ("Incidents after lunch fall by half", "Behaviour log, compared each half term"),
            ("90% of pupils say their lessons are calm", "Pupil survey in March"),
        ),
    ),
    Idea(
        "Subject leaders who know their subject in every class",
        "leadership",
        "Our subject leaders are keen but new, and haven’t yet seen their subject beyond their own classroom.",
        (
            ("Each subject leader has led a monitoring cycle and acted on it", "Reports to the governors"),
            ("Pupils can talk about what they learned last term", "Pupil voice in each subject"),
        ),
    ),
    Idea(
        "Talk at the heart of the early years",
        "early_years",
        "More children are starting with limited language, and our routines leave little time to talk.",
        (("75% of children reach the expected level in speaking", "EYFS profile in June"),),
    ),
)  # fmt: skip
TRUST_IDEAS = (
    Idea(
        "Every school day counts: attendance above 95% in every school",
        "behaviour",
        "Absence is higher than in similar trusts in four of our six schools.",
        (("Attendance above 95% in every school by the summer", "Weekly attendance figures"),),
    ),
    Idea(
        "A manageable workload",
        "wellbeing",
        "The staff survey was clear about what takes up time without helping children.",
        (
            ("Every school has stopped two time-consuming tasks with little benefit", "Minutes of staff meetings"),
            ("Fewer than 10% of staff say they’re thinking of leaving", "Staff survey in May"),
        ),
    ),
    Idea(
        "Growing our own leaders",
        "leadership",
        "Two headships will come up in the next three years, and we’d like to have strong internal candidates.",
        (("Six people lead a cross-school initiative this year", "Leadership of priorities and actions"),),
    ),
)
JUDGED = (
    ("met", "Met and slightly exceeded. We’re proud of this."),
    ("partly", "Mostly met. Two classes changed teacher in the spring, and it shows."),
    ("not_met", "Not met. The training was too late in the year to make a difference."),
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
    dropped.dropped_at = dt.datetime.combine(on_or_before(day - dt.timedelta(days=12)), dt.time(16), dt.UTC)
    dropped.dropped_reason = "Two new class teachers have started, so we’re concentrating on the other priorities."
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
            due_on=on_or_before(dt.date(last.year, *random.choice([(3, 26), (6, 18), (7, 16)]))),
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
