"""Odd values in addresses and forms: a page, a refusal or a form with words beside its fields, and never a crash."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from conftest import CAST_ROLES, LONG
from cpd_trust.tests.access.matrix import APPS, MATRIX
from cpd_trust.tests.helpers import quiet  # noqa: F401
from cpd_trust.tests.walking import Walk

JUNK = [
    "-1",
    "99999999999999999999999",
    "1e309",
    "\x00",
    "2026-02-31",
    "9999-12-31",
    "\ud7ff\u202e\U0001f9a9%%{}<b>'\";--",
    "00000000-0000-0000-0000-000000000000",
    "x" * 3000,
    "9" * 5000,  # longer than Python turns into a number
    "²",  # a digit, and no number
]
# What lists take whether a form on them says so or not.
ALWAYS = ["page", "per_page", "sort", "order", "export", "q", "format", "course", "person", "next"]
PARTLY = 4  # each form takes one in four of the junk, in turn
ALONE = PARTLY if LONG else len(JUNK)  # each parameter alone takes one of the junk, in turn


class Forms(HTMLParser):
    """The forms of a page: method, address and the names of the fields."""

    def __init__(self, text):
        """Read them out of the page's text."""
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Take a form, or a field of the form that is open."""
        facts = dict(attrs)
        if tag == "form":
            self.forms.append((facts.get("method", "get").lower(), facts.get("action") or "", {}))
        elif tag in ("input", "select", "textarea", "button") and self.forms and facts.get("name"):
            self.forms[-1][2].setdefault(facts["name"], facts.get("value", ""))


def reader_of(row):
    """Return who of the cast is let in, the most powerful first."""
    return next((who for who in ["ann", "ben", "eve", "hal", "ada", *CAST_ROLES] if row.statuses[who] == 200), None)


def ask_with_junk(walk, who, url, names):
    """Ask for a page with all parameters odd at once, and with each alone."""
    for n, junk in enumerate(JUNK):
        walk.ask(who, "GET", f"{url}?{urlencode(dict.fromkeys(names, junk), errors='surrogatepass')}")
        for k, name in enumerate(names):
            if (n + k) % ALONE == 0:
                walk.ask(who, "GET", f"{url}?{urlencode({name: junk}, errors='surrogatepass')}")


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_odd_parameters_and_fields_are_answered(app, cast, record_property):
    walk = Walk(app, cast)
    for k, name in enumerate(walk.names):
        row, url = MATRIX[name], walk.own(name)
        who = reader_of(row)
        if row.method == "POST" or who is None:
            who = who or next(w for w in ["ann", "ben", "hal", "ada", *CAST_ROLES] if row.statuses[w] != 404)
            for junk in JUNK if LONG else JUNK[k % PARTLY :: PARTLY]:
                walk.ask(who, "POST", url, dict.fromkeys(row.data(cast, walk.world), junk))
            continue
        page = walk.ask(who, "GET", url)
        forms = Forms(page.body).forms
        names = sorted({*ALWAYS, *(field for method, _, fields in forms if method == "get" for field in fields)})
        if not row.args(cast, walk.world) and page.status == 200:
            ask_with_junk(walk, who, url, names)
        for n, (method, action, fields) in enumerate(forms):
            if method == "post" and not action.startswith("/account/"):
                for junk in JUNK[n % PARTLY :: PARTLY]:
                    walk.ask(who, "POST", action.partition("?")[0] or url, dict.fromkeys(fields, junk))
    record_property("cells", walk.cells)
    assert walk.found == [], "\n".join(walk.found)


def test_forms_are_read_out_of_a_page():
    page = '<form method="post" action="/a"><input name="b" value="c"><select name="d"></select></form><form></form>'
    assert Forms(page).forms == [("post", "/a", {"b": "c", "d": ""}), ("get", "", {})]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/courses/?q=%00", "/calendar/%00.ics", "/desk/%00"])
def test_nul_in_an_address_is_refused_on_both_databases(address, cast, sign_in):
    assert sign_in(cast.ben).get(address).status_code == 400
