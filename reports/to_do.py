"""What of reports waits for somebody."""

from django.db.models import Q
from django.urls import reverse

from core.to_do import Task
from people.models import Person, Role
from reports.models import Report


def report_tasks(person: Person) -> list[Task]:
    """Return the drafts of the reports that the person publishes."""
    leads = person.authority.schools_with(Role.school_leaders())
    mine = Q(kind=Report.Kind.SCHOOL, school__in=leads)
    if person.authority.holds(Role.CEO):
        mine |= Q(kind=Report.Kind.TRUST)
    drafts = Report.objects.filter(mine, status=Report.Status.DRAFT).count()
    return [Task("Reports in draft", reverse("reports:report-list") + "?status=draft", drafts)]
