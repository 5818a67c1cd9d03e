"""Finding a report in the list."""

import django_filters

from core.calendar import year_label
from core.filters import SearchFilter
from people.filters import SchoolChoice
from people.models import Person, School, Term
from reports.models import Report


class ReportFilter(django_filters.FilterSet):
    """Search by school, and filter by board, year, term and whether it is published."""

    q = SearchFilter()
    kind = django_filters.ChoiceFilter(label="Report for", choices=Report.Kind.choices)
    school = SchoolChoice(empty_label="All")
    year = django_filters.ChoiceFilter(label="Year")
    term = django_filters.ChoiceFilter(label="Term", choices=Term.Name.choices)
    status = django_filters.ChoiceFilter(label="Status", choices=Report.Status.choices)

    def __init__(self, *args: object, actor: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor).schools()
        years = Report.objects.visible_to(actor).order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, year_label(year)) for year in years]
