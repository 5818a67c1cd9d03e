"""The files that an installation is made of: each says what the code and docs/deployment.md say, and can be read."""

import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from people.imports.schools import REGISTER

DEPLOY = settings.BASE_DIR / "deploy"
PAGE = (settings.BASE_DIR / "docs" / "deployment.md").read_text()
UNITS = sorted(DEPLOY.glob("cpd-*"))
COMPOSE = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())


def test_the_proxy_takes_what_the_largest_page_takes_and_no_more():
    [most] = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert int(most) * 1024 * 1024 == settings.LARGEST_REQUEST
    assert REGISTER.bytes == settings.LARGEST_UPLOAD


def test_the_page_names_every_file_that_is_there_and_no_other():
    named = {pattern: set(DEPLOY.glob(pattern)) for pattern in re.findall(r"deploy/([\w.*-]*\w)", PAGE)}
    assert set.union(*named.values()) == set(DEPLOY.iterdir())
    assert [pattern for pattern, files in named.items() if not files] == []
    assert {"cpd-web", "cpd-worker", "cpd-beat", "cpd-backup"} == {path.stem for path in UNITS}


def test_systemd_can_read_every_unit(tmp_path):
    """Where systemd is; the programs that a unit starts are not where it says on this machine."""
    for unit in UNITS:
        text = unit.read_text()
        assert ("[Service]" in text) == unit.name.endswith(".service")
        (tmp_path / unit.name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text))
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
            capture_output=True,
            text=True,
            check=False,
        )
        ours = [line for line in done.stderr.splitlines() if "cpd-" in line]
        assert ours == []


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_every_service_is_the_user_of_the_code_and_starts_what_is_there(unit):
    text = unit.read_text()
    assert "User=cpd\n" in text
    assert "WorkingDirectory=/srv/cpd\n" in text
    [command] = re.findall(r"^ExecStart=/srv/cpd/\.venv/bin/(\w+)", text, re.M)
    assert (settings.BASE_DIR / ".venv" / "bin" / command).exists()
    assert "NoNewPrivileges=true\n" in text


def test_compose_and_units_start_the_same_parts():
    """One program, started in the same way in both."""
    for part in ("worker", "beat"):
        [line] = re.findall(r"^ExecStart=/srv/cpd/\.venv/bin/(.+)", (DEPLOY / f"cpd-{part}.service").read_text(), re.M)
        assert sorted(line.split()) == sorted(COMPOSE["services"][part]["command"])


def test_compose_names_only_what_there_is():
    services, volumes = COMPOSE["services"], set(COMPOSE["volumes"])
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source != "./backups":
                assert (settings.BASE_DIR / source).exists()
            elif not source.startswith("./"):
                assert source in volumes
    assert "redis" in services["web"]["environment"]["REDIS_URL"]
    assert "@database:5432/cpd" in services["web"]["environment"]["DATABASE_URL"]
