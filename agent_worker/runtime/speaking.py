"""Lines made into sound: from the cache, prepared ahead, or synthesised while the caller waits."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from livekit.agents import APIConnectOptions, APIError, tts

from agent_worker.runtime.audio import RATE_HZ, Pcm, frame_pcm, resample
from agent_worker.runtime.leveller import level, trim
from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.voice_core.effects import Line
from spine.errors import SpotFunnelError

BETWEEN_LINES: Final = RATE_HZ * 120 // 1_000
"""Samples of silence between two lines: a breath."""
LOCAL_DEADLINE_S: Final = 5.0
"""The last synthesiser has nobody behind it, so it is given time."""


class SpeakingError(SpotFunnelError):
    """No synthesiser could say a line."""

    code = "speaking.failed"


class Sound(msgspec.Struct, frozen=True):
    """An utterance, ready to play."""

    pcm: Pcm
    """16 kHz mono."""
    line_ends: tuple[int, ...]
    """For each line, the sample after its last; the silence that follows belongs to the next."""


class Speaking:
    """One call's voice. The store behind it is shared by all calls."""

    def __init__(
        self, voices: Sequence[tts.TTS[Any]], store: PhraseStore, *, deadline_ms: int = 1_200
    ) -> None:
        """Speak with the first of `voices` that delivers a line within `deadline_ms`."""
        self._voices = tuple(voices)
        self._store = store
        self._deadline_s = deadline_ms / 1_000
        self._making: dict[str, asyncio.Task[Pcm]] = {}
        self._personal: dict[str, Pcm] = {}
        self._usage: Counter[str] = Counter()

    def usage(self) -> Mapping[str, int]:
        """Return characters synthesised for this call by `provider.model`; the cache is free."""
        return dict(self._usage)

    async def render(self, lines: Sequence[Line]) -> Sound:
        """Return the lines as one sound, waiting for what is not ready.

        Raises:
            SpeakingError: If no synthesiser could say one of them: nothing of it is played.
        """
        clips = await asyncio.gather(*(self._clip(line, metered=True) for line in lines))
        pieces: list[Pcm] = []
        ends: list[int] = []
        at = 0
        for clip in clips:
            if pieces:
                pieces.append(np.zeros(BETWEEN_LINES, np.int16))
                at += BETWEEN_LINES
            pieces.append(clip)
            at += len(clip)
            ends.append(at)
        pcm = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        return Sound(pcm=pcm, line_ends=tuple(ends))

    def prepare(self, lines: Iterable[Line]) -> None:
        """Begin to synthesise what may be said soon; saying it twice changes nothing."""
        for line in lines:
            if self._ready(line) is None:
                self._begin(line, metered=True)

    async def warm(self, lines: Iterable[Line]) -> int:
        """Fill the store, one line at a time, before calls are taken; billed to no call.

        Returns:
            How many lines could not be made; they are tried again when they are said.
        """
        failed = 0
        for line in lines:
            try:
                await self._clip(line, metered=False)
            except SpeakingError:
                failed += 1
        return failed

    async def aclose(self) -> None:
        """Drop what is still being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._personal.clear()

    def _ready(self, line: Line) -> Pcm | None:
        mine = self._personal.get(line.text)
        return mine if mine is not None else self._store.recall(line.text)

    async def _clip(self, line: Line, *, metered: bool) -> Pcm:
        ready = self._ready(line)
        if ready is not None:
            return ready
        # Shielded: whoever stops waiting must not stop another who waits for the same line.
        return await asyncio.shield(self._begin(line, metered=metered))

    def _begin(self, line: Line, *, metered: bool) -> asyncio.Task[Pcm]:
        task = self._making.get(line.text)
        if task is None:
            task = asyncio.create_task(self._make(line, metered=metered))
            self._making[line.text] = task
            task.add_done_callback(lambda done: self._made(line.text, done))
        return task

    def _made(self, text: str, done: asyncio.Task[Pcm]) -> None:
        self._making.pop(text, None)
        if not done.cancelled():
            done.exception()  # whoever renders the line meets it again

    async def _make(self, line: Line, *, metered: bool) -> Pcm:
        if not line.personal:
            kept = await asyncio.to_thread(self._store.load, line.text)
            if kept is not None:
                self._store.remember(line.text, kept)
                return kept
        voice, clip = await self._synthesise(line.text, metered=metered)
        if line.personal or voice is not self._voices[0]:
            self._personal[line.text] = clip  # a stand-in's voice must not outlive the call either
        else:
            self._store.remember(line.text, clip)
            await asyncio.to_thread(self._store.save, line.text, clip)
        return clip

    async def _synthesise(self, text: str, *, metered: bool) -> tuple[tts.TTS[Any], Pcm]:
        for voice in self._voices:
            is_last = voice is self._voices[-1]
            with contextlib.suppress(APIError, TimeoutError):
                clip = await self._ask(
                    voice, text, LOCAL_DEADLINE_S if is_last else self._deadline_s
                )
                if metered:
                    self._usage[f"{voice.provider}.{voice.model}".lower()] += len(text)
                return voice, clip
        message = "no synthesiser could say a line"
        raise SpeakingError(message)

    async def _ask(self, voice: tts.TTS[Any], text: str, deadline_s: float) -> Pcm:
        once = APIConnectOptions(max_retry=0, timeout=deadline_s)
        async with asyncio.timeout(deadline_s), voice.synthesize(text, conn_options=once) as stream:
            frame = await stream.collect()
        pcm = resample(frame_pcm(frame, frame.sample_rate), frame.sample_rate, RATE_HZ)
        return await asyncio.to_thread(lambda: level(trim(pcm)))
