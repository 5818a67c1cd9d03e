"""Who may open which page of `governance`, a module a room. Each has `ROWS` and `world(cast)`."""

from types import ModuleType, SimpleNamespace

from cpd_trust.tests.access.governance import audits, boards, documents, meetings
from cpd_trust.tests.access.row import Row

PARTS: list[ModuleType] = [boards, audits, documents, meetings]

ROWS: dict[str, Row] = {name: row for part in PARTS for name, row in part.ROWS.items()}


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows of every part are about."""
    made = SimpleNamespace()
    for part in PARTS:
        made.__dict__.update(part.world(cast).__dict__)
    return made
