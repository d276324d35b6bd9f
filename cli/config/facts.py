"""The facts of the core that a configuration is compiled for."""

import msgspec

from agent_worker.core_files import read_core
from agent_worker.voice_core.capture import PRIMITIVES as LEARNT
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts
from objective_engine.gazetteer import read_holidays, read_places


def installed_core() -> CoreFacts:
    """Return what the installed Voice Core can do."""
    core = read_core()
    return CoreFacts(
        version=core.version,
        digest=core.digest,
        primitives=tuple(sorted(LEARNT)),
        directives=("greet", "capture", "choose", "finish"),
        gazetteer=read_places(core.locale.tables["places"]),
        holidays=read_holidays(core.locale.tables["holidays"]),
    )


def any_core() -> CoreFacts:
    """Return the facts of a core that can do everything there is, for work ahead of it."""
    return msgspec.structs.replace(
        installed_core(), version="-", digest="-", primitives=PRIMITIVES, directives=KINDS
    )
