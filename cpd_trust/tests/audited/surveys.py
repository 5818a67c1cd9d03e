import datetime as dt

from core.calendar import today
from surveys import lifecycle, services
from surveys.tests.surveying import answer_all, close_and_show, colleagues, make_draft, make_open


def opened(c):
    return make_open(c.hal, c.oak)


def closed(c):
    return lifecycle.close_survey(actor=c.hal, survey=opened(c))


def show_results(c):
    survey = opened(c)
    answer_all(survey, colleagues(c.oak, 6))
    close_and_show(survey, c.hal)


DEEDS = {
    "surveys.survey.made": ("hal", lambda c: make_draft(c.hal, c.oak)),
    "surveys.survey.changed": (
        "hal",
        lambda c: services.change_survey(
            actor=c.hal, survey=(row := make_draft(c.hal, c.oak)), version=row.version,
            values={"title": "A new title", "audience": "staff"},
        ),
    ),
    "surveys.survey.removed": (
        "hal", lambda c: services.remove_draft(actor=c.hal, survey=make_draft(c.hal, c.oak)),
    ),
    "surveys.survey.opened": ("hal", opened),
    "surveys.survey.closed": ("hal", closed),
    "surveys.survey.last_day_set": (
        "hal",
        lambda c: lifecycle.set_last_day(
            actor=c.hal, survey=opened(c), closes_on=today() + dt.timedelta(days=10)
        ),
    ),
    "surveys.survey.reopened": (
        "hal",
        lambda c: lifecycle.set_last_day(
            actor=c.hal, survey=closed(c), closes_on=today() + dt.timedelta(days=10)
        ),
    ),
    "surveys.survey.results_shown": (
        "hal", show_results,
    ),
}  # fmt: skip
