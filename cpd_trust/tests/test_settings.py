"""The settings of an installation: explained where people look, and refused where they are careless."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from environ import Env

from cpd_trust import environment, settings
from cpd_trust.tests.helpers import execute
from notifications.tests.smtp_sink import free_port

BASE_DIR = Path(__file__).resolve().parents[2]
MICROSOFT = {"MICROSOFT_CLIENT_ID": "id", "MICROSOFT_CLIENT_SECRET": "secret"}
OIDC = {"OIDC_CLIENT_ID": "id", "OIDC_CLIENT_SECRET": "secret"}
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
    assert load(MICROSOFT_CLIENT_ID="id", MICROSOFT_TENANT="0b7a6c1e-tenant", MICROSOFT_CLIENT_SECRET="s")[
        "SOCIALACCOUNT_PROVIDERS"
    ]["microsoft"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 49}, "SECRET_KEY"),
        ({"SECRET_KEY": environment.INSECURE_KEY}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "cpd.example.org,*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ".example.org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "https://cpd.example.org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "cpd.example.org:443"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "another.example.org"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": ""}, "SITE_URL"),
        ({"SITE_URL": "http://cpd.example.org"}, "SITE_URL"),
        ({"SITE_URL": "cpd.example.org"}, "SITE_URL"),
        ({"SITE_URL": "https://"}, "SITE_URL"),
        ({"SITE_URL": "https://cpd.example.org/cpd"}, "SITE_URL"),
        ({"SITE_URL": "https://cpd.example.org:port"}, "SITE_URL"),
        ({"DATABASE_URL": "postgres://cpd:hunter#2@localhost/cpd"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://cpd:hunter/2@localhost/cpd"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://cpd@localhost:port/cpd"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://cpd@localhost"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://cpd@localhost/cpd"}, "DATABASE_URL"),
        ({"DATABASE_URL": "localhost:5432/cpd"}, "DATABASE_URL"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://:hunter#2@localhost"}, "REDIS_URL"),
        ({"EMAIL_URL": "smtp.example.org:587"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+tls://user:word@smtp.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+tls://user:hunter#2@smtp.example.org:587"}, "EMAIL_URL"),
        ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL"),
        ({"EMAIL_FROM": ""}, "EMAIL_FROM"),
        ({"EMAIL_FROM": "CPD"}, "EMAIL_FROM"),
        ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT"),
        ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"SECRET_KEY": "$" + "x" * 60}, "SECRET_KEY"),
        ({"BACKUP_KEY": "$x"}, "BACKUP_KEY"),
        ({"GOOGLE_CLIENT_ID": "id"}, "GOOGLE_CLIENT_SECRET"),
        ({**OIDC}, "OIDC_SERVER_URL"),
        (
            {**OIDC, "OIDC_SERVER_URL": "http://example.org"},
            "OIDC_SERVER_URL",
        ),
        ({**MICROSOFT}, "MICROSOFT_TENANT"),
        (
            {**MICROSOFT, "MICROSOFT_TENANT": "common"},
            "MICROSOFT_TENANT",
        ),
        (
            {**MICROSOFT, "MICROSOFT_TENANT": "organizations"},
            "MICROSOFT_TENANT",
        ),
        (
            {**MICROSOFT, "MICROSOFT_TENANT": "consumers"},
            "MICROSOFT_TENANT",
        ),
    ],
)
def test_a_careless_installation_does_not_start(load, changes, words):
    with pytest.raises(SystemExit) as refusal:
        load(**changes)
    [line, advice] = str(refusal.value).splitlines()
    assert line.startswith(f"{words} must ")
    assert ".env.example" in advice
    assert "hunter" not in line


def test_all_that_is_wrong_is_said_at_once(load):
    with pytest.raises(SystemExit) as refusal:
        load(SECRET_KEY="", SITE_URL="", ALLOWED_HOSTS="", EMAIL_URL="smtp")
    assert re.findall("^([A-Z_]+) must", str(refusal.value), re.M) == [
        "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_made_is_one_line(load, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"^DATA_DIR: the folder .* can't be made: Not a directory\.$"):
        load(DATA_DIR=str(tmp_path / "file" / "folder"))


@pytest.mark.parametrize("line", ["SECRET_KEY = abc", "SECRET_KEY: abc", "SECRET_KEY= abc", " SECRET_KEY=abc", "abc"])
def test_a_line_of_the_file_that_cannot_be_read_is_named_and_not_shown(tmp_path, line):
    (tmp_path / ".env").write_text(f"# ours\n\n{line}\n")
    with pytest.raises(SystemExit, match=r"\.env, line 3: write NAME=value") as refusal:
        environment.read_file(tmp_path / ".env")
    assert "abc" not in str(refusal.value)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    (tmp_path / ".env").mkdir()
    with pytest.raises(SystemExit, match="can't be read: Is a directory"):
        environment.read_file(tmp_path / ".env")
    (tmp_path / "other").write_bytes(b"SECRET_KEY=\xff\xfe\n")
    with pytest.raises(SystemExit, match="save it as UTF-8"):
        environment.read_file(tmp_path / "other")


def test_the_example_can_be_read_and_no_file_is_none(tmp_path, good_environment, monkeypatch):
    monkeypatch.setattr(Env, "ENVIRON", dict(good_environment))  # not into what all processes of the tests get
    environment.read_file(BASE_DIR / ".env.example")
    environment.read_file(tmp_path / ".env")


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
    # One does not see the constraint on email addresses, one asks PostgreSQL's indexes of SQLite; the settings say why.
    assert settings.SILENCED_SYSTEM_CHECKS == ["auth.W004", "models.W040"]


# Each way in which a part of an installation is started.
PARTS = {
    "command": ["manage.py", "migrate"],
    "command of ours": ["manage.py", "setup_trust", "docs/trust.example.toml"],
    "web": ["-m", "gunicorn"],
    "worker": ["-m", "celery", "--app=cpd_trust", "worker"],
    "beat": ["-m", "celery", "--app=cpd_trust", "beat", "--pidfile="],
}


def start(environment: dict[str, str], part: str) -> "subprocess.CompletedProcess[str]":
    """Start a part of an installation that must end by itself."""
    return subprocess.run(
        [sys.executable, *PARTS[part]],
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("part", PARTS)
def test_no_part_starts_in_a_careless_installation(good_environment, part):
    done = start(good_environment | {"SECRET_KEY": ""}, part)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if "Starting gunicorn" not in line]
    assert [line.split()[0] for line in lines] == ["SECRET_KEY", "Nothing"]
    assert not list(Path(good_environment["DATA_DIR"]).iterdir())


@pytest.mark.parametrize("part", ["command", "command of ours", "beat"])
def test_a_database_that_does_not_answer_is_one_line(good_environment, part):
    """Web and worker start all the same, wait for it, and say so in the log and by /readyz."""
    url = f"postgres://cpd:a-password@127.0.0.1:{free_port()}/cpd"
    done = start(good_environment | {"DATABASE_URL": url}, part)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("The database can't be used: Connection refused. Check DATABASE_URL")
    assert "Traceback" not in done.stderr


def test_the_deployment_check_says_that_the_database_does_not_answer(good_environment):
    url = f"postgres://cpd:a-password@127.0.0.1:{free_port()}/cpd"
    done = manage(good_environment | {"DATABASE_URL": url}, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 1
    assert "The database can't be used: Connection refused." in done.stderr
    assert "a-password" not in done.stderr + done.stdout


def test_an_empty_database_is_one_line(good_environment):
    done = manage(good_environment, "make_administrator", "ann@example.org", "Ann", "Example")
    assert done.returncode == 1
    assert done.stderr.strip() == "The database is not up to date: run manage.py migrate as its owner first."


@pytest.mark.postgresql
def test_a_role_that_may_not_migrate_is_one_line(good_environment, transactional_db):
    """The application's own role, in the place of the owner's: the mistake that is easily made."""
    where = connection.settings_dict
    name = f"cpd_settings_{os.getpid()}"
    url = f"postgres://{name}@{where['HOST']}:{where['PORT']}/{name}"
    execute(f"CREATE ROLE {name} LOGIN")
    execute(f"CREATE DATABASE {name}")
    try:
        done = manage(good_environment | {"DATABASE_URL": url}, "migrate")
        missing = manage(good_environment | {"DATABASE_URL": f"{url}_missing"}, "migrate")
    finally:
        execute(f"DROP DATABASE {name}")
        execute(f"DROP ROLE {name}")
    assert "may not do this. Its owner runs migrate" in done.stderr
    assert f'database "{name}_missing" does not exist. Check DATABASE_URL' in missing.stderr
    assert "Traceback" not in done.stderr + missing.stderr
