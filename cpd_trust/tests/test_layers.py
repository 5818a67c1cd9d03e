"""Rules and reads do not know the web. Which app may know which is import-linter's, in `pyproject.toml`.

import-linter cannot forbid a part of Django alone, so this reads the imports itself.
"""

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.plugins import Plugin

BASE_DIR = Path(__file__).resolve().parents[2]
OF_THE_WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.forms", "crispy_forms", "core.http")
APPS = (
    "people notifications certificates planning surveys budgets training courses appraisal governance reports home"
).split()
# A module with one of these words in its name speaks with the browser; tests and migrations stand outside of layers.
WEB_BY_NAME = {"views", "form", "forms", "filters", "tables", "urls", "middleware", "processors", "tests", "migrations"}
WEB_FOR_A_REASON = {
    "people/adapters.py",  # allauth asks with the request
    "people/backends.py",  # so does Django when somebody signs in
    "people/step_up.py",  # a session is confirmed, not a person
    "surveys/anonymity.py",  # takes a name off the log of a request
    "training/records/registers.py",  # what a register of records asks for, and its fields
}


def words_in(parts: Iterable[str]) -> set[str]:
    return {word for part in parts for word in part.removesuffix(".py").split("_")}


def speaks_with_the_browser(path: Path) -> bool:
    inside = path.relative_to(BASE_DIR)
    return bool(words_in(inside.parts) & WEB_BY_NAME) or str(inside) in WEB_FOR_A_REASON


def modules() -> list[Path]:
    paths = (path for app in APPS for path in (BASE_DIR / app).rglob("*.py"))
    return sorted(path for path in paths if not speaks_with_the_browser(path))


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def of_the_web(source: str) -> set[str]:
    return {
        name
        for name in imported(source)
        # The address of a page is a fact that a notice carries, so django.urls may be asked for it.
        if name.startswith(OF_THE_WEB)
        or (not name.startswith("django.") and words_in(name.split(".")[1:]) & {"views", "forms", "urls"})
    }


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_rules_do_not_know_the_web(path):
    assert of_the_web(path.read_text()) == set()


def test_the_web_is_recognised():
    """The twin: each way of reaching the web is seen."""
    for line in (
        "from django.http import Http404",
        "from django import forms",
        "import django.shortcuts",
        "def f():\n    from people.forms import PersonForm",
        "from people import views",
        "from planning.plans.action_views import find_action",
    ):
        assert of_the_web(line), line
    assert not of_the_web(
        "from django.db import models\nfrom django.urls import reverse\nfrom people.models import Person"
    )


def layers() -> dict[str, int]:
    """Return each app with its height, from the contract of import-linter."""
    contracts = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    from_the_lowest = reversed(contracts[0]["layers"])
    return {app: height for height, row in enumerate(from_the_lowest) for app in row.split(" | ")}


def addresses_from_above(app: str, source: str) -> set[str]:
    """Return the names of addresses of apps that do not stand below; the first page is everybody's."""
    height = layers()
    found = re.findall(r"[\"']((\w+):[\w-]+)[\"']", source)
    return {name for name, owner in found if owner not in ("home", app) and height.get(owner, -1) >= height[app]}


@pytest.mark.parametrize("app", ["core", *APPS])
def test_no_app_names_an_address_from_above(app):
    """It would know what it may not import; a plug-in tells it."""
    paths = [*(BASE_DIR / app).rglob("*.py"), *(BASE_DIR / "templates" / app).rglob("*.html")]
    named = {str(path): addresses_from_above(app, path.read_text()) for path in paths if "tests" not in path.parts}
    assert {path: names for path, names in named.items() if names} == {}


def test_an_address_from_above_is_recognised():
    """The twin: an address of an app above or beside is seen, in a template too."""
    assert addresses_from_above("training", 'reverse("courses:register")') == {"courses:register"}
    assert addresses_from_above("people", "{% url 'training:my-record' %}") == {"training:my-record"}
    assert addresses_from_above("courses", 'reverse("appraisal:review-list")') == {"appraisal:review-list"}
    assert addresses_from_above("courses", '"courses:register", "training:my-record", "home:home"') == set()


def test_every_kind_of_plugin_is_described():
    kinds = [kind for kind in Plugin.__subclasses__() if ".tests." not in kind.__module__]
    described = (BASE_DIR / "docs" / "architecture.md").read_text()
    assert {kind.__name__ for kind in kinds if f"`{kind.__name__}`" not in described} == set()
