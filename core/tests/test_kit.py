"""The components say what they show in words, hide no reason, and keep to the rules of access."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings
from django.urls import NoReverseMatch, clear_url_caches, reverse

from core.components import Bar, PageAction, Step, Tab
from core.decisions import ALLOWED, refused
from core.first_page import Task
from core.formatting import NOBODY, counted, days_of
from core.forms import LineField
from core.pictures import Part
from core.templatetags import kit

LONDON_SUMMER_NIGHT = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # 00:30 on 1 July in London


def draw(text, **values):
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.56"), "£1,234.56"),
        (0, "£0.00"),
        (Decimal("-5"), "−£5.00"),
        ("12.5", "£12.50"),
        (None, ""),
        ("", ""),
        ("abc", ""),
    ],
)
def test_money_is_pounds_with_two_decimals(value, shown):
    assert kit.money(value) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (dt.date(2026, 11, 24), dt.date(2026, 11, 24), "24 Nov 2026"),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 26), "24 to 26 Nov 2026"),
        (dt.date(2026, 11, 30), dt.date(2026, 12, 1), "30 Nov to 1 Dec 2026"),
        (dt.date(2026, 12, 31), dt.date(2027, 1, 1), "31 Dec 2026 to 1 Jan 2027"),
        (dt.date(2026, 11, 24), dt.date(2027, 11, 24), "24 Nov 2026 to 24 Nov 2027"),
        (None, dt.date(2026, 11, 24), "24 Nov 2026"),
        (None, None, ""),
    ],
)
def test_month_and_year_of_two_days_are_said_once(first, last, shown):
    assert days_of(SimpleNamespace(starts_on=first, ends_on=last)) == shown


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("A visit to a school", 30, "A visit to a school"),
        ("A visit to a school of the trust", 20, "A visit to a school…"),
        ("A visit to a school of the trust", 18, "A visit to a…"),
        ("Pneumonoultramicroscopic", 10, "Pneumonou…"),
        ("", 10, ""),
    ],
)
def test_a_long_text_is_cut_after_a_whole_word(text, length, shown):
    assert kit.at_a_word(text, length) == shown


def test_dates_are_written_as_the_trust_writes_them():
    day = dt.date(2026, 11, 4)
    assert kit.long_date(day) == "Wednesday 4 November 2026"
    assert kit.short_date(day) == "4 Nov 2026"
    assert kit.long_date(None) == kit.short_date(None) == kit.moment(None) == kit.days_from_now(None) == ""


def test_a_moment_is_shown_in_londons_time_and_day():
    assert kit.moment(LONDON_SUMMER_NIGHT) == "Wednesday 1 July 2026 at 00:30"
    assert kit.short_date(LONDON_SUMMER_NIGHT) == "1 Jul 2026"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (12, "in 12 days"),
        (-3, "3 days ago"),
        (89, "in 89 days"),
        (152, "in 5 months"),
        (-800, "2 years ago"),
    ],
)
def test_days_from_now_speaks_plainly(days, shown):
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        assert kit.days_from_now(dt.date(2026, 11, 24) + dt.timedelta(days=days)) == shown


def test_hours_drop_what_says_nothing():
    assert [kit.hours(value) for value in (Decimal("1.00"), 2.5, Decimal("0.25"), None)] == [
        "1 hour",
        "2.5 hours",
        "0.25 hours",
        "",
    ]


def test_hours_and_numbers_are_written_alike_large_or_small():
    values = [Decimal("478.00"), Decimal("381.50"), "1234.25", 10000, Decimal("0.00"), Decimal(100), None]
    assert [kit.number(value) for value in values] == ["478", "381.5", "1,234.25", "10,000", "0", "100", ""]
    assert kit.hours(Decimal("1234.50")) == "1,234.5 hours"


def test_pounds_and_hours_are_written_in_one_place():
    # An amount that code or a template formats for itself soon looks different from all the others.
    own = re.compile(r"""£\{|:,?\.[012]f\} (pounds|hours)|:g\}|floatformat:"(-2|0g)\"""")
    root = settings.BASE_DIR
    files = [
        path
        for app in apps.get_app_configs()
        if Path(app.path).parent == root
        for path in Path(app.path).rglob("*.py")
        if "tests" not in path.parts and path != root / "core/formatting.py"
    ]
    files += [path for path in (root / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    assert len(files) > 300
    written = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        if own.search(line)
    ]
    assert written == []


def test_a_missing_person_is_called_somebody():
    assert kit.person_name(None) == NOBODY
    assert kit.person_name("  Ada ") == "Ada"


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/126.0 Safari/537.36", "Chrome on Chromebook"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_a_browser_has_a_name_that_people_know(agent, shown):
    assert kit.browser(agent) == shown


def test_an_icon_is_passed_over_by_screen_readers():
    drawn = draw('{% icon "bell" %}')
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize("tone", list(kit.TONE_ICONS))
def test_a_status_has_words_and_a_sign_beside_its_colour(tone):
    drawn = draw("{% status words tone %}", words="With the Headteacher", tone=tone)
    assert "With the Headteacher" in drawn
    assert "<svg" in drawn


def test_an_unknown_tone_is_a_mistake_that_is_seen():
    with pytest.raises(TemplateSyntaxError, match="No tone “amber”"):
        draw('{% status "x" "amber" %}')


@pytest.mark.parametrize(
    "tag",
    [
        "{% page_header title=evil caption=evil lead=evil %}{% endpage_header %}",
        "{% card title=evil %}{{ evil }}{% endcard %}",
        "{% panel title=evil %}{{ evil }}{% endpanel %}",
        "{% empty_state title=evil %}{{ evil }}{% endempty_state %}",
        "{% facts %}{% fact evil change=evil %}{{ evil }}{% endfact %}{% endfacts %}",
        "{% timeline %}{% happened evil by=evil %}{{ evil }}{% endhappened %}{% endtimeline %}",
        "{% tiles %}{% tile evil evil url=evil hint=evil %}{% endtiles %}",
        "{% person_chip evil role=evil url=evil %}{% file_item evil evil kind=evil by=evil %}",
        "{% stepper steps label=evil %}{% tabs tabs label=evil %}{% bar_chart bars title=evil legend=legend %}",
        "{% action_button evil evil no %}{% action_link evil evil %}{% confirm_button evil evil evil confirm=evil %}",
        "{% long_work evil evil failed=evil %}{% progress_bar 1 2 evil shown=evil %}",
        "{% disclosure evil %}{% enddisclosure %}",
        "{% breadcrumbs evil evil evil %}{% status evil %}",
    ],
)
def test_what_a_person_typed_is_escaped_in_every_component(tag):
    evil = '"><script>alert(1)</script>'
    drawn = draw(
        tag,
        evil=evil,
        no=refused(evil),
        steps=[Step(evil, "done", evil, evil, evil)],
        tabs=[Tab(evil, evil)],
        bars=[Bar(evil, 1, evil, (Part(evil, 1),))],
        legend=[evil],
    )
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_refused_action_shows_its_reason_and_cannot_be_sent():
    drawn = draw("{% action_button 'Approve' '/x' no %}", no=refused("You cannot approve your own request."))
    described = re.search(r'aria-describedby="([^"]+)"', drawn)[1]
    assert f'id="{described}">You cannot approve your own request.' in drawn
    assert 'aria-disabled="true"' in drawn
    assert "<form" not in drawn
    assert 'type="button"' in drawn


def test_an_allowed_action_posts_with_the_token_against_forgery():
    drawn = draw("{% action_button 'Approve' '/x' yes name='note' value='1' %}", yes=ALLOWED, csrf_token="abc")
    assert '<form method="post" action="/x">' in drawn
    assert 'name="csrfmiddlewaretoken" value="abc"' in drawn
    assert 'name="note" value="1"' in drawn


def test_a_confirmation_posts_only_from_its_second_button():
    drawn = draw("{% confirm_button 'Withdraw' '/x' 'Sure?' confirm='Yes' version=3 %}", csrf_token="abc")
    assert drawn.count('type="submit"') == 1
    assert 'name="version" value="3"' in drawn
    assert "Sure?" in drawn
    assert "<form" not in draw("{% confirm_button 'Withdraw' '/x' 'Sure?' decision=no %}", no=refused("Too late."))


def test_each_action_of_a_page_is_drawn_as_its_kind():
    actions = [
        PageAction("Change", "/change", ALLOWED, icon="pencil"),
        PageAction("Begin", "/begin", ALLOWED, "post", "primary"),
        PageAction("Withdraw", "/withdraw", ALLOWED, "confirm", "danger", question="Sure?", confirm="Yes, withdraw"),
        PageAction("Book", "/book", refused("No seat is free.")),
    ]
    drawn = draw("{% page_actions actions 3 %}", actions=actions, csrf_token="abc")
    assert '<a class="btn btn-secondary" href="/change">' in drawn
    assert '<form method="post" action="/begin">' in drawn
    assert '<button class="btn btn-primary" type="submit">Begin' in drawn
    assert "Sure?" in drawn
    assert '<button class="btn btn-danger" type="submit">Yes, withdraw' in drawn
    assert drawn.count('name="version" value="3"') == 1
    assert drawn.count('name="csrfmiddlewaretoken" value="abc"') == 2
    assert "/book" not in drawn
    assert "No seat is free." in drawn


def test_a_step_says_its_state_in_words():
    states = ["done", "current", "coming", "returned", "refused", "skipped"]
    drawn = draw("{% stepper steps %}", steps=[Step(state, state, who="Ada") for state in states])
    for words in ("Done: Ada", "Now: Ada", "Not started: Ada", "Sent back: Ada", "Declined: Ada", "Not required: Ada"):
        assert words in drawn
    assert drawn.count('aria-current="step"') == 1


LONG_NAME = "Saint Wilfrid and Saint Etheldreda Voluntary Aided Church of England Infant and Nursery School"


def test_a_chart_has_titles_descriptions_uncut_names_and_its_figures_as_a_table():
    bars = [Bar("Oak", 10), Bar(LONG_NAME, 5, "5 days"), Bar("Ash", 0)]
    drawn = draw("{% bar_chart bars title='Days out' %}", bars=bars)
    assert drawn.count('role="img"') == drawn.count("<title") == 3
    assert "5 days</desc>" in drawn
    assert re.findall(r'<rect fill="#0d4a50"[^>]* width="([^"]+)"', drawn) == ["100.0%", "50.0%"]
    assert f"<span>{LONG_NAME}</span> <strong>5 days</strong>" in drawn
    assert drawn.count('<th scope="row">') == 3


@pytest.mark.parametrize(("shares", "widths"), [("False", ["60.0%", "20.0%", "20.0%"]), ("True", ["75.0%", "25.0%"])])
def test_the_parts_of_a_bar_are_named_by_the_legend_in_words_too(shares, widths):
    bars = [
        Bar("Elm", 4, parts=(Part("3", 3, "good"), Part("1", 1, "bad"))),
        Bar("Oak", 5, parts=(Part("5", 5, "good"), Part("0", 0, "bad"))),
    ]
    drawn = draw(
        f"{{% bar_chart bars title='Training' legend=legend shares={shares} %}}", bars=bars, legend=("Done", "Late")
    )
    elm = drawn[drawn.index("<span>Elm") : drawn.index("<span>Oak")]
    assert re.findall(r' width="([0-9.]+%)" height="100', elm) == widths
    assert "Done 3, Late 1</desc>" in elm
    assert '<th scope="col" class="k-numeric">Late</th>' in drawn


def test_a_bar_without_parts_stands_beside_those_with_parts():
    bars = [Bar("Ash", 2), Bar("Elm", 4, parts=(Part("3", 3, "good"), Part("1", 1, "bad")))]
    drawn = draw("{% bar_chart bars title='Training' legend=legend %}", bars=bars, legend=("Done", "Late"))
    assert "2</desc>" in drawn
    assert "Done 3, Late 1</desc>" in drawn
    rows = re.findall(r"<tr>.*?</tr>", drawn, re.DOTALL)
    assert [len(re.findall(r"<t[hd] ", row)) for row in rows] == [4, 4, 4]
    plain = draw("{% bar_chart bars title='Training' legend=legend %}", bars=bars[:1], legend=("Done", "Late"))
    assert "Done" not in plain


def test_columns_stand_side_by_side_with_a_name_under_each():
    drawn = draw("{% bar_chart bars title='Hours' upright=True %}", bars=[Bar("Sep", 4), Bar("Oct", 2)])
    assert drawn.count("<svg") == 1
    assert "Sep 4, Oct 2</desc>" in drawn
    assert "<li>Sep</li><li>Oct</li>" in drawn


def test_work_that_ended_is_not_asked_for_again():
    running = draw("{% long_work 'Import' '/w' 1 2 %}")
    assert 'hx-get="/w"' in running
    # What comes in anew every two seconds holds nothing that could lose the focus.
    assert '<p class="k-no-script"><a href="/w">' in running
    assert "hx-get" not in draw("{% long_work 'Import' '/w' finished=True result='/r' %}")
    assert "hx-get" not in draw("{% long_work 'Import' '/w' failed='Row 2.' %}")


class SmallForm(forms.Form):
    name = LineField(help_text="As on the payroll.")
    kind = forms.ChoiceField(label="What kind?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = LineField(required=False, widget=forms.Textarea(attrs={"placeholder": "Something"}))

    def clean(self):
        raise forms.ValidationError("These two do not fit.")


def test_the_error_summary_links_each_error_to_its_field():
    drawn = draw("{% error_summary form %}", form=SmallForm({}))
    assert re.findall(r'<li>(?:<a href="([^"]+)">)?([^<]+)', drawn) == [
        ("", "These two do not fit."),
        ("#id_name", "Name: This field is required."),
        ("#id_kind_0", "What kind: This field is required."),
    ]
    assert draw("{% error_summary form %}", form=SmallForm()).strip() == ""


def test_a_field_joins_hint_and_error_to_its_control():
    drawn = draw("{% field form.name %}", form=SmallForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_helptext"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_choice_of_few_is_a_fieldset_and_what_may_stay_empty_says_so():
    form = SmallForm({"kind": "b"})
    drawn = draw("{{ form|crispy }}", form=form)
    assert "<legend>What kind?</legend>" in drawn
    assert re.search(r'value="b" id="id_kind_1" checked', drawn)
    assert "Note <span" in drawn
    assert "(optional)" in drawn
    assert "placeholder" not in drawn


def test_pages_keep_the_filters_and_leave_out_a_single_page():
    request = RequestFactory().get("/", {"q": "first aid", "page": "2"})
    pages = Paginator(range(30), 5)
    drawn = draw("{% pagination page %}", page=pages.page(2), request=request)
    assert 'href="?q=first+aid&amp;page=3"' in drawn
    assert 'aria-current="page"><span class="visually-hidden">Page </span>2' in drawn
    assert draw("{% pagination page %}", page=Paginator(range(3), 5).page(1), request=request).strip() == ""


@pytest.mark.parametrize(
    ("total", "number", "shown"),
    [
        (0, 1, "No people"),
        (1, 1, "1 person"),
        (4, 1, "4 people"),
        (30, 2, "6 to 10 of 30 people"),
        (3054, 2, "6 to 10 of 3,054 people"),
    ],
)
def test_the_count_of_results_is_said(total, number, shown):
    assert shown in draw("{% result_count page 'person' 'people' %}", page=Paginator(range(total), 5).page(number))


def test_a_number_of_thousands_has_its_comma():
    assert ">3,054</span>" in draw("{% tile 3054 'requests' %}")
    assert ">3,054</span>" in draw("{% tabs tabs label='Queues' %}", tabs=[Tab("Requests", "/", count=3054)])
    assert Task("requests", count=3054, one="request").text == "3,054 requests"


def test_exports_take_the_filters_along_and_all_pages():
    request = RequestFactory().get("/", {"q": "aid", "page": "2"})
    drawn = draw("{% export_links %}", request=request)
    assert 'href="?q=aid&amp;export=csv"' in drawn
    assert 'href="?q=aid&amp;export=xlsx"' in drawn


@pytest.mark.django_db
def test_the_component_page_shows_a_table_that_can_be_sorted(client):
    page = client.get(reverse("kit"), {"sort": "-cost", "q": "x"}).content.decode()
    assert 'aria-sort="descending"' in page
    assert "sort=cost" in page
    assert '<td class="k-numeric">£1,350.00</td>' in page
    assert "1 to 5 of 30 requests" in page
    assert "Nothing matches" in page


@pytest.mark.django_db
def test_no_page_of_ours_needs_an_inline_script_or_style(client):
    for url in (reverse("kit"), reverse("account_login"), "/nothing-is-here"):
        page = client.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_nobody_is_offered_to_sign_up(client, name):
    page = client.get(reverse(name)).content.decode()
    assert reverse("account_signup") not in page


@pytest.mark.django_db
def test_an_uninvited_person_is_told_whom_to_ask(client):
    page = client.get(reverse("account_signup")).content.decode()
    assert "By invitation only" in page


def test_the_component_page_is_not_there_on_a_trusts_installation():
    import importlib

    from cpd_trust import urls

    try:
        with override_settings(LOCAL=False):
            importlib.reload(urls)
            clear_url_caches()
            with pytest.raises(NoReverseMatch):
                reverse("kit")
    finally:
        importlib.reload(urls)
        clear_url_caches()
    assert reverse("kit") == "/_kit/"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (12_000, "12,000 people")]
)
def test_one_of_something_is_not_many(count, words):
    assert counted(count, "person", "people") == words
    assert counted(count, "person").endswith("person" if count == 1 else "persons")
