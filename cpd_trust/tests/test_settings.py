"""The settings of an installation: explained where people look, and refused where they are careless."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cpd_trust import settings

BASE_DIR = Path(__file__).resolve().parents[2]
# Read by Docker Compose alone.
ONLY_COMPOSE = {"POSTGRES_PASSWORD", "WEB_PORT"}


@pytest.fixture
def production(tmp_path):
    """The environment of a careful installation. Empty values hide what a developer's own .env says."""
    good = dict.fromkeys(settings.env.scheme, "") | {
        "PATH": os.environ["PATH"],
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

    def run(*command: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, cwd=BASE_DIR, env=good | changes, check=False
        )

    return run


def load(production, **changes):
    return production("-c", "import cpd_trust.settings", **changes)


def test_env_example_explains_every_setting_and_no_other():
    example = (BASE_DIR / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == set(settings.env.scheme) | ONLY_COMPOSE


def test_env_example_gives_away_no_secret_and_turns_nothing_off():
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert values["LOCAL"] == values["DEBUG"] == "0"
    assert not any(value for name, value in values.items() if re.search("KEY|SECRET|PASSWORD|URL", name))


def test_compose_asks_only_for_variables_that_are_explained():
    compose = (BASE_DIR / "compose.yaml").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) == ONLY_COMPOSE


def test_a_careful_installation_starts(production):
    """The twin of the refusals below: the same environment without the one mistake."""
    done = load(production)
    assert done.returncode == 0, done.stderr


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
def test_a_careless_installation_does_not_start(production, changes, words):
    done = load(production, **changes)
    assert done.returncode == 1
    assert f"ImproperlyConfigured: {words} must" in done.stderr


def test_debug_never_answers_to_a_host_of_a_trust(production):
    """DEBUG shows code to whoever asks, so it holds the server to this machine and takes no other host."""
    done = production("-c", "from cpd_trust.settings import ALLOWED_HOSTS as h; print(sorted(h))", DEBUG="1")
    assert done.stdout.strip() == "['127.0.0.1', '[::1]', 'localhost']"


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_deployment_check_is_clean(production, proxies):
    command = ("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = production(*command, TRUSTED_PROXY_COUNT=proxies)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_each_database_is_chosen_by_its_address_alone(production):
    words = "from cpd_trust.settings import DATABASES as d; print(d['default']['ENGINE'].rsplit('.')[-1])"
    assert production("-c", words).stdout.strip() == "sqlite3"
    assert production("-c", words, DATABASE_URL="postgres://a:b@localhost/c").stdout.strip() == "postgresql"
