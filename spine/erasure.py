"""Erases what was said in a call: key, recording and letters go, the log stays whole."""

from datetime import datetime

import msgspec

from spine.events.note import CallErased
from spine.home import Home, safe_name
from spine.ids import CallId, TenantId
from spine.keys import KeyRing
from spine.log.call_log import CallLog
from spine.log.note import audit_of, note


class Erasure(msgspec.Struct, frozen=True):
    """What was erased."""

    call: CallId
    at: str
    """ISO 8601, UTC: when the key was destroyed, the first time."""
    recording: bool
    """There was one."""


def erase(home: Home, log: CallLog, call: CallId, *, tenant: TenantId, now: datetime) -> Erasure:
    """Destroy a call's key and its recording, and write down that it was done, once.

    Again is fine: whatever of it was left undone is done.
    """
    keys = KeyRing(home.keys, lambda: now)
    before = keys.erased_at(call)
    at = keys.destroy(call)
    recording = home.recording_of(call)
    had_one = recording.exists()
    recording.unlink(missing_ok=True)
    for letter in home.outbox.glob(f"*.{safe_name(call)}.*"):
        letter.unlink(missing_ok=True)
    if before is None:
        where = audit_of(tenant)
        note(log, where, CallErased(call=call, at=at), now=now)
    return Erasure(call, at, had_one)
