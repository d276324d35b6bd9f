"""Carries a call's journal into the log: while the call runs, and what was left behind after."""

import threading
from pathlib import Path
from typing import Final

import msgspec

from spine.ids import CallId
from spine.journal_file import Fault, read_journal
from spine.log.call_log import Appended, CallLog

EVERY_S: Final = 0.25


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
    call = CallId(folder.name)
    found = read_journal(folder)
    appended = log.append(found.stored[log.head(call) :])
    return Shipped(call, appended, found.torn, found.faults)


def ship_leftovers(journals: Path, log: CallLog) -> tuple[Shipped, ...]:
    """Ship every journal, as a process does when it starts; only those with news are returned."""
    shipments = (ship(folder, log) for folder in sorted(journals.glob("*")) if folder.is_dir())
    return tuple(one for one in shipments if one.appended != Appended() or one.faults)


class Shipper:
    """Ships one call's journal while it is being written, in a thread of its own."""

    def __init__(self, folder: Path, log: CallLog) -> None:
        """Begin."""
        self._folder = folder
        self._log = log
        self._over = threading.Event()
        self.failure: Exception | None = None
        """What the log last said no with; the journal keeps everything meanwhile."""
        self._thread = threading.Thread(target=self._run, name="shipper", daemon=True)
        self._thread.start()

    def close(self) -> Shipped:
        """Stop, then ship the rest; blocks, so call it off the loop, the journal closed first."""
        self._over.set()
        self._thread.join()
        return ship(self._folder, self._log)

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            try:
                ship(self._folder, self._log)
                self.failure = None
            except Exception as error:  # noqa: BLE001 - an edge: a log that is away is tried again
                self.failure = error
