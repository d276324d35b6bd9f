"""A caller who speaks: what it says is synthesised, squeezed through a telephone, and heard."""

import asyncio
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.inbox import Inbox
from spine.events.call import AgentSpoke, AnyEvent
from spine.events.inputs import AnyInput, CallerHungUp, PlayoutDone
from spine.ids import UtteranceId
from stress.caller import Answer, Caller
from stress.local_line import LocalLine

Samples = NDArray[np.int16]

REACTION_S: Final = 0.35
"""People answer a question about so long after it."""
EAGER_S: Final = 0.8
"""When a caller who talks over the greeting begins."""


class SpokenCaller:
    """Hears what was played to its end; answers aloud."""

    def __init__(
        self,
        *,
        line: LocalLine,
        caller: Caller,
        voice: Callable[[str], Samples],
        says: Callable[[str], None],
    ) -> None:
        """Speak with `voice(text)` (16 kHz, after the telephone); `says` sees each text."""
        self._line = line
        self._caller = caller
        self._voice = voice
        self._says = says
        self._spoken: dict[UtteranceId, str] = {}
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        self._so_far: list[str] = []
        self._inbox: Inbox | None = None

    def attach(self, inbox: Inbox) -> None:
        """Be able to hang up."""
        self._inbox = inbox

    def watch(self, happening: AnyInput, events: tuple[AnyEvent, ...]) -> None:
        """Hear what was played whole; the floor is ours when the agent has nothing to add."""
        new = {one.utterance: one.text for one in events if isinstance(one, AgentSpoke)}
        self._spoken |= new
        if not isinstance(happening, PlayoutDone):
            return
        self._so_far.append(self._spoken.get(happening.utterance, ""))
        if not new:
            self._heard.put_nowait(" ".join(self._so_far))
            self._so_far.clear()

    async def run(self) -> None:
        """Take part in the call until cancelled."""
        if self._caller.opening:
            sound = await asyncio.to_thread(self._voice, self._caller.opening)
            await asyncio.sleep(EAGER_S)
            await self._speak(Answer(self._caller.opening), sound)
        while True:
            answer = await self._caller.answer(await self._heard.get())
            if not answer.text:
                continue
            sound, _ = await asyncio.gather(
                asyncio.to_thread(self._voice, answer.text), asyncio.sleep(REACTION_S)
            )
            await self._speak(answer, sound)

    async def _speak(self, answer: Answer, sound: Samples) -> None:
        self._says(answer.text)
        self._line.speak(sound)
        await self._line.quiet.wait()
        if answer.hangs_up and self._inbox is not None:
            self._inbox.put(CallerHungUp)
