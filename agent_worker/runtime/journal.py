"""Writes a call down without ever holding it up: the loop enqueues, a thread writes and syncs."""

import asyncio
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple

from spine.events.call import AnyEvent
from spine.events.envelope import hash_of
from spine.events.inputs import AnyInput
from spine.events.scribe import GENESIS, Heading, Seal, Tip, inscribe
from spine.files import sync_folder
from spine.frames import MAX_BODY, Epoch, frame, join
from spine.ids import Seq
from spine.journal_file import Lease, file_name, read_journal

RETRY_S: Final = 0.25
"""A disk that failed is tried again this often; records wait in memory meanwhile."""
WAITING_BYTES: Final = 64 * 1024 * 1024
"""Bound of what waits for a failed disk: hours of one call."""


class _Decision(NamedTuple):
    happening: AnyInput
    decided: tuple[AnyEvent, ...]


class _Mark(NamedTuple):
    """Somebody waits until all before this is on disk."""

    loop: asyncio.AbstractEventLoop
    reached: asyncio.Future[bool]


class _Close:
    """Write the rest, then stop."""


class CallJournal:
    """The journal of one call: `record` never blocks, `synced` says whether it is on disk.

    A failed write or sync retires the file (its unsynced pages may be gone, and a second sync
    would not say so); all that was not acknowledged is written again to a new one.
    """

    def __init__(self, folder: Path, heading: Heading, seal: Seal) -> None:
        """Take the lease and go on after what the folder holds.

        Raises:
            LeaseTakenError: If another process writes this call.
        """
        self._lease = Lease(folder)
        try:
            self._tip = _tip_of(folder)
            self._file = JournalFile(folder, self._lease.epoch)
        except BaseException:
            self._lease.release()
            raise
        self._heading = heading
        self._seal = seal
        self._queue: SimpleQueue[_Decision | _Mark | _Close] = SimpleQueue()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self.degraded = False
        """Whether a sync was ever late or a disk failed."""
        self.lost = 0
        """Records dropped: a disk stayed away beyond what memory may hold, or one was absurd."""
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def record(self, happening: AnyInput, decided: Iterable[AnyEvent]) -> None:
        """Queue an input and what it led to, in order."""
        self._queue.put(_Decision(happening, tuple(decided)))

    async def synced(self, timeout_ms: int = 50) -> bool:
        """Wait until all that was recorded is on disk; False, and degraded, when that is late."""
        loop = asyncio.get_running_loop()
        reached: asyncio.Future[bool] = loop.create_future()
        self._queue.put(_Mark(loop, reached))
        try:
            done = await asyncio.wait_for(reached, timeout_ms / 1_000)
        except TimeoutError:
            done = False
        self.degraded = self.degraded or not done
        return done

    def close(self) -> bool:
        """Write the rest, stop the thread, let the lease go; whether everything is on disk.

        Blocks for as long as the disk takes: call it off the loop.
        """
        self._queue.put(_Close())
        self._thread.join()
        self._file.close()
        self._lease.release()
        return not self._waiting and not self.lost

    def _run(self) -> None:
        closing = False
        while not closing:
            batch = self._next_batch()
            closing = any(isinstance(one, _Close) for one in batch)
            for one in batch:
                if isinstance(one, _Decision):
                    self._inscribe(one)
            written = self._flush()
            for one in batch:
                if isinstance(one, _Mark):
                    _tell(one, done=written)

    def _next_batch(self) -> list[_Decision | _Mark | _Close]:
        """Wait for one, then take all that are there: they share one sync."""
        try:
            batch = [self._queue.get(timeout=RETRY_S if self._waiting else None)]
        except Empty:
            return []
        with suppress(Empty):
            while True:
                batch.append(self._queue.get_nowait())
        return batch

    def _inscribe(self, decision: _Decision) -> None:
        stored, tip = inscribe(self._heading, self._seal, self._tip, *decision)
        body = join(stored)
        if len(body) > MAX_BODY or self._waiting_bytes + len(body) > WAITING_BYTES:
            self.lost += 1
            return
        framed = frame(self._lease.epoch, body)
        self._tip = tip
        self._waiting.append(framed)
        self._waiting_bytes += len(framed)

    def _flush(self) -> bool:
        if not self._waiting:
            return not self.lost
        if not self._file.write(b"".join(self._waiting)):
            self.degraded = True
            return False
        self._waiting.clear()
        self._waiting_bytes = 0
        return not self.lost


class JournalFile:
    """Where bytes become durable; a file that failed is never written again."""

    def __init__(self, folder: Path, epoch: Epoch) -> None:
        """Open the first file when it is first needed."""
        self._folder = folder
        self._epoch = epoch
        self._number = 0
        self._handle: int | None = None

    def write(self, data: bytes) -> bool:
        """Write and sync; False when any of it failed."""
        try:
            handle = self._open()
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fdatasync(handle)
        except OSError:
            self._retire()
            return False
        return True

    def close(self) -> None:
        """Let the file go."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                os.close(handle)

    def _retire(self) -> None:
        """Never write this file again; one in which nothing stands leaves its name to the next."""
        self.close()
        with suppress(OSError):
            if self._path.stat().st_size == 0:
                self._path.unlink()
                return
        self._number += 1

    @property
    def _path(self) -> Path:
        return self._folder / file_name(self._epoch, self._number)

    def _open(self) -> int:
        if self._handle is None:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
            self._handle = os.open(self._path, flags, 0o600)
            sync_folder(self._folder)
        return self._handle


def _tip_of(folder: Path) -> Tip:
    stored = read_journal(folder).stored
    return Tip(Seq(len(stored)), hash_of(stored[-1])) if stored else GENESIS


def _tell(mark: _Mark, *, done: bool) -> None:
    def resolve() -> None:
        if not mark.reached.done():
            mark.reached.set_result(done)

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        mark.loop.call_soon_threadsafe(resolve)
