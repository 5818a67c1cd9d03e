"""The demo's reports: last term's are published, this term's are drafts."""

import datetime as dt

from core.calendar import academic_year
from demo.people import DemoPeople
from people.models import School, Term
from people.selectors import term_on
from reports import services
from reports.models import Report

HEADLINE = (
    "Nearly all staff took part in training this term, and what is required by law is in place but for a few renewals "
    "that are booked. The focus was on mathematics and early reading."
)
NEXT = "Next term every phase shares one thing that it learned at a staff meeting, and the board is invited."


def term_before(term: str, year: int) -> tuple[str, int]:
    """Return the term before, with its academic year."""
    order = list(Term.Name.values)
    place = order.index(term)
    return (order[place - 1], year) if place else (order[-1], year - 1)


def make_reports(people: DemoPeople, today: dt.date) -> None:
    """Draft this term's reports and publish last term's, of each school and of the trust."""
    this_term, year = term_on(None, today).name, academic_year(today)
    before, before_year = term_before(this_term, year)
    boards: list[tuple[str, School | None]] = [(Report.Kind.SCHOOL, school) for school in people.schools]
    boards.append((Report.Kind.TRUST, None))
    for kind, school in boards:
        author = people.heads[school.pk] if school else people.central_staff["ceo"]
        report = services.draft_report(actor=author, kind=kind, school=school, year=before_year, term=before)
        report = services.save_words(
            actor=author, report=report, version=report.version, words={"headline": HEADLINE, "next": NEXT}
        )
        services.publish_report(actor=author, report=report, version=report.version)
    first = people.schools[0]
    services.draft_report(
        actor=people.heads[first.pk], kind=Report.Kind.SCHOOL, school=first, year=year, term=this_term
    )
