"""Reports to boards: drafted from the records, worded, published, frozen, read by their board alone."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import Qualification
from core.calendar import academic_year, now, today
from core.flow import IllegalMove, StaleVersion
from core.formatting import long_date
from core.models import StoredFile
from core.uploads import keep_made_file
from notifications.models import Notice
from people.selectors import term_on
from people.tests.factories import PostFactory
from planning.suppression import smallest_group
from planning.tests.small_groups import show_every_group
from reports import policies, services
from reports.figures import school_figures, trust_figures
from reports.models import Report
from training.models import Record


def this_term():
    name, year = term_on(None, today()).name, academic_year(today())
    return {"year": year, "term": name}


@pytest.fixture
def draft(cast):
    return services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())


@pytest.fixture
def published(cast, draft):
    words = {"headline": "A good term.", "next": "More of it."}
    report = services.save_words(actor=cast.hal, report=draft, version=draft.version, words=words)
    return services.publish_report(actor=cast.hal, report=report, version=report.version)


def record(cast, person, school, hours, reason="statutory"):
    return Record.objects.create(
        person=person, school=school, source="school", title="Something learned",
        approach="course", reason=reason, starts_on=today(), ends_on=today(), hours=Decimal(hours), cost=Decimal(60),
        recorded_at=now(),
    )  # fmt: skip


@pytest.mark.policy("RP-1")
def test_the_draft_is_made_from_the_schools_own_records(cast):
    show_every_group()
    record(cast, cast.ada, cast.oak, 3)
    record(cast, cast.bea, cast.oak, 2, reason="personal")
    record(cast, cast.tom, cast.elm, 50)
    report = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())
    part = report.figures["participation"]
    assert (part["activities"], part["people"], part["hours"]) == (2, 2, "5.00")
    assert part["by_reason"] == [["Statutory requirement", 1, "3.00"], ["Personal development", 1, "2.00"]]
    assert report.figures["cost"]["per_hour"] == "24.00"


@pytest.mark.policy("RP-2")
def test_the_summary_to_the_trustees_sets_the_schools_side_by_side(cast):
    show_every_group()
    record(cast, cast.ada, cast.oak, 3)
    record(cast, cast.tom, cast.elm, 50)
    report = services.draft_report(actor=cast.cleo, kind="trust", school=None, **this_term())
    hours = {row["school"]: row["hours"] for row in report.figures["schools"]}
    assert hours["Oak Primary School"] == "3.00"
    assert hours["Elm Primary School"] == "50.00"
    assert report.figures["participation"]["hours"] == "53.00"


@pytest.mark.policy("RM-6")
def test_the_summer_report_carries_the_whole_year(cast):
    report = services.draft_report(
        actor=cast.hal, kind="school", school=cast.oak, year=academic_year(today()), term="summer"
    )
    assert report.figures["year"]["first"] == dt.date(academic_year(today()), 9, 1).isoformat()


def qualified(person, school, title="HLTA status", **facts):
    return Qualification.objects.create(
        person=person, school=school, title=title, awarded_on=today(), entered_at=now(),
        **{"paid_by": "school", "agrees_to_be_named": False} | facts,
    )  # fmt: skip


def told_of_qualifications(figures):
    rows = figures["qualifications"]
    return [(row["title"], row["person"] if "person" in row else row["people"]) for row in rows]


@pytest.mark.policy("RM-8")
def test_qualifications_name_only_those_who_agreed(cast):
    qualified(cast.ada, cast.oak, agrees_to_be_named=True)
    qualified(cast.bea, cast.oak, "NPQ in SEND")
    qualified(cast.lin, cast.oak, "Paid by herself", paid_by="person", agrees_to_be_named=True)
    assert told_of_qualifications(school_figures(cast.oak, **this_term())) == [
        ("HLTA status", "Ada Example"),
        ("Other qualifications", None),
    ]


@pytest.mark.policy("RM-8")
@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_qualification_is_told_without_a_name_where_enough_people_have_it(cast, count):
    """One person fewer than the smallest group, as many, one more; of one person with two of them it is one."""
    enough = smallest_group()
    people = [PostFactory(school=cast.oak).person for _ in range(enough + count)]
    for person in people:
        qualified(person, cast.oak, "NPQ in SEND")
    qualified(people[0], cast.oak, "npq in SEND")
    told = told_of_qualifications(school_figures(cast.oak, **this_term()))
    assert told == ([("Other qualifications", None)] if count < 0 else [("NPQ in SEND", enough + count)])


@pytest.mark.policy("RM-8")
def test_the_rest_are_counted_where_they_are_enough_people_together(cast):
    enough = smallest_group()
    for number in range(enough):
        qualified(PostFactory(school=cast.oak).person, cast.oak, f"Qualification {number}")
    assert told_of_qualifications(school_figures(cast.oak, **this_term())) == [("Other qualifications", enough)]


@pytest.mark.policy("RM-8", "RP-2")
def test_what_a_school_leaves_out_is_not_left_over_in_the_report_to_the_trustees(cast):
    """The report of Oak tells of enough people; one more at Elm would be what the trust's number has beyond it."""
    enough = smallest_group()
    for _ in range(enough):
        qualified(PostFactory(school=cast.oak).person, cast.oak, "NPQ in SEND")
    alone = qualified(cast.tom, cast.elm, "NPQ in SEND")
    assert told_of_qualifications(trust_figures(**this_term())) == [("Other qualifications", None)]
    alone.delete()
    assert told_of_qualifications(trust_figures(**this_term())) == [("NPQ in SEND", enough)]


def test_drafting_twice_gives_the_same_draft(cast, draft):
    again = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())
    assert again.pk == draft.pk


@pytest.mark.parametrize("actor", ["eli", "eve", "cleo", "ann", "gus", "ada", "sid"])
def test_only_the_schools_head_drafts_its_report(cast, actor):
    with pytest.raises(PermissionDenied, match="Only the Headteacher or Head of School can write this school"):
        services.draft_report(actor=getattr(cast, actor), kind="school", school=cast.oak, **this_term())


@pytest.mark.parametrize("actor", ["hal", "eve", "tara", "ann"])
def test_only_the_chief_executive_drafts_the_trusts_summary(cast, actor):
    with pytest.raises(PermissionDenied, match="chief executive"):
        services.draft_report(actor=getattr(cast, actor), kind="trust", school=None, **this_term())


def test_a_report_without_a_headline_is_not_published(cast, draft):
    with pytest.raises(PermissionDenied, match="headline"):
        services.publish_report(actor=cast.hal, report=draft, version=draft.version)


def test_a_stale_tab_overwrites_nothing(cast, draft):
    services.save_words(actor=cast.hal, report=draft, version=1, words={"headline": "First"})
    with pytest.raises(StaleVersion):
        services.save_words(actor=cast.hal, report=draft, version=1, words={"headline": "Late"})
    with pytest.raises(StaleVersion):
        services.publish_report(actor=cast.hal, report=draft, version=1)
    assert Report.objects.get(pk=draft.pk).words == {"headline": "First"}


def test_a_stale_page_shows_both_texts(cast, draft, sign_in):
    client = sign_in(cast.hal)
    url = reverse("reports:report-edit", args=[draft.public_id])
    assert client.post(url, {"version": 1, "headline": "First"}).status_code == 302
    late = client.post(url, {"version": 1, "headline": "Late"})
    assert late.status_code == 409
    assert "First" in late.content.decode()
    assert "Late" in late.content.decode()


@pytest.mark.policy("RP-1")
def test_publishing_freezes_figures_words_and_pdf(cast, published):
    with pytest.raises(IllegalMove):
        services.save_words(actor=cast.hal, report=published, version=published.version, words={"headline": "Changed"})
    with pytest.raises(IllegalMove):
        services.refresh_figures(actor=cast.hal, report=published, version=published.version)
    with pytest.raises(IllegalMove):
        services.publish_report(actor=cast.hal, report=published, version=published.version)
    record(cast, cast.ada, cast.oak, 9)
    assert Report.objects.get(pk=published.pk).figures["participation"]["activities"] == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_report SET words = '{}' WHERE id = %s",
        "UPDATE reports_report SET status = 'draft', published_at = NULL WHERE id = %s",
        "DELETE FROM reports_report WHERE id = %s",
    ],
)
def test_the_database_itself_refuses_to_change_a_published_report(published, sql):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [published.pk])


def test_a_draft_can_still_be_changed_in_the_database(draft):
    """The twin of the test above: what is refused there is refused because it is published."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_report SET author_title = 'x' WHERE id = %s", [draft.pk])
    assert Report.objects.get(pk=draft.pk).author_title == "x"


@pytest.mark.parametrize("left_out", [{"pdf": None}, {"figures": {}}])
def test_a_report_is_not_published_without_its_file_and_its_figures(cast, draft, left_out):
    stored = keep_made_file(actor=cast.hal, content=b"%PDF-1.7", kind=StoredFile.Kind.PDF, name="a.pdf")
    whole = {"status": "published", "published_at": now(), "pdf": stored}
    row = Report.objects.filter(pk=draft.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**whole | left_out)
    assert row.update(**whole) == 1  # the control


def test_the_file_of_a_published_report_stays_what_it_is(published):
    row = StoredFile.objects.filter(pk=published.pdf_id)
    for change in ({"file": "other.pdf"}, {"sha256": "0" * 64}, {"name": "other.pdf"}, {"size": 1}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    assert row.update(uploaded_by=None) == 1


def test_a_correction_is_a_new_edition_that_says_what_it_corrects(cast, published):
    second = services.correct_report(actor=cast.hal, report=published, correction="The hours were too low.")
    assert (second.edition, second.status, second.words) == (2, "draft", published.words)
    second = services.publish_report(actor=cast.hal, report=second, version=second.version)
    assert Report.objects.filter(status="published").count() == 2
    with pytest.raises(PermissionDenied, match="already a newer version of this report"):
        services.correct_report(actor=cast.hal, report=published, correction="Again")


def test_its_board_is_told_once_and_nobody_else(cast, published):
    told = set(Notice.objects.filter(topic="report").values_list("person__first_name", flat=True))
    assert told == {"Gus", "Chas", "Cora", "Eve", "Cleo"}


READERS = {
    "school_draft": {"hal"},
    "school_published": {"hal", "sid", "gus", "chas", "cora", "eve", "cleo", "tess", "tara"},
    "trust_draft": {"cleo"},
    "trust_published": {"eve", "cleo", "tess", "tara", "mel"},
}


@pytest.mark.parametrize("case", READERS)
def test_who_reads_what(cast, case):
    kind, state = case.split("_")
    author = cast.hal if kind == "school" else cast.cleo
    school = cast.oak if kind == "school" else None
    report = services.draft_report(actor=author, kind=kind, school=school, **this_term())
    if state == "published":
        report = services.save_words(actor=author, report=report, version=1, words={"headline": "x"})
        report = services.publish_report(actor=author, report=report, version=report.version)
    people = {name for name, value in vars(cast).items() if hasattr(value, "first_name")}
    readers = {n for n in people if Report.objects.visible_to(getattr(cast, n)).filter(pk=report.pk).exists()}
    assert readers == READERS[case]


@pytest.mark.policy("RP-1")
def test_a_governor_reads_it_in_the_browser_and_as_a_tagged_pdf(cast, published, sign_in):
    client = sign_in(cast.gus)
    page = client.get(reverse("reports:report-detail", args=[published.public_id]))
    assert "A good term." in page.content.decode()
    response = client.get(reverse("reports:report-download", args=[published.public_id]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    pdf = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title.startswith("Oak Primary School: CPD report")
    assert "A good term." in pdf.pages[0].extract_text()
    assert "StructTreeRoot" in str(root.keys())


def test_another_school_finds_nothing(cast, published, sign_in):
    client = sign_in(cast.eli)
    for name in ("report-detail", "report-edit", "report-download", "report-correct"):
        assert client.get(reverse(f"reports:{name}", args=[published.public_id])).status_code == 404
    listed = client.get(reverse("reports:report-list"))
    assert listed.context["table"].page.paginator.count == 0
    assert "Oak" not in listed.content.decode()


@pytest.mark.policy("RP-1")
def test_a_published_report_is_edited_by_nobody(cast, draft, published):
    assert policies.can_edit(cast.hal, draft)
    refused = policies.can_edit(cast.hal, published)
    assert not refused
    assert "published" in refused.reason


@pytest.mark.policy("RP-1")
@pytest.mark.parametrize(("days", "warned"), [(0, False), (1, True), (27, True)])
def test_whoever_publishes_is_told_of_which_day_the_figures_are(cast, sign_in, time_machine, days, warned):
    drafted = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    time_machine.move_to(drafted, tick=False)
    report = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())
    report = services.save_words(actor=cast.hal, report=report, version=1, words={"headline": "A good term."})
    time_machine.move_to(drafted + dt.timedelta(days=days), tick=False)
    client = sign_in(cast.hal)
    page = client.get(report.get_absolute_url()).content.decode()
    assert ("The figures are not of today" in page) is warned
    assert "with the figures as at Monday 2 November 2026?" in page
    assert "covers Tuesday 1 September 2026 to Thursday 31 December 2026" in page
    refreshed = client.post(reverse("reports:report-refresh", args=[report.public_id]), {"version": report.version})
    page = client.get(refreshed.url).content.decode()
    assert "The figures are not of today" not in page
    assert f"with the figures as at {long_date(today())}?" in page


@pytest.mark.policy("RP-1")
def test_page_and_pdf_of_older_figures_print_the_day_that_they_are_of(cast, sign_in, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC), tick=False)
    report = services.draft_report(actor=cast.hal, kind="school", school=cast.oak, **this_term())
    report = services.save_words(actor=cast.hal, report=report, version=1, words={"headline": "A good term."})
    time_machine.move_to(dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC), tick=False)
    report = services.publish_report(actor=cast.hal, report=report, version=report.version)
    page = sign_in(cast.gus).get(report.get_absolute_url()).content.decode()
    with report.pdf.file.open("rb") as file:
        paper = " ".join(PdfReader(io.BytesIO(file.read())).pages[0].extract_text().split())
    for text in (page, paper):
        assert "Figures as at Monday 2 November 2026" in text
        assert "Sunday 29 November 2026" in text
