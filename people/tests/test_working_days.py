"""On which days of a week somebody works: read from words, kept with a post, asked of a day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.models import Post, StaffImport
from people.selectors import works_at
from people.services import imports
from people.tests.factories import PostFactory
from people.tests.staff_files import PLAIN, csv_file, row
from people.working_days import FULL_WEEK, UnclearDays, WorkingDays, read

MONDAY = dt.date(2026, 9, 7)
WEEK = [MONDAY + dt.timedelta(days=number) for number in range(7)]

CLEAR = {
    "Mon, Tue, Wed am": "Mon, Tue, Wed am",
    "monday; TUESDAY & Weds pm": "Mon, Tue, Wed pm",
    "Mon Tue Wed": "Mon, Tue, Wed",
    "Mon-Wed": "Mon, Tue, Wed",
    "Mon – Wed, Fri a.m.": "Mon, Tue, Wed, Fri am",
    "Mondays to Thursdays": "Mon, Tue, Wed, Thu",
    "Thurs and Fri (afternoon)": "Thu, Fri pm",
    "Mon am/pm, Tue all day": "Mon, Tue",
    "Wed am, Mon": "Mon, Wed am",
    "Mon-Fri mornings": "Mon am, Tue am, Wed am, Thu am, Fri am",
    "MTW": "Mon, Tue, Wed",
    "M T W": "Mon, Tue, Wed",
    "MTWTF": "Mon, Tue, Wed, Thu, Fri",
    "MTuWThF": "Mon, Tue, Wed, Thu, Fri",
    "WTF": "Wed, Thu, Fri",
    "M-F": "Mon, Tue, Wed, Thu, Fri",
    "0.6 (Mon-Wed)": "Mon, Tue, Wed",
    "0.6 FTE: Mon, Tue, Wed": "Mon, Tue, Wed",
    "3 days (Mon-Wed)": "Mon, Tue, Wed",
    "2.5 days a week: Mon, Tue, Wed am": "Mon, Tue, Wed am",
    "Full-time": "Mon, Tue, Wed, Thu, Fri",
    "Every day": "Mon, Tue, Wed, Thu, Fri",
}
UNCLEAR = [
    "0.6", "3 days", "part-time", "varies", "MT", "TF", "T", "Mon-Wed am", "Fri-Mon", "Mon, Sat", "Mon, Mon",
    "Mon am, Mon", "2 days (Mon-Wed)", "0.5 Mon", "Mon 0.5", "am", "mornings", "Mon, Tue mornings", "not Mon",
    "Mon (week 1)", "alternate Fridays", "11100", "Mon-", "-Mon", "Mon,", ", Mon", "TM", "FW", "Mon am pm am", "9-3",
    "0.6 FTE", "60%", "0.6:", "()",
]  # fmt: skip


@pytest.mark.parametrize(("words", "days"), CLEAR.items())
def test_clear_words_are_read_and_what_is_written_reads_back(words, days):
    assert str(read(words)) == days
    assert read(days) == read(words)


@pytest.mark.parametrize("words", UNCLEAR)
def test_nothing_is_guessed(words):
    with pytest.raises(UnclearDays):
        read(words)


def test_every_week_there_is_reads_back():
    assert read("") is None
    for bits in range(1, FULL_WEEK + 1):
        days = WorkingDays(bits)
        assert read(str(days)) == days == WorkingDays.of(days.half_days)


def test_a_post_is_worked_on_its_days_and_full_weeks_are_assumed(db):
    post = PostFactory(working_days=read("Mon, Wed am"), fte="0.5", starts_on=MONDAY)
    assert [works_at(post, day) for day in WEEK] == [True, False, True, False, False, False, False]
    assert [works_at(post, WEEK[2], half) for half in ("am", "pm")] == [True, False]
    assert not works_at(post, MONDAY - dt.timedelta(days=7))  # before it began
    assert not post.assumes_full_weeks
    other = PostFactory(person=post.person, working_days=read("Tue"), fte=Decimal("0.2"))
    assert [works_at(post.person, day) for day in WEEK] == [True, True, True, False, False, False, False]
    other.working_days = None
    other.save()
    assert [works_at(post.person, day) for day in WEEK] == [True] * 5 + [False] * 2
    assert other.assumes_full_weeks


@pytest.mark.parametrize("bits", [0, FULL_WEEK + 1])
def test_the_database_keeps_to_the_half_days_of_a_week(db, bits):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(working_days=bits)
    PostFactory(working_days=FULL_WEEK)  # the twin


def test_half_days_are_ticked_on_the_form_of_a_post(cast, client, sign_in):
    sign_in(cast.ann)
    url = reverse("people:post-edit", args=[cast.ada_post.public_id])
    form = client.get(url).context["form"]
    facts = {name: form[name].value() for name in form.fields} | {"ends_on": "", "line_manager": ""}
    facts["starts_on"] = cast.ada_post.starts_on.isoformat()
    assert client.post(url, facts | {"working_days": ["Mon am", "Mon pm", "Tue am"]}).status_code == 302
    post = Post.objects.get(pk=cast.ada_post.pk)
    assert str(post.working_days) == "Mon, Tue am"
    answer = client.get(url)
    assert answer.context["form"]["working_days"].value() == ["Mon am", "Mon pm", "Tue am"]
    assert "works Mon, Tue am" in client.get(cast.ada.get_absolute_url()).content.decode()
    # None ticked: nobody knows them, and the page says so of somebody part-time.
    facts |= {"version": post.version, "fte": "0.6"}
    client.post(url, facts | {"working_days": []})
    assert Post.objects.get(pk=post.pk).working_days is None
    assert "full weeks assumed" in client.get(cast.ada.get_absolute_url()).content.decode()


def rehearsed(cast, words):
    header = (*PLAIN, "Working pattern")
    upload = csv_file([row(school=cast.oak.urn, number=cast.oak.urn) | {"Working pattern": words}], header)
    made = imports.start_staff_import(actor=cast.ann, upload=upload, school=None)
    imports.choose_columns(actor=cast.ann, staff_import=made, columns=made.columns, school=None)
    imports.work_on(made.pk)
    return StaffImport.objects.get(pk=made.pk)


def applied(cast, words):
    made = rehearsed(cast, words)
    assert made.problems == []
    imports.apply_staff_import(actor=cast.ann, staff_import=made, fingerprint=made.fingerprint)
    imports.work_on(made.pk)
    return Post.objects.get(staff_number=cast.oak.urn).working_days


def test_a_staff_file_tells_the_days_and_an_empty_cell_changes_nothing(cast, client, sign_in):
    made = rehearsed(cast, "0.6 (Mon-Wed)")
    sign_in(cast.ann)
    page = client.get(reverse("people:import-detail", args=[made.public_id])).content.decode()
    assert "Working days" in page
    assert "Mon, Tue, Wed" in page
    assert str(applied(cast, "0.6 (Mon-Wed)")) == "Mon, Tue, Wed"
    for same in ("", "Mon-Wed"):
        assert not rehearsed(cast, same).changes["people"]
    export = client.get(reverse("people:person-list"), {"q": "Núñez", "export": "csv"})
    assert '"Mon, Tue, Wed"' in b"".join(export.streaming_content).decode()
    assert str(applied(cast, "Mon, Tue, Wed pm")) == "Mon, Tue, Wed pm"


def test_unclear_days_of_a_staff_file_are_a_problem_with_a_way_out(cast):
    [problem] = rehearsed(cast, "0.6").problems
    assert (problem["column"], problem["value"]) == ("Working pattern", "0.6")
    assert "Mon, Tue, Wed am" in problem["reason"]
