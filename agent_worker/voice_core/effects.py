"""What the runtime must now do. Effects are not stored: they follow from the inputs."""

from typing import Literal

import msgspec

from spine.ids import UtteranceId


class Line(msgspec.Struct, frozen=True):
    """One sentence of the phrase bank with its slots filled: the unit of synthesis and caching."""

    phrase: str
    text: str
    personal: bool = False
    """A slot holds the caller's own words: never kept in a cache on disk."""


class Say(msgspec.Struct, frozen=True):
    """Play these lines, one after the other; then report `PlayoutDone`."""

    utterance: UtteranceId
    lines: tuple[Line, ...]


class Duck(msgspec.Struct, frozen=True):
    """Lower our voice: the caller may be starting to speak."""

    utterance: UtteranceId


class Pause(msgspec.Struct, frozen=True):
    """Fall silent, keeping the position."""

    utterance: UtteranceId


class Resume(msgspec.Struct, frozen=True):
    """Go on at full level from the kept position, no word lost."""

    utterance: UtteranceId


class Stop(msgspec.Struct, frozen=True):
    """Drop the rest; then report `PlayoutStopped`."""

    utterance: UtteranceId


class StartTimer(msgspec.Struct, frozen=True):
    """Report `TimerFired(timer)` at `due_ms` on the call's clock; replaces one of the same name."""

    timer: str
    due_ms: int


class CancelTimer(msgspec.Struct, frozen=True):
    """Forget a timer; unknown names are fine."""

    timer: str


class Listen(msgspec.Struct, frozen=True):
    """Tell the recogniser what to expect from here on."""

    hints: tuple[str, ...]


class StartRecording(msgspec.Struct, frozen=True):
    """Keep sound from now on."""


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """Ring this contact and join the caller to it; then report what became of it.

    It goes on whatever the caller says meanwhile. Waits for the journal's sync, at most 50 ms.
    """

    attempt: int
    """From 1 in each call: `TransferAnswered` and `TransferFailed` name it."""
    contact: str
    number: str
    """E.164."""
    mode: Literal["warm", "cold"]


class StopRinging(msgspec.Struct, frozen=True):
    """Nobody has answered for too long: give this attempt up. What is reported later is ignored."""

    attempt: int


class HangUp(msgspec.Struct, frozen=True):
    """End the call. Waits for the journal's sync, at most 50 ms."""

    outcome: str
    joined: bool = False
    """The caller is with somebody now: leave the two alone."""


Effect = (
    Say
    | Duck
    | Pause
    | Resume
    | Stop
    | StartTimer
    | CancelTimer
    | Listen
    | StartRecording
    | Transfer
    | StopRinging
    | HangUp
)
