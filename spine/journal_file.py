"""A call's journal on disk: a folder with a lease and, for each writer, files of framed records.

    journals/<call>/lease              the last writer's epoch; locked while there is a writer
    journals/<call>/000002-000000.sfj  epoch 2's first file; 000001 follows where a disk failed

A record is an input with all that was decided on it, so a cut never leaves half a decision.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
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
    tail = JournalTail(folder)
    return JournalRead(tail.look(), tail.torn, tail.faults, tail.beyond)


class _Place:
    """How far a file was read."""

    def __init__(self) -> None:
        self.size = 0
        """Bytes there were at the last look: a file only grows, so as many is the same file."""
        self.end = 0
        """Where the last whole record ends: what follows is read again when there is more."""
        self.torn: Damage | None = None


class JournalTail:
    """Reads a journal while it grows: each look takes what was added and no byte twice.

    However often one looks, all looks together give what `read_journal` gives at the end. One thing
    differs: where a later writer contradicts an event that was given out already, that one stands,
    and the contradiction is a fault.
    """

    def __init__(self, folder: Path) -> None:
        """Begin before the first event."""
        self._folder = folder
        self._places: dict[str, _Place] = {}
        self._given: list[bytes] = []
        self._by_seq: dict[Seq, bytes] = {}
        self._faults: list[Fault] = []

    def look(self) -> tuple[bytes, ...]:
        """Return the stored events that go on after those of the look before.

        Raises:
            OSError: If a file cannot be read; what was read until then comes with the next look.
        """
        for name in self._names():
            self._take(name, self._places.setdefault(name, _Place()))
        run = tuple(self._run())
        self._given += (sha256(stored).digest() for stored in run)
        return run

    @property
    def given(self) -> Seq:
        """The last event given out, 0 before the first."""
        return Seq(len(self._given))

    @property
    def size(self) -> int:
        """Bytes there were at the last look."""
        return sum(place.size for place in self._places.values())

    @property
    def torn(self) -> tuple[Fault, ...]:
        """Cut writes, in the order of files; while there is a writer, what it is just writing."""
        found = ((name, self._places[name].torn) for name in sorted(self._places))
        return tuple(_fault(name, "torn tail", torn) for name, torn in found if torn is not None)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything else that is wrong, as it was found."""
        return tuple(self._faults)

    @property
    def beyond(self) -> tuple[Seq, ...]:
        """Events that are whole but follow a gap."""
        return tuple(sorted(seq for seq in self._by_seq if seq > self.given))

    def _names(self) -> list[str]:
        """List the files in the order in which they were written, each ended before the next."""
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(SUFFIX))
        return []

    def _take(self, name: str, place: _Place) -> None:
        """Read what was added to one file."""
        with suppress(FileNotFoundError), (self._folder / name).open("rb") as file:
            if os.fstat(file.fileno()).st_size == place.size:
                return
            file.seek(place.end)
            self._scan(name, place, file.read())

    def _scan(self, name: str, place: _Place, data: bytes) -> None:
        found, begin = scan(data), place.end
        place.size, place.end = begin + len(data), begin + found.end
        place.torn = _moved(found.torn, begin) if found.torn is not None else None
        self._faults += (_fault(name, "damaged", _moved(one, begin)) for one in found.corrupt)
        epoch = Epoch(int(name.split("-", maxsplit=1)[0]))
        for record in found.records:
            if record.epoch == epoch:
                self._place(name, record)
            else:
                self._faults.append(Fault(name, "another writer's record", 0, 0))

    def _place(self, name: str, record: Record) -> None:
        """Take a record's events; a later writer's word stands, but never unseen."""
        for stored in split(record.body):
            try:
                seq = decode_envelope(stored).seq
            except UnreadableError:
                self._faults.append(Fault(name, "no event", 0, len(stored)))
                continue
            if not self._agrees(seq, stored):
                self._faults.append(Fault(name, f"a second event {seq}", 0, len(stored)))

    def _agrees(self, seq: Seq, stored: bytes) -> bool:
        """Keep an event; say whether it is the first in its place or the same again."""
        if 1 <= seq <= self.given:
            return self._given[seq - 1] == sha256(stored).digest()
        before = self._by_seq.get(seq, stored)
        self._by_seq[seq] = stored
        return before == stored

    def _run(self) -> Iterator[bytes]:
        seq = Seq(self.given + 1)
        while (stored := self._by_seq.pop(seq, None)) is not None:
            yield stored
            seq = Seq(seq + 1)


def _moved(damage: Damage, by: int) -> Damage:
    return Damage(damage.offset + by, damage.length)


def _fault(name: str, what: str, damage: Damage) -> Fault:
    return Fault(name, what, damage.offset, damage.length)


def _highest_epoch(folder: Path) -> int:
    return max((int(path.name[:6]) for path in folder.glob(f"*{SUFFIX}")), default=0)
