"""Every form of every page that is sent too late comes back on its own page, with everything as it was sent."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.test.html import Element, parse_html
from django.urls import reverse

from core import kept_form_filling
from core.models import KeptForm
from cpd_trust.tests.access.matrix import APPS, MATRIX, world_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BACKEND = "people.backends.AuthenticationBackend"
# Between them they have every form.
WRITERS = ["ada", "hal", "ann", "eve", "ben", "gus", "cleo", "chas", "tess"]
TYPED = "Line one & “two”\r\n<b>line three</b>"
BY_THE_PAGE = {"csrfmiddlewaretoken", "kept_form"}
NOT_SENT = ("file", "submit", "button")


def elements(element: Element, *names: str) -> Iterator[Element]:
    """Return all elements below with one of the names, in the order of the page."""
    for child in element.children:
        if isinstance(child, Element):
            if child.name in names:
                yield child
            yield from elements(child, *names)


def attrs(element):
    return {name: "" if value is None else value for name, value in element.attributes}


def words_of(element):
    return "".join(child if isinstance(child, str) else words_of(child) for child in element.children)


class Form:
    """A posted form of a page, read by Django's own parser."""

    def __init__(self, form: Element, page: str) -> None:
        self.action = attrs(form).get("action") or page
        self.controls = []
        for control in elements(form, "input", "textarea", "select"):
            given = {"type": "text", "value": ""} | attrs(control)
            if given["type"] == "checkbox":
                given = {"value": "on"} | attrs(control)
            if given.get("name") and given["type"] not in NOT_SENT and "disabled" not in given:
                self.controls.append((control, given["name"], "" if control.name != "input" else given["type"], given))

    @property
    def shape(self):
        """Return what tells the form from others, without ids."""
        action = re.sub(r"[0-9a-f-]{36}|\d+", "", self.action)
        return action, *sorted({name for _, name, _, _ in self.controls})

    def is_typed_into(self):
        """Return whether there is anything to type or choose."""
        return any(kind != "hidden" for _, _, kind, _ in self.controls)

    def has(self, field):
        return any(name == field for _, name, _, _ in self.controls)

    def as_shown(self):
        """Return the fields that a browser would send as they stand."""
        fields = []
        for control, name, kind, given in self.controls:
            if control.name == "select":
                options = [attrs(option) for option in elements(control, "option")]
                chosen = [option for option in options if "selected" in option] or options[:1]
                fields += [(name, option["value"]) for option in chosen]
            elif control.name == "textarea":
                fields.append((name, words_of(control)))
            elif kind not in ("radio", "checkbox") or "checked" in given:
                fields.append((name, given["value"]))
        return told(fields)

    def as_typed(self):
        """Return the fields of somebody who changed every one of them."""
        fields, last = [], {}
        for control, name, kind, given in self.controls:
            if control.name == "select":
                fields += [(name, attrs(option)["value"]) for option in [*elements(control, "option")][-1:]]
            elif control.name == "textarea":
                fields.append((name, TYPED))
            elif kind == "radio":
                last[name] = given["value"]
            elif kind == "checkbox":
                fields += [] if "checked" in given else [(name, given["value"])]
            else:
                typed = {"hidden": given["value"], "date": "2026-11-30", "number": "7"}
                fields.append((name, typed.get(kind, TYPED.split("\r", maxsplit=1)[0])))
        return fields + list(last.items())


def told(fields):
    """Return what fields say: a name with nothing says nothing, and a browser has its own way to part lines."""
    return sorted((name, " ".join(value.split())) for name, value in fields if value and name not in BY_THE_PAGE)


def forms_of(html, page):
    return [Form(form, page) for form in elements(parse_html(html), "form") if attrs(form).get("method") == "post"]


def send_too_late(client, page, form, fields):
    """Send a form while the session is away, and return the page that its writer is led back to."""
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    session = client.cookies.pop(settings.SESSION_COOKIE_NAME)
    client.post(form.action, data, headers={"Referer": f"http://testserver{page}"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session.value
    return client.get(reverse("kept-form", args=[KeptForm.objects.get().public_id]), follow=True)


def walk(app, cast):
    """Return how many forms of the app were sent too late, and those that did not come back as they were sent."""
    names = [name for name in MATRIX if (name.split(":")[0] if ":" in name else "core") == app]
    world = world_of(names[0], cast)
    clients = {who: Client() for who in WRITERS}
    for who, client in clients.items():
        client.force_login(getattr(cast, who), backend=BACKEND)
    seen, wrong = set(), []
    for name in names:
        row = MATRIX[name]
        page = reverse(name, args=row.args(cast, world))
        readers = [who for who in WRITERS if row.method == "GET" and row.statuses[who] == 200]
        for who in readers[:2] if row.statuses["anonymous"] == 302 else []:
            answer = clients[who].get(page)
            if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
                b"".join(answer)  # of a file, which this closes
                continue
            for form in forms_of(answer.text, page):
                if form.shape in seen or not form.is_typed_into():
                    continue
                seen.add(form.shape)
                fields = form.as_typed()
                back = send_too_late(clients[who], page, form, fields)
                shown = [found.as_shown() for found in forms_of(back.text, page) if found.has("kept_form")]
                if back.request["PATH_INFO"] != page or shown != [told(fields)]:
                    wrong.append(f"{page} as {who} to {form.action}: {shown} instead of {told(fields)}")
                KeptForm.objects.all().delete()
    return len(seen), wrong


@pytest.mark.parametrize("app", APPS)
def test_every_form_comes_back_on_its_page(app, cast, record_property):
    count, wrong = walk(app, cast)
    record_property("forms", count)
    assert wrong == []
    assert count or app in ("core", "home")


def test_the_walk_finds_a_form_that_loses_something(cast, monkeypatch):
    """The twin: boxes and choices are left as the page has them, as if only words were kept."""
    monkeypatch.setattr(kept_form_filling, "CHOICES", ())
    _, wrong = walk("notifications", cast)
    assert wrong
