"""Finds a call that a command names, whatever of it is still only in its journal."""

import msgspec

from spine.home import Home
from spine.ids import CallId
from spine.journal_file import Fault
from spine.keys import KeyErasedError, KeyRing
from spine.log.call_log import CallLog, CallNotFoundError, Stored
from spine.log.open import open_log
from spine.log.ship import ship
from spine.log.sql import SqlCallLog
from spine.sealing import Sealer
from spine.settings import Spine, read_section

LAST = "last"


class StoredCall(msgspec.Struct, frozen=True):
    """A call as it is stored, and what opens it."""

    call: CallId
    stored: tuple[Stored, ...]
    key: Sealer | None
    """None after an erasure."""
    erased_at: str
    faults: tuple[Fault, ...]
    """What is wrong with its journal, if that is still here."""


def find_call(home: Home, named: str) -> StoredCall:
    """Return a call by its id, or the one begun `last`.

    Raises:
        CallNotFoundError: If there is none.
        KeyMissingError: If its key belongs to another installation.
    """
    with the_log(home) as log:
        call = _last(log) if named == LAST else CallId(named)
        folder = home.journal_of(call)
        shipped = ship(folder, log) if folder.is_dir() else None
        stored = log.read(call)
    if not stored:
        raise CallNotFoundError(named)
    key, erased_at = _key_of(home, call)
    faults = (*shipped.torn, *shipped.faults) if shipped else ()
    return StoredCall(call, stored, key, erased_at, faults)


def the_log(home: Home) -> SqlCallLog:
    """Open the log for a command.

    Raises:
        CallNotFoundError: If no call was ever held here.
    """
    spine = read_section(Spine, home=home)
    if not spine.log_url and not home.log_db.exists() and not home.journals.is_dir():
        raise CallNotFoundError(LAST)
    return open_log(home, spine)


def _last(log: CallLog) -> CallId:
    seen = log.calls(limit=1)
    if not seen:
        raise CallNotFoundError(LAST)
    return seen[0].call


def _key_of(home: Home, call: CallId) -> tuple[Sealer | None, str]:
    try:
        return KeyRing(home.keys).find(call), ""
    except KeyErasedError as erased:
        return None, erased.erased_at
