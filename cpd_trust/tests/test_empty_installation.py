"""An installation where only the people are entered: no page boasts of what is not there, and none is a dead end."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from budgets.tests.factories import BudgetFactory
from certificates.services.requirements import load_requirements
from core.calendar import academic_year, today
from core.navigation import Place
from core.plugins import registered
from courses.tests.factories import CourseFactory, ProviderFactory
from cpd_trust.tests.test_reachable import pages_reached
from cpd_trust.tests.walking import BACKEND
from people.models import Post, Term
from planning.tests.factories import PriorityFactory

BOAST = re.compile(
    r"100\s?%|\b0 (lacking|overdue|missing|of 0)\b|\ball up to date\b|\b(nothing|none) is (missing|overdue)\b"
    r"|\b(everything|everyone)\b[^.]*\b(linked|done|up to date|has a review)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]+>")
SELECT = re.compile(r"<select\b([^>]*)>(.*?)</select>", re.DOTALL)
EMPTY = re.compile(r'<div class="k-empty">(.*?)</div>', re.DOTALL)


def faults_of(page):
    """Return what a page says wrongly where nothing is set up: boasts, choices out of nothing, silent empty lists."""
    main = page.partition("<main")[2].partition("</main>")[0]
    words = " ".join(TAG.sub(" ", SELECT.sub("", main)).split())
    faults = [found[0] for found in BOAST.finditer(words)]
    for attributes, options in SELECT.findall(main):
        if re.search(r"\brequired\b", attributes) and not re.search(r'<option value="[^"]', options):
            faults.append(f"nothing to choose: {attributes.strip()}")
    faults += [f"says nothing: {found}" for found in EMPTY.findall(main) if "<p" not in found]
    return faults


def nothing(cast):
    """Leave everything as it is."""


def terms(cast):
    year = academic_year(today())
    Term.objects.create(
        school=None, year=year, name="autumn", half=1, starts_on=dt.date(year, 9, 2), ends_on=dt.date(year, 10, 23)
    )


def required_training(cast):
    load_requirements(actor=cast.ann)


def required_training_without_staff(cast):
    load_requirements(actor=cast.ann)
    Post.objects.all().delete()


def no_staff(cast):
    Post.objects.all().delete()


def provider(cast):
    ProviderFactory()


def course(cast):
    CourseFactory()


def priority(cast):
    PriorityFactory(school=cast.oak, year=academic_year(today()))


def budget(cast):
    BudgetFactory(school=cast.oak, year=academic_year(today()))


STEPS = [terms, required_training, required_training_without_staff, no_staff, provider, course, priority, budget]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ada", "hal", "eve", "ben", "ann", "gus", "nora"])
def test_nothing_is_set_up_and_no_page_is_a_dead_end(cast, who):
    found = {}
    for names, page in pages_reached(getattr(cast, who)):
        if faults := faults_of(page):
            found[min(names)] = faults
    assert found == {}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_one_step_alone_makes_no_page_boast(cast, step):
    step(cast)
    found = {}
    for who in ("ada", "hal", "eve", "ann"):
        person, client = getattr(cast, who), Client()
        client.force_login(person, backend=BACKEND)
        for url in {"/", *(place.address(person) for place in registered(Place) if place.is_for(person))} - {""}:
            if faults := faults_of(client.get(url, follow=True).text):
                found[f"{url} as {who}"] = faults
    assert found == {}


@pytest.mark.parametrize(
    ("main", "fault"),
    [
        ("<p>100 % of requirements met</p>", "100 %"),
        ("<p>All up to date</p>", "All up to date"),
        ("<p>Everything in 2026–27 is linked.</p>", "Everything in 2026–27 is linked"),
        ('<select name="a" required><option value="">Choose</option></select>', 'nothing to choose: name="a" required'),
        ('<div class="k-empty"><h2>No rows</h2></div>', "says nothing: <h2>No rows</h2>"),
    ],
)
def test_what_is_wrong_is_found(main, fault):
    """The twin."""
    assert faults_of(f"<main>{main}</main>") == [fault]
    assert faults_of('<main><select required><option value="1">One</option></select></main>') == []


@pytest.mark.once
@pytest.mark.django_db
def test_a_certificate_of_nothing_is_led_to_whom_to_ask(cast, sign_in):
    page = sign_in(cast.hal).get(reverse("certificates:certificate-add"), follow=True)
    assert page.redirect_chain
    assert "No required training has been set up yet" in page.text


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["courses:course-create", "courses:agreement-create"])
def test_what_needs_a_provider_leads_to_it_first(cast, sign_in, name):
    client = sign_in(cast.ben)
    assert f'href="{reverse("courses:provider-create")}">Add provider</a>' in client.get(reverse(name)).text
    ProviderFactory(is_active=False)
    assert "Add a provider first" in client.get(reverse(name)).text
    ProviderFactory()
    page = client.get(reverse(name)).text
    assert "Add a provider first" not in page
    assert 'name="provider"' in page
