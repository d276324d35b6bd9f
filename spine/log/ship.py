"""Carries a call's journal into the log: while the call runs, and what was left behind after."""

import threading
from pathlib import Path
from typing import Final

import msgspec

from spine.ids import CallId, Seq
from spine.journal_file import Fault, JournalTail
from spine.log.call_log import Appended, CallLog

EVERY_S: Final = 0.05


class Shipped(msgspec.Struct, frozen=True):
    """One shipment."""

    call: CallId
    appended: Appended
    torn: tuple[Fault, ...] = ()
    """Cut writes; while the call runs, just the record being written."""
    faults: tuple[Fault, ...] = ()


def ship(folder: Path, log: CallLog) -> Shipped:
    """Put what the log lacks of a call's journal into it; again is the same as once.

    Where to go on is asked of the log, so nothing has to be remembered.
    """
    return _Carrier(folder, log).carry()


def ship_leftovers(journals: Path, log: CallLog) -> tuple[Shipped, ...]:
    """Ship every journal, as a process does when it starts; only those with news are returned."""
    shipments = (ship(folder, log) for folder in sorted(journals.glob("*")) if folder.is_dir())
    return tuple(one for one in shipments if one.appended != Appended() or one.faults)


class Shipper:
    """Ships one call's journal while it is being written, in a thread of its own."""

    def __init__(self, folder: Path, log: CallLog) -> None:
        """Begin."""
        self._carrier = _Carrier(folder, log)
        self._over = threading.Event()
        self.failure: Exception | None = None
        """What the log last said no with; the journal keeps everything meanwhile."""
        self._thread = threading.Thread(target=self._run, name="shipper", daemon=True)
        self._thread.start()

    def close(self) -> Shipped:
        """Stop, then ship the rest; blocks, so call it off the loop, the journal closed first."""
        self._over.set()
        self._thread.join()
        return self._carrier.carry()

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                self._carrier.carry()
                self.failure = None
            except Exception as error:  # noqa: BLE001 - an edge: a log that is away is tried again
                self.failure = error


class _Carrier:
    """Goes on where journal and log stand; what the log did not take is handed to it again."""

    def __init__(self, folder: Path, log: CallLog) -> None:
        self._call = CallId(folder.name)
        self._tail = JournalTail(folder)
        self._log = log
        self._head: Seq | None = None
        self._waiting: tuple[bytes, ...] = ()

    def carry(self) -> Shipped:
        if self._head is None:
            self._head = self._log.head(self._call)
        if not self._waiting:  # a log that is away is waited for in the journal, not in memory
            there = self._tail.given
            self._waiting = self._tail.look()[max(0, self._head - there) :]
        appended = self._log.append(self._waiting) if self._waiting else Appended()
        self._waiting = ()
        return Shipped(self._call, appended, self._tail.torn, self._tail.faults)
