"""A simulated caller in a browser: speaks into the page's microphone, turn by turn, and listens.

It knows only what the page plays. `browser_caller.js` is its mouth and ear and must be there before
the page's own scripts: `install` it, then open the page and press the button that begins the call.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
import numpy as np

from agent_worker.runtime.audio import RATE_HZ, Pcm, resample
from agent_worker.runtime.providers.whisper_model import WhisperModel, whisper_model
from agent_worker.runtime.providers.worker import Urgency
from stress.caller import Answer, Caller

SCRIPT: Final = Path(__file__).with_suffix(".js")
FLAGS: Final = (
    "--no-sandbox",
    "--headless=new",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-dev-shm-usage",
)
"""What Chromium is started with, where there is neither a display nor a sound card."""
DIGITS: Final = tuple("oh zero one two three four five six seven eight nine double".split())
"""What a caller expects to be read back: without them a recogniser merges digits."""
TURN_S: Final = 60.0
"""A page that plays nothing for so long has lost its call."""
EAGER_S: Final = 0.8

Tell = Callable[[str, str], None]
Voice = Callable[[str], Pcm]


class Page(Protocol):
    """As much as is needed of Playwright's."""

    async def add_init_script(self, script: str) -> object:
        """Run this before the page's own scripts."""
        ...

    async def evaluate(self, expression: str, arg: Any = None) -> Any:
        """Run this in the page; a promise is awaited."""
        ...


class PageSilentError(AssertionError):
    """The page has played nothing for too long, and holds on to the microphone."""


class Felt(msgspec.Struct, frozen=True):
    """What the call felt like, measured in the page, at what it plays."""

    greeting_ms: int
    """From the page's asking for the microphone to the first sound."""
    gaps_ms: tuple[int, ...]
    """From our last sample to the page's first sound, for each answer."""


class BrowserCaller:
    """Takes part in one call of one page, until the page lets the microphone go."""

    def __init__(
        self,
        page: Page,
        caller: Caller,
        *,
        voice: Voice,
        tell: Tell,
        hang_up: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Speak as `caller`.

        Args:
            page: Where the call is held.
            caller: What is said, and when to hang up.
            voice: Its sound, 16 kHz mono.
            tell: `tell(who, text)` sees both sides, the agent's as understood.
            hang_up: Presses the page's button, for a caller who hangs up.
        """
        self._page = page
        self._hang_up = hang_up
        self._caller = caller
        self._voice = voice
        self._tell = tell
        self._model: WhisperModel = whisper_model(1)

    async def install(self) -> None:
        """Give the page our microphone and ears; before it is opened."""
        await self._page.add_init_script(SCRIPT.read_text("utf-8"))

    async def take_part(self) -> Felt:
        """Hold the call that the page has begun to its end.

        Raises:
            PageSilentError: If nothing comes of it any more.
        """
        if self._caller.opening:
            await self._until("caller.askedAt > 0")
            await asyncio.sleep(EAGER_S)
            await self._speak(Answer(self._caller.opening))
        while True:
            await self._until("caller.over || caller.utterances.length > 0")
            said = await self._page.evaluate("() => caller.utterances.shift()")
            if said is None:
                return await self._felt()
            text = await self._understand(said)
            self._tell("agent", text)
            answer = await self._caller.answer(text)
            if answer.text:
                await self._speak(answer)

    async def _until(self, what: str) -> None:
        """Wait in the page itself: a poll from here would be late by as much as it rests."""
        asked = f"""(patience) => new Promise((resolve) => {{
            const began = performance.now()
            const look = () => {{
                if ({what}) resolve(true)
                else if (performance.now() - began > patience) resolve(false)
                else setTimeout(look, 20)
            }}
            look()
        }})"""
        if not await self._page.evaluate(asked, TURN_S * 1_000):
            raise PageSilentError(f"nothing was heard of the call for {TURN_S:.0f} s")

    async def _understand(self, said: dict[str, Any]) -> str:
        pcm = np.frombuffer(base64.b64decode(said["pcm"]), "<i2").astype(np.int16)
        sound = resample(pcm, int(said["rate"]), RATE_HZ)
        decode = partial(self._model.decode, sound, DIGITS)
        return (await self._model.worker.submit(decode, Urgency.FINAL)).text

    async def _speak(self, answer: Answer) -> None:
        self._tell("caller", answer.text)
        sound = await asyncio.to_thread(self._voice, answer.text)
        data = base64.b64encode(sound.astype("<i2").tobytes()).decode()
        await self._page.evaluate(f"(pcm) => caller.say(pcm, {RATE_HZ})", data)
        if answer.hangs_up and self._hang_up is not None:
            await self._hang_up()

    async def _felt(self) -> Felt:
        greeting, gaps = await self._page.evaluate("() => [caller.greetingMs, caller.gaps]")
        return Felt(round(greeting), tuple(round(gap) for gap in gaps))
