"""A school's termly report, drafted from all that was built; its page for whoever words it."""

from django.http import HttpRequest, HttpResponse

from benchmarks.floor.views import View, table
from benchmarks.measuring import Page, holder
from core.calendar import academic_year, today
from people.models import Term
from reports.models import Report
from reports.services import draft_report


def build() -> None:
    """Draft the autumn report of the first Headteacher's school."""
    head = holder("headteacher")
    grant = head.grants.select_related("school").get(role="headteacher")
    year = academic_year(today())
    draft_report(actor=head, kind=Report.Kind.SCHOOL, school=grant.school, year=year, term=Term.Name.AUTUMN)


def report(request: HttpRequest) -> HttpResponse:
    """Show the figures and words that a report holds."""
    found = Report.objects.select_related("school", "author").get(public_id=request.GET["id"])
    facts = [(str(found), found.school, found.author.full_name, found.get_status_display(), found.figures_on)]
    return table(request, [*facts, *found.figures.items(), *found.words.items()])


VIEWS: dict[str, View] = {"report": report}


def pages() -> list[Page]:
    """Return what is measured."""
    draft = Report.objects.get()
    return [Page("Report to governors", "headteacher", draft.get_absolute_url(), f"/report?id={draft.public_id}")]
