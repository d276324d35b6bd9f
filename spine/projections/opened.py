"""Opens what the views keep sealed, with the key of the call."""

from collections.abc import Iterable

import msgspec

from spine.events.envelope import decode_envelope
from spine.ids import CallId
from spine.keys import KeyErasedError, KeyMissingError, KeyRing
from spine.log.call_log import Stored
from spine.projections.call import CallSummary, summarise
from spine.projections.store import Views
from spine.reading import Entry, Opener, events_of, open_entry


class Opened(msgspec.Struct, frozen=True):
    """A call as a person would tell it, as far as it may be told."""

    summary: CallSummary
    erased_at: str
    """ISO 8601, UTC; empty while its key is there."""


def open_call(views: Views, keys: KeyRing, call: CallId) -> Opened:
    """Return a call's transcript and fields; after an erasure, what can be known without its key.

    Raises:
        KeyUnreadableError: If its key belongs to another installation.
    """
    opener: Opener | None = None
    erased_at = ""
    try:
        opener = keys.find(call)
    except KeyErasedError as erased:
        erased_at = erased.erased_at
    except KeyMissingError:
        pass  # of another installation: as closed to us as an erased one, and nobody erased it
    stored = sorted((*views.said(call), *views.fields(call)), key=lambda one: one.seq)
    return Opened(summarise(events_of(_entries(stored, opener))), erased_at)


def _entries(stored: Iterable[Stored], opener: Opener | None) -> Iterable[Entry]:
    return (open_entry(decode_envelope(one.body), opener) for one in stored)
