"""A hosted recogniser with the local one behind it. A call that has fallen back stays there."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import aiohttp
import msgspec
from livekit import rtc
from livekit.agents import APIError, stt, utils
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from agent_worker.runtime.providers.ears import ONCE, Ear, Said, StreamEar, WholeEar
from agent_worker.runtime.providers.segments import (
    ABILITIES,
    SegmentStream,
    SegmentSTT,
    transcript,
    usage,
)

SLOWEST: Final = 2
"""Segments in a row that may miss their deadline before the call moves to the local recogniser."""

MakeHosted = Callable[[aiohttp.ClientSession], stt.STT[Any]]


class Named(msgspec.Struct, frozen=True):
    """What the meter calls the hosted recogniser."""

    provider: str
    model: str


class RelaySTT(SegmentSTT):
    """Asks the hosted recogniser, and the local one when it fails or is late."""

    def __init__(
        self, make: MakeHosted, local: SegmentSTT, *, named: Named, deadline_ms: int
    ) -> None:
        """Wrap `make`, which is called with a session once a loop runs."""
        super().__init__(capabilities=ABILITIES)
        self._make = make
        self._named = named
        self._session: aiohttp.ClientSession | None = None
        self._hosted: stt.STT[Any] | None = None
        self.local: Final = local
        self.deadline_s: Final = deadline_ms / 1_000

    @property
    def model(self) -> str:
        """Name of the hosted model."""
        return self._named.model

    @property
    def provider(self) -> str:
        """Name of the hosted provider."""
        return self._named.provider

    def prewarm(self) -> None:
        """Load the local model: it must be there when the network is not. Blocking."""
        self.local.prewarm()

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002  # one language
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "RelayStream":
        """Open one call's ear."""
        return RelayStream(stt=self, conn_options=conn_options)

    def hosted(self) -> stt.STT[Any]:
        """Return the hosted recogniser, made when first needed."""
        if self._hosted is None:
            self._session = aiohttp.ClientSession()
            self._hosted = self._make(self._session)
        return self._hosted

    async def aclose(self) -> None:
        """Close the hosted recogniser and its connections."""
        if self._hosted is not None:
            await self._hosted.aclose()
        if self._session is not None:
            await self._session.close()

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        with contextlib.suppress(APIError, TimeoutError):
            asked = self.hosted().recognize(buffer, conn_options=ONCE)
            return await asyncio.wait_for(asked, self.deadline_s)
        return await self.local.recognize(buffer, conn_options=conn_options)


class _Segment:
    """A segment's frames, kept until it is answered: the local recogniser may need them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.frames: list[rtc.AudioFrame] = []
        self.is_open = True


class RelayStream(SegmentStream):
    """One call's ear: hosted first."""

    def __init__(self, *, stt: RelaySTT, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options)
        self._relay = stt
        self._segment = _Segment(1)
        self._hints: tuple[str, ...] = ()
        self._late = 0
        self._is_local = False
        self._ear = self._hosted_ear()
        self._retired: list[Ear] = []
        self._flushed: asyncio.Queue[tuple[_Segment, asyncio.Future[Said]] | None] = asyncio.Queue()

    def set_hints(self, words: Sequence[str]) -> None:
        """Pass the hints on, in whatever form the recogniser takes them."""
        self._hints = tuple(words)
        self._ear.set_hints(self._hints)

    def hint_silence(self) -> None:
        """Let the local recogniser decode ahead; hosted ones need no hint."""
        self._ear.hint_silence()

    def _hosted_ear(self) -> Ear:
        hosted = self._relay.hosted()
        if hosted.capabilities.streaming:
            return StreamEar(hosted.stream(conn_options=ONCE), self._show)
        return WholeEar(hosted)

    def _show(self, text: str, sure: float) -> None:
        if text.strip() and self._segment.is_open and self._segment.frames:
            kind = stt.SpeechEventType.INTERIM_TRANSCRIPT
            self._event_ch.send_nowait(transcript(kind, [text], sure, self._segment.number))

    async def _run(self) -> None:
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._answer())]
        try:
            await asyncio.gather(*tasks)
        finally:
            await utils.aio.cancel_and_wait(*tasks)
            await asyncio.gather(*(ear.aclose() for ear in [*self._retired, self._ear]))

    async def _listen(self) -> None:
        async for item in self._input_ch:
            if self._ear.failed and not self._is_local:
                self._fall_back()
            if isinstance(item, rtc.AudioFrame):
                self._segment.frames.append(item)
                self._ear.push(item)
            else:
                segment, self._segment = self._segment, _Segment(self._segment.number + 1)
                segment.is_open = False
                self._flushed.put_nowait((segment, self._ear.flush()))
        self._flushed.put_nowait(None)

    def _fall_back(self) -> None:
        """Go on with the local recogniser, giving it the segment in progress from its start."""
        self._is_local = True
        self._retired.append(self._ear)
        self._ear = StreamEar(self._relay.local.stream(), self._show)
        self._ear.set_hints(self._hints)
        for frame in self._segment.frames:
            self._ear.push(frame)

    async def _answer(self) -> None:
        while (flushed := await self._flushed.get()) is not None:
            segment, future = flushed
            said = await self._last_word(segment, future)
            kind = stt.SpeechEventType.FINAL_TRANSCRIPT
            self._event_ch.send_nowait(
                transcript(kind, said.texts, said.confidence, segment.number)
            )
            samples = sum(frame.samples_per_channel for frame in segment.frames)
            self._event_ch.send_nowait(usage(samples, segment.number))

    async def _last_word(self, segment: _Segment, future: "asyncio.Future[Said]") -> Said:
        if self._is_local and self._ear.failed:
            raise APIError("every recogniser has failed", retryable=False)
        with contextlib.suppress(APIError, TimeoutError):
            said = await asyncio.wait_for(future, self._relay.deadline_s)
            self._late = 0
            return said
        if not segment.frames:
            return Said(texts=("",), confidence=0.0)
        best = (await self._relay.local.recognize(segment.frames)).alternatives[0]
        self._late += bool(best.text)  # to have no answer to a cough is no failure
        if self._late >= SLOWEST and not self._is_local:
            self._fall_back()
        return Said(texts=(best.text,), confidence=best.confidence)
