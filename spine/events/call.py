"""What we decided in a call: facts, past tense, written once and never changed.

A type is never edited: add `.v2` and an upcaster. Personal types are listed in
`spine.events.personal`; a technical type holds nothing that the caller said.
"""

from typing import Literal

import msgspec

from spine.ids import CallMs, FieldName, ObjectiveName, UtteranceId

Signal = Literal["emergency", "person", "wrong_number", "sales_call", "abuse", "hurry"]
"""What a caller may make plain at any time; a closed set, recognised by Level 1 alone."""
BusinessTime = Literal["open", "closed", "holiday"]


class CallEvent(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """One fact about one call; `at_ms` is that of the input that caused it."""

    at_ms: CallMs


class CallStarted(CallEvent, frozen=True, tag="call.started.v1"):
    """The first event: everything that the call was decided with, by digest."""

    dialled: str
    settings: str
    """Digest of the process's settings, the same for every tenant."""


class CallRejected(CallEvent, frozen=True, tag="call.rejected.v1"):
    """We apologised and hung up; with `no_worker`, nobody could even do that."""

    reason: Literal["unknown_number", "no_worker"]


class NoticePlayed(CallEvent, frozen=True, tag="notice.played.v1"):
    """The caller has heard that the call is recorded."""


class RecordingStarted(CallEvent, frozen=True, tag="recording.started.v1"):
    """From here on, sound is kept. Never before `notice.played`."""


class AgentSpoke(CallEvent, frozen=True, tag="agent.spoke.v1"):
    """We began to say something. Personal: a read-back is in it."""

    utterance: UtteranceId
    phrases: tuple[str, ...]
    """Names in the phrase bank, one for each line."""
    text: str


class AgentYielded(CallEvent, frozen=True, tag="agent.yielded.v1"):
    """Barge-in: what the caller's voice did to our utterance."""

    utterance: UtteranceId
    how: Literal["ducked", "paused", "resumed", "stopped"]


class TurnHeard(CallEvent, frozen=True, tag="turn.heard.v1"):
    """The caller's turn is over; this is all of it. Personal."""

    texts: tuple[str, ...]
    held_ms: int
    """Silence that we waited for after the last voiced sample."""


class CallerSilent(CallEvent, frozen=True, tag="caller.silent.v1"):
    """Nothing was said for the whole silence timer; `times` in a row."""

    times: int


class EmergencyFlagged(CallEvent, frozen=True, tag="emergency.flagged.v1"):
    """The caller used words of danger to life; the emergency sentence is said next."""

    hazard: str


class PersonWanted(CallEvent, frozen=True, tag="person.wanted.v1"):
    """The caller asked for a human."""


class SignalRaised(CallEvent, frozen=True, tag="signal.raised.v1"):
    """Level 1 understood one of the signals. Once raised it stays raised."""

    signal: Signal


class QuestionAsked(CallEvent, frozen=True, tag="question.asked.v1"):
    """The caller asked something; Level 1 found which knowledge entry it is about."""

    entry: str
    """Name of a knowledge entry, empty where none fits."""


class CorrectionAsked(CallEvent, frozen=True, tag="correction.asked.v1"):
    """The caller took back an answer: its objective is open again and its value is void."""

    objective: ObjectiveName


class HoursClassed(CallEvent, frozen=True, tag="hours.classed.v1"):
    """What time it is for the business: when the call begins, and whenever that changes in it."""

    time: BusinessTime
    reachable: tuple[str, ...]
    """Contacts whose hours these are, in the order of the configuration."""


class ObjectiveBegun(CallEvent, frozen=True, tag="objective.begun.v1"):
    """Level 2 asked for this next."""

    objective: ObjectiveName


class ObjectiveEnded(CallEvent, frozen=True, tag="objective.ended.v1"):
    """What became of an objective: all that Level 2's fold needs to know."""

    objective: ObjectiveName
    result: Literal["met", "declined", "exhausted", "failed"]


class CaptureStarted(CallEvent, frozen=True, tag="capture.started.v1"):
    """A primitive began to ask for a field."""

    field: FieldName
    primitive: str


class CaptureHeard(CallEvent, frozen=True, tag="capture.heard.v1"):
    """What the primitive made of a turn. Personal."""

    field: FieldName
    raw: str
    value: str | None
    """Normal form when complete and valid, else None."""
    buffer: str
    """What is kept of an incomplete value."""
    inferred: tuple[str, ...]


class CaptureReadBack(CallEvent, frozen=True, tag="capture.read_back.v1"):
    """A value was read back for confirmation. Personal."""

    field: FieldName
    value: str
    readback: int
    """Confirmation binds to this number within the call."""
    level: int
    """Rung of the read-back ladder, 1 to 3."""


class CaptureRepaired(CallEvent, frozen=True, tag="capture.repaired.v1"):
    """The caller corrected a part. Personal."""

    field: FieldName
    operation: str
    value: str | None


class CaptureConfirmed(CallEvent, frozen=True, tag="capture.confirmed.v1"):
    """The caller said yes to the value that was read back (or the field needs none). Personal."""

    field: FieldName
    value: str


class CaptureDeclined(CallEvent, frozen=True, tag="capture.declined.v1"):
    """The caller would rather not say."""

    field: FieldName


class CaptureFailed(CallEvent, frozen=True, tag="capture.failed.v1"):
    """Attempts are spent; `partial` is kept for a person to use. Personal."""

    field: FieldName
    reason: str
    partial: str


class CallEnded(CallEvent, frozen=True, tag="call.ended.v1"):
    """Nothing is decided after this."""

    outcome: str
    """Level 2's outcome, or `abandoned`, `silent`, `rejected`, `missed`, `media_lost`…"""
    by: Literal["agent", "caller", "system"]
    duration_ms: int


AnyEvent = (
    CallStarted
    | CallRejected
    | NoticePlayed
    | RecordingStarted
    | AgentSpoke
    | AgentYielded
    | TurnHeard
    | CallerSilent
    | EmergencyFlagged
    | PersonWanted
    | SignalRaised
    | QuestionAsked
    | CorrectionAsked
    | HoursClassed
    | ObjectiveBegun
    | ObjectiveEnded
    | CaptureStarted
    | CaptureHeard
    | CaptureReadBack
    | CaptureRepaired
    | CaptureConfirmed
    | CaptureDeclined
    | CaptureFailed
    | CallEnded
)
