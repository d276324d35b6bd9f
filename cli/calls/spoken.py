"""A call aloud: the caller's voice over a telephone line, heard and answered in real time."""

import asyncio
import logging
import random
import signal
import time

from agent_worker.runtime.call import Parts, hold
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.models import load_aside
from agent_worker.runtime.papers import Answered, papers
from cli.calls.hold import Ready
from cli.calls.result import Held
from spine.events.call import AnyEvent
from spine.events.inputs import AnyInput, CallerHungUp
from spine.ids import CallId
from stress.local_line import LocalLine
from stress.spoken_call import SpokenCaller
from stress.voice import CallerVoice


async def hold_spoken(ready: Ready, call: CallId, answered: Answered) -> Held:
    """Hold the call aloud."""
    logging.getLogger("livekit").setLevel(logging.ERROR)  # the terminal is the conversation's
    seed = ready.wish.seed if ready.wish.seed is not None else random.randrange(1 << 16)
    models, voice = await asyncio.gather(
        load_aside(ready.settings, ready.home.root, ready.core),
        asyncio.to_thread(CallerVoice, seed, law=ready.settings.law),
    )
    await models.warm(ready.core, (ready.graph,))
    line = LocalLine()
    caller = SpokenCaller(line=line, caller=ready.caller, voice=voice, says=ready.view.caller_says)

    def watch(happening: AnyInput, events: tuple[AnyEvent, ...]) -> None:
        ready.view.watch(happening, events)
        caller.watch(happening, events)

    def attach(inbox: Inbox) -> None:
        caller.attach(inbox)
        _hang_up_on_interrupt(inbox)

    async with papers(ready.home, call, core=ready.core, graph=ready.graph) as journal:
        parts = Parts(
            core=ready.core,
            graph=ready.graph,
            activity=models.activity,
            recogniser=models.recogniser,
            speaking=models.speaking(),
            journal=journal,
            recording=ready.home.recording_of(call),
            watch=watch,
            on_inbox=attach,
        )
        others = [asyncio.create_task(line.run()), asyncio.create_task(caller.run())]
        began = time.monotonic()
        try:
            await hold(line, answered, parts)
        finally:
            wall_s = time.monotonic() - began
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)
    return Held(text=False, wall_s=wall_s, gaps_ms=tuple(line.gaps_ms), degraded=journal.degraded)


def _hang_up_on_interrupt(inbox: Inbox) -> None:
    """Make Ctrl-C hang up, so that the call ends as calls do; the next one ends the program."""
    loop = asyncio.get_running_loop()

    def hang_up() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        inbox.put(CallerHungUp)

    loop.add_signal_handler(signal.SIGINT, hang_up)
