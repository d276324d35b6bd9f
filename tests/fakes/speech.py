"""A recogniser and a synthesiser that hear and say what the test wrote down: no model."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import APIError, stt, tts, utils
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.providers.segments import ABILITIES, SegmentStream, SegmentSTT, transcript


class FakeSTT(SegmentSTT):
    """Answers each flush with the next of `texts`, then with nothing. `None` is a failure."""

    def __init__(self, texts: Sequence[str | None] = ()) -> None:
        super().__init__(capabilities=ABILITIES)
        self._texts = iter(texts)

    def next_text(self) -> str:
        text = next(self._texts, "")
        if text is None:
            raise APIError("the test wanted this", retryable=False)
        return text

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "FakeStream":
        return FakeStream(stt=self, conn_options=conn_options)

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        return transcript(stt.SpeechEventType.FINAL_TRANSCRIPT, [self.next_text()], 0.9, 1)


class FakeStream(SegmentStream):
    """One call's fake ear; shows the first word as a partial when the segment has a frame."""

    def __init__(self, *, stt: FakeSTT, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options)
        self._fake = stt
        self.hints: list[tuple[str, ...]] = []
        self.silences = 0

    def set_hints(self, words: Sequence[str]) -> None:
        self.hints.append(tuple(words))

    def hint_silence(self) -> None:
        self.silences += 1

    async def _run(self) -> None:
        number, text = 1, None
        async for item in self._input_ch:
            if text is None:
                text = self._fake.next_text()
                if text and isinstance(item, rtc.AudioFrame):
                    self._send(stt.SpeechEventType.INTERIM_TRANSCRIPT, text.split()[0], number)
            if not isinstance(item, rtc.AudioFrame):
                self._send(stt.SpeechEventType.FINAL_TRANSCRIPT, text, number)
                number, text = number + 1, None

    def _send(self, kind: stt.SpeechEventType, text: str, number: int) -> None:
        self._event_ch.send_nowait(transcript(kind, [text], 0.9, number))


class FakeTTS(tts.TTS[Any]):
    """Says every character as 50 ms of one tone at 16 kHz; `failures` come first."""

    def __init__(self, name: str = "fake", *, failures: int = 0, tone_hz: int = 200) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=16_000, num_channels=1
        )
        self._name = name
        self._tone_hz = tone_hz
        self._fails: Iterator[bool] = iter([True] * failures)
        self.said: list[str] = []

    @property
    def model(self) -> str:
        return "tone"

    @property
    def provider(self) -> str:
        return self._name

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> "FakeChunks":
        return FakeChunks(tts=self, input_text=text, conn_options=conn_options)

    def sound(self, text: str) -> Pcm:
        if next(self._fails, False):
            raise APIError("the test wanted this", retryable=False)
        self.said.append(text)
        time_s = np.arange(len(text) * 800) / 16_000
        return (8_000 * np.sin(2 * np.pi * self._tone_hz * time_s)).astype(np.int16)


class FakeChunks(tts.ChunkedStream):
    def __init__(self, *, tts: FakeTTS, input_text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, input_text=input_text, conn_options=conn_options)
        self._fake = tts

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        pcm = self._fake.sound(self.input_text)
        output_emitter.initialize(
            request_id="fake", sample_rate=16_000, num_channels=1, mime_type="audio/pcm"
        )
        output_emitter.push(pcm.tobytes())
        output_emitter.flush()
