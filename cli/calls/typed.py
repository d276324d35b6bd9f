"""A call without sound: words go straight to the core, on simulated time."""

import time

from agent_worker.runtime.papers import Answered, papers
from cli.calls.hold import Ready
from cli.calls.result import Held
from spine.events.call import AnyEvent
from spine.events.inputs import AnyInput, CallAnswered
from spine.ids import CallId, CallMs
from stress.text_call import TextCall


async def hold_typed(ready: Ready, call: CallId, answered: Answered) -> Held:
    """Hold the call without sound."""
    began = time.monotonic()
    first = CallAnswered(
        at_ms=CallMs(0),
        dialled=answered.dialled,
        local_time=answered.local_time,
        settings=answered.settings,
    )
    async with papers(ready.home, call, core=ready.core, graph=ready.graph) as journal:

        def record(happening: AnyInput, events: tuple[AnyEvent, ...]) -> None:
            journal.record(happening, events)
            ready.view.watch(happening, events)

        await TextCall(ready.core, ready.graph, caller=ready.caller, record=record).run(first)
    return Held(text=True, wall_s=time.monotonic() - began, degraded=journal.degraded)
