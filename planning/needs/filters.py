"""Finding a need in one's own list, a school's register, or the trust's."""

import django_filters

from core.filters import DayFilter, SearchFilter, YearFilter
from people.models import School
from planning.needs.answers import answered
from planning.needs.models import Need
from planning.needs.querysets import NeedQuerySet
from planning.vocabulary import Area, Reason, Source

ANSWERED = (("no", "Not yet planned for"), ("yes", "Planned for"), ("together", "Planned with other schools"))


class OwnNeedFilter(django_filters.FilterSet):
    """One's own needs by words and by how they ended."""

    q = SearchFilter()
    status = django_filters.ChoiceFilter(label="Status", choices=Need.Status.choices, empty_label="All")


class RegisterFilter(OwnNeedFilter):
    """A school's needs of a year, by everything that tells them apart."""

    source = django_filters.ChoiceFilter(label="Source", choices=Source.choices, empty_label="All sources")
    area = django_filters.ChoiceFilter(label="Topic", choices=Area.choices, empty_label="All")
    needed_by = django_filters.ChoiceFilter(label="Who it's for", choices=Need.For.choices, empty_label="Everyone")
    reason = django_filters.ChoiceFilter(label="Linked to", choices=Reason.choices, empty_label="Anything")
    answered = django_filters.ChoiceFilter(
        label="Planned for", choices=ANSWERED, empty_label="Planned for or not", method="by_answer"
    )
    wanted = DayFilter(label="Needed by", field_name="wanted_by", lookup_expr="lte")

    def by_answer(self, needs: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        """Return the open needs without an answer yet, those that something does, or those planned together."""
        if value == "no":
            return needs.unanswered()
        if value == "together":
            return needs.filter(gathered_into__isnull=False)
        return needs.filter(answered())


class TrustRegisterFilter(RegisterFilter):
    """The trust's needs, also by school and year; this year's unless another is asked for."""

    school = django_filters.ModelChoiceFilter(
        label="School", queryset=School.objects.all(), to_field_name="public_id", empty_label="All schools"
    )
    year = YearFilter(everything=True)
