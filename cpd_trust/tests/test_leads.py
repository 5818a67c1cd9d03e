"""Every page of the navigation says in a sentence what it is for, where its heading does not say it all."""

import re

import pytest
from django.test import Client

from conftest import KINDS
from core.calendar import academic_year, today
from core.navigation import Place
from core.plugins import registered
from cpd_trust.tests.walking import BACKEND

# Page -> why its heading is enough.
SAYS_ENOUGH = {
    "home:home": "a greeting, and below it what there is to do",
    "people:person-detail": "a person’s name, and above it “My profile”",
}
HEADING = re.compile(r'<h1[^>]*>(.*?)</h1>(\s*<p class="k-lead">)?', re.DOTALL)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("who", [*KINDS, "ben", "chas"])
def test_a_page_says_what_it_is_for(cast, who):
    person, client = getattr(cast, who), Client()
    client.force_login(person, backend=BACKEND)
    year, wrong = academic_year(today()), set()
    for place in registered(Place):
        if not place.is_for(person) or place.name in SAYS_ENOUGH:
            continue
        for url in {place.address(person), place.address_within(person, cast.oak, year)} - {""}:
            answer = client.get(url, follow=True)
            if answer.status_code == 200 and not (said_of(answer.text) or place.name in SAYS_ENOUGH):
                wrong.add(f"{place.name}: {url}")
    assert wrong == set()


def said_of(page):
    """Return whether a page has one heading, and a sentence below it."""
    found = HEADING.findall(page)
    return len(found) == 1 and bool(found[0][0].strip()) and bool(found[0][1])


def test_a_page_that_says_nothing_is_found():
    """The twin."""
    assert said_of('<h1>Courses</h1>\n<p class="k-lead">Training you can ask for.</p>')
    assert not said_of("<h1>Courses</h1><p>Training</p>")
    assert not said_of('<h1> </h1><p class="k-lead">Training</p>')
