"""Names for the things that everything else refers to."""

from typing import Final, NewType

CallId = NewType("CallId", str)
TenantId = NewType("TenantId", str)
EventId = NewType("EventId", str)
"""`<stream id>/<seq>`: where an event stands is what it is called."""
Seq = NewType("Seq", int)
"""Position in a stream, from 1 without gaps."""
CallMs = NewType("CallMs", int)
"""Milliseconds since the call was answered, read from the call's clock."""
UtteranceId = NewType("UtteranceId", int)
"""One thing that the agent says, from 1 in each call."""
SegmentId = NewType("SegmentId", int)
"""One stretch of caller speech between two silences, from 1 in each call."""
FieldName = NewType("FieldName", str)
ObjectiveName = NewType("ObjectiveName", str)

NOBODY: Final = TenantId("-")
"""The tenant of a call whose dialled number belongs to no tenant."""
