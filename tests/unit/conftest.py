"""Calls held by hand, on the real core and a real business."""

from datetime import date
from pathlib import Path

import pytest

from agent_worker.core_files import read_core
from agent_worker.voice_core.core import Core
from cli.config.facts import installed_core
from cli.config.load import load_business
from objective_engine.graph import Graph
from tests.fakes.core_call import CoreCall

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def core() -> Core:
    return read_core()


@pytest.fixture(scope="session")
def plumbing() -> Graph:
    return load_business(EXAMPLES / "harbour-plumbing.yaml", installed_core(), date(2026, 11, 23))


@pytest.fixture
def plumber(core: Core, plumbing: Graph) -> CoreCall:
    return CoreCall(core, plumbing)


@pytest.fixture
def sparkline(core: Core) -> CoreCall:
    facts, today = installed_core(), date(2026, 11, 23)
    return CoreCall(core, load_business(EXAMPLES / "sparkline-electrical.yaml", facts, today))
