"""What the plain pages share: a Django view reads its rows and puts them into the simplest table there is.

Each shows the rows, the facts of each row, and the counts that our page shows, for the same reader. What our page
costs above it is what our rules, filters, navigation and templates cost.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template

from people.models import Person

View = Callable[[HttpRequest], HttpResponse]

FORM = (
    "<html><body>{{ user }}<p>{{ facts }}</p><form method=post>{% csrf_token %}{{ form.as_div }}</form></body></html>"
)
TABLE = (
    "<html><body>{{ user }}<table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
    "</table></body></html>"
)
SHOWN = 25


@cache
def template(text: str) -> Template:
    """Return a template, compiled once as Django keeps those that are files."""
    return engines["django"].from_string(text)  # type: ignore[return-value]


def table(request: HttpRequest, rows: object) -> HttpResponse:
    """Return rows as the simplest page that greets its reader."""
    return HttpResponse(template(TABLE).render({"rows": rows, "user": request.user}))


def form_page(request: HttpRequest, form: forms.BaseForm, facts: Any = "") -> HttpResponse:
    """Return the simplest page with a form, and what is said above it."""
    return HttpResponse(template(FORM).render({"form": form, "facts": facts, "user": request.user}, request))


def reader(request: HttpRequest) -> Person:
    """Return who is signed in."""
    user = request.user
    assert isinstance(user, Person)
    return user
