"""A pytest plugin for CI (`-p cpd_trust.tests.strict_ci`): a test that is skipped there has failed.

On a developer's machine a missing service may skip a test; CI has every service, so a skip hides something.
"""

from collections.abc import Generator
from typing import Any

import pytest


def _refuse_skip(report: Any) -> Any:
    # An expected failure is reported as skipped too, but it did run.
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"CI skips nothing. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _refuse_skip((yield))
