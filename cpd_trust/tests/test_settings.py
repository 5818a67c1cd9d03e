"""The settings of an installation: explained where people look, and refused where they are careless."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from cpd_trust import settings

BASE_DIR = Path(__file__).resolve().parents[2]
# Read by Docker Compose alone.
ONLY_COMPOSE = {"POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "WEB_PORT"}


@pytest.fixture
def good_environment(tmp_path):
    """The environment of a careful installation. Empty values hide what a developer's own .env says."""
    return dict.fromkeys(settings.env.scheme, "") | {
        "SECRET_KEY": "q7RrX0c2mVY9kQm3b1tPz5uJ8sLw4eHn6dGfAoTiBvCyExKjNl",
        "SITE_URL": "https://cpd.example.org",
        "ALLOWED_HOSTS": "cpd.example.org",
        "DATA_DIR": str(tmp_path),
        "DEBUG": "0",
        "LOCAL": "0",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_FROM": "CPD <cpd@example.org>",
    }


@pytest.fixture
def load(good_environment, monkeypatch):
    """Run the settings file by itself, in an environment that is good but for the changes; return its names."""

    def run(**changes: str) -> dict[str, Any]:
        for name, value in (good_environment | changes).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(BASE_DIR / "cpd_trust" / "settings.py"))

    return run


def test_env_example_explains_every_setting_and_no_other():
    example = (BASE_DIR / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == set(settings.env.scheme) | ONLY_COMPOSE


def test_env_example_names_the_addresses_that_providers_send_people_back_to():
    text = (BASE_DIR / ".env.example").read_text()
    for name, args in (("microsoft_callback", []), ("google_callback", []), ("openid_connect_callback", ["oidc"])):
        assert f"SITE_URL{reverse(name, args=args)}" in text


def test_env_example_gives_away_no_secret_and_turns_nothing_off():
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert values["LOCAL"] == values["DEBUG"] == "0"
    assert not any(value for name, value in values.items() if re.search("KEY|SECRET|PASSWORD|URL", name))


def test_compose_asks_only_for_variables_that_are_explained():
    compose = (BASE_DIR / "compose.yaml").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) == ONLY_COMPOSE


def test_a_careful_installation_starts(load):
    """The twin of the refusals below: the same environment without the one mistake."""
    assert load()["ALLOWED_HOSTS"] == ["cpd.example.org"]
    assert load(MICROSOFT_CLIENT_ID="id", MICROSOFT_TENANT="0b7a6c1e-tenant")["SOCIALACCOUNT_PROVIDERS"]["microsoft"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 49}, "SECRET_KEY"),
        ({"SECRET_KEY": settings.INSECURE_KEY}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "cpd.example.org,*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": ""}, "SITE_URL"),
        ({"SITE_URL": "http://cpd.example.org"}, "SITE_URL"),
        ({"MICROSOFT_CLIENT_ID": "id"}, "MICROSOFT_TENANT"),
        ({"MICROSOFT_CLIENT_ID": "id", "MICROSOFT_TENANT": "common"}, "MICROSOFT_TENANT"),
        ({"MICROSOFT_CLIENT_ID": "id", "MICROSOFT_TENANT": "organizations"}, "MICROSOFT_TENANT"),
        ({"MICROSOFT_CLIENT_ID": "id", "MICROSOFT_TENANT": "consumers"}, "MICROSOFT_TENANT"),
    ],
)
def test_a_careless_installation_does_not_start(load, changes, words):
    with pytest.raises(ImproperlyConfigured, match=f"^{words} must "):
        load(**changes)


def test_debug_never_answers_to_the_host_of_a_trust(load):
    """DEBUG shows code to whoever asks, so it answers on this machine alone, whatever else is set."""
    assert load(DEBUG="1")["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_each_service_is_chosen_by_its_address_alone(load):
    plain, full = load(), load(DATABASE_URL="postgres://a:b@localhost/c", REDIS_URL="redis://localhost/0")
    assert plain["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    assert full["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert plain["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")
    assert full["CACHES"]["default"]["BACKEND"].endswith("RedisCache")
    assert plain["CELERY_BROKER_URL"].startswith("filesystem://")
    assert full["CELERY_BROKER_URL"] == "redis://localhost/0"


def manage(environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *command],
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cpd_trust.settings"} | environment,
        check=False,
    )


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_deployment_check_is_clean(good_environment, proxies):
    environment = good_environment | {"TRUSTED_PROXY_COUNT": proxies}
    done = manage(environment, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    # One that does not see the constraint on email addresses; the settings say why.
    assert settings.SILENCED_SYSTEM_CHECKS == ["auth.W004"]


def test_no_command_runs_in_a_careless_installation(good_environment):
    done = manage(good_environment | {"SECRET_KEY": ""}, "migrate")
    assert done.returncode == 1
    assert "ImproperlyConfigured: SECRET_KEY must" in done.stderr
    assert not list(Path(good_environment["DATA_DIR"]).iterdir())
