"""The offline recogniser: Whisper made to stream by decoding a growing window.

Three reasons to decode, by urgency: a flush wants its final; a likely end of speech is decoded
ahead, so that the flush is answered at once; a partial only when nobody else needs the model.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeAlias

from livekit import rtc
from livekit.agents import APIError, stt, utils
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from agent_worker.runtime.audio import RATE_HZ, Pcm, frame_pcm
from agent_worker.runtime.providers.segments import (
    ABILITIES,
    SegmentStream,
    SegmentSTT,
    transcript,
    usage,
)
from agent_worker.runtime.providers.whisper_model import (
    NAME,
    NOTHING,
    Decoded,
    WhisperModel,
    whisper_model,
)
from agent_worker.runtime.providers.window import Window
from agent_worker.runtime.providers.worker import Urgency

FIRST_PARTIAL: Final = RATE_HZ // 2
NEXT_PARTIAL: Final = RATE_HZ // 4
"""Samples of new sound before it is worth decoding again."""
REST: Final = 1.5
"""Partials leave the model alone for this many times what the last decode took."""

Loader: TypeAlias = Callable[[], WhisperModel]


class WhisperSTT(SegmentSTT):
    """Whisper tiny.en from a wheel. Call `prewarm()` (blocking) before the first call is taken."""

    def __init__(self, *, threads: int = 2) -> None:
        super().__init__(capabilities=ABILITIES)
        self.load: Final[Loader] = partial(whisper_model, threads)

    @property
    def model(self) -> str:
        """Name of the weights."""
        return NAME

    @property
    def provider(self) -> str:
        """Name for the meter."""
        return "whisper"

    def prewarm(self) -> None:
        """Load the model and decode once. Blocks for about a second; later calls are free."""
        self.load()

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002  # one language
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "WhisperStream":
        """Open one call's ear."""
        return WhisperStream(stt=self, conn_options=conn_options)

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions,  # noqa: ARG002  # nothing is connected to
    ) -> stt.SpeechEvent:
        pcm = frame_pcm(rtc.combine_audio_frames(buffer))
        model = await asyncio.to_thread(self.load)
        heard = await model.worker.submit(partial(model.decode, pcm), Urgency.FINAL)
        return transcript(stt.SpeechEventType.FINAL_TRANSCRIPT, [heard.text], heard.confidence, 1)


class _Silence:
    """Queued among the frames, so that it has a place in time."""


class _Decode:
    """One look at a window: how far it reached and, in the end, what it heard."""

    def __init__(self, covers: int, future: "asyncio.Future[Decoded]") -> None:
        self.covers = covers
        self.future = future


class _Segment:
    """The segment in progress: its open window, and the texts of windows that were cut off it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.window = Window()
        self.latest: _Decode | None = None
        self.cut_off: list[asyncio.Future[Decoded]] = []
        self.samples = 0
        self.partial = ""
        self.is_open = True

    def so_far(self, heard: Decoded) -> str:
        """Return the text of the whole segment, given that of its open window."""
        before = [part.result().text for part in self.cut_off if part.done()]
        return " ".join(text for text in [*before, heard.text] if text)

    def covered(self) -> "asyncio.Future[Decoded] | None":
        """Return the decode that has all the voice there is, whether done or under way."""
        latest = self.latest
        if latest and not latest.future.cancelled() and latest.covers >= self.window.voiced_until():
            return latest.future
        return None


class WhisperStream(SegmentStream):
    """One call's ear on the shared model."""

    def __init__(self, *, stt: WhisperSTT, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options)
        self._load = stt.load
        self._hints: tuple[str, ...] = ()
        self._flushed: asyncio.Queue[_Segment | None] = asyncio.Queue()
        self._unanswered = 0
        self._rest_until = 0.0

    def set_hints(self, words: Sequence[str]) -> None:
        """Bias the next decodes towards these words; what was decoded already stays."""
        self._hints = tuple(words)

    def hint_silence(self) -> None:
        """Decode ahead: `flush()` is answered at once unless more is said until then."""
        self._input_ch.send_nowait(_Silence())  # type: ignore[arg-type]  # only `_run` reads it

    async def _run(self) -> None:
        self._model = await asyncio.to_thread(self._load)
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._answer())]
        try:
            await asyncio.gather(*tasks)
        finally:
            await utils.aio.cancel_and_wait(*tasks)

    async def _listen(self) -> None:
        segment = _Segment(1)
        async for item in self._input_ch:
            if isinstance(item, rtc.AudioFrame):
                self._hear(segment, item)
            elif isinstance(item, _Silence):
                self._decode_ahead(segment)
            else:
                segment.is_open = False
                self._unanswered += 1
                self._flushed.put_nowait(segment)
                segment = _Segment(segment.number + 1)
        self._flushed.put_nowait(None)

    def _hear(self, segment: _Segment, frame: rtc.AudioFrame) -> None:
        segment.window.push(frame_pcm(frame))
        segment.samples += frame.samples_per_channel
        if segment.window.is_too_long:
            rest = segment.window.cut()
            segment.cut_off.append(self._decode(segment, Urgency.FINAL).future)
            segment.window, segment.latest = rest, None
        if self._is_partial_due(segment):
            self._decode(segment, Urgency.PARTIAL)

    def _is_partial_due(self, segment: _Segment) -> bool:
        latest = segment.latest
        wanted = latest.covers + NEXT_PARTIAL if latest else FIRST_PARTIAL
        return (
            segment.window.samples >= wanted
            and self._unanswered == 0
            and self._model.worker.idle
            and time.monotonic() >= self._rest_until
        )

    def _decode_ahead(self, segment: _Segment) -> None:
        if segment.window.samples and not segment.covered():
            self._decode(segment, Urgency.AHEAD)

    def _decode(self, segment: _Segment, urgency: Urgency) -> _Decode:
        """Queue a decode of the whole window; what it hears is shown while the segment is open."""
        if segment.latest and not segment.latest.future.done():
            segment.latest.future.cancel()  # skipped if it has not begun
        job = partial(self._timed, segment.window.pcm(), self._hints)
        decode = _Decode(segment.window.samples, self._model.worker.submit(job, urgency))
        decode.future.add_done_callback(partial(self._show, segment))
        segment.latest = decode
        return decode

    def _timed(self, pcm: Pcm, hints: tuple[str, ...]) -> Decoded:
        begin = time.monotonic()
        heard = self._model.decode(pcm, hints)
        now = time.monotonic()
        self._rest_until = now + REST * (now - begin)
        return heard

    def _show(self, segment: _Segment, done: "asyncio.Future[Decoded]") -> None:
        if done.cancelled() or done.exception() or self._unanswered or not segment.is_open:
            return
        if self._event_ch.closed:  # the call ended while this was being decoded
            return
        text = segment.so_far(done.result())
        if text and text != segment.partial:
            segment.partial = text
            kind = stt.SpeechEventType.INTERIM_TRANSCRIPT
            sure = done.result().confidence
            self._event_ch.send_nowait(transcript(kind, [text], sure, segment.number))

    async def _answer(self) -> None:
        while (segment := await self._flushed.get()) is not None:
            try:
                await asyncio.gather(*segment.cut_off)
                heard = await self._final(segment)
            except RuntimeError as exc:
                message = "whisper could not decode"
                raise APIError(message, retryable=False) from exc
            kind = stt.SpeechEventType.FINAL_TRANSCRIPT
            final = transcript(kind, [segment.so_far(heard)], heard.confidence, segment.number)
            self._event_ch.send_nowait(final)
            self._event_ch.send_nowait(usage(segment.samples, segment.number))
            self._unanswered -= 1

    async def _final(self, segment: _Segment) -> Decoded:
        if not segment.window.voiced_until():
            return NOTHING
        covered = segment.covered()
        return await (covered or self._decode(segment, Urgency.FINAL).future)
