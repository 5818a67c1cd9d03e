"""Where each person can go: at most seven groups, each with its pages, and where the reader is."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from conftest import CAST_ROLES
from core.calendar import today
from core.navigation import Place, Whereabouts
from core.plugins import registered
from core.trust_settings import remembered, trust_setting
from cpd_trust.tests.helpers import PEOPLE, READERS, fresh
from home.navigation import GROUPS, NavigationEntry, navigation_for
from planning.sections import Section
from planning.tests.factories import this_year

ROWS = {
    "ada": ["Home", "Courses", "My CPD", "My school"],
    "lin": ["Home", "Courses", "My CPD", "My school"],
    "hal": ["Home", "Approvals", "Courses", "My CPD", "My school", "Bookings", "Reports"],
    "eve": ["Home", "Approvals", "Courses", "My CPD", "Schools", "Bookings", "Reports"],
    "ben": ["Home", "Bookings", "Courses", "My CPD", "Schools"],
    "ann": ["Home", "Courses", "My CPD", "Schools", "Bookings", "Admin"],
    "gus": ["Home", "Reports", "Governance", "Courses", "My CPD", "My school"],
    "cora": ["Home", "Reports", "Governance", "Courses", "My CPD", "My school"],
    "tara": ["Home", "Approvals", "Reports", "Governance", "Courses", "My CPD", "Schools"],
    # A group of one page has the page's own name.
    "mel": ["Home", "Reports", "Governance", "Courses", "My CPD", "Priorities"],
    "nora": ["Home", "Courses", "My CPD"],
}


def pages_of(person):
    """Return the words of every page that somebody's navigation leads to."""
    return {tab.label for entry in navigation_for(person, "/").entries for tab in (*entry.tabs, entry)}


def tabs_of(person, group, **where):
    """Return the words and addresses of a group's second row."""
    entry = next(entry for entry in navigation_for(person, "/", **where).entries if entry.key == group)
    return {tab.label: tab.url for tab in entry.tabs}


def test_every_place_belongs_to_a_group_and_every_group_has_some():
    assert {place.group for place in registered(Place)} == set(GROUPS)


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_has_more_than_seven_groups(cast, name):
    bar = [entry.label for entry in navigation_for(getattr(cast, name), "/").bar]
    assert len(bar) <= 7
    assert bar == ROWS.get(name, bar)
    assert bar[0] == "Home"


@pytest.mark.parametrize("name", PEOPLE)
def test_a_second_row_has_room_at_a_desk(cast, name):
    """Nine tabs stand at 1280 px; what more there is shares one."""
    for entry in navigation_for(getattr(cast, name), "/").bar:
        assert len(entry.row) <= 9, [tab.label for tab in entry.row]
        assert sorted(part.url for tab in entry.row for part in tab.parts) == sorted(tab.url for tab in entry.tabs)


def test_pages_share_a_tab_where_there_are_several(cast):
    def row(who, key):
        entry = next(e for e in navigation_for(getattr(cast, who), "/").entries if e.key == key)
        return {tab.label: [part.label for part in tab.parts] for tab in entry.row}

    assert row("hal", "school")["Training"] == [
        "Training compliance",
        "Training records",
        "Training events",
        "CPD to confirm",
    ]
    assert row("hal", "my-cpd")["Reviews"] == ["Reviews", "Conversations"]
    # Alone in it, a page has its own name; and where there are few pages, each has its own tab.
    assert row("gus", "my-cpd")["Conversations"] == ["Conversations"]
    assert row("chas", "school")["CPD to confirm"] == ["CPD to confirm"]


def test_the_pages_that_share_a_tab_stand_below_it(cast, sign_in):
    page = sign_in(cast.hal).get(reverse("training:record-list"))
    here = page.context["shell"].navigation.here
    assert [part.label for part in here.parts if part.current] == ["Training records"]
    assert 'aria-current="true">Training</a>' in page.text
    assert 'aria-current="page">Training records</a>' in page.text
    page = sign_in(cast.hal).get(reverse("people:person-list"))
    assert [part.label for part in page.context["shell"].navigation.here.parts] == ["People", "Reviews"]
    assert not sign_in(cast.hal).get(reverse("courses:course-list")).context["shell"].navigation.here.parts


@pytest.mark.once
@pytest.mark.parametrize("name", READERS)
def test_every_page_of_the_navigation_opens_and_is_where_the_reader_is(cast, sign_in, name):
    """A link that leads on (to one's own school) is where it leads; exactly one place of one group is current."""
    person, wrong = getattr(cast, name), []
    client = sign_in(person)
    for entry in navigation_for(person, "/").entries:
        for label, url in [(tab.label, tab.url) for tab in entry.tabs] or [(entry.label, entry.url)]:
            answer = client.get(url, follow=True)
            assert answer.status_code == 200, f"{label} of {entry.label}"
            there = answer.context["shell"].navigation.entries
            groups = [e for e in there if e.current]
            tabs = [tab.label for e in there for tab in e.tabs if tab.current]
            if [e.key for e in groups] != [entry.key] or tabs != ([label] if entry.tabs else []):
                wrong.append((label, [e.label for e in groups], tabs))
    assert wrong == []


@pytest.mark.parametrize(("count", "shown"), [(None, ""), (0, ""), (1, "1"), (50, "50"), (51, "50+")])
def test_a_badge_counts_no_further_than_somebody_reads(count, shown):
    assert NavigationEntry("approvals", "Approvals", "/", "inbox", count=count).shown == shown


def test_on_the_page_of_a_school_the_tabs_lead_to_its_pages(cast):
    where = Whereabouts(("planning:trust-needs",), cast.elm, this_year() - 1)
    there = [cast.elm.public_id, this_year() - 1]
    tabs = tabs_of(cast.eve, "school", where=where)
    assert tabs["Plan"] == reverse("planning:plan", args=there)
    assert tabs["Budget"] == reverse("budgets:budget", args=there)
    assert tabs["Training compliance"] == reverse("certificates:matrix", args=there[:1])
    assert tabs["People"] == reverse("people:person-list")
    assert tabs_of(cast.eve, "school")["Plan"] == reverse("planning:plan-list")
    # Elsewhere, a head's lead to the head's own school, and nothing leads to another's.
    assert tabs_of(cast.hal, "school")["Plan"] == reverse("planning:part", args=["plan"])


def test_a_part_leads_to_the_reader_s_own_school(cast, sign_in):
    answer = sign_in(cast.hal).get(reverse("planning:part", args=["needs"]))
    assert answer.url == reverse("planning:needs", args=[cast.oak.public_id, this_year()])
    assert sign_in(cast.ada).get(reverse("planning:part", args=["needs"])).status_code == 404
    assert sign_in(cast.hal).get(reverse("planning:part", args=["unheard-of"])).status_code == 404


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize("who", ["hal", "ada"])
def test_whoever_has_a_place_at_a_closed_school_alone_is_led_to_the_hub(cast, sign_in, who, days, is_open):
    """The school's last day was yesterday, is today, is tomorrow."""
    cast.oak.closed_on = today() + dt.timedelta(days=days)
    cast.oak.save()
    person = getattr(cast, who)
    client = sign_in(person)
    sections = [section for section in registered(Section) if section.is_at(person, cast.oak)]
    assert sections
    for section in sections:
        answer = client.get(reverse("planning:part", args=[section.key]))
        there = reverse(section.url_name, args=[cast.oak.public_id, this_year()])
        # The priorities of the whole trust are everybody's.
        central = reverse("planning:priorities", args=[cast.central.public_id, this_year()])
        closed = {reverse("planning:hub"), central}
        assert answer.url == there if is_open else answer.url in closed
        assert client.get(answer.url, follow=True).status_code == 200
    if who == "hal":
        assert client.get(reverse("courses:out")).url == reverse("courses:out-school", args=[cast.oak.public_id])
    else:
        assert client.get(reverse("planning:part", args=["needs"])).status_code == 404


def test_who_has_several_schools_changes_between_them_on_the_same_page(cast, sign_in):
    page = sign_in(cast.eve).get(reverse("planning:needs", args=[cast.oak.public_id, this_year()]))
    switcher = page.context["shell"].navigation.switcher
    assert switcher.name == "Oak Primary School"
    assert dict(switcher.choices) == {
        "All schools": reverse("planning:trust-needs"),
        **{
            name: reverse("planning:needs", args=[school.public_id, this_year()])
            for name, school in {
                "Elm Primary School": cast.elm, "Oak Primary School": cast.oak, "The whole trust": cast.central,
            }.items()
        },
    }  # fmt: skip
    own = sign_in(cast.hal).get(reverse("planning:needs", args=[cast.oak.public_id, this_year()]))
    assert own.context["shell"].navigation.switcher is None


@pytest.mark.parametrize(
    ("name", "most"), [("ada", 5), ("hal", 4), ("sid", 3), ("eve", 4), ("ben", 5), ("ann", 3), ("gus", 5), ("tara", 6)]
)
def test_the_navigation_asks_little_of_the_database(cast, name, most, django_assert_max_num_queries):
    """The grants, for whom they stand in, whom they manage, where they work, what waits, what is unread: no more.

    The settings are read once a request, before: the head of every page has the trust's name.
    """
    person = fresh(getattr(cast, name))
    with remembered():
        trust_setting("people.trust_name")
        with django_assert_max_num_queries(most):
            navigation_for(person, "/")


def written_navigation(cast):
    """Return the tables of `docs/navigation.md`: the bar of each of the cast, and the pages of each group."""
    bars = {name: navigation_for(getattr(cast, name), "/") for name in PEOPLE}
    lines = ["| who | bar |", "|---|---|"]
    for name, navigation in bars.items():
        lines.append(f"| {CAST_ROLES[name]} | {', '.join(entry.label for entry in navigation.bar)} |")
    lines += ["", "| group | page | who has it |", "|---|---|---|"]
    for key, group in GROUPS.items():
        for label in dict.fromkeys(place.label for place in registered(Place) if place.group == key):
            whose = [place for place in registered(Place) if (place.group, place.label) == (key, label)]
            who = [name.capitalize() for name in PEOPLE if any(place.is_for(getattr(cast, name)) for place in whose)]
            if who:
                who = ["everybody"] if len(who) == len(PEOPLE) else who
                lines.append(f"| {group.label} | {label} | {', '.join(who)} |")
    return "\n".join(lines)


def test_the_tables_of_the_navigation_in_the_docs_are_what_the_code_says(cast):
    described = (settings.BASE_DIR / "docs" / "navigation.md").read_text(encoding="utf-8")
    assert written_navigation(cast) in described, "\n" + written_navigation(cast)
