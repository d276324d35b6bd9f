"""Businesses to push, small ones, and a gate to push them at."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_worker.core_files import read_core
from agent_worker.voice_core.core import Core
from cli.config.facts import installed_core
from cli.config.gate import Gate
from objective_engine.compiler import compile_config
from objective_engine.core_facts import CoreFacts
from objective_engine.graph import Graph
from spine.home import Home
from spine.log.call_log import CallLog

NOW: Final = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NUMBER: Final = "+61255501206"


@cache
def core() -> Core:
    """The installed core, read once."""
    return read_core()


@cache
def facts() -> CoreFacts:
    """What it can do."""
    return installed_core()


def gate(root: Path, log: CallLog) -> Gate:
    """Stand at the gate of an installation of one's own; the core is read, not kept."""
    return Gate(Home(root), log, core())


def business(
    tenant: str = "alfa-plumbing",
    *,
    number: str = NUMBER,
    ask: tuple[str, ...] = ("reason", "name", "phone"),
    **more: Any,
) -> Graph:
    """Compile a business that asks for these primitives."""
    data = {
        "schema": 2,
        "tenant": tenant,
        "business": {
            "name": tenant.replace("-", " ").title(),
            "numbers": [number],
            "time_zone": "Australia/Sydney",
        },
        "objectives": {
            "outcome": "lead",
            "steps": [{"kind": "capture", "name": one, "primitive": one} for one in ask],
        },
    }
    made = compile_config(data | more, core=facts(), as_of=NOW.date())
    assert isinstance(made, Graph), made
    return made
