"""Who may open which page of `reports`."""

from types import SimpleNamespace

from cpd_trust.tests.access.row import Row


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about."""
    return SimpleNamespace()


ROWS: dict[str, Row] = {}
