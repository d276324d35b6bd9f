"""What all whole-product tests of a session share."""

from collections.abc import Iterator

import pytest

from tests.whole_stack import Whole, running_whole_stack


@pytest.fixture(scope="session")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The real servers with everything behind them, started once for a session."""
    with running_whole_stack(tmp_path_factory.mktemp("whole") / "home") as whole:
        yield whole
