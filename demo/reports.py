"""The demo's reports: last term's were published as it ended, this term's is a draft."""

import datetime as dt

from core.audit import audit_event
from core.calendar import academic_year
from core.models import AuditEvent, StoredFile
from core.uploads import keep_made_file
from demo.history import at
from demo.people import DemoPeople
from demo.school_year import stretches
from people.models import School, Term
from people.selectors import term_on
from planning.models import Priority
from reports import services
from reports.models import Report
from reports.pdf import report_pdf

HEADLINES = (
    (
        "Nearly all staff took part in training this term. Statutory training is up to date apart from a few renewals, "
        "which are booked. The focus was on {focus}."
    ),
    "Our training this term was mostly about {focus}. A few statutory renewals are still to come, and each has a date.",
    (
        "Staff told us that the training on {focus} helped them most this term. Statutory training is in good "
        "order, with some renewals booked."
    ),
)
TRUST_HEADLINE = (
    "All six schools put most of their training into their improvement priorities this term. Statutory training is up "
    "to date apart from a few renewals, which are booked."
)
NEXT = (
    (
        "Next term each phase will share something they’ve learned at a staff meeting, and governors are welcome to "
        "join us."
    ),
    "Next term we start with coaching in pairs. We’d like governors to ask about it on their visits.",
    (
        "Next term two colleagues will lead training for other schools in the trust. We ask the board to keep the "
        "budget for cover as it is."
    ),
)
TRUST_NEXT = "Next term we plan training together that several schools need, and look at what each place costs."


def term_before(term: str, year: int) -> tuple[str, int]:
    """Return the term before, with its academic year."""
    order = list(Term.Name.values)
    place = order.index(term)
    return (order[place - 1], year) if place else (order[-1], year - 1)


def make_reports(people: DemoPeople, today: dt.date) -> None:
    """Draft this term's report of one school; publish last term's on its last day, of each school and of the trust."""
    this_term, year = term_on(None, today).name, academic_year(today)
    before, before_year = term_before(this_term, year)
    published_on = max(last for name, _, _, last in stretches(before_year) if name == before)
    events = []
    for number, school in enumerate([*people.schools, None]):
        report = make_report(people, school, number, before_year, before, published_on)
        drafted = audit_event(report.author, "reports.report.drafted", report, at=at(published_on, 14))
        events += [drafted, audit_event(report.author, "reports.report.published", report, at=report.published_at)]
    AuditEvent.objects.bulk_create(events)
    first = people.schools[0]
    services.draft_report(
        actor=people.heads[first.pk], kind=Report.Kind.SCHOOL, school=first, year=year, term=this_term
    )


def make_report(
    people: DemoPeople, school: School | None, number: int, year: int, term: str, published_on: dt.date
) -> Report:
    """Write the report of a school, or of the trust, as it was published on a day."""
    kind = Report.Kind.SCHOOL if school else Report.Kind.TRUST
    author = people.heads[school.pk] if school else people.central_staff["ceo"]
    words = {"headline": TRUST_HEADLINE, "next": TRUST_NEXT}
    if school:
        areas = Priority.objects.in_force().filter(school=school, year=year).order_by("number")[:2]
        focus = " and ".join(priority.get_area_display().lower() for priority in areas)
        words = {"headline": HEADLINES[number % 3].format(focus=focus), "next": NEXT[number % 3]}
    report = Report.objects.create(
        kind=kind, school=school, year=year, term=term, words=words, author=author,
        author_title=services.author_title(author, kind, school),
        figures=services.figures_for(kind, school, year, term), figures_on=published_on,
    )  # fmt: skip
    moment = at(published_on, 16)
    report.move_to(
        Report.Status.PUBLISHED,
        published_at=moment,
        pdf=keep_made_file(
            actor=author, content=report_pdf(report, published_at=moment), kind=StoredFile.Kind.PDF,
            name=f"{services.file_title(report)}.pdf",
        ),
    )  # fmt: skip
    return report
