"""Who may open which page of `planning`, a module a part. Each has `ROWS` and `world(cast)`."""

from types import ModuleType, SimpleNamespace

from cpd_trust.tests.access.planning import improvement, needs, plans, thread
from cpd_trust.tests.access.row import Row

PARTS: list[ModuleType] = [improvement, needs, plans, thread]

ROWS: dict[str, Row] = {name: row for part in PARTS for name, row in part.ROWS.items()}


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows of every part are about."""
    made = SimpleNamespace()
    for part in PARTS:
        made.__dict__.update(part.world(cast).__dict__)
    return made
