"""Finding a school in the hub of planning."""

from core.forms import YearField
from people.forms.places import SchoolSearch


class HubFilter(SchoolSearch):
    """By name, and which year."""

    year = YearField()

    def asked_year(self) -> int:
        """Return the year."""
        self.full_clean()
        return int(self.cleaned_data["year"])
