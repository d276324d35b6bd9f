"""The one loop of a call: what happened goes to `step`, then is written down, then acted upon."""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from agent_worker.runtime.inbox import Inbox
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Effect, HangUp, Line, Transfer
from agent_worker.voice_core.foresight import foresee
from agent_worker.voice_core.redact_inputs import redact_input
from agent_worker.voice_core.redaction import NOTHING
from agent_worker.voice_core.state import State
from agent_worker.voice_core.step import begin, step
from agent_worker.voice_core.turns import Turn
from objective_engine.graph import Graph
from spine.events.call import AnyEvent
from spine.events.inputs import AnyInput, FinalHeard, PartialHeard

SYNC_MS: Final = 50
"""A hang-up waits this long for the disk, then goes on."""


class Journal(Protocol):
    """Where a call is written down; never blocks the loop."""

    def record(self, happening: AnyInput, decided: Iterable[AnyEvent]) -> None:
        """Queue an input and what it led to, in order."""
        ...

    async def synced(self, timeout_ms: int) -> bool:
        """Wait until all of it is on disk; False when that took too long."""
        ...


Watch = Callable[[AnyInput, tuple[AnyEvent, ...]], None]
"""Sees each input with what it led to, after it was recorded: a terminal, a dashboard."""


async def drive(  # noqa: PLR0913 - a call is its core, its graph and its surroundings
    *,
    core: Core,
    graph: Graph,
    inbox: Inbox,
    journal: Journal,
    act: Callable[[Effect], None],
    watch: Watch,
    prepare: Callable[[tuple[Line, ...]], None],
) -> State:
    """Run a call from its first input to its last decision, and return its final state."""
    state, memory = begin(), NOTHING
    while state.turn is not Turn.OVER:
        happening, memory = redact_input(await inbox.get(), memory, core.locale)
        state, events, effects = step(core, graph, state, happening)
        journal.record(happening, events)
        watch(happening, events)
        for effect in effects:
            if isinstance(effect, HangUp | Transfer):
                await journal.synced(SYNC_MS)
            act(effect)
        if isinstance(happening, PartialHeard | FinalHeard):
            prepare(foresee(core, graph, state, happening.at_ms))
    return state


def leftovers(*, inbox: Inbox, journal: Journal) -> None:
    """Record what arrived after the last decision, such as the bill: it decides nothing."""
    while (happening := inbox.get_nowait()) is not None:
        journal.record(happening, ())
