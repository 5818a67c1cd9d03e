"""What of reports stands on a first page: drafts to finish, the newest to read, and schools without one."""

from django.db.models import Exists, Q
from django.urls import reverse

from core.calendar import today
from core.first_page import Concern, Task, Tile
from core.formatting import short_date
from core.reading import Steps
from people.first_page import Visit
from people.models import Person, Role, School, Term
from reports.models import Report

# So many days after the next term began, a school whose report is still missing is one to look at.
DAYS_TO_WRITE = 21
BEFORE = {
    Term.Name.SPRING: (Term.Name.AUTUMN, 0),
    Term.Name.SUMMER: (Term.Name.SPRING, 0),
    Term.Name.AUTUMN: (Term.Name.SUMMER, 1),
}


def report_tasks(person: Person) -> Steps[list[Task]]:
    """Return the drafts of the reports that the person publishes."""
    leads = person.authority.schools_with(Role.school_leaders())
    mine = Q(kind=Report.Kind.SCHOOL, school__in=leads)
    if person.authority.holds(Role.CEO):
        mine |= Q(kind=Report.Kind.TRUST)
    elif not leads:
        return []
    rows = Report.objects.filter(mine, status=Report.Status.DRAFT)
    drafts = yield rows.order_by("figures_on", "pk").defer("figures")
    hint = f"Figures as at {short_date(drafts[0].figures_on)}" if drafts else ""
    url, one = f"{reverse('reports:report-list')}?status=draft", "report in draft"
    return [Task("reports in draft", url, len(drafts), hint, button="Continue", one=one)]


def newest_report(visit: Visit) -> Steps[list[Tile]]:
    """Return the newest published report, for those who govern; nothing where there is none."""
    person = visit.person
    if not person.authority.governs:
        return []
    rows = Report.objects.visible_to(person).filter(status=Report.Status.PUBLISHED).select_related("school")
    tiles = []
    for newest in (yield rows.order_by("-published_at", "-pk").defer("figures")[:1]):
        whose = newest.school.name if newest.school else "The trust"
        tile = Tile(
            f"{newest.get_term_display()} {newest.year + (newest.term != Term.Name.AUTUMN)}",
            "newest report",
            newest.get_absolute_url(),
            hint=f"{whose}, published on {short_date(newest.published_at)}",
        )
        tiles.append(tile)
    return tiles


def late_reports(visit: Visit) -> Steps[list[Concern]]:
    """Return the schools without a published report on the term before this one, for those who look after all.

    Where no school has published one on that term nobody is late: the trust may only have begun.
    """
    if not visit.looks_after_all:
        return []
    term = visit.term(None)
    if (today() - term.first).days < DAYS_TO_WRITE:
        return []
    name, years = BEFORE[Term.Name(term.name)]
    published = Report.objects.filter(
        kind=Report.Kind.SCHOOL, status=Report.Status.PUBLISHED, year=term.year - years, term=name
    )
    schools = School.objects.open_on(today()).filter(Exists(published), kind=School.Kind.SCHOOL)
    late = schools.exclude(pk__in=published.values("school"))
    words = f"No report on the {name.label.lower()} term"
    return [Concern(pk, words, 15) for pk in (yield late.order_by().values_list("pk", flat=True))]
