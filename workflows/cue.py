"""What a workflow follows: one event of one call, and the names that come of it."""

from typing import Final

import msgspec

from spine.errors import RequestError
from spine.ids import CallId, EventId, Seq, TenantId

NOTIFY_EMAIL: Final = "notify_email"


class NotADeliveryError(RequestError):
    """What was named is no workflow's stream."""

    code = "workflow.not_a_delivery"
    exit_code = 3

    def __init__(self, named: str) -> None:
        super().__init__(f"there is no delivery {named!r}: `spotfunnel deliveries` lists them")


class Cue(msgspec.Struct, frozen=True):
    """The event that a workflow was begun by."""

    workflow: str
    call: CallId
    seq: Seq
    """Of the call's last event, `call.ended.v1`."""

    @property
    def stream_id(self) -> str:
        """Return the name of the workflow's own stream: one for each event, so one letter."""
        return f"{self.workflow}.{self.call}.{self.seq}"

    @property
    def trigger(self) -> EventId:
        """Return the event's id."""
        return EventId(f"{self.call}/{self.seq}")


class Run(msgspec.Struct, frozen=True):
    """A workflow that was begun, or begun again, and has no outcome yet."""

    stream_id: str
    begun: Seq
    """Of its last `workflow.begun.v1`: whoever begins it again makes another run of it."""
    tenant: TenantId


def cue_of(stream_id: str) -> Cue:
    """Return what a workflow's stream is named for.

    Raises:
        NotADeliveryError: If that is no such name.
    """
    workflow, _, rest = stream_id.partition(".")
    call, _, seq = rest.rpartition(".")
    if not (workflow and call and seq.isascii() and seq.isdigit()):
        raise NotADeliveryError(stream_id)
    return Cue(workflow, CallId(call), Seq(int(seq)))
