"""One call as a person would tell it: a fold over its events, the same live and years later."""

from collections.abc import Iterable
from functools import reduce
from typing import Literal

import msgspec

from spine.events.call import (
    AgentSpoke,
    CallEnded,
    CallStarted,
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureStarted,
    TurnHeard,
)
from spine.events.personal import Recorded

FieldStatus = Literal["asked", "confirmed", "declined", "failed"]


class Field(msgspec.Struct, frozen=True):
    """What became of one thing to capture."""

    name: str
    status: FieldStatus
    value: str = ""
    """Confirmed value; for a failed field what was kept of it."""


class Said(msgspec.Struct, frozen=True):
    """One line of the transcript."""

    who: Literal["agent", "caller"]
    text: str
    at_ms: int


class CallSummary(msgspec.Struct, frozen=True):
    """A call so far."""

    dialled: str = ""
    outcome: str = ""
    """Empty while the call goes on."""
    ended_by: str = ""
    duration_ms: int = 0
    fields: tuple[Field, ...] = ()
    transcript: tuple[Said, ...] = ()


def fold(call: CallSummary, event: Recorded) -> CallSummary:  # noqa: C901, PLR0911 - by event
    """Take one event."""
    match event:
        case CallStarted(dialled=dialled):
            return msgspec.structs.replace(call, dialled=dialled)
        case AgentSpoke(text=text, at_ms=at_ms):
            return _said(call, Said("agent", text, at_ms))
        case TurnHeard(texts=texts, at_ms=at_ms):
            return _said(call, Said("caller", texts[0], at_ms))
        case CaptureStarted(field=field):
            return _field(call, Field(field, "asked"))
        case CaptureConfirmed(field=field, value=value):
            return _field(call, Field(field, "confirmed", value))
        case CaptureDeclined(field=field):
            return _field(call, Field(field, "declined"))
        case CaptureFailed(field=field, partial=partial):
            return _field(call, Field(field, "failed", partial))
        case CallEnded(outcome=outcome, by=by, duration_ms=duration_ms):
            return msgspec.structs.replace(
                call, outcome=outcome, ended_by=by, duration_ms=duration_ms
            )
        case _:
            return call


def summarise(events: Iterable[Recorded]) -> CallSummary:
    """Fold a call's events, oldest first."""
    return reduce(fold, events, CallSummary())


def _said(call: CallSummary, said: Said) -> CallSummary:
    return msgspec.structs.replace(call, transcript=(*call.transcript, said))


def _field(call: CallSummary, field: Field) -> CallSummary:
    others = tuple(one for one in call.fields if one.name != field.name)
    return msgspec.structs.replace(call, fields=(*others, field))
