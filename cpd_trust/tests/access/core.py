"""Who may open which page of `core`."""

from types import SimpleNamespace
from uuid import UUID

from cpd_trust.tests.access.row import Row, answers


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about."""
    return SimpleNamespace()


ROWS: dict[str, Row] = {
    "healthz": Row("GET", answers(200, anonymous=200)),
    "readyz": Row("GET", answers(503, anonymous=503)),
    # Nothing is kept for anybody: to the first page.
    "kept-forms": Row("GET", answers(302)),
    "kept-form": Row("GET", answers(302), args=lambda cast, world: [UUID(int=1)]),
    "kept-form-discard": Row("POST", answers(302), args=lambda cast, world: [UUID(int=1)]),
    # They exist on a machine of one's own only, and show nothing but invented examples.
    "kit": Row("GET", answers(200, anonymous=200)),
    "kit-work": Row("GET", answers(200, anonymous=200)),
}
