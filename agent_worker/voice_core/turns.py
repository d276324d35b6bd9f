"""Whose turn it is: one transition table, from which docs/reference/turns.md is drawn."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Turn(Enum):
    """Who has the floor."""

    LISTENING = "listening"
    """Nobody speaks; the silence timer runs."""
    CALLER = "caller"
    """The caller is speaking."""
    HOLDING = "holding"
    """The caller paused; we wait to see whether that was all."""
    AGENT = "agent"
    """We are speaking."""
    DUCKED = "ducked"
    """We speak lower: the caller made a sound."""
    PAUSED = "paused"
    """We fell silent, keeping our place: the caller insists, words are not known yet."""
    OVER = "over"


class Signal(Enum):
    """What can change it."""

    SPEECH_STARTED = "speech started"
    SPEECH_ENDED = "speech ended"
    INSISTED = "caller goes on"
    """Overlapping speech has lasted longer than a backchannel does."""
    WORDS = "real words"
    """Overlapping speech turned out to be words meant for us."""
    NOT_WORDS = "no words meant for us"
    """Overlapping speech turned out to be a cough, a television, a backchannel."""
    TURN_ENDED = "turn ended"
    REPLY = "reply"
    PLAYOUT_DONE = "playout done"
    HUNG_UP = "hung up"


TRANSITIONS: Final[Mapping[tuple[Turn, Signal], Turn]] = MappingProxyType(
    {
        (Turn.LISTENING, Signal.SPEECH_STARTED): Turn.CALLER,
        (Turn.LISTENING, Signal.REPLY): Turn.AGENT,
        (Turn.CALLER, Signal.SPEECH_ENDED): Turn.HOLDING,
        (Turn.HOLDING, Signal.SPEECH_STARTED): Turn.CALLER,
        (Turn.HOLDING, Signal.TURN_ENDED): Turn.LISTENING,
        (Turn.AGENT, Signal.SPEECH_STARTED): Turn.DUCKED,
        (Turn.AGENT, Signal.PLAYOUT_DONE): Turn.LISTENING,
        (Turn.DUCKED, Signal.INSISTED): Turn.PAUSED,
        (Turn.DUCKED, Signal.WORDS): Turn.CALLER,
        (Turn.DUCKED, Signal.NOT_WORDS): Turn.AGENT,
        (Turn.DUCKED, Signal.PLAYOUT_DONE): Turn.CALLER,
        (Turn.PAUSED, Signal.WORDS): Turn.CALLER,
        (Turn.PAUSED, Signal.NOT_WORDS): Turn.AGENT,
        (Turn.PAUSED, Signal.PLAYOUT_DONE): Turn.CALLER,
    }
    | {(turn, Signal.HUNG_UP): Turn.OVER for turn in Turn}
)


def after(turn: Turn, signal: Signal) -> Turn:
    """Return the next turn; a signal that the table does not name changes nothing."""
    return TRANSITIONS.get((turn, signal), turn)
