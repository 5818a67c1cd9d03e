"""Finding a report in the list."""

import django_filters
from django.db.models import QuerySet
from django.db.models.fields.json import KT

from core.calendar import year_label
from core.filters import SearchFilter
from core.search import has_words
from people.models import Person, School, Term
from reports.models import Report


class ReportFilter(django_filters.FilterSet):
    """Search by school, and filter by board, year, term and whether it is published."""

    q = SearchFilter()
    kind = django_filters.ChoiceFilter(label="For", choices=Report.Kind.choices)
    school = django_filters.ModelChoiceFilter(label="School", queryset=School.objects.none(), to_field_name="public_id")
    year = django_filters.ChoiceFilter(label="Year")
    term = django_filters.ChoiceFilter(label="Term", choices=Term.Name.choices)
    status = django_filters.ChoiceFilter(label="State", choices=Report.Status.choices)

    class Meta:
        model = Report
        fields = ["q", "kind", "school", "year", "term", "status"]

    def __init__(self, *args: object, actor: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["school"].queryset = School.objects.visible_to(actor).schools()
        years = Report.objects.visible_to(actor).order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, year_label(year)) for year in years]

    def search(self, queryset: "QuerySet[Report]", name: str, value: str) -> "QuerySet[Report]":
        """Return the reports in whose headline, or school's name, every word stands."""
        return queryset.alias(headline=KT("words__headline")).filter(has_words(value, "school__name", "headline"))
