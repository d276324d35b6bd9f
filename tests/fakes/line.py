"""A telephone line, voice activity and an ear on virtual time: no room, no model, no waiting."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Final

import numpy as np
from livekit import rtc
from livekit.agents import stt, vad
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.inbox import Inbox
from spine.events.inputs import CallerHungUp, KeyPressed, MediaLost
from tests.fakes.speech import FakeStream, FakeSTT

FRAME: Final = 320
FRAME_S: Final = 0.02
LOUD: Final = 500
STARTS_AFTER: Final = 3
"""Loud frames before voice activity is sure: 60 ms."""
ENDS_AFTER: Final = 13
"""Silent frames before it is over: 260 ms."""


class FakeLine:
    """A caller who makes a sound when told to; keeps what we played, by the time of the loop."""

    def __init__(self) -> None:
        self.inbox: Inbox | None = None
        self.played: list[Pcm] = []
        self.cleared_after: list[int] = []
        """How much had been played at each cut, in frames."""
        self.hung_up = 0
        self.silent_from_s = float("inf")
        """No frame arrives any more from here on."""
        self._voiced = 0
        self._over = False

    def speak(self, for_ms: int) -> None:
        """Make a sound from now on."""
        self._voiced += for_ms // 20

    def press(self, keys: str) -> None:
        """Press keys, one after the other, at once."""
        for key in keys:
            self._reach().put(KeyPressed, key=key)

    def ring_off(self) -> None:
        """Hang up, as the caller."""
        self._over = True
        self._reach().put(CallerHungUp)

    def lose(self, code: str = "room_lost") -> None:
        """Lose the room, not the caller's will."""
        self._reach().put(MediaLost, code=code)

    def cut(self) -> None:
        """End the frames, and say nothing about it."""
        self._over = True

    def attach(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def frames(self) -> AsyncIterator[Pcm]:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._over:
            due += FRAME_S
            await asyncio.sleep(due - loop.time())
            if loop.time() >= self.silent_from_s:
                await asyncio.Event().wait()
            sound = 8_000 if self._voiced > 0 else 0
            self._voiced = max(0, self._voiced - 1)
            yield np.full(FRAME, sound, np.int16)

    async def push(self, frame: Pcm) -> None:
        self.played.append(frame)

    def clear(self) -> None:
        self.cleared_after.append(len(self.played))

    async def hang_up(self) -> None:
        self.hung_up += 1
        self._over = True

    def _reach(self) -> Inbox:
        assert self.inbox is not None, "the call has not begun"
        return self.inbox


class FakeVAD(vad.VAD):
    """Loud frames are speech."""

    def __init__(self, *, breaks_after: int | None = None) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=0.02))
        self.breaks_after = breaks_after

    def stream(self) -> "FakeVADStream":
        return FakeVADStream(self)


class FakeVADStream(vad.VADStream):
    def __init__(self, fake: FakeVAD) -> None:
        super().__init__(fake)
        self._breaks_after = fake.breaks_after

    async def _main_task(self) -> None:
        speaking, loud, silent, seen = False, 0, 0, 0
        async for frame in self._input_ch:
            if not isinstance(frame, rtc.AudioFrame):
                continue
            seen += 1
            if seen == self._breaks_after:
                raise RuntimeError("the test wanted this")
            is_loud = np.abs(np.frombuffer(frame.data, np.int16)).max() > LOUD
            loud, silent = (loud + 1, 0) if is_loud else (0, silent + 1)
            self._tell(vad.VADEventType.INFERENCE_DONE, silent, speaking=speaking)
            if not speaking and loud == STARTS_AFTER:
                speaking = True
                self._tell(vad.VADEventType.START_OF_SPEECH, silent, speaking=True)
            elif speaking and silent == ENDS_AFTER:
                speaking = False
                self._tell(vad.VADEventType.END_OF_SPEECH, silent, speaking=False)

    def _tell(self, kind: vad.VADEventType, silent: int, *, speaking: bool) -> None:
        silence_s = silent * FRAME_S
        self._event_ch.send_nowait(
            vad.VADEvent(
                type=kind,
                samples_index=0,
                timestamp=0.0,
                speech_duration=0.0,
                silence_duration=silence_s,
                raw_accumulated_silence=silence_s,
                speaking=speaking,
            )
        )


class Ears(FakeSTT):
    """A recogniser that is told, segment by segment, what it will hear."""

    def __init__(self) -> None:
        super().__init__()
        self.coming: deque[str] = deque()
        """Texts of the next segments; nothing is heard in those that follow."""
        self.guesses = True
        """Whether partials come."""
        self.stalls = False
        """Whether nothing ever comes."""
        self.breaks: Exception | None = None
        """Raised at the next frame."""

    def next_text(self) -> str:
        return self.coming.popleft() if self.coming else ""

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "EarsStream":
        return EarsStream(stt=self, conn_options=conn_options)


class EarsStream(FakeStream):
    def __init__(self, *, stt: Ears, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options)
        self._ears = stt

    async def _run(self) -> None:
        number, text = 1, None
        async for item in self._input_ch:
            if self._ears.breaks is not None:
                raise self._ears.breaks
            if self._ears.stalls:
                continue
            if text is None:
                text = self._ears.next_text()
                if text and self._ears.guesses and isinstance(item, rtc.AudioFrame):
                    self._send(stt.SpeechEventType.INTERIM_TRANSCRIPT, text, number)
            if not isinstance(item, rtc.AudioFrame):
                self._send(stt.SpeechEventType.FINAL_TRANSCRIPT, text, number)
                number, text = number + 1, None
