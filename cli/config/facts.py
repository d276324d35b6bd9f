"""The facts of the core that this installation holds calls with."""

from agent_worker import core_files
from agent_worker.voice_core import capture
from objective_engine.core_facts import CoreFacts

FIRST: tuple[str, ...] = ("name", "phone", "reason")


def installed_core() -> CoreFacts:
    """Return what the installed Voice Core can do."""
    read_core = getattr(core_files, "read_core", None)
    core = read_core() if read_core else None
    return CoreFacts(
        version=core.version if core else "0",
        digest=core.digest if core else "0",
        primitives=tuple(sorted(getattr(capture, "PRIMITIVES", FIRST))),
    )
