"""Finding a skills audit or a statement in its list."""

import django_filters

from core.filters import SearchFilter
from governance.audits.areas import Area
from governance.audits.models import SkillsAudit, Statement
from governance.boards.models import Board


class AuditFilter(django_filters.FilterSet):
    """Narrow by board and status."""

    board = django_filters.ModelChoiceFilter(
        label="Board", queryset=Board.objects.none(), to_field_name="public_id", empty_label="All"
    )
    status = django_filters.ChoiceFilter(label="Status", choices=SkillsAudit.Status.choices)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["board"].queryset = Board.objects.filter(pk__in=self.queryset.order_by().values("board"))


class StatementFilter(django_filters.FilterSet):
    """Search the words, and narrow by boards, area and whether it is in use."""

    q = SearchFilter()
    board_kind = django_filters.ChoiceFilter(label="Boards", choices=Statement.For.choices)
    area = django_filters.ChoiceFilter(label="Area", choices=Area.choices)
    in_use = django_filters.BooleanFilter(label="In use", field_name="is_in_use")
