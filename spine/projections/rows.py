"""What the views' rows say, and how an event changes one."""

from typing import Any, Final, Literal

import msgspec

from spine.events.call import (
    CallEnded,
    CallStarted,
    EmergencyFlagged,
    RecordingStarted,
)
from spine.events.envelope import Envelope
from spine.events.inputs import CallAnswered
from spine.events.note import (
    AnyNote,
    WorkflowBegun,
    WorkflowDead,
    WorkflowDone,
    WorkflowSkipped,
    WorkflowTried,
)
from spine.events.personal import Recorded
from spine.ids import CallId, TenantId

LEADS: Final = frozenset({"lead", "requested", "booked"})
"""Outcome of a call whose caller wants work done and can be reached."""
LONGEST_WHY: Final = 500


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as lists show it: nothing that was said."""

    call: CallId
    tenant: TenantId
    dialled: str = ""
    began_unix_ms: int
    last_unix_ms: int
    """Of its last event: a live call that has been still for long lost its process."""
    live: bool = True
    outcome: str = ""
    ended_by: str = ""
    duration_ms: int = 0
    events: int = 0
    lead: bool = False
    recorded: bool = False
    emergency: bool = False
    core: str = ""
    config: str = ""
    changed_pos: int = 0


class TenantRow(msgspec.Struct, frozen=True, kw_only=True):
    """A business that takes calls, and what with."""

    tenant: TenantId
    name: str
    config: str
    version: int
    numbers: tuple[str, ...] = ()


class NumberRow(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a number is."""

    number: str
    tenant: TenantId
    config: str
    version: int


class ConfigRow(msgspec.Struct, frozen=True, kw_only=True):
    """One push of a configuration."""

    tenant: TenantId
    version: int
    """0 for a refused one: it never got a number."""
    config: str
    name: str
    trials: int
    status: Literal["pushed", "active", "superseded", "refused"]
    pushed_unix_ms: int
    activated_unix_ms: int
    """0 while it never was."""
    why: str


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one workflow."""

    id: str
    workflow: str
    tenant: TenantId
    call: CallId
    status: Literal["begun", "tried", "done", "dead", "skipped"]
    attempts: int = 0
    why: str = ""
    reference: str = ""
    changed_unix_ms: int


def call_after(row: CallRow | None, envelope: Envelope, event: Recorded | None) -> CallRow:
    """Take one event of a call; None stands for one that is sealed, or of a later release."""
    at = envelope.occurred_at_ms
    row = row or CallRow(
        call=CallId(envelope.stream_id),
        tenant=envelope.tenant,
        began_unix_ms=at,
        last_unix_ms=at,
        core=envelope.core,
        config=envelope.config,
    )
    changes: dict[str, Any] = {
        "began_unix_ms": min(row.began_unix_ms, at),
        "last_unix_ms": max(row.last_unix_ms, at),
        "events": row.events + 1,
    }
    return msgspec.structs.replace(row, **(changes | _told_by(event)))


def _told_by(event: Recorded | None) -> dict[str, Any]:
    match event:
        case CallAnswered(dialled=dialled) | CallStarted(dialled=dialled):
            return {"dialled": dialled}
        case RecordingStarted():
            return {"recorded": True}
        case EmergencyFlagged():
            return {"emergency": True}
        case CallEnded(outcome=outcome, by=by, duration_ms=duration_ms):
            return {
                "live": False,
                "outcome": outcome,
                "ended_by": by,
                "duration_ms": duration_ms,
                "lead": outcome in LEADS,
            }
        case _:
            return {}


def delivery_after(
    row: DeliveryRow | None, envelope: Envelope, event: AnyNote
) -> DeliveryRow | None:
    """Take one event of a workflow."""
    at = envelope.occurred_at_ms
    if isinstance(event, WorkflowBegun):  # once more where a person has it tried again
        return DeliveryRow(
            id=envelope.stream_id,
            workflow=event.workflow,
            tenant=envelope.tenant,
            call=event.call,
            status="begun",
            changed_unix_ms=at,
        )
    if row is None:
        return None
    return msgspec.structs.replace(row, changed_unix_ms=at, **_became(event))


def _became(event: AnyNote) -> dict[str, Any]:
    match event:
        case WorkflowTried(attempt=attempt, why=why):
            return {"status": "tried", "attempts": attempt, "why": why[:LONGEST_WHY]}
        case WorkflowDone(reference=reference):
            return {"status": "done", "reference": reference, "why": ""}
        case WorkflowDead(why=why):
            return {"status": "dead", "why": why[:LONGEST_WHY]}
        case WorkflowSkipped(why=why):
            return {"status": "skipped", "why": why[:LONGEST_WHY]}
        case _:
            return {}
