"""A call's journal on disk: a folder with a lease and, for each writer, files of framed records.

    journals/<call>/lease              the last writer's epoch; locked while there is a writer
    journals/<call>/000002-000000.sfj  epoch 2's first file; 000001 follows where a disk failed

A record is an input with all that was decided on it, so a cut never leaves half a decision.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from spine.errors import BrokenPromiseError
from spine.events.envelope import UnreadableError, decode_envelope
from spine.files import make_folder, sync_folder
from spine.frames import Damage, Epoch, Record, scan, split
from spine.ids import Seq

SUFFIX: Final = ".sfj"
LEASE: Final = "lease"


class LeaseTakenError(BrokenPromiseError):
    """Another process writes this call."""

    code = "journal.lease_taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process is writing the journal of call {folder.name}")


class Fault(msgspec.Struct, frozen=True):
    """Something in a journal that is no whole record in its place."""

    file: str
    what: str
    offset: int
    length: int


class JournalRead(msgspec.Struct, frozen=True):
    """What can be had from a call's journal."""

    stored: tuple[bytes, ...]
    """Stored bytes of events 1 to n, without a gap."""
    torn: tuple[Fault, ...]
    """Writes that were cut: expected after a crash, nothing acknowledged is in them."""
    faults: tuple[Fault, ...]
    """Damage before the tail, or records that contradict: somebody should look."""
    beyond: tuple[Seq, ...] = ()
    """Events that are whole but follow a gap."""


class Lease:
    """The right to write a call's journal; a lock of the process, so it ends with it."""

    def __init__(self, folder: Path) -> None:
        """Take the lease.

        Raises:
            LeaseTakenError: If another writer holds it.
        """
        make_folder(folder)
        self._handle = os.open(folder / LEASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            before = int(os.pread(self._handle, 16, 0) or b"0")
            self.epoch = Epoch(max(before, _highest_epoch(folder)) + 1)
            os.pwrite(self._handle, b"%010d\n" % self.epoch, 0)
            os.fsync(self._handle)
            sync_folder(folder)
        except BlockingIOError as exc:
            os.close(self._handle)
            raise LeaseTakenError(folder) from exc
        except BaseException:
            os.close(self._handle)
            raise

    def release(self) -> None:
        """Let another writer have it."""
        os.close(self._handle)


def file_name(epoch: Epoch, number: int) -> str:
    """Return the name of a writer's n-th file, from 0; names sort in the order of writing."""
    return f"{epoch:06d}-{number:06d}{SUFFIX}"


def read_journal(folder: Path) -> JournalRead:
    """Return the longest run of whole events from the first on, and what is wrong beside it.

    Reading changes nothing: a writer that goes on begins a new file, so a cut tail may stay.
    """
    reader = _Reader()
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        reader.take(path)
    return reader.result()


class _Reader:
    def __init__(self) -> None:
        self._by_seq: dict[Seq, bytes] = {}
        self._torn: list[Fault] = []
        self._faults: list[Fault] = []

    def take(self, path: Path) -> None:
        """Read one file; files come in the order in which they were written."""
        found = scan(path.read_bytes())
        if found.torn is not None:
            self._torn.append(_fault(path, "torn tail", found.torn))
        self._faults += (_fault(path, "damaged", damage) for damage in found.corrupt)
        epoch = Epoch(int(path.name.split("-", maxsplit=1)[0]))
        for record in found.records:
            if record.epoch == epoch:
                self._place(path, record)
            else:
                self._faults.append(Fault(path.name, "another writer's record", 0, 0))

    def _place(self, path: Path, record: Record) -> None:
        """Take a record's events; a later writer's word stands, but never unseen."""
        for stored in split(record.body):
            try:
                seq = decode_envelope(stored).seq
            except UnreadableError:
                self._faults.append(Fault(path.name, "no event", 0, len(stored)))
                continue
            before = self._by_seq.setdefault(seq, stored)
            if before != stored:
                self._faults.append(Fault(path.name, f"a second event {seq}", 0, len(stored)))
                self._by_seq[seq] = stored

    def result(self) -> JournalRead:
        run = tuple(self._run())
        beyond = tuple(sorted(seq for seq in self._by_seq if seq > len(run)))
        return JournalRead(run, tuple(self._torn), tuple(self._faults), beyond)

    def _run(self) -> Iterator[bytes]:
        seq = Seq(1)
        while (stored := self._by_seq.get(seq)) is not None:
            yield stored
            seq = Seq(seq + 1)


def _fault(path: Path, what: str, damage: Damage) -> Fault:
    return Fault(path.name, what, damage.offset, damage.length)


def _highest_epoch(folder: Path) -> int:
    return max((int(path.name[:6]) for path in folder.glob(f"*{SUFFIX}")), default=0)
