"""Any LiveKit recogniser, asked the same way: push frames, flush, await what was said."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import msgspec
from livekit import rtc
from livekit.agents import APIConnectOptions, APIError, stt

from agent_worker.runtime.providers import set_hints

SETTLE_S: Final = 0.2
"""A hosted recogniser may send one segment's words in several finals: wait so long for another."""
ONCE: Final = APIConnectOptions(max_retry=0, timeout=3.0)

OnPartial = Callable[[str, float], None]


class Said(msgspec.Struct, frozen=True):
    """The last word on a segment."""

    texts: tuple[str, ...]
    """Best first, at least one; the first is empty where nothing was heard."""
    confidence: float


class Ear(Protocol):
    """One call's way to one recogniser."""

    failed: bool
    """It will not answer any more."""

    def push(self, frame: rtc.AudioFrame) -> None:
        """Hear a little more of the segment."""

    def flush(self) -> "asyncio.Future[Said]":
        """End the segment; the future fails with `APIError`."""

    def hint_silence(self) -> None:
        """The caller may have stopped."""

    def set_hints(self, words: Sequence[str]) -> None:
        """Expect these words."""

    async def aclose(self) -> None:
        """Let go of the connection."""


class StreamEar:
    """A recogniser that streams: Deepgram, or our own."""

    def __init__(self, stream: stt.RecognizeStream, on_partial: OnPartial) -> None:
        self.failed = False
        self._stream = stream
        self._on_partial = on_partial
        self._answers_once = getattr(stream, "one_final_each", False)
        self._waiting: deque[asyncio.Future[Said]] = deque()
        self._finals: list[stt.SpeechData] = []
        self._settling: asyncio.TimerHandle | None = None
        self._open = False
        self._hints: Sequence[str] | None = None
        self._task = asyncio.create_task(self._read())

    def push(self, frame: rtc.AudioFrame) -> None:
        """Hear a little more of the segment."""
        self._open = True
        with contextlib.suppress(RuntimeError):  # closed under us: `_read` says so
            self._stream.push_frame(frame)

    def flush(self) -> "asyncio.Future[Said]":
        """End the segment."""
        future: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._open = False
        if self._waiting and self._finals:
            self._settled()  # what came so far cannot be this segment's
        self._waiting.append(future)
        with contextlib.suppress(RuntimeError):
            self._stream.flush()
        if self.failed:
            self._fail()
        elif self._finals:
            self._settle()  # it may have finished the segment by itself
        return future

    def hint_silence(self) -> None:
        """Let a recogniser that can decode ahead."""
        hint = getattr(self._stream, "hint_silence", None)
        if hint is not None:
            hint()

    def set_hints(self, words: Sequence[str]) -> None:
        """Deepgram reconnects for new hints, so it is told between segments."""
        self._hints = words
        self._tell_hints()

    def _tell_hints(self) -> None:
        words, update = self._hints, getattr(self._stream, "update_options", None)
        if words is None or (update and (self._open or self._waiting)):
            return
        self._hints = None
        if update is None:
            set_hints(self._stream, words)
        else:
            update(keyterm=list(words))

    async def aclose(self) -> None:
        """Let go of the connection."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._stream.aclose()

    async def _read(self) -> None:
        try:
            async for event in self._stream:
                self._on_event(event)
        except APIError:
            pass  # whoever waits is told below
        finally:
            self.failed = True
            self._fail()

    def _fail(self) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(APIError("the recogniser is gone", retryable=False))

    def _on_event(self, event: stt.SpeechEvent) -> None:
        match event.type:
            case stt.SpeechEventType.INTERIM_TRANSCRIPT if event.alternatives:
                said = event.alternatives[0]
                before = [final.text for final in self._finals]
                self._on_partial(" ".join([*before, said.text]), said.confidence)
            case stt.SpeechEventType.FINAL_TRANSCRIPT:
                self._final(event.alternatives)
            case _:
                pass

    def _final(self, alternatives: list[stt.SpeechData]) -> None:
        if self._answers_once:
            texts = tuple(said.text for said in alternatives)
            self._answer(Said(texts=texts, confidence=alternatives[0].confidence))
            return
        self._finals += alternatives[:1]
        if len(self._waiting) > 1:
            self._settled()  # late: each flush is owed one, and the next is on its way
        elif self._waiting:
            self._settle()

    def _settle(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
        self._settling = asyncio.get_running_loop().call_later(SETTLE_S, self._settled)

    def _settled(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        text = " ".join(final.text for final in self._finals)
        sure = min(final.confidence for final in self._finals)
        self._finals.clear()
        self._answer(Said(texts=(text,), confidence=sure))

    def _answer(self, said: Said) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():  # whoever gave up on one has its answer from elsewhere
                future.set_result(said)
                break
        self._tell_hints()


class WholeEar:
    """A recogniser that takes whole segments: OpenAI's transcription. It gives no partials."""

    def __init__(self, recogniser: stt.STT[Any]) -> None:
        self.failed = False
        self._recogniser = recogniser
        self._frames: list[rtc.AudioFrame] = []
        self._tasks: set[asyncio.Task[Said]] = set()

    def push(self, frame: rtc.AudioFrame) -> None:
        """Hear a little more of the segment."""
        self._frames.append(frame)

    def flush(self) -> "asyncio.Future[Said]":
        """End the segment."""
        frames, self._frames = self._frames, []
        task = asyncio.create_task(self._recognise(frames))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def hint_silence(self) -> None:
        """Nothing to do ahead: each request is billed."""

    def set_hints(self, words: Sequence[str]) -> None:
        """Its default model takes none."""

    async def aclose(self) -> None:
        """Let go of the connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _recognise(self, frames: list[rtc.AudioFrame]) -> Said:
        if not frames:
            return Said(texts=("",), confidence=0.0)
        event = await self._recogniser.recognize(frames, conn_options=ONCE)
        best = event.alternatives[0]
        return Said(texts=(best.text,), confidence=best.confidence)
