"""What holds for every test: its folder marks it, it is never skipped, chance has a profile."""

import asyncio
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.databases import Server

TESTS: Final = Path(__file__).parent

SECONDS_BY_FOLDER: Final = MappingProxyType(
    {
        "unit": 20,
        "property": 60,
        "contract": 60,
        "replay": 60,
        "architecture": 60,
        "voice": 240,
        "servers": 300,
        "integration": 300,
        "e2e": 600,
    }
)
"""The folders that may hold tests; each is a mark too. A test's own `timeout` mark wins."""

slow_machine = [HealthCheck.too_slow]
settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=slow_machine)
settings.register_profile(
    "quick", deadline=None, max_examples=10, suppress_health_check=slow_machine
)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=100,
    derandomize=True,
    print_blob=True,
    suppress_health_check=slow_machine,
)
settings.register_profile(
    "nightly", deadline=None, max_examples=5_000, suppress_health_check=slow_machine
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_configure() -> None:
    """Say that this thread has no loop: else pytest-asyncio makes one to remember, and drops it."""
    asyncio.set_event_loop(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder; a test anywhere else is a mistake."""
    for item in items:
        folder, *inside = item.path.relative_to(TESTS).parts
        if not inside or folder not in SECONDS_BY_FOLDER:
            known = ", ".join(SECONDS_BY_FOLDER)
            raise pytest.UsageError(f"{item.nodeid}: tests live in tests/<one of: {known}>/")
        item.add_marker(getattr(pytest.mark, folder))
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SECONDS_BY_FOLDER[folder]))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Server"]:
    """A PostgreSQL of this process; `postgres.empty()` is the URL of an empty database."""
    from tests.databases import server_in

    with server_in(tmp_path_factory.mktemp("postgres")) as server:
        yield server


def _not_run(why: object) -> str:
    return (
        f"not run, and no test here may be skipped or expected to fail: {why}\n"
        "Bring what it needs (the reason names it), or take the test out."
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test, or one that was expected to fail, into a failed one."""
    report = yield
    expected = getattr(report, "wasxfail", None)
    if report.skipped or expected is not None:
        why = expected if expected is not None else report.longrepr
        if expected is not None:
            del report.wasxfail
        report.outcome = "failed"
        report.longrepr = _not_run(why)
        report.sections.append(("not run", item.nodeid))
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself while it is read."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = _not_run(report.longrepr)
    return report
