"""Rules and reads do not know the web. Which app may know which is import-linter's, in `pyproject.toml`.

import-linter cannot forbid a part of Django alone, so this reads the imports itself.
"""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

BASE_DIR = Path(__file__).resolve().parents[2]
OF_THE_WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.forms", "crispy_forms", "core.http")
LAYERS_WITHOUT_THE_WEB = ("policies", "querysets", "selectors", "services")


def modules() -> list[Path]:
    found = []
    for layer in LAYERS_WITHOUT_THE_WEB:
        found += [*BASE_DIR.glob(f"*/{layer}.py"), *BASE_DIR.glob(f"*/{layer}/**/*.py")]
    return sorted(found)


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
        or (not name.startswith("django.") and name.split(".")[1:2] in (["views"], ["forms"], ["urls"]))
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
    ):
        assert of_the_web(line), line
    assert not of_the_web(
        "from django.db import models\nfrom django.urls import reverse\nfrom people.models import Person"
    )
