"""What happened to a call: every input that `step` can see, in the order that it saw them.

Each struct is one event type. *Personal* types (`spine.events.personal`) are sealed whole with the
key of the call's subject; the others are stored clear and may hold nothing that a caller said.
"""

import msgspec

from spine.ids import CallMs, SegmentId, UtteranceId


class Input(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """One thing that the world did, at `at_ms` on the call's clock."""

    at_ms: CallMs


class CallAnswered(Input, frozen=True, tag="input.call_answered.v1"):
    """The line is open both ways: the call begins."""

    dialled: str
    """The number that was rung, E.164."""
    local_time: str
    """Wall time where the business is, ISO 8601 with offset: the only clock that `step` sees."""
    settings: str
    """Digest of the process's settings, the same for every tenant."""


class CallMissed(Input, frozen=True, tag="input.call_missed.v1"):
    """It rang and nobody of ours took it: the whole call. Its clock began with the ringing."""

    dialled: str
    """The number that was rung, E.164."""
    local_time: str
    """Wall time where the business is, ISO 8601 with offset."""
    settings: str
    """Digest of the process's settings, the same for every tenant."""


class CallerIdSeen(Input, frozen=True, tag="input.caller_id_seen.v1"):
    """The network gave a caller number. Never authentication, never used without consent."""

    number: str


class SpeechStarted(Input, frozen=True, tag="input.speech_started.v1"):
    """Voice activity began."""

    segment: SegmentId


class SpeechEnded(Input, frozen=True, tag="input.speech_ended.v1"):
    """Voice activity ended; the last voiced sample was `silence_ms` before `at_ms`."""

    segment: SegmentId
    silence_ms: int


class PartialHeard(Input, frozen=True, tag="input.partial_heard.v1"):
    """The recogniser's guess so far at the segment in progress; later ones replace it."""

    segment: SegmentId
    text: str


class FinalHeard(Input, frozen=True, tag="input.final_heard.v1"):
    """The recogniser's last word on a segment. `texts` is best first; empty means no words."""

    segment: SegmentId
    texts: tuple[str, ...]
    confidence: float | None = None
    """0 to 1 where the recogniser gives one."""


class KeyPressed(Input, frozen=True, tag="input.key_pressed.v1"):
    """One DTMF key: `0`-`9`, `*` or `#`."""

    key: str


class TimerFired(Input, frozen=True, tag="input.timer_fired.v1"):
    """A timer that an effect asked for has run out."""

    timer: str


class PlayoutDone(Input, frozen=True, tag="input.playout_done.v1"):
    """The whole utterance was played."""

    utterance: UtteranceId


class PlayoutStopped(Input, frozen=True, tag="input.playout_stopped.v1"):
    """The utterance was cut; `lines_done` of its lines had been played whole."""

    utterance: UtteranceId
    position_ms: int
    lines_done: int


class TransferAnswered(Input, frozen=True, tag="input.transfer_answered.v1"):
    """Whoever was rung has answered and is joined to the caller: only now has it succeeded."""

    attempt: int
    """Of the effect that asked for it, from 1 in each call."""


class TransferFailed(Input, frozen=True, tag="input.transfer_failed.v1"):
    """Nobody was joined to the caller."""

    attempt: int
    code: str
    """`busy`, `no_answer`, `not_available`…"""


class HearingFailed(Input, frozen=True, tag="input.hearing_failed.v1"):
    """The recogniser is gone for good: its own retries and the fallback are spent."""

    code: str


class SpeakingFailed(Input, frozen=True, tag="input.speaking_failed.v1"):
    """An utterance could not be synthesised by any provider; nothing of it was heard."""

    utterance: UtteranceId
    code: str


class CallerHungUp(Input, frozen=True, tag="input.caller_hung_up.v1"):
    """The other side ended the call."""


class MediaLost(Input, frozen=True, tag="input.media_lost.v1"):
    """Sound stopped arriving or our own room connection died: not a hang-up."""

    code: str


class RecordingStopped(Input, frozen=True, tag="input.recording_stopped.v1"):
    """The recorder could not go on (a full disk); the call does."""

    code: str


class UsageMetered(Input, frozen=True, tag="input.usage_metered.v1"):
    """A provider did billable work. Priced afterwards, by a dated price book."""

    provider: str
    """`whisper.tiny.en`, `deepgram.nova-3`, `carrier.sip`…"""
    unit: str
    """`audio_ms`, `characters`, `carrier_ms`."""
    quantity: int


AnyInput = (
    CallAnswered
    | CallMissed
    | CallerIdSeen
    | SpeechStarted
    | SpeechEnded
    | PartialHeard
    | FinalHeard
    | KeyPressed
    | TimerFired
    | PlayoutDone
    | PlayoutStopped
    | TransferAnswered
    | TransferFailed
    | HearingFailed
    | SpeakingFailed
    | CallerHungUp
    | MediaLost
    | RecordingStopped
    | UsageMetered
)
