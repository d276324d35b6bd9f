"""The stereo recording: caller left, agent right, the file's time is the call's time from answer.

What was said before `start()` is silence in the file and was never on disk. The caller's sound has
no gaps and is the clock; the agent's frames are placed by the time they are heard at.
"""

import asyncio
import contextlib
import queue
import threading
import wave
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Final

import numpy as np

from agent_worker.runtime.audio import RATE_HZ, Pcm

HOLD: Final = RATE_HZ
"""Samples held back before they are written: the agent's frames may come this late."""
BLOCK: Final = RATE_HZ
"""Samples written at once; after each block the file is whole and can be played."""
MOST_WAITING: Final = 6_000
"""Frames that may wait for the disk: a minute of both sides, about 3 MB."""
LOST: Final = RATE_HZ // 2
"""The agent is heard this far past the caller's last sample: the caller's sound has a gap."""
CLOSE_S: Final = 5.0

StoppedBy = Callable[[str], None]


class Recorder:
    """Records one call. Every method but `close` returns at once: a thread of its own writes."""

    def __init__(self, path: Path, on_stopped: StoppedBy | None = None) -> None:
        """Record into `path`, made on `start`.

        Args:
            path: The WAV to write.
            on_stopped: Told a code when the recording cannot go on; the call does. Called on the
                event loop that the recorder was made on, if any.
        """
        self.path: Final = path
        self._on_stopped = on_stopped
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._tape = _Tape(path)
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def caller(self, pcm: Pcm) -> None:
        """Take the caller's next samples, from the answer on, without gaps."""
        self._queue(lambda: self._tape.caller(pcm))

    def agent(self, pcm: Pcm, at_ms: int) -> None:
        """Take samples of ours that are heard from `at_ms` on the call's clock."""
        self._queue(lambda: self._tape.agent(pcm, at_ms * RATE_HZ // 1_000))

    def start(self) -> None:
        """Keep sound from now on: the notice has been heard."""
        self._queue(self._tape.start)

    def close(self) -> None:
        """Write the rest and finish the file. Blocks for the disk, at most some seconds."""
        self._jobs.put(None)
        self._thread.join(CLOSE_S)

    def _queue(self, job: Callable[[], None]) -> None:
        if self._stopped:
            return
        if self._jobs.qsize() > MOST_WAITING:
            self._stop("recorder.disk_too_slow")
        else:
            self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._stopped:
                self._try(job)
        self._try(self._tape.close)

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except OSError as exc:
            self._stop(f"recorder.{type(exc).__name__}.{exc.errno}")

    def _stop(self, code: str) -> None:
        if self._stopped:
            return
        self._stopped = True
        if self._on_stopped is None:
            return
        if self._loop is None or self._loop.is_closed():
            self._on_stopped(code)
        else:
            self._loop.call_soon_threadsafe(self._on_stopped, code)


class _Tape:
    """The last seconds of both sides, and the file behind them. Used by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: wave.Wave_write | None = None
        self._raw: FileIO | None = None
        self._start: int | None = None
        self._written = 0
        self._heard = 0
        self._both = np.zeros((4 * HOLD, 2), np.int16)

    def caller(self, pcm: Pcm) -> None:
        for piece in np.array_split(pcm, len(pcm) // HOLD + 1):
            self._room(self._heard + len(piece))
            self._both[self._heard - self._written :][: len(piece), 0] = piece
            self._heard += len(piece)
            if self._heard - self._written >= HOLD + BLOCK:
                self._write(BLOCK)

    def agent(self, pcm: Pcm, at: int) -> None:
        if at > self._heard + LOST:
            self.caller(np.zeros(at - self._heard, np.int16))
        late = max(0, self._written - at)
        kept = pcm[late:]
        self._room(at + late + len(kept))
        self._both[at + late - self._written :][: len(kept), 1] = kept

    def start(self) -> None:
        if self._start is None:
            self._start = self._heard

    def close(self) -> None:
        try:
            self._write(self._heard - self._written)
        finally:
            if self._file is not None and self._raw is not None:
                with contextlib.suppress(OSError):
                    self._file.close()
                self._raw.close()

    def _room(self, end: int) -> None:
        lacking = end - self._written - len(self._both)
        if lacking > 0:
            self._both = np.pad(self._both, ((0, lacking), (0, 0)))

    def _write(self, samples: int) -> None:
        """Write the oldest `samples`, blanking what was before the start."""
        block = self._both[:samples].copy()
        if self._start is not None:
            block[: max(0, self._start - self._written)] = 0
            self._append(block)
        self._both[: -samples or None] = self._both[samples:].copy()
        self._both[len(self._both) - samples :] = 0
        self._written += samples

    def _append(self, block: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> None:
        if self._file is None:
            self._file = self._open()
            silence = np.zeros((BLOCK, 2), "<i2").tobytes()
            for _ in range(self._written // BLOCK):
                self._file.writeframes(silence)
            self._file.writeframes(silence[: self._written % BLOCK * 4])
        self._file.writeframes(block.astype("<i2").tobytes())  # and mends the header: always whole

    def _open(self) -> wave.Wave_write:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        raw = self._path.open("wb", buffering=0)
        self._raw, file = raw, wave.open(raw, "wb")  # noqa: SIM115  # `close` does
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        return file
