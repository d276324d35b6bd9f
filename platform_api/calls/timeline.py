"""A call's stored events, opened as far as there is a key, up to where they are whole."""

from collections.abc import Sequence

from platform_api.calls.models import TimelineEntry
from spine.events.envelope import TAGS
from spine.ids import CallId
from spine.keys import KeyErasedError, KeyMissingError, KeyRing
from spine.log.call_log import Stored
from spine.reading import ChainBrokenError, Entry, Opener, read_entries


def opener_of(keys: KeyRing, call: CallId) -> Opener | None:
    """Return what opens a call; None after an erasure, or where its key is elsewhere."""
    try:
        return keys.find(call)
    except (KeyErasedError, KeyMissingError):
        return None


def entries_of(
    stored: Sequence[Stored], opener: Opener | None
) -> tuple[tuple[TimelineEntry, ...], str | None]:
    """Return what is whole from the first event on, and why it ends where it should not."""
    try:
        entries, broken = read_entries(stored, opener), None
    except ChainBrokenError as exc:
        entries, broken = read_entries(stored[: exc.seq - 1], opener), str(exc)
    began = entries[0].envelope.occurred_at_ms if entries else 0
    return tuple(entry_of(entry, began) for entry in entries), broken


def entry_of(entry: Entry, began_unix_ms: int) -> TimelineEntry:
    """Return one event as it goes out."""
    envelope = entry.envelope
    return TimelineEntry(
        seq=envelope.seq,
        at_ms=envelope.occurred_at_ms - began_unix_ms,
        type=envelope.type,
        cause=envelope.cause,
        occurred_at_ms=envelope.occurred_at_ms,
        personal=envelope.type in TAGS,
        event=entry.event,
    )
