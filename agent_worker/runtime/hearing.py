"""The caller's voice, turned into inputs: voice activity, the recogniser's guesses, its last words.

The recogniser is given sound only while the caller speaks, with a little of what came before: that
is cheaper, and a segment's window needs no searching.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

import numpy as np
from livekit import rtc
from livekit.agents import APIError, stt, vad
from numpy.typing import NDArray

from agent_worker.runtime.audio import as_frame
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.providers.segments import SegmentSTT
from spine.events.inputs import (
    FinalHeard,
    HearingFailed,
    MediaLost,
    PartialHeard,
    SpeechEnded,
    SpeechStarted,
)
from spine.ids import SegmentId

Samples = NDArray[np.int16]

RATE_HZ: Final = 16_000
FRAME_MS: Final = 20
PREROLL_MS: Final = 320
"""Sound before voice activity was sure of itself: the recogniser needs the first consonant."""
AHEAD_S: Final = 0.06
"""Silence after which the caller has probably stopped: the recogniser may begin its last word."""
NO_MEDIA_S: Final = 10.0


class Hearing:
    """Listens to one caller for one call."""

    def __init__(
        self,
        *,
        frames: AsyncIterator[Samples],
        activity: vad.VAD,
        recogniser: SegmentSTT,
        inbox: Inbox,
        heard: Callable[[Samples], None],
    ) -> None:
        """Listen to `frames` (20 ms, 16 kHz mono); `heard` sees every one of them."""
        self._frames = frames
        self._activity = activity.stream()
        self._recogniser = recogniser.stream()
        self._inbox = inbox
        self._heard = heard
        self._before: deque[rtc.AudioFrame] = deque(maxlen=PREROLL_MS // FRAME_MS)
        self._segment = 0
        self._voicing = False
        self._deaf = False
        self._answered = 0
        self.sent_ms = 0
        """Sound given to the recogniser, for the bill."""

    async def run(self) -> None:
        """Listen until the frames end or the task is cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen())
                group.create_task(self._notice())
                group.create_task(self._recognise())
        finally:
            await asyncio.gather(
                self._activity.aclose(), self._recogniser.aclose(), return_exceptions=True
            )

    def expect(self, hints: tuple[str, ...]) -> None:
        """Tell the recogniser which words are likely now."""
        self._recogniser.set_hints(hints)

    async def _listen(self) -> None:
        frames = aiter(self._frames)
        while True:
            try:
                async with asyncio.timeout(NO_MEDIA_S):  # `wait_for` can swallow a cancellation
                    samples = await anext(frames)
            except StopAsyncIteration:
                await asyncio.sleep(NO_MEDIA_S)
                self._inbox.put(MediaLost, code="frames_ended")
                return
            except TimeoutError:
                self._inbox.put(MediaLost, code="no_frames")
                return
            self._heard(samples)
            frame = as_frame(samples)
            self._activity.push_frame(frame)
            if self._voicing:
                self._give(frame)
            else:
                self._before.append(frame)

    def _give(self, frame: rtc.AudioFrame) -> None:
        self._recogniser.push_frame(frame)
        self.sent_ms += FRAME_MS

    async def _notice(self) -> None:
        async for event in self._activity:
            if self._deaf:
                return
            match event.type:
                case vad.VADEventType.START_OF_SPEECH:
                    self._start()
                case vad.VADEventType.END_OF_SPEECH:
                    self._end(event)
                case vad.VADEventType.INFERENCE_DONE:
                    if self._voicing and event.raw_accumulated_silence >= AHEAD_S:
                        self._recogniser.hint_silence()

    def _start(self) -> None:
        self._segment += 1
        self._voicing = True
        while self._before:
            self._give(self._before.popleft())
        self._inbox.put(SpeechStarted, segment=SegmentId(self._segment))

    def _end(self, event: vad.VADEvent) -> None:
        self._voicing = False
        self._recogniser.flush()
        silence_ms = int(event.silence_duration * 1_000)
        self._inbox.put(SpeechEnded, segment=SegmentId(self._segment), silence_ms=silence_ms)

    async def _recognise(self) -> None:
        try:
            async for event in self._recogniser:
                self._on_speech(event)
        except APIError as error:
            self._deaf, self._voicing = True, False  # and go on taking sound, for the recording
            self._inbox.put(HearingFailed, code=type(error).__name__)

    def _on_speech(self, event: stt.SpeechEvent) -> None:
        """Each segment is answered by one final, in order; guesses before it belong to it."""
        texts = tuple(said.text for said in event.alternatives if said.text.strip())
        segment = SegmentId(self._answered + 1)
        match event.type:
            case stt.SpeechEventType.INTERIM_TRANSCRIPT if texts:
                self._inbox.put(PartialHeard, segment=segment, text=texts[0])
            case stt.SpeechEventType.FINAL_TRANSCRIPT:
                self._answered += 1
                confidence = event.alternatives[0].confidence if event.alternatives else None
                self._inbox.put(FinalHeard, segment=segment, texts=texts, confidence=confidence)
            case _:
                pass
