"""How a workflow stands: a fold over its stream, which alone says what has been done."""

from collections.abc import Iterable
from functools import reduce
from typing import Literal

import msgspec

from spine.events.envelope import Envelope, UnreadableError, decode_envelope, decode_note
from spine.events.note import (
    WorkflowBegun,
    WorkflowDead,
    WorkflowDone,
    WorkflowSkipped,
    WorkflowTried,
)
from spine.ids import Seq, TenantId
from spine.log.call_log import Stored

Status = Literal["unknown", "begun", "tried", "done", "dead", "skipped"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One workflow so far."""

    status: Status = "unknown"
    attempts: int = 0
    """Since it was begun last, those that failed."""
    why: str = ""
    reference: str = ""
    recipients: int = 0
    begun: Seq = Seq(0)
    last: Seq = Seq(0)
    tenant: TenantId = TenantId("")
    config: str = ""
    changed_unix_ms: int = 0

    @property
    def settled(self) -> bool:
        """Say whether it has an outcome; then nothing more is done for it."""
        return self.status in {"done", "dead", "skipped"}


def standing_of(stored: Iterable[Stored]) -> Standing:
    """Fold a workflow's stream, oldest first; what cannot be read changes nothing."""
    return reduce(_take, stored, Standing())


def _take(standing: Standing, one: Stored) -> Standing:
    try:
        envelope = decode_envelope(one.body)
        changed = _changed(standing, envelope)
    except UnreadableError:
        return msgspec.structs.replace(standing, last=one.seq)
    return msgspec.structs.replace(
        changed, last=one.seq, changed_unix_ms=envelope.occurred_at_ms, tenant=envelope.tenant
    )


def _changed(standing: Standing, envelope: Envelope) -> Standing:
    replace = msgspec.structs.replace
    match decode_note(envelope.payload):
        case WorkflowBegun():
            return Standing(status="begun", begun=envelope.seq, config=envelope.config)
        case WorkflowTried(attempt=attempt, why=why):
            return replace(standing, status="tried", attempts=attempt, why=why)
        case WorkflowDone(reference=reference, recipients=recipients):
            return replace(
                standing, status="done", why="", reference=reference, recipients=recipients
            )
        case WorkflowDead(why=why):
            return replace(standing, status="dead", why=why)
        case WorkflowSkipped(why=why):
            return replace(standing, status="skipped", why=why)
        case _:
            return standing
