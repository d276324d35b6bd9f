"""A simulated caller on a real telephone: it knows only what it hears."""

import asyncio
from collections.abc import Callable

from agent_worker.runtime.audio import RATE_HZ, resample
from stress.caller import Answer, Caller
from stress.ear import LINE_HZ, Ear
from stress.phone import Phone
from stress.voice import CallerVoice

Tell = Callable[[str, str], None]


class PhoneCaller:
    """Dials, listens, answers aloud, until one side hangs up."""

    def __init__(self, caller: Caller, voice: CallerVoice, ear: Ear, tell: Tell) -> None:
        """Speak as `caller`; `tell(who, text)` sees both sides, the agent's as understood."""
        self._caller = caller
        self._voice = voice
        self._ear = ear
        self._tell = tell

    async def take_part(self, phone: Phone) -> None:
        """Hold an answered call to its end."""
        listening = asyncio.create_task(self._listen(phone))
        ending = asyncio.create_task(phone.ended(patience_s=600))
        if self._caller.opening:
            await asyncio.sleep(0.8)
            await self._speak(phone, Answer(self._caller.opening))
        done, _ = await asyncio.wait({listening, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending not in done:
            await ending
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self, phone: Phone) -> None:
        async for frame in phone.hear():
            said = self._ear.hear(frame)
            if said is None:
                continue
            text = await self._ear.understand(said)
            self._tell("agent", text)
            answer = await self._caller.answer(text)
            if answer.text:
                await self._speak(phone, answer)

    async def _speak(self, phone: Phone, answer: Answer) -> None:
        self._tell("caller", answer.text)
        sound = await asyncio.to_thread(self._voice, answer.text)
        await phone.say(resample(sound, RATE_HZ, LINE_HZ))
        if answer.hangs_up:
            phone.hang_up()
