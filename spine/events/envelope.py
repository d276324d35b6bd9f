"""One envelope for every event: what is stored, hashed and shipped are these very bytes.

Stored bytes are deterministic JSON, made once and never made again to hash them. Each event names
the hash of the one before it, so a changed byte anywhere is seen, and where.
"""

from hashlib import sha256
from typing import Any, Final, Literal

import msgspec
import msgspec.inspect

from spine.errors import BrokenPromiseError
from spine.events.note import AnyNote
from spine.events.personal import PERSONAL, Recorded
from spine.ids import EventId, Seq, TenantId

Stream = Literal["call", "tenant", "workflow", "audit"]

NOTHING_BEFORE: Final = "0" * 64
"""`prev` of a stream's first event."""


class UnreadableError(BrokenPromiseError):
    """These bytes are not what they should be."""

    code = "envelope.unreadable"


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an event stands, and what it was decided with."""

    id: EventId
    stream: Stream
    stream_id: str
    seq: Seq
    type: str
    tenant: TenantId
    occurred_at_ms: int
    """Unix milliseconds: the call's start and the event's own `at_ms`, so a replay can tell it."""
    core: str
    """Core version, as `Core.version`; empty where none decided (audit, workflows)."""
    config: str
    """Config version: the graph's id; empty where none was used."""
    cause: Seq | None
    """The input that this was decided on; None for an input."""
    payload: msgspec.Raw
    """The event's JSON, or `{"sealed": "<base64>"}` of it where the type is personal."""
    prev: str
    """Hash of the event before, or `NOTHING_BEFORE`."""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A personal event's payload: readable only while the key of its subject exists."""

    sealed: str
    """Base64."""


_encoder: Final = msgspec.json.Encoder(order="deterministic")
_recorded: Final = msgspec.json.Decoder(Recorded)
_note: Final = msgspec.json.Decoder(AnyNote)
_envelope: Final = msgspec.json.Decoder(Envelope)
_sealed: Final = msgspec.json.Decoder(Sealed)

TAGS: Final[frozenset[str]] = frozenset(
    str(info.tag)
    for info in msgspec.inspect.multi_type_info(PERSONAL)
    if isinstance(info, msgspec.inspect.StructType)
)
"""Names of the personal types, as they stand in `Envelope.type`."""


def tag_of(event: Recorded | AnyNote | type[msgspec.Struct]) -> str:
    """Return the name of an event's type; of an event or of the type itself."""
    return str(event.__struct_config__.tag)


def tags_of(*kinds: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of types."""
    return frozenset(tag_of(kind) for kind in kinds)


def hash_of(stored: bytes) -> str:
    """Return what the next event names as `prev`: SHA-256, hex, of the stored bytes."""
    return sha256(stored).hexdigest()


def encode(what: Envelope | Recorded | AnyNote | Sealed) -> bytes:
    """Return the one form in which this is written: no newline is ever in it."""
    return _encoder.encode(what)


def decode_envelope(stored: bytes) -> Envelope:
    """Return the envelope of stored bytes, its payload left as it is.

    Raises:
        UnreadableError: If these are not an envelope's bytes.
    """
    envelope: Envelope = _decoded(_envelope, stored)
    return envelope


def decode_event(plain: bytes | msgspec.Raw) -> Recorded:
    """Return the event of a clear or opened payload.

    Raises:
        UnreadableError: If this is no event of a type that we know.
    """
    event: Recorded = _decoded(_recorded, plain)
    return event


def decode_note(payload: bytes | msgspec.Raw) -> AnyNote:
    """Return the fact in a tenant's, a workflow's or the audit stream.

    Raises:
        UnreadableError: If this is none of a type that we know.
    """
    note: AnyNote = _decoded(_note, payload)
    return note


def decode_sealed(payload: msgspec.Raw) -> Sealed:
    """Return what stands in a personal event's place.

    Raises:
        UnreadableError: If it is not sealed.
    """
    sealed: Sealed = _decoded(_sealed, payload)
    return sealed


def _decoded(decoder: msgspec.json.Decoder[Any], data: bytes | msgspec.Raw) -> Any:
    """Decode, whatever is wrong: bytes that are no UTF-8 or nest without end raise otherwise."""
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as exc:
        raise UnreadableError(str(exc)) from exc
