"""Who may open which page of `home`."""

from types import SimpleNamespace

from cpd_trust.tests.access.row import Row, answers


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Make what the rows are about."""
    return SimpleNamespace()


ROWS: dict[str, Row] = {
    "home:home": Row("GET", answers(200)),
    "home:attention": Row("GET", answers(403, eve=200, cleo=200, ann=200)),
    "home:setting-up": Row("GET", answers(403, ann=200)),
    "home:system-health": Row("GET", answers(403, ann=200)),
    "home:search": Row("GET", answers(200)),
    "home:help": Row("GET", answers(200)),
    "home:policy": Row("GET", answers(200)),
    "home:accessibility": Row("GET", answers(200, anonymous=200)),
    "home:privacy": Row("GET", answers(200, anonymous=200)),
}
