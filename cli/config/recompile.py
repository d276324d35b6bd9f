"""What a new Voice Core makes of the configurations that are active: compiled, proved, tried."""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from cli.config.facts import installed_core
from cli.config.gate import Gate, RefusedError
from cli.config.load import ConfigurationError, Loaded, compile_source
from cli.config.push import Pushed, push_graph
from spine.activation import Active
from spine.artefacts import ArtefactChangedError, ArtefactMissingError, find_source
from spine.deployment import active_in, deployment_of, version_of
from spine.errors import RequestError

SOURCE = "source"
COMPILER = "compiler"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one tenant's active configuration."""

    active: Active
    loaded: Loaded | None = None
    """What it is for the installed core; None where it could not be compiled."""
    trials: int = 0
    """Text calls that it passed."""
    failed: RefusedError | None = None
    """The first thing that does not hold; None: it may take calls."""


def try_all(gate: Gate, now: datetime) -> Iterator[Tried]:
    """Compile every active configuration for the installed core, prove it and hold its trials.

    Nothing is changed and nothing is written; each takes some seconds.
    """
    for active in active_in(gate.log):
        loaded = None
        try:
            loaded = recompile(gate, active, now)
            yield Tried(active=active, loaded=loaded, trials=gate.judge(loaded.graph))
        except RefusedError as refused:
            yield Tried(active=active, loaded=loaded, failed=refused)


def recompile(gate: Gate, active: Active, now: datetime) -> Loaded:
    """Compile what is active from its kept source, with no edit to it.

    Raises:
        RefusedError: If its source was not kept, or is a mistake for the installed core.
    """
    try:
        source = find_source(gate.home, active.config)
        graph = compile_source(source, installed_core(gate.core), now.date())
    except (ArtefactMissingError, ArtefactChangedError) as exc:
        raise RefusedError(SOURCE, f"{exc}: push its file again", ()) from exc
    except ConfigurationError as exc:
        raise RefusedError(COMPILER, str(exc), ()) from exc
    return Loaded(graph, source)


def renew(gate: Gate, now: datetime, told: Callable[[Active, Pushed | RequestError], None]) -> None:
    """Push what is active for another core again, recompiled for the installed one.

    It goes through the gate as any push does; what does not pass stays as it was.
    """
    for active in outdated(gate):
        try:
            made = recompile(gate, active, now)
            told(active, push_graph(gate, made.graph, now=now, source=made.source))
        except RequestError as exc:
            told(active, exc)


def outdated(gate: Gate) -> tuple[Active, ...]:
    """Return what is active and was tried with another core than the installed one."""
    return tuple(
        active
        for active in active_in(gate.log)
        if version_of(deployment_of(gate.log, active.tenant), active.version).core
        != gate.core.version
    )
