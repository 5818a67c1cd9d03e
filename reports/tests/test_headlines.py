"""What a report says first on screen: figures beside those of the term before, what needs attention, the contents."""

from typing import Any

import pytest

from core.calendar import academic_year, today
from reports import services
from reports.headlines import attention_of, headlines_of, report_before
from reports.models import Report
from reports.sections import sections_for

pytestmark = pytest.mark.django_db
NO_NUMBERS = {"needed": None, "valid": None, "lacking": None}
FIGURES = {
    "statutory": [
        {"name": "Marking", "needed": 90, "valid": 70, "lacking": 20, "position": "", "statutory": "Recommended"},
        {"name": "Prevent", "needed": 40, "valid": 37, "lacking": 3, "position": "", "statutory": "Statutory"},
        {"name": "Safeguarding", "needed": 60, "valid": 50, "lacking": 10, "position": "", "statutory": "Statutory"},
        {
            "name": "IT",
            "needed": 50,
            "valid": "over 45",
            "lacking": "fewer than 5",
            "position": "",
            "statutory": "?",
        },
        {"name": "Fire warden", "position": "Gap, nothing booked yet", "statutory": "Statutory"} | NO_NUMBERS,
        {"name": "Designated lead", "position": "In place", "statutory": "Statutory"} | NO_NUMBERS,
        {"name": "First aid", "needed": 9, "valid": 9, "lacking": 0, "position": "", "statutory": "Statutory"},
    ],
    "participation": {"people": 4, "hours": "41.00"},
    "requests": {"made": 17, "approved": 14, "open": 2, "declined": 1, "withdrawn": 0, "together": None},
    "budget": {"total": {"allocated": "100.00", "spent": "90.00", "held": "30.00", "left": "-20.00"}},
}
FEW: dict[str, Any] = {
    "statutory": [],
    "participation": {"people": None, "hours": None},
    "requests": {"made": None, "approved": None, "open": None, "declined": None, "withdrawn": None, "together": None},
    "budget": None,
}


def report_of(cast, term, figures):
    return Report(kind="school", school=cast.oak, year=2026, term=term, figures=figures, figures_on=today())


def told(report, before=None):
    return [(head.shown, head.label, head.hint) for head in headlines_of(report, before)]


def test_figures_are_those_of_the_report_with_what_they_were_before(cast):
    now = report_of(cast, "spring", FIGURES)
    before = report_of(cast, "autumn", FIGURES | {"participation": {"people": 2, "hours": "10.00"}})
    assert told(now, before) == [
        ("2 of 7", "kinds of required training in place", "2 of 7 in autumn"),
        ("£90.00", "spent of the CPD budget", "of £100.00. £90.00 in autumn"),
        ("10.2", "hours for each participant", "5 in autumn"),
        ("14 of 17", "requests approved", "14 of 17 in autumn"),
    ]
    assert [head.picture and head.picture.description for head in headlines_of(now, None)] == [
        "2 in place, 5 not",
        "£90.00 spent, £30.00 committed, −£20.00 remaining",
        None,
        "14 approved, 2 awaiting a decision, 1 declined",
    ]


def test_what_the_report_hides_is_told_by_no_headline(cast):
    assert told(report_of(cast, "autumn", FEW)) == []
    assert told(report_of(cast, "spring", FIGURES), report_of(cast, "autumn", FEW))[0][2] == ""


def test_a_trust_without_required_training_is_not_called_in_place(cast):
    row = {"code": "", "name": "All required training", "position": "No required training has been set up yet."}
    report = report_of(cast, "autumn", FEW | {"statutory": [row | {"statutory": ""} | NO_NUMBERS]})
    assert "kinds of required training in place" not in [one[1] for one in told(report, None)]
    assert [(one.what, one.state) for one in attention_of(report)] == [(row["name"], row["position"])]


def test_what_needs_attention_comes_by_rule_and_then_with_the_most_overdue_first(cast):
    found = [(one.what, one.state) for one in attention_of(report_of(cast, "autumn", FIGURES))]
    assert found == [
        ("Safeguarding", "10 of 60 overdue or never done"),
        ("Prevent", "3 of 40 overdue or never done"),
        ("Fire warden", "Gap, nothing booked yet"),
        ("Marking", "20 of 90 overdue or never done"),
        ("IT", "fewer than 5 of 50 overdue or never done"),
        ("CPD budget", "Overspent by £20.00"),
    ]
    assert attention_of(report_of(cast, "autumn", FEW)) == []


def write(cast, year, term):
    draft = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, year=year, term=term)
    return services.save_words(actor=cast.hal, report=draft, version=draft.version, words={"headline": "Good."})


def publish(cast, report):
    return services.publish_report(actor=cast.hal, report=report, version=report.version)


def test_the_report_before_is_the_last_published_one_that_the_reader_reads(cast):
    year = academic_year(today()) - 2
    terms = [(year - 1, "summer"), (year, "autumn"), (year, "spring")]
    summer, autumn, spring = (publish(cast, write(cast, *term)) for term in terms)
    assert report_before(spring, cast.gus) == autumn
    assert report_before(autumn, cast.hal) == summer
    assert report_before(summer, cast.hal) is None
    assert report_before(spring, cast.ada) is None
    correction = services.correct_report(actor=cast.hal, report=autumn, correction="A wrong sum.")
    assert report_before(spring, cast.hal) == autumn, "A draft is no report to compare with."
    correction = publish(cast, correction)
    assert report_before(spring, cast.hal) == correction


def test_the_page_has_its_contents_and_folds_the_parts(cast, sign_in):
    report = publish(cast, write(cast, academic_year(today()), "autumn"))
    page = sign_in(cast.gus).get(report.get_absolute_url())
    shown = [part["key"] for part in page.context["parts"]]
    assert shown == [part.key for part in sections_for(report) if part.key in shown]
    for key in shown:
        assert f'href="#{key}"' in page.text
        assert f'<div id="{key}">' in page.text
    assert page.text.count('<details class="k-part">') == len(shown)
    draft = write(cast, report.year, "spring")
    assert "Nothing written yet." in sign_in(cast.hal).get(draft.get_absolute_url()).text
