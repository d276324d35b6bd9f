"""What all whole-product tests of a session share."""

from collections.abc import Iterator

import pytest

from stress.ear import Ear
from stress.voice import CallerVoice
from tests.e2e.ringing import Senses
from tests.whole_stack import Whole, running_whole_stack


@pytest.fixture(scope="session")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The real servers with everything behind them, started once for a session."""
    with running_whole_stack(tmp_path_factory.mktemp("whole") / "home") as whole:
        yield whole


@pytest.fixture(scope="session")
def senses() -> Senses:
    """A caller's voice and ear."""
    return Senses(CallerVoice(1), Ear())
