"""Who may open which page of `reports`."""

from types import SimpleNamespace

from core.calendar import academic_year, today
from cpd_trust.tests.access.row import Row, answers
from people.selectors import term_on
from reports import services


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Publish Oak's last report and draft this term's."""
    term, year = term_on(None, today()).name, academic_year(today())
    old = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, year=year - 1, term=term)
    old = services.save_words(actor=cast.hal, report=old, version=1, words={"headline": "Good."})
    published = services.publish_report(actor=cast.hal, report=old, version=old.version)
    draft = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, year=year, term=term)
    return SimpleNamespace(published=published, draft=draft)


READERS = dict.fromkeys(("hal", "sid", "gus", "chas", "cora", "eve", "cleo", "tess", "tara"), 200)

ROWS: dict[str, Row] = {
    "reports:report-list": Row("GET", answers(200)),
    "reports:report-draft": Row("GET", answers(403, hal=200, eli=200, cleo=200)),
    "reports:report-detail": Row("GET", answers(404, **READERS), lambda cast, world: [world.published.public_id]),
    "reports:report-download": Row("GET", answers(404, **READERS), lambda cast, world: [world.published.public_id]),
    "reports:report-edit": Row("GET", answers(404, hal=200), lambda cast, world: [world.draft.public_id]),
    "reports:report-refresh": Row(
        "POST",
        answers(404, hal=302),
        lambda cast, world: [world.draft.public_id],
        lambda cast, world: {"version": world.draft.version},
    ),
    "reports:report-publish": Row(
        "POST",
        answers(404, hal=403),  # no headline yet
        lambda cast, world: [world.draft.public_id],
        lambda cast, world: {"version": world.draft.version},
    ),
    "reports:report-correct": Row(
        "GET",
        answers(404, **dict.fromkeys(READERS, 403) | {"hal": 200}),
        lambda cast, world: [world.published.public_id],
    ),
}
