"""The facts of the core that a configuration is compiled for."""

import msgspec

from agent_worker.core_files import read_core
from agent_worker.voice_core.acts.saying import topics
from agent_worker.voice_core.capture import PRIMITIVES as LEARNT
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.told import NAMED
from objective_engine.config import PRIMITIVES
from objective_engine.core_facts import KINDS, CoreFacts
from objective_engine.gazetteer import read_holidays, read_places


def installed_core(core: Core | None = None) -> CoreFacts:
    """Return what the installed Voice Core can do; it is read unless it is handed in."""
    core = core or read_core()
    return CoreFacts(
        version=core.version,
        digest=core.digest,
        primitives=tuple(one for one in PRIMITIVES if one in LEARNT or one in NAMED),
        directives=KINDS,
        topics=topics(core.locale),
        gazetteer=read_places(core.locale.tables["places"]),
        holidays=read_holidays(core.locale.tables["holidays"]),
    )


def any_core() -> CoreFacts:
    """Return the facts of a core that can do everything there is, for work ahead of it."""
    return msgspec.structs.replace(
        installed_core(), version="-", digest="-", primitives=PRIMITIVES, directives=KINDS
    )
