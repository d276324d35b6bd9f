"""Begins again what was given up: an event, which whoever follows the log takes up."""

from datetime import datetime

from spine.events.note import WorkflowBegun
from spine.log.call_log import CallLog
from spine.log.note import Where, note
from workflows.cue import NotADeliveryError, cue_of
from workflows.standing import Standing, standing_of


def begin_again(log: CallLog, stream_id: str, *, now: datetime) -> Standing:
    """Begin a workflow again if it is dead; return how it stood before.

    Two at the same time may both begin it: the second run finds the outcome of the first.

    Raises:
        NotADeliveryError: If there is no such workflow.
    """
    cue = cue_of(stream_id)
    stands = standing_of(log.read_stream("workflow", stream_id))
    if stands.status == "unknown":
        raise NotADeliveryError(stream_id)
    if stands.status == "dead":
        where = Where(
            stream="workflow", stream_id=stream_id, tenant=stands.tenant, config=stands.config
        )
        begun = WorkflowBegun(workflow=cue.workflow, trigger=cue.trigger, call=cue.call)
        note(log, where, begun, now=now)
    return stands
