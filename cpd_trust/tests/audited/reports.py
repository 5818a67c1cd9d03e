from core.calendar import today
from people.selectors import term_on
from reports import services


def draft(c):
    term = term_on(None, today())
    return services.draft_report(actor=c.hal, kind="school", school=c.oak, year=term.year, term=term.name)


def worded(c):
    report = draft(c)
    words = {"headline": "A good term.", "next": "More of it."}
    return services.save_words(actor=c.hal, report=report, version=report.version, words=words)


def refresh(c):
    report = draft(c)
    services.refresh_figures(actor=c.hal, report=report, version=report.version)


def publish(c):
    report = worded(c)
    services.publish_report(actor=c.hal, report=report, version=report.version)


DEEDS = {
    "reports.report.drafted": ("hal", draft),
    "reports.report.worded": ("hal", worded),
    "reports.report.refreshed": ("hal", refresh),
    "reports.report.published": ("hal", publish),
}
