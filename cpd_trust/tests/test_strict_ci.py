"""CI must fail where a test is skipped; each case runs pytest itself, with the plugin and without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]

SKIPS = {
    "mark": "import pytest\n@pytest.mark.skip(reason='no time')\ndef test_a(): pass\n",
    "condition": "import pytest\n@pytest.mark.skipif(True, reason='no time')\ndef test_a(): pass\n",
    "inside": "import pytest\ndef test_a(): pytest.skip('no time')\n",
    "fixture": "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no time')\ndef test_a(f): pass\n",
    "module": "import pytest\npytest.importorskip('no_such_module')\ndef test_a(): pass\n",
}


def run_pytest(folder: Path, text: str, *options: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_it.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", *options, str(folder)]
    env = os.environ | {"PYTHONPATH": str(BASE_DIR)}
    env.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=env, check=False)


@pytest.mark.parametrize("case", SKIPS)
def test_a_skipped_test_fails_in_ci(case, tmp_path):
    done = run_pytest(tmp_path, SKIPS[case], "-p", "cpd_trust.tests.strict_ci")
    assert done.returncode in {1, 2}, done.stdout
    assert "CI skips nothing" in done.stdout


def test_a_skipped_test_fails_in_ci_on_two_processes(tmp_path):
    done = run_pytest(tmp_path, SKIPS["mark"], "-p", "cpd_trust.tests.strict_ci", "-n", "2")
    assert done.returncode == 1, done.stdout


def test_without_the_plugin_a_skip_passes(tmp_path):
    """The twin: it is the plugin that refuses, and nothing else."""
    assert run_pytest(tmp_path, SKIPS["mark"]).returncode == 0


def test_an_expected_failure_is_no_skip(tmp_path):
    text = "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_a(): assert False\n"
    assert run_pytest(tmp_path, text, "-p", "cpd_trust.tests.strict_ci").returncode == 0
