"""The facts of the core that a configuration is compiled for."""

from agent_worker.core_files import read_core
from agent_worker.voice_core.capture import PRIMITIVES as LEARNT
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts


def installed_core() -> CoreFacts:
    """Return what the installed Voice Core can do."""
    core = read_core()
    return CoreFacts(version=core.version, digest=core.digest, primitives=tuple(sorted(LEARNT)))


def any_core() -> CoreFacts:
    """Return the facts of a core that can do everything there is, for work ahead of it."""
    return CoreFacts(version="-", digest="-", primitives=PRIMITIVES, directives=KINDS)
