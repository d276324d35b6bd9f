"""One call, put together from its parts: the same for a room and for a line inside the process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final, Protocol

import msgspec
import numpy as np
from livekit.agents import vad
from numpy.typing import NDArray

from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.drive import Journal, Watch, drive, leftovers
from agent_worker.runtime.hands import Hands
from agent_worker.runtime.hearing import Hearing
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.papers import Answered
from agent_worker.runtime.playout import Playout
from agent_worker.runtime.providers.segments import SegmentSTT
from agent_worker.runtime.recorder import Recorder
from agent_worker.runtime.speaking import Speaking
from agent_worker.runtime.timers import Timers
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.state import State
from objective_engine.graph import Graph
from spine.events.inputs import (
    CallAnswered,
    CallerIdSeen,
    HearingFailed,
    RecordingStopped,
    UsageMetered,
)

Samples = NDArray[np.int16]

FAREWELL_S: Final = 0.2
"""Our last word is still on its way when it has been played out: hang up after it."""


class Line(Protocol):
    """The caller's end, whatever carries it."""

    def attach(self, inbox: Inbox) -> None:
        """Put keys, hang-ups and lost media there from now on."""
        ...

    def frames(self) -> AsyncIterator[Samples]:
        """Yield the caller's sound: 20 ms, 16 kHz, mono."""
        ...

    async def push(self, frame: Samples) -> None:
        """Take 10 ms of our sound."""
        ...

    def clear(self) -> None:
        """Drop what was taken and is not heard yet, where the line can."""
        ...

    async def hang_up(self) -> None:
        """End the call from our side."""
        ...


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What a call is held with; models in it are shared by all calls of the process."""

    core: Core
    graph: Graph
    activity: vad.VAD
    recogniser: SegmentSTT
    speaking: Speaking
    journal: Journal
    recording: Path
    """Where the sound goes; the file appears once the notice has been heard."""
    watch: Watch = lambda _happening, _events: None
    on_inbox: Callable[[Inbox], None] = lambda _inbox: None
    """Sees the inbox before the first input, so that a caller inside the process can hang up."""


async def hold(line: Line, answered: Answered, parts: Parts) -> State:
    """Hold a call from its answer to its end; the journal is whoever opened it's to close."""
    clock = CallClock()
    inbox = Inbox(clock)
    timers = Timers(clock, inbox)
    recorder = Recorder(parts.recording, lambda code: inbox.put(RecordingStopped, code=code))
    playout = Playout(line, inbox, recorder.agent)
    hearing = Hearing(
        frames=line.frames(),
        activity=parts.activity,
        recogniser=parts.recogniser,
        inbox=inbox,
        heard=recorder.caller,
    )
    hands = Hands(
        inbox=inbox,
        timers=timers,
        playout=playout,
        speaking=parts.speaking,
        hearing=hearing,
        start_recording=recorder.start,
    )
    inbox.put(
        CallAnswered,
        dialled=answered.dialled,
        local_time=answered.local_time,
        settings=answered.settings,
    )
    if answered.caller_id:
        inbox.put(CallerIdSeen, number=answered.caller_id)
    line.attach(inbox)
    parts.on_inbox(inbox)
    listening = asyncio.create_task(_listen(hearing, inbox))
    try:
        state = await drive(
            core=parts.core,
            graph=parts.graph,
            inbox=inbox,
            journal=parts.journal,
            act=hands.do,
            watch=parts.watch,
            prepare=parts.speaking.prepare,
        )
        await asyncio.sleep(FAREWELL_S)
    finally:
        timers.close()
        hands.close()
        listening.cancel()
        hung_up, *_ = await asyncio.gather(
            line.hang_up(),
            listening,
            playout.close(),
            parts.speaking.aclose(),
            asyncio.to_thread(recorder.close),
            return_exceptions=True,
        )
    _bill(inbox, clock, answered, hearing=hearing, parts=parts)
    leftovers(inbox=inbox, journal=parts.journal)
    if isinstance(hung_up, BaseException):
        raise hung_up
    return state


async def _listen(hearing: Hearing, inbox: Inbox) -> None:
    """The call's edge: whatever breaks in hearing becomes an input, never a call left open."""
    try:
        await hearing.run()
    except Exception as error:  # noqa: BLE001 - one of the three edges: a call
        while isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        inbox.put(HearingFailed, code=type(error).__name__)


def _bill(
    inbox: Inbox, clock: CallClock, answered: Answered, *, hearing: Hearing, parts: Parts
) -> None:
    """Meter what the call used: an input like any other, priced afterwards."""
    inbox.put(
        UsageMetered,
        provider=f"{parts.recogniser.provider}.{parts.recogniser.model}",
        unit="audio_ms",
        quantity=hearing.sent_ms,
    )
    for provider, characters in parts.speaking.usage().items():
        inbox.put(UsageMetered, provider=provider, unit="characters", quantity=characters)
    inbox.put(UsageMetered, provider=answered.carrier, unit="carrier_ms", quantity=clock.now_ms())
